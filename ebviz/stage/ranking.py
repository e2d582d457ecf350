"""What is likeliest: the largest of many values, each a row with its name, a bar and the number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import VGroup, VMobject

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.baseline import on_line
from ebviz.stage.counter import FORM, NUMBER
from ebviz.stage.formula import Formula, Words
from ebviz.stage.marks import flat
from ebviz.stage.units import place, pt
from ebviz.style.palette import colour as resolve

LETTER = 0.45  # height of a bar, in text sizes in slide points
HAIR = 1.0  # slide points of a bar that stands for nothing


class Ranking(VGroup):
    """The largest of the values (N,), from the top down: ``Ranking(words, p)``; ``ranking[0]`` is the first row.

    Parameters
    ----------
    names : of all values, as for `Words`. most : rows, at most.
    high : the value of a bar that is ``length`` slide points long.
    colour : of names and bars. size : of the names. pitch : slide points from row to row.

    A row is (name, bar, number); the names end where the bars begin. `order` says which values are shown.
    """

    def __init__(
        self,
        names: Sequence[str],
        values: Any,
        *,
        most: int = 3,
        high: float = 1.0,
        length: float = 110.0,
        colour: str = "y_tilde",
        size: float = 28.0,
        pitch: float = 28.0,
        form: str = FORM,
    ) -> None:
        values = np.asarray(values, float)
        if values.shape != (len(names),):
            raise UsageError(f"a ranking of {len(names)} names: expected as many values, got {values.shape}")
        if not high > 0:
            raise UsageError(f"a ranking's highest value: expected more than 0, got {high:g}")
        self.order = np.argsort(-values, kind="stable")[:most]
        super().__init__()
        gap, tall = pt(10.0), pt(LETTER * size)
        for level, one in zip(-pt(pitch) * np.arange(most), self.order.tolist(), strict=False):
            name = on_line(Words(names[one], size=size, colour=colour), level, right=-gap)
            long = pt(HAIR) + pt(length) * float(np.clip(values[one] / high, 0, 1))
            bar = VMobject().set_fill(resolve(colour), 1.0).set_stroke(width=0)
            corners = [(0.0, 0.0), (long, 0.0), (long, tall), (0.0, tall)]
            bar.set_points(flat(shapes.polygon(corners)) + place(0.0, float(level)))
            number = Formula(form.format(values[one]), size=size * NUMBER)
            self.add(VGroup(name, bar, on_line(number, level, left=pt(length) + pt(HAIR) + gap)))
