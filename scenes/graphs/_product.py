"""A product of matrices, set so that its rows and columns meet: X at the lower left, A D⁻¹ at the upper right."""

from __future__ import annotations

import numpy as np

from ebviz.stage import *
from scenes.graphs._plates import EDGE, Plate
from scenes.graphs._words import PLAIN

ROOM = 44  # slide points between the table and the columns, and below these


class Product:
    """The columns of X (n, t), a table of weights (t, t) as discs, and columns where their product stands.

    Parameters
    ----------
    steps : x (t, n), mean (t, n) and h (t, m) of all vertices. given : (t, t), row i what comes into vertex i.
    reach : the largest number that is told apart.

    `x`, `mean` and `h` are t plates each, those of `h` where those of `mean` are; `table` has a column for each
    vertex; `left`, `top` are the names of X and A D⁻¹, `foot` the place below the product.
    """

    def __init__(self, room: Region, steps: dict[str, np.ndarray], given: np.ndarray, reach: float) -> None:
        t = len(given)
        gap = room.width / (2 * t + 1)
        edge = min(EDGE, 0.42 * gap / pt(1))
        along = gap * (np.arange(t) - (t - 1) / 2)
        half = (room.width - t * gap) / 2
        tall = max(Plate(steps[key][0], room.centre, reach, edge).height for key in ("x", "h"))
        top = room.centre[1] + (t * gap + tall + 2 * pt(ROOM)) / 2
        low = top - t * gap - pt(ROOM) - tall / 2
        ways = {"x": -half, "mean": half, "h": half}
        self.x, self.mean, self.h = (
            [
                Plate(steps[key][k], place(room.centre[0] + off + x, low), reach, edge)
                for k, x in enumerate(along)
            ]
            for key, off in ways.items()
        )
        middle = place(room.centre[0] + half, top - t * gap / 2)
        cells = [middle + place(x, -y) for y in along for x in along]  # row: from, column: to
        discs = Discs(cells, given.T.ravel(), size=0.9 * gap / pt(1))
        frame = Square(t * gap, color=COLOURS["frame"], stroke_width=1).move_to(middle)
        self.table = VGroup(frame, discs)
        self.top = Formula("A D^(-1)", size=34, colours=PLAIN).next_to(frame, LEFT, buff=pt(14))
        self.left = Formula("X", size=34).next_to(VGroup(*self.x), UP, buff=pt(12))
        self.foot = place(room.centre[0], low - tall / 2 - pt(ROOM))
