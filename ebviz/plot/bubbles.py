"""Bubbles in a plane of codes: discs with a rim, and small pictures as ink in them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle

from ebviz.style.themes import Theme


def discs(
    axes: Axes,
    theme: Theme,
    centres: np.ndarray,
    radii: np.ndarray,
    colour: str = "z",
    *,
    fill: float = 0.12,
    rim: float = 1.6,
    zorder: float = 3.0,
) -> None:
    """Draw discs with centres (N, 2) and radii (N,); ``fill`` is the inside's opacity, ``rim`` in points."""
    circles = [Circle((x, y), r) for (x, y), r in zip(centres, radii, strict=True)]
    hue = to_rgb(theme(colour))
    axes.add_collection(
        PatchCollection(circles, facecolor=(*hue, fill), edgecolor="none", zorder=zorder - 0.5)
    )
    rims = PatchCollection(circles, facecolor="none", edgecolor=hue, linewidth=rim, zorder=zorder)
    axes.add_collection(rims)


def stamps(axes: Axes, theme: Theme, pictures: np.ndarray, centres: np.ndarray, sides: np.ndarray) -> None:
    """Put pictures (N, P, P), 0 to 1, as ink with crisp pixels around centres (N, 2), as wide as sides (N,)."""
    limits = axes.get_xlim(), axes.get_ylim()
    for picture, (x, y), half in zip(pictures, centres, np.asarray(sides) / 2, strict=True):
        shade = np.broadcast_to(to_rgb(theme.ink), (*picture.shape, 3))
        box = (x - half, x + half, y - half, y + half)
        axes.imshow(np.dstack([shade, picture]), extent=box, interpolation="nearest", zorder=4)
    axes.set(xlim=limits[0], ylim=limits[1])
