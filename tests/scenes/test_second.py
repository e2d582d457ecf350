"""Films and figures of the first two lectures at other configurations: what they say is what their runs hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest
from manim import Mobject

from ebviz.plot.label import Label
from ebviz.stage.layout import faults, text_boxes
from ebviz.stage.marks import Cloud
from ebviz.stage.plots import Plane
from ebviz.study import Run
from ebviz.style.numbers import brief, rounded
from scenes.inference._downhill import distances, way
from scenes.temperature.flat_energy import FINE, nearest
from tests.conftest import CATALOG
from tests.scenes import second
from tests.scenes.blind import Blind, play_blind
from tests.scenes.figures import drawn

Runs = Mapping[str, Run]
FPS = 1


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Run]]:
    """The runs at every configuration of `second`."""
    return second.compute(tmp_path_factory.mktemp("second"))


@dataclass
class Seen:
    """What was seen of a film: its texts in their order, which of them left the frame, and the scene at its end."""

    texts: list[str] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    crosses: list[tuple[Plane, np.ndarray]] = field(
        default_factory=list
    )  # over z, in the plane's coordinates
    scene: Any = None

    def look(self, mobjects: list[Mobject]) -> None:
        boxes = text_boxes(mobjects)
        self.texts += [box.text for box in boxes if box.text not in self.texts]
        self.outside |= {fault for fault in faults(boxes, margin=0.05) if fault.endswith("leaves the frame")}
        parts = [part for top in mobjects for part in top.get_family()]
        planes = [part for part in parts if isinstance(part, Plane) and named(part) == "E(y', z)"]
        for part in parts:
            if isinstance(part, Cloud) and getattr(part, "shape", "") == "cross":
                for plane in planes:
                    self.crosses += [(plane, place) for place in coordinates(plane, part.places)]


def named(plane: Plane) -> str:
    return str(getattr(plane.labels[1], "source", "")) if len(plane.labels) > 1 else ""


def coordinates(plane: Plane, places: np.ndarray) -> list[np.ndarray]:
    """Return where places (N, 3) of the stage lie in a plane's own coordinates, without those outside of it."""
    low, high = plane.at((plane.x[0], plane.y[0])), plane.at((plane.x[1], plane.y[1]))
    shares = (places - low)[:, :2] / (high - low)[:2]
    found = np.stack([plane.value(shares[:, axis], axis) for axis in (0, 1)], axis=-1)
    return list(found[((shares > -1e-6) & (shares < 1 + 1e-6)).all(axis=1)])


def watched(name: str, runs: Runs) -> Seen:
    """Play a film without drawing it."""
    seen = Seen()

    class Watcher(Blind):
        def add_frame(self, frame: np.ndarray, num_frames: int = 1) -> None:
            seen.look(self.scene.mobjects)

    seen.scene = play_blind(CATALOG.scenes[name], runs, FPS, Watcher)
    return seen


def written(name: str, runs: Runs) -> list[str]:
    """Return the texts of a figure, and check that none is cut off."""
    fig = drawn(name, runs)
    renderer = fig.canvas.get_renderer()  # type: ignore[attr-defined]
    fig.draw(renderer)
    labels = [part for part in fig.findobj(Label) if part.get_visible()]
    for part in labels:
        box = part.get_window_extent(renderer)
        assert min(box.x0, box.y0, fig.bbox.width - box.x1, fig.bbox.height - box.y1) > 0, part.source
    return [part.source for part in labels]


# --------------------------------------------------------------------- what must be there, computed from the runs


def free_energy(runs: Runs) -> list[str]:
    beta = runs["free_energy"].config["beta"]
    return ["F_oo (y)"] if np.isinf(beta) else ["F_beta (y)"]


def spinning(runs: Runs) -> list[str]:
    beta = runs["free_energy"].config["beta"]
    if np.isinf(beta):
        return ["Zero-temperature free energy", "F_oo (y) = min_z E(y, z)"]
    return [f"Free energy at $beta = {beta:g}$", "F_beta (y) = -1/beta log"]


def map_(runs: Runs) -> list[str]:
    run = runs["free_energy"]
    row = run["mesh_F"][run["five_i"][2][0]]
    return [*free_energy(runs), *(f"{F:.2f}" for F in (run["five_F"][2], row[-1]))]


def least_energies(runs: Runs) -> list[str]:
    run = runs["inference"]
    hard = int((run["gd_E"][:, -1] - run["F"]).argmax())
    return [f"= E(y', check(z)) = {rounded(run['F'][hard], 2)}", f"${len(run['z'])}$ values of $z$"]


def warm_beta(runs: Runs) -> list[str]:
    return [f"$beta = {runs['training'].config['beta']:g}$"]


