"""Arrows of a graph as numbers: where they bend, where their heads are, and how strong each is by its weight.

Both kits draw them: `stage.Network` in films, `plot.Network` in slide figures. Lengths are in the unit of the places,
`point` of them for one slide point.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ebviz.diagrams import shapes
from ebviz.errors import UsageError

RADIUS, WIDTH = 21.0, 8.0  # of a vertex, and of an arrow that weighs 1, in slide points
ROOM = 1.5  # width of a name, at most, in the vertex's radius
BEND = 0.14  # how far an arrow bends aside, as a share of its length: there and back do not coincide
LOOP = 0.8  # radius of an arrow from a vertex to itself, in the vertex's
BEHIND = 0.7  # where a shaft ends before the tip, as a share of the head's length
FAINT = 0.15  # opacity of an arrow that weighs next to nothing
LEAST = 0.002  # one that weighs less is not drawn
STEPS = 192  # of an arrow's way


class Arrow(NamedTuple):
    """The way of an arrow's shaft (N, 2), and the outline of its head (4, 4, 2)."""

    shaft: np.ndarray
    head: np.ndarray


class Given(NamedTuple):
    """A graph as it was given: places (t, 2 or 3), weights (t, t) or (S, t, t), name and colour of each vertex."""

    places: np.ndarray
    weights: np.ndarray
    looks: list[tuple[str, str]]

    @classmethod
    def of(
        cls, places: Any, weights: Any, names: Sequence[str], colours: str | Sequence[str], *, moving: bool
    ) -> Given:
        """Check what a graph is drawn from; its weights may be a history if it is ``moving``.

        >>> Given.of([[0, 0], [1, 0]], [[0, 1], [1, 0]], "ab", "red", moving=False).looks
        [('a', 'red'), ('b', 'red')]

        Raises
        ------
        UsageError : weights that do not fit the places.
        """
        places, weights = np.asarray(places, float), np.asarray(weights, float)
        count = len(places)
        if weights.shape[-2:] != (count, count) or weights.ndim > 2 + moving:
            raise UsageError(f"network: expected weights ({count}, {count}), got {weights.shape}")
        hues = [colours] * count if isinstance(colours, str) else list(colours)
        return cls(places, weights, [*zip(names or [""] * count, hues, strict=True)])


def arrows(
    places: np.ndarray, weights: np.ndarray, radius: float, width: float, point: float = 1.0
) -> dict[tuple[int, int], Arrow]:
    """Return the arrows among vertices, that from j to i under the key (i, j), for all that ever weigh anything.

    Parameters
    ----------
    places : (t, 2). weights : (…, t, t) from 0 to 1. radius : of a vertex, in the places' unit.
    width : of an arrow that weighs 1, in slide points: heads are seen on the widest. point : length of one.

    >>> [*arrows(np.array([[0.0, 0.0], [9.0, 0.0]]), np.array([[0.0, 0.5], [0.0, 0.0]]), 1.0, 8.0)]
    [(0, 1)]
    """
    count = len(places)
    most = weights.reshape(-1, count, count).max(0)
    length = (width * min(1.0, float(most.max())) + 8.0) * point
    return {(i, j): _arrow(places, i, j, radius, length) for i, j in np.argwhere(most > LEAST).tolist()}


def opacity(weight: float) -> float:
    """Return how opaque an arrow of a weight is, 0 if it weighs too little to be drawn.

    >>> opacity(1.0), opacity(0.001)
    (1.0, 0.0)
    """
    return FAINT + (1 - FAINT) * weight if weight > LEAST else 0.0


def _arrow(places: np.ndarray, i: int, j: int, radius: float, length: float) -> Arrow:
    """Return the arrow from vertex j to vertex i: it bends to its left and ends at the rim."""
    way = _loop(places[i], places.mean(0), radius) if i == j else _arc(places[j], places[i])
    far = np.linalg.norm(way - places[i], axis=1) > radius
    near = np.linalg.norm(way - places[j], axis=1) > radius
    way = way[far & near] if (far & near).sum() > 2 else way  # vertices that lie upon one another
    tip, before = way[-1], np.linalg.norm(way - way[-1], axis=1)
    back = np.flatnonzero(before > BEHIND * length)
    shaft = way[: max(2, int(back[-1]) + 1 if back.size else 2)]  # short arrows are hardly more than a head
    x, y = tip - shaft[-1]
    head = shapes.arrow_head((0.0, 0.0), (x, y) if x or y else (0.0, 1.0)) * length / shapes.ARROW_HEAD + tip
    return Arrow(shaft, head)


def _arc(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return a way (N, 2) from one place to another that bends to its left."""
    t = np.linspace(0, 1, STEPS)[:, None]
    across = np.array([-(end - start)[1], (end - start)[0]])
    return np.asarray(start + (end - start) * t + 4 * BEND * t * (1 - t) * across)


def _loop(at: np.ndarray, middle: np.ndarray, radius: float) -> np.ndarray:
    """Return a way (N, 2) from a place round to itself, on the side away from the middle."""
    away = at - middle
    away = away / np.linalg.norm(away) if np.linalg.norm(away) > 1e-6 else np.array([0.0, 1.0])
    angle = np.arctan2(away[1], away[0]) + np.pi + np.linspace(0.0, 2 * np.pi, STEPS)
    round_ = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return np.asarray(at + (1 + 0.55 * LOOP) * radius * away + LOOP * radius * round_)
