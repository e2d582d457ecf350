"""Attention that is given: on a graph, each vertex takes the same from all that lead to it, and nothing from others.

Where attention computes a by comparing, a graph gives it: αⱼ = 1 if there is an edge vⱼ → v, else 0. With the degree
d = ‖a‖₁, the number of edges that come in, X a d⁻¹ is the mean of those neighbours. A vertex where no edge comes in
has no such mean: 0/0 is taken as 0.

Adjacencies are stored by rows, as attention is here, row i holding what comes into vertex i; the lecture's columns.

Source: NYU Deep Learning 2020, week 13, "graph convolutional networks".
"""

from __future__ import annotations

import torch
from torch import Tensor

from ebviz.energy.attention import attend


def degrees(a: Tensor) -> Tensor:
    """Return d of each vertex, the number of edges that come in: adjacency a (…, t, t) → (…, t).

    >>> degrees(torch.tensor([[0, 1, 1], [0, 0, 1], [0, 0, 0]])).tolist()
    [2, 1, 0]
    """
    return a.sum(-1)


def shares(a: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
    """Return a d⁻¹ of each vertex, what it takes from which: adjacency a (…, t, t) → (…, t, t).

    Each row sums to 1, and to 0 where no edge comes in.

    >>> shares(torch.tensor([[0, 1, 1], [0, 0, 1], [0, 0, 0]])).tolist()
    [[0.0, 0.5, 0.5], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    """
    d = degrees(a)[..., None].to(dtype)
    return torch.where(d > 0, a.to(dtype) / d.clamp(min=1), 0)


def attend_on(
    a: Tensor, q: Tensor, keys: Tensor, values: Tensor, beta: float | Tensor = 1.0
) -> tuple[Tensor, Tensor]:
    """Return what each vertex takes by attention among those that lead to it, and its weights.

    As `attention.attend` with scores masked off the graph; where no edge comes in, both are 0. As β → 0 the weights
    become a d⁻¹.

    Parameters
    ----------
    a : (…, t, t) adjacency, not zero where there is an edge. q, keys : (…, t, d). values : (…, t, m).
    beta : inverse temperature in [0, ∞].

    Returns
    -------
    h (…, t, m), weights (…, t, t).
    """
    edges = a != 0
    some = edges.any(-1, keepdim=True)
    h, weights = attend(q, keys, values, beta, edges | ~some)  # a row without edges is taken out below
    return torch.where(some, h, 0), torch.where(some, weights, 0)
