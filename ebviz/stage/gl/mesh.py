"""The triangles of a grid, ordered so that near ones hide far ones early, and their visible outline.

A cell's two triangles share the diagonal from its upper right to its lower left corner.
"""

from __future__ import annotations

import numpy as np


def triangles(shown: np.ndarray, rows_last_first: bool, columns_last_first: bool) -> np.ndarray:
    """Return the triangles (T, 3), as vertex indices, of all cells of a grid with at least one corner shown (H, W).

    Rows and columns run first to last, or the other way round: with the nearest first, a rasteriser need not
    shade what is hidden.
    """
    height, width = shown.shape
    seen = shown[:-1, :-1] | shown[1:, :-1] | shown[:-1, 1:] | shown[1:, 1:]
    first = np.arange(height - 1)[:, None] * width + np.arange(width - 1)
    down, right = (-1 if flip else 1 for flip in (rows_last_first, columns_last_first))
    corner = first[::down, ::right][seen[::down, ::right]]
    return (corner[:, None] + np.array([0, 1, width, width + 1, width, 1])).astype("i4").reshape(-1, 3)


def outline(clip: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """Return the triangle edges (S, 2), as vertex indices, that bound what is seen.

    An edge counts if it lies on the border, or if just one of its two triangles faces the viewer: exactly the
    mesh edges where a rasteriser leaves steps.

    ``clip``: vertices in clip space (H, W, 4); ``shown``: which of them are drawn (H, W).
    """
    height, width = shown.shape
    x, y = (clip[..., axis] / clip[..., 3] for axis in range(2))
    right_x, right_y = np.diff(x, axis=1), np.diff(y, axis=1)  # (H, W-1)
    down_x, down_y = np.diff(x, axis=0), np.diff(y, axis=0)  # (H-1, W)
    upper = right_x[:-1] * down_y[:, :-1] - right_y[:-1] * down_x[:, :-1] > 0  # (H-1, W-1)
    lower = right_x[1:] * down_y[:, 1:] - right_y[1:] * down_x[:, 1:] > 0
    index = np.arange(height * width).reshape(height, width)
    across = np.ones((height, width - 1), dtype=bool)
    across[1:-1] = lower[:-1] != upper[1:]
    along = np.ones((height - 1, width), dtype=bool)
    along[:, 1:-1] = lower[:, :-1] != upper[:, 1:]
    slanted = upper != lower
    pairs = [
        np.stack([index[:, :-1][across], index[:, 1:][across]], axis=1),
        np.stack([index[:-1][along], index[1:][along]], axis=1),
        np.stack([index[:-1, 1:][slanted], index[1:, :-1][slanted]], axis=1),
    ]
    edges = np.concatenate(pairs)
    return np.asarray(edges[shown.reshape(-1)[edges].all(axis=1)])
