"""A point of the plane with its letter, which rises to its energy in the space over the plane."""

from typing import Any

import numpy as np

from ebviz.stage import *

LIFT = 0.09, 0.6  # how far in front of what is near it stands: in the plane, and up in the hills


class Marked:
    """A point (2,) with a rim and its letter, which rises in the space to its F."""

    def __init__(self, axes: Axes3D, name: str, y: np.ndarray, F: float, shape: Any) -> None:
        self.axes, self.y, self.F = axes, y, F
        self.dot, rim = (
            Points(np.zeros((1, 3)), rgba("white", 1), size, shape=shape, rim=0, lift=lift)
            for size, lift in ((0.16, LIFT[0]), (0.22, 0.9 * LIFT[0]))
        )
        letter = Formula(name, size=54)
        letter.set_fill(COLOURS["white"]).set_stroke(COLOURS["black"], 9, background=True)
        plate = SurroundingRectangle(letter, buff=pt(3), corner_radius=pt(4), stroke_width=0)
        plate.set_fill(COLOURS["black"], 0.85)  # the letter doesn't lie on other points
        self.letter = SpaceLabel(VGroup(plate, letter), np.zeros(3), shift=(0.42, 0.42))
        self.stem = Curve(np.zeros((2, 3)), rgba("white"), width=5, lift=5e-2)
        self.parts = (rim, self.dot, self.letter, self.stem)

    def rise(self, share: float) -> None:
        """Stand at this share of F."""
        foot, at = (self.axes.point(self.y[0], self.y[1], height) for height in (0, share * self.F))
        self.stem.set_points_in_space(np.stack([foot, at]))
        self.letter.set_place(at)
        for mark, behind in zip(self.parts[:2], (0.9, 1), strict=True):
            mark.set_cloud(at[None]).lift = behind * (LIFT[0] + share * (LIFT[1] - LIFT[0]))
