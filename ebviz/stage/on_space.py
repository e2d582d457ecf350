"""Energies in three dimensions: a sheet over the plane of y, and a window that its box fills from every angle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from ebviz.stage.gl import Axes3D, Space, Surface, View
from ebviz.stage.gl.space import Part
from ebviz.stage.history import follow
from ebviz.stage.regions import Region

RIM = 0.5  # units kept around the box for its numbers and names
BLEED = 0.3  # units around the region where numbers and names at the box's lowest corner are still drawn
NARROWEST = 0.2  # smallest zoom


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


def space(
    region: Region, axes: Axes3D, *parts: Part, view: View | None = None, turning: Sequence[float] = ()
) -> Space:
    """Return a `Space` in a region, as large as axes, numbers and names allow.

    ``turning`` are further angles theta (radians) at which it will be seen: the box fits from all of them.
    """
    if view is None:  # an empty mobject is falsy
        view = View()
    half = axes.lengths / 2
    corners = np.array(list(product(*zip(-half, half, strict=True))))
    own, room = view.theta, np.array([region.width, region.height]) - 2 * RIM
    reach = []
    for theta in (own, *turning):
        view.look(theta=theta, zoom=1.0)
        flat = view.project(corners)[:, :2]
        reach.append([flat.min(axis=0), flat.max(axis=0)])
    view.look(theta=own)
    low, high = np.min(reach, axis=(0, 1)), np.max(reach, axis=(0, 1))
    zoom = max(float((room / (high - low)).min()), NARROWEST)
    view.look(zoom=zoom)
    shift = -zoom * (low + high) / 2
    width, height = 2 * (BLEED + np.abs(shift)) + (region.width, region.height)
    return Space(axes, *parts, view=view, width=width, height=height).move_to(
        region.centre + np.append(shift, 0.0)
    )
