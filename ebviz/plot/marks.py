"""Marks that the figures share: crosses for what was found, arrows along a computed path."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.transforms import Affine2D

from ebviz.diagrams import shapes
from ebviz.plot.diagram import path
from ebviz.style.themes import Theme

HEAD = 1.3  # size of an arrow's head relative to those in the diagrams


def cross(axes: Axes, theme: Theme, xy: tuple[float, float], hue: str, **options: Any) -> Line2D:
    """A bold cross with a rim in the paper's colour: a location, an initial or a minimising latent."""
    style = {"marker": "x", "linestyle": "none", "zorder": 5.5, **options}
    axes.plot(*xy, **{**style, "ms": 15, "mew": 7, "color": theme.paper})
    (line,) = axes.plot(*xy, **{**style, "ms": 13, "mew": 3.5, "color": theme(hue)})
    return line


def arrow(
    axes: Axes,
    theme: Theme,
    way: np.ndarray,
    hue: str,
    *,
    lift: float = 0.0,
    stop: float = 0.0,
    dashed: bool = True,
) -> np.ndarray:
    """A dashed arrow along the places ``way`` (S, 2) of a computed path, in data coordinates.

    ``lift`` moves it that many points to the left of the direction of travel, so that what it follows stays
    visible; ``stop`` is how many points before the end it stops. Places further from the figure than its width or
    height are drawn at that distance, and a path shorter than an arrow's head not at all. Returns the places the
    arrow passes through.
    """
    fig = axes.get_figure(root=True)
    assert fig is not None
    axes.apply_aspect()
    pixels = fig.dpi / 72
    way = np.asarray(way, float)
    flat = axes.transData.transform(way) / pixels  # (S, 2) in points on the canvas
    page = np.array([fig.bbox.width, fig.bbox.height]) / pixels
    flat = np.clip(flat[np.isfinite(flat).all(axis=1)], -page, 2 * page)
    size = shapes.ARROW_HEAD * HEAD
    if not len(flat) or np.linalg.norm(flat - flat[-1], axis=1).max() <= size:
        return way
    flat = flat[np.append(True, np.linalg.norm(np.diff(flat, axis=0), axis=1) > 1e-6)]
    flat = resample(flat, 2.0)
    along = np.gradient(flat, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)  # 0 where it doubles back
    flat = flat + lift * np.stack([-along[:, 1], along[:, 0]], axis=1)
    flat = flat[: max(2, len(flat) - round(stop / 2.0))]
    reach = np.linalg.norm(flat - flat[-1], axis=1)
    before = np.flatnonzero(reach > size * 0.7)
    if not before.size:
        return way
    last = int(before[-1])
    points = Affine2D().scale(1 / 72) + fig.dpi_scale_trans
    line = Line2D(*flat[: last + 1].T, transform=points, color=theme(hue), linewidth=2.2, zorder=4)
    line.set_linestyle("--" if dashed else "-")
    axes.add_line(line)
    tip = shapes.arrow_head((0, 0), tuple(flat[-1] - flat[last])) * HEAD + flat[-1]
    axes.add_patch(
        PathPatch(
            path(tip), transform=points, facecolor=theme(hue), edgecolor="none", zorder=4.1, clip_on=False
        )
    )
    return np.asarray(axes.transData.inverted().transform(flat * pixels))


def resample(line: np.ndarray, step: float) -> np.ndarray:
    """Return points (M, 2) about ``step`` apart along the polyline (S, 2), including its ends.

    >>> resample(np.array([[0.0, 0.0], [4.0, 0.0]]), 2.0).tolist()
    [[0.0, 0.0], [2.0, 0.0], [4.0, 0.0]]
    """
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1)))
    at = np.linspace(0, length[-1], max(2, round(length[-1] / step) + 1))
    return np.stack([np.interp(at, length, line[:, axis]) for axis in (0, 1)], axis=1)
