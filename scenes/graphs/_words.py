"""What films and figures of this lecture read alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from ebviz.style.colourmap import hexes

if TYPE_CHECKING:
    from ebviz.study import Run

__all__ = ["MOST", "PLAIN", "around", "fitted", "kinds_hues", "means", "named", "placed", "strongest"]

PLAIN = dict.fromkeys("DUV")  # here they are matrices: D is no discriminator, V no regulariser
BRIGHT = (0, 1, 2, 3, 4, 8, 6, 9)  # of the ten colours, without brown and grey
MOST = 12  # vertices whose names and weights can be read
TIMES = 300  # rounds in which vertices push one another aside, at most


def named(table: np.ndarray) -> list[str]:
    r"""Return the names of vertices (t, C), as Typst has to be given them.

    >>> named(np.array([[97, 0], [97, 95]]))
    ['a', 'a\\_']
    """
    names = ("".join(chr(letter) for letter in row if letter) for row in table)
    return [re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", name) for name in names]


def around(run: Run) -> tuple[np.ndarray, int]:
    """Return which vertices of study `graph` are shown, (at most `MOST`,), and which of these is followed.

    It is the one that most edges come into; its neighbours come first, then those that the fewest edges lead to from
    these.
    """
    a = run["a"]
    vertices, middle = np.arange(len(a)), int(a.sum(1).argmax())
    far, near = np.where(vertices == middle, 0, len(a)), a[middle] > 0
    for steps in range(1, len(a)):
        near = near & (far > steps)
        if not near.any():
            break
        far[near] = steps
        near = ((a + a.T)[near] > 0).any(0)
    found = np.sort(np.lexsort((vertices, far))[:MOST])
    return found, int(np.flatnonzero(found == middle)[0])


def placed(run: Run, shown: np.ndarray, middle: np.ndarray, reach: Any, room: Any) -> np.ndarray:
    """Return where vertices that are shown stand, (t, 3), at most ``reach``, one number or (2,), from the middle.

    Those that have less room than ``room``, one number or across and up, are pushed aside.
    """
    reach, room = np.broadcast_to(reach, 2), np.broadcast_to(room, 2)
    flat = fitted(run["places"][shown].astype(float), np.zeros(3), reach)[:, :2]
    return np.pad(middle[:2] + apart(flat, reach, room), ((0, 0), (0, 1)))


def apart(places: np.ndarray, reach: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Return places (t, 2) within ±reach, moved so far that no two are nearer than ``room`` both across and up.

    >>> apart(np.array([[-3.0, 0], [0, 0], [0, 0.5], [3, 0]]), np.array([3, 3]), np.ones(2)).tolist()
    [[-3.0, 0.0], [0.0, -0.25], [0.0, 0.75], [3.0, 0.0]]
    """
    order = np.arange(len(places))
    before = order[:, None] < order  # who gives way to which side at one place
    for _ in range(TIMES):
        way = places[:, None] - places
        lacks = room - np.abs(way)
        close = (lacks > 1e-3 * room).all(-1) & ~np.eye(len(places), dtype=bool)
        if not close.any():
            break
        axis = (lacks / room).argmin(-1)[..., None] == np.arange(2)  # the shorter way out
        side = np.where(way == 0, np.where(before[..., None], -1, 1), np.sign(way))
        push = np.where(close[..., None] & axis, side * lacks / 2, 0).sum(1)
        places = np.clip(places + push / np.maximum(close.sum(1), 1)[:, None], -reach, reach)
    return places


def fitted(places: np.ndarray, middle: np.ndarray, reach: Any) -> np.ndarray:
    """Return where vertices (t, 2) stand, (t, 3), around ``middle``; ``reach`` is how far, one number or (2,)."""
    places = places - (places.max(0) + places.min(0)) / 2
    scale = float(np.min(np.broadcast_to(reach, 2) / np.maximum(np.abs(places).max(0), 1e-6)))
    return np.pad(middle[:2] + scale * places, ((0, 0), (0, 1)))


def kinds_hues(run: Run) -> list[str]:
    """Return a colour for each class of study `graph_classes`: those of tab10 that are not pale."""
    return hexes(np.array(BRIGHT[: len(run["classes"])]) + 0.5, 0, 10, "tab10")


def strongest(run: Run) -> tuple[int, int]:
    """Return the layer of study `graph_classes`, and the vertex in it, whose gates are the furthest from a mean."""
    last, mean = run["gates"][-1], means(run["shown_a"])
    layer = int(np.abs(last - mean).sum((1, 2)).argmax())
    return layer, int(np.abs(last[layer] - mean).max(1).argmax())


def means(a: np.ndarray) -> np.ndarray:
    """Return the weights of a mean of all neighbours, for an adjacency (t, t).

    >>> means(np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]])).tolist()
    [[0.0, 0.5, 0.5], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    """
    return np.asarray(a / np.maximum(a.sum(1, keepdims=True), 1))
