"""The horn: for every x a whole ellipse of correct answers, none of which a network trained with MSE gives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import (
    DEGREES,
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.gl import Axes3D, Curve, Points, Space, View, colours
from ebviz.stage.keys import ColourBar
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.poster import poster
from ebviz.stage.titles import title
from ebviz.style import ticks
from ebviz.style.colourmap import hexes
from ebviz.style.numbers import rounded
from ebviz.style.palette import COLOURS, colour


class HornTurning(LectureScene):
    """The horn turns; one x has an ellipse of answers, and the MSE network's lies in the middle, on no branch."""

    studies = ("horn", "mse")
    gif = (0.0, 20.0)

    def thumbnail(self) -> None:
        """Draw the horn end-on: for one x a whole ellipse of answers, and the network's in the middle."""
        horn = self.study("horn")
        hues = hexes(horn["rim_x"], 0.0, 1.0, "x")
        order = np.argsort(-np.abs(horn["rim"]).max(axis=(1, 2)))  # large rings first
        rings = VGroup(
            *(
                Trace(np.pad(horn["rim"][k], ((0, 0), (0, 1))), hues[k], width=13.0, closed=True)
                for k in order
            )
        )
        answer = Cloud(np.zeros((1, 3)), "white", shape="cross", size=50.0, width=16.0)
        rings.scale(7.0 / rings.height)
        self.add(*poster(VGroup(rings, answer), "one $x$,", "many $y$"))

    def construct(self) -> None:
        horn, mse = self.study("horn"), self.study("mse")
        x, slice_x = horn["x"], float(horn.config["slice_x"])
        grid = mse["x_grid"]
        answer = [float(np.interp(slice_x, grid, column)) for column in mse["y_pred"].T]
        distance = float(np.interp(slice_x, grid, mse["distance_xy"]))

        bar = ColourBar(0, 1, [0, 0.5, 1], "x", cmap="x", extend=False, length=230)
        self.add(title("The horn", sign="horn"), bar.to_edge(RIGHT, buff=0.7))
        reach = float(np.abs(horn["y"]).max())
        gap = ticks.spacing(2 * reach, 7)
        size = np.ceil(reach / gap) * gap
        names = [Formula(name, size=36) for name in ("x", "y_1", "y_2")]
        axes = Axes3D(
            (0, 1, 0.25), (-size, size, gap), (-size, size, gap), lengths=(6.2, 3.7, 3.7), names=names
        )
        cloud = Points(axes.point(x, *horn["y"].T), colours.mapped(x, "x"), radius=0.065, haze=0.4)
        rims = [
            Curve(axes.point(np.full(len(rim), at), *rim.T), COLOURS["grey"], width=1.2, closed=True)
            for at, rim in zip(horn["rim_x"], horn["rim"], strict=True)
        ]
        for rim in rims:
            rim.set_opacity(0.45)
        right = horn["slice_ellipse"]
        answers = Curve(
            axes.point(np.full(len(right), slice_x), *right.T), colour("y"), width=6.0, closed=True
        )
        point = Points(axes.point(slice_x, *answer)[None], colour("y_tilde"), radius=0.14, rim=0.2)
        line = Curve(axes.point(grid, *mse["y_pred"].T), colour("y_tilde"), width=3.0)
        space = Space(
            axes,
            *rims,
            answers.set_portion(0.0).set_opacity(0.0),
            line.set_opacity(0.0),
            point.set_opacity(0.0),
            cloud,  # last, so that what it hides shines through once it fades
            view=View(phi=68 * DEGREES, theta=-75 * DEGREES, zoom=0.78),
            width=11.4,
            height=6.5,
        )
        said = Words(f"for $x = {slice_x:g}$ every $y$ on this ellipse is valid", size=28)
        learnt = "the network trained with MSE answers $tilde(y)$"
        trained = Words(f"{learnt}, ${rounded(distance, 2)}$ from the nearest valid $y$", size=28)
        said.move_to(2.95 * DOWN).align_to(6.5 * LEFT, LEFT)
        trained.move_to(3.5 * DOWN).align_to(said, LEFT)
        start = space.view.theta

        def turned(first: float, last: float) -> Callable[[Mobject, float], object]:
            """Return an update that turns the view from one angle to another, in degrees past the start."""
            return lambda _, alpha: space.view.look(theta=start + (first + alpha * (last - first)) * DEGREES)

        self.add(space.shift(0.7 * LEFT + 0.55 * UP))
        self.play(UpdateFromAlphaFunc(space, turned(0, 120)), run_time=6.0, rate_func=linear)

        def light(_: Mobject, alpha: float) -> None:
            turned(120, 160)(_, alpha)
            answers.set_opacity(1.0).set_portion(smooth(min(2 * alpha, 1.0)))
            cloud.set_opacity(1.0 - 0.7 * smooth(alpha))

        self.play(UpdateFromAlphaFunc(space, light), FadeIn(said), run_time=4.0, rate_func=linear)

        def appear(_: Mobject, alpha: float) -> None:
            turned(160, 190)(_, alpha)
            point.set_opacity(smooth(min(3 * alpha, 1.0)))
            line.set_opacity(smooth(min(3 * alpha, 1.0)))

        self.play(UpdateFromAlphaFunc(space, appear), FadeIn(trained), run_time=3.0, rate_func=linear)
        self.play(UpdateFromAlphaFunc(space, turned(190, 360)), run_time=6.0, rate_func=linear)
        self.wait(1.0)
