"""Stored histories interpolated between their moments, and the step counter that replays show."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import LEFT, RIGHT, UP, Group

from ebviz.stage.formula import Formula, Words
from ebviz.stage.plots import merged


def between(history: np.ndarray, at: float) -> np.ndarray:
    """Return a history (S, …) at a position from 0 to S − 1, interpolated between the two nearest moments.

    >>> between(np.array([0.0, 2.0, 6.0]), 1.5).item()
    4.0
    """
    low = min(int(at), len(history) - 2)
    share = np.float32(at - low)  # keeps a float32 history float32
    return np.asarray((1 - share) * history[low] + share * history[low + 1])


def step_counter(
    steps: np.ndarray, where: np.ndarray, name: str = "step"
) -> tuple[Group, Callable[[float], object]]:
    """Return a counter of a history's steps, starting at ``where``, and the function that sets its position.

    ``steps`` (S,) are the steps of its moments, ``name`` is what they are called. Each number is typeset once;
    large ones count in tens.
    """
    word = Words(name, size=28).move_to(where, LEFT)
    number = merged(Formula("0", size=34))

    @cache
    def written(step: int) -> np.ndarray:
        glyphs = merged(Formula(f"{step}", size=34)).next_to(word, RIGHT, buff=0.18).align_to(word, UP)
        return np.asarray(glyphs.points)

    def show(at: float) -> None:
        step = float(np.interp(at, np.arange(len(steps)), steps))
        number.set_points(written(round(step) if step < 100 else 10 * round(step / 10)))

    show(0)
    return Group(word, number), show
