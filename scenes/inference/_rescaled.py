"""A plot whose vertical axis moves: its numbers slide as it is stretched, and the curve on it with them."""

import numpy as np

from ebviz.stage import *


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
