"""A vector as bars above one another: to the right what is above 0, to the left what is below."""

from __future__ import annotations

import numpy as np

from ebviz.stage import *

EDGE = 14  # slide points: a bar's room
WIDE = 1.3  # of its room that a bar is long at most, to either side
MOST = 8  # numbers of a vector that are drawn
THICK = 0.7  # of its room that a bar takes


class Plate(VGroup):
    """The numbers of a vector (n,) as bars; ``reach`` is the largest, whose bar touches the plate's edge."""

    def __init__(self, values: np.ndarray, at: np.ndarray, reach: float, edge: float = EDGE) -> None:
        self.values, self.reach, self.edge = values[:MOST], reach, edge
        high = pt(edge) * len(self.values)
        back = Rectangle(width=2 * WIDE * pt(edge), height=high, color=COLOURS["frame"], stroke_width=1)
        zero = Trace(np.array([place(0, -high / 2), place(0, high / 2)]), "frame", width=1)
        bars = []
        for row, value in enumerate(self.values):
            long = max(abs(float(value)) / reach, 1e-3) * WIDE * pt(edge)
            bar = Rectangle(width=long, height=THICK * pt(edge), stroke_width=0)
            bar.set_fill(colour("orange" if value > 0 else "violet"), 1)
            bars.append(bar.move_to(place(np.sign(value) * long / 2, high / 2 - (row + 0.5) * pt(edge))))
        super().__init__(back.set_fill(colour("black"), 1), zero, *bars)
        self.bars = bars
        self.move_to(at)
