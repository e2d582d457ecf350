"""What films and figures of this lecture read alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from ebviz.diagrams.network import spread
from ebviz.style.colourmap import hexes

if TYPE_CHECKING:
    from ebviz.study import Run

__all__ = ["MOST", "PLAIN", "around", "fitted", "kinds_hues", "means", "named", "placed", "strongest"]

PLAIN = dict.fromkeys("DUV")  # here they are matrices: D is no discriminator, V no regulariser
BRIGHT = (0, 1, 2, 3, 4, 8, 6, 9)  # of the ten colours, without brown and grey
MOST = 12  # vertices whose names and weights can be read
NEAREST = 0.38  # distance of two of them at least, as a share of the room to one side


def named(table: np.ndarray) -> list[str]:
    r"""Return the names of vertices (t, C), as Typst has to be given them.

    >>> named(np.array([[97, 0], [97, 95]]))
    ['a', 'a\\_']
    """
    names = ("".join(chr(letter) for letter in row if letter) for row in table)
    return [re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", name) for name in names]


def around(run: Run) -> tuple[np.ndarray, int]:
    """Return which vertices of study `graph` are shown, (at most `MOST`,), and which of these is followed.

    It is the one that most edges come into; its neighbours come first, then all others.
    """
    a = run["a"]
    vertices, middle = np.arange(len(a)), int(a.sum(1).argmax())
    first = np.lexsort((vertices, -a[middle], vertices != middle))[:MOST]
    found = np.sort(first)
    return found, int(np.flatnonzero(found == middle)[0])


def placed(run: Run, shown: np.ndarray, middle: np.ndarray, reach: Any) -> np.ndarray:
    """Return where vertices that are shown stand, (t, 3), as far as ``reach`` from the middle of them all."""
    places = run["places"][shown]
    for _ in range(2):
        places = places - (places.max(0) + places.min(0)) / 2
        places = spread(places / max(float(np.abs(places).max()), 1e-6), NEAREST)
    return fitted(places, middle, reach)


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
