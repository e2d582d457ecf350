"""A plot whose vertical axis moves: its numbers slide as it is stretched, and the curve on it with them."""

from collections.abc import Callable

import numpy as np

from ebviz.stage import *


class Rescaled(VGroup):
    """The plane that ``made`` returns for the highest value it shows, and a line through values (N,) over x (N,)."""

    def __init__(self, made: Callable[[float], Plane], top: float, x: np.ndarray, values: np.ndarray) -> None:
        self.made, self.top, self.x, self.values = made, top, x, values
        self.plane = made(top)
        self.line = self.plane.curve(x, values, width=3)
        super().__init__(self.plane, self.line)

    def bend(self, values: np.ndarray) -> Drawn:
        """Return the motion of the line to other values (N,), the axis as it is."""
        old = self.values

        def draw(share: float) -> None:
            self.values = old + share * (values - old)
            self.line.run(self.plane.at(self.plane.clipped(self.x, self.values)))

        return Drawn(self, draw, run_time=2, rate_func=smooth)

    def stretch_to(self, top: float) -> Drawn:
        """Return the motion of the axis to another end."""
        old = self.top

        def draw(share: float) -> None:
            self.top = old + share * (top - old)
            self.plane = self.made(self.top)
            self.line.run(self.plane.at(self.plane.clipped(self.x, self.values)))
            self.submobjects = [self.plane, self.line]

        return Drawn(self, draw, run_time=2, rate_func=smooth)
