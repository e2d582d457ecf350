"""What is drawn on a map of the plane: samples, and arrows from where points are to where they go."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ebviz.plot.label import Label
from ebviz.plot.legend import Style
from ebviz.style.palette import COLOURS
from ebviz.style.themes import Theme

# A map has the same colours on every paper, and so have the marks on it.
SAMPLES: Style = {"marker": "o", "ms": 3.4, "linestyle": "none", "color": COLOURS["blue"]}
SAMPLES |= {"mec": COLOURS["black"], "mew": 0.4}
ARROWS: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "units": "dots", "width": 2.2, "zorder": 3}
ARROWS |= {"headwidth": 4.6, "headlength": 5.2, "headaxislength": 4.6, "minshaft": 1.4, "minlength": 0.4}


def travel(
    axes: Axes, start: np.ndarray, end: np.ndarray, shade: np.ndarray, *, scale: float = 1.0, top: float = 1.0
) -> None:
    """Arrows between places (…, 2), at 1 / ``scale`` of their length, black where the map is bright."""
    start, way = start.reshape(-1, 2), (end - start).reshape(-1, 2)
    bright = shade.ravel() > 0.45 * top
    for choice, hue in ((bright, COLOURS["black"]), (~bright, COLOURS["white"])):
        axes.quiver(*start[choice].T, *way[choice].T, color=hue, scale=scale, **ARROWS)


def pointer(theme: Theme) -> Style:
    """An arrow for a legend."""
    return {"marker": r"$\rightarrow$", "ms": 22, "mew": 0.4, "linestyle": "none", "color": theme.ink}


def bare(axes: Axes, *, left: bool = False, names: bool = False) -> None:
    """Leave out what a neighbour already shows: y₂'s name and ticks (``left``), or both axes' ``names``."""
    if left:
        axes.tick_params(labelleft=False)
    gone = ("$y_1$", "$y_2$") if names else ("$y_2$",) * left
    for name in axes.findobj(lambda part: isinstance(part, Label) and part.source in gone):
        name.set_visible(False)
