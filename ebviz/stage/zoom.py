"""A plane's axes run to other ranges: its numbers glide along them, and what is bound to a history follows."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Group, Mobject, Scene, VGroup, smooth

from ebviz.errors import UsageError
from ebviz.stage.drawn import Drawn
from ebviz.stage.history import bindings
from ebviz.stage.plots import TICK_SIZE, Plane, Range, stubs


class Zoom(Drawn):
    """``self.play(Zoom(plane, x, y, bubbles, arrows))``: as if a camera came nearer, but the axes are seen to run.

    ``x`` and ``y`` are ranges as for `Plane`. The frame stays where it is; ``parts`` are drawn anew from their
    histories, at the moment they show. The old scale's numbers fade while they glide, the new one's appear.
    Logarithmic axes, and planes with a grid, are refused.
    """

    def __init__(self, plane: Plane, x: Range, y: Range, *parts: Mobject, run_time: float = 1.5) -> None:
        if plane.log or len(plane.grid.points):
            raise UsageError("a zoom: expected a plane with linear axes and without a grid")
        self._plane, self._bound = plane, [bound for _, bound in bindings(parts)]
        self._ends = (plane.x, plane.y), (x, y)
        corner, right, up = plane.frame.points[[0, 3, -4]]
        numbers = bool(len(plane.ticks.points))
        size: dict[str, Any] = {"width": float(right[0] - corner[0]), "height": float(up[1] - corner[1])}
        size |= {"labels": ("", ""), "grid": False, "numbers": numbers}
        self._goal = Plane(x, y, **size)
        if plane.numbers and self._goal.numbers:  # as large as those of a plane that was scaled
            tall = [max(label.height for label in of.numbers) for of in (plane, self._goal)]
            self._goal = Plane(x, y, **size, tick_size=TICK_SIZE * tall[0] / tall[1])
        self._goal.shift(plane.frame.get_center() - self._goal.frame.get_center())
        self._scales = _Scale(plane), _Scale(self._goal)
        plane.remove(plane.ticks, plane.numbers)
        plane.add(*self._scales)
        super().__init__(
            Group(plane, *parts), self._run, run_time=run_time, rate_func=smooth, introducer=True
        )

    def _setup_scene(self, scene: Scene | None) -> None:
        """Add nothing: everything is on the stage already, in its own place and order."""

    def _run(self, share: float) -> None:
        plane = self._plane
        plane.x, plane.y = (_between(old, new, share) for old, new in zip(*self._ends, strict=True))
        for scale, seen in zip(self._scales, (1 - share, share), strict=True):
            scale.glide(plane, seen)
        if len(plane.axes.points):
            plane.axes.set_points(plane.zero_lines().points)
        for bound in self._bound:
            bound.show(bound.moment)

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Leave the plane as if it had been made with the ranges at which it has arrived."""
        plane, goal = self._plane, self._goal
        (plane.x, plane.y), plane.marks = self._ends[1], goal.marks
        plane.remove(*self._scales)
        plane.ticks, plane.numbers, plane.below = goal.ticks, goal.numbers, goal.below
        plane.add(plane.ticks, plane.numbers)
        super().clean_up_from_scene(scene)


class _Scale(VGroup):
    """The ticks and the numbers of one scale, wherever its plane's axes have run."""

    def __init__(self, plane: Plane) -> None:
        self._ticks, self._marks = plane.ticks.copy(), plane.marks
        self._labels = []
        for number, label in enumerate(plane.numbers.copy()):
            axis, middle = int(number >= len(plane.below)), label.get_center()
            feet = {value: _foot(plane, value, axis) for value in plane.marks[axis]}
            value = min(feet, key=lambda v: abs(feet[v] - middle)[axis])
            self._labels.append((label, axis, value, middle - feet[value]))
        super().__init__(self._ticks, *(label for label, *_ in self._labels))

    def glide(self, plane: Plane, seen: float) -> None:
        """Draw what lies within the plane's ranges now, as visible as ``seen``."""
        both = zip(self._marks, (plane.x, plane.y), strict=True)
        held = [[v for v in marks if span[0] <= v <= span[1]] for marks, span in both]
        if len(self._ticks.points) or any(held):
            self._ticks.set_points(stubs(plane, held)).set_stroke(opacity=seen)
        for label, axis, value, beside in self._labels:
            label.move_to(_foot(plane, value, axis) + beside)
            label.set_fill(opacity=seen * (value in held[axis]))


def _foot(plane: Plane, value: float, axis: int) -> np.ndarray:
    """Where on its axis (0 or 1) a value has its tick, (3,)."""
    return plane.at((plane.x[0], value) if axis else (value, plane.y[0]))


def _between(old: tuple[float, ...], new: tuple[float, ...], share: float) -> tuple[float, float]:
    """Return the ends of a range on its way to another, its length growing by the same factor all the time."""
    growth = (new[1] - new[0]) / (old[1] - old[0])
    way = share if abs(growth - 1) < 1e-9 else (growth**share - 1) / (growth - 1)
    return old[0] + way * (new[0] - old[0]), old[1] + way * (new[1] - old[1])
