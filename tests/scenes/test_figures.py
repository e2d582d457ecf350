"""Slide figures: their artists against the runs' arrays, their files byte for byte, their texts without overlap."""

from __future__ import annotations

import importlib
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import imageio.v3 as iio
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.quiver import Quiver
from matplotlib.transforms import Bbox
from pypdf import PdfReader

import ebviz
from ebviz.errors import BuildError, UsageError
from ebviz.export import provenance
from ebviz.plot.base import FORMATS, draw, figure, save
from ebviz.plot.label import Label, label_near
from ebviz.study import Run
from scenes.gan import architectures_slides as architectures
from scenes.inference import data_slides as data
from scenes.inference import free_energy_slides as free_energy
from scenes.inference import inference_slides as inference
from scenes.inference import projection_slides as projection
from scenes.temperature import catastrophe_slides as catastrophe
from scenes.temperature import single_force_slides as single_force
from scenes.temperature import soft_slides
from scenes.temperature import temperature_slides as temperature
from scenes.temperature import training_slides as training
from tests.conftest import CATALOG

ROOT = Path(ebviz.__file__).parents[1]
FIGURES = {
    name: getattr(importlib.import_module(entry.module), entry.function)
    for name, entry in sorted(CATALOG.figures.items())
}
RECORD = provenance.record(
    "figure:a:dark", "0" * 64, studies={"ellipse": {"config": {"note": '(β ≥ 0) \\ "x" <&>'}}}, quality="dark"
)


def lines(fig: Figure) -> Iterator[np.ndarray]:
    """Return the points (S, 2) of every line drawn in data coordinates."""
    for axes in fig.axes:
        yield from (line.get_xydata() for line in axes.lines if line.get_transform() == axes.transData)


def drawn(fig: Figure, places: np.ndarray) -> bool:
    return any(line.shape == places.shape and np.allclose(line, places) for line in lines(fig))


def test_every_figure_is_in_the_catalog():
    assert not CATALOG.problems
    modules = {entry.module for entry in CATALOG.figures.values()}
    declared = {
        function.__name__: (function.studies, function.size)
        for name in modules
        for function in vars(importlib.import_module(name)).values()
        if hasattr(function, "studies") and function.__module__ == name and callable(function)
    }
    assert {name: (entry.studies, entry.size) for name, entry in CATALOG.figures.items()} == declared
    assert all(entry.summary.endswith(".") for entry in CATALOG.figures.values())
    assert all(set(entry.studies) <= set(CATALOG.studies) for entry in CATALOG.figures.values())


# --------------------------------------------------------------------------------- what is drawn is what was computed


def test_samples_and_manifold(runs):
    fig = draw(inference.samples_and_manifold, "dark", runs)
    assert drawn(fig, runs["ellipse"]["y"])
    closed = np.vstack([runs["inference"]["y_tilde"], runs["inference"]["y_tilde"][:1]])
    assert drawn(fig, closed)


def test_energy_curves_are_one_for_each_sample_in_order(runs):
    fig = draw(inference.energy_curves, "dark", runs)
    z, E = runs["inference"]["z"], runs["inference"]["E"]
    assert len(fig.axes) == len(E) == 24
    for axes, energies in zip(fig.axes, E, strict=True):
        curve, minimum = (line.get_xydata() for line in axes.lines)
        assert np.allclose(curve[:-1], np.stack([z, energies], -1))
        assert minimum[0, 1] <= energies.min() + 1e-5
    spots = [axes.get_position().p0 for axes in fig.axes]
    rows = [sorted(spots[i : i + 6], key=lambda p: p[0]) for i in range(0, 24, 6)]
    assert list(itertools.chain(*rows)) == spots  # row by row, from the left
    assert [row[0][1] for row in rows] == sorted((row[0][1] for row in rows), reverse=True)


