"""A layer of graph convolution that goes through the edges alone, against the same with all t² pairs of vertices.

Study `graph_costs` counts the multiplications that a graph of few edges saves, t² / |E|; here are the seconds. On few
vertices nothing is saved; on many the edges are left waiting for memory, so that less is saved than counted.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Literal

import networkx as nx
import torch
from torch import Tensor

from benchmarks.free_energy import fastest
from benchmarks.ratio import Ratio
from ebviz.data.graphs import sized
from ebviz.energy.graph import shares
from ebviz.models.graph import GraphConvolution

N = 32  # dimensions of the vectors
LEAST = {64: 0.3, 512: 2.5, 4096: 25}  # vertices t → the ratio to reach
PAIRS = 4_000_000  # in a timed call, over as many layers as that takes


def seconds(layer: Callable[[], Tensor], count: int) -> float:
    """Return the time of one layer, of ``count`` in a row."""
    return fastest(lambda: [layer() for _ in range(count)][-1]) / count


def compared(kind: Literal["cycle", "grid"], t: int) -> Ratio:
    """Measure H = f(U X + V X A D⁻¹) both ways, A D⁻¹ ready beforehand, and check that they agree."""
    numbers = torch.Generator().manual_seed(0)
    model = GraphConvolution(N, N, generator=numbers)
    dense = shares(torch.from_numpy(nx.to_numpy_array(sized(kind, t))))
    sparse, x = dense.to_sparse_csr(), torch.randn(len(dense), N, generator=numbers)

    def layer(given: Tensor) -> Tensor:
        return model.f(model.u(x) + model.v(given @ x))

    torch.testing.assert_close(layer(sparse), model(x[None], (dense > 0)[None])[0])
    count = max(1, PAIRS // len(dense) ** 2)
    peer, ours = (seconds(lambda given=given: layer(given), count) for given in (dense, sparse))  # type: ignore[misc]
    name = f"layer on a {kind} of {len(dense)}, sparse / dense"
    return Ratio(name, 1 / ours, 1 / peer, "1/s", peer / ours, LEAST[t])


def run() -> list[Ratio]:
    """Measure a cycle and a grid of each size with one thread, as a task has."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")
            return [compared(kind, t) for kind in ("cycle", "grid") for t in LEAST]
    finally:
        torch.set_num_threads(threads)
