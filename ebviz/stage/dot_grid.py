"""Matrices as grids of dots, each as large as its number: a weight is seen from afar, a pattern at a glance."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import UP

from ebviz.errors import UsageError
from ebviz.stage.dots import Dots
from ebviz.stage.gl.colours import rgba
from ebviz.stage.regions import Region
from ebviz.stage.units import pt

FULL = 0.92  # diameter of the dot of 1, in cells
LEAST = 0.002  # a smaller number has no dot


class DotGrid(Dots):
    """A matrix (T, S), or matrices (R, C, T, S) in R rows and C columns, as dots whose areas are the numbers.

    Parameters
    ----------
    weights : from 0 to 1; the first row is on top.
    within : the region at whose left edge they stand, half-way up, in square cells as large as it has room for.
    cell : the most that a cell may measure, in slide points. gap : between matrices, in cells.

    `weights` keeps the numbers (R, C, T, S), `side` how wide a cell is, in the frame's units.
    """

    def __init__(
        self, weights: Any, within: Region, colour: str = "a", *, cell: float = 40.0, gap: float = 2.0
    ) -> None:
        weights = np.asarray(weights, float)
        if weights.ndim == 2:
            weights = weights[None, None]
        if weights.ndim != 4 or not weights.size:
            raise UsageError(f"dots: expected a matrix (T, S) or (R, C, T, S), got {weights.shape}")
        self.weights, self.gap = weights, gap
        rows, columns, high, wide = weights.shape
        cells = np.array([columns * (wide + gap) - gap, rows * (high + gap) - gap])
        self.side = float(min(pt(cell), *np.array([within.width, within.height]) / cells))
        self.corner = within.at(0, 0.5) + self.side * cells[1] / 2 * UP
        self.hue = rgba(colour)
        row, column, t, s = np.indices(weights.shape).reshape(4, -1)
        across, down = column * (wide + gap) + s + 0.5, row * (high + gap) + t + 0.5
        places = self.corner + self.side * np.stack([across, -down, 0 * down], -1)
        super().__init__(places, self.hue, size=self._sizes(weights))
        self.light(1.0)

    def _sizes(self, weights: np.ndarray) -> np.ndarray:
        shown = np.where(weights < LEAST, 0, np.clip(weights, 0, 1))
        return FULL * self.side / pt(1) * np.sqrt(shown).ravel()

    def light(self, shares: Any) -> Self:
        """Show each number at a share of its opacity: (R, C, T, S), or what spreads to it, such as (T, 1)."""
        paint = np.tile(self.hue, (self.weights.size, 1))
        paint[:, 3] *= np.broadcast_to(shares, self.weights.shape).ravel()
        self.paint = paint
        return self

    def matrix(self, row: int, column: int) -> Region:
        """Return where one of the matrices stands."""
        high, wide = self.weights.shape[2:]
        left, top = self.corner[:2] + self.side * np.array(
            [column * (wide + self.gap), -row * (high + self.gap)]
        )
        return Region(left, top - self.side * high, left + self.side * wide, top)

    def rows(self) -> np.ndarray:
        """Return the heights in the frame of the rows of the first matrix, (T,)."""
        return self.places[:: self.weights.shape[3], 1][: self.weights.shape[2]].astype(float)

    def columns(self) -> np.ndarray:
        """Return the places across the frame of the columns of the first matrix, (S,)."""
        return self.places[: self.weights.shape[3], 0].astype(float)
