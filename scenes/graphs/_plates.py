"""A vector as a column of coloured cells."""

from __future__ import annotations

import numpy as np

from ebviz.stage import *

EDGE = 13  # slide points: a cell
MOST = 8  # numbers of a vector that are drawn


class Plate(VGroup):
    """The numbers of a vector (n,) as cells above one another; ``reach`` is the largest that is told apart."""

    def __init__(self, values: np.ndarray, at: np.ndarray, reach: float, edge: float = EDGE) -> None:
        self.values, self.reach, self.edge = values[:MOST], reach, edge
        paints = hexes(self.values, -reach, reach, "pictures")
        cells = (Rectangle(width=2 * pt(edge), height=pt(edge), stroke_width=0) for _ in paints)
        super().__init__(*(cell.set_fill(paint, 1) for cell, paint in zip(cells, paints, strict=True)))
        self.arrange(DOWN, buff=0).add(
            SurroundingRectangle(self, buff=0, color=COLOURS["frame"], stroke_width=1)
        )
        self.move_to(at)
