"""Graphs of eight classes, as adjacencies: cycle, star, wheel, lollipop, hypercube, grid, clique, circular ladder.

Source: NYU Deep Learning 2020, week 13, "graph convolutional networks" (its notebook); drawn by networkx.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

if TYPE_CHECKING:
    import networkx

CLASSES = ("cycle", "star", "wheel", "lollipop", "hypercube", "grid", "clique", "circular ladder")
SMALL = 60  # vertices up to which every distance on a drawing is that of the graph
PAIRS = 120_000_000  # of vertices that may push one another apart, over all rounds
GAP = 1.4  # between parts of a graph without an edge between them; a neighbour is about 1 away
SLIDE = ("1", "2", "v", "3", "4", "5")  # the vertices of the lecture's graph: v, and vⱼ
EDGES = (("1", "v"), ("2", "v"), ("v", "3"), ("3", "4"), ("4", "5"), ("5", "3"))  # from, to


@dataclass(frozen=True, slots=True)
class Graphs:
    """Graphs: adjacency a (N, t, t) float32, their vertices real (N, t) bool, and class y (N,) int64.

    ``order`` (N, t) int64 are vertices as they follow one another in their class, as round a cycle; −1 behind.
    """

    a: Tensor
    real: Tensor
    y: Tensor
    order: Tensor

    def __getitem__(self, rows: Tensor | slice) -> Graphs:
        return Graphs(self.a[rows], self.real[rows], self.y[rows], self.order[rows])

    def __len__(self) -> int:
        return len(self.y)


def slide() -> Tensor:
    """Return the adjacency of the lecture's graph of six vertices, (6, 6): row i holds what comes into vertex i.

    >>> slide().sum(-1).tolist()
    [0.0, 0.0, 2.0, 2.0, 1.0, 1.0]
    """
    a = torch.zeros(len(SLIDE), len(SLIDE))
    for start, end in EDGES:
        a[SLIDE.index(end), SLIDE.index(start)] = 1
    return a


def slide_places() -> Tensor:
    """Return where the lecture has its six vertices, (6, 2) within [−1, 1]²."""
    return torch.tensor([[-0.8, 1.0], [0.8, 1.0], [0.0, 0.5], [0.0, -0.2], [0.7, -1.0], [-0.7, -1.0]])


def grid(rows: int, columns: int) -> tuple[Tensor, Tensor]:
    """Return the adjacency (t, t) of a grid whose edges lead both ways, and its places (t, 2) within [−1, 1]².

    >>> a, places = grid(2, 3)
    >>> a.sum(-1).tolist(), places[0].tolist()
    ([2.0, 3.0, 2.0, 2.0, 3.0, 2.0], [-1.0, 0.5])
    """
    row, column = np.indices((rows, columns)).reshape(2, -1)
    apart = np.abs(row[:, None] - row) + np.abs(column[:, None] - column)
    places = (
        np.stack([column - (columns - 1) / 2, (rows - 1) / 2 - row], axis=-1) * 2 / (max(rows, columns) - 1)
    )
    return torch.from_numpy(apart == 1).float(), torch.from_numpy(places).float()


def layout(a: np.ndarray, random: np.random.Generator) -> Tensor:
    """Return places (t, 2) within [−1, 1]² at which the vertices of an adjacency (t, t) stand well apart.

    Parts between which there is no edge stand side by side, the largest first, each with room for its vertices.
    """
    import networkx as nx

    graph = nx.from_numpy_array(np.maximum(a, a.T))
    places = np.zeros((len(a), 2))
    corner, high = np.zeros(2), 0.0  # of the next part; of its row
    edge = 2.2 * math.sqrt(len(a))  # where rows end
    for part in sorted(map(sorted, nx.connected_components(graph)), key=lambda part: (-len(part), part)):
        if len(part) <= SMALL:
            found = nx.kamada_kawai_layout(graph.subgraph(part))  # as far apart as their way is long
        else:
            seed, rounds = int(random.integers(2**31)), min(200, PAIRS // len(part) ** 2)
            found = nx.spring_layout(graph.subgraph(part), seed=seed, iterations=rounds, method="force")
        inner = _within(upright(np.array([found[vertex] for vertex in part]))) * math.sqrt(len(part) - 1)
        size = np.ptp(inner, axis=0)
        if corner[0] and corner[0] + size[0] > edge:
            corner, high = np.array([0.0, corner[1] - high - GAP]), 0.0
        places[part] = inner - inner.min(0) + corner - (0, size[1])
        corner, high = corner + np.array([size[0] + GAP, 0]), max(high, size[1])
    return torch.from_numpy(_within(places)).float()


def _within(places: ArrayLike) -> np.ndarray:
    """Return places (t, 2) moved and scaled to lie just within [−1, 1]²."""
    places = np.asarray(places, float)
    middle = (places.max(0) + places.min(0)) / 2
    away: np.ndarray = (places - middle) / np.abs(places - middle).max().clip(1e-9)
    return away


def upright(places: np.ndarray) -> np.ndarray:
    """Return places (t, 2) turned so that they are widest from left to right, if they are wider one way than another.

    >>> (upright(np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])).round(3) + 0.0).tolist()
    [[-1.414, 0.0], [0.0, 0.0], [1.414, 0.0]]
    """
    away = places - places.mean(0)
    if len(away) < 2:
        return away
    _, sizes, ways = np.linalg.svd(away, full_matrices=False)
    if sizes[0] - sizes[1] <= 0.01 * sizes[0]:
        return away
    ways = ways * np.sign(ways[np.arange(2), np.abs(ways).argmax(1)])[:, None]
    return np.asarray(away @ ways.T + 0.0)


def draw(kind: str, least: int, most: int, random: np.random.Generator) -> networkx.Graph:
    """Return a graph of a class with ``least`` to ``most`` vertices, where the class has such sizes.

    Raises
    ------
    ValueError : there is no such class, or it has no graph of these sizes.
    """
    import networkx as nx

    sizes = possible(kind, least, most)
    if not sizes:
        raise ValueError(f"a {kind} of {least} to {most} vertices: there is none")
    size = sizes[int(random.integers(len(sizes)))]
    made: dict[str, Callable[..., networkx.Graph]] = {
        "cycle": nx.cycle_graph,
        "star": lambda n: nx.star_graph(n - 1),
        "wheel": nx.wheel_graph,
        "lollipop": nx.lollipop_graph,
        "hypercube": nx.hypercube_graph,
        "grid": lambda m, n: nx.grid_graph((m, n)),
        "clique": nx.complete_graph,
        "circular ladder": nx.circular_ladder_graph,
    }
    return made[kind](*size)


def sized(kind: Literal["cycle", "grid", "clique"], size: int) -> networkx.Graph:
    """Return a cycle or clique of so many vertices, or the squarest grid of at most so many.

    >>> len(sized("cycle", 7)), len(sized("grid", 7)), sized("clique", 7).number_of_edges()
    (7, 6, 21)
    """
    import networkx as nx

    if kind == "grid":
        rows = math.isqrt(size)
        return nx.grid_graph((rows, size // rows))
    return nx.cycle_graph(size) if kind == "cycle" else nx.complete_graph(size)


def possible(kind: str, least: int, most: int) -> list[tuple[int, ...]]:
    """Return the sizes of a class's graphs of ``least`` to ``most`` vertices, as networkx takes them.

    >>> possible("hypercube", 10, 20), possible("circular ladder", 10, 14), possible("grid", 9, 10)
    ([(4,)], [(5,), (6,), (7,)], [(2, 5), (3, 3)])
    """
    if kind == "lollipop":  # a clique of half of the vertices or more, and a path of two or more
        return [(m, n - m) for n in range(least, most + 1) for m in range(max(4, n // 2), n - 1)]
    if kind == "hypercube":
        return [(k,) for k in range(1, most.bit_length()) if least <= 2**k <= most]
    if kind == "grid":
        return [
            (m, n)
            for m in range(2, math.isqrt(most) + 1)
            for n in range(m, most // m + 1)
            if least <= m * n <= most
        ]
    if kind == "circular ladder":
        return [(n,) for n in range(3, most // 2 + 1) if least <= 2 * n <= most]
    if kind not in CLASSES:
        raise ValueError(f"unknown class of graphs '{kind}': expected {', '.join(CLASSES)}")
    return [(n,) for n in range(max(least, 4), most + 1)]


def of_classes(count: int, least: int, most: int, random: np.random.Generator) -> Graphs:
    """Return ``count`` graphs, as many of each class as of any other (but for one), in random order of all.

    Their vertices are in random order too; edges lead both ways.
    """
    import networkx as nx

    y = random.permutation(np.arange(count) % len(CLASSES))
    a, real = torch.zeros(count, most, most), torch.zeros(count, most, dtype=torch.bool)
    orders = torch.full((count, most), -1)
    for row, kind in enumerate(y.tolist()):
        graph = draw(CLASSES[kind], least, most, random)
        order = random.permutation(len(graph))
        orders[row, : len(graph)] = torch.from_numpy(order.argsort())
        edges = nx.to_numpy_array(graph)[order][:, order]
        a[row, : len(graph), : len(graph)] = torch.from_numpy(edges).float()
        real[row, : len(graph)] = True
    return Graphs(a, real, torch.from_numpy(y).long(), orders)
