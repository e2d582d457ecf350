"""A graph in a slide figure: vertices, and arrows between them, each as strong as it weighs, as the films draw it.

axes = canvas(fig)
Network(axes, theme, places, weights, ["a", "b", "c"], colours=["aqua", "aqua", "red"])
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch

from ebviz.diagrams import network, shapes
from ebviz.plot.diagram import path
from ebviz.plot.formula import words
from ebviz.plot.label import label
from ebviz.style.looks import tinted
from ebviz.style.themes import Theme

NAME = 22.0  # size of a vertex's name, at most, in slide points


class Network:
    """Vertices, and an arrow from j to i as strong as the weight in row i, column j.

    Parameters
    ----------
    axes : measured in slide points, as those of `canvas`. places : (t, 2) on them. weights : (t, t) from 0 to 1.
    names : t words, or none. colours : of each vertex; one for all, or t. colour : of the arrows.
    radius, width : of a vertex, and of an arrow that weighs 1, in slide points. filled : vertices in full colour.

    `vertices[i]` is a vertex's circle; `arrows[i, j]` are shaft and head, there if it weighs anything. `weights` and
    `places` are what is shown.

    Raises
    ------
    UsageError : weights that do not fit the places.
    """

    def __init__(
        self,
        axes: Axes,
        theme: Theme,
        places: Any,
        weights: Any,
        names: Sequence[str] = (),
        *,
        colours: str | Sequence[str] = "aqua",
        colour: str = "a",
        radius: float = network.RADIUS,
        width: float = network.WIDTH,
        filled: bool = False,
    ) -> None:
        given = network.Given.of(places, weights, names, colours, moving=False)
        self.places, self.weights = given.places, given.weights
        self.axes, self.theme, self._radius = axes, theme, radius
        figure = axes.get_figure(root=True)
        assert figure is not None
        self._points = figure.get_figwidth() * 72 / shapes.SLIDE[0]  # points on paper per slide point
        self.arrows = {
            pair: self._arrow(arrow, theme(colour), width, float(np.clip(self.weights[pair], 0, 1)))
            for pair, arrow in network.arrows(self.places, self.weights, radius, width).items()
        }
        looks = zip(self.places, given.looks, strict=True)
        self.vertices = [self._vertex(at, hue, name, filled) for at, (name, hue) in looks]

    def _arrow(self, arrow: network.Arrow, hue: str, width: float, weight: float) -> tuple[Line2D, PathPatch]:
        """Draw an arrow, and return its shaft and its head."""
        look: dict[str, Any] = {"alpha": network.opacity(weight), "zorder": 2 + weight}  # strong ones above
        wide = width * weight * self._points
        (shaft,) = self.axes.plot(*arrow.shaft.T, color=hue, linewidth=wide, solid_capstyle="butt", **look)
        head = PathPatch(path(arrow.head), facecolor=hue, edgecolor="none", linewidth=0, **look)
        self.axes.add_patch(head)
        return shaft, head

    def _vertex(self, at: np.ndarray, hue: str, name: str, filled: bool) -> PathPatch:
        """Draw a vertex, and return its circle."""
        fill = self.theme(hue) if filled else tinted(self.theme(hue), self.theme.paper)
        look: dict[str, Any] = {"facecolor": fill, "edgecolor": self.theme(hue), "zorder": 4}
        rim = path(shapes.ellipse(2 * self._radius) + at)
        circle = PathPatch(rim, linewidth=shapes.STROKE * self._points, **look)
        self.axes.add_patch(circle)
        if name:
            left, _, right, _ = words(name).box
            size = min(NAME, network.ROOM * self._radius / (right - left))
            place = (float(at[0]), float(at[1]))
            label(self.axes, name, place, size=size * self._points, colour="black" if filled else hue)
        return circle
