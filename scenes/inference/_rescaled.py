"""A plot whose axes move: its numbers slide as they are stretched, and what is drawn on it with them."""

from collections.abc import Callable

import numpy as np

from ebviz.stage import *

Numbered = tuple[
    Mobject, int, float, np.ndarray
]  # a number of a plane: its axis, its value, how far from its tick


def bend(plane: Plane, line: Trace, x: np.ndarray, start: np.ndarray, end: np.ndarray) -> Drawn:
    """Return the motion of a line through values (N,) over x (N,) to other values, the axis as it is."""

    def draw(share: float) -> None:
        line.run(plane.at(plane.clipped(x, start + share * (end - start))))

    return Drawn(line, draw, run_time=2, rate_func=smooth)


def stretch(plane: Plane, line: Trace, x: np.ndarray, values: np.ndarray, top: float) -> Drawn:
    """Return the motion of a plane's vertical axis to another end, with its numbers and a line on it."""
    (low, high), frame, beside = plane.y[:2], plane.frame, plane.numbers[len(plane.below) :]
    gap, foot, tall = float(np.diff([*plane.marks[1]])[0]), frame.get_bottom()[1], frame.height
    shares = [(number.get_center()[1] - foot) / tall for number in beside]

    def draw(share: float) -> None:
        end = high + share * (top - high)
        plane.y = span = (low, end, gap)
        new = Plane(
            (plane.x[0], plane.x[1]), span, width=frame.width, height=tall, centre=frame.get_center(),
            x_ticks=dict.fromkeys(plane.marks[0], ""), y_ticks=ticks.bare(low, end, gap),
        )  # fmt: skip
        plane.grid.set_points(new.grid.points)
        plane.ticks.set_points(new.ticks.points)
        for number, at in zip(beside, shares, strict=True):
            now = at * (high - low) / (end - low)
            number.move_to((number.get_center()[0], foot + now * tall, 0)).set_opacity(now < 1.01)
        line.run(plane.at(plane.clipped(x, values)))

    return Drawn(VGroup(plane, line), draw, run_time=2, rate_func=smooth)


def numbered(plane: Plane) -> list[Numbered]:
    """Return the numbers of a plane, each with its axis, its value and how far (3,) it stands from its tick."""
    foot = np.array([plane.x[0], plane.y[0]])
    rows: list[Numbered] = []
    below = len(plane.below)
    for axis, numbers in enumerate((plane.numbers[:below], plane.numbers[below:])):
        for number in numbers:
            places = {value: np.where(np.arange(2) == axis, value, foot) for value in plane.marks[axis]}
            off = {value: number.get_center() - plane.at(place) for value, place in places.items()}
            value = min(off, key=lambda one: abs(off[one][axis]))
            rows.append((number, axis, value, off[value]))
    return rows


def magnify(wide: Plane, near: Plane, also: Callable[[float], object]) -> Drawn:
    """Return the motion of a plane's axes to those of a nearer one: old numbers slide out, new ones come between.

    The scale stays the same on both axes, the frame as high as it is; ``also`` is told the share of the motion.
    """
    ends = np.array([[plane.x[:2], plane.y[:2]] for plane in (wide, near)])  # (2, 2, 2)
    spans, height, centre = np.ptp(ends[:, 1], axis=1), near.frame.height, near.frame.get_center()
    numbers = [numbered(plane) for plane in (wide, near)]
    names = [[name.get_center() - plane.frame.get_left() for name in plane.labels] for plane in (wide, near)]
    wide.frame.set_stroke(opacity=0)
    wide.labels.set_opacity(0)

    def show(plane: Plane, rows: list[Numbered], now: np.ndarray, light: float) -> None:
        marks = [
            {value: "" for value in values if low <= value <= high}
            for values, (low, high) in zip(plane.marks, now, strict=True)
        ]
        plane.x, plane.y = ((float(low), float(high)) for low, high in now)
        new = Plane(
            plane.x, plane.y, width=height * np.ptp(now[0]) / np.ptp(now[1]), height=height, centre=centre,
            x_ticks=marks[0], y_ticks=marks[1], labels=("", ""),
        )  # fmt: skip
        for part in ("frame", "grid", "ticks"):
            getattr(plane, part).set_points(getattr(new, part).points)
        plane.grid.set_stroke(opacity=light)
        plane.ticks.set_stroke(opacity=light)
        for number, axis, value, off in rows:
            share = float(plane.share(value, axis))
            place = np.where(np.arange(2) == axis, value, now[:, 0])
            inside = np.clip(1 + 80 * min(share, 1 - share), 0, 1)
            number.move_to(plane.at(place) + off).set_opacity(light * inside)

    def draw(share: float) -> None:
        span = spans[0] ** (1 - share) * spans[1] ** share
        part = (spans[0] - span) / (spans[0] - spans[1]) if spans[0] != spans[1] else share
        light = float(np.clip(4 * spans[1] / span - 1.2, 0, 1)) if share < 1 else 1.0
        now = ends[0] + part * (ends[1] - ends[0])
        show(wide, numbers[0], now, 1 - light)
        show(near, numbers[1], now, light)
        for name, start, end in zip(near.labels, *names, strict=True):
            name.move_to(near.frame.get_left() + start + part * (end - start))
        also(share)

    draw(0)
    return Drawn(wide, draw, run_time=4, rate_func=smooth)
