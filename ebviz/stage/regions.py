"""Named regions of the frame, and contents fitted to them: title band above, foot below, the body between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from manim import Mobject

from ebviz.errors import UsageError
from ebviz.stage.units import FRAME_HEIGHT, FRAME_WIDTH, MARGIN, place, pt

HEAD = 64.0  # slide points from the frame's upper edge to the body
FOOT = 62.0  # slide points from the frame's lower edge to the body
GUTTER = 24.0  # between two regions
HERO = 0.62  # share of the width that the hero takes

M = TypeVar("M", bound=Mobject)


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the frame, in its units: where its edges are, and what is put there."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How tall it is."""
        return self.top - self.bottom

    @property
    def centre(self) -> np.ndarray:
        """Its middle, (3,)."""
        return place((self.left + self.right) / 2, (self.bottom + self.top) / 2)

    @property
    def corners(self) -> np.ndarray:
        """Its corners, (4, 3), counter-clockwise from the lower left: ``Trace(region.corners, closed=True)``."""
        return np.array([self.at(u, v) for u, v in ((0, 0), (1, 0), (1, 1), (0, 1))])

    def columns(self, *shares: float, gap: float = GUTTER) -> tuple[Region, ...]:
        """Divide it into columns of these shares, from left to right, ``gap`` slide points apart.

        >>> [round(column.width, 2) for column in Region(0, 0, 10, 5).columns(1, 3, gap=0)]
        [2.5, 7.5]
        """
        edges = _cut(self.left, self.right, shares or (1, 1), pt(gap))
        return tuple(Region(low, self.bottom, high, self.top) for low, high in edges)

    def rows(self, *shares: float, gap: float = GUTTER) -> tuple[Region, ...]:
        """Divide it into rows of these shares, from the top down, ``gap`` slide points apart."""
        edges = _cut(-self.top, -self.bottom, shares or (1, 1), pt(gap))
        return tuple(Region(self.left, -low, self.right, -high) for high, low in edges)

    def inset(self, across: float, along: float | None = None) -> Region:
        """Return the region without ``across`` slide points at its sides, ``along`` above and below."""
        x, y = pt(across), pt(across if along is None else along)
        return Region(self.left + x, self.bottom + y, self.right - x, self.top - y)

    def at(self, across: float, up: float) -> np.ndarray:
        """Return the place (3,) at these shares of its width and height, from the lower left corner."""
        return place(self.left + across * self.width, self.bottom + up * self.height)

    def put(self, mobject: M, where: str = "centre") -> M:
        """Move a mobject to the middle, an edge or a corner: "left", "top right", "bottom" …; return it."""
        ways = {"left": (-1, 0), "right": (1, 0), "top": (0, 1), "bottom": (0, -1), "centre": (0, 0)}
        words = where.split()
        if not words or any(word not in ways for word in words):
            raise UsageError(f"'{where}' of a region: expected {', '.join(ways)} or a corner, 'top left'")
        x, y = np.sum([ways[word] for word in words], axis=0)
        corner = self.at((x + 1) / 2, (y + 1) / 2)
        return mobject.move_to(corner, aligned_edge=place(float(x), float(y)))

    def fit(self, mobject: M, where: str = "centre", *, grow: bool = False) -> M:
        """Scale a mobject down until it lies within, or up with ``grow`` until it fills the region; return it."""
        factor = min(self.width / max(mobject.width, 1e-9), self.height / max(mobject.height, 1e-9))
        if factor < 1 or grow:
            mobject.scale(factor)
        return self.put(mobject, where)


def _cut(low: float, high: float, shares: tuple[float, ...], gap: float) -> list[tuple[float, float]]:
    room = high - low - gap * (len(shares) - 1)
    ends = np.cumsum(np.asarray(shares, float)) / sum(shares) * room
    starts = np.concatenate([[0.0], ends[:-1]])
    return [
        (low + float(start) + row * gap, low + float(end) + row * gap)
        for row, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


FRAME = Region(-FRAME_WIDTH / 2, -FRAME_HEIGHT / 2, FRAME_WIDTH / 2, FRAME_HEIGHT / 2)
SAFE = FRAME.inset(MARGIN)  # the margin that the house promises
BODY = Region(SAFE.left, FRAME.bottom + pt(FOOT), SAFE.right, FRAME.top - pt(HEAD))


class Regions:
    """The regions of a slide, by name, for a scene: ``Plane(…, within=self.left)``."""

    body = BODY
    banner = Region(SAFE.left, BODY.top, SAFE.right, SAFE.top)
    foot = Region(SAFE.left, SAFE.bottom, SAFE.right, BODY.bottom)
    left, right = BODY.columns(1, 1)
    hero, side = BODY.columns(HERO, 1 - HERO)
