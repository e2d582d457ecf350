"""Contour lines: as polylines, and as a table of the nearest level for a shader."""

from __future__ import annotations

from collections.abc import Sequence

import moderngl
import numpy as np

_TABLE = 2048


def contours(x: np.ndarray, y: np.ndarray, values: np.ndarray, level: float) -> list[np.ndarray]:
    """Return the contour lines of values (H, W) over x (W,) and y (H,), each (N, 2); closed ones repeat a point."""
    from contourpy import contour_generator

    return [np.asarray(line) for line in contour_generator(x, y, values).lines(level)]  # type: ignore[misc]


def nearest_level(
    gl: moderngl.Context, levels: Sequence[float]
) -> tuple[moderngl.Texture, tuple[float, float]]:
    """Return a texture that gives each energy its nearest level, and the energies at the texture's two ends.

    A shader draws a ring where an energy is within so many pixels of its level; the table's own coarseness only
    matters half way between two levels, where there is no ring.
    """
    marks = np.asarray(levels or [0.0], dtype="f4")
    spread = max(float(marks[-1] - marks[0]), 1e-6)
    low, high = float(marks[0] - 0.5 * spread), float(marks[-1] + 0.5 * spread)
    energies = low + (np.arange(_TABLE) + 0.5) / _TABLE * (high - low)
    middles = (marks[1:] + marks[:-1]) / 2
    texture = gl.texture((_TABLE, 1), 1, marks[np.searchsorted(middles, energies)].tobytes(), dtype="f4")
    texture.repeat_x = texture.repeat_y = False
    texture.filter = moderngl.NEAREST, moderngl.NEAREST
    return texture, (low, high)
