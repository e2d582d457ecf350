"""The steps of study `graph`."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor

from ebviz.data import graphs
from ebviz.energy.graph import shares
from ebviz.energy.soft import softargmax
from ebviz.models import yours
from ebviz.models.calls import refuse_infinite
from ebviz.models.graph import GraphConvolution
from ebviz.models.your_layer import YourLayer
from ebviz.reading.graph import read_graph


def read(config: Any) -> tuple[Tensor, list[str], Tensor]:
    """Return the adjacency (t, t) that a configuration names, the vertices' names, and their places (t, 2).

    Without data it is a grid if the configuration has rows, else the lecture's graph.
    """
    if config.data is not None:
        found, names = read_graph(config.data, both_ways=config.both_ways)
        return torch.from_numpy(found), names, graphs.layout(found, np.random.default_rng(config.seed))
    if hasattr(config, "rows"):
        a, places = graphs.grid(config.rows, config.columns)
        return a, [str(vertex) for vertex in range(len(a))], places
    return graphs.slide(), [*graphs.SLIDE], graphs.slide_places()


def fading(scores: Tensor, a: Tensor, beta: float, moments: int) -> Tensor:
    """Return the weights between attention and what is given, (S, t, t).

    In the first half what is not an edge counts less and less, at last not at all; in the second, β falls to 0, which
    makes the edges that are left alike. A vertex where no edge comes in loses all of its weights in the first half.
    """
    half = moments // 2
    strength = torch.cat([torch.linspace(1, 0, half + 1), torch.zeros(moments - half - 1)])
    betas = torch.cat([torch.full((half + 1,), beta), torch.linspace(beta, 0, moments - half)[1:]])
    edges, found = a > 0, []
    some = edges.any(-1, keepdim=True)
    for share, now in zip(strength.tolist(), betas.tolist(), strict=True):
        weights = softargmax(scores, now)
        weights = torch.where(edges, weights, share * weights)
        found.append(torch.where(some, weights / weights.sum(-1, keepdim=True).clamp(min=1e-30), weights))
    return torch.stack(found)


def passed(config: Any, x: Tensor, a: Tensor, generator: Generator) -> dict[str, Tensor]:
    """Return what a layer makes of the vectors: the lecture's, with its two parts, or one of the user's."""
    if config.layer is None:
        layer = GraphConvolution(config.n, config.n, generator=generator)
        with torch.no_grad():
            return {"kept": layer.u(x), "sent": layer.v(shares(a) @ x), "h": layer(x, a)}
    title = f"graph.layer = {config.layer}"
    made = yours.made(config.layer, title, config.layer_arguments, seed=config.seed)
    own = YourLayer(made, title, config.n, device=config.device)
    with torch.no_grad():
        h = own(x[None], a[None])[0]
    refuse_infinite(h, title)
    return {"h": h.float()}