@pytest.mark.parametrize(
    ("which", "energy", "way"),
    [
        ("i_right", inference.energy_right, inference.path_right),
        ("i_top", inference.energy_top, inference.path_top),
    ],
)
def test_the_way_to_the_minimum(runs, which, energy, way):
    i, run = int(runs["ellipse"][which]), runs["inference"]
    fig = draw(energy, "dark", runs)
    assert drawn(fig, np.stack([run["curve_z"], run["E_curve"][i]], -1))
    assert drawn(fig, np.array([[run["z_check"][i], run["F"][i]]]))
    assert drawn(fig, np.array([[run["gd_z"][i, 0], 0.0]]))
    periodic = max(lines(fig), key=len)
    assert np.interp(run["curve_z"], *periodic.T) == pytest.approx(run["E_curve"][i], abs=1e-2)

    fig = draw(way, "dark", runs)
    y, y_check = runs["ellipse"]["y"][i], run["y_check"][i]
    assert drawn(fig, np.stack([y, y_check]))
    assert ((y - y_check) ** 2).sum() == pytest.approx(run["F"][i], rel=1e-4)
    assert drawn(fig, run["gd_y"][i, :1])


def test_five_points_and_their_curves(runs):
    fig = draw(free_energy.five_points, "dark", runs)
    run = runs["free_energy"]
    assert drawn(fig, run["mesh_y"].reshape(-1, 2))
    for y, E, lowest in zip(
        run["five_y"], run["five_E"], zip(run["five_z_check"], run["five_F"], strict=True), strict=True
    ):
        assert drawn(fig, y[None])
        curve = [
            line
            for line in lines(fig)
            if len(line) > 500 and line[:, 1].max() == pytest.approx(E.max(), rel=0.02)
        ]
        assert curve
        assert np.interp(run["curve_z"], *curve[0].T) == pytest.approx(E, abs=2e-2)
        crosses = [line[0] for line in lines(fig) if len(line) == 1]
        assert any(cross == pytest.approx(lowest, abs=2e-3) for cross in crosses)


@pytest.mark.parametrize(
    "changes",
    [{"z_init": 3.1}, {"lr": 1e-6}, {"lr": 1000.0}, {"w1": 0.0, "w2": 0.0}, {"n_z": 3, "steps": 1}],
)
def test_ways_too_short_or_too_far_for_an_arrow_are_drawn_all_the_same(runs, changes):
    from ebviz.studies.inference import inference as study

    config = study.Config(**changes)
    arrays = study.compute(config, ellipse=runs["ellipse"])
    found = {key: np.asarray(a) for key, a in arrays.items()}
    strange = {"ellipse": runs["ellipse"], "inference": Run("inference", found, config.model_dump())}
    for name in ("energy_right", "path_right", "energy_curves"):
        fig = draw(FIGURES[name], "print", strange)
        fig.canvas.draw()
        points = [line.get_xydata() for axes in fig.axes for line in axes.lines]
        assert all(np.isfinite(each).all() for each in points)
        assert sum(map(len, points)) < 50_000


def test_the_heat_map_is_the_free_energy_and_its_arrows_point_to_the_manifold(runs):
    fig = draw(free_energy.free_energy_map, "dark", runs)
    run = runs["free_energy"]
    (image,) = fig.axes[0].images
    assert np.array_equal(image.get_array(), run["heat_F"])
    assert image.get_clim() == (0, 2)
    left, right, bottom, top = image.get_extent()
    step = (right - left) / run["heat_F"].shape[1]
    assert left + step / 2 == pytest.approx(run["heat_y1"][0], abs=1e-5)  # pixels are centred on their places
    assert (top - bottom) / run["heat_F"].shape[0] == pytest.approx(step, rel=1e-3)
    arrows = [part for part in fig.axes[0].collections if isinstance(part, Quiver)]
    starts = np.concatenate([part.XY for part in arrows])
    along = np.concatenate([np.stack([part.U, part.V], -1) for part in arrows])
    assert len(starts) == run["mesh_F"].size
    order, mesh = np.lexsort(starts.T), run["mesh_y"].reshape(-1, 2)
    assert np.allclose(starts[order], mesh[np.lexsort(mesh.T)])
    # F is the squared distance, so half a gradient down is the nearest point of the ellipse.
    w = runs["inference"]["w"]
    on_ellipse = (((starts + along / 2) / w) ** 2).sum(axis=1)
    assert on_ellipse == pytest.approx(1.0, abs=1e-3)


