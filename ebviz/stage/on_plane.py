"""What is drawn on a plane, from arrays or from histories: curves, clouds, maps, arrows, histograms.

Each word takes a single moment or a history whose first axis is time; given a history, what it draws follows every
replay. Everything is clipped to the plane.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import UP, VGroup

from ebviz.stage.bubbles import Bubbles
from ebviz.stage.clipping import inside
from ebviz.stage.dots import Dots
from ebviz.stage.formula import Formula
from ebviz.stage.gl import Arrows
from ebviz.stage.gl.colours import rgba
from ebviz.stage.history import between, bind, follow
from ebviz.stage.map import Heat
from ebviz.stage.marks import Cloud, Trace, rim
from ebviz.stage.shares import Histogram
from ebviz.stage.units import pt
from ebviz.style.colourmap import bright
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

    def value(self, shares: Any, axis: int) -> np.ndarray:
        """Return the values that lie at shares of an axis, 0 being its lowest end and 1 its highest."""
        low, high = (self.x, self.y)[axis][:2]
        shares = np.asarray(shares, float)
        return low * (high / low) ** shares if "xy"[axis] in self.log else low + shares * (high - low)

    def curve(self, x: Any, y: Any, colour: str = "E", **style: Any) -> Trace:
        """The line through (x, y): y is (N,), or a history (S, N) of it. ``style`` is as for `Trace`."""
        x, y = np.asarray(x, float), np.asarray(y)
        if y.ndim == 1:
            return Trace(self.at(self.clipped(x, y)), colour, **style)
        line = Trace(self.at(self.clipped(x, y[0])), colour, **style)
        return follow(line, y, put=lambda now: line.run(self.at(self.clipped(x, now))))

    def stems(self, x: Any, heights: Any, colour: str = "E", **style: Any) -> Trace:
        """Upright lines at x (N,) from 0 to heights (N,), or to a history (S, N) of them."""
        history, part = np.atleast_2d(heights), Trace(np.zeros((0, 3)), colour, **style)

        def put(now: np.ndarray) -> None:
            feet, tips = (np.stack([x, up], axis=-1) for up in (0 * now, now))
            part.run(self.at(np.stack([feet, tips, np.nan * feet], axis=1).reshape(-1, 2)))

        put(history[0])
        return follow(part, history, put=put) if np.ndim(heights) > 1 else part

    def trace(self, places: Any, colour: str = "y_tilde", **style: Any) -> Trace:
        """The line through places (N, 2), or a history (S, N, 2) of it; ``closed=True`` joins its ends.

        What lies outside the plane is cut off, unless the line is dashed.
        """
        places, closed = np.asarray(places), bool(style.pop("closed", False))
        line = Trace(np.zeros((0, 3)), colour, **style)

        def run(now: np.ndarray) -> None:
            line.closed = closed and (line.dash is not None or bool(self.holds(now).all()))
            if line.dash is None and not self.holds(now).all():
                ring = np.vstack([now, now[:1]]) if closed else now
                now = self.clipped(ring[:, 0], ring[:, 1])
            line.run(self.at(now))

        if places.ndim == 3:
            return follow(line, places, put=run)
        run(places)
        return line

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
        """One point (2,) in its symbol's colour, and the symbol at its side: a mark and its letter.

        ``on_map=True`` gives both the colours and the rim that set them off from an energy map.
        """
        mark = self.cloud(place, symbol, size=size, **style)
        letter = Formula(symbol, size=36).next_to(mark, side, buff=pt(7.0))
        if style.get("on_map"):
            rim(letter.set_fill(worn().on_map(symbol)), 0.0, 1.5)
        return VGroup(mark, letter)

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
        one = rgba(colour)
        given = [(places, 2)] if values is None else [(places, 2), (np.asarray(values), 1)]
        moving, histories = _timed(*given)
        dots = Dots(self.at(histories[0][0] if moving else places), size=size, **style)

        def put(now: np.ndarray, heights: np.ndarray | None = None) -> None:
            hues = rgba(one if heights is None or paint is None else paint(heights), len(now)).copy()
            hues[:, 3] *= self.holds(now)
            dots.home().set_dots(self.at(now), hues)

        if moving:
            return follow(dots, *histories, put=put)
        put(*histories)
        return dots

    def bubbles(
        self, centres: Any, radii: Any, colour: Any = "z", *, reach: float = 1.0, **style: Any
    ) -> Bubbles:
        """Discs around centres (N, 2), their radii (N,) or one times ``reach``; or histories (S, N, 2), (S, N).

        Radii are in units of the horizontal axis. ``style`` is as for `Bubbles`.
        """
        centres, radii = np.asarray(centres, float), np.asarray(radii, float)
        if not radii.ndim:
            radii = np.broadcast_to(radii, centres.shape[-2])
        moving, histories = _timed((centres, 2), (radii, 1))
        made = Bubbles(np.zeros((centres.shape[-2], 2)), 0.0, colour, **style)

        def put(middle: np.ndarray, radius: np.ndarray) -> None:
            made.home().set_bubbles(self.at(middle), reach * self.unit * radius)

        if moving:
            return follow(made, *histories, put=put)
        put(*histories)
        return made

    def arrows(
        self,
        tails: Any,
        ways: Any,
        colour: Any = "arrow",
        *,
        scale: float = 1.0,
        width: float = 2.4,
        on_map: Any = None,
    ) -> Arrows:
        """Arrows from places (N, 2) along ways (N, 2) times ``scale``, in plot coordinates, or histories of both.

        Arrows whose tail is outside the plane are not drawn. ``on_map`` (N,) says that they lie on an energy map, and
        on which share of its hot end: they are black where it is bright, white elsewhere. `Grow` lets them grow.
        """
        tails, ways = np.asarray(tails, float), np.asarray(ways, float)
        hue, zero = rgba(colour), np.zeros((tails.shape[-2], 2))
        if on_map is not None:
            hue = np.where(bright(np.asarray(on_map), 0.0, 1.0)[:, None], (0, 0, 0, 1), (1, 1, 1, 1)).astype(
                float
            )
        moving, histories = _timed((tails, 2), (ways, 2))
        made = Arrows(zero, zero, width=width)

        def put(start: np.ndarray, way: np.ndarray) -> None:
            foot = self.at(start)
            made.home().set_arrows(foot, self.at(start + scale * way) - foot)
            made.paint = hue * self.holds(start)[:, None]

        if moving:
            return follow(made, *histories, put=put)
        put(*histories)
        return made

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
        both = [(share >= 0) & (share <= 1) for share in (self.share(places[..., k], k) for k in (0, 1))]
        return both[0] & both[1]

    def clipped(self, x: Any, y: Any) -> np.ndarray:
        """Return the polyline (M, 2) through (x, y), clipped to the frame, with rows of NaN where it is outside."""
        points = np.stack([np.asarray(x, float), np.asarray(y, float)], axis=1)
        shares = np.stack([self.share(points[:, axis], axis) for axis in (0, 1)], axis=1)
        enter, leave = inside(shares)
        kept = np.flatnonzero(enter < leave)
        starts, ends = points[:-1][kept], points[1:][kept]
        for rows, at, given in ((starts, enter[kept], 0.0), (ends, leave[kept], 1.0)):
            cut = at != given
            where = shares[:-1][kept] + at[:, None] * np.diff(shares, axis=0)[kept]
            rows[cut] = np.stack([self.value(where[cut, axis], axis) for axis in (0, 1)], axis=1)
        joined = np.zeros(len(kept), bool)
        joined[1:] = (np.diff(kept) == 1) & (enter[kept[1:]] == 0) & (leave[kept[:-1]] == 1)
        rows = np.stack([np.full_like(starts, np.nan), starts, ends], axis=1)
        wanted = np.stack([~joined, ~joined, np.ones_like(joined)], axis=1)
        wanted[:1, 0] = False
        return rows[wanted]


def _timed(*given: tuple[np.ndarray, int]) -> tuple[bool, list[np.ndarray]]:
    """Return whether any of the arrays is a history, and all of them with as many moments as that has.

    Each array comes with the number of axes that it has at one moment.
    """
    count = next((len(array) for array, axes in given if array.ndim > axes), None)
    if count is None:
        return False, [array for array, _ in given]
    return True, [
        array if array.ndim > axes else np.broadcast_to(array, (count, *array.shape)) for array, axes in given
    ]