def free_form(runs: Runs) -> list[str]:
    run, count = runs["training"], len(runs["ellipse"]["y"])
    samples = len(run["kept_i"]) if "kept_i" in run else count
    floor = [f"the true ellipse: held out ${brief(float(run['floor']))}$"] if "floor" in run else []
    means = [run[f"free_{side}_{which}"][-1] for side in ("cold", "warm") for which in ("train", "held_out")]
    return [*warm_beta(runs), f"of ${samples}$ samples", *floor, *(f"\n{brief(mean)}\n" for mean in means)]


def catastrophe(runs: Runs) -> list[str]:
    run = runs["catastrophe"]
    last = int(run["located"].argmin())  # the axis that is lost last
    assert run["fall_lost"].argmax() == last
    assert run["fall_loss"][-1] == pytest.approx(float(run["mse"]), rel=1e-3)
    located = [f"\n{rounded(beta, 3)}\n" for beta in run["located"]]
    formula = f"{rounded(float(run['expected'][last]), 3)}\n= 1/(2 chevron.l y_{last + 1}^2 chevron.r)"
    return [*located, formula, f"${len(runs['ellipse']['y'])}$ samples", f"\n{rounded(float(run['mse']))}"]


def hot_limit(runs: Runs) -> list[str]:
    run = runs["thermostat"]
    model = int(run.config["manifold"] == "trained")
    ends, error = run["E"][model, 1], ((run["points"][1] - run["y_tilde"][model].mean(axis=0)) ** 2).sum()
    assert run["dial_free"][[0, -1], 1] == pytest.approx([ends.min(), ends.mean()], rel=1e-4, abs=1e-5)
    return [
        f"${len(run['z'])}$ distances",
        *(f"\n{rounded(F)}\n" for F in run["dial_free"][[0, -1], 1]),
        f"\n{rounded(error)}",
    ]


def flat(runs: Runs) -> list[str]:
    run, valid = runs["horn_model"], runs["horn"]["slice_ellipse"]
    row = int(np.abs(run["slice_y"] - valid[:, 1].mean()).argmin())
    ends = [valid[:, 0].max(), valid[:, 0].min()]
    y, at = run["slice_y"], int(np.abs(run["x_grid"] - run.config["slice_x"]).argmin())
    line = np.stack([fine := np.linspace(y[0], y[-1], FINE), np.full(FINE, y[row])], axis=-1)
    loop = np.interp(ends, fine, nearest(line, run["general_manifold"][-1, at]))
    costs = [loop, np.interp(ends, y, run["wide_slice_F"][-1, row])]
    return [f"x = {run.config['slice_x']:g}", *(f"{cost:.1f}" for both in costs for cost in both)]


def unrolling(runs: Runs) -> list[str]:
    run = runs["horn_model"]
    plot = ["chevron.l F_oo chevron.r"] if run.config["decoder"] else ["abs(f_1 (x)), abs(f_2 (x))"]
    return [f"of held-out $y$: ${rounded(run['horn_held_out'][-1], 3)}$", *plot]


def turning(runs: Runs) -> list[str]:
    horn, mse = runs["horn"], runs["mse"]
    distance = float(np.interp(horn.config["slice_x"], mse["x_grid"], mse["distance_xy"]))
    return [f"say $x = {horn.config['slice_x']:g}$", rounded(distance, 2)]


def ghost(runs: Runs) -> list[str]:
    return [f"{runs['ellipse'].config[name]:g} {turn}" for name, turn in (("rho1", "cos"), ("rho2", "sin"))]


def struck(runs: Runs) -> list[str]:
    run = runs["mouth"]
    return [f"{run['y1'][-1]:.3g}", f"{run['y2_valid'].max():.3g}", "and MSE answers "]


def losses(runs: Runs) -> list[str]:
    return [f"less than $m = {brief(float(runs['losses']['margin']))}$ above the data"]


def height(runs: Runs) -> list[str]:
    run, y = runs["thermostat"], runs["ellipse"]["y"][int(runs["ellipse"]["i_top"])]
    ring = run["fine_y"][int(run.config["manifold"] == "trained")]
    return [f"F_oo (check(y)) = {rounded(np.square(y - ring).sum(axis=1).min(), 2)}"]


def thermostat(runs: Runs) -> list[str]:
    warmest, coldest = runs["thermostat"]["dial_beta"][[-2, 1]]
    decades = [10.0**k for k in range(-6, 7) if warmest < 10.0**k < coldest]
    return [
        "F_beta (y) = -1/beta log",
        "-> min_z E(y, z)",
        "-> 1/N_z scripts(sum)_z E(y, z)",
        *(f"\n{beta:g}\n" for beta in decades),
    ]


