"""How a looping clip goes from its last frame back to its first: without a jump, after a rest, or cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

CHANGED = 24  # levels of 255 by which a pixel must change to count
STILL = 2e-4  # share of pixels that may change between two frames of a picture at rest
STEP = 1.6  # from last to first frame, as much may change as this many steps of the motion at the seam
ENDS = 4  # steps on either side of the seam that show how fast things move there


@dataclass(frozen=True, slots=True)
class Seam:
    """How a clip ends.

    Parameters
    ----------
    kind : "loop", from the last frame to the first is a step like any other; "rest", it ends with a still picture;
        "cut", in the middle of a motion.
    still : seconds for which the last picture has been standing.
    """

    kind: str
    still: float


def seam(frames: Sequence[np.ndarray], delay: float) -> Seam:
    """Return how a clip of frames (H, W) or (H, W, 3) uint8, ``delay`` seconds each, ends.

    >>> still, other = np.zeros((4, 4), np.uint8), np.full((4, 4), 99, np.uint8)
    >>> seam([other, still, still], 0.5)
    Seam(kind='rest', still=1.0)
    >>> seam([still, other], 0.5).kind
    'loop'
    """
    steps = [change(a, b) for a, b in pairwise(frames)]
    at_rest = 1
    for step in reversed(steps):
        if step > STILL:
            break
        at_rest += 1
    back = change(frames[-1], frames[0])
    moving = steps[:ENDS] + steps[-ENDS:]
    if back <= STEP * max(moving, default=0.0) and steps and steps[-1] > STILL:
        return Seam("loop", 0.0)
    if at_rest > 1 or len(frames) == 1:
        return Seam("rest", at_rest * delay)
    return Seam("cut", delay)


def change(one: np.ndarray, other: np.ndarray) -> float:
    """Return the share of pixels that differ visibly between two frames."""
    apart = np.abs(one.astype(np.int16) - other)
    return float((apart.reshape(*one.shape[:2], -1).max(axis=-1) > CHANGED).mean())
