"""Two-dimensional plots in the house style: dashed grid, white axes, ticks and labels set as formulas."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from manim import VGroup, VMobject

from ebviz.diagrams import shapes
from ebviz.stage.formula import Formula
from ebviz.stage.layout import TextPath
from ebviz.stage.marks import Cloud, Trace, dashes, flat
from ebviz.stage.units import line, place, pt
from ebviz.style.palette import COLOURS

Range = tuple[float, float, float]  # lowest, highest, tick spacing
TICK_SIZE = 24.0
LABEL_SIZE = 38.0


class Plane(VGroup):
    """A coordinate plane; `at` turns its coordinates into scene places, even after it is moved or scaled.

    Parameters
    ----------
    x, y : (lowest, highest, tick spacing) of the two axes.
    width, height : of the frame in units; given only one of them, both axes have the same scale.
    labels : Typst mathematics below the horizontal and left of the vertical axis.
    x_ticks, y_ticks : value -> label in Typst mathematics, instead of numbers.
    every : label only every n-th tick.

    The parts are `grid`, `frame`, `axes` (the lines x = 0 and y = 0), `ticks`, `numbers`, `labels`.
    """

    def __init__(
        self,
        x: Range,
        y: Range,
        *,
        width: float | None = None,
        height: float | None = None,
        labels: tuple[str, str] = ("y_1", "y_2"),
        x_ticks: Mapping[float, str] | None = None,
        y_ticks: Mapping[float, str] | None = None,
        every: tuple[int, int] = (1, 1),
        tick_size: float = TICK_SIZE,
        label_size: float = LABEL_SIZE,
    ) -> None:
        super().__init__()
        self.x, self.y = x, y
        span = np.array([x[1] - x[0], y[1] - y[0]])
        if width is None and height is None:
            width = 6.0
        if width is None or height is None:
            scale = width / span[0] if width is not None else height / span[1]
            width, height = span * scale
        self.frame = VMobject().set_stroke(COLOURS["frame"], line(0.8))
        w, h = width / 2, height / 2
        self.frame.set_points(flat(shapes.polygon([(-w, -h), (w, -h), (w, h), (-w, h)])))
        self.marks = (_ticks(x, x_ticks, every[0]), _ticks(y, y_ticks, every[1]))
        self.grid = self._grid()
        self.axes = self._zero_lines()
        self.ticks = self._ticks()
        self.numbers = VGroup(*self._numbers(tick_size))
        self.labels = self._labels(labels, label_size)
        self.add(self.grid, self.frame, self.axes, self.ticks, self.numbers, self.labels)

    def at(self, places: Any) -> np.ndarray:
        """Return the scene places (…, 3) of plot coordinates (…, 2).

        >>> plane = Plane((0, 4, 1), (0, 2, 1), width=8)
        >>> plane.at((4, 2)).round(6).tolist()
        [4.0, 2.0, 0.0]
        """
        places = np.asarray(places, float)
        corner, right, up = self.frame.points[[0, 3, -4]]
        u = (places[..., :1] - self.x[0]) / (self.x[1] - self.x[0])
        v = (places[..., 1:2] - self.y[0]) / (self.y[1] - self.y[0])
        return corner + u * (right - corner) + v * (up - corner)

    def curve(self, x: np.ndarray, y: np.ndarray, colour: str = "E", **style: Any) -> Trace:
        """The line through (x, y), each (N,), clipped to the frame. ``style`` is as for `Trace`."""
        return Trace(self.at(self.clipped(x, y)), colour, **style)

    def clipped(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the polyline (M, 2) through (x, y), clipped to the frame, with rows of NaN where it is outside."""
        points = np.stack([np.asarray(x, float), np.asarray(y, float)], axis=1)
        low, high = np.array([self.x[0], self.y[0]]), np.array([self.x[1], self.y[1]])
        kept: list[np.ndarray] = []
        for a, b in pairwise(points):
            part = _within(a, b, low, high)
            if part is not None:
                if kept and not np.array_equal(kept[-1], part[0]):
                    kept.append(np.full(2, np.nan))
                if not kept or not np.array_equal(kept[-1], part[0]):
                    kept.append(part[0])
                kept.append(part[1])
        return np.array(kept).reshape(-1, 2)

    def cloud(self, places: Any, colour: str = "y", **style: Any) -> Cloud:
        """Marks at plot coordinates (N, 2), or at one pair. ``style`` is as for `Cloud`."""
        return Cloud(self.at(np.asarray(places, float).reshape(-1, 2)), colour, **style)

    def _grid(self) -> VMobject:
        rows = [self.at([(v, self.y[0]), (v, self.y[1])]) for v in _inner(self.marks[0], self.x)]
        rows += [self.at([(self.x[0], v), (self.x[1], v)]) for v in _inner(self.marks[1], self.y)]
        grid = VMobject().set_stroke(COLOURS["grid"], line(0.5))
        if rows:
            grid.set_points(np.concatenate([dashes(row, pt(3.0), pt(2.2)) for row in rows]))
        return grid

    def _zero_lines(self) -> VMobject:
        axes = VMobject().set_stroke(COLOURS["white"], line(2.0))
        lines = []
        if self.y[0] <= 0 <= self.y[1]:
            lines.append(self.at([(self.x[0], 0), (self.x[1], 0)]))
        if self.x[0] <= 0 <= self.x[1]:
            lines.append(self.at([(0, self.y[0]), (0, self.y[1])]))
        if lines:
            axes.set_points(np.concatenate([dashes(places, 1e6, 0.0) for places in lines]))
        return axes

    def _ticks(self) -> VMobject:
        length = np.array([0.0, pt(4.0), 0.0])
        rows = [(p, p - length) for p in (self.at((v, self.y[0])) for v in self.marks[0])]
        rows += [(p, p - length[[1, 0, 2]]) for p in (self.at((self.x[0], v)) for v in self.marks[1])]
        ticks = VMobject().set_stroke(COLOURS["frame"], line(0.8))
        ticks.set_points(np.concatenate([dashes(np.array(row), 1e6, 0.0) for row in rows]))
        return ticks

    def _numbers(self, size: float) -> list[TextPath]:
        numbers = []
        for value, text in self.marks[0].items():
            if text:
                label = merged(Formula(text, size=size, colour=COLOURS["grey"], colours=_PLAIN))
                label.move_to(self.at((value, self.y[0])), aligned_edge=_UP)
                numbers.append(label.shift(place(_minus(text, label), -pt(8.0))))
        for value, text in self.marks[1].items():
            if text:
                label = merged(Formula(text, size=size, colour=COLOURS["grey"], colours=_PLAIN))
                label.move_to(self.at((self.x[0], value)), aligned_edge=_RIGHT)
                numbers.append(label.shift(place(-pt(8.0))))
        return numbers

    def _labels(self, labels: tuple[str, str], size: float) -> VGroup:
        below = min([n.get_bottom()[1] for n in self.numbers], default=self.frame.get_bottom()[1])
        beside = min([n.get_left()[0] for n in self.numbers], default=self.frame.get_left()[0])
        across, upward = (Formula(label, size=size) if label else VGroup() for label in labels)
        across.move_to(place(self.frame.get_center()[0], below - pt(8.0)), aligned_edge=_UP)
        upward.move_to(place(beside - pt(10.0), self.frame.get_center()[1]), aligned_edge=_RIGHT)
        return VGroup(across, upward)


