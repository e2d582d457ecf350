"""A term of an energy as a curve, its formula above it, and where on it things lie: each is pushed down its slope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import Group

from ebviz.stage.baseline import baseline, on_line
from ebviz.stage.formula import Formula
from ebviz.stage.plots import Plane
from ebviz.stage.regions import Region

POINTS = 400  # of the curve


class Well(Group):
    """A term over one variable, and dots at the values that it has now.

    Parameters
    ----------
    within : the region that formula and curve fill.
    term : the curve's height for values (…), all of them at least 0.
    values : of the variable, above 0: (N,), or a history (S, N) that the dots follow in a replay.
    formula, variable : Typst mathematics, above the curve and between the numbers of its axis.
    upto : where the curve ends; by default the largest value, rounded up.
    colour : of the curve. dots : colour of the dots.

    The parts are `head`, `plane`, `line` and `dots`.
    """

    def __init__(
        self,
        within: Region,
        term: Callable[[np.ndarray], np.ndarray],
        values: Any,
        formula: str,
        variable: str,
        colour: str = "E",
        *,
        upto: float | None = None,
        dots: str = "z",
        size: float = 34.0,
    ) -> None:
        values = np.asarray(values, float)
        above, below = within.rows(1, 4, gap=8.0)
        wide, high = (float(np.ceil(of.max() - 1e-6)) for of in (values, term(values)))
        wide = wide if upto is None else upto
        self.head = above.put(Formula(formula, size=size), "left")
        self.plane = Plane(
            (0, wide, wide),
            (0, high, high),
            within=below,
            stretch=True,
            labels=("", ""),
        )
        name = Formula(variable, size=size - 4)
        name.set_x(self.plane.frame.get_center()[0])
        on_line(name, baseline(self.plane.numbers[0]))
        x = np.linspace(wide / POINTS, wide, POINTS)
        self.line = self.plane.curve(x, term(x), colour, width=3.0)
        self.dots = self.plane.dots(np.stack([values, term(values)], axis=-1), dots, size=9.0)
        super().__init__(self.head, self.plane, name, self.line, self.dots)
