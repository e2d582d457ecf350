"""Oversmoothing: layer upon layer of averages makes all vertices alike, the faster the more they look at.

    X ← ½ (X + X A D⁻¹)        the mean of the neighbours, U = V = ½ I, and f the identity
    X ← X softargmax_β(XᵀX)    attention among all, columns of the weights summing to 1
    the same, masked           attention among the neighbours and oneself

Behind each layer the vectors are brought to length 1 again, as a norm does. No weights are learned: what is seen is
averaging alone. On a connected graph whose edges lead both ways the distances of the first go down by a factor of λ a
layer in the end, the second largest size of an eigenvalue of ½ (I + A D⁻¹).

Source: NYU Deep Learning 2020, week 13, "graph convolutional networks", where it is the reason for gates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import GraphPath, StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = ()


class Config(StudyConfig):
    data: GraphPath | None = Field(
        None, description="your own graph: edges (csv), an adjacency (npz, npy, safetensors) or GraphML"
    )
    both_ways: bool = Field(False, description="do its edges lead both ways?")
    rows: int = Field(4, description="rows of the grid, if there is no graph of yours", ge=2, le=40)
    columns: int = Field(5, description="its columns", ge=2, le=40)
    seed: int = Field(0, description="seed of the vectors and the layout", ge=0, le=2**63 - 1)
    n: int = Field(16, description="dimensions n of the vectors", ge=1, le=1000)
    depth: int = Field(32, description="layers L", ge=1, le=1000)
    beta: float = Field(2.0, description="inverse temperature of the attention", ge=0, le=1000)


def compute(config: Config) -> dict[str, Tensor]:
    """Stack layers; R = mean, attention, masked::

    a (t, t), places (t, 2)                  the graph, and where its vertices are drawn
    {R}_x (L+1, t, n)                        the vertices' vectors behind each layer, at first at random
    {R}_apart (L+1,)                         how far they are from their mean: the root of the mean square
    rate ()                                  λ of the graph, the factor of a layer of means in the end
    """
    import torch

    from ebviz.energy.attention import attend
    from ebviz.energy.graph import attend_on, shares
    from ebviz.studies.graphs import _graph as steps

    a, _, places = steps.read(config)
    generator = torch.Generator().manual_seed(config.seed)
    x = torch.randn(len(a), config.n, generator=generator, dtype=torch.float64)
    x = x / x.norm(dim=-1, keepdim=True)
    given, near = shares(a, torch.float64), a + torch.eye(len(a))
    layers = {
        "mean": lambda x: (x + given @ x) / 2,
        "attention": lambda x: attend(x, x, x, config.beta)[0],
        "masked": lambda x: attend_on(near, x, x, x, config.beta)[0],
    }
    half = (torch.eye(len(a), dtype=torch.float64) + given) / 2
    arrays = {"a": a, "places": places, "rate": torch.linalg.eigvals(half).abs().sort().values[-2].float()}
    for name, layer in layers.items():
        history = [x]
        for _ in range(config.depth):
            new = layer(history[-1])
            history.append(new / new.norm(dim=-1, keepdim=True).clamp(min=1e-12))
        found = torch.stack(history)
        away = found - found.mean(1, keepdim=True)
        arrays |= {f"{name}_x": found.float(), f"{name}_apart": away.square().sum(-1).mean(-1).sqrt().float()}
    return arrays