_UP, _RIGHT = np.array([0.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0])
_PLAIN = dict.fromkeys(("z", "y", "x"), None)  # tick labels stay grey


def merged(formula: Formula) -> TextPath:
    """Return a one-coloured formula as a single path, which draws faster than a group of glyphs."""
    whole = TextPath()
    whole.source = formula.source
    whole.set_fill(formula.color, 1.0).set_stroke(width=0)
    whole.set_points(np.concatenate([g.points for g in formula.family_members_with_points()]))
    return whole


def _minus(text: str, label: VMobject) -> float:
    """The shift that centres a negative number's digits, without the sign, under their tick."""
    return -0.22 * label.height if text.startswith("-") else 0.0


def _ticks(span: Range, named: Mapping[float, str] | None, every: int) -> dict[float, str]:
    """Where an axis has its ticks and what they say ("" for an unlabelled one)."""
    if named is not None:
        return dict(named)
    low, high, step = span
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    values = [round(k * step, 10) + 0.0 for k in np.arange(first, last + 1)]
    return {v: f"{v:g}" if round(v / step) % every == 0 else "" for v in values}


def _inner(marks: Mapping[float, str], span: Range) -> list[float]:
    return [v for v in marks if span[0] < v < span[1] and v != 0]


def _within(
    a: np.ndarray, b: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the part of the segment a-b inside the box, or None (Liang and Barsky, 1984)."""
    enter, leave = 0.0, 1.0
    for d, near, far in zip(b - a, low - a, high - a, strict=True):
        if d == 0:
            if near > 0 or far < 0:
                return None
            continue
        first, last = sorted((near / d, far / d))
        enter, leave = max(enter, first), min(leave, last)
    if not enter < leave:
        return None
    return (a if enter == 0 else a + enter * (b - a)), (b if leave == 1 else a + leave * (b - a))
