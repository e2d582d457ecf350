"""Animations that draw their mobject anew at each share of their time; nothing is copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manim import Animation, Mobject, linear


class Drawn(Animation):
    """An animation that draws its mobject anew at each share of its time, by a function; nothing is copied."""

    def __init__(
        self, mobject: Mobject, draw: Callable[[float], object], *, run_time: float = 1.0, **kwargs: Any
    ) -> None:
        self._draw = draw
        super().__init__(mobject, run_time=run_time, **{"rate_func": linear, **kwargs})

    def create_starting_mobject(self) -> Mobject:
        """Copy nothing."""
        return Mobject()

    def interpolate(self, alpha: float) -> None:
        """Draw the mobject at a share ``alpha`` of the time."""
        self._draw(float(self.rate_func(min(max(alpha, 0.0), 1.0))))
