"""Where the next block of a chain stands: beside the last one, a gap between their outlines.

A place on a diagram is a column and a row of its grid, or a side of the block that was set last: ``"right"``,
``"left"``, ``"above"``, ``"below"``. Blocks set beside one another are equally far apart however wide they are.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from ebviz.errors import UsageError, nearest

Side = Literal["right", "left", "above", "below"]
Place = tuple[float, float] | Side

GAP = 44.0  # slide points between the outlines of neighbours
WAYS: dict[str, tuple[int, int]] = {"right": (1, 0), "left": (-1, 0), "above": (0, 1), "below": (0, -1)}


def corners(outline: np.ndarray) -> np.ndarray:
    """Return the lower left and the upper right corner (2, 2) of an outline's box; ``outline`` is (…, 2 or more)."""
    points = np.asarray(outline, float).reshape(-1, np.shape(outline)[-1])[:, :2]
    return np.stack([points.min(axis=0), points.max(axis=0)])


def next_to(last: np.ndarray, outline: np.ndarray, side: str, gap: float) -> np.ndarray:
    """Return the middle (2,) of a block that stands ``gap`` beside the last one; both outlines are (…, 2 or more).

    >>> circle, block = np.array([[-30, -30], [30, 30]]), np.array([[-60, -30], [60, 30]])
    >>> next_to(circle, block, "right", 40).tolist()
    [130.0, 0.0]
    """
    if side not in WAYS:
        raise UsageError(f"there is no place '{side}'{nearest(side, WAYS)}")
    before, after = corners(last), corners(outline)
    reach = (np.ptp(before, axis=0) + np.ptp(after, axis=0)) / 2 + gap
    return np.asarray(before.mean(axis=0) + np.array(WAYS[side]) * reach)
