"""How far apart two sets of samples are, and how many modes one of them covers."""

from __future__ import annotations

import torch
from torch import Tensor

ROWS = 2048  # samples whose distances to all others are in memory at once


def pairwise_distances(x: Tensor, y: Tensor) -> Tensor:
    """Return ‖x_n − y_m‖ of all pairs, (N, D), (M, D) → (N, M); exact for close points too, as it avoids x · y.

    >>> pairwise_distances(torch.tensor([[0.0, 0.0]]), torch.tensor([[3.0, 4.0], [0.0, 1.0]]))
    tensor([[5., 1.]])
    """
    return torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist")


def mean_distance(x: Tensor, y: Tensor) -> Tensor:
    """Return the mean distance over all pairs, (N, D), (M, D) → (), with ``ROWS`` × M of them in memory at once.

    >>> mean_distance(torch.tensor([[0.0], [2.0]]), torch.tensor([[1.0]]))
    tensor(1.)
    """
    whole = sum(pairwise_distances(rows, y).sum(dtype=torch.float64) for rows in x.split(ROWS))
    return torch.as_tensor(whole / (len(x) * len(y))).to(x.dtype)


def energy_distance(x: Tensor, y: Tensor) -> Tensor:
    """Return the energy distance between two sets of samples, (N, D), (M, D) → (), at least 0::

        2 E‖x − y‖ − E‖x − x′‖ − E‖y − y′‖

    with E the mean over all pairs, each point paired with itself included, so that equal sets have distance zero.
    Unit: that of the samples. SciPy's function of the same name, for one dimension, returns its square root.

    Source: G. Székely and M. Rizzo, "Energy statistics", J. Stat. Plan. Inference 2013.

    >>> energy_distance(torch.zeros(3, 1), torch.ones(2, 1))
    tensor(2.)
    """
    return 2 * mean_distance(x, y) - mean_distance(x, x) - mean_distance(y, y)


def share_of_modes(y: Tensor, centres: Tensor, reach: float) -> Tensor:
    """Return the share of samples (N, D) that are nearest to each centre (K, D) and within ``reach`` of it: (K,).

    >>> share_of_modes(torch.tensor([[0.1], [1.0], [9.0]]), torch.tensor([[0.0], [1.0]]), 0.5)
    tensor([0.3333, 0.3333])
    """
    far, nearest = pairwise_distances(y, centres).min(-1)
    return torch.bincount(nearest[far < reach], minlength=len(centres)) / len(y)


def covered(share: Tensor, least: float = 0.25) -> Tensor:
    """Return which of K modes have at least ``least`` times their even share 1/K: shares (…, K) → booleans (…, K).

    >>> covered(torch.tensor([0.5, 0.1]))
    tensor([ True, False])
    """
    return share >= least / share.shape[-1]
