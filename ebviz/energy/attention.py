"""Attention: a query takes from each member of a set, the more the better their keys fit it.

For a set of t vectors, the columns of X ∈ ℝ^{n×t}, and one vector x::

    h = X a,    a = softargmax_β(Xᵀ x)        ‖a‖₁ = 1, αᵢ > 0;   at β = ∞ hard: ‖a‖₀ = 1

that is, with energies Eᵢ = −xᵢᵀ x, a is their Gibbs distribution. With queries, keys and values q, K and V it is
h = V a, a = softargmax_β(Kᵀ q), β = 1/√d.

Source: NYU Deep Learning 2021, week 12, "attention and the transformer".
"""

from __future__ import annotations

import torch
from torch import Tensor

from ebviz.energy.soft import softargmax


def attend(
    q: Tensor, keys: Tensor, values: Tensor, beta: float | Tensor = 1.0, seen: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Return what each query takes from a set, and its weights::

        aⱼ = softargmax_β(Kᵀ qⱼ),    hⱼ = V aⱼ

    Parameters
    ----------
    q : (…, τ, d), a query in each row; the lecture has them as columns. keys : (…, t, d). values : (…, t, m).
    beta : inverse temperature in [0, ∞]; 1/√d in a transformer. At ∞, keys that tie share the weight.
    seen : (…, τ, t), true where a query may look; by default everywhere. Each must have a key to look at.

    Returns
    -------
    h (…, τ, m), a (…, τ, t).

    >>> keys = 10 * torch.eye(4)[[0, 1, 2, 2]]
    >>> values = torch.tensor([[1.0, 0.0], [10.0, 0.0], [100.0, 5.0], [1000.0, 6.0]])
    >>> h, a = attend(10 * torch.eye(4)[[2]], keys, values)
    >>> h, a.round(decimals=4)
    (tensor([[550.0000,   5.5000]]), tensor([[0.0000, 0.0000, 0.5000, 0.5000]]))
    """
    scores = q @ keys.mT  # (…, τ, t)
    if seen is not None:
        scores = scores.masked_fill(~seen, -torch.inf)
    a = softargmax(scores, beta)
    return a @ values, a


def past(length: int) -> Tensor:
    """Return which symbols each may look at if none may see a later one, (T, T), true on the diagonal and below.

    >>> past(2).tolist()
    [[True, False], [True, True]]
    """
    return torch.ones(length, length, dtype=torch.bool).tril()
