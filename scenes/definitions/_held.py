"""The definition that is shown: made of a dial of the library, and read off it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ebviz.dials import Dial as Held

__all__ = ["FIRST", "FOURTH", "HIGH", "SECOND", "THIRD", "at_tenth", "pairs", "shown", "value", "values"]

FIRST, SECOND, FOURTH = 6, 7, 9  # what x is, one after another
THIRD = 3  # before the last of these, an argument
HIGH = 10  # the largest x that is drawn


def _defined() -> tuple[Held, Any]:
    """Return x, which is not set, and y, which is defined all the same."""
    x = Held("x")
    return x, 2 * x


def shown() -> str:
    """Return how the definition reads as long as x is not set, as a formula."""
    return repr(_defined()[1]).replace(" * ", " ")


def values(xs: Sequence[float] | np.ndarray) -> list[Any]:
    """Return what y is when x is set to one value after another.

    >>> values([6, 7])
    [12, 14]
    """
    x, y = _defined()
    found = []
    for now in xs:
        x.set(now)
        found.append(y.value)
    return found


def value(x: float) -> Any:
    """Return what y is when x is set to a value."""
    return values([x])[0]


def at_tenth(x: float) -> str:
    """Return what y is at the tenth that an x is shown as.

    >>> at_tenth(6.4478)
    '12.8'
    """
    return f"{value(round(x, 1)):.1f}"


def pairs(xs: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return the pairs of x and y, (N, 2)."""
    return np.stack([xs, values(xs)], axis=-1).astype(float)
