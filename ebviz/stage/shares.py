"""Distributions on a plane: histograms of samples, filled or outlined, along either axis, smoothed or not."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from manim import VMobject

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.history import follow
from ebviz.stage.marks import flat
from ebviz.stage.units import line
from ebviz.style.palette import colour as resolve

BINS = 48


class Histogram(VMobject):
    """How many of the values (N,), or of a history (S, N) of them, lie where along an axis of a plane.

    Parameters
    ----------
    plane : its axis ``along`` is divided into ``bins``; what lies beyond its ends counts in the outermost.
    colour : of the outline; ``fill`` is the opacity of the inside.
    along : "x", bars stand on the horizontal axis, or "y", they lie on the vertical one.
    side : 1 or −1, the way the bars point, times ``scale``, in the other axis's units.
    height : "tallest" makes the tallest bar 1 at every moment; "density" draws shares per unit of the axis.
    blur : standard deviation, in bins, of the Gaussian that smooths the counts.
    """

    def __init__(
        self,
        plane: Any,
        values: Any,
        colour: str = "y",
        *,
        bins: int = BINS,
        fill: float = 0.55,
        along: Literal["x", "y"] = "x",
        side: float = 1.0,
        height: Literal["tallest", "density"] = "tallest",
        blur: float = 0.0,
        width: float = 2.0,
    ) -> None:
        super().__init__()
        if height not in ("tallest", "density"):
            raise UsageError(f"unknown histogram height '{height}': expected tallest or density")
        if along not in ("x", "y"):
            raise UsageError(f"a histogram along '{along}': expected x or y")
        values = np.asarray(values)
        low, high = (plane.x if along == "x" else plane.y)[:2]
        edges = np.linspace(low, high, bins + 1)
        self.set_stroke(resolve(colour), line(width)).set_fill(resolve(colour), fill)

        def put(now: np.ndarray) -> None:
            counts = smoothed(np.histogram(np.clip(now, low, high), edges)[0].astype(float), blur)
            tall = (
                counts / max(counts.max(), 1e-12)
                if height == "tallest"
                else counts / len(now) / np.diff(edges)
            )
            rise = side * np.concatenate([[0.0], np.repeat(tall, 2), [0.0]])
            corners = np.stack([np.repeat(edges, 2), rise], axis=-1)
            places = plane.at(corners if along == "x" else corners[:, ::-1])
            self.set_points(flat(shapes.polygon([tuple(corner[:2]) for corner in places])))

        if values.ndim == 1:
            put(values)
        else:
            follow(self, values, put=put)


def smoothed(counts: np.ndarray, width: float) -> np.ndarray:
    """Return counts (B,) blurred by a Gaussian of ``width`` bins, mirrored at the ends so that none is lost.

    >>> bool(abs(smoothed(np.array([0.0, 4.0, 0.0]), 1.0).sum() - 4) < 1e-9)
    True
    """
    if width <= 0:
        return counts
    reach = np.arange(-np.ceil(4 * width), np.ceil(4 * width) + 1)
    kernel = np.exp(-0.5 * (reach / width) ** 2)
    padded = np.pad(counts, len(reach), mode="symmetric")
    blurred = np.convolve(padded, kernel / kernel.sum(), "same")[len(reach) : -len(reach)]
    return np.asarray(blurred * (counts.sum() / max(blurred.sum(), 1e-12)))
