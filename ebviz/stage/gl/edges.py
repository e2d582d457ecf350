"""The outline of a mesh as seen: where it ends, and where it turns away from the viewer."""

from __future__ import annotations

import numpy as np


def outline(clip: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """Return the edges (S, 2) of a grid's triangles that bound what is seen, as indices into its H·W vertices.

    A cell's triangles share the diagonal from its upper right to its lower left corner. An edge counts if it lies
    on the border, or if of its two triangles one faces the viewer and the other does not: exactly the mesh
    edges where a rasteriser leaves steps.

    ``clip``: vertices in clip space (H, W, 4); ``shown``: which of them are drawn (H, W).
    """
    height, width = shown.shape
    x, y = clip[..., 0] / clip[..., 3], clip[..., 1] / clip[..., 3]
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
    return edges[shown.reshape(-1)[edges].all(axis=1)]
