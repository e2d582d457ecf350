"""What is drawn on a map of the plane: samples, and arrows from where points are to where they go."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ebviz.plot.label import Label
from ebviz.plot.legend import Style
from ebviz.style.colourmap import bright
from ebviz.style.themes import Theme

ARROWS: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "units": "dots", "width": 2.2, "zorder": 3}
ARROWS |= {"headwidth": 4.6, "headlength": 5.2, "headaxislength": 4.6, "minshaft": 1.4, "minlength": 0.4}


def travel(
    axes: Axes, start: np.ndarray, end: np.ndarray, shade: np.ndarray, *, scale: float = 1.0, top: float = 1.0
) -> None:
    """Arrows between places (…, 2), at 1 / ``scale`` of their length, on a map of energies ``shade`` (…)."""
    start, way = start.reshape(-1, 2), (end - start).reshape(-1, 2)
    arrows(axes, start, way, shade.ravel(), top=top, scale=scale)


def arrows(
    axes: Axes, start: np.ndarray, way: np.ndarray, shade: np.ndarray, *, top: float = 1.0, **style: Any
) -> None:
    """Arrows from places (N, 2) along ``way`` (N, 2): black where the map is bright at energies ``shade`` (N,).

    ``top`` is the hot end of the map, whose cold end is 0; ``style`` changes `ARROWS`.
    """
    theme: Theme = axes.get_figure(root=True).theme  # type: ignore[union-attr]
    pale = bright(shade, 0.0, top, theme.energy_map)
    for choice, hue in ((pale, "black"), (~pale, "white")):
        axes.quiver(*start[choice].T, *way[choice].T, color=hue, **{**ARROWS, **style})


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
