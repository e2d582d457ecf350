"""Straight lines from one place to many, each as wide and as bright as what it weighs: who is asked, and how much."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import VGroup

from ebviz.errors import UsageError
from ebviz.stage.history import follow
from ebviz.stage.marks import Trace
from ebviz.stage.units import line
from ebviz.style.palette import colour as resolve

FAINT = 0.06  # opacity of a spoke that weighs next to nothing


class Spokes(VGroup):
    """A straight line from the hub (3,) to each of the ends (N, 3), as wide and as bright as its weight.

    Parameters
    ----------
    hub : (3,), or a history (S, 3). ends : (N, 3), or a history (S, N, 3).
    weights : (N,) from 0 to 1, or a history (S, N); what is a history follows a replay, the rest stays.
    width : of a line that weighs 1, in slide points; a lighter one is narrower and fainter, one of 0 is not drawn.

    `weights` keeps those that are shown.
    """

    def __init__(self, hub: Any, ends: Any, weights: Any, colour: str = "z", *, width: float = 4.0) -> None:
        hub, ends, weights = (np.asarray(some, float) for some in (hub, ends, weights))
        if weights.shape[-1] != ends.shape[-2]:
            raise UsageError(f"spokes: expected weights for {ends.shape[-2]} places, got {weights.shape}")
        self._hue, self._width = resolve(colour), width
        super().__init__(*(Trace(np.zeros((0, 3)), colour) for _ in range(ends.shape[-2])))
        given = ((hub, 1), (ends, 2), (weights, 1))
        count = next((len(some) for some, axes in given if some.ndim > axes), 0)
        if not count:
            self.put(hub, ends, weights)
            return
        moving = [
            some if some.ndim > axes else np.broadcast_to(some, (count, *some.shape)) for some, axes in given
        ]
        follow(self, *moving, put=self.put)

    def put(self, hub: np.ndarray, ends: np.ndarray, weights: np.ndarray) -> Self:
        """Run them from another hub (3,) to other ends (N, 3), with other weights (N,)."""
        self.weights = np.array(weights, float)
        for spoke, end, weight in zip(self, ends, np.clip(self.weights, 0, 1).tolist(), strict=True):
            spoke.run(np.stack([hub, end]))
            opacity = FAINT + (1 - FAINT) * weight if weight else 0.0
            spoke.set_stroke(self._hue, line(self._width * weight), opacity)
        return self
