"""What is drawn on a plane, from arrays or from histories: curves, clouds, maps, arrows, histograms.

Each word takes a single moment or a history whose first axis is time; given a history, what it draws follows every
replay. Everything is clipped to the plane.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from manim import UP, VGroup

from ebviz.stage.bubbles import Bubbles
from ebviz.stage.dots import Dots
from ebviz.stage.formula import Formula
from ebviz.stage.gl import Arrows
from ebviz.stage.gl.colours import rgba
from ebviz.stage.history import between, bind, follow
from ebviz.stage.map import Heat
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.shares import Histogram
from ebviz.stage.units import pt
from ebviz.style.palette import colour as resolve
from ebviz.style.themes import worn

Paint = Callable[[np.ndarray], np.ndarray]


class OnPlane:
    """The words of a plane; `Plane` has them."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    log: str

    @property
    def unit(self) -> float:
        """How many units of the frame one of the horizontal axis is."""
        raise NotImplementedError

    def at(self, places: Any) -> np.ndarray:
        """Return the scene places (…, 3) of plot coordinates (…, 2)."""
        raise NotImplementedError

    def share(self, values: Any, axis: int) -> np.ndarray:
        """Return where values lie along an axis: 0 at its lowest end, 1 at its highest."""
        raise NotImplementedError

    def curve(self, x: Any, y: Any, colour: str = "E", **style: Any) -> Trace:
        """The line through (x, y): y is (N,), or a history (S, N) of it. ``style`` is as for `Trace`."""
        x, y = np.asarray(x, float), np.asarray(y)
        if y.ndim == 1:
            return Trace(self.at(self.clipped(x, y)), colour, **style)
        line = Trace(self.at(self.clipped(x, y[0])), colour, **style)
        return follow(line, y, put=lambda now: line.run(self.at(self.clipped(x, now))))

    def trace(self, places: Any, colour: str = "y_tilde", **style: Any) -> Trace:
        """The line through places (N, 2), or a history (S, N, 2) of it, unclipped; ``closed=True`` joins its ends."""
        places = np.asarray(places)
        if places.ndim == 2:
            return Trace(self.at(places), colour, **style)
        line = Trace(self.at(places[0]), colour, **style)
        return follow(line, places, put=lambda now: line.run(self.at(now)))

    def history(
        self,
        values: Any,
        colour: str = "E",
        *,
        x: Any = None,
        head: bool = True,
        size: float = 9.0,
        **style: Any,
    ) -> VGroup:
        """A quantity (S,) against its moments, or against ``x`` (S,): the line grows in a replay, a dot at its end.

        ``style`` is as for `Trace`. The parts are the line and, with ``head``, the dot.
        """
        values = np.asarray(values, float)
        along = np.arange(len(values)) if x is None else np.asarray(x, float)
        line, dot = Trace(np.zeros((0, 3)), colour, **style), Cloud(np.zeros((0, 3)), colour, size=size)
        part = VGroup(line, dot) if head else VGroup(line)

        def show(moment: float) -> None:
            upto = int(moment) + 1
            way_x = np.append(along[:upto], between(along, moment))
            way_y = np.append(values[:upto], between(values, moment))
            line.run(self.at(self.clipped(way_x, way_y)))
            end = np.array([way_x[-1], way_y[-1]])
            dot.place(self.at(end[None]) if self.holds(end) else np.zeros((0, 3)))

        return bind(part, [values], show)

    def cloud(self, places: Any, colour: str = "y", **style: Any) -> Cloud:
        """Marks at plot coordinates (N, 2), at one pair, or a history (S, N, 2) of them. ``style``: see `Cloud`."""
        places = np.asarray(places, float)
        if places.ndim < 3:
            return Cloud(self.at(places.reshape(-1, 2)), colour, **style)
        cloud = Cloud(self.at(places[0]), colour, **style)
        return follow(cloud, places, put=lambda now: cloud.place(self.at(now)))

    def point(self, place: Any, symbol: str, side: Any = UP, *, size: float = 13.0, **style: Any) -> VGroup:
        """One point (2,) in its symbol's colour, and the symbol at its side: a mark and its letter."""
        mark = self.cloud(place, symbol, size=size, **style)
        return VGroup(mark, Formula(symbol, size=36).next_to(mark, side, buff=pt(7.0)))

    def dots(
        self,
        places: Any,
        colour: Any = "y",
        *,
        size: float = 6.0,
        values: Any = None,
        paint: Paint | None = None,
        on_map: bool = False,
        **style: Any,
    ) -> Dots:
        """Points (N, 2), or a history (S, N, 2) of them, by the ten thousand; those outside the plane are not drawn.

        ``colour`` is of all. With ``values`` (N,) or (S, N), ``paint`` gives each point the colour (N, 3 or 4) of its
        own: ``paint=energy_scale(energies).rgb``. Points ``on_map`` lie on an energy map: in colours that stand out
        there, with a rim that does so too. ``style`` is the ``shape`` and the ``rim``, as for `Dots`.
        """
        places = np.asarray(places)
        if on_map:
            colour = worn().on_map(colour) if isinstance(colour, str) else colour
            rim = style.pop("rim", None)
            style["rim"] = worn().map_rim if rim is None else worn().on_map(rim)
        one = rgba(_paint(colour))
        moving = places.ndim == 3
        still = places[0] if moving else places
        dots = Dots(self.at(still), size=size, **style)

        def put(now: np.ndarray, heights: np.ndarray | None = None) -> None:
            hues = rgba(one if heights is None or paint is None else paint(heights), len(now)).copy()
            hues[:, 3] *= self.holds(now)
            dots.home().set_dots(self.at(now), hues)

        if values is None:
            put(still)
            return follow(dots, places, put=put) if moving else dots
        values = np.asarray(values)
        if moving or values.ndim == 2:
            count = len(places) if moving else len(values)
            where = places if moving else np.broadcast_to(places, (count, *places.shape))
            heights = values if values.ndim == 2 else np.broadcast_to(values, (count, *values.shape))
            return follow(dots, where, heights, put=put)
        put(still, values)
        return dots

    def bubbles(
        self, centres: Any, radii: Any, colour: Any = "z", *, reach: float = 1.0, **style: Any
    ) -> Bubbles:
        """Discs around centres (N, 2), their radii (N,) or one times ``reach``; or histories (S, N, 2), (S, N).

        Radii are in units of the horizontal axis. ``style`` is as for `Bubbles`.
        """
        centres, radii = np.asarray(centres, float), np.asarray(radii, float)
        made = Bubbles(np.zeros((centres.shape[-2], 2)), 0.0, _paint(colour), **style)

        def put(middle: np.ndarray, radius: np.ndarray) -> None:
            made.home().set_bubbles(self.at(middle), reach * self.unit * radius)

        if centres.ndim == 2:
            put(centres, radii)
            return made
        if radii.ndim < 2:
            radii = np.broadcast_to(radii, centres.shape[:2])
        return follow(made, centres, radii, put=put)

    def arrows(
        self, tails: Any, ways: Any, colour: Any = "arrow", *, scale: float = 1.0, width: float = 2.4
    ) -> Arrows:
        """Arrows from places (N, 2) along ways (N, 2) times ``scale``, in plot coordinates, or histories of both.

        Arrows whose tail is outside the plane are not drawn. `Grow` lets them grow from their tails.
        """
        tails, ways = np.asarray(tails, float), np.asarray(ways, float)
        hue = rgba(_paint(colour))
        zero = np.zeros((tails.shape[-2], 2))
        made = Arrows(zero, zero, width=width)

        def put(start: np.ndarray, way: np.ndarray) -> None:
            ends = self.at(start + scale * way)
            made.home().set_arrows(self.at(start), ends - self.at(start))
            made.paint = hue * self.holds(start)[:, None]

        if tails.ndim == 2 and ways.ndim == 2:
            put(tails, ways)
            return made
        count = len(tails) if tails.ndim == 3 else len(ways)
        histories = [a if a.ndim == 3 else np.broadcast_to(a, (count, *a.shape)) for a in (tails, ways)]
        return follow(made, *histories, put=put)

    def rim(
        self, centre: Any, radius: Any, force: Any, colour: Any = "arrow", *, count: int = 8, **style: Any
    ) -> Arrows:
        """Arrows around a disc, along its radius: what blows it up (above 0) or squeezes it.

        ``centre`` (2,), and one radius and force; or histories (S, 2), (S,), (S,). ``style`` is as for `arrows`.
        """
        turns = np.arange(count) * 2 * np.pi / count
        ways = np.stack([np.cos(turns), np.sin(turns)], axis=-1)
        centre, radius, force = (np.asarray(given, float) for given in (centre, radius, force))
        tails = centre[..., None, :] + radius[..., None, None] * ways
        return self.arrows(tails, force[..., None, None] * ways, colour, **style)

    def heat(self, values: Any, **options: Any) -> Heat:
        """A map of values (H, W) over the whole plane, or a history (S, H, W) of it; options are those of `Heat`."""
        return Heat(self, values, **options)

    def histogram(self, values: Any, colour: str = "y", **options: Any) -> Histogram:
        """The distribution of values (N,), or of a history (S, N) of them; options are those of `Histogram`."""
        return Histogram(self, values, colour, **options)

    def holds(self, places: Any) -> np.ndarray:
        """Return whether places (…, 2) lie within the plane, (…)."""
        places = np.asarray(places, float)
        inside = [(share >= 0) & (share <= 1) for share in (self.share(places[..., k], k) for k in (0, 1))]
        return inside[0] & inside[1]

    def clipped(self, x: Any, y: Any) -> np.ndarray:
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


def _paint(colour: Any) -> Any:
    """Return the hex colour of a name, or numbers as they are."""
    return resolve(colour) if isinstance(colour, str) else colour


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