def test_the_cross_section_is_a_w(runs):
    fig = draw(free_energy.cross_section, "dark", runs)
    run = runs["free_energy"]
    assert drawn(fig, np.stack([run["section_y2"], run["section_F"]], -1))
    assert drawn(fig, np.stack([run["section_fine_y2"], run["section_fine_F"]], -1))


def test_horn_samples_are_all_there_and_coloured_by_x(runs):
    fig = draw(data.horn_samples, "dark", runs)
    (dots,) = (part for part in fig.axes[0].collections if isinstance(part, PathCollection))
    assert len(dots.get_offsets()) == len(runs["horn"]["x"])
    rgb = {tuple(row) for row in np.round(dots.get_facecolors()[:, :3], 5)}
    from matplotlib import colormaps

    assert rgb == {tuple(row) for row in np.round(colormaps["rainbow"](runs["horn"]["x"])[:, :3], 5)}


def test_mse_regression_is_the_stored_answer(runs):
    fig = draw(data.mse_regression, "dark", runs)
    run = runs["mse"]
    assert drawn(fig, np.stack([run["y1_grid"], run["y2_pred"]], -1))
    assert drawn(fig, runs["ellipse"]["y"])
    at = int(np.abs(run["y1_grid"]).argmin())
    assert any(
        f"{run['distance_y1y2'][at]:.2f}" in part.source for part in texts(fig) if isinstance(part, Label)
    )


# ------------------------------------------------------------------------------------------------------------- texts


def texts(fig: Figure) -> list[Label]:
    return [part for part in fig.findobj(Label) if part.get_visible()]


def boxes(fig: Figure) -> list[tuple[str, Bbox]]:
    """The boxes of all labels and of all tick labels that can be seen."""
    renderer = fig.canvas.get_renderer()
    fig.draw(renderer)
    found = [(part.source, part.get_window_extent(renderer)) for part in texts(fig)]
    for axes in fig.axes:
        if not axes.axison:
            continue
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                inside = low - 1e-6 <= tick.get_loc() <= high + 1e-6
                for text in (tick.label1, tick.label2):
                    if inside and text.get_visible() and text.get_text():
                        found.append((text.get_text(), text.get_window_extent(renderer)))
    return found


def test_texts_are_inside_the_figure_and_apart(drawings):
    name, fig = drawings.entry.name, drawings["light"].figure
    found = boxes(fig)
    assert len(found) > (1 if name.startswith("thumbnail") else 3)
    margin = 6 * fig.dpi / 72
    for text, box in found:
        assert min(box.x0, box.y0, fig.bbox.width - box.x1, fig.bbox.height - box.y1) > margin, text
        assert box.height > 7 * fig.dpi / 72, text  # legible: no letter below seven points
    for (one, a), (other, b) in itertools.combinations(found, 2):
        shared = Bbox.intersection(a, b)
        assert shared is None or min(shared.width, shared.height) < 1.0, f"{one} overlaps {other}"


def test_a_label_goes_where_it_covers_nothing(runs):
    fig = draw(
        figure()(lambda fig, theme: fig.add_axes((0, 0, 1, 1), xlim=(-1, 1), ylim=(-1, 1))), "dark", {}
    )
    right = np.array([[0.02, 0.0], [0.5, 0.0]])
    cloud = np.random.default_rng(0).uniform((-0.5, -0.5), (0.5, 0.0), (200, 2))[:, None]
    made = label_near(fig.axes[0], "$E$", (0.0, 0.0), avoid=[right, cloud], sides=("right", "bottom", "top"))
    box = made.get_window_extent().transformed(fig.axes[0].transData.inverted())
    assert box.y0 > 0


