"""The slide figures of graphs: what is drawn are the arrays of the runs, for graphs of the user's too."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from ebviz.diagrams.network import LEAST
from ebviz.plot.label import Label
from ebviz.study import Run
from ebviz.style.looks import tinted
from ebviz.style.themes import theme
from scenes.graphs._drawn import ink_on, shown
from scenes.graphs.classes_slides import MARKS, _moments
from tests.conftest import CATALOG, run_study
from tests.scenes.figures import drawn
from tests.scenes.test_figures import boxes
from tests.scenes.test_second import written

Runs = Mapping[str, Run]
NAMES = sorted(name for name, entry in CATALOG.figures.items() if entry.lecture == "graphs")
FEW: dict[str, Any] = {
    "n": 40, "held_out": 24, "width": 6, "layers": 7, "epochs": 3, "batch": 8, "looks": 3, "shown": "star", "seed": 3,
}  # fmt: skip
POINT = 0.9  # points of a slide point, on a slide 12 inches wide


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("graph_slides")


@pytest.fixture(scope="module")
def yours(folder: Path) -> Runs:
    """A graph of the user's with many vertices and long names, and other trainings and sizes."""
    graph = nx.les_miserables_graph()
    nx.write_graphml(nx.Graph(graph.edges()), folder / "mine.graphml")
    given: dict[str, Any] = {"data": folder / "mine.graphml"}
    return {
        "graph": run_study("graph", folder, {}, **given, moments=2, n=3, beta=0.7),
        "oversmoothing": run_study("oversmoothing", folder, {}, **given, depth=9),
        "graph_classes": run_study("graph_classes", folder, {}, **FEW),
        "graph_costs": run_study("graph_costs", folder, {}, sizes=(10, 40, 300), n=5),
    }


@pytest.fixture(scope="module")
def small(folder: Path, yours: Runs) -> Runs:
    """A graph of four vertices whose edges lead one way, and one training step."""
    (folder / "e.csv").write_text("a,b\nb,c\nc,a\nd,c\n", encoding="utf-8")
    once = {**FEW, "epochs": 1, "batch": 40, "layers": 1, "shown": "wheel", "looks": 2}
    where = folder / "small"
    where.mkdir()
    return {
        **yours,
        "graph": run_study("graph", where, {}, data=folder / "e.csv"),
        "oversmoothing": run_study("oversmoothing", where, {}, data=folder / "e.csv", depth=1),
        "graph_classes": run_study("graph_classes", where, {}, **once),
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["yours", "small"])
def test_texts_of_another_graph_are_on_the_page_and_apart(
    name: str, kind: str, request: pytest.FixtureRequest
) -> None:
    fig = drawn(name, request.getfixturevalue(kind), "print")
    found = boxes(fig)
    for text, box in found:
        assert min(box.x0, box.y0, fig.bbox.width - box.x1, fig.bbox.height - box.y1) > 0, text
    for (one, a), (other, b) in itertools.combinations(found, 2):
        both = Bbox.intersection(a, b)
        assert both is None or min(both.width, both.height) < 1.0, f"{one} overlaps {other}"


# ------------------------------------------------------------ the graph


def widths(axes: Axes, hue: str = "a") -> list[float]:
    """Return how wide the arrows of a colour are, in slide points, sorted."""
    lines = [line for line in axes.lines if line.get_color() == theme("dark")(hue)]
    return sorted(line.get_linewidth() / POINT for line in lines)


def seen_of(weights: np.ndarray, rows: np.ndarray, width: float = 8.0) -> list[float]:
    """Return how wide the arrows of weights have to be, sorted."""
    found = weights[np.ix_(rows, rows)].ravel()
    return sorted(width * found[found > LEAST])


