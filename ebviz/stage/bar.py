"""A bar as long as a number, with the number at its end; both follow a history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from manim import DL, UR, VGroup, VMobject

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.baseline import on_line
from ebviz.stage.counter import FORM, Counter
from ebviz.stage.history import follow
from ebviz.stage.marks import flat
from ebviz.stage.regions import Region
from ebviz.stage.units import pt
from ebviz.style.palette import colour as resolve


class Bar(VGroup):
    """A horizontal bar in the lower part of a region, and above it the number that it stands for.

    Parameters
    ----------
    within : the region; the bar is as long as it is wide when the value is ``high``.
    values : a history (S,) that the bar follows in a replay; or one number.
    high : the value of a full bar. Bars that are compared share it, and begin at 0.
    form : of the number, as for `Counter`. colour : of both. size : of the number.

    The parts are `bar`, `number`, and `room`, which the bar may fill.
    """

    def __init__(
        self,
        within: Region,
        values: Any,
        high: float,
        form: str | Callable[..., str] = FORM,
        *,
        colour: str = "E",
        size: float = 30.0,
    ) -> None:
        if not high > 0:
            raise UsageError(f"a bar's highest value: expected more than 0, got {high:g}")
        self._high = float(high)
        above, below = within.rows(1, 1, gap=4.0)
        self.room = VMobject().set_points(
            flat(shapes.polygon([tuple(corner[:2]) for corner in below.corners]))
        )
        self.bar = VMobject().set_fill(resolve(colour), 1.0).set_stroke(width=0)
        self.number = Counter("", form=form, size=size, gap=0.0, number_colour=colour)
        on_line(self.number.word, above.bottom + pt(0.25 * size), left=above.left)
        super().__init__(self.room.set_stroke(width=0).set_fill(opacity=0), self.bar, self.number)
        values = np.asarray(values, float)
        if values.ndim:
            follow(self, values, put=lambda now: self.put(float(now)))
        else:
            self.put(float(values))

    def put(self, value: float) -> Self:
        """Show another value; one beyond the ends of the bar fills it, or leaves it empty."""
        low, high = (self.room.get_corner(way) for way in (DL, UR))
        right = low[0] + float(np.clip(value / self._high, 0.0, 1.0)) * (high[0] - low[0])
        corners = [(low[0], low[1]), (right, low[1]), (right, high[1]), (low[0], high[1])]
        self.bar.set_points(flat(shapes.polygon(corners)))
        self.number.put(value)
        return self
