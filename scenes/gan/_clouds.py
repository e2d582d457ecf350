"""What the slides of this lecture share: cold y and hot ŷ on the map of C, their histograms, a woven mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from ebviz.plot.axes import Rect, number
from ebviz.plot.heat import heat_map
from ebviz.plot.legend import Style
from ebviz.style.palette import COLOURS
from ebviz.style.themes import Theme

if TYPE_CHECKING:
    from ebviz.study import Run

LAST = -1
TOP = 2.0  # of the colours of C, above its lowest value
MOMENTS = (0.0, 0.07, 0.18, 1.0)  # as shares of the moments kept, which are denser at the start
SHOWN = 400  # number of y and of ŷ drawn, the first ones
STEP = {"ellipse": 1.0, "gaussians": 2.0}  # between ticks
# A map has the same colours on every paper, and so have the marks on it. What is hot is pointed, as its hat is.
COLD: Style = {"marker": "o", "ms": 4.0, "linestyle": "none", "color": COLOURS["blue"]}
COLD |= {"mec": COLOURS["black"], "mew": 0.5}
HOT: Style = {"marker": "^", "ms": 5.2, "linestyle": "none", "color": COLOURS["red"]}
HOT |= {"mec": COLOURS["black"], "mew": 0.5}


def moment(run: Run, name: str, share: float) -> int:
    """The index of the moment at a share of those kept."""
    return round(share * (len(run[f"{name}_rounds"]) - 1))


def field(
    fig: Figure,
    theme: Theme,
    rect: Rect,
    toys: Run,
    run: Run,
    name: str,
    at: int,
    *,
    toy: str = "gaussians",
    top: float = TOP,
    hot: bool = True,
    **options: Any,
) -> tuple[Axes, AxesImage, float]:
    """The map of C at one moment of a training, above its lowest value (also returned), with y and ŷ."""
    toy = name if name in STEP else toy
    C, sides = run[f"{name}_C"][at], (toys[f"{toy}_y1"], toys[f"{toy}_y2"])
    low = float(C.min())
    axes, image = heat_map(fig, theme, rect, sides, C - low, top, step=(STEP[toy],) * 2, **options)
    axes.plot(*toys[toy][:SHOWN].T, **COLD, zorder=3)
    if hot:
        axes.plot(*run[f"{name}_y_hat"][at][:SHOWN].T, **HOT, zorder=3.5)
    axes.set(xlim=sides[0][[0, -1]], ylim=sides[1][[0, -1]])
    return axes, image, low


def cold_and_hot(axes: Axes, theme: Theme, cold: np.ndarray, hot: np.ndarray, edges: np.ndarray) -> None:
    """Two overlaid histograms, in % of each: for y, filled, and for ŷ, hatched."""
    styles: tuple[Style, Style] = (
        {"facecolor": theme("y"), "alpha": 0.75, "edgecolor": "none"},
        {"facecolor": "none", "edgecolor": theme("hat(y)"), "linewidth": 1.8, "hatch": "////"},
    )
    for values, style in zip((cold, hot), styles, strict=True):
        weights = np.full(len(values), 100 / len(values))
        axes.hist(values, edges.tolist(), weights=weights, histtype="stepfilled", **style)
    axes.set(xlim=(edges[0], edges[-1]), ylim=(0, 1.08 * axes.get_ylim()[1]))
    axes.locator_params(nbins=5)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: number(value))


def patches(theme: Theme) -> tuple[Style, Style]:
    """Those histograms for a legend."""
    patch: Style = {"marker": "s", "ms": 15, "linestyle": "none"}
    hollow: Style = {"fillstyle": "none", "mew": 1.8}
    return {**patch, "color": theme("y")}, {**patch, **hollow, "color": theme("hat(y)")}


def woven(axes: Axes, theme: Theme, mesh: np.ndarray) -> None:
    """The lines of a mesh (G, G, 2), with those of z₁ = 0 and z₂ = 0 thick."""
    lines = [*mesh, *mesh.swapaxes(0, 1)]
    widths = np.full(len(lines), 0.7)
    if len(mesh) % 2:
        widths[[len(mesh) // 2, len(mesh) + len(mesh) // 2]] = 3.0
    axes.add_collection(
        LineCollection(lines, linewidths=widths, colors=theme("z"), zorder=2.5), autolim=False
    )


def smooth(values: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Means of ``width`` consecutive values, and the middle of each.

    >>> smooth(np.array([1.0, 3.0, 5.0]), 2)
    (array([0.5, 1.5]), array([2., 4.]))
    """
    means = np.convolve(values, np.full(width, 1 / width), "valid")
    return np.arange(len(means)) + (width - 1) / 2, means
