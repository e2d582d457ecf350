"""Energy as colour: the two maps of the lectures, cold blue to hot red and dark purple to yellow."""

from __future__ import annotations

import functools

import numpy as np

STEPS = 256


@functools.cache
def table(name: str) -> np.ndarray:
    """Return a matplotlib colour map as (256, 3) numbers in [0, 1], lowest value first."""
    import matplotlib as mpl

    return np.asarray(mpl.colormaps[name](np.linspace(0, 1, STEPS)))[:, :3]


def rgb(values: np.ndarray, low: float, high: float, name: str = "coolwarm") -> np.ndarray:
    """Return the colours (…, 3) in [0, 1] of values (…): the first for ``low`` and below, the last from ``high``."""
    share = np.clip((np.asarray(values, float) - low) / (high - low), 0, 1) * (STEPS - 1)
    below = np.minimum(share.astype(int), STEPS - 2)
    colours, part = table(name), (share - below)[..., None]
    return colours[below] * (1 - part) + colours[below + 1] * part


def hexes(values: np.ndarray, low: float, high: float, name: str = "coolwarm") -> list[str]:
    """Return the colours of values (N,) as hex strings.

    >>> hexes(np.array([0.0, 9.0]), 0.0, 1.0)
    ['#3B4CC0', '#B40426']
    """
    bytes_ = np.rint(rgb(values, low, high, name) * 255).astype(int)
    return [f"#{r:02X}{g:02X}{b:02X}" for r, g, b in bytes_]