SAID: dict[str, Callable[[Runs], list[str]]] = {
    "spinning_free_energy": spinning,
    "free_energy_map": map_,
    "inference_descent": least_energies,
    "the_force": warm_beta,
    "free_form": free_form,
    "thermostat_catastrophe": catastrophe,
    "hot_limit": hot_limit,
    "flat_energy": flat,
    "horn_unrolling": unrolling,
    "horn_turning": turning,
    "struck_out": struck,
    "the_ghost": ghost,
    "loss_functionals": losses,
    "energy_is_not_height": height,
    "thermostat": thermostat,
}
NEVER = {  # what holds of the defaults only
    "warm": ["24 samples", "$24$ samples", "y^((24))"],
    "large": ["24 samples", "$24$ samples", "y^((24))"],
    "heart": ["ellipse [w_1", "w_1 cos z"],
    "curve": [
        "true ellipse",
        "the true horn",
        "w_1 cos z",
        "with a ridge inside",
        "the hill melts",
        "2 pi",
    ],
    "energy": [
        "$tilde(y)$, what the model",
        "$tilde(y) = g(z)$",
        "what the model can produce",
        "min_z E(y, z) = E(y', check",
        "where no data lie",
    ],
}
FREE = ("free_energy_map", "spinning_free_energy", "free_energy_surface", "cross_section")


@pytest.mark.parametrize(("kind", "name"), second.FILMS)
def test_a_film_says_what_its_runs_hold(others: dict[str, dict[str, Run]], kind: str, name: str) -> None:
    runs = others[kind]
    seen = watched(name, runs)
    assert seen.outside == set()
    everything = "\n".join(seen.texts)
    for text in SAID.get(name, lambda runs: [])(runs):
        assert text in everything, f"{text} is not among {seen.texts}"
    check(kind, name, everything, runs)
    if name == "five_points":
        on_their_curves(seen, runs["free_energy"]["around_fine_E"], runs["inference"]["fine_z"])
    if name == "free_energy_map":  # y′ moves along a row, stands between two of its points, and slides down
        rows = runs["free_energy"]["row_fine_E"]
        between = [rows[:-1] + share * np.diff(rows, axis=0) for share in np.linspace(0, 1, 11)]
        on_their_curves(seen, np.concatenate([*between, *slid(runs)]), runs["inference"]["fine_z"])
    if name == "inference_descent":
        on_their_curves(seen, runs["inference"]["fine_E"], runs["inference"]["fine_z"])


def check(kind: str, name: str, everything: str, runs: Runs) -> None:
    """Check that nothing is said that only holds of the default configuration."""
    for text in NEVER[kind]:
        assert text not in everything, f"'{text}' in {everything}"
    if name in FREE and not np.isinf(runs["free_energy"].config["beta"]):
        assert "F_oo" not in everything
        assert "min_z" not in everything.replace("argmin_z", "")
        assert "zero" not in everything.lower()


def slid(runs: Runs) -> list[np.ndarray]:
    """Return the energies (S, N) of the y′ that slides down in film `free_energy_map`, if there is a decoder."""
    free, model = runs["free_energy"], runs["inference"]
    if "fine_y" not in model:
        return []
    ring, closed = model["fine_y"], model.config["z_closed"]
    start = free["mesh_y"][free["five_i"][2][0], 0]
    path, _ = way(start, ring[:-1] if closed else ring, free.config["beta"], closed=closed)
    return [distances(path, ring)]


def on_their_curves(seen: Seen, energies: np.ndarray, z: np.ndarray) -> None:
    """Check that every cross over z is on the energy curve of one of the points, (P, N) over z (N,)."""
    assert seen.crosses
    for plane, (at, height_) in seen.crosses:
        span = z[-1] - z[0]
        curves = [
            np.interp((at - z[0]) % span + z[0] if at > z[-1] + 1e-4 or at < z[0] - 1e-4 else at, z, E)
            for E in energies
        ]
        assert np.abs(np.array(curves) - height_).min() < 0.01 * (plane.y[1] - plane.y[0])


# ----------------------------------------------------------------------------------------------------------- figures


def slide_beta(runs: Runs) -> list[str]:
    beta = runs["free_energy"].config["beta"]
    return ["$beta -> oo$"] if np.isinf(beta) else [f"$beta = {beta:g}$"]


def surface(runs: Runs) -> list[str]:
    beta = runs["free_energy"].config["beta"]
    return ["F_oo (y) = min_z"] if np.isinf(beta) else ["F_beta (y) = softmin_beta", f"$beta = {beta:g}$"]


def counted(runs: Runs) -> list[str]:
    return [f"y^(({len(runs['ellipse']['y'])}))", f"$z = {runs['inference']['z'][0]:.3g}$"]


