"""Two-dimensional plots in the house style: dashed grid, thin axes, ticks and labels set as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import VGroup, VMobject

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.baseline import on_line
from ebviz.stage.formula import Formula, Words, merged
from ebviz.stage.layout import TextPath
from ebviz.stage.marks import dashes, flat
from ebviz.stage.on_plane import OnPlane
from ebviz.stage.regions import Region
from ebviz.stage.units import line, place, pt
from ebviz.style import ticks
from ebviz.style.palette import COLOURS

Range = tuple[float, float, float] | tuple[float, float]  # lowest, highest, tick spacing
TICK_SIZE = 24.0
LABEL_SIZE = 38.0
NAME = 26.0  # size of an axis's name in words
ZERO = 1.2  # width of the lines through zero, in slide points


class Plane(OnPlane, VGroup):
    """A coordinate plane; `at` turns its coordinates into scene places, even after it is moved or scaled.

    Parameters
    ----------
    x, y : (lowest, highest, tick spacing) of the two axes; on a logarithmic axis no spacing is needed.
    width, height : of the frame in units; given only one of them, both axes have the same scale.
    within : a `Region` that frame, numbers and labels fill together, instead of a size; with ``stretch`` its whole
        width and height, else at the same scale on both axes; ``room`` slide points right of the frame stay free.
    centre : the place of the frame's middle, (x, y) in units.
    labels : below the horizontal and left of the vertical axis: Typst mathematics, or words between double quotes.
    x_ticks, y_ticks : value → label in Typst mathematics, instead of numbers; `ebviz.style.ticks` makes such tables.
    every : label only every n-th tick. log : "x", "y" or "xy", the axes that are logarithmic.
    above : whether the vertical axis's name stands above its upper end, which leaves more width.
    grid, axes, numbers : whether the dashed grid, the lines through zero, and ticks with numbers are drawn.

    The parts are `grid`, `frame`, `axes` (the lines x = 0 and y = 0), `ticks`, `numbers` (those `below` come first),
    `labels`. Numbers that would touch are thinned out.
    """

    def __init__(
        self,
        x: Range,
        y: Range,
        *,
        width: float | None = None,
        height: float | None = None,
        within: Region | None = None,
        stretch: bool = False,
        room: float = 0.0,
        centre: Any = None,
        labels: tuple[str, str] = ("y_1", "y_2"),
        x_ticks: Mapping[float, str] | None = None,
        y_ticks: Mapping[float, str] | None = None,
        every: tuple[int, int] = (1, 1),
        log: str = "",
        grid: bool = True,
        axes: bool = True,
        numbers: bool = True,
        above: bool = False,
        tick_size: float = TICK_SIZE,
        label_size: float = LABEL_SIZE,
    ) -> None:
        super().__init__()
        self.x, self.y, self.log = x, y, log
        self._check()
        self.marks = (
            _ticks(x, x_ticks, every[0], "x" in log),
            _ticks(y, y_ticks, every[1], "y" in log),
        )
        self._drawn, self._above = (grid, axes, numbers), above
        span = self._span()
        if within is not None:
            self._draw(0.7 * within.width, 0.7 * within.height, tick_size, label_size, labels)
            reach = np.array([self.width - self.frame.width, self.height - self.frame.height])
            free = np.array([within.width - pt(room), within.height]) - reach
            if (free <= 0).any():
                raise UsageError(
                    f"a plane within {within.width:.1f} x {within.height:.1f}: too small for its labels"
                )
            width, height = free if stretch else span * (free / span).min()
        elif width is None and height is None:
            width = 6.0
        self._draw(*_sized(span, width, height), tick_size, label_size, labels)
        if within is not None:
            within.put(self).shift(place(-pt(room) / 2))
        if centre is not None:
            self.shift(place(*np.asarray(centre, float)[:2]) - self.frame.get_center())

    def at(self, places: Any) -> np.ndarray:
        """Return the scene places (…, 3) of plot coordinates (…, 2).

        >>> plane = Plane((0, 4, 1), (0, 2, 1), width=8)
        >>> plane.at((4, 2)).round(6).tolist()
        [4.0, 2.0, 0.0]
        """
        places = np.asarray(places, float)
        corner, right, up = self.frame.points[[0, 3, -4]]
        u, v = self.share(places[..., :1], 0), self.share(places[..., 1:2], 1)
        return corner + u * (right - corner) + v * (up - corner)

    def share(self, values: Any, axis: int) -> np.ndarray:
        """Return where values lie along an axis (0 or 1): 0 at its lowest end, 1 at its highest."""
        low, high = (self.x, self.y)[axis][:2]
        values = np.asarray(values, float)
        if "xy"[axis] in self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.log(values / low) / np.log(high / low)
        return (values - low) / (high - low)

    @property
    def unit(self) -> float:
        """How many units of the frame one of the horizontal axis is."""
        return float(self.at((self.x[1], self.y[0]))[0] - self.at((self.x[0], self.y[0]))[0]) / (
            self.x[1] - self.x[0]
        )

    def _check(self) -> None:
        for name, (low, high, *_) in (("x", self.x), ("y", self.y)):
            if not low < high:
                raise UsageError(
                    f"a plane's {name}: expected its lowest value first, got {low:g} and {high:g}"
                )
            if name in self.log and low <= 0:
                raise UsageError(f"a logarithmic {name}: expected values above 0, got {low:g}")

    def _span(self) -> np.ndarray:
        """How long both axes are, in their own units; a logarithmic one in decades."""
        ends = [
            (np.log10(r[:2]) if name in self.log else r[:2]) for name, r in (("x", self.x), ("y", self.y))
        ]
        return np.array([high - low for low, high in ends], float)

    def _draw(
        self, width: float, height: float, tick_size: float, label_size: float, labels: tuple[str, str]
    ) -> None:
        self.submobjects = []
        w, h = width / 2, height / 2
        grid, axes, numbers = self._drawn
        self.frame = VMobject().set_stroke(COLOURS["frame"], line(0.8))
        self.frame.set_points(flat(shapes.polygon([(-w, -h), (w, -h), (w, h), (-w, h)])))
        self.grid = self._grid() if grid else VMobject()
        self.axes = self.zero_lines() if axes else VMobject()
        self.ticks = self._ticks() if numbers else VMobject()
        below, beside = self._numbers(tick_size) if numbers else ((), ())
        self.below, self.numbers = VGroup(*below), VGroup(*below, *beside)
        self.labels = self._labels(labels, label_size)
        self.add(self.grid, self.frame, self.axes, self.ticks, self.numbers, self.labels)

    def _grid(self) -> VMobject:
        rows = [self.at([(v, self.y[0]), (v, self.y[1])]) for v in _inner(self.marks[0], self.x)]
        rows += [self.at([(self.x[0], v), (self.x[1], v)]) for v in _inner(self.marks[1], self.y)]
        grid = VMobject().set_stroke(COLOURS["grid"], line(0.5))
        if rows:
            grid.set_points(np.concatenate([dashes(row, pt(3.0), pt(2.2)) for row in rows]))
        return grid

    def zero_lines(self) -> VMobject:
        """Return the lines x = 0 and y = 0, where the plane has them now."""
        axes = VMobject().set_stroke(COLOURS["white"], line(ZERO))
        lines = []
        if self.y[0] <= 0 <= self.y[1] and "y" not in self.log:
            lines.append(self.at([(self.x[0], 0 if "x" not in self.log else 1), (self.x[1], 0)]))
            lines[-1][:, 1] = self.at((self.x[0], 0.0))[1]
        if self.x[0] <= 0 <= self.x[1] and "x" not in self.log:
            lines.append(self.at([(0, self.y[0]), (0, self.y[1])]))
        if lines:
            axes.set_points(np.concatenate([dashes(places, 1e6, 0.0) for places in lines]))
        return axes

    def _ticks(self) -> VMobject:
        ticks = VMobject().set_stroke(COLOURS["frame"], line(0.8))
        return ticks.set_points(stubs(self, self.marks))

    def _numbers(self, size: float) -> tuple[list[TextPath], list[TextPath]]:
        """The numbers: those below the plane on one baseline, those beside it centred on their ticks."""
        figure = merged(_number("0", size))
        below: dict[float, TextPath] = {}
        beside: dict[float, TextPath] = {}
        for value, text in self.marks[0].items():
            if text:
                label = merged(_number(text, size))
                foot = self.at((value, self.y[0]))
                label.move_to(foot).shift(place(_minus(text, label)))
                below[value] = on_line(label, float(foot[1]) - pt(8.0) - figure.height)
        for value, text in self.marks[1].items():
            if text:
                label = merged(_number(text, size))
                foot = self.at((self.x[0], value))
                middle, left = float(foot[1]) - figure.height / 2, float(foot[0]) - pt(8.0)
                beside[value] = on_line(label, middle, right=left)
        return _apart(below, _RIGHT), _apart(beside, _UP)

    def _labels(self, labels: tuple[str, str], size: float) -> VGroup:
        below = min([n.get_bottom()[1] for n in self.numbers], default=self.frame.get_bottom()[1])
        beside = min([n.get_left()[0] for n in self.numbers], default=self.frame.get_left()[0])
        across, upward = (axis_name(label, size) for label in labels)
        across.move_to(place(self.frame.get_center()[0], below - pt(8.0)), aligned_edge=_UP)
        if self._above:
            corner = self.frame.get_corner(_UP - _RIGHT)
            on_line(upward, float(corner[1]) + pt(10.0), left=float(corner[0]))
        else:
            upward.move_to(place(beside - pt(10.0), self.frame.get_center()[1]), aligned_edge=_RIGHT)
        return VGroup(across, upward)


_UP, _RIGHT = np.array([0.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0])
_PLAIN = dict.fromkeys(("z", "y", "x"), None)  # tick labels stay grey


def stubs(plane: Plane, marks: Sequence[Iterable[float]]) -> np.ndarray:
    """Return the short lines (4 K, 3) that stand on a plane's axes at the values of both."""
    length = np.array([0.0, pt(4.0), 0.0])
    rows = [(p, p - length) for p in (plane.at((v, plane.y[0])) for v in marks[0])]
    rows += [(p, p - length[[1, 0, 2]]) for p in (plane.at((plane.x[0], v)) for v in marks[1])]
    return np.concatenate([dashes(np.array(row), 1e6, 0.0) for row in rows] or [np.zeros((0, 3))])


