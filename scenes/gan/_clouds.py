"""What the slides of this lecture share: cold y and hot ŷ on the map of C, their histograms, a woven mesh."""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.plot import *
from ebviz.style.ticks import step_between

LAST = -1
MOMENTS = (0.0, 0.07, 0.18, 1.0)  # as shares of the moments kept, which are denser at the start
TOYS = ("ellipse", "gaussians")
SHOWN = 400  # number of y and of ŷ drawn, the first ones


def cold(theme: Theme, size: float = 4.0) -> Style:
    """Samples y on the map of C."""
    return data(theme, size, 0.5)


def hot(theme: Theme, size: float = 5.2) -> Style:
    """Generated ŷ on the map of C: what is hot is pointed, as its hat is."""
    return {**data(theme, size, 0.5), "marker": "^", "color": theme.on_map("hat(y)")}


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
    top: float,
    both: bool = True,
    **options: Any,
) -> tuple[Axes, AxesImage, float]:
    """The map of C at one moment of a training, above its mean over y (also returned), with y and ŷ."""
    toy = name if name in TOYS else toy
    C, sides = run[f"{name}_C"][at], (toys[f"{toy}_y1"], toys[f"{toy}_y2"])
    scale = energy_scale(cap=top, data=run[f"{name}_C_y"][at])
    axes, image = heat(
        fig,
        theme,
        rect,
        sides,
        scale.above(C),
        top,
        step=(step_between(sides[0][0], sides[0][-1], 6),) * 2,
        **options,
    )
    axes.plot(*toys[toy][:SHOWN].T, **cold(theme), zorder=3)
    if both:
        axes.plot(*run[f"{name}_y_hat"][at][:SHOWN].T, **hot(theme), zorder=3.5)
    axes.set(xlim=sides[0][[0, -1]], ylim=sides[1][[0, -1]])
    return axes, image, scale.zero


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
