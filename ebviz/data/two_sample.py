"""How far apart two sets of samples are, and how many modes one of them covers."""

from __future__ import annotations

import torch
from torch import Tensor

ROWS = 2048  # samples whose distances to all others are held at once


def apart(x: Tensor, y: Tensor) -> Tensor:
    """Return all distances, (N, D), (M, D) → (N, M), exact also of near points: not by way of x · y."""
    return torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist")


def mean_distance(x: Tensor, y: Tensor) -> Tensor:
    """Return the mean distance of all pairs, (N, D), (M, D) → (), in memory for ``ROWS`` × M of them.

    >>> mean_distance(torch.tensor([[0.0], [2.0]]), torch.tensor([[1.0]]))
    tensor(1.)
    """
    whole = sum(apart(rows, y).sum(dtype=torch.float64) for rows in x.split(ROWS))
    return torch.as_tensor(whole / (len(x) * len(y))).to(x.dtype)


def energy_distance(x: Tensor, y: Tensor) -> Tensor:
    """Return the energy distance of two sets of samples, N × D and M × D, a number ≥ 0::

        2 E‖x − y‖ − E‖x − x′‖ − E‖y − y′‖

    with E the mean over all pairs, each point with itself included, so that it is nought for equal sets. Unit: that
    of the samples. It is the square of what SciPy calls by the same name, which is for one dimension.

    Source: G. Székely and M. Rizzo, "Energy statistics", J. Stat. Plan. Inference 2013.

    >>> energy_distance(torch.zeros(3, 1), torch.ones(2, 1))
    tensor(2.)
    """
    return 2 * mean_distance(x, y) - mean_distance(x, x) - mean_distance(y, y)


def share_of_modes(y: Tensor, centres: Tensor, reach: float) -> Tensor:
    """Return the share of samples (N, D) that lie within ``reach`` of each centre (K, D), and nearest to it: (K,).

    >>> share_of_modes(torch.tensor([[0.1], [1.0], [9.0]]), torch.tensor([[0.0], [1.0]]), 0.5)
    tensor([0.3333, 0.3333])
    """
    far, nearest = apart(y, centres).min(-1)
    return torch.bincount(nearest[far < reach], minlength=len(centres)) / len(y)


def covered(share: Tensor, least: float = 0.25) -> Tensor:
    """Return which of K modes (…, K) have at least ``least`` of the share 1/K that would be even, as booleans.

    >>> covered(torch.tensor([0.5, 0.1]))
    tensor([ True, False])
    """
    return share >= least / share.shape[-1]
