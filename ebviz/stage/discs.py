"""Discs at many places, each with an area of its own: a table of shares, seen at a glance."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import VMobject

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.history import follow
from ebviz.stage.marks import flat
from ebviz.stage.units import pt
from ebviz.style.palette import colour as resolve


class Discs(VMobject):
    """A disc at each place (N, 3), its area the share there, drawn as one path.

    Parameters
    ----------
    shares : (N,), at least 0, or a history (S, N) that the discs follow in a replay.
    size : diameter of a disc of share 1, in slide points.

    What is 0 is not drawn. `shares` keeps those that are shown.
    """

    def __init__(self, places: Any, shares: Any, colour: str = "a", *, size: float = 40.0) -> None:
        super().__init__()
        self._places, shares = np.asarray(places, float).reshape(-1, 3), np.asarray(shares, float)
        if shares.ndim not in (1, 2) or shares.shape[-1] != len(self._places):
            raise UsageError(f"discs: expected shares for {len(self._places)} places, got {shares.shape}")
        self._disc = flat(shapes.ellipse(pt(size)))
        self.set_fill(resolve(colour), 1.0).set_stroke(width=0)
        if shares.ndim == 2:
            follow(self, shares, put=self.put)
        else:
            self.put(shares)

    def put(self, shares: Any) -> Self:
        """Show other shares (N,)."""
        self.shares = np.array(shares, float)
        there = self.shares > 0
        sizes = np.sqrt(self.shares[there])[:, None, None]
        self.set_points((self._places[there][:, None] + sizes * self._disc).reshape(-1, 3))
        return self
