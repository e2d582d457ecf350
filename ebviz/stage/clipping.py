"""Which part of each segment of a line lies within a frame."""

from __future__ import annotations

import numpy as np


def inside(shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return from where to where each segment of a polyline (N, 2) is inside the unit square, as shares of it.

    A segment whose share of entering is not below that of leaving is outside (Liang and Barsky, 1984).
    """
    start, way = shares[:-1], np.diff(shares, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        cuts = np.sort([-start / way, (1 - start) / way], axis=0)
    still, within = way == 0, (start >= 0) & (start <= 1)
    enter = np.where(still, np.where(within, -np.inf, np.inf), cuts[0]).max(axis=1)
    leave = np.where(still, np.where(within, np.inf, -np.inf), cuts[1]).min(axis=1)
    return np.maximum(enter, 0.0), np.minimum(leave, 1.0)
