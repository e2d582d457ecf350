"""How the Manim frame maps to pixels: what a camera tells the layers it draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

STROKE = 0.01
"""Manim units per unit of stroke width (Cairo's line width multiple): width 4 is 5.4 pixels at 1080p."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of ``width`` × ``height`` pixels around ``centre``, ``unit_width`` Manim units wide."""

    width: int
    height: int
    unit_width: float
    unit_height: float
    centre: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def of(cls, camera: Any) -> Frame:
        """Return a Manim camera's frame; a `ThreeDCamera` moves the points, not its frame."""
        moving = hasattr(camera, "project_points")
        x, y = (0.0, 0.0) if moving else (float(camera.frame_center[0]), float(camera.frame_center[1]))
        return cls(camera.pixel_width, camera.pixel_height, camera.frame_width, camera.frame_height, (x, y))

    @property
    def pixels_per_unit(self) -> float:
        """Pixels per Manim unit, along the width."""
        return self.width / self.unit_width

    def stroke(self, width: float) -> float:
        """Return the pixels of a Manim stroke width."""
        return width * STROKE * self.pixels_per_unit

    def matrix(self) -> np.ndarray:
        """Return the matrix (4, 4) from homogeneous frame coordinates to clip space, top row first.

        Manim's pixel arrays start with the top row, OpenGL's with the bottom one: y is flipped here, so that
        no image ever has to be.
        """
        matrix = np.diag([2 / self.unit_width, -2 / self.unit_height, 1.0, 1.0])
        matrix[0, 3] = -2 * self.centre[0] / self.unit_width
        matrix[1, 3] = 2 * self.centre[1] / self.unit_height
        return matrix

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Return frame points (…, 2 or 3) as pixels (…, 2), column then row from the top left."""
        x = (points[..., 0] - self.centre[0]) * self.width / self.unit_width + self.width / 2
        y = self.height / 2 - (points[..., 1] - self.centre[1]) * self.height / self.unit_height
        return np.stack([x, y], axis=-1)

    def box(self, corners: np.ndarray) -> tuple[int, int, int, int]:
        """Return the pixel rectangle (x, y, width, height), inside the frame, around frame points (N, 3)."""
        pixels = self.pixels(corners)
        limit = [self.width, self.height]
        low = np.clip(np.floor(pixels.min(axis=0) + 1e-6), 0, limit).astype(int)
        high = np.clip(np.ceil(pixels.max(axis=0) - 1e-6), 0, limit).astype(int)
        return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])
