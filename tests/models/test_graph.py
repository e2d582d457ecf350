"""Graph convolution against attention, against a loop over edges, and against its own limits."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
import torch

from ebviz.data.graphs import CLASSES, EDGES, SLIDE, draw, of_classes, possible, slide
from ebviz.energy.attention import attend
from ebviz.energy.graph import attend_on, degrees, shares
from ebviz.models.graph import GatedGraphConvolution, GraphClassifier, GraphConvolution, Sizes, gates


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def graph() -> torch.Tensor:
    """A graph of seven vertices whose edges lead one way, one vertex without any that comes in."""
    a = (torch.rand(7, 7, generator=generator(1)) < 0.4).double()
    a.fill_diagonal_(0)
    a[3] = 0
    return a


@pytest.fixture
def x() -> torch.Tensor:
    return torch.randn(7, 5, dtype=torch.float64, generator=generator(2))


def test_the_lecture_s_graph():
    a = slide()
    assert int(a.sum()) == len(EDGES) == 6
    assert dict(zip(SLIDE, degrees(a).tolist(), strict=True)) == {
        "1": 0,
        "2": 0,
        "v": 2,
        "3": 2,
        "4": 1,
        "5": 1,
    }
    assert shares(a).sum(-1).tolist() == [0, 0, 1, 1, 1, 1]
    assert not a.diagonal().any()


def test_masked_attention_is_the_given_one_when_it_is_hot(graph, x):
    h, weights = attend_on(graph, x, x, x, 0.0)
    torch.testing.assert_close(weights, shares(graph, torch.float64), rtol=0, atol=1e-15)
    torch.testing.assert_close(h, shares(graph, torch.float64) @ x, rtol=0, atol=1e-14)
    nearly, _ = attend_on(graph, x, x, x, 1e-9)
    torch.testing.assert_close(nearly, h, rtol=0, atol=1e-7)
    assert not weights[3].any()
    assert not h[3].any()


def test_attention_of_constant_scores_is_the_mean_of_a_complete_graph(x):
    everyone = torch.ones(7, 7)
    q = torch.zeros_like(x)
    for beta in (0.0, 0.7, math.inf):
        h, weights = attend(q, x, x, beta)
        torch.testing.assert_close(weights, shares(everyone, torch.float64))
        torch.testing.assert_close(h, x.mean(0, keepdim=True).expand_as(h))


def test_masked_attention_sums_to_one_where_an_edge_comes_in(graph, x):
    _, weights = attend_on(graph, x, x, x, 1.3)
    torch.testing.assert_close(weights.sum(-1), (degrees(graph) > 0).double())
    assert not weights[graph == 0].any()


def test_graph_convolution_is_a_loop_over_edges(graph, x):
    layer = GraphConvolution(5, 4, generator=generator()).double()
    wanted = torch.zeros(7, 4, dtype=torch.float64)
    for i in range(7):
        taken = [x[j] for j in range(7) if graph[i, j]]
        mean = sum(taken) / len(taken) if taken else torch.zeros(5, dtype=torch.float64)
        wanted[i] = (layer.u.weight @ x[i] + layer.v.weight @ mean).clamp(min=0)
    torch.testing.assert_close(layer(x, graph), wanted)


@pytest.mark.parametrize("plain", [True, False])
def test_the_gated_layer_is_a_loop_over_edges(graph, x, plain):
    layer = GatedGraphConvolution(5, plain=plain, generator=generator(3)).double().eval()
    e = torch.randn(1, 7, 7, 5, dtype=torch.float64, generator=generator(4)) * graph[..., None]
    h, new, eta = layer(x[None], e, graph[None])
    edges = int(graph.sum())
    for i in range(7):
        into = [j for j in range(7) if graph[i, j]]
        inner = {j: layer.c(e[0, i, j]) + layer.d(x[j]) + layer.e(x[i]) for j in into}
        total = sum((inner[j].sigmoid() for j in into), torch.zeros(5, dtype=torch.float64))
        taken = layer.a(x[i])
        for j in into:
            torch.testing.assert_close(eta[0, i, j], inner[j].sigmoid() / total)
            taken = taken + inner[j].sigmoid() / total * layer.b(x[j])
        if not plain:
            taken = layer.vertex(taken[None] / math.sqrt(7))[0]
            inner = {j: layer.edge(one[None] / math.sqrt(edges))[0] for j, one in inner.items()}
        torch.testing.assert_close(h[0, i], x[i] + taken.relu())
        for j in into:
            torch.testing.assert_close(new[0, i, j], e[0, i, j] + inner[j].relu())
    assert not new[0][graph == 0].any()


def test_gates_are_shares(graph):
    e = torch.randn(2, 7, 7, 3, dtype=torch.float64, generator=generator(5))
    a = graph.expand(2, 7, 7)
    torch.testing.assert_close(gates(e, a).sum(2), (degrees(a) > 0).double()[..., None].expand(2, 7, 3))
    alike = gates(torch.zeros_like(e), a)
    torch.testing.assert_close(alike, shares(a, torch.float64)[..., None].expand_as(alike))


def test_the_order_of_the_vertices_does_not_matter(graph, x):
    order = torch.randperm(7, generator=generator(6))
    turned, moved = graph[order][:, order], x[order]
    layer = GraphConvolution(5, 4, generator=generator()).double()
    torch.testing.assert_close(layer(moved, turned), layer(x, graph)[order])
    gated = GatedGraphConvolution(5, generator=generator(3)).double().eval()
    e = torch.randn(1, 7, 7, 5, dtype=torch.float64, generator=generator(4)) * graph[..., None]
    h = gated(x[None], e, graph[None])[0][0]
    torch.testing.assert_close(gated(moved[None], e[:, order][:, :, order], turned[None])[0][0], h[order])
    net = GraphClassifier(Sizes(6, 2, 8), generator=generator(7)).double().eval()
    real = torch.ones(1, 7, dtype=torch.bool)
    torch.testing.assert_close(net(turned[None], real), net(graph[None], real))


def test_what_fills_a_graph_up_changes_nothing(graph):
    net = GraphClassifier(Sizes(6, 2, 8), generator=generator(7)).double()
    wide = torch.zeros(1, 9, 9, dtype=torch.float64)
    wide[0, :7, :7] = graph
    real = torch.arange(9)[None] < 7
    for mode in (True, False):
        net.train(mode)
        torch.testing.assert_close(net(wide, real), net(graph[None], real[:, :7]))


def test_graphs_are_those_of_their_classes():
    graphs = of_classes(80, 10, 20, np.random.default_rng(0))
    again = of_classes(80, 10, 20, np.random.default_rng(0))
    assert torch.equal(graphs.a, again.a)
    assert torch.equal(graphs.y.bincount(), torch.full((8,), 10))
    assert torch.equal(graphs.a, graphs.a.mT)
    for a, real, kind in zip(graphs.a.numpy(), graphs.real, graphs.y.tolist(), strict=True):
        size = int(real.sum())
        assert 10 <= size <= 20
        assert not a[size:].any()
        graph = nx.from_numpy_array(a[:size, :size])
        assert nx.is_connected(graph)
        assert kind in [
            index
            for index, name in enumerate(CLASSES)
            for shape in possible(name, size, size)
            if nx.faster_could_be_isomorphic(graph, _made(name, shape, size))
            and nx.is_isomorphic(graph, _made(name, shape, size))
        ]


def test_the_order_of_vertices_is_that_of_their_class():
    graphs = of_classes(40, 10, 20, np.random.default_rng(1))
    whole = {
        "cycle": nx.cycle_graph,
        "star": lambda size: nx.star_graph(size - 1),
        "wheel": nx.wheel_graph,
        "hypercube": lambda size: nx.hypercube_graph(size.bit_length() - 1),
        "circular ladder": lambda size: nx.circular_ladder_graph(size // 2),
    }
    for a, order, kind in zip(graphs.a.numpy(), graphs.order.numpy(), graphs.y.tolist(), strict=True):
        rows = order[order >= 0]
        assert sorted(rows) == [*range(len(rows))]
        if CLASSES[kind] in whole:
            made = nx.to_numpy_array(whole[CLASSES[kind]](len(rows)))
            np.testing.assert_array_equal(a[np.ix_(rows, rows)], made)


def _made(name: str, shape: tuple[int, ...], size: int) -> nx.Graph:
    """Return the graph of a class that has this shape, by drawing until it comes."""
    random = np.random.default_rng(0)
    for _ in range(200):
        graph = draw(name, size, size, random)
        if len(possible(name, size, size)) == 1 or _shape(name, graph) == shape:
            return graph
    raise AssertionError(f"no {name} {shape}")


def _shape(name: str, graph: nx.Graph) -> tuple[int, ...]:
    if name == "lollipop":
        clique = max(map(len, nx.find_cliques(graph)))
        return clique, len(graph) - clique
    return tuple(sorted((max(i for i, _ in graph) + 1, max(j for _, j in graph) + 1)))


@pytest.mark.parametrize(
    ("kind", "sizes", "said"),
    [("hypercube", (9, 15), "there is none"), ("tree", (5, 9), "expected cycle, star")],
)
def test_a_class_without_such_graphs(kind, sizes, said):
    with pytest.raises(ValueError, match=said):
        draw(kind, *sizes, np.random.default_rng(0))
