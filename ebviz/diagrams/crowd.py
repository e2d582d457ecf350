"""Discs in a plane: which of them overlap, which can be told apart, and how equal ones are packed in hexagons."""

from __future__ import annotations

import numpy as np


def overlapping(centres: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Return the pairs (P, 2) of discs with centres (N, 2) and radii (N,) that overlap.

    >>> overlapping(np.array([[0.0, 0.0], [1.5, 0.0], [9.0, 0.0]]), np.ones(3)).tolist()
    [[0, 1]]
    """
    i, j = np.triu_indices(len(centres), k=1)
    near = np.linalg.norm(centres[i] - centres[j], axis=-1) < radii[i] + radii[j]
    return np.stack([i[near], j[near]], axis=-1)


def apart(centres: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Return which discs, (M,), to show so that no two overlap: small ones first, one out of every pile.

    >>> apart(np.array([[0.0, 0.0], [1.5, 0.0], [9.0, 0.0]]), np.array([1.0, 0.8, 1.0])).tolist()
    [1, 2]
    """
    clear: list[int] = []
    for i in radii.argsort():
        if all(np.linalg.norm(centres[i] - centres[j]) >= radii[i] + radii[j] for j in clear):
            clear.append(int(i))
    return np.array(clear, int)


def crowding(centres: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Return the share of all pairs of discs that overlap, (…): centres (…, N, 2), radii (…, N).

    >>> crowding(np.array([[[0.0, 0.0], [1.5, 0.0], [9.0, 0.0]]]), np.ones((1, 3))).round(2).tolist()
    [0.33]
    """
    moments = centres.reshape(-1, *centres.shape[-2:]), radii.reshape(-1, radii.shape[-1])
    pairs = radii.shape[-1] * (radii.shape[-1] - 1) / 2
    found = [len(overlapping(*moment)) / max(pairs, 1) for moment in zip(*moments, strict=True)]
    return np.array(found).reshape(radii.shape[:-1])


def hexagonal(rings: int) -> np.ndarray:
    """Return the centres (N, 2) of discs of radius 1 in hexagonal packing, one in the middle and rings around it.

    N = 3 k (k + 1) + 1 for k rings, and a circle of radius 2 k + 1 holds all of them.

    >>> len(hexagonal(4)), float(np.linalg.norm(hexagonal(4), axis=1).max()) + 1
    (61, 9.0)
    """
    rows = []
    for row in range(-rings, rings + 1):
        count = 2 * rings + 1 - abs(row)
        across = 2.0 * np.arange(count) - (count - 1)
        rows.append(np.stack([across, np.full(count, row * 3**0.5)], axis=-1))
    return np.concatenate(rows)
