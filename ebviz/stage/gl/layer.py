"""What all OpenGL layers share: a window in the Manim frame, an opacity, a place in the drawing order."""

from __future__ import annotations

from typing import Self

import numpy as np
from manim import config

from ebviz.stage.gl.canvas import Canvas
from ebviz.stage.gl.frame import Frame
from ebviz.stage.gl.live import Live


class Layer(Live):
    """A mobject that a stage camera draws through OpenGL, in order with the Cairo mobjects.

    Its four points are the corners of its window: it moves, scales and aligns like a rectangle, and nothing is
    drawn outside it. Add it after the formulas that never move: Manim keeps those in a static image.
    """

    def __init__(self, width: float | None = None, height: float | None = None) -> None:
        super().__init__()
        half = np.array([(width or config.frame_width) / 2, (height or config.frame_height) / 2, 0])
        self.points = half * np.array([[-1, 1, 0], [1, 1, 0], [1, -1, 0], [-1, -1, 0]], dtype=float)
        self.born = (2 * half[0], 2 * half[1])

    def home(self) -> Self:
        """Put the window back where it was made, so that what is drawn is given in the frame's units again."""
        centre, growth = self.window()
        self.points = (self.points - np.append(centre, 0.0)) / np.append(growth, 1.0)
        return self

    def window(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the window's centre (2,) in the frame and its growth since it was made, (2,)."""
        low, high = self.points.min(axis=0)[:2], self.points.max(axis=0)[:2]
        return (low + high) / 2, (high - low) / np.array(self.born)

    def get_points_defining_boundary(self) -> np.ndarray:
        """Return the window's corners; what is inside does not affect the size."""
        return self.points

    def prepare(self) -> Self:
        """Bring everything up to date before a frame is drawn."""
        return self

    def covers(self, frame: Frame) -> bool:
        """Whether nothing below this layer can be seen, so the background need not be fetched."""
        return False

    def draw(self, canvas: Canvas, frame: Frame) -> None:
        """Draw on the canvas; called by the camera, with the canvas clipped to the window."""
        raise NotImplementedError
