"""The thermostat catastrophe: trained ever hotter, the ellipse becomes a segment, then a point: no latent is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Group,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    Write,
    linear,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.formula import merged
from ebviz.stage.keys import Legend
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.plots import Plane
from ebviz.stage.poster import poster
from ebviz.stage.titles import emoji, title
from ebviz.stage.units import place
from ebviz.style import ticks
from ebviz.style.numbers import brief, rounded
from ebviz.style.regimes import regime

X = (-4.2, 0.35, 4.9)  # the middles of the three columns, from cold to hot
BECOMES = ("a point: the latent is killed", "a segment", "an ellipse")  # with so many axes left
GONE = 0.05  # |w| below which an axis is lost
LEAST = (2.4, 2.0)  # how far the planes reach at least


class ThermostatCatastrophe(LectureScene):
    """Trained cold, an ellipse; warmer, a segment; hot, a point; and the best |w| over β with both transitions."""

    studies = ("catastrophe", "ellipse")
    gif = (1.0, 13.0)

    def construct(self) -> None:
        self.run, self.y = self.study("catastrophe"), self.study("ellipse")["y"]
        self.add(title("The thermostat catastrophe", sign="thermometer"))
        first_loss = float(self.run["located"].max())
        self.signs = [emoji(regime(beta, first_loss).emoji, size=40) for beta in self.run["film_beta"]]
        left = self.three_trainings()
        self.play(*(FadeOut(part) for part in left))
        self.best_weights()

    def thumbnail(self) -> None:
        """Draw the three models, one inside the other, on the samples: by default ellipse, segment, point."""
        run = self.study("catastrophe")
        samples = Cloud(np.pad(self.study("ellipse")["y"], ((0, 0), (0, 1))), "y", size=24.0)
        models = [np.pad(places, ((0, 0), (0, 1))) for places in run["film_y_tilde"][:, -1]]
        outer, inner, point = models
        picture = VGroup(
            samples,
            Trace(outer, "y_tilde", width=14.0, closed=True),
            Trace(inner, "beta", width=14.0, closed=True),
            Cloud(point[:1], "E", size=46.0),
        )
        self.add(*poster(picture, "too hot:", ("$z$ dies", "E")))

    def three_trainings(self) -> list[Mobject]:
        """Replay the three trainings; return everything they leave on the stage except the signs."""
        last = self.run["film_w"].shape[1] - 1
        formula = Formula("cal(L)(w) = 1/N sum_(n=1)^N F_beta (y^((n)))", size=36).move_to(place(X[1], -3.15))
        key = Legend([("dot", "y", "$y$"), ("line", "y_tilde", "$tilde(y) = g(z)$")]).move_to(
            place(-5.4, -3.15)
        )
        mse = Words(
            f"MSE: $cal(L) = chevron.l norm(y)^2 chevron.r = {rounded(float(self.run['mse']), 2)}$", size=30
        ).move_to(place(X[2], -3.15))
        columns, moving = VGroup(), Group()
        updates = [self.column(row, columns, moving) for row in range(len(X))]
        axes_left = (np.abs(self.run["film_w"][:, -1]) > GONE).sum(axis=1)
        said = [
            Words(BECOMES[left], size=30).move_to(place(x, -2.25))
            for left, x in zip(axes_left, X, strict=True)
        ]
        self.add(columns, *self.signs, moving)
        self.play(Write(formula), FadeIn(key), run_time=1.5)
        self.wait(1.0)

        def learn(_: Mobject, alpha: float) -> None:
            for show in updates:
                show(last * alpha**2.5)  # the first steps are the longest

        self.play(UpdateFromAlphaFunc(moving, learn), run_time=5.5, rate_func=linear)
        learn(moving, 1.0)
        for line in said:
            self.play(FadeIn(line), run_time=0.5)
            self.wait(0.4)
        self.play(FadeIn(mse), run_time=0.5)
        self.wait(2.0)
        return [formula, key, columns, moving, *said, mse]

    def sides(self) -> tuple[tuple[float, float, float], ...]:
        """Return both axes of a plane that holds the samples and the untrained ellipse."""
        shown = np.vstack([self.y, *self.run["film_y_tilde"][:, 0]])
        return tuple((low, high, 2 * gap) for low, high, gap in ticks.spread(shown, LEAST))

    def column(self, row: int, still: VGroup, moving: Group) -> Callable[[float], object]:
        """Draw one training's temperature, samples and manifold."""
        run = self.run
        plane = Plane(*self.sides(), width=3.5, label_size=34)
        plane.shift(place(X[row], 0.35) - plane.frame.get_center())
        head = Formula(f"beta = {brief(float(run['film_beta'][row]))}", size=38)
        VGroup(head, self.signs[row]).arrange(RIGHT, buff=0.25).move_to(place(X[row], 2.25))
        still.add(VGroup(plane, plane.cloud(self.y, "y", size=7.0), head))
        manifold = Trace(np.zeros((0, 3)), "y_tilde", width=2.5, closed=True)
        dots = Cloud(np.zeros((0, 3)), "y_tilde", size=9.0)
        moving.add(manifold, dots)

        def show(step: float) -> None:
            low = min(int(step), run["film_w"].shape[1] - 2)
            before, after = run["film_y_tilde"][row, low : low + 2]
            places = plane.at(before + (step - low) * (after - before))
            manifold.run(places)
            dots.place(places)

        show(0)
        return show

    def best_weights(self) -> None:
        """Draw the best |w| against β with its transitions; then travel along it, from cold to hot."""
        run = self.run
        hotness = -np.log10(run["beta"])  # the horizontal axis: hotter to the right
        top, wide = 1.1 * float(run["w"].max()), float(hotness[-1] - hotness[0])
        decades = range(int(np.ceil(hotness[0] - 1e-6)), int(np.floor(hotness[-1] + 1e-6)) + 1)
        plot = Plane(
            (hotness[0], hotness[-1], 1.0),
            (0.0, top, ticks.spacing(top, 5)),
            width=7.3,
            height=3.5,
            labels=("beta", ""),
            x_ticks={float(k): f"{10.0**-k:g}" for k in decades},
            every=(1, 2),
        )
        plot.shift(place(-2.3, 0.35) - plot.frame.get_center())
        plot.remove(plot.axes)
        curves = [
            plot.curve(hotness, w, "w", width=3.0, dash=dash)
            for w, dash in zip(run["w"].T, (None, (8.0, 5.0)), strict=True)
        ]
        names = [
            Formula(f"|w_{i + 1}|", size=36).next_to(
                plot.at((hotness[0] + 0.05 * wide, run["w"][0, i])), DOWN, buff=0.12
            )
            for i in range(2)
        ]
        signs = [
            sign.animate.move_to(plot.at((np.clip(-np.log10(beta), plot.x[0], plot.x[1]), top)) + 0.38 * UP)
            for sign, beta in zip(self.signs, run["film_beta"], strict=True)
        ]
        moving, beside, go = self.build_best(plot, hotness)
        self.play(FadeIn(plot), FadeIn(beside), *signs)
        self.add(moving)
        for curve, name in zip(curves, names, strict=True):
            self.play(Create(curve, rate_func=linear), FadeIn(name), run_time=1.0)

        found = -np.log10(run["located"])
        walls = [Trace(plot.at([(at, 0.0), (at, top)]), "beta", width=2.0, dash=(2.5, 3.5)) for at in found]
        located = [rounded(beta, 3) for beta in run["located"]]
        hot = int(found.argmax())  # the axis that is lost last, on the right
        labels = []
        for i, (side, high) in ((hot, (LEFT, 0.73)), (1 - hot, (RIGHT, 0.14))):
            at = found[i] + (0.013 if i == hot else -0.013) * wide
            labels.append(Formula(located[i], size=28).move_to(plot.at((at, high * top)), aligned_edge=side))
        crosses = plot.cloud(
            np.stack([-np.log10(run["expected"]), np.zeros(2)], axis=-1),
            "white",
            shape="cross",
            width=3.0,
            size=13.0,
        )
        first, second = run["expected"][[hot, 1 - hot]]
        sign = Cloud(np.zeros((1, 3)), "white", shape="cross", width=3.0, size=13.0)
        said = VGroup(
            Words(f"expected, $F_beta$ to second order in $w_i$: ${rounded(second, 3)}$ and", size=28),
            Formula(f"beta = 1 / (2 chevron.l y_{hot + 1}^2 chevron.r) = {rounded(first, 3)}", size=34),
        ).arrange(RIGHT, buff=0.15)
        theory = VGroup(sign, said.next_to(sign, RIGHT, buff=0.2)).move_to(
            place(-6.4, -3.1), aligned_edge=LEFT
        )
        self.play(*(Create(wall) for wall in walls), *(FadeIn(label) for label in labels))
        self.wait(1.0)
        self.play(FadeIn(crosses), FadeIn(theory))
        self.wait(2.0)
        self.play(UpdateFromAlphaFunc(moving, go), run_time=8.0, rate_func=linear)
        go(moving, 1.0)
        self.wait(2.5)

    def build_best(
        self, plot: Plane, hotness: np.ndarray
    ) -> tuple[Group, VGroup, Callable[[Mobject, float], None]]:
        """Set up what travels along the curve, the best w's manifold beside it, and the function that moves both."""
        run = self.run
        plane = Plane(*self.sides(), width=3.4, label_size=34)
        plane.shift(place(5.0, 0.35) - plane.frame.get_center())
        beta = Formula("beta =", size=38).move_to(place(4.7, 2.15))
        around = np.stack([np.cos(run["z"]), np.sin(run["z"])], axis=-1)
        markers = Cloud(np.zeros((0, 3)), "w", size=13.0)
        manifold = Trace(np.zeros((0, 3)), "y_tilde", width=2.5, closed=True)
        dots = Cloud(np.zeros((0, 3)), "y_tilde", size=9.0)
        number = merged(Formula("100", size=38))
        moving = Group(markers, manifold, dots, number)

        @cache
        def written(text: str) -> np.ndarray:
            glyphs = merged(Formula(text, size=38)).next_to(beta, RIGHT, buff=0.15)
            return np.asarray(glyphs.points)

        def go(_: Mobject, alpha: float) -> None:
            at = hotness[0] + alpha * (hotness[-1] - hotness[0])
            w = np.array([np.interp(at, hotness, column) for column in run["w"].T])
            markers.place(plot.at(np.stack([[at, at], w], axis=-1)))
            manifold.run(plane.at(w * around))
            dots.place(plane.at(w * around))
            now = 10.0**-at
            number.set_points(
                written(f"{now:.0f}" if now >= 9.5 else f"{now:.1f}" if now >= 1 else rounded(now, 2))
            )

        go(moving, 0.0)
        samples = plane.cloud(self.y, "y", size=7.0)
        return moving, VGroup(plane, samples, beta), go
