"""The geometry of a height over a grid: what is cut off, what lies at one level, what is hidden.

mplot3d sorts whole polygons and cannot tell which part of a contour ring is behind the surface. With a parallel
camera and F as a height over a grid it can be computed: a point is hidden if the ray from it to the eye meets the
surface again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from contourpy import contour_generator

from ebviz.plot.space import View


@dataclass(frozen=True, slots=True)
class Grid:
    """F (H, W) over the columns y1 (W,) and rows y2 (H,) of a regular grid; linear in between."""

    y1: np.ndarray
    y2: np.ndarray
    F: np.ndarray

    def __call__(self, places: np.ndarray) -> np.ndarray:
        """Return F at places (…, 2); infinity outside the grid."""
        u = (places[..., 0] - self.y1[0]) / (self.y1[1] - self.y1[0])
        v = (places[..., 1] - self.y2[0]) / (self.y2[1] - self.y2[0])
        height, width = self.F.shape
        i, j = np.clip(v.astype(int), 0, height - 2), np.clip(u.astype(int), 0, width - 2)
        p, q = v - i, u - j
        below = self.F[i, j] * (1 - q) + self.F[i, j + 1] * q
        above = self.F[i + 1, j] * (1 - q) + self.F[i + 1, j + 1] * q
        outside = (u < 0) | (v < 0) | (u > width - 1) | (v > height - 1)
        return np.asarray(np.where(outside, np.inf, below * (1 - p) + above * p))


def contours(field: Grid, level: float) -> list[np.ndarray]:
    """The contour lines of F at one level, each (S, 2)."""
    return [np.asarray(line) for line in contour_generator(field.y1, field.y2, field.F).lines(level)]


def clipped(field: Grid, cap: float) -> list[np.ndarray]:
    """Return the cells of the grid as polygons (V, 3), without their parts above ``cap``."""
    y1, y2 = np.meshgrid(field.y1, field.y2)
    grid = np.stack([y1, y2, field.F], axis=-1)  # (H, W, 3)
    cells = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], axis=2).reshape(-1, 4, 3)
    low = cells[..., 2] <= cap
    whole = list(cells[low.all(axis=1)])
    for cell in cells[low.any(axis=1) & ~low.all(axis=1)]:
        corners = []
        for a, b in zip(cell, np.roll(cell, -1, axis=0), strict=True):
            if a[2] <= cap:
                corners.append(a)
            if (a[2] <= cap) != (b[2] <= cap):
                corners.append(a + (b - a) * (cap - a[2]) / (b[2] - a[2]))
        whole.append(np.array(corners))
    return whole


def hidden(view: View, places: np.ndarray, field: Grid, cap: float) -> np.ndarray:
    """Return which of the places (P, 3), points of the surface F ≤ cap, it hides, (P,) bool.

    The ray from each point to the eye is followed; if it meets the surface, the point is hidden. The eye can
    look under the surface's rim.
    """
    climb = view.eye / view.scale
    steps = np.linspace(0.03, 1.1 * cap / climb[2], 240)
    ray = places[:, None] + steps[:, None] * climb  # (P, T, 3)
    F = field(ray[..., :2])
    under, there = ray[..., 2] < F, np.isfinite(F)
    through = (under[:, 1:] != under[:, :-1]) & there[:, 1:] & there[:, :-1] & (ray[:, 1:, 2] <= cap)
    return np.asarray(through.any(axis=1))
