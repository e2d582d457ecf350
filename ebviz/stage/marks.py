"""Points and lines as single mobjects: a cloud of any size is one path, which Cairo draws in one go."""

from __future__ import annotations

from typing import Literal, Self

import numpy as np
from manim import VGroup, VMobject
from manim.constants import CapStyleType, LineJointType

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.units import line, pt
from ebviz.style.palette import colour as resolve
from ebviz.style.themes import worn

Shape = Literal["dot", "ring", "cross", "triangle"]
SHAPES = ("dot", "ring", "cross", "triangle")
FILLED = ("dot", "triangle")
INRADIUS = (np.pi / (3 * 3**0.5)) ** 0.5  # of an equilateral triangle with the area of a disc of radius 1


def _template(shape: Shape, size: float) -> np.ndarray:
    """One mark around the origin as Bézier points (P, 3), ``size`` units across."""
    if shape == "cross":
        h = size / 2
        return flat(np.concatenate([shapes.line((-h, -h), (h, h)), shapes.line((-h, h), (h, -h))]))
    if shape == "triangle":
        r = size / 2 * INRADIUS
        return flat(shapes.polygon([(-(3**0.5) * r, -r), (3**0.5 * r, -r), (0.0, 2 * r)]))
    return flat(shapes.ellipse(size))


def flat(outline: np.ndarray) -> np.ndarray:
    """Return an outline (S, 4, 2) of `diagrams.shapes` as Manim's points (4 S, 3)."""
    return np.pad(outline.reshape(-1, 2), ((0, 0), (0, 1)))


class Cloud(VMobject):
    """Identical marks at many places, drawn as one path.

    Parameters
    ----------
    places : (N, 3) in scene units; `Plane.cloud` takes plot coordinates.
    colour : of all marks: a palette name, a symbol or a hex colour.
    shape : "dot", filled; "ring", hollow; "cross", for what was picked or found, such as a minimum; "triangle",
        filled, which points up as a hat does.
    size : diameter in slide points. width : line width of rings and crosses, in slide points.
    on_map : the marks lie on an energy map: in colours that stand out there, with a rim.
    """

    def __init__(
        self,
        places: np.ndarray,
        colour: str = "y",
        *,
        shape: Shape = "dot",
        size: float = 8.0,
        width: float = 2.0,
        on_map: bool = False,
    ) -> None:
        super().__init__()
        if shape not in SHAPES:
            raise UsageError(f"unknown mark '{shape}': expected {', '.join(SHAPES)}")
        self.shape, self.size = shape, size
        hue = worn().on_map(colour) if on_map else resolve(colour)
        self.set_stroke(hue, 0 if shape in FILLED else line(width))
        self.set_fill(hue, 1.0 if shape in FILLED else 0.0)
        if on_map:
            rim(self, 0.0 if shape in FILLED else width)
        self.joint_type, self.cap_style = LineJointType.ROUND, CapStyleType.ROUND
        self.place(places)

    def place(self, places: np.ndarray) -> Self:
        """Move the marks to ``places`` (N, 3), of which there may be more or fewer than before."""
        self.places = np.asarray(places, float).reshape(-1, 3)
        mark = _template(self.shape, pt(self.size))
        self.set_points((self.places[:, None] + mark).reshape(-1, 3))
        return self


class Trace(VMobject):
    """A line through places (N, 3), open or closed, its width in slide points, optionally dashed.

    Places that are not finite leave gaps. A line ``on_map`` has a colour that stands out on an energy map, and a rim.
    ``places`` is where it last ran, dashed or not.
    """

    def __init__(
        self,
        places: np.ndarray,
        colour: str = "E",
        *,
        width: float = 2.5,
        closed: bool = False,
        dash: tuple[float, float] | None = None,
        on_map: bool = False,
    ) -> None:
        super().__init__()
        self.closed, self.dash = closed, dash
        hue = worn().on_map(colour) if on_map else resolve(colour)
        self.set_stroke(hue, line(width)).set_fill(opacity=0)
        if on_map:
            rim(self, width)
        self.joint_type, self.cap_style = LineJointType.ROUND, CapStyleType.ROUND
        self.run(places)

    def run(self, places: np.ndarray) -> Self:
        """Run the line through ``places`` (N, 3) instead."""
        places = np.asarray(places, float).reshape(-1, 3)
        if self.closed and len(places):
            places = np.concatenate([places, places[:1]])
        self.places = places
        if self.dash is not None:
            self.set_points(dashes(places, pt(self.dash[0]), pt(self.dash[1])))
            return self
        start, end = places[:-1], places[1:]
        whole = np.isfinite(start).all(axis=1) & np.isfinite(end).all(axis=1)
        self.set_points(_segments(start[whole], end[whole]))
        return self


def rim(mark: VMobject, width: float, rim_width: float = 1.0) -> None:
    """Give a mark whose lines are ``width`` wide a rim, in slide points, that sets it off from an energy map."""
    mark.set_stroke(worn().map_rim, line(width + 2 * rim_width), background=True)


def _segments(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Straight segments from start (S, 3) to end (S, 3) as Bézier points (4 S, 3)."""
    third = (end - start) / 3
    return np.stack([start, start + third, end - third, end], axis=1).reshape(-1, 3)


def dashes(places: np.ndarray, on: float, off: float) -> np.ndarray:
    """Return the dashes along a polyline (N, 3) as Bézier points; ``on`` and ``off`` are lengths in units."""
    steps = np.linalg.norm(np.diff(places, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    begins = np.arange(0, along[-1], on + off)
    ends = np.minimum(begins + on, along[-1])

    def at(where: np.ndarray) -> np.ndarray:
        return np.stack([np.interp(where, along, places[:, axis]) for axis in range(3)], axis=1)

    corners = along[1:-1]
    pieces = []
    for begin, end in zip(begins, ends, strict=True):
        stops = np.concatenate([[begin], corners[(corners > begin) & (corners < end)], [end]])
        points = at(stops)
        pieces.append(_segments(points[:-1], points[1:]))
    return np.concatenate(pieces) if pieces else np.zeros((0, 3))


def coloured_cloud(places: np.ndarray, colours: list[str], *, size: float = 8.0) -> VGroup:
    """Dots (N, 3), each in its own colour (hex): one path per distinct colour."""
    by_colour: dict[str, list[int]] = {}
    for index, value in enumerate(colours):
        by_colour.setdefault(value, []).append(index)
    return VGroup(*(Cloud(places[rows], value, size=size) for value, rows in by_colour.items()))
