"""Graph convolution: what a vertex takes from its neighbours, all alike or through gates; and a classifier of graphs.

Vectors of vertices are (B, t, d) and adjacencies (B, t, t), row i holding which edges vⱼ → vᵢ there are; graphs of
fewer than t vertices are filled up with vertices that no edge touches.

Source: NYU Deep Learning 2020, week 13, "graph convolutional networks"; Bresson and Laurent, 2018.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from ebviz.energy.graph import shares
from ebviz.models.transformer import linear


class GraphConvolution(nn.Module):
    """H = f(U X + V X A D⁻¹): a vertex keeps a part of itself, and takes the mean of those that lead to it.

    Shapes: x (B, t, d), a (B, t, t) → h (B, t, m). ``f`` is ()⁺ by default.
    """

    def __init__(
        self, d: int, m: int, *, f: Callable[[Tensor], Tensor] = torch.relu, generator: Generator
    ) -> None:
        super().__init__()
        self.u, self.v = (linear(d, m, generator, bias=False) for _ in "uv")
        self.f = f

    def forward(self, x: Tensor, a: Tensor) -> Tensor:
        out: Tensor = self.f(self.u(x) + self.v(shares(a, x.dtype) @ x))
        return out


def gates(e: Tensor, a: Tensor) -> Tensor:
    """Return η(eⱼ) = σ(eⱼ) / Σ_k σ(e_k) over the edges that come in: e (B, t, t, d), a (B, t, t) → (B, t, t, d).

    They sum to 1 for each vertex and each dimension, and are 0 where there is no edge.
    """
    open_ = e.sigmoid() * (a != 0)[..., None]
    total = open_.sum(2, keepdim=True)
    return torch.where(total > 0, open_ / total.clamp(min=torch.finfo(e.dtype).tiny), 0)


class GatedGraphConvolution(nn.Module):
    """The residual gated layer: edges carry vectors of their own, which say how much of a neighbour comes through.

        eⱼ = C eⱼˣ + D xⱼ + E x            h = x + (A x + Σ_j η(eⱼ) ⊙ B xⱼ)⁺
        eⱼʰ = eⱼˣ + (eⱼ)⁺                  sums over the edges vⱼ → v

    As Bresson and Laurent have it, what is in brackets is divided by the root of how many there are, and brought to
    one scale over the batch (batch norm) before it is rectified; ``plain`` leaves both out.

    Shapes: x (B, t, d), e (B, t, t, d), a (B, t, t) → h (B, t, d), e (B, t, t, d), η (B, t, t, d).
    """

    def __init__(self, d: int, *, plain: bool = False, generator: Generator) -> None:
        super().__init__()
        self.a, self.b, self.c, self.d, self.e = (linear(d, d, generator) for _ in "abcde")
        self.vertex = None if plain else nn.BatchNorm1d(d)
        self.edge = None if plain else nn.BatchNorm1d(d)

    def forward(
        self, x: Tensor, e: Tensor, a: Tensor, real: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        edges = a != 0
        real = torch.ones_like(edges[..., 0]) if real is None else real
        new = self.c(e) + self.d(x)[:, None] + self.e(x)[:, :, None]  # (B, t, t, d): from j, at i
        eta = gates(new, a)
        h = self.a(x) + (eta * self.b(x)[:, None]).sum(2)
        if self.vertex is not None and self.edge is not None:
            h = scaled(h, real, self.vertex)
            new = scaled(new.flatten(1, 2), edges.flatten(1, 2), self.edge).view_as(new)
        return x + h.relu() * real[..., None], e + new.relu() * edges[..., None], eta


def scaled(x: Tensor, real: Tensor, norm: nn.BatchNorm1d) -> Tensor:
    """Return vectors (B, K, d) over √(how many of each graph there are), brought to one scale over those that are."""
    x = x / real.sum(1).clamp(min=1).sqrt()[:, None, None]
    out = torch.zeros_like(x)
    out[real] = norm(x[real])
    return out


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of a `GraphClassifier`: width d, layers L, classes K."""

    width: int = 32
    layers: int = 4
    classes: int = 8


class GraphClassifier(nn.Module):
    """Scores of the classes of graphs: gated layers, the mean over the vertices, and a network of three layers.

    A vertex begins as its degree, and each edge as 1, both mapped to d dimensions.

    Shapes: a (B, t, t), real (B, t) bool → scores (B, K).
    """

    def __init__(self, sizes: Sizes, *, generator: Generator) -> None:
        super().__init__()
        d = sizes.width
        self.vertices, self.edges = linear(1, d, generator), linear(1, d, generator)
        self.layers = nn.ModuleList(
            GatedGraphConvolution(d, generator=generator) for _ in range(sizes.layers)
        )
        self.first, self.second = linear(d, d, generator), linear(d, d, generator)
        self.last = linear(d, sizes.classes, generator)

    def forward(self, a: Tensor, real: Tensor) -> Tensor:
        scores: Tensor = self.last(self.second(self.first(self.embed(a, real)[0]).relu()).relu())
        return scores

    def embed(self, a: Tensor, real: Tensor) -> tuple[Tensor, Tensor | None]:
        """Return the mean over each graph's vertices, (B, d), and η of every layer, (B, L, t, t, d).

        Layers that take x and a alone, and return h alone, may stand in the gated ones' place; there is no η then.
        """
        a = a.to(self.vertices.weight.dtype)
        x = self.vertices(a.sum(-1, keepdim=True)) * real[..., None]
        e = self.edges((a != 0).to(x.dtype)[..., None]) * (a != 0)[..., None]
        etas = []
        for layer in self.layers:
            if isinstance(layer, GatedGraphConvolution):
                x, e, eta = layer(x, e, a, real)
                etas.append(eta)
            else:
                x = layer(x, a) * real[..., None]
        mean = (x * real[..., None]).sum(1) / real.sum(1, keepdim=True)
        return mean, torch.stack(etas, dim=1) if etas else None
