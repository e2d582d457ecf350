"""What films and figures of this lecture read alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ebviz.study import Run

MOST = 12  # vertices whose names and weights can be read


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


def placed(run: Run, shown: np.ndarray, middle: np.ndarray, reach: float) -> np.ndarray:
    """Return where vertices that are shown stand, (t, 3), as far as ``reach`` from the middle of them all."""
    places = run["places"][shown]
    places = places - (places.max(0) + places.min(0)) / 2
    places = middle[:2] + places * reach / max(float(np.abs(places).max()), 1e-6)
    return np.pad(places, ((0, 0), (0, 1)))
