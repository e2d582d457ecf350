"""Slide points: lengths and line widths as the lecture gives them, on a canvas of 960 x 540 points."""

from __future__ import annotations

import numpy as np

SLIDE_HEIGHT = 540.0  # points
FRAME_HEIGHT = 8.0  # Manim's units
FRAME_WIDTH = FRAME_HEIGHT * 16 / 9
MARGIN = 24.0  # points kept clear at the frame's edge


def pt(points: float) -> float:
    """Slide points in Manim's units of length.

    >>> pt(540)
    8.0
    """
    return points * FRAME_HEIGHT / SLIDE_HEIGHT


def line(points: float) -> float:
    """A line width in slide points as Manim's `stroke_width` (hundredths of a unit)."""
    return 100 * pt(points)


def place(x: float, y: float = 0.0) -> np.ndarray:
    """A place or shift in the frame's plane, (3,)."""
    return np.array([x, y, 0.0])
