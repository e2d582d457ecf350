"""Lines between two rows of places, each as wide as what it weighs: attention, seen from where it looks."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import VGroup
from manim.constants import CapStyleType

from ebviz.errors import UsageError
from ebviz.stage.history import follow
from ebviz.stage.marks import Trace
from ebviz.stage.units import line
from ebviz.style.palette import colour as resolve

CORNERS = 25  # of a line that bends
FAINT = 0.25  # opacity of a line that weighs next to nothing


class Links(VGroup):
    """A line from each of the starts (N, 3) to each of the ends (M, 3), as wide as its weight: ``links[n][m]``.

    Parameters
    ----------
    weights : (N, M) from 0 to 1, or a history (S, N, M) that the lines follow in a replay.
    width : of a line that weighs 1, in slide points; a lighter one is narrower and fainter, one of 0 is not drawn.
    dash : its dashes and gaps, in slide points.
    level : the rows stand upright, side by side, instead of one above the other.

    A line leaves and arrives upright, or level, and bends between. `weights` keeps those that are shown.
    """

    def __init__(
        self,
        starts: Any,
        ends: Any,
        weights: Any,
        colour: str = "a",
        *,
        width: float = 7.0,
        dash: tuple[float, float] | None = None,
        level: bool = False,
    ) -> None:
        starts, ends, weights = (np.asarray(some, float) for some in (starts, ends, weights))
        if weights.shape[-2:] != (len(starts), len(ends)):
            raise UsageError(
                f"links: expected weights for {len(starts)} x {len(ends)} places, got {weights.shape}"
            )
        self._hue, self._width = resolve(colour), width
        super().__init__(
            *(VGroup(*(Trace(bent(a, b, level=level), colour, dash=dash) for b in ends)) for a in starts)
        )
        if dash is not None:
            for link in (link for row in self for link in row):
                link.cap_style = CapStyleType.BUTT  # round ends would fill the gaps of a wide line
        if weights.ndim > 2:
            follow(self, weights, put=self.put)
        else:
            self.put(weights)

    def put(self, weights: np.ndarray) -> Self:
        """Show other weights (N, M)."""
        self.weights = np.array(weights, float)
        for row, some in zip(self, self.weights, strict=True):
            for link, weight in zip(row, np.clip(some, 0, 1).tolist(), strict=True):
                link.set_stroke(self._hue, line(self._width * weight), FAINT + (1 - FAINT) * weight)
        return self


def bent(start: np.ndarray, end: np.ndarray, *, level: bool = False) -> np.ndarray:
    """Return the way (25, 3) from one place to another that leaves and arrives upright, or level.

    >>> way = bent(np.zeros(3), np.array([2.0, 4.0, 0.0]))
    >>> way[[0, 12, 24]].tolist()
    [[0.0, 0.0, 0.0], [1.0, 2.0, 0.0], [2.0, 4.0, 0.0]]
    """
    t = np.linspace(0, 1, CORNERS)[:, None]
    across = t * t * (3 - 2 * t)
    return np.asarray(start + (end - start) * np.where([not level, level, False], across, t))
