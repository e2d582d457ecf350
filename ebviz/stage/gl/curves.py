"""Curves in space, and the stack of contour rings that makes a surface of lines alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np

from ebviz.errors import UsageError
from ebviz.stage.gl import colours
from ebviz.stage.gl.contours import level_lines
from ebviz.stage.gl.space import Eye, Part
from ebviz.stage.gl.strokes import Strokes, joined


def points_of(given: Any, least: int = 1) -> np.ndarray:
    """Return points as float32 (N, 3), or say what is wrong with them."""
    points = np.asarray(given, dtype="f4")[...]
    if points.ndim != 2 or points.shape[1] != 3 or len(points) < least:
        raise UsageError(f"points in space: expected (N, 3), N at least {least}, got shape {points.shape}")
    if not np.isfinite(points).all():
        raise UsageError("points in space: expected finite numbers, got NaN or infinity")
    return points


class Curve(Part):
    """A polyline through points (N, 3), ``width`` wide (Manim stroke width) at any distance.

    ``colour`` is one colour or (N, 3 or 4) floats, one per point. The first ``portion`` of the length is shown:
    animate it from 0 to 1 to draw the curve.
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "points_in_space", "paint", "width_in_strokes", "portion")

    def __init__(
        self,
        points: Any,
        colour: Any = "white",
        width: float = 3.0,
        closed: bool = False,
        lift: float = 2e-3,
    ) -> None:
        super().__init__()
        self.width_in_strokes, self.closed, self.lift, self.portion = width, closed, lift, 1.0
        self.points_in_space = points_of(points, 2)
        self.paint = colours.rgba(colour)

    def set_points_in_space(self, points: Any) -> Self:
        """Replace the points (N, 3)."""
        self.points_in_space = points_of(points, 2)
        return self

    def set_portion(self, portion: float) -> Self:
        """Show only the first ``portion`` of the length, 0 to 1."""
        self.portion = float(np.clip(portion, 0, 1))
        return self

    def bounds(self) -> np.ndarray:
        """Return the corners (2, 3) of a box around the curve."""
        return np.stack([self.points_in_space.min(axis=0), self.points_in_space.max(axis=0)])

    def _drawn(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the points (N, 3) and colours (N, 4) of the portion shown."""
        points = self.points_in_space
        paint = np.array(colours.rgba(self.paint, len(points)))
        if self.portion >= 1:
            return points, paint
        lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        end = self.portion * lengths[-1]
        keep = int(np.searchsorted(lengths, end, side="left"))
        tip = [np.interp(end, lengths, column) for column in points.T]
        hue = [np.interp(end, lengths, column) for column in paint.T]
        return np.vstack([points[:keep], tip]).astype("f4"), np.vstack([paint[:keep], hue])

    def body(self, eye: Eye) -> None:
        """Draw the curve, just in front of any surface it lies on."""
        if "strokes" not in self.gpu:
            self.gpu["strokes"] = Strokes(eye.gl)
        state = (self.points_in_space, self.paint, self.portion)
        if any(a is not b for a, b in zip(state, self.gpu.get("state", (None,) * 3), strict=True)):
            points, paint = self._drawn()
            closed = self.closed and self.portion >= 1
            segments = joined(points, closed)
            ends = np.stack([paint, np.roll(paint, -1, axis=0)], axis=1)[: len(segments)]
            self.gpu["strokes"].set(segments, ends)
            self.gpu["state"] = state
        self.gpu["strokes"].draw(eye, self.width_in_strokes, self.opacity, self.lift)


class Rings(Part):
    """Contour lines of an energy on a sheet of points, each where it lies in space: a surface of lines.

    ``grid`` (H, W, 3), ``energy`` (H, W) and the colours are as for `Surface`. The lines are drawn from far to
    near, so translucent ones blend properly.
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "grid", "energy", "vmin", "vmax", "width_in_strokes")

    def __init__(
        self,
        grid: Any,
        energy: Any,
        levels: Sequence[float],
        *,
        cmap: str = "energy",
        vmin: float = 0.0,
        vmax: float = 1.0,
        width: float = 2.5,
    ) -> None:
        super().__init__()
        self.levels, self.cmap, self.vmin, self.vmax = tuple(levels), cmap, vmin, vmax
        self.width_in_strokes = width
        self.set_grid(grid, energy)

    def set_grid(self, grid: Any, energy: Any) -> Self:
        """Replace all points (H, W, 3) and energies (H, W)."""
        self.grid, self.energy = np.asarray(grid, dtype="f4")[...], np.asarray(energy, dtype="f4")[...]
        return self

    def bounds(self) -> np.ndarray:
        """Return the corners (2, 3) of a box around the sheet up to the highest level."""
        low = self.grid[self.energy <= max(self.levels)]
        flat = low if len(low) else self.grid.reshape(-1, 3)
        return np.stack([flat.min(axis=0), flat.max(axis=0)])

    def _lines(self) -> tuple[np.ndarray, np.ndarray]:
        """Return all rings as segments (S, 4, 3) with the colours of their ends (S, 2, 4)."""
        segments, paint = [np.zeros((0, 4, 3), "f4")], [np.zeros((0, 2, 4))]
        for level in self.levels:
            colour = colours.mapped(level, self.cmap, self.vmin, self.vmax)
            for line in level_lines(self.grid, self.energy, level):
                pieces = joined(line, closed=bool(np.array_equal(line[0], line[-1])))
                segments.append(pieces)
                paint.append(np.broadcast_to(colour, (len(pieces), 2, 4)))
        return np.concatenate(segments), np.concatenate(paint)

    def body(self, eye: Eye) -> None:
        """Draw the rings, far ones first."""
        gpu, state = self.gpu, (self.grid, self.energy, self.vmin, self.vmax)
        if any(a is not b for a, b in zip(state, gpu.get("state", (None,) * 4), strict=True)):
            gpu["lines"], gpu["state"] = self._lines(), state
        if "strokes" not in gpu:
            gpu["strokes"] = Strokes(eye.gl)
        segments, paint = gpu["lines"]
        order = np.argsort(eye.nearness(segments[:, 1] + segments[:, 2]), kind="stable")
        gpu["strokes"].set(segments[order], paint[order])
        gpu["strokes"].draw(eye, self.width_in_strokes, self.opacity, lift=1e-3)
