"""Graphs of eight classes, told apart by residual gated graph convolution: each edge has a gate of its own.

    eⱼ = C eⱼˣ + D xⱼ + E x        η(eⱼ) = σ(eⱼ) / Σ_k σ(e_k)        h = x + (A x + Σ_j η(eⱼ) ⊙ B xⱼ)⁺

A vertex begins as the number of its neighbours, an edge as 1; the mean over a graph's vertices is classified. A layer
of yours may stand in the place of the gated one. The notebook's own sizes are width=100, lr=1e-4, epochs=40.

Source: NYU Deep Learning 2020, week 13, "graph convolutional networks"; Bresson and Laurent, 2018.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from ebviz.studies._parts import Parts
from ebviz.study import Entry

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = ()

Name = Literal["cycle", "star", "wheel", "lollipop", "hypercube", "grid", "clique", "circular ladder"]


class Config(Parts):
    layer: Entry | None = Field(None, description="your own layer: x (B, t, d), a (B, t, t) → h (B, t, d)")
    layer_arguments: dict[str, Any] = Field({}, description="keyword arguments of your layer")
    seed: int = Field(0, description="seed of the graphs, the weights and the shuffling", ge=0, le=2**63 - 1)
    n: int = Field(350, description="graphs N to train with", ge=8, le=100_000)
    held_out: int = Field(100, description="other graphs M, to test with", ge=8, le=10_000)
    least: int = Field(10, description="vertices that a graph has at least", ge=6, le=16)
    most: int = Field(20, description="and at most, t; from 16 on there is a hypercube", ge=16, le=100)
    width: int = Field(32, description="dimensions d of vertices and edges", ge=2, le=1000)
    layers: int = Field(4, description="layers L", ge=1, le=20)
    epochs: int = Field(60, description="times each graph is seen", ge=1, le=10_000)
    batch: int = Field(
        50, description="graphs in each step; all of them if there are no more", ge=2, le=10_000
    )
    lr: float = Field(
        3e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    looks: int = Field(30, description="about how many moments S of the training to keep", ge=2, le=10_000)
    shown: Name = Field("grid", description="the class whose first held-out graph shows its gates")


def compute(config: Config) -> dict[str, Tensor]:
    """Train the classifier, and keep what the pictures replay::

    loss (T,), steps (S,) int64
    accuracy (S,), trained (S,)              share of the held-out graphs, and of the others, classified right
    alone ()                                 the accuracy in the end of a classifier without layers, which knows no
                                             more than how many neighbours the vertices have
    a (M, t, t), labels (M,) int64           the held-out graphs, and their classes
    guessed_labels (S, M) int64              what they are taken for
    confusion (S, K, K)                      how many of each class, a row, are taken for which, a column
    classes (K, C) int64                     the letters of the classes, as code points, 0 behind the last
    features (S, M, 2)                       where the mean over the vertices points: its part along the two
                                             directions in which the last ones differ most
    first_places (K, t, 2)                   where the vertices of the first held-out graph of each class are drawn
    first_order (K, t) int64                 its vertices as they follow one another in that class, −1 behind the last
    shown_a (n, n), shown_places (n, 2)      the same of the one whose gates are shown, and its edges
    gates (S, L, n, n)                       η of its edges, mean over the dimensions: row i from column j

    With a layer of yours there are no gates.
    """
    from ebviz.studies.graphs import _graph_classes as steps

    return steps.classified(config)
