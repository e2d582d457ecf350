"""What it costs to look: attention looks at all t² pairs of vertices, a graph only at its edges.

Counted are the multiplications of one layer's X A, with vectors of n dimensions: n t² if A is dense, n |E| if only
its edges are gone through. A clique has t (t − 1) edges and gains nothing; a cycle has 2 t, whatever its size.

Source: NYU Deep Learning 2020, week 13, "graph convolutional networks": exploiting domain sparsity.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = ()
DRAWN = 100  # vertices up to which a graph can be drawn with all its pairs

Count = Annotated[int, Field(ge=4, le=2000)]


class Config(StudyConfig):
    sizes: tuple[Count, ...] = Field(
        (6, 12, 24, 48, 96, 192, 384, 768), description="numbers t of vertices", min_length=2, max_length=50
    )
    n: int = Field(32, description="dimensions n of the vectors", ge=1, le=10_000)

    @model_validator(mode="after")
    def _drawn(self) -> Self:
        if min(self.sizes) > DRAWN:
            raise ValueError(f"sizes: expected one of at most {DRAWN}, got {min(self.sizes)} and more")
        return self


def compute(config: Config) -> dict[str, Tensor]:
    """Make the graphs, from the smallest to the largest, and count; G = cycle, grid, clique::

    t (K,), grid_t (K,)                      numbers of vertices, and those of the grids, which are near them
    {G}_edges (K,)                           |E|, both directions counted
    dense (K,), {G}_sparse (K,)              multiplications: n t², n |E|
    drawn_a (D, T, T), drawn_places (D, T, 2)
                                             the grids of at most 100 vertices, T of them, and where they stand
    """
    import torch

    from ebviz.data.graphs import grid, sized

    wanted = sorted(set(config.sizes))
    arrays = {"t": torch.tensor(wanted).float()}
    arrays["dense"] = config.n * arrays["t"].square()
    for kind in ("cycle", "grid", "clique"):
        found = [sized(kind, size) for size in wanted]
        edges = torch.tensor([2.0 * graph.number_of_edges() for graph in found])
        arrays |= {f"{kind}_edges": edges, f"{kind}_sparse": config.n * edges}
        if kind == "grid":
            arrays["grid_t"] = torch.tensor([float(len(graph)) for graph in found])
    sizes = [(rows := math.isqrt(size), size // rows) for size in wanted if size <= DRAWN]
    most = max(rows * columns for rows, columns in sizes)
    drawn_a, places = torch.zeros(len(sizes), most, most), torch.zeros(len(sizes), most, 2)
    for k, (rows, columns) in enumerate(sizes):
        t = rows * columns
        drawn_a[k, :t, :t], places[k, :t] = grid(rows, columns)
    return arrays | {"drawn_a": drawn_a, "drawn_places": places}
