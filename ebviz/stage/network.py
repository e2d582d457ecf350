"""A graph as vertices and arrows between them, each arrow as strong as it weighs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from manim import VGroup, VMobject

from ebviz.diagrams import network, shapes
from ebviz.stage.formula import Words
from ebviz.stage.history import follow
from ebviz.stage.marks import Trace, flat
from ebviz.stage.units import line, pt
from ebviz.style.looks import tinted
from ebviz.style.palette import COLOURS
from ebviz.style.palette import colour as resolve

NAME = 30  # size of a vertex's name, at most, in Manim's points


class Network(VGroup):
    """Vertices, and an arrow from j to i as strong as the weight in row i, column j.

    Parameters
    ----------
    places : (t, 2 or 3), in the frame. names : t words, or none.
    weights : (t, t) from 0 to 1, or a history (S, t, t) that the arrows follow in a replay.
    colours : of each vertex; one for all, or t. colour : of the arrows. radius, width : of a vertex, and of an arrow
        that weighs 1, in slide points.

    `vertices[i]` has an outline and a name; `arrows[i, j]` is there if it ever weighs anything. `weights` keeps those
    that are shown.
    """

    def __init__(
        self,
        places: Any,
        weights: Any,
        names: Sequence[str] = (),
        *,
        colours: str | Sequence[str] = "aqua",
        colour: str = "a",
        radius: float = network.RADIUS,
        width: float = network.WIDTH,
    ) -> None:
        places, weights, looks = network.Given.of(places, weights, names, colours, moving=True)
        self.places = np.pad(places, ((0, 0), (0, 3 - places.shape[1])))
        self._hue, self._width, self._radius = resolve(colour), width, pt(radius)
        found = network.arrows(self.places[:, :2], weights, self._radius, width, pt(1.0))
        self.arrows = {pair: _drawn(arrow) for pair, arrow in found.items()}
        self.vertices = VGroup(
            *(self._vertex(at, hue, name) for at, (name, hue) in zip(self.places, looks, strict=True))
        )
        super().__init__(*self.arrows.values(), self.vertices)
        if weights.ndim == 3:
            follow(self, weights, put=self.put)
        else:
            self.put(weights)

    def put(self, weights: Any) -> Self:
        """Show other weights (t, t)."""
        self.weights = np.array(weights, float)
        for pair, (shaft, head) in self.arrows.items():
            weight = float(np.clip(self.weights[pair], 0, 1))
            opacity = network.opacity(weight)
            shaft.set_stroke(self._hue, line(self._width * weight), opacity)
            head.set_fill(self._hue, opacity)
        return self

    def into(self, vertex: int) -> VGroup:
        """Return the arrows that lead to a vertex."""
        return VGroup(*(arrow for (i, _), arrow in self.arrows.items() if i == vertex))

    def _vertex(self, at: np.ndarray, hue: str, name: str) -> VGroup:
        rim = VMobject().set_points(flat(shapes.ellipse(2 * self._radius)))
        rim.set_stroke(resolve(hue), line(shapes.STROKE)).set_fill(tinted(resolve(hue), COLOURS["black"]), 1)
        vertex = VGroup(rim.move_to(at))
        if name:
            label = Words(name, size=NAME, colour=resolve(hue))
            vertex.add(label.scale(min(1.0, network.ROOM * self._radius / label.width)).move_to(at))
        return vertex


def _drawn(arrow: network.Arrow) -> VGroup:
    """Return an arrow's shaft and head."""
    head = VMobject().set_points(flat(arrow.head)).set_stroke(width=0)
    return VGroup(Trace(np.pad(arrow.shaft, ((0, 0), (0, 1))), "a", width=1), head)