@pytest.mark.parametrize("kind", ["runs", "yours", "small"])
def test_arrows_are_as_wide_as_what_is_taken(kind: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(kind)
    run = runs["graph"]
    rows = shown(run).rows
    assert len(rows) == min(12, len(run["a"]))
    assert widths(drawn("graph_title", runs).axes[0]) == pytest.approx(seen_of(run["a"], rows, 4))
    assert widths(drawn("graph_convolution", runs).axes[0]) == pytest.approx(seen_of(run["a"], rows, 3))
    for name in ("complete_attention", "attention_recalled"):
        assert widths(drawn(name, runs).axes[0]) == pytest.approx(seen_of(run["attention"], rows))
    both = sorted(seen_of(run["a"], rows) + seen_of(run["given"], rows))
    assert widths(drawn("given_edges", runs).axes[0]) == pytest.approx(both)


@pytest.mark.parametrize("kind", ["runs", "yours", "small"])
def test_cells_of_matrices_are_what_a_column_takes(kind: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(kind)
    run, look = runs["graph"], theme("dark")
    rows = shown(run).rows
    for axes, key in zip(drawn("attention_and_adjacency", runs).axes, ("attention", "given"), strict=True):
        weights = run[key][np.ix_(rows, rows)]
        cells = {
            (round(part.get_x()), round(part.get_y())): to_hex(part.get_facecolor()).upper()
            for part in axes.patches
            if isinstance(part, Rectangle) and part.get_height() == 1
        }
        assert cells == {
            (i, j): tinted(look("a"), look.paper, float(weights[i, j])) for i, j in np.ndindex(weights.shape)
        }
        said = [part.source for part in axes.findobj(Label)]
        form = ".2f" if len(rows) <= 8 else ".0f"
        for total in run[key].sum(1)[rows]:
            assert f"${total:{form}}$" in said
    assert {f"{value:.2f}" for value in run["given"].sum(1)} <= {"0.00", "1.00"}


def test_letters_stand_out_on_every_cell() -> None:
    for look in ("dark", "light", "print", "colourblind"):
        for share in np.linspace(0, 1, 11):
            cell, ink = ink_on(theme(look), float(share))
            assert cell != theme(look)(ink)
    assert ink_on(theme("dark"), 0.0)[1] == "white"
    assert ink_on(theme("dark"), 1.0)[1] == "black"
    assert ink_on(theme("light"), 0.0)[1] == "white"  # the light theme's ink


def test_what_is_said_of_the_lecture_s_graph_and_of_others(runs: Runs, yours: Runs, small: Runs) -> None:
    said = " ".join(written("graph_title", runs))
    assert "$6$ edges among $6^2 = 36$ pairs: $16.7$ %" in said
    assert "no edge comes into 1 and 2: $0\\/0 = 0$" in " ".join(written("given_edges", runs))
    assert "$d = 2$" in written("graph_convolution", runs)
    said = " ".join(written("graph_title", yours))
    assert "$508$ edges among $77^2 = 5929$ pairs: $8.57$ % ($12$ are shown)" in said
    assert "no edge" not in " ".join(written("given_edges", yours))
    said = " ".join(written("graph_convolution", yours))
    assert "$a$ of Valjean" in said
    assert "$d = 36$" in said
    assert any("beta = 0.7" in text for text in written("complete_attention", yours))
    assert "no edge comes into d: $0\\/0 = 0$" in " ".join(written("given_edges", small))
    full = Run("graph", {**runs["graph"], "a": np.ones((6, 6), np.float32)}, runs["graph"].config)
    assert "attention is dense; so is this graph" in written("attention_and_adjacency", {"graph": full})
    run = small["graph"]
    takes = [f"${value:.2f}$" for value in run["attention"][shown(run).vertex]]
    assert set(takes) <= set(written("complete_attention", small))


# ------------------------------------------------------------ classes and gates


def points(axes: Axes, marker: str) -> np.ndarray:
    """Return where the marks of a kind are, (N, 2), in order."""
    found = [line.get_xydata() for line in axes.lines if line.get_marker() == marker]
    return np.concatenate(found) if found else np.empty((0, 2))


@pytest.mark.parametrize("kind", ["runs", "yours", "small"])
def test_every_gate_has_a_dot_and_every_vertex_its_mean(kind: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(kind)
    run = runs["graph_classes"]
    a, gates = run["shown_a"], run["gates"]
    panels = drawn("gates_and_mean", runs).axes
    assert len(panels) == min(6, gates.shape[1])
    for axes, weights in zip(panels, gates[-1], strict=False):
        assert sorted(points(axes, "o")[:, 1]) == pytest.approx(sorted(weights[a > 0]))
        dashes = [line.get_ydata()[0] for line in axes.lines if line.get_marker() != "o"]
        assert sorted(dashes) == pytest.approx(sorted(1 / a.sum(1)))
    axes = drawn("gated_graph", runs).axes[0]
    layer = int(np.abs(gates[-1] - a / a.sum(1, keepdims=True)).sum((1, 2)).argmax())
    both = sorted(14 * value for value in gates[[0, -1], layer][:, a > 0].ravel() if value > LEAST)
    assert sorted(widths(axes) + widths(axes, "red")) == pytest.approx(both)


@pytest.mark.parametrize("kind", ["runs", "yours"])
def test_graphs_are_where_their_features_are(kind: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(kind)
    run = runs["graph_classes"]
    panels = drawn("kinds_come_apart", runs).axes
    for axes, moment in zip(panels, _moments(run), strict=True):
        for number, marker in enumerate(MARKS):
            expected = run["features"][moment][run["labels"] == number]
            assert points(axes, marker) == pytest.approx(expected)
    tables = [axes for axes in drawn("kinds_confused", runs).axes if axes.images]
    for axes, moment in zip(tables, _moments(run), strict=True):
        counts = run["confusion"][moment]
        shares = counts / counts.sum(1, keepdims=True)
        assert np.asarray(axes.images[0].get_array()) == pytest.approx(shares)
    (axes,) = drawn("kinds_accuracy", runs).axes
    lines = [line.get_xydata() for line in axes.lines]
    for key in ("accuracy", "trained"):
        assert any(np.allclose(line, np.stack([run["steps"], 100 * run[key]], -1)) for line in lines)
    said = " ".join(written("kinds_accuracy", runs))
    assert f"after ${run['steps'][-1]}$ steps, ${100 * run['accuracy'][-1]:.3g}$ %" in said


def test_the_moment_between_is_that_at_which_half_are_recognised(runs: Runs, small: Runs) -> None:
    first, between, last = _moments(runs["graph_classes"])
    accuracy = runs["graph_classes"]["accuracy"]
    assert (first, last) == (0, len(accuracy) - 1)
    assert accuracy[between] >= 0.5 > accuracy[between - 1]
    assert _moments(small["graph_classes"]) == (0, 0, 1)


def test_matrices_of_the_kinds_have_a_cell_for_each_edge(runs: Runs, yours: Runs) -> None:
    for run in (runs["graph_classes"], yours["graph_classes"]):
        (axes,) = drawn("kinds_as_matrices", {"graph_classes": run}).axes
        cells = [len(part.get_paths()) for part in axes.collections]
        first = [run["labels"].tolist().index(kind) for kind in range(8)]
        assert cells == [int(run["a"][row].sum()) for row in first]
        cycle = axes.collections[
            0
        ].get_paths()  # each vertex has its neighbours beside the diagonal, or at the ends
        places = np.array([path.get_extents().min for path in cycle])
        size = len(cycle) // 2
        cell = cycle[0].get_extents().width
        columns, rows = np.rint((places - places.min(0)) / cell).astype(int).T
        assert set(map(tuple, np.stack([columns, size - 1 - rows], -1).tolist())) == {
            (k, (k + step) % size) for k in range(size) for step in (1, -1)
        }


# ------------------------------------------------------------ costs and depth


@pytest.mark.parametrize("kind", ["runs", "yours"])
def test_costs_are_those_that_were_counted(kind: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(kind)
    run = runs["graph_costs"]
    (axes,) = drawn("graph_costs", runs).axes
    for key, at, marker in (
        ("dense", "t", "o"), ("clique_sparse", "t", "X"), ("grid_sparse", "grid_t", "s"), ("cycle_sparse", "t", "^"),
    ):  # fmt: skip
        assert points(axes, marker) == pytest.approx(np.stack([run[at], run[key]], -1))
    times = run["dense"][-1] / run["cycle_sparse"][-1]
    assert f"on a cycle, ${times:.3g}$ times fewer" in " ".join(written("graph_costs", runs))


@pytest.mark.parametrize("kind", ["runs", "yours", "small"])
def test_the_rate_is_a_straight_line_through_the_last_mean(kind: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(kind)
    run = runs["oversmoothing"]
    (axes,) = drawn("alike_by_depth", runs).axes
    layers = np.arange(len(run["mean_apart"]))
    for name, marker in (("mean", "s"), ("masked", "^"), ("attention", "o")):
        line = points(axes, marker)
        some = np.isfinite(line[:, 1])
        assert line[some] == pytest.approx(np.stack([layers, run[f"{name}_apart"]], -1)[some])
        assert (run[f"{name}_apart"][~some] < 1e-11).all()
    straight = [
        line.get_ydata() for line in axes.lines if line.get_marker() == "None" and len(line.get_ydata()) > 1
    ]
    if kind == "small":  # its edges lead one way
        assert straight == []
        return
    (rate,) = straight
    assert rate[-1] == pytest.approx(run["mean_apart"][-1])
    assert rate[1:] / rate[:-1] == pytest.approx(float(run["rate"]))
