"""A free energy as an opaque surface in a `Space` with fixed limits, so that several can be compared.

`surface` fits the frame to each surface and opens its near wall; here box, camera and cap are given, and whatever
the surface hides, on itself or on the floor, is left out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize

from ebviz.plot.legend import Style
from ebviz.plot.relief import Grid, clipped, contours, hidden
from ebviz.plot.space import Space
from ebviz.plot.surface import fill, runs
from ebviz.style.looks import RING
from ebviz.style.maps import colour_map


class Basin:
    """F up to ``cap``, filled, with a contour ring at each of ``levels``, a thick one at the cap, and a rim."""

    def __init__(self, space: Space, field: Grid, cap: float, levels: np.ndarray) -> None:
        self.space, self.field, self.cap = space, field, cap
        self.colours = ScalarMappable(Normalize(0, cap), colour_map(space.theme.energy_map))
        fill(space.axes, space.view, clipped(field, cap), self._rgb)
        for level in [*levels, cap]:
            hue = self._rgb(level) * (1.0 if level == cap else 1 - RING)
            for ring in contours(field, level):
                places = np.column_stack([ring, np.full(len(ring), level)])
                self.line(places, hue, 2.6 if level == cap else 1.3)
        y1, y2, F = field.y1, field.y2, field.F
        rims = [np.column_stack([np.full_like(y2, y1[end]), y2, F[:, end]]) for end in (0, -1)]
        rims += [np.column_stack([y1, np.full_like(y1, y2[end]), F[end]]) for end in (0, -1)]
        for rim in rims:
            self.line(rim[rim[:, 2] <= cap], space.theme.ink, 1.0)

    def _rgb(self, F: Any) -> np.ndarray:
        return np.asarray(self.colours.to_rgba(F))[..., :3]

    def line(self, places: np.ndarray, hue: Any, width: float, zorder: float = 2.2) -> None:
        """Draw the visible parts of a line (S, 3)."""
        view = self.space.view
        seen = ~hidden(view, places, self.field, self.cap)
        style: Style = {"colors": [hue], "linewidths": width, "zorder": zorder}
        lines = LineCollection(runs(view.flat(places), seen), **style)
        self.space.axes.add_collection(lines, autolim=False)

    def points(self, places: np.ndarray, hue: str, size: float) -> None:
        """Draw the visible ones of the places (N, 3), with a rim in the paper's colour."""
        view, paper = self.space.view, self.space.theme.paper
        flat = view.flat(places[~hidden(view, places, self.field, self.cap)])
        style: Style = {"color": hue, "mec": paper, "mew": 1.0, "zorder": 2.4}
        self.space.axes.plot(*flat.T, marker="o", ms=size, linestyle="none", **style)
