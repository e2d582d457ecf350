"""Graphs of the user, however they are written: one adjacency; what is no graph is refused in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import scipy.sparse
from safetensors.numpy import save_file

from ebviz.errors import UsageError
from ebviz.reading.graph import read_graph
from ebviz.remarks import hearing

EDGES = [(0, 1), (2, 1), (1, 3)]
A = np.zeros((4, 4))
A[tuple(zip(*EDGES, strict=True))] = 1  # row i, column j: from i to j
DIRECTED = nx.DiGraph(EDGES)


def text(content: str) -> Callable[[Path], Any]:
    return lambda path: path.write_text(content, encoding="utf-8")


WRITTEN: dict[str, Callable[[Path], Any]] = {
    "commas.csv": text("0,1\n2,1\n1,3\n"),
    "head.csv": text("from,to,weight\n0,1,1\n2,1,1\n1,3,1\n"),
    "semicolons.csv": text("Source;Target\n0;1\n2;1\n1;3\n"),
    "spaces.txt": text("# networkx wrote this\n0 1 {}\n2 1 {}\n1 3 {}\n"),
    "tabs.tsv": text("0\t1\n2\t1\n1\t3\n"),
    "names.csv": text("person,friend\n0,1\n2,1\n1,3\n"),
    "square.csv": text("0,1,0,0\n0,0,0,1\n0,1,0,0\n0,0,0,0\n"),
    "framed.csv": text(",0,1,2,3\n0,0,1,0,0\n1,0,0,0,1\n2,0,1,0,0\n3,0,0,0,0\n"),
    "a.npy": lambda path: np.save(path, A),
    "a.npz": lambda path: np.savez(path, adjacency=A, features=np.ones((4, 2))),
    "edges.npz": lambda path: np.savez(path, edge_index=np.array(EDGES).T),
    "sparse.npz": lambda path: scipy.sparse.save_npz(path, scipy.sparse.csr_matrix(A)),
    "a.safetensors": lambda path: save_file({"edge_index": np.array(EDGES).T.copy()}, path),
    "a.graphml": lambda path: nx.write_graphml(nx.DiGraph(EDGES), path),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_one_graph_in_many_ways(name: str, tmp_path: Path) -> None:
    WRITTEN[name](tmp_path / name)
    with hearing() as heard:
        a, names = read_graph(tmp_path / name)
    order = [names.index(str(vertex)) for vertex in range(4)]
    np.testing.assert_array_equal(a[order][:, order], A.T)
    assert heard == []
    both, _ = read_graph(tmp_path / name, both_ways=True)
    np.testing.assert_array_equal(both, np.maximum(a, a.T))


def test_a_known_graph_with_names(tmp_path: Path) -> None:
    graph = nx.karate_club_graph()
    nx.set_node_attributes(graph, {vertex: f"member {vertex}" for vertex in graph}, "label")
    nx.write_graphml(graph, tmp_path / "karate.graphml")
    a, names = read_graph(tmp_path / "karate.graphml")
    assert names[33] == "member 33"
    np.testing.assert_array_equal(a, nx.to_numpy_array(graph, weight=None))


def test_loops_and_weights_are_left_out_and_said(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([[2.0, 0.5], [0, 0]]))
    with hearing() as heard:
        a, names = read_graph(tmp_path / "a.npy")
    assert a.tolist() == [[0, 0], [1, 0]]
    assert names == ["0", "1"]
    assert heard == [
        "'a.npy': 1 edges from a vertex to itself left out",
        "'a.npy': the weights of 2 edges left out",
    ]


def test_weights_in_lists_of_edges_are_said_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b,0.5\nb,c,1\nc,a,\n")
    graph = nx.Graph()
    graph.add_edge("a", "b", weight="strong")
    graph.add_edge("b", "c", weight=1)
    nx.write_graphml(graph, tmp_path / "a.graphml")
    for name in ("a.csv", "a.graphml"):
        with hearing() as heard:
            assert read_graph(tmp_path / name)[1] == ["a", "b", "c"]
        assert heard == [f"'{name}': the weights of 1 edges left out"]


@pytest.mark.parametrize(
    ("name", "write", "said"),
    [
        ("none.csv", lambda path: None, "cannot read .*expected an edge list as csv"),
        ("empty.csv", text("# nothing\n"), "expected an edge in each line"),
        ("one.csv", text("a,b\nc\n"), "'from, to', got 'c' as number 2"),
        ("loop.csv", text("a,a\nb,b\n"), "expected an edge between two vertices, got none"),
        ("neighbours.txt", text("0 1 2 3\n1 2\n2 3\n"), "4 columns as in the first, got '1, 2' as number 2"),
        ("gap.csv", text("0,1\n,2\n"), "got ', 2' as number 2"),
        (
            "halves.npz",
            lambda path: np.savez(path, edge_index=A[:2] / 2),
            r"whole numbers \(2, E\) .* float64",
        ),
        ("oblong.npy", lambda path: np.save(path, np.ones((3, 4))), r"an adjacency \(t, t\), or whole"),
        ("deep.npy", lambda path: np.save(path, np.ones((3, 3, 3))), r"got float64 \(3, 3, 3\)"),
        ("nan.npy", lambda path: np.save(path, np.full((3, 3), np.nan)), "9 that are not finite"),
        (
            "large.npy",
            lambda path: np.save(path, np.ones((2001, 2001), bool)),
            "2 to 2000 vertices, got 2001",
        ),
        ("below.npz", lambda path: np.savez(path, edge_index=np.array([[0, -1], [1, 2]])), "got -1 to 2"),
        ("two.npz", lambda path: np.savez(path, p=A, q=A), "one array .* or one named adjacency"),
        ("x.graphml", text("<graphml><graph><node/></graph></graphml>"), "2 to 2000 vertices, got 1"),
        ("x.xml", text("<html></html>"), "is not GraphML"),
        ("bomb.graphml", text('<!DOCTYPE x [<!ENTITY a "b">]><graphml/>'), "without entities"),
        ("half.graphml", text("<graphml><graph>"), "is not GraphML"),
        (
            "sheet.png",
            lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n"),
            "expected an edge list .* got a PNG",
        ),
    ],
)
def test_what_is_no_graph_is_said(name: str, write: Callable[[Path], Any], said: str, tmp_path: Path) -> None:
    write(tmp_path / name)
    with pytest.raises(UsageError, match=said):
        read_graph(tmp_path / name)
