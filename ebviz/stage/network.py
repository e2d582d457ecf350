"""A graph as vertices and arrows between them, each arrow as strong as it weighs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from manim import VGroup, VMobject

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.formula import Words
from ebviz.stage.history import follow
from ebviz.stage.marks import Trace, flat
from ebviz.stage.units import line, place, pt
from ebviz.style.looks import tinted
from ebviz.style.palette import COLOURS
from ebviz.style.palette import colour as resolve

BEND = 0.14  # how far an arrow bends aside, as a share of its length: there and back do not coincide
LOOP = 0.8  # radius of an arrow from a vertex to itself, in the vertex's
HEAD = 13.0  # length of an arrow's head in slide points
FAINT = 0.15  # opacity of an arrow that weighs next to nothing
LEAST = 0.002  # one that weighs less is not drawn
CORNERS = 24


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
        radius: float = 21.0,
        width: float = 8.0,
    ) -> None:
        places, weights = np.asarray(places, float), np.asarray(weights, float)
        count = len(places)
        if weights.shape[-2:] != (count, count) or weights.ndim not in (2, 3):
            raise UsageError(f"network: expected weights ({count}, {count}), got {weights.shape}")
        self.places = np.pad(places, ((0, 0), (0, 3 - places.shape[1])))
        self._hue, self._width, self._radius = resolve(colour), width, pt(radius)
        hues = [colours] * count if isinstance(colours, str) else list(colours)
        there = weights.reshape(-1, count, count).max(0) > LEAST
        self.arrows = {(i, j): self._arrow(i, j) for i, j in np.argwhere(there).tolist()}
        self.vertices = VGroup(
            *(
                self._vertex(at, hue, name)
                for at, hue, name in zip(self.places, hues, names or [""] * count, strict=True)
            )
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
            opacity = FAINT + (1 - FAINT) * weight if weight > LEAST else 0
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
            label = Words(name, size=30, colour=resolve(hue))
            vertex.add(label.scale(min(1.0, 1.5 * self._radius / label.width)).move_to(at))
        return vertex

    def _arrow(self, i: int, j: int) -> VGroup:
        """Return the arrow from vertex j to vertex i: a shaft that bends to its left, and a head at the rim."""
        way = (
            _loop(self.places[i], self.places.mean(0), self._radius)
            if i == j
            else _arc(self.places[j], self.places[i])
        )
        far = np.linalg.norm(way - self.places[i], axis=1) > self._radius
        near = np.linalg.norm(way - self.places[j], axis=1) > self._radius
        way = way[far & near] if (far & near).sum() > 2 else way  # vertices that lie upon one another
        along = way[-1] - way[-2]
        outline = shapes.arrow_head((0.0, 0.0), (along[0], along[1]))
        head = VMobject().set_points(flat(outline) * pt(1.0) * HEAD / shapes.ARROW_HEAD + way[-1])
        shaft = Trace(way[:-1], "a", width=1)
        return VGroup(shaft, head.set_stroke(width=0))


def _arc(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return a way (N, 3) from one place to another that bends to its left."""
    t = np.linspace(0, 1, 8 * CORNERS)[:, None]
    across = np.array([-(end - start)[1], (end - start)[0], 0.0])
    return np.asarray(start + (end - start) * t + 4 * BEND * t * (1 - t) * across)


def _loop(at: np.ndarray, middle: np.ndarray, radius: float) -> np.ndarray:
    """Return a way (N, 3) from a place round to itself, on the side away from the middle."""
    away = at - middle
    away = away / np.linalg.norm(away) if np.linalg.norm(away) > 1e-6 else place(0.0, 1.0)
    angle = np.arctan2(away[1], away[0]) + np.pi + np.linspace(0.0, 2 * np.pi, 8 * CORNERS)
    round_ = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=-1)
    return np.asarray(at + (1 + 0.55 * LOOP) * radius * away + LOOP * radius * round_)
