"""Bands from several places that run together into one, each as wide as its share of the whole."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import RIGHT, VGroup, VMobject, smooth

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.drawn import Drawn
from ebviz.stage.history import follow
from ebviz.stage.links import bent
from ebviz.stage.marks import flat
from ebviz.stage.units import line, pt
from ebviz.style.palette import COLOURS
from ebviz.style.palette import colour as resolve

OPACITY = 0.7
SEAM = 1.5  # slide points of paper between two bands that touch, but a quarter of a narrow band at most


class Flows(VGroup):
    """A band from each of the starts (N, 3) to one end (3,): a mixture, seen from what it is mixed of.

    Parameters
    ----------
    weights : (N,), at least 0, or a history (S, N) that the bands follow in a replay.
    width : of a weight of 1, in slide points. opacity : of the bands, so that some may cross others.

    Where they arrive, bands lie side by side in the order of their starts, so that together they are as wide as
    their sum: ``width`` if they are shares of 1. One that weighs nothing is not drawn. `weights` keeps those shown.
    """

    def __init__(
        self,
        starts: Any,
        end: Any,
        weights: Any,
        colour: str = "a",
        *,
        width: float = 90.0,
        opacity: float = OPACITY,
    ) -> None:
        self._starts, self._end = np.asarray(starts, float), np.asarray(end, float)
        weights = np.asarray(weights, float)
        if weights.ndim not in (1, 2) or weights.shape[-1] != len(self._starts):
            raise UsageError(f"flows: expected weights for {len(self._starts)} places, got {weights.shape}")
        self._width = pt(width)
        super().__init__(*(VMobject() for _ in self._starts))
        for band in self:
            band.set_fill(resolve(colour), opacity).set_stroke(COLOURS["black"], 0, opacity)
        if weights.ndim == 2:
            follow(self, weights, put=self.put)
        else:
            self.put(weights)

    def put(self, weights: Any) -> Self:
        """Show other weights (N,)."""
        self.weights = np.array(weights, float)
        wide = self._width * self.weights.clip(min=0)
        middles = np.cumsum(wide) - wide / 2 - wide.sum() / 2
        for band, start, half, off in zip(self, self._starts, wide / 2, middles, strict=True):
            if half <= 0:
                band.set_points(np.zeros((0, 3)))
                continue
            band.set_stroke(width=line(min(SEAM, half / 2 / pt(1))))
            way = bent(start, self._end + off * RIGHT)[:, :2]
            sides = np.concatenate([way - half * RIGHT[:2], (way + half * RIGHT[:2])[::-1]])
            band.set_points(flat(shapes.polygon([(float(x), float(y)) for x, y in sides])))
        return self

    def grow(self, run_time: float = 1.0) -> Drawn:
        """Return an animation in which the bands come and grow as wide as they are now."""
        weights = self.weights
        options: dict[str, Any] = {"introducer": True, "rate_func": smooth}
        return Drawn(self, lambda share: self.put(share * weights), run_time=run_time, **options)
