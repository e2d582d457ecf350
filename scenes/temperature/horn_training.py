"""Training the conditional model: its manifold unrolls from a tiny flat tube into the horn."""

from __future__ import annotations

import numpy as np
from manim import (
    DEGREES,
    DOWN,
    LEFT,
    RIGHT,
    TAU,
    UP,
    FadeIn,
    FadeOut,
    Mobject,
    UpdateFromAlphaFunc,
    Write,
    linear,
    smooth,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.gl import Axes3D, Points, Space, Surface, View, colours
from ebviz.stage.history import between
from ebviz.stage.marks import Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.style import ticks
from ebviz.style.numbers import rounded
from ebviz.style.palette import COLOURS

SMALL = 0.1  # share of the samples' extent below which the untrained manifold is tiny


class Sheet:
    """The manifold g(x, z) (51, 48, 2) in space: a translucent sheet and the points themselves, coloured by x.

    ``closed`` if the first z follows the last, as angles do.
    """

    def __init__(
        self, axes: Axes3D, x: np.ndarray, y: np.ndarray, *, closed: bool = True, radius: float = 0.025
    ) -> None:
        self.axes, self.closed = axes, closed
        self.x = np.broadcast_to(x[:, None], (len(x), y.shape[1] + closed))
        place = self.place(y)
        self.surface = Surface(place, self.x, cmap="x").set_opacity(0.4)
        self.points = Points(place.reshape(-1, 3), colours.mapped(self.x.ravel(), "rainbow"), radius=radius)
        self.parts = (self.surface, self.points)

    def place(self, y: np.ndarray) -> np.ndarray:
        """Return the sheet in space (51, 48, 3), or (51, 49, 3) with the first z again if z runs around."""
        y = np.concatenate([y, y[:, :1]], axis=1) if self.closed else y
        return self.axes.point(self.x, y[..., 0], y[..., 1])

    def bend(self, y: np.ndarray) -> None:
        """Move the manifold to ``y``."""
        place = self.place(y)
        self.surface.set_grid(place, self.x)
        self.points.set_cloud(place.reshape(-1, 3))


class HornUnrolling(LectureScene):
    """The untrained manifold is a tiny flat tube; training unrolls it into the horn, which then turns."""

    studies = ("horn_model", "horn")
    cannot_show = {"horn_model.weights": "it replays the training, and given weights are not trained"}
    thumbnail = 22.0
    gif = (7.0, 31.2)

    def construct(self) -> None:
        run, samples = self.study("horn_model"), self.study("horn")
        looks, steps = np.arange(len(run["horn_steps"])), run["horn_steps"]
        manifold = run["horn_manifold"]

        names = [Formula(name, size=36) for name in ("x", "y_1", "y_2")]
        x, closed = run["x_grid"], bool(run.config["z_closed"])
        along = (float(x[0]), float(x[-1]), ticks.spacing(float(x[-1] - x[0]), 5))
        reach = 1.02 * max(float(np.abs(samples["y"]).max()), float(np.abs(manifold[-1]).max()))
        side = (-reach, reach, ticks.spacing(2 * reach, 7))
        axes = Axes3D(along, side, side, lengths=(5.6, 3.9, 3.9), names=names)
        cloud = Points(axes.point(samples["x"], *samples["y"].T), COLOURS["grey"], radius=0.04, haze=0.4)
        sheet = Sheet(axes, x, manifold[0], closed=closed)
        view = View(phi=68 * DEGREES, theta=-62 * DEGREES, zoom=0.84)
        space = Space(axes, *sheet.parts, cloud.set_opacity(0.6), view=view, width=8.9, height=7.2)
        space.shift(2.45 * LEFT + 0.35 * UP)
        small = 1.05 * np.maximum(np.abs(manifold[0]).max(axis=(0, 1)), 1e-6)
        inner = [(-half, half, ticks.spacing(2 * half, 5)) for half in map(float, small)]
        names = [Formula(name, size=32) for name in ("x", "y_1", "y_2")]
        near = Axes3D((*along[:2], 2 * along[2]), inner[0], inner[1], lengths=(3.2, 2.6, 2.6), names=names)
        bow = Sheet(near, x, manifold[0], closed=closed)
        glass = Space(
            near,
            *bow.parts,
            view=View(phi=72 * DEGREES, theta=-52 * DEGREES, zoom=0.85),
            width=6.4,
            height=5.0,
        )
        glass.shift(4.4 * RIGHT + 0.45 * UP)

        own = "f(x)" if run.config["predictor"] or not run.config["decoder"] else "x"
        lecture = "g(x, z) = f(x) dot.o [cos z, sin z]^top"
        source = f"tilde(y) = g({own}, z)" if run.config["decoder"] else lecture
        formula = Formula(source, size=38).move_to(3.45 * DOWN)
        formula.align_to(6.5 * LEFT, LEFT)
        tiny = ", tiny among the samples" if small.max() < SMALL * reach else ""
        said = Words(f"before training{tiny}", size=28)
        magnified = Words("the same, magnified", size=26, colour=COLOURS["grey"])
        said.move_to(3.45 * DOWN).align_to(6.6 * RIGHT, RIGHT)
        magnified.move_to(glass.get_center() + 2.35 * DOWN)
        self.add(title("The horn unrolls", sign="horn"), space)
        self.play(Write(formula), run_time=1.5)
        self.wait(0.5)
        self.play(FadeIn(said))
        self.add(glass)

        def magnify(_: Mobject, alpha: float) -> None:
            glass.set_opacity(smooth(alpha))
            glass.view.look(theta=(-80 + 28 * smooth(alpha)) * DEGREES)

        self.play(UpdateFromAlphaFunc(glass, magnify), FadeIn(magnified), run_time=2.0, rate_func=linear)
        self.wait(2.5)
        self.play(
            UpdateFromAlphaFunc(glass, lambda _, alpha: glass.set_opacity(1 - smooth(alpha))),
            FadeOut(magnified),
            FadeOut(said),
            rate_func=linear,
        )
        self.remove(glass)

        at, height = np.log10(1 + steps), np.log10(run["horn_held_out"])
        low, high = float(np.floor(height.min())), float(np.ceil(height.max()))
        powers = np.arange(low, high + 1, max(1, round((high - low) / 5)))
        counted = [0, *(10**k for k in range(1, 9) if 10**k <= steps[-1])]
        loss = Plane(
            (0, np.log10(1 + steps[-1]), 1),
            (low, high, 1),
            width=3.6,
            height=3.6,
            labels=('"step"', "chevron.l F_oo chevron.r"),
            x_ticks={float(np.log10(1 + step)): f"{step}" for step in counted},
            y_ticks={float(power): f"10^({power:g})" for power in powers},
            label_size=32,
        )

        loss.axes.set_stroke(opacity=0)  # do not draw an axis at 10⁰
        loss.shift(4.75 * RIGHT + 0.5 * UP - loss.frame.get_center())
        falling = Trace(loss.at(np.stack([at, height], -1))[:1].repeat(2, axis=0), "F", width=2.5)
        here = loss.cloud((at[0], height[0]), "F", size=11.0)
        fresh = Words("mean $F_oo$ of fresh samples", size=26).next_to(loss.frame, UP, buff=0.2)
        self.play(FadeIn(loss), FadeIn(fresh), FadeIn(here))
        self.add(falling)
        ways = np.stack([at, height], -1)

        def train(_: Mobject, alpha: float) -> None:
            look = alpha * looks[-1]
            sheet.bend(between(manifold, look))
            end = between(ways, look)
            falling.run(loss.at(np.vstack([ways[: int(look) + 1], end])))
            here.place(loss.at(end[None]))
            view.look(theta=(-62 + 40 * alpha) * DEGREES)

        self.play(UpdateFromAlphaFunc(space, train), run_time=10.0, rate_func=linear)
        last, floor = float(run["horn_held_out"][-1]), run.get("floor")
        best = "" if floor is None else f"; with the true horn: {rounded(float(floor), 3)}"
        learnt = Words(f"after {steps[-1]} steps: {rounded(last, 3)}{best}", size=28)
        learnt.move_to(3.45 * DOWN).align_to(6.6 * RIGHT, RIGHT)
        self.play(FadeIn(learnt))
        self.play(
            UpdateFromAlphaFunc(space, lambda _, alpha: view.look(theta=-22 * DEGREES + TAU * alpha)),
            run_time=10.0,
            rate_func=linear,
        )
        self.wait(1.0)
