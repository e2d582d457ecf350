"""An energy surface in three dimensions, drawn to be looked at on paper: shaded, ringed, hidden lines dimmed.

mplot3d sorts whole polygons and cannot tell which part of a contour ring stands behind the surface. Here the camera
is parallel and F a height over a grid, so what is hidden can be computed: a point is, where the ray from it to the
eye goes through the surface again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from contourpy import contour_generator
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import Normalize, to_rgb
from matplotlib.figure import Figure

from ebviz.figures.axes import colour_bar
from ebviz.figures.label import label
from ebviz.figures.space import View, fit
from ebviz.style.themes import Theme

LIGHT = np.array([-0.35, -0.45, 0.82])  # where the light comes from, in the eye's frame: right, up, near


@dataclass(frozen=True, slots=True)
class Field:
    """F (H, W) over the columns y1 (W,) and rows y2 (H,) of a regular grid; linear between its points."""

    y1: np.ndarray
    y2: np.ndarray
    F: np.ndarray

    def __call__(self, places: np.ndarray) -> np.ndarray:
        """Return F at places (…, 2); infinity outside the grid."""
        u = (places[..., 0] - self.y1[0]) / (self.y1[1] - self.y1[0])
        v = (places[..., 1] - self.y2[0]) / (self.y2[1] - self.y2[0])
        height, width = self.F.shape
        i, j = np.clip(v.astype(int), 0, height - 2), np.clip(u.astype(int), 0, width - 2)
        p, q = v - i, u - j
        below = self.F[i, j] * (1 - q) + self.F[i, j + 1] * q
        above = self.F[i + 1, j] * (1 - q) + self.F[i + 1, j + 1] * q
        outside = (u < 0) | (v < 0) | (u > width - 1) | (v > height - 1)
        return np.asarray(np.where(outside, np.inf, below * (1 - p) + above * p))


def hidden(view: View, places: np.ndarray, field: Field, cap: float) -> np.ndarray:
    """Return which of the places (P, 3), points of the surface F ≤ cap, the surface hides, (P,) bool.

    The ray from a point to the eye is followed; where it goes through the surface, the point is hidden.
    """
    climb = view.eye / view.scale
    steps = np.linspace(0.03, 1.1 * cap / climb[2], 200)
    ray = places[:, None] + steps[:, None] * climb  # (P, T, 3)
    under = field(ray[..., :2]) > ray[..., 2]
    return np.asarray(((under[:, 1:] != under[:, :-1]) & (ray[:, 1:, 2] <= cap)).any(axis=1))


def surface(
    fig: Figure,
    theme: Theme,
    field: Field,
    *,
    manifold: np.ndarray,
    cap: float,
    levels: np.ndarray,
    view: View,
    extent: tuple[float, float],
) -> Axes:
    """Draw F up to ``cap`` as a surface with a contour ring at each of the ``levels``.

    Parameters
    ----------
    manifold : where F is zero, (S, 2). extent : the floor spans ± these, in y1 and y2.
    """
    axes = fig.add_axes((0.09, 0.12, 0.74, 0.82))
    axes.set_axis_off()
    scale = Normalize(0, cap)
    colours = colormaps[theme.energy_map]
    _floor(axes, theme, view, extent, cap)
    faces = clipped(field, cap)
    _faces(axes, view, faces, lambda F: colours(scale(F))[..., :3], np.array(to_rgb(theme.paper)))
    ink = 0.82 if theme.paper == "#FFFFFF" else 1.0  # rings a little darker than the surface on white
    for level in levels:
        hue = np.array(colours(scale(level))[:3]) * ink
        for ring in _lines(field, level):
            _ring(axes, view, field, np.column_stack([ring, np.full(len(ring), level)]), cap, hue, 1.6)
    for ring in _lines(field, cap):
        _ring(
            axes,
            view,
            field,
            np.column_stack([ring, np.full(len(ring), cap)]),
            cap,
            np.array(colours(1.0)[:3]),
            2.6,
        )
    floor = np.column_stack([manifold, np.zeros(len(manifold))])
    for shade, width in ((theme.paper, 6.0), (theme("tilde(y)"), 3.2)):
        _ring(axes, view, field, floor, cap, np.array(to_rgb(shade)), width)
    fit(axes, view, [(-extent[0], extent[0]), (-extent[1], extent[1]), (0, cap)])
    colour_bar(
        fig, theme, (0.9, 0.14, 0.02, 0.62), ScalarMappable(scale, colours), [0, cap / 2, cap], "$F_oo$"
    )
    return axes


def _lines(field: Field, level: float) -> list[np.ndarray]:
    """The contour lines of F at one level, each (S, 2)."""
    return [np.asarray(line) for line in contour_generator(field.y1, field.y2, field.F).lines(level)]


def clipped(field: Field, cap: float) -> list[np.ndarray]:
    """Return the cells of the grid as polygons (V, 3) without the part above ``cap``."""
    y1, y2 = np.meshgrid(field.y1, field.y2)
    grid = np.stack([y1, y2, field.F], axis=-1)  # (H, W, 3)
    cells = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], axis=2).reshape(-1, 4, 3)
    low = cells[..., 2] <= cap
    whole = list(cells[low.all(axis=1)])
    for cell in cells[low.any(axis=1) & ~low.all(axis=1)]:
        corners = []
        for a, b in zip(cell, np.roll(cell, -1, axis=0), strict=True):
            if a[2] <= cap:
                corners.append(a)
            if (a[2] <= cap) != (b[2] <= cap):
                corners.append(a + (b - a) * (cap - a[2]) / (b[2] - a[2]))
        whole.append(np.array(corners))
    return whole


def _faces(
    axes: Axes,
    view: View,
    faces: list[np.ndarray],
    colour: Callable[[np.ndarray], np.ndarray],
    paper: np.ndarray,
) -> None:
    """Fill the faces that are seen from inside, from far to near; the near wall is left open, to look through."""
    middles = np.array([face.mean(axis=0) for face in faces])  # (P, 3)
    sides = np.array([[face[1] - face[0], face[2] - face[1]] for face in faces]) * view.scale
    normals = np.cross(sides[:, 0], sides[:, 1])  # upwards
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    facing = normals @ view.eye  # below 0: seen from outside
    lamp = np.column_stack([view.frame.T, view.eye]) @ (LIGHT / np.linalg.norm(LIGHT))
    bright = 0.62 + 0.38 * np.clip(normals @ lamp, 0, 1)
    rgb = colour(middles[:, 2]) * bright[:, None] * 0.8 + 0.2 * paper
    inside = np.flatnonzero(facing > 0)
    order = inside[np.argsort(view.depth(middles[inside]))]
    filled = PolyCollection(
        [view.flat(faces[i]) for i in order],
        facecolors=rgb[order],
        edgecolors="face",
        linewidths=0.4,
        zorder=2,
    )
    filled.set_rasterized(True)
    axes.add_collection(filled, autolim=False)


def _ring(
    axes: Axes, view: View, field: Field, places: np.ndarray, cap: float, hue: np.ndarray, width: float
) -> None:
    """Draw a line on the surface, faint where it is hidden."""
    away = hidden(view, places, field, cap)
    flat = view.flat(places)
    for behind, alpha, thin, above in ((True, 0.5, 0.6, 2.1), (False, 1.0, 1.0, 2.2)):
        at = np.flatnonzero(np.diff(np.concatenate([[0], (away == behind).astype(int), [0]])))
        runs = [
            flat[start : stop + 1] for start, stop in zip(at[::2], at[1::2], strict=True) if stop - start > 1
        ]
        axes.add_collection(
            LineCollection(
                runs, colors=[(*hue, alpha)], linewidths=width * thin, zorder=above, capstyle="butt"
            ),
            autolim=False,
        )


def _floor(axes: Axes, theme: Theme, view: View, extent: tuple[float, float], cap: float) -> None:
    """The plane F = 0 with its grid, and the axes y1, y2 and F with their ticks and names."""
    a, b = extent

    def line(*ends: tuple[float, float, float], **options: object) -> None:
        axes.plot(*view.flat(np.array(ends)).T, solid_capstyle="butt", **{"zorder": 1, **options})  # type: ignore[arg-type]

    def tick(place: tuple[float, float, float], text: str, anchor: str, offset: tuple[float, float]) -> None:
        x, y = view.flat(np.array(place))
        label(axes, text, (x, y), anchor=anchor, offset=offset, size=19)

    grid = {"color": theme("grid"), "linewidth": 0.6, "linestyle": "--"}
    edge = {"color": theme("frame"), "linewidth": 1.2}
    for at in np.arange(-np.floor(a), a + 0.01, 1.0):
        line((at, -b, 0), (at, b, 0), **(grid if at else {"color": theme.ink, "linewidth": 1.6}))
        tick((at, -b, 0), f"${at:g}$", "top right", (-2, -8))
    for at in np.arange(-np.floor(b), b + 0.01, 1.0):
        line((-a, at, 0), (a, at, 0), **(grid if at else {"color": theme.ink, "linewidth": 1.6}))
        tick((a, at, 0), f"${at:g}$", "top left", (6, -6))
    line((-a, -b, 0), (a, -b, 0), (a, b, 0), (-a, b, 0), (-a, -b, 0), **edge)
    line((-a, -b, 0), (-a, -b, cap), **edge)
    for at in (0.0, cap / 2, cap):
        tick((-a, -b, at), f"${at:g}$", "right", (-10, 0))
    for place, text, offset in (
        ((0.0, -b, 0.0), "$y_1$", (-20, -46)),
        ((a, 0.0, 0.0), "$y_2$", (48, -26)),
        ((-a, -b, cap), "$F_oo$", (-8, 32)),
    ):
        x, y = view.flat(np.array(place))
        label(axes, text, (x, y), offset=offset, size=26)
