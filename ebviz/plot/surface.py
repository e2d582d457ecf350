"""An energy surface in three dimensions for paper: shaded, with contour rings, hidden lines dimmed."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import Normalize, to_rgb
from matplotlib.figure import Figure

from ebviz.plot.axes import colour_bar, ticks
from ebviz.plot.label import label
from ebviz.plot.legend import Style
from ebviz.plot.relief import Grid, clipped, contours, hidden
from ebviz.plot.space import View, fit
from ebviz.style.looks import RING, SHADING
from ebviz.style.maps import colour_map
from ebviz.style.themes import Theme

LIGHT = (-0.35, -0.45, 0.82)  # direction of the light in the eye's frame: right, up, near


def surface(
    fig: Figure,
    theme: Theme,
    field: Grid,
    *,
    manifold: np.ndarray | None,
    cap: float,
    levels: np.ndarray,
    view: View,
    name: str = "$F_oo$",
) -> Axes:
    """Draw F up to ``cap`` as a surface with a contour ring at each of ``levels``, on a floor at F = 0.

    Parameters
    ----------
    manifold : where F is zero, (S, 2), if there is such a place. name : of F, on its axis and its colour bar.
    """
    axes = fig.add_axes((0.09, 0.12, 0.74, 0.82))
    axes.set_axis_off()
    scale = Normalize(0, cap)
    colours = colour_map(theme.energy_map)

    def rgb(F: Any) -> np.ndarray:
        return np.asarray(colours(scale(F)))[..., :3]

    def ring(places: np.ndarray, height: float, hue: Any, width: float, rim: float = 0.0) -> None:
        """Draw a line on the surface, faint where it is hidden; a dark rim sets it off from its own colour."""
        places = np.column_stack([places, np.full(len(places), height)])
        away, flat = hidden(view, places, field, cap), view.flat(places)
        for behind, alpha, thin, above in ((True, 0.5, 0.6, 2.1), (False, 1.0, 1.0, 2.2)):
            style: Style = {"capstyle": "butt", "zorder": above}
            for wide, colour in ((rim, (0.0, 0.0, 0.0, RING * alpha)), (0.0, (*hue, alpha)))[not rim :]:
                pieces = runs(flat, away == behind)
                lines = LineCollection(pieces, linewidths=width * thin + wide, colors=[colour], **style)
                axes.add_collection(lines, autolim=False)

    faces = clipped(field, cap)
    reach = np.abs(np.concatenate(faces))[:, :2].max(axis=0) if faces else np.ones(2)
    extent = (1.06 * float(reach[0]), 1.15 * float(reach[1]))
    _floor(axes, theme, view, extent, cap, name)
    if faces:
        fill(axes, view, faces, rgb, see_through=True)
    for level in levels:
        for line in contours(field, level):
            ring(line, level, rgb(level), 1.6, rim=1.4)
    for line in contours(field, cap):
        ring(line, cap, rgb(cap), 2.6)
    if manifold is not None:
        for shade, width in ((theme.paper, 6.0), (theme("tilde(y)"), 3.2)):
            ring(manifold, 0.0, to_rgb(shade), width)
    fit(axes, view, [(-extent[0], extent[0]), (-extent[1], extent[1]), (0, cap)])
    bar = ScalarMappable(scale, colours)
    colour_bar(fig, theme, (0.9, 0.14, 0.02, 0.62), bar, [0, cap / 2, cap], name)
    return axes


def runs(line: np.ndarray, chosen: np.ndarray) -> list[np.ndarray]:
    """The stretches of a line (S, 2) where ``chosen`` (S,) holds."""
    turns = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(int), [0]])))
    pairs = zip(turns[::2], turns[1::2], strict=True)
    return [line[start : stop + 1] for start, stop in pairs if stop - start > 1]


def fill(axes: Axes, view: View, faces: list[np.ndarray], rgb: Any, *, see_through: bool = False) -> None:
    """Fill the faces, shaded, from far to near; ``see_through`` leaves the near wall, seen from outside, open.

    Light hardly changes a colour, for it is an energy; both sides of the surface are lit alike.
    """
    middles = np.array([face.mean(axis=0) for face in faces])  # (P, 3)
    normals = np.array([_area(face * view.scale) for face in faces])  # pointing up
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    outside = normals @ view.eye <= 0
    lamp = np.column_stack([view.frame.T, view.eye]) @ (np.array(LIGHT) / np.linalg.norm(LIGHT))
    bright = 1 + SHADING * (np.abs(normals @ lamp) - 0.5)
    colours = np.clip(rgb(middles[:, 2]) * bright[:, None], 0, 1)
    shown = np.flatnonzero(~outside) if see_through else np.arange(len(faces))
    order = shown[np.argsort(view.depth(middles[shown]), kind="stable")]
    style: Style = {"facecolors": colours[order], "edgecolors": "face", "linewidths": 0.4, "zorder": 2}
    filled = PolyCollection([view.flat(faces[i]) for i in order], **style)
    filled.set_rasterized(True)  # thousands of faces: rasterised even in PDF and SVG
    axes.add_collection(filled, autolim=False)


def _area(corners: np.ndarray) -> np.ndarray:
    """The area of a face with corners (V, 3), as a vector (3,) along its normal."""
    return np.asarray(np.cross(corners, np.roll(corners, -1, axis=0)).sum(axis=0) / 2)


def _floor(axes: Axes, theme: Theme, view: View, extent: tuple[float, float], cap: float, name: str) -> None:
    """The plane F = 0 with its grid, and the axes y1, y2 and F with ticks and names."""
    a, b = extent

    def line(*ends: tuple[float, float, float], **style: Any) -> None:
        flat = view.flat(np.array(ends))
        axes.plot(flat[:, 0], flat[:, 1], solid_capstyle="butt", zorder=1, **style)

    def write(place: tuple[float, float, float], text: str, **options: Any) -> None:
        x, y = view.flat(np.array(place))
        label(axes, text, (x, y), **options)

    grid: Style = {"color": theme("grid"), "linewidth": 0.6, "linestyle": "--"}
    through_zero: Style = {"color": theme.ink, "linewidth": 1.6}
    edge: Style = {"color": theme("frame"), "linewidth": 1.2}
    gap = ticks.spacing(2 * max(a, b), 6)
    for at in ticks.steps(-a, a, gap):
        line((at, -b, 0), (at, b, 0), **(grid if at else through_zero))
        write((at, -b, 0), f"${at:g}$", anchor="top right", offset=(-2, -8), size=19)
    for at in ticks.steps(-b, b, gap):
        line((-a, at, 0), (a, at, 0), **(grid if at else through_zero))
        write((a, at, 0), f"${at:g}$", anchor="top left", offset=(6, -6), size=19)
    line((-a, -b, 0), (a, -b, 0), (a, b, 0), (-a, b, 0), (-a, -b, 0), **edge)
    line((-a, -b, 0), (-a, -b, cap), **edge)
    for at in (0.0, cap / 2, cap):
        write((-a, -b, at), f"${at:g}$", anchor="right", offset=(-10, 0), size=19)
    write((0.0, -b, 0.0), "$y_1$", offset=(-20, -46), size=26)
    write((a, 0.0, 0.0), "$y_2$", offset=(48, -26), size=26)
    write((-a, -b, cap), name, offset=(-8, 32), size=26)