def at_the_origin(named_: float) -> Callable[[Runs], list[str]]:
    def heights(runs: Runs) -> list[str]:
        run = runs["thermostat"]
        model, beta = run.config["manifold"] == "trained", run["named_beta"]
        unit = beta[3]  # 1, for samples as large as the lecture's
        at = int((beta == np.float32(named_ * unit if np.isfinite(named_) else named_)).argmax())
        middle = run["named_fine"][int(model), at, np.abs(run["section_y2"]).argmin()]
        return [f"(0, 0) = {rounded(middle, 2)}"]

    return heights


def most_weight(point: int) -> Callable[[Runs], list[str]]:
    def shares(runs: Runs) -> list[str]:
        share = np.sort(runs["thermostat"]["gibbs"][0, point])[::-1].cumsum()
        return [f"${int((share < 0.9).sum()) + 1}$ of ${share.size}$ $z$"]

    return shares


def cold_means(runs: Runs) -> list[str]:
    F = (runs["training"]["cold_force"] ** 2).sum(-1).mean(-1) / 4
    return [f"= {brief(F[0])}$", f"= {brief(F[-1])}$"]


def transitions(runs: Runs) -> list[str]:
    run = runs["catastrophe"]
    pairs = zip(run["located"], run["expected"], strict=True)
    return [f"beta = {brief(found, 4)}$, expected ${brief(expected, 4)}$" for found, expected in pairs]


def radii(runs: Runs) -> list[str]:
    run = runs["horn_model"]
    return [rounded(float(run["horn_held_out"][-1]), 3), rounded(float(run["floor"]), 4)]


def free_curves(runs: Runs) -> list[str]:
    run = runs["training"]
    return [
        f"{rounded(float(run[f'free_{name}_{part}'][-1]), 4)}"
        for name in ("cold", "warm")
        for part in ("train", "held_out")
    ]


def answers(runs: Runs) -> list[str]:
    horn, mse = runs["horn"], runs["mse"]
    at = int(np.abs(mse["x_grid"] - horn.config["slice_x"]).argmin())
    return [f"at $x = {horn.config['slice_x']:g}$", f"${rounded(mse['distance_xy'][at], 2)}$"]


def model(runs: Runs) -> list[str]:
    return ["[w_1 cos z"] if runs["inference"].config["decoder"] is None else ["g_1(z)"]


WRITTEN: dict[str, Callable[[Runs], list[str]]] = {
    "cross_section": slide_beta,
    "free_energy_surface": surface,
    "samples_and_manifold": counted,
    "cold_surface": at_the_origin(np.inf),
    "warm_surface": at_the_origin(1.0),
    "hot_surface": at_the_origin(0.0),
    "weights_right": most_weight(0),
    "weights_top": most_weight(1),
    "weights_centre": most_weight(2),
    "force_cold": cold_means,
    "force_warm": warm_beta,
    "catastrophe": transitions,
    "horn_radii": radii,
    "free_form": free_curves,
    "horn_answers": answers,
    "model_diagram": model,
    "loss_functionals": lambda runs: [f"$m = {runs['training'].config['margin']:g}$"],
    "training_panel": lambda runs: [f"$F_beta$, $beta = {runs['training'].config['beta']:g}$"],
}


@pytest.mark.parametrize(("kind", "name"), second.FIGURES)
def test_a_figure_says_what_its_runs_hold(others: dict[str, dict[str, Run]], kind: str, name: str) -> None:
    runs = others[kind]
    everything = "\n".join(written(name, runs))
    for text in WRITTEN.get(name, lambda runs: [])(runs):
        assert text in everything, f"{text} is not in {everything}"
    check(kind, name, everything, runs)


# ---------------------------------------------------------------------------------------------------------- refusals


@cache
def ours() -> dict[str, Any]:
    both = {**CATALOG.scenes, **{f"figure {name}": entry for name, entry in CATALOG.figures.items()}}
    return {name: entry for name, entry in both.items() if entry.module.startswith(second.LECTURES)}


def test_what_is_refused_has_a_reason_and_no_picture_of_a_heart_is_but_those_of_an_ellipse() -> None:
    refused = {
        kind: {name for name, entry in ours().items() if second.refused(entry, kind)} for kind in second.YOURS
    }
    assert refused["warm"] == set()
    assert refused["heart"] == {
        "thermostat_catastrophe",
        "figure catastrophe",
        "figure training_curves",
    }
    # An energy without a decoder has no points g(z): whatever needs none is shown.
    free = {"free_energy_map", "spinning_free_energy", "thermostat", "free_form"}
    assert free & refused["energy"] == set()
    slides = {"energy_curves", "energy_right", "five_points", "free_energy_map", "free_energy_surface"}
    slides |= {"cross_section", "cold_surface", "cross_sections_trained", "loss_functionals", "free_form"}
    assert {f"figure {name}" for name in slides} & refused["energy"] == set()
