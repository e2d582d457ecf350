"""Stored histories between their moments, and the step that belongs to one, as replays show them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import LEFT, RIGHT, UP, Group

from ebviz.stage.formula import Formula, Words
from ebviz.stage.plots import merged


def between(history: np.ndarray, at: float) -> np.ndarray:
    """Return a history (S, …) at a place from 0 to S − 1, mixed from the two moments beside it.

    >>> between(np.array([0.0, 2.0, 6.0]), 1.5).item()
    4.0
    """
    low = min(int(at), len(history) - 2)
    share = np.float32(at - low)  # so that a history of float32 stays one
    return np.asarray((1 - share) * history[low] + share * history[low + 1])


def step_counter(
    steps: np.ndarray, where: np.ndarray, name: str = "step"
) -> tuple[Group, Callable[[float], object]]:
    """Write the step of a history, from ``where`` on; return that, and what sets it to a place of the history.

    ``steps`` (S,) are those of its moments, ``name`` what they are called. Each number is typeset once; large ones go
    by tens.
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