# ------------------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("look", ["dark", "print"])  # light is drawn above
def test_a_figure_stands_on_its_themes_paper(drawings, tmp_path, look):
    name = drawings.entry.name
    paper = (0, 0, 0) if look == "dark" else (255, 255, 255)
    save(drawings[look].figure, tmp_path / "a.png", "png", RECORD)
    pixels = iio.imread(tmp_path / "a.png", mode="RGB")
    assert pixels.shape[:2] == ((720, 1280) if name.startswith("thumbnail") else (1080, 1920))
    assert tuple(pixels[2, -3]) == paper
    assert 0.005 < (pixels != paper).any(axis=-1).mean() < 0.8


@pytest.mark.parametrize("name", ["model_diagram", "free_energy_surface", "path_right"])
@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_figure_gives_the_same_bytes(runs, tmp_path, name, fmt):
    for turn in ("a", "b"):
        save(draw(FIGURES[name], "print", runs), tmp_path / turn, fmt, RECORD)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_bytes_depend_on_nothing_around(tmp_path):
    """Other hash seeds, folders, time zones and user settings change nothing; pyplot, torch and Manim stay out."""
    code = (
        "import sys; from pathlib import Path; from ebviz.plot import base\n"
        "from scenes.gan import architectures_slides as architectures\n"
        "for fmt in base.FORMATS: base.save(base.draw(architectures.gan_diagram, 'light', {}), Path(fmt), fmt, {})\n"
        "print(sorted({'matplotlib.pyplot', 'torch', 'manim'} & set(sys.modules)))"
    )
    for turn in ("1", "2"):
        folder = tmp_path / turn
        folder.mkdir()
        if turn == "2":
            (folder / "matplotlibrc").write_text(
                "lines.linewidth: 9\nfont.size: 40\naxes.facecolor: red\nsvg.fonttype: none\n"
            )
        place = os.pathsep.join([str(Path(ebviz.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        env = {**os.environ, "PYTHONHASHSEED": turn, "PYTHONPATH": place, "TZ": f"UTC-{turn}"}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]"
    for fmt in FORMATS:
        assert (tmp_path / "1" / fmt).read_bytes() == (tmp_path / "2" / fmt).read_bytes()


def test_the_record_reads_back(tmp_path):
    fig = draw(architectures.gan_diagram, "dark", {})
    for fmt in FORMATS:
        save(fig, tmp_path / f"a.{fmt}", fmt, RECORD)
        assert provenance.read(tmp_path / f"a.{fmt}") == RECORD
    assert json.loads(PdfReader(tmp_path / "a.pdf").metadata["/Keywords"]) == RECORD
    assert "/CreationDate" not in PdfReader(tmp_path / "a.pdf").metadata
    assert json.loads(iio.immeta(tmp_path / "a.png")["ebviz"]) == RECORD
    tree = ElementTree.parse(tmp_path / "a.svg")
    assert json.loads(tree.findtext(".//{http://purl.org/dc/elements/1.1/}description")) == RECORD


def test_bad_use_is_one_clear_line(runs, tmp_path):
    with pytest.raises(BuildError, match="needs the run of study inference"):
        draw(inference.energy_curves, "dark", {"ellipse": runs["ellipse"]})
    with pytest.raises(BuildError, match="study 'ellipse' has no array 'y'"):
        draw(
            data.mse_regression,
            "dark",
            {"ellipse": Run("ellipse", {"true_ellipse": np.zeros((3, 2))}), "mse": runs["mse"]},
        )
    with pytest.raises(UsageError, match="unknown theme 'drak'"):
        draw(architectures.gan_diagram, "drak", {})
    with pytest.raises(UsageError, match="expected one of pdf, svg, png"):
        save(draw(architectures.gan_diagram, "dark", {}), tmp_path / "a.jpg", "jpg", {})
    assert not list(tmp_path.iterdir())


# ----------------------------------------------------------------------------------- temperature and training


def test_cross_sections_are_the_stored_ones_with_the_hot_mean(runs):
    run = runs["thermostat"]
    for model, name in enumerate(("cross_sections_untrained", "cross_sections_trained")):
        fig = draw(getattr(temperature, name), "dark", runs)
        for beta in range(len(run["named_beta"])):
            assert drawn(fig, np.stack([run["section_y2"], run["named_fine"][model, beta]], -1))


def test_three_surfaces_share_one_box_and_say_their_height_at_the_origin(runs):
    heights, limits = [], set()
    for name in ("cold_surface", "warm_surface", "hot_surface"):
        fig = draw(getattr(temperature, name), "dark", runs)
        axes = max(fig.axes, key=lambda axes: axes.get_position().width)
        limits.add((*axes.get_xlim(), *axes.get_ylim()))
        heights.append(
            next(text.source for text in texts(fig) if "(0, 0) =" in text.source).split("=")[1].strip(" $")
        )
    assert len(limits) == 1
    expected = [runs["thermostat"]["named_fine"][1, beta, 100] for beta in (-1, 3, 0)]
    assert heights == [f"{value:.2f}" for value in expected]


def test_free_curves_and_their_numbers_are_the_run_s(runs):
    run, fig = runs["training"], draw(training.free_form, "dark", runs)
    for name in ("cold", "warm"):
        assert drawn(fig, run[f"free_{name}_curve"][-1])
        assert any(f"{run[f'free_{name}_held_out'][-1]:.4f}" in text.source for text in texts(fig))


def test_the_catastrophe_marks_its_transitions_where_they_were_found(runs):
    fig = draw(catastrophe.catastrophe, "dark", runs)
    upright = {
        round(float(line.get_xdata()[0]), 6)
        for axes in fig.axes
        for line in axes.lines
        if len(set(np.asarray(line.get_xdata(), float))) == 1
    }
    assert {round(float(beta), 6) for beta in runs["catastrophe"]["located"]} <= upright


def test_each_point_of_the_mesh_is_joined_to_its_projection(runs):
    fig, run = draw(projection.projections, "dark", runs), runs["free_energy"]
    (ways,) = (part for part in fig.axes[0].collections if isinstance(part, LineCollection))
    ends = np.array(ways.get_segments())
    assert np.allclose(ends[:, 0], run["mesh_y"].reshape(-1, 2))
    assert ((ends[:, 0] - ends[:, 1]) ** 2).sum(-1) == pytest.approx(run["mesh_F"].ravel(), abs=1e-4)


def test_the_pull_of_one_sample_fans_out_as_beta_falls(runs):
    fig, run = draw(single_force.force_single, "dark", runs), runs["training"]
    drawn_ = [
        np.stack([part.U, part.V], -1)
        for axes in fig.axes
        for part in axes.collections
        if isinstance(part, Quiver)
    ]
    assert [int((np.abs(pull).sum(-1) > 0.05).sum()) for pull in drawn_] == sorted(
        int((np.abs(pull).sum(-1) > 0.05).sum()) for pull in drawn_
    )
    assert np.allclose(drawn_[0], run["fan_pull"][0])
    assert (np.abs(drawn_[0]).sum(-1) > 1e-6).sum() <= 2


def test_what_the_slide_says_of_pytorch_is_so():
    import torch

    from ebviz.energy import soft

    E, beta = torch.tensor([1.0, 0.2, 3.0], dtype=torch.float64), 1.7
    names = {
        "logsumexp": lambda E: torch.logsumexp(E, 0),
        "log": np.log,
        "N": len(E),
        "β": beta,
        "βE": beta * E,
    }
    names |= {
        "softmax": lambda E: torch.softmax(E, 0),
        "softmin": lambda E: torch.nn.functional.softmin(E, 0),
    }
    for formula, written in soft_slides.NAMES:
        found = eval(written.replace("−", "-"), names)
        assert torch.allclose(found, getattr(soft, formula.split("_beta")[0])(E, beta)), formula
    E.requires_grad_()
    (slope,) = torch.autograd.grad(soft.softmin(E, beta), E)
    assert torch.allclose(slope, soft.softargmin(E.detach(), beta))
