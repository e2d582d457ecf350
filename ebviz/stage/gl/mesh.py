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


def outline(clip: np.ndarray, shown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the triangle edges (S, 2) that bound what is seen, as vertex indices, and which side is seen.

    An edge counts if it lies on the border, or if just one of its two triangles faces the viewer: exactly the
    mesh edges where a rasteriser leaves steps. The nearer of the two is seen; the second array (S,) says whether
    it runs counter-clockwise on a screen whose y points up.

    ``clip``: vertices in clip space (H, W, 4); ``shown``: which of them are drawn (H, W).
    """
    height, width = shown.shape
    x, y, depth = (clip[..., axis] / clip[..., 3] for axis in range(3))
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
    seen_across, seen_along = np.empty_like(across), np.empty_like(along)
    seen_across[0], seen_across[-1] = upper[0], lower[-1]
    seen_across[1:-1] = np.where(depth[:-2, 1:] < depth[2:, :-1], lower[:-1], upper[1:])
    seen_along[:, 0], seen_along[:, -1] = upper[:, 0], lower[:, -1]
    seen_along[:, 1:-1] = np.where(depth[1:, :-2] < depth[:-1, 2:], lower[:, :-1], upper[:, 1:])
    seen_slanted = np.where(depth[:-1, :-1] < depth[1:, 1:], upper, lower)
    pairs = [
        np.stack([index[:, :-1][across], index[:, 1:][across]], axis=1),
        np.stack([index[:-1][along], index[1:][along]], axis=1),
        np.stack([index[:-1, 1:][slanted], index[1:, :-1][slanted]], axis=1),
    ]
    edges = np.concatenate(pairs)
    seen = np.concatenate([seen_across[across], seen_along[along], seen_slanted[slanted]])
    kept = shown.reshape(-1)[edges].all(axis=1)
    return edges[kept], seen[kept]
