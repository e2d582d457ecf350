"""Energies as colours: heat maps of the plane, the marks on them, and colour bars without a tip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patheffects import withStroke

from ebviz.plot.axes import Rect, colour_bar, plane
from ebviz.plot.legend import Style
from ebviz.style import ticks
from ebviz.style.themes import Theme

FEWEST, MOST = 2, 14  # whole numbers that an axis shows


def data(theme: Theme, size: float = 7.5, rim: float = 1.0) -> Style:
    """Samples on an energy map: blue dots with a rim."""
    look: Style = {"marker": "o", "ms": size, "linestyle": "none", "color": theme.on_map("y")}
    return look | {"mec": theme.map_rim, "mew": rim}


def model(theme: Theme, width: float = 2.2) -> Style:
    """The manifold on an energy map: a violet line with a rim."""
    edge = withStroke(linewidth=width + 2.0, foreground=theme.map_rim)
    return {"linewidth": width, "color": theme.on_map("tilde(y)"), "path_effects": [edge]}


def heat(
    fig: Figure,
    theme: Theme,
    rect: Rect,
    sides: tuple[np.ndarray, np.ndarray],
    F: np.ndarray,
    top: float,
    **options: Any,
) -> tuple[Axes, AxesImage]:
    """Show F (H, W) over the plane from above, in colours from 0 to ``top``.

    ``sides`` are the coordinates of its columns (W,) and rows (H,); the options are those of `axes.plane`. Ticks
    are at whole numbers unless these would be too many or too few.
    """
    y1, y2 = (side.astype(float).round(6) for side in sides)
    half1, half2 = (y1[1] - y1[0]) / 2, (y2[1] - y2[0]) / 2
    xlim, ylim = (y1[0], y1[-1]), (y2[0], y2[-1])
    if not FEWEST <= xlim[1] - xlim[0] <= MOST:
        options.setdefault("step", (ticks.step_between(*xlim),) * 2)
    axes = plane(fig, theme, rect, xlim, ylim, **options)
    box = (y1[0] - half1, y1[-1] + half1, y2[0] - half2, y2[-1] + half2)
    image = axes.imshow(F, extent=box, origin="lower", cmap=theme.energy_map, vmin=0, vmax=top, zorder=0.5)
    axes.set(xlim=xlim, ylim=ylim)
    axes.grid(False)
    for line in axes.lines:
        line.set(alpha=0.4, linewidth=1.0, color="black")
    return axes, image


def plain_bar(
    fig: Figure,
    theme: Theme,
    rect: Rect,
    mappable: ScalarMappable,
    values: Sequence[float],
    name: str,
    *,
    size: float = 24.0,
    flush: bool = False,
) -> Colorbar:
    """A colour bar without a tip, for values that are all within it; otherwise as `axes.colour_bar`."""
    return colour_bar(fig, theme, rect, mappable, values, name, size=size, flush=flush, tip=False)
