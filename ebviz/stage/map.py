"""A map of an energy over a plane, with the bar that says which colour is which value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP

from ebviz.errors import UsageError
from ebviz.stage.gl import Field
from ebviz.stage.history import follow
from ebviz.stage.keys import ColourBar
from ebviz.stage.units import pt

SIDES = {"left": LEFT, "right": RIGHT, "above": UP, "below": DOWN}


class Heat(Field):
    """Values (H, W), or a history (S, H, W), as colours over a whole plane; the first row is at its lower edge.

    Parameters
    ----------
    plane : the plane; its grid and the lines through zero lie below the map, so make it with ``grid=False``.
    low, high : the values at the ends of the colours; ``high`` None takes the largest of all moments.
    bar : the side on which the colour bar stands, "left", "right", "above", "below", or None for no bar.
    name : of the values, above the bar, in Typst mathematics. ticks : values labelled on it.
    cmap : a role or a colour map; by default that of energies, blue for low and cold, red for high and hot.
    corners : two places in the plane, when the map covers less: lower left and upper right.
    options : those of `Field`, and ``bar_options`` those of `ColourBar`.

    `bar` is the bar, or an empty group, to be added beside the map.
    """

    def __init__(
        self,
        plane: Any,
        values: Any,
        *,
        low: float = 0.0,
        high: float | None = None,
        bar: str | None = None,
        name: str = "",
        ticks: Sequence[float] | None = None,
        cmap: str = "energy",
        corners: tuple[Any, Any] | None = None,
        bar_options: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        values = np.asarray(values)
        top = float(np.max(values)) if high is None else float(high)
        if not low < top:
            raise UsageError(f"a map's colours: expected low below high, got {low:g} and {top:g}")
        moving = values.ndim == 3
        super().__init__(values[0] if moving else values, vmin=low, vmax=top, cmap=cmap, **options)
        (x0, x1), (y0, y1) = plane.x[:2], plane.y[:2]
        start, end = corners or ((x0, y0), (x1, y1))
        self.fit(plane.at(start), plane.at(end))
        self.bar: Any = None
        if bar is not None:
            if bar not in SIDES:
                raise UsageError(f"a bar at '{bar}': expected one of {', '.join(SIDES)}")
            flat = bar in ("above", "below")
            side = {"length": 0.8 * float(plane.frame.width if flat else plane.frame.height) / pt(1.0)}
            given = {
                "cmap": cmap,
                "horizontal": flat,
                "extend": bool(np.max(values) > top * (1 + 1e-6)),
                **side,
            }
            marks = list(ticks) if ticks is not None else [low, (low + top) / 2, top]
            self.bar = ColourBar(low, top, marks, name, **{**given, **(bar_options or {})})
            self.bar.next_to(plane.frame if bar in ("right", "above") else plane, SIDES[bar], buff=pt(16.0))
        if moving:
            follow(self, values, put=self.set_values)
