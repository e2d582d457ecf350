"""The layout of a video's thumbnail: one square picture at the left, a few huge words beside it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure


def square(fig: Figure, half: float) -> Axes:
    """The plane without a frame, as high as the picture, at the left."""
    axes = fig.add_axes((0.0, 0.0, 4.5 / 8, 1.0), xlim=(-half, half), ylim=(-half, half), aspect="equal")
    axes.set_axis_off()
    return axes
