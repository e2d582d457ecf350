"""Contour lines: as polylines, and as a table of nearest levels for a shader."""

from __future__ import annotations

from collections.abc import Sequence

import moderngl
import numpy as np

_TABLE = 2048


def level_lines(grid: np.ndarray, energy: np.ndarray, level: float) -> list[np.ndarray]:
    """Return where an energy (H, W) equals ``level`` on a sheet of points (H, W, 3): lines, each (N, 3).

    A closed line ends with the point it began with. The crossings lie on the edges of the sheet's cells, linearly
    interpolated between their ends, and hence on the drawn triangles.
    """
    from contourpy import contour_generator

    height, width = energy.shape
    flat, lines = grid.reshape(-1, grid.shape[-1]), []
    for line in contour_generator(z=energy).lines(level):
        place = np.asarray(line)  # (N, 2): column, row
        corner = np.minimum(place.astype(int), [width - 2, height - 2])
        across, down = (place - corner).T[..., None]
        first = corner[:, 1] * width + corner[:, 0]
        upper = flat[first] * (1 - across) + flat[first + 1] * across
        lower = flat[first + width] * (1 - across) + flat[first + width + 1] * across
        lines.append(upper * (1 - down) + lower * down)
    return lines


def nearest_level(
    gl: moderngl.Context, levels: Sequence[float]
) -> tuple[moderngl.Texture, tuple[float, float]]:
    """Return a texture of each energy's nearest level, and (a, b): an energy is looked up at a · energy + b.

    A shader draws a ring where an energy is within so many pixels of its level; the table's coarseness matters
    only half way between two levels, where there is no ring.
    """
    marks = np.asarray(levels or [0.0], dtype="f4")
    first, last = float(marks[0]), float(marks[-1])
    spread = max(last - first, 1e-6 * max(1.0, abs(first)))
    low, high = first - 0.5 * spread, last + 0.5 * spread
    energies = low + (np.arange(_TABLE) + 0.5) / _TABLE * (high - low)
    middles = (marks[1:] + marks[:-1]) / 2
    texture = gl.texture((_TABLE, 1), 1, marks[np.searchsorted(middles, energies)].tobytes(), dtype="f4")
    texture.repeat_x = texture.repeat_y = False
    texture.filter = moderngl.NEAREST, moderngl.NEAREST
    return texture, (1 / (high - low), -low / (high - low))
