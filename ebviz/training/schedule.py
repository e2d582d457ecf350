"""Schedules: how long a training goes on, how its learning rate falls, and at which steps it is looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True)
class Pace:
    """How a training proceeds: number of steps T, samples in each batch, learning rate at the start."""

    steps: int
    batch: int
    lr: float


def cosine(step: int, steps: int, floor: float = 0.0) -> float:
    """Return the share of its learning rate that a step has: it falls from 1 to ``floor`` along half a cosine::

        floor + (1 − floor) (1 + cos(π step / steps)) / 2

    >>> cosine(0, 100), round(cosine(50, 100, floor=0.2), 3)
    (1.0, 0.6)
    """
    return floor + (1 - floor) * (1 + math.cos(math.pi * step / steps)) / 2


def geometric_steps(steps: int, frames: int) -> list[int]:
    """Return about ``frames`` steps from 0 to ``steps``, by far the densest at the start, where most is learnt.

    >>> geometric_steps(100, 6)
    [0, 1, 3, 10, 32, 100]
    >>> geometric_steps(0, 6)
    [0]
    """
    if not steps:
        return [0]
    grid = torch.logspace(0, math.log10(steps), frames - 1, dtype=torch.float64)
    return sorted({0, steps, *grid.round().long().tolist()})


def quadratic_steps(steps: int, frames: int) -> list[int]:
    """Return about ``frames`` steps from 0 to ``steps``, whose distances grow evenly.

    >>> quadratic_steps(100, 6)
    [0, 4, 16, 36, 64, 100]
    """
    return sorted({round(steps * (k / (frames - 1)) ** 2) for k in range(frames)})
