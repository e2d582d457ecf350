"""Pictures in rows and columns on one axes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ebviz.plot.axes import Rect
from ebviz.style.themes import Theme


def sheet(
    fig: Figure,
    theme: Theme,
    rect: Rect,
    pictures: np.ndarray,
    *,
    low: float = 0.0,
    high: float = 1.0,
    tall: float = 1.0,
    anchor: str = "C",
) -> Axes:
    """Put pictures (R, C, P, P) in rows and columns on axes of their own, and return the axes.

    The picture in row r and column c covers [c, c + 1] × [tall r, tall r + 1] there, y downwards, including a
    narrow gap; ``low`` and ``high`` are the ends of the colours.
    """
    rows, columns, side = pictures.shape[:3]
    gap = max(1, side // 10)
    cell = side + gap
    down = round(tall * cell)
    mosaic = np.full((rows * down, columns * cell), np.nan)
    for row in range(rows):
        for column in range(columns):
            top, left = row * down + gap // 2, column * cell + gap // 2
            mosaic[top : top + side, left : left + side] = pictures[row, column]
    axes = fig.add_axes(rect, anchor=anchor)
    axes.imshow(
        mosaic,
        extent=(0, columns, rows * down / cell, 0),
        interpolation="nearest",
        cmap=theme.other_map,
        vmin=low,
        vmax=high,
    )
    axes.set_axis_off()
    axes.apply_aspect()
    return axes
