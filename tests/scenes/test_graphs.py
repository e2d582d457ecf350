"""The films of graphs: what is on screen is what the runs hold, for a graph of the user's too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from ebviz.stage.units import pt
from scenes.graphs._words import MOST, around
from tests.conftest import run_study
from tests.scenes.test_second import watched


def test_a_graph_of_yours_is_given(tmp_path: Path) -> None:
    nx.write_graphml(nx.karate_club_graph(), tmp_path / "karate.graphml")
    run = run_study("graph", tmp_path, {}, data=tmp_path / "karate.graphml", moments=4)
    seen = watched("a_is_given", {"graph": run})
    everything = "\n".join(seen.texts)
    assert seen.outside == set()
    assert "$34$ vertices ($12$ are shown)" in everything
    assert "“33”" in everything
    assert "a graph of $156$ edges" in everything
    assert "$0" not in everything
    assert "each column still sums to one" in seen.texts
    scene: Any = seen.scene
    assert 33 in scene.shown
    given = run["given"][np.ix_(scene.shown, scene.shown)]
    assert scene.network.weights == pytest.approx(given)
    assert scene.discs.shares.reshape(12, 12) == pytest.approx(given.T)
    assert {number.number.source for number in scene.sums} == {"1.00"}
    seen = watched("message_passing", {"graph": run})
    assert seen.outside == set()
    scene = seen.scene
    everything, d = "\n".join(seen.texts), int(run["degree"].max())
    assert f"what its neighbours hold ($11$ of ${d}$ are shown): their sum" in everything
    assert f"divided by their number, $d = {d}$: the mean" in everything
    for vertex, plate in zip(scene.shown, scene.plates, strict=True):
        middle = plate[1].get_center()[0]
        reached = [bar.width * np.sign(bar.get_center()[0] - middle) for bar in plate.bars]
        assert 2 * scene.reach / plate.width * np.array(reached) == pytest.approx(run["h"][vertex], abs=2e-3)


def test_a_graph_in_pieces_is_shown_in_pieces_and_nothing_covers_a_vertex(tmp_path: Path) -> None:
    graph = nx.disjoint_union_all([nx.cycle_graph(5), nx.star_graph(4), nx.path_graph(2)])
    nx.write_edgelist(graph, tmp_path / "pieces.txt", data=False)
    run = run_study("graph", tmp_path, {}, data=tmp_path / "pieces.txt", both_ways=True, moments=3)
    for name, room in {"a_is_given": (51, 51), "message_passing": (83, 59)}.items():
        seen = watched(name, {"graph": run})
        assert seen.outside == set()
        places = seen.scene.network.places[:, :2] / pt(1)
        off = np.abs(places[:, None] - places) + 1e3 * np.eye(len(places))[..., None]
        assert (off > room).any(-1).all()
    boxes = [(run["places"][part].min(0), run["places"][part].max(0)) for part in (slice(5), slice(5, 10))]
    (low, high), (other_low, other_high) = boxes
    assert ((low > other_high) | (other_low > high)).any()


def test_what_is_shown_of_a_large_graph_hangs_together(tmp_path: Path) -> None:
    nx.write_graphml(nx.random_regular_graph(3, 40, seed=1), tmp_path / "forty.graphml")
    run = run_study("graph", tmp_path, {}, data=tmp_path / "forty.graphml", moments=3)
    shown, middle = around(run)
    assert len(shown) == MOST
    far = nx.single_source_shortest_path_length(nx.from_numpy_array(run["a"]), shown[middle])
    assert max(far[vertex] for vertex in shown) == sorted(far.values())[MOST - 1] == 3


def test_gates_and_kinds_of_another_training(tmp_path: Path) -> None:
    few: dict[str, Any] = {
        "n": 40,
        "held_out": 24,
        "width": 6,
        "layers": 2,
        "epochs": 3,
        "batch": 8,
        "looks": 3,
    }
    run = run_study("graph_classes", tmp_path, {}, **few, shown="wheel", seed=3)
    seen = watched("gates", {"graph_classes": run})
    everything = "\n".join(seen.texts)
    assert seen.outside == set()
    assert "a wheel, its edges as wide as" in everything
    scene: Any = seen.scene
    gates = run["gates"][-1, scene.layer, scene.vertex]
    d = int(run["shown_a"][scene.vertex].sum())
    last = gates[np.flatnonzero(run["shown_a"][scene.vertex])[:8]]
    says = f"takes between ${last.min():.2f}$ and ${last.max():.2f}$, in layer ${scene.layer + 1}$ of $2$"
    assert f"{says}; a mean would take ${1 / d:.2f}$ from each" in everything
    shares = run["gates"][:, scene.layer] * run["shown_a"].sum(1)[:, None]
    assert scene.network.weights == pytest.approx(shares[-1] / shares.max())
    seen = watched("eight_classes", {"graph_classes": run})
    everything = "\n".join(seen.texts)
    assert seen.outside == set()
    assert "$24$ graphs that are never trained with" in everything
    assert f"a classifier gets ${100 * run['alone']:.0f}$ % right" in everything
    assert f"${100 * run['accuracy'][-1]:.0f}$ %" in everything


def test_looks_are_counted_for_other_sizes(tmp_path: Path) -> None:
    run = run_study("graph_costs", tmp_path, {}, sizes=(5, 20, 70, 1000))
    seen = watched("sparsity", {"graph_costs": run})
    assert seen.outside == set()
    assert "$4$ vertices, each holding a vector" in "\n".join(seen.texts)
    assert "more than $64$ are too many to draw" in "\n".join(seen.texts)
    scene: Any = seen.scene
    t, edges = run["grid_t"], run["grid_edges"]
    assert [count.number.source for count in scene.counts] == [
        f'{t[-1] ** 2:.0f} "looks"',
        f'{edges[-1]:.0f} "looks"',
    ]
    assert scene.times.source == f"times {t[-1] ** 2 / edges[-1]:.0f}"
    drawn = {key: len(graph[0].points) // 4 for key, graph in scene.graphs.items()}
    assert drawn == {"all": 64 * 63 // 2, "edges": int(edges[2]) // 2}


def test_all_sizes_may_be_drawn(tmp_path: Path) -> None:
    run = run_study("graph_costs", tmp_path, {}, sizes=(4, 9))
    seen = watched("sparsity", {"graph_costs": run})
    assert seen.outside == set()
    assert "too many" not in "\n".join(seen.texts)


def test_averages_on_a_graph_in_two_parts(tmp_path: Path) -> None:
    graph = nx.disjoint_union(nx.path_graph(3), nx.path_graph(2))
    nx.write_graphml(graph, tmp_path / "parts.graphml")
    run = run_study("oversmoothing", tmp_path, {}, data=tmp_path / "parts.graphml", depth=5, n=3, beta=0.5)
    seen = watched("oversmoothing", {"oversmoothing": run})
    assert seen.outside == set()
    assert "$5$ vertices, each with a random vector …" in seen.texts
    assert run["mean_apart"][-1] > run["mean_apart"][0] / 2
    assert "averages, layer upon layer, make vertices alike" in seen.texts
    scene: Any = seen.scene
    for table, name in zip(scene.tables, ("attention", "masked", "mean"), strict=True):
        assert table.values[::-1] == pytest.approx(run[f"{name}_x"][-1].T)
    assert scene.layer.number.source == "5"
