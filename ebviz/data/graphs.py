"""Graphs of eight classes, as adjacencies: cycle, star, wheel, lollipop, hypercube, grid, clique, circular ladder.

Source: NYU Deep Learning 2020, week 13, "graph convolutional networks" (its notebook); drawn by networkx.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

if TYPE_CHECKING:
    import networkx

CLASSES = ("cycle", "star", "wheel", "lollipop", "hypercube", "grid", "clique", "circular ladder")
SLIDE = ("a", "b", "v", "c", "d", "e")  # the vertices of the lecture's graph
EDGES = (("a", "v"), ("b", "v"), ("v", "c"), ("c", "d"), ("d", "e"), ("e", "c"))  # from, to


@dataclass(frozen=True, slots=True)
class Graphs:
    """Graphs: adjacency a (N, t, t) float32, their vertices real (N, t) bool, and class y (N,) int64."""

    a: Tensor
    real: Tensor
    y: Tensor

    def __getitem__(self, rows: Tensor | slice) -> Graphs:
        return Graphs(self.a[rows], self.real[rows], self.y[rows])

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
    for row, kind in enumerate(y.tolist()):
        graph = draw(CLASSES[kind], least, most, random)
        order = random.permutation(len(graph))
        edges = nx.to_numpy_array(graph)[order][:, order]
        a[row, : len(graph), : len(graph)] = torch.from_numpy(edges).float()
        real[row, : len(graph)] = True
    return Graphs(a, real, torch.from_numpy(y).long())
