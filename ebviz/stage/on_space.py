"""Energies in three dimensions: a sheet over the plane of y, at one moment or through a history."""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.stage.gl import Axes3D, Surface
from ebviz.stage.history import follow


def relief(
    axes: Axes3D, y1: Any, y2: Any, F: Any, *, low: float = 0.0, high: float | None = None, **options: Any
) -> Surface:
    """Return the surface of F (H, W), or of a history (S, H, W), over y₁ (W,) and y₂ (H,), coloured by F itself.

    It is cut off at ``high``, the hot end of its colours; by default the top of the axes. Options are `Surface`'s.
    """
    F = np.asarray(F)
    top = float(axes.ranges[2, 1]) if high is None else float(high)
    first = F[0] if F.ndim == 3 else F
    sheet = Surface(axes.heights(y1, y2, first), first, **{"vmin": low, "vmax": top, "cap": top, **options})
    if F.ndim == 3:
        follow(sheet, F, put=lambda now: sheet.set_grid(axes.heights(y1, y2, now), now))
    return sheet
