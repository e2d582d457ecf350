"""Three dimensions on paper: a parallel projection, and axes with panes and grids to put points and lines in.

mplot3d is not used: its labels cannot show our formulas, and its camera is not the one of `surface`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from ebviz.plot.label import Label, label
from ebviz.plot.legend import Style
from ebviz.style.themes import Theme

Limits = Sequence[tuple[float, float]]


class View:
    """A parallel projection.

    Parameters
    ----------
    azimuth, elevation : of the eye, in degrees. scale : length on paper of one unit along each axis.
    """

    def __init__(self, azimuth: float, elevation: float, scale: tuple[float, float, float]) -> None:
        a, e = np.radians(azimuth), np.radians(elevation)
        self.eye = np.array([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)])  # from scene to eye
        right = np.array([-np.sin(a), np.cos(a), 0.0])
        self.frame = np.stack([right, np.cross(self.eye, right)])  # (2, 3)
        self.scale = np.array(scale)

    def flat(self, places: np.ndarray) -> np.ndarray:
        """Return where places (…, 3) appear on paper, (…, 2).

        >>> View(0, 90, (1, 1, 1)).flat(np.array([0.0, 2.0, 5.0])).round(6).tolist()
        [2.0, 0.0]
        """
        return np.asarray(places * self.scale @ self.frame.T)

    def depth(self, places: np.ndarray) -> np.ndarray:
        """Return how near the eye places (…, 3) are, (…)."""
        return np.asarray(places * self.scale @ self.eye)


def fit(axes: Axes, view: View, limits: Limits) -> None:
    """Make flat ``axes`` show the whole box within ``limits``, undistorted."""
    corners = view.flat(np.array(np.meshgrid(*limits)).reshape(3, -1).T)  # (8, 2)
    axes.set_aspect("equal", adjustable="box")
    axes.set(xlim=(corners[:, 0].min(), corners[:, 0].max()), ylim=(corners[:, 1].min(), corners[:, 1].max()))


class Space:
    """Axes in three dimensions: three panes with dashed grids, and ticks and names along their edges.

    Parameters
    ----------
    rect : left, bottom, width, height as shares of the figure. limits, ticks : of the three axes.
    names : of the axes, words with ``$formulas$``.
    """

    def __init__(
        self,
        fig: Figure,
        theme: Theme,
        rect: tuple[float, float, float, float],
        view: View,
        limits: Limits,
        ticks: Sequence[Sequence[float]],
        names: Sequence[str],
    ) -> None:
        self.theme, self.view = theme, view
        self.axes = fig.add_axes(rect)
        self.axes.set_axis_off()
        (x0, x1), (y0, y1), (z0, z1) = limits
        for pane, (a, b) in (("floor", (0, 1)), ("left", (1, 2)), ("back", (0, 2))):
            self._grid(pane, a, b, limits, ticks[a])
            self._grid(pane, b, a, limits, ticks[b])
        edge: Style = {"color": theme("frame"), "linewidth": 1.0, "zorder": 1}
        for ends in (
            [(x0, y0, z0), (x1, y0, z0), (x1, y1, z0)],
            [(x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x1, y1, z1), (x1, y1, z0)],
            [(x0, y0, z0), (x0, y1, z0), (x1, y1, z0)],
            [(x0, y1, z0), (x0, y1, z1)],
        ):
            self.axes.plot(*view.flat(np.array(ends, float)).T, **edge)
        for value in ticks[0]:
            self.label(f"${value:g}$", (value, y0, z0), anchor="top right", offset=(-3, -7), size=18)
        for value in ticks[1]:
            self.label(f"${value:g}$", (x1, value, z0), anchor="top left", offset=(5, -6), size=18)
        for value in ticks[2]:
            self.label(f"${value:g}$", (x0, y0, value), anchor="right", offset=(-8, 0), size=18)
        self.label(names[0], ((x0 + x1) / 2, y0, z0), offset=(-26, -44), size=26)
        self.label(names[1], (x1, (y0 + y1) / 2, z0), offset=(46, -32), size=26)
        self.label(names[2], (x0, y0, z1), anchor="bottom", offset=(-12, 14), size=26)
        fit(self.axes, view, limits)

    def _grid(self, pane: str, axis: int, span: int, limits: Limits, values: Sequence[float]) -> None:
        """Grid lines of a pane at values of one axis, running along another."""
        fixed = ({0, 1, 2} - {axis, span}).pop()
        wall = limits[fixed][1] if pane == "back" else limits[fixed][0]
        for value in values:
            ends = np.empty((2, 3))
            ends[:, axis], ends[:, fixed], ends[:, span] = value, wall, limits[span]
            line: Style = {"color": self.theme("grid"), "linewidth": 0.5, "linestyle": "--", "zorder": 0.9}
            self.axes.plot(*self.view.flat(ends).T, **line)

    def points(self, places: np.ndarray, colours: np.ndarray, *, size: float, alpha: float = 1.0) -> None:
        """Dots at places (N, 3) in colours (N, 4), drawn from far to near, far ones fainter."""
        depth = self.view.depth(places)
        near = (depth - depth.min()) / max(float(np.ptp(depth)), 1e-9)
        colours = np.array(colours, float)
        colours[:, 3] = alpha * (0.45 + 0.55 * near)
        order = np.argsort(depth)
        flat = self.view.flat(places)[order]
        dots = self.axes.scatter(flat[:, 0], flat[:, 1], s=size**2, c=colours[order], linewidths=0, zorder=3)
        dots.set_clip_on(False)

    def line(
        self, places: np.ndarray, colour: str, *, width: float = 2.0, halo: float = 0.0, **options: Any
    ) -> None:
        """A line through places (S, 3), or several at once (R, S, 3), with a rim in the paper's colour."""
        flat = self.view.flat(places)
        lines = list(flat) if flat.ndim == 3 else [flat]
        style: Style = {"zorder": 4, "capstyle": "round", **options}
        if halo:
            self.axes.add_collection(
                LineCollection(lines, colors=self.theme.paper, linewidths=width + 2 * halo, **style),
                autolim=False,
            )
        self.axes.add_collection(
            LineCollection(lines, colors=colour, linewidths=width, **style), autolim=False
        )

    def label(self, text: str, place: Sequence[float], **options: Any) -> Label:
        """Words at a place; the options are those of `label.label`."""
        x, y = self.view.flat(np.array(place, float))
        return label(self.axes, text, (float(x), float(y)), **options)
