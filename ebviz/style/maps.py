"""Colour maps by name: matplotlib's, and two of our own for white paper.

Both are made in CIE L*a*b*, so that their lightness is what they are for: from cold to hot it falls evenly, so that a
grey copy still orders the energies; along the rainbow it never comes near that of the paper.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ebviz.errors import UsageError, nearest
from ebviz.style import lab

if TYPE_CHECKING:
    from matplotlib.colors import Colormap

COLD_TO_HOT_IN_PRINT = "cold_to_hot_in_print"
RAINBOW_ON_WHITE = "rainbow_on_white"
STEPS = 256
SHIPPED = Path(__file__).with_name("maps.npz")
DATA = ("maps.npz",)  # matplotlib's maps that a theme wears: to load matplotlib takes a fifth of a second
_LIGHTEST = 58.0  # L* of the rainbow on white: a contrast of 3 : 1 with the paper

# (L*, a*, b*): pale blue, blue, violet, red, dark red
_COLD_TO_HOT = [
    (90.0, -6.0, -12.0),
    (74.0, -2.0, -34.0),
    (58.0, 26.0, -30.0),
    (42.0, 58.0, 22.0),
    (26.0, 46.0, 33.0),
]


@functools.lru_cache(maxsize=16)
def table(name: str) -> np.ndarray:
    """Return a colour map as (256, 3) numbers in [0, 1], lowest value first; raise `UsageError` if there is none."""
    with np.load(SHIPPED) as shipped:
        if name in shipped:
            return np.asarray(shipped[name])
    return np.asarray(colour_map(name)(np.linspace(0, 1, STEPS)))[:, :3]


@functools.cache
def colour_map(name: str) -> Colormap:
    """Return a colour map by name; raise `UsageError`, suggesting the nearest name, if there is none."""
    from matplotlib import colormaps

    register()
    if name not in colormaps:
        raise UsageError(
            f"unknown colour map '{name}': expected one of matplotlib's{nearest(name, colormaps)}"
        )
    return colormaps[name]


@functools.cache
def register() -> None:
    """Let matplotlib know our own maps by their names."""
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    for name, colours in ((COLD_TO_HOT_IN_PRINT, _cold_to_hot()), (RAINBOW_ON_WHITE, _rainbow())):
        colormaps.register(ListedColormap(colours, name), force=True)


def _cold_to_hot() -> np.ndarray:
    """Return (256, 3): blue to red, ever darker."""
    stops = np.array(_COLD_TO_HOT)
    at = np.linspace(0, len(stops) - 1, STEPS)
    return lab.to_rgb(np.stack([np.interp(at, np.arange(len(stops)), column) for column in stops.T], axis=-1))


def _rainbow() -> np.ndarray:
    """Return (256, 3): matplotlib's rainbow, hue by hue, nowhere lighter than `_LIGHTEST`."""
    from matplotlib import colormaps

    given = lab.of_rgb(colormaps["rainbow"](np.linspace(0, 1, STEPS))[:, :3])
    share = np.minimum(1.0, _LIGHTEST / given[:, :1])
    return lab.to_rgb(given * share)
