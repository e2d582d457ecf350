"""Keys to a picture: legends and colour bars."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, VGroup, VMobject

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.baseline import on_line
from ebviz.stage.formula import Formula, Words, merged
from ebviz.stage.marks import SHAPES, Cloud, Trace, flat, rim
from ebviz.stage.nodes import Wire
from ebviz.stage.units import line, place, pt
from ebviz.style.colourmap import hexes
from ebviz.style.palette import COLOURS
from ebviz.style.themes import worn

X_HEIGHT = 0.26  # of half a lower-case letter, in text sizes: a mark stands at that height


WIDE = 22.0  # slide points of a mark
COOL = 0.06  # share of its hot end that the piece of an energy map has on which a legend's marks stand
ONLY_ON_MAP = ("hat", "halo")  # they are told apart by what is inside or around them on a map
POINTS = (*SHAPES, *ONLY_ON_MAP)
Mark = str | tuple[float, float]


class Legend(VGroup):
    """Rows of marks and meanings: ``Legend([("dot", "y", "$y$ samples"), ("line", "E", "$E(y, z)$")])``.

    Each entry is (mark, colour, text), text as for `Words`. A mark is "dot", "ring", "cross" or "triangle", "arrow",
    "rim" (an arrow that leaves a bubble's edge), "line", "dashed" or a line's own dash and gap, (8, 3) slide points,
    or "band", a translucent area. `entries` keeps them.
    ``on_map`` sets the points on a piece of an energy map, as they look there; two more are only
    there: "hat", a triangle that has the map's own colour inside, and "halo", a dot with a light rim.
    Rows are evenly spaced, whatever their letters, ``gap`` slide points apart; ``across`` sets them side by side.
    """

    def __init__(
        self,
        entries: Sequence[tuple[Mark, str, str]],
        *,
        size: float = 26.0,
        gap: float = 10.0,
        across: bool = False,
        on_map: bool = False,
    ) -> None:
        rows = []
        for mark, colour, text in entries:
            if mark in ONLY_ON_MAP and not on_map:
                raise UsageError(f"a legend's mark '{mark}' is one on an energy map: it needs on_map=True")
            words = Words(text, size=size)
            on_line(words, -X_HEIGHT * pt(size), left=pt(WIDE / 2 + 8.0))
            sign = _on_map(mark, colour) if on_map and mark in POINTS else _sign(mark, colour)
            rows.append(VGroup(sign, words))
        super().__init__(*rows)
        self.entries = list(entries)
        for number, (before, row) in enumerate(pairwise(rows), 1):
            if across:
                row.shift(place(before.get_right()[0] + pt(2.2 * gap + 8.0) - row.get_left()[0]))
            else:
                row.shift(DOWN * number * pt(0.75 * size + gap))
        self.center()


class ColourBar(VGroup):
    """A colour map with ticks: which colour is which energy.

    Parameters
    ----------
    low, high : the values at the ends. ticks : the labelled values.
    title : Typst mathematics above the bar (beside it when horizontal).
    cmap : a role, such as "energy" or "weights", or a colour map's name. extend : add a tip that says "and above".
    length, thickness : in slide points.
    names : tick labels in Typst mathematics, instead of the numbers.
    """

    def __init__(
        self,
        low: float,
        high: float,
        ticks: Sequence[float],
        title: str = "",
        *,
        cmap: str = "energy",
        extend: bool = True,
        horizontal: bool = False,
        length: float = 200.0,
        thickness: float = 16.0,
        names: Sequence[str] | None = None,
        size: float = 26.0,
    ) -> None:
        super().__init__()
        colours: Any = hexes(np.linspace(0, 1, 64), 0, 1, cmap)
        long, thick = pt(length) / 2, pt(thickness) / 2
        tip = pt(thickness) * 0.9 if extend else 0.0
        body = _outline([(-thick, -long), (thick, -long), (thick, long), (-thick, long)])
        body.set_fill(colours, 1.0).set_stroke(width=0)
        body.sheen_direction = UP
        edge = [(-thick, -long), (thick, -long), (thick, long), (0, long + tip), (-thick, long)]
        self.bar = VGroup(body)
        if extend:
            point = _outline([(-thick, long), (thick, long), (0, long + tip)])
            self.bar.add(point.set_fill(colours[-1], 1.0).set_stroke(colours[-1], 0.5))
        self.bar.add(_outline(edge).set_stroke(COLOURS["frame"], line(0.8)).set_fill(opacity=0))
        if horizontal:
            self.bar.rotate(-np.pi / 2, about_point=np.zeros(3))
            body.sheen_direction = RIGHT
        self.numbers = VGroup()
        marks = VMobject().set_stroke(COLOURS["frame"], line(0.8))
        stubs = []
        for index, value in enumerate(ticks):
            where = -long + 2 * long * (value - low) / (high - low)
            more = "\u2265 " if extend and value == high else ""
            text = names[index] if names is not None else f"{more}{value:g}"
            label = merged(Formula(text, size=size, colour=COLOURS["grey"]))
            if horizontal:
                label.move_to(place(where, -thick - pt(7.0)), aligned_edge=UP)
                stubs.append(shapes.line((where, -thick), (where, -thick - pt(4.0))))
            else:
                label.move_to(place(thick + pt(8.0), where), aligned_edge=LEFT)
                stubs.append(shapes.line((thick, where), (thick + pt(4.0), where)))
            self.numbers.add(label)
        marks.set_points(flat(np.concatenate(stubs)))
        self.add(self.bar, marks, self.numbers)
        self.title = Formula(title, size=size * 1.3) if title else VGroup()
        if title:
            self.title.next_to(self.bar, LEFT if horizontal else UP, buff=pt(10.0))
            self.add(self.title)


def _sign(mark: Mark, colour: str) -> VMobject:
    """The mark of a legend's row, its middle at the origin."""
    ends = np.array([[-pt(WIDE) / 2, 0, 0], [pt(WIDE) / 2, 0, 0]])
    if mark == "arrow":
        return Wire(ends, colour=colour)
    if mark == "rim":
        edge = ends[0] + pt(7.0) * np.array([[0, -1, 0], [0, 1, 0]])
        return VGroup(Trace(edge, "z", width=1.6), Wire(ends, colour=colour))
    if mark == "band":
        return Trace(ends, colour, width=8.0).set_stroke(opacity=0.45)
    if isinstance(mark, tuple) or mark in ("line", "dashed"):
        dashes = {"line": None, "dashed": (4.0, 5.0)}
        return Trace(ends, colour, dash=mark if isinstance(mark, tuple) else dashes[mark])
    return Cloud(np.zeros((1, 3)), colour, shape=mark, size=9.0)  # type: ignore[arg-type]


def _on_map(mark: Mark, colour: str) -> VGroup:
    """The mark of a point as it looks on an energy map, on a piece of one."""
    half = pt(WIDE) / 2
    piece = _outline([(-half, -half), (half, -half), (half, half), (-half, half)])
    ground: Any = hexes(np.array([COOL]), 0, 1, "energy")[0]
    piece.set_fill(ground, 1.0).set_stroke(width=0)
    if mark == "ring":
        return VGroup(piece, Cloud(np.zeros((1, 3)), worn().on_map(colour), shape="ring", size=12.0))
    shape: Any = {"hat": "triangle", "halo": "dot"}.get(str(mark), mark)
    point = Cloud(np.zeros((1, 3)), colour, shape=shape, size=12.0, on_map=True)
    if mark == "hat":
        rim(point.set_fill(ground), 0.0, 1.4)
    if mark == "halo":
        point.set_stroke("#FFFFFF", background=True)
    return VGroup(piece, point)


def _outline(corners: list[tuple[float, float]]) -> VMobject:
    shape = VMobject()
    shape.set_points(flat(shapes.polygon(corners)))
    return shape
