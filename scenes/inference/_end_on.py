"""Looking along x at a box in space, until y₁ and y₂ lie where a plane has them."""

import numpy as np

from ebviz.stage import *
from ebviz.stage.gl.space import Space

FAR = 400.0  # the viewer's distance when looking along x: sizes do not shrink with it, and the numbers hold for all x


def late(share: float) -> float:
    """Return how far a motion is that starts late, at a share of its time."""
    return float(smooth(share)) ** 2


def end_on(window: Space, axes: Axes3D, plane: Plane, seconds: float) -> tuple[Animation, ...]:
    """Return the motions that turn a box until its y lie where a plane, still unseen, has them."""
    zoom = plane.unit * float(np.ptp(axes.ranges[1])) / axes.lengths[1]
    y1, y2, _ = window.get_center() - plane.at((0, 0))
    ends = {"phi": 90 * DEGREES, "focal_distance": FAR, "zoom": zoom, "centre": (0, y1 / zoom, y2 / zoom)}
    turn = Turn(window, theta=0, run_time=seconds)
    return turn, Turn(window, ease=late, run_time=seconds, **ends)
