"""What is inside a module, drawn: its parts in its enlarged outline, and the ways between them and round them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ebviz.diagrams.inside import HUES, Module
from ebviz.plot import *
from ebviz.plot.diagram import path
from ebviz.style.looks import TINT, tinted

__all__ = ["Zoom"]

LONG, SHORT = 142, 34  # a part's sides in slide points, its words along the longer
APART, AHEAD, BEHIND = 18, 26, 16  # between parts, before the first, behind the last
FORK = 11  # how far before a part the way round it sets off
ROUND, BESIDE = 13, 25  # how far beside a part that way runs, and the outline
BLUNT = 0.25  # roundness of the outline, which is deeper than a module's
LINE, TEXT = 1.5, 18  # points


@dataclass
class Zoom:
    """A module whose input enters ``at`` (x, y), in slide points, and whose output leaves upwards or to the right.

    `middles` are those of its parts, as distances from there; `length` is that of the whole.
    """

    axes: Axes
    theme: Theme
    parts: Module
    at: tuple[float, float]
    up: bool = True

    def __post_init__(self) -> None:
        self.deep, self.wide = (SHORT, LONG) if self.up else (LONG, SHORT)  # along the flow, and across it
        self.middles, start = dict[str, float](), float(AHEAD)
        for name, part in self.parts.items():
            if self.middles and part.kind != "add":
                start += FORK  # a way round sets off here
            self.middles[name] = start + self.deep / 2
            start += self.deep + APART
        self.length = start - APART + BEHIND

    def place(self, along: float, aside: float = 0.0) -> np.ndarray:
        """A place so far from where the input enters, and so far to the right of the flow, (2,)."""
        return np.array(self.at) + ((aside, along) if self.up else (along, -aside))

    @property
    def first(self) -> np.ndarray:
        """Where the first part takes its input, (2,)."""
        return self.place(AHEAD)

    @property
    def last(self) -> np.ndarray:
        """Where the last part gives its output, (2,)."""
        return self.place(self.length - BEHIND)

    def side(self, part: str) -> np.ndarray:
        """The middle of a part's left side, seen along the flow, (2,)."""
        return self.place(self.middles[part], -self.wide / 2)

    def draw(self, hue: str) -> None:
        """Draw the outline, the parts, the ways from each to the next, and those round what is added to them."""
        size = (self.wide + 2 * BESIDE, self.length)
        frame = shapes.bullet(size, "up", BLUNT) if self.up else shapes.bullet(size[::-1], "right", BLUNT)
        self.shape(frame + self.place(self.length / 2), hue, 1)
        for one, other in pairwise(self.middles.values()):
            self.arrow([(one + self.deep / 2, 0), (other - self.deep / 2, 0)])
        for name, part in self.parts.items():
            self.part(name)
            if part.kind == "add":
                fork = self.middles[part.inputs[1]] - self.deep / 2 - FORK
                edge, into = self.wide / 2, self.middles[name]
                self.arrow([(fork, 0), (fork, edge + ROUND), (into, edge + ROUND), (into, edge)])

    def part(self, name: str) -> None:
        """Draw a part and write its words in it."""
        part, (x, y) = self.parts[name], self.place(self.middles[name])
        rim = shapes.polygon(
            [(x + a * LONG / 2, y + b * SHORT / 2) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        )
        self.shape(rim, HUES[part.kind], 3)
        label(
            self.axes,
            part.text,
            (x, y),
            size=TEXT,
            offset=(0, -0.3 * TEXT),
            anchor="baseline centre",
            colour=HUES[part.kind],
        )

    def shape(self, outline: np.ndarray, hue: str, order: int) -> None:
        colour = self.theme(hue)
        fill = tinted(colour, self.theme.paper, TINT / 2 if order == 1 else TINT)
        self.axes.add_patch(
            PathPatch(path(outline), edgecolor=colour, facecolor=fill, linewidth=2.2, zorder=order)
        )

    def arrow(self, ways: list[tuple[float, float]]) -> None:
        arrow_along(self.axes, self.theme, np.array([self.place(*way) for way in ways]), LINE)
