"""Block diagrams of models in matplotlib, in the same shape grammar as in the films (`diagrams.shapes`).

    model = Diagram(fig, theme)
    model.variable("z"); model.decoder("Decoder"); model.connect("z", "Decoder")

Circle: variable, filled when observed. Square: scalar energy. Bullet: module, rounded where its output leaves.
A block stands beside the last one, to its right unless a side is named, "below"; or on a grid, at a column and a row
counted downwards. Sizes are points on the 960 x 540 slide.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from ebviz.diagrams import shapes
from ebviz.diagrams.chain import GAP, Place, next_to
from ebviz.errors import UsageError, nearest
from ebviz.plot.label import label
from ebviz.style.looks import tinted
from ebviz.style.themes import Theme

PITCH = (165.0, 125.0)  # spacing of the grid's columns and rows in slide points
LETTER = 34.0  # text sizes in slide points
NAME = 22.0


def path(outline: np.ndarray) -> Path:
    """Return the matplotlib path of an outline (S, 4, 2) of `diagrams.shapes`; closed where ends meet."""
    jumps = np.flatnonzero(~np.isclose(outline[1:, 0], outline[:-1, 3]).all(axis=-1)) + 1
    return Path.make_compound_path(*map(_part, np.split(outline, jumps)))


def _part(outline: np.ndarray) -> Path:
    """The path of an outline that is in one piece."""
    vertices = [outline[0, 0], *outline[:, 1:].reshape(-1, 2)]
    codes = [Path.MOVETO] + [Path.CURVE4] * 3 * len(outline)
    if np.allclose(vertices[0], vertices[-1]):
        vertices.append(vertices[0])
        codes.append(Path.CLOSEPOLY)
    return Path(np.array(vertices), codes)


class Diagram:
    """Named nodes, the arrows between them, and the marks above them, on axes that fill the figure.

    Parameters
    ----------
    centre : grid place at the middle of the figure. gap : between the outlines of neighbours, in slide points.
    scale : enlarges shapes, letters and lines alike.
    """

    def __init__(
        self,
        fig: Figure,
        theme: Theme,
        *,
        centre: tuple[float, float] = (0.0, 0.0),
        gap: float = GAP,
        pitch: tuple[float, float] = PITCH,
        scale: float = 1.0,
    ) -> None:
        self.theme, self.gap, self.pitch = theme, gap, pitch
        self.axes = fig.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        width, height = (length / scale for length in shapes.SLIDE)
        middle = self.place(centre)
        self.axes.set_xlim(middle[0] - width / 2, middle[0] + width / 2)
        self.axes.set_ylim(middle[1] - height / 2, middle[1] + height / 2)
        self.points = scale * fig.get_figwidth() * 72 / shapes.SLIDE[0]  # points on paper per slide point
        self.nodes: dict[str, np.ndarray] = {}  # outlines (S, 4, 2) in place
        self.hues: dict[str, str] = {}

    def place(self, at: tuple[float, float]) -> np.ndarray:
        """Return the coordinates (2,) of a place on the grid."""
        return np.array([at[0] * self.pitch[0], -at[1] * self.pitch[1]])

    def variable(
        self, name: str, at: Place = "right", text: str | None = None, *, observed: bool = False
    ) -> None:
        """A circle in its symbol's colour; ``text`` is its letter in Typst mathematics, by default the name."""
        fill = self.theme("observed") if observed else self.theme.paper
        middle = self._node(name, at, shapes.ellipse(shapes.VARIABLE), name, fill)
        self._letter(middle, f"${text or name}$", LETTER)

    def energy(self, name: str, at: Place = "right", text: str | None = None) -> None:
        """A square: an energy, cost or regulariser."""
        middle = self._node(name, at, shapes.square(), "E", tinted(self.theme("E"), self.theme.paper))
        self._letter(middle, f"${text or name}$", LETTER)

    def decoder(
        self, name: str, at: Place = "right", *, direction: shapes.Direction = "right", hue: str = "aqua"
    ) -> None:
        """A bullet with its name in it; ``hue`` "lavender" makes it an encoder, "orange" a sampler."""
        fill = tinted(self.theme(hue), self.theme.paper)
        middle = self._node(name, at, shapes.module(direction), hue, fill)
        nudge = {"right": (-4, 0), "left": (4, 0), "up": (0, -4), "down": (0, 4)}[direction]
        self._letter(middle + nudge, name, NAME, colour=hue)

    def connect(self, start: str, *ends: str) -> None:
        """Straight arrows from one node's rim to another's, and from that one to the next of ``ends``."""
        if not ends:
            raise UsageError(f"an arrow from '{start}': expected the name of a node where it ends, got none")
        for pair in pairwise((start, *ends)):
            self._arrow(*pair)

    def _arrow(self, start: str, end: str) -> None:
        a, b = self._centre(start), self._centre(end)
        first, last = self._rim(start, b - a), self._rim(end, a - b)
        along = (b - a) / np.linalg.norm(b - a)
        stop = last - along * shapes.ARROW_HEAD * 0.7
        hue = self.theme("arrow")
        self._draw(
            shapes.line(tuple(first), tuple(stop)), edgecolor=hue, facecolor="none", width=shapes.ARROW
        )
        self._draw(shapes.arrow_head(tuple(last), tuple(along)), edgecolor="none", facecolor=hue, width=0)

    def domain(self, name: str) -> None:
        """A short line above a latent's circle: the interval it ranges over."""
        self._above(name, shapes.line((-shapes.DOMAIN / 2, 0.0), (shapes.DOMAIN / 2, 0.0)))

    def manifold(self, name: str) -> None:
        """A small ellipse above a circle: the image of the domain."""
        self._above(name, shapes.ellipse(*shapes.MANIFOLD))

    def _above(self, name: str, outline: np.ndarray) -> None:
        top = self._centre(name) + np.array([0.0, shapes.VARIABLE / 2 + 22.0])
        self._draw(outline + top, edgecolor=self.hues[name], facecolor="none", width=shapes.STROKE)

    def _node(self, name: str, at: Place, outline: np.ndarray, hue: str, fill: str) -> np.ndarray:
        """Draw a block on the grid, or beside the last one, and return its middle (2,)."""
        if name in self.nodes:
            raise UsageError(f"there is already a node '{name}'")
        if not isinstance(at, str):
            middle = self.place(at)
        else:
            last = [*self.nodes.values()][-1:]
            middle = next_to(last[0], outline, at, self.gap) if last else np.zeros(2)
        self.nodes[name], self.hues[name] = outline + middle, self.theme(hue)
        patch = self._draw(
            self.nodes[name], edgecolor=self.hues[name], facecolor=fill, width=shapes.STROKE, zorder=3
        )
        patch.set_gid(f"node {name}")
        return middle

    def _draw(self, outline: np.ndarray, *, width: float, zorder: float = 2, **colours: Any) -> PathPatch:
        patch = PathPatch(path(outline), linewidth=width * self.points, zorder=zorder, **colours)
        patch.set_joinstyle("miter")
        self.axes.add_patch(patch)
        return patch

    def _letter(self, xy: np.ndarray, text: str, size: float, **options: Any) -> None:
        label(self.axes, text, (xy[0], xy[1]), size=size * self.points, **options)

    def _centre(self, name: str) -> np.ndarray:
        if name not in self.nodes:
            raise UsageError(f"there is no node '{name}'{nearest(name, self.nodes)}")
        corners = self.nodes[name].reshape(-1, 2)
        return (corners.min(axis=0) + corners.max(axis=0)) / 2

    def _rim(self, name: str, towards: np.ndarray) -> np.ndarray:
        """Where the ray from a node's centre along ``towards`` leaves its outline; the centre if it meets none."""
        centre = self._centre(name)
        along = towards / np.linalg.norm(towards)
        reach = 0.0
        for rim in path(self.nodes[name]).to_polygons():
            beside = (rim - centre) @ np.array([-along[1], along[0]])  # signed distance from the ray
            ahead = (rim - centre) @ along
            crossing = np.flatnonzero((beside[:-1] <= 0) != (beside[1:] <= 0))
            share = beside[crossing] / (beside[crossing] - beside[crossing + 1])
            meets = ahead[crossing] + share * (ahead[crossing + 1] - ahead[crossing])
            reach = max(reach, meets.max(initial=0.0))
        return np.asarray(centre + along * reach)