def axis_name(label: str, size: float = LABEL_SIZE) -> VMobject:
    """Return what an axis is called: a formula, or words (between double quotes) in the house font."""
    if not label:
        return VGroup()
    if label.startswith('"') and label.endswith('"'):
        return Words(label[1:-1], size=min(size, NAME), colour=COLOURS["grey"])
    return Formula(label, size=size)


def _number(text: str, size: float) -> Formula:
    return Formula(text, size=size, colour=COLOURS["grey"], colours=_PLAIN)


def _apart(numbers: Mapping[float, TextPath], along: np.ndarray) -> list[TextPath]:
    """Return the numbers of an axis; if they would touch, only each n-th, counted from zero if that is one."""
    values, labels = [*numbers], [*numbers.values()]
    start = values.index(0.0) if 0.0 in values else 0
    ends = [[float(label.get_critical_point(side) @ along) for side in (-along, along)] for label in labels]
    for n in range(1, len(labels) + 1):
        kept = range(start % n, len(labels), n)
        if all(ends[after][0] - ends[before][1] > pt(3.0) for before, after in pairwise(kept)):
            return [labels[i] for i in kept]
    return []


def _minus(text: str, label: VMobject) -> float:
    """The shift that centres a negative number's digits, without the sign, under their tick."""
    return -0.22 * label.height if text.startswith("-") else 0.0


def _sized(span: np.ndarray, width: float | None, height: float | None) -> tuple[float, float]:
    """The frame's size; of one side alone, the other follows at the same scale."""
    if width is None or height is None:
        scale = width / span[0] if width is not None else (height or 0.0) / span[1]
        width, height = span * scale
    return float(width), float(height)


def _ticks(span: Range, named: Mapping[float, str] | None, every: int, log: bool) -> dict[float, str]:
    """Where an axis has its ticks and what they say ("" for an unlabelled one)."""
    if named is not None:
        return dict(named)
    low, high, *step = span
    if log:
        return ticks.decades(low, high, every=every)
    return ticks.steps(low, high, step[0] if step else 1.0, every=every)


def _inner(marks: Mapping[float, str], span: tuple[float, ...]) -> list[float]:
    return [v for v in marks if span[0] < v < span[1] and v != 0]
