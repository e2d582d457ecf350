"""Attention among all vertices, and the same with a given: the lecture's graph of six vertices, or one of yours.

    a = softargmax_β(Xᵀx)        from the vectors, among all;        h = X a
    a ∈ {0, 1}ᵗ                  given by the edges that come in;    h = f(U x + V X a d⁻¹),    d = ‖a‖₁

Where no edge comes in, a d⁻¹ is 0/0, which is taken as 0. f is ()⁺; a layer of yours may stand in its place.

Source: NYU Deep Learning 2020, week 13, "graph convolutional networks".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from ebviz.studies._parts import Parts
from ebviz.study import Entry, GraphPath

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = ()


class Config(Parts):
    data: GraphPath | None = Field(
        None, description="your own graph: edges (csv), an adjacency (npz, npy, safetensors) or GraphML"
    )
    both_ways: bool = Field(False, description="do its edges lead both ways?")
    layer: Entry | None = Field(None, description="your own layer: x (B, t, n), a (B, t, t) → h (B, t, m)")
    layer_arguments: dict[str, Any] = Field({}, description="keyword arguments of your layer")
    seed: int = Field(4, description="seed of the vectors, the weights and the layout", ge=0, le=2**63 - 1)
    n: int = Field(4, description="dimensions n of the vertices' vectors", ge=1, le=1000)
    beta: float = Field(2.0, description="inverse temperature of the attention", ge=0, le=1000)
    moments: int = Field(31, description="moments S at which attention turns into the given a", ge=2, le=1000)


def compute(config: Config) -> dict[str, Tensor]:
    """Compare all vertices, and let the edges decide instead::

    a (t, t)                                 the adjacency: 1 in row i, column j if there is an edge from j to i
    words (t, C) int64                       the letters of the names, as code points, 0 behind the last
    places (t, 2)                            where the vertices are drawn, within [−1, 1]²
    x (t, n)                                 their vectors, at random, of length 1
    scores (t, t), attention (t, t)          Xᵀ X, and softargmax_β of its rows
    given (t, t), degree (t,)                A D⁻¹ and d
    fading (S, t, t)                         on the way from one to the other: edges that are not there lose their
                                             weight, then β falls to 0
    attended (t, n)                          h = X a by attention
    mean (t, n)                              X a d⁻¹
    kept (t, m), sent (t, m), h (t, m)       U x, V X a d⁻¹ and f of their sum

    With a layer of yours there are no kept and sent.
    """
    import torch

    from ebviz.energy.attention import attend
    from ebviz.energy.graph import degrees, shares
    from ebviz.studies._spelled import spelled
    from ebviz.studies.graphs import _graph as steps

    a, names, places = steps.read(config)
    generator = torch.Generator().manual_seed(config.seed)
    x = torch.randn(len(a), config.n, generator=generator)
    x = x / x.norm(dim=-1, keepdim=True)
    attended, attention = attend(x, x, x, config.beta)
    return {
        "a": a,
        "words": spelled(names),
        "places": places,
        "x": x,
        "scores": x @ x.T,
        "attention": attention,
        "given": shares(a),
        "degree": degrees(a),
        "fading": steps.fading(x @ x.T, a, config.beta, config.moments),
        "attended": attended,
        "mean": shares(a) @ x,
        **steps.passed(config, x, a, generator),
    }
