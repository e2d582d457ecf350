"""The force of training: at zero temperature each sample pulls one point of the manifold; warm, a wide region."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Group,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.formula import merged
from ebviz.stage.gl import Arrows, Field
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import emoji, title
from ebviz.stage.units import place

X = {"cold": -4.0, "warm": 4.0}  # the middles of the two columns
SAID = {"cold": "each sample pulls one point", "warm": "an even pull on a wide region"}
WHOLE = dict.fromkeys((-2.0, -1.0, 0.0, 1.0, 2.0), "")
FORCE = {
    "cold": "-(partial F_oo (y)) / (partial check(y)) = 2 (y - check(y))",
    "warm": "-(partial F_beta (y)) / (partial tilde(y)_k) = 2 a_k (y - tilde(y)_k)",
}
WEIGHTS = "a = softargmin_beta [E(y, dot)]"
HEAT = 2.0  # F at the hot end of both heat maps
DECADES = {-2.0: "10^(-2)", -1.0: "", 0.0: "1"}


class TheForce(LectureScene):
    """One training at zero temperature, one warm: force arrows, manifold, F and loss, step by step."""

    studies = ("training", "ellipse")
    thumbnail = 17.7
    gif = (1.0, 26.5)

    def construct(self) -> None:
        self.run = self.study("training")
        self.last = len(self.run["cold_w"]) - 1
        self.add(title("The force of training"))
        self.build_columns()
        parts = [self.build_counter(), *(self.build_force(name) for name in X)]
        formulas = {
            name: Formula(text, size=36).move_to(place(X[name], -2.0)) for name, text in FORCE.items()
        }
        weights = Words(f"${WEIGHTS}$, summed over all $y$", size=28)
        formulas["warm"].add(weights.next_to(formulas["warm"], DOWN, buff=0.3))
        self.wait(1.5)
        for name in X:
            self.play(UpdateFromAlphaFunc(self.arrows[name], self.growth), run_time=1.5, rate_func=linear)
            self.play(FadeIn(self.said[name]), FadeIn(formulas[name]), run_time=0.7)
            self.wait(2.5)
        self.play(*(FadeOut(formula) for formula in formulas.values()), run_time=0.7)
        maps, recolour = self.build_maps()
        curves, grow = self.build_loss()
        self.play(*(FadeIn(part) for part in (*maps, *curves)))
        self.wait(1.5)

        def learn(_: Mobject, alpha: float) -> None:
            step = self.last * alpha**2  # the first steps are the longest
            for show in (*parts, *recolour, *grow):
                show(step)

        self.play(UpdateFromAlphaFunc(self.moving, learn), run_time=11.0, rate_func=linear)
        learn(self.moving, 1.0)
        self.wait(3.0)

    @staticmethod
    def growth(arrows: Mobject, alpha: float) -> None:
        """Let the arrows grow from their tails."""
        assert isinstance(arrows, Arrows)
        arrows.set_growth(smooth(alpha))

    def now(self, name: str, step: float) -> np.ndarray:
        """Return a stored history, interpolated at a step."""
        return between(self.run[name], min(step, len(self.run[name]) - 1))

    def build_columns(self) -> None:
        """Set up both columns: headings, planes with the samples, and text."""
        beta = self.run.config["beta"]
        names = {"cold": "zero temperature, $beta -> oo$", "warm": f"warm, $beta = {beta:g}$"}
        self.planes: dict[str, Plane] = {}
        self.said: dict[str, Words] = {}
        self.arrows: dict[str, Arrows] = {}
        self.moving = Group()  # everything that changes in training
        for name, x in X.items():
            plane = Plane(
                (-2.4, 2.4, 1), (-1.8, 1.8, 1), height=3.0, x_ticks=WHOLE, labels=("", "y_2"), label_size=34
            )
            plane.shift(place(x, 0.95) - plane.frame.get_center())
            words = Words(names[name], size=28)
            head = VGroup(words, emoji(name, size=36).next_to(words, RIGHT, buff=0.15))
            self.add(plane, head.move_to(place(x, 2.75)))
            samples = plane.cloud(self.study("ellipse")["y"], "y", size=7.0)
            self.add(samples)
            self.planes[name] = plane
            self.said[name] = Words(SAID[name], size=28).move_to(place(x, -0.88))
        legend = Legend(
            [
                ("dot", "y", "samples $y$"),
                ("line", "y_tilde", "$tilde(y) = g(z)$"),
                ("line", "arrow", "half the force"),
            ]
        )
        self.add(legend.move_to(place(-0.4, -0.05)))

    def build_force(self, name: str) -> Callable[[float], object]:
        """Draw the manifold and half the force, which ends at the sample at zero temperature."""
        plane = self.planes[name]
        manifold = Trace(plane.at(self.run[f"{name}_y_tilde"][0]), "y_tilde", width=2.5, closed=True)
        latents = plane.cloud(self.run[f"{name}_y_tilde"][0], "y_tilde", size=5.0)
        arrows = Arrows(np.zeros((1, 2)), np.zeros((1, 2)), width=2.2)
        self.moving.add(manifold, latents, arrows)
        self.arrows[name] = arrows.set_growth(0.0)

        def show(step: float) -> None:
            y_tilde = self.now(f"{name}_y_tilde", step)
            force = self.now(f"{name}_force", step)
            force = force.sum(axis=0) if name == "warm" else force  # over samples: one arrow per latent
            tails = y_tilde if name == "warm" else self.now("cold_y_check", step)
            manifold.run(plane.at(y_tilde))
            latents.place(plane.at(y_tilde))
            arrows.set_arrows(plane.at(tails), plane.at(tails + force / 2) - plane.at(tails))

        show(0)
        self.add(manifold, latents, arrows)
        return show

    def build_maps(self) -> tuple[list[Mobject], list[Callable[[float], object]]]:
        """Draw both free energies over the plane, on one scale; return what must fade in, and the updates."""
        run, drawn = self.run, list[Mobject]()
        y1, y2 = run["heat_y1"], run["heat_y2"]

        def heat(name: str, side: np.ndarray, symbol: str) -> Callable[[float], object]:
            plane = Plane(
                (y1[0], y1[-1], 1), (y2[0], y2[-1], 1), height=2.2, labels=("y_1", ""), y_ticks=WHOLE
            )
            plane.labels.next_to(plane.numbers, RIGHT, buff=0.15)
            plane.shift(place(X[name], -2.3) - plane.frame.get_center())
            plane.remove(plane.grid, plane.axes)
            field = Field(run[f"{name}_F"][0], vmin=0, vmax=HEAT)
            field.fit(plane.at((y1[0], y2[0])), plane.at((y1[-1], y2[-1])))
            bar = ColourBar(0, HEAT, [0, 1, HEAT], symbol, cmap="viridis", length=100, thickness=13, size=24)
            bar.next_to(plane.frame, side, buff=0.3).align_to(plane.frame, DOWN).shift(0.1 * UP)
            drawn.extend((bar, plane, field))
            self.moving.add(field)
            return lambda step: field.set_values(self.now(f"{name}_F", step))

        updates = [heat("cold", LEFT, "F_oo (y)"), heat("warm", RIGHT, "F_beta (y)")]
        return drawn, updates

    def build_counter(self) -> Callable[[float], object]:
        """Write the step and both w; each text is typeset once."""
        word = Words("step", size=34).move_to(place(-0.6, 2.1))
        letters = VGroup(*(emoji(name, size=28) for name in X)).arrange(DOWN, buff=0.2)
        letters.move_to(place(-1.6, 1.3))
        number = merged(Formula("0", size=40))
        values = [merged(Formula("w = (0, 0)", size=30, colour="#CCEBC5", colours={"w": None})) for _ in X]
        self.add(word, letters, number, *values)
        self.moving.add(number, *values)

        @cache
        def written(text: str, row: int | None) -> np.ndarray:
            if row is None:
                glyphs = merged(Formula(text, size=40)).next_to(word, RIGHT, buff=0.2).align_to(word, UP)
            else:
                glyphs = merged(Formula(text, size=28, colours={"w": None})).next_to(
                    letters[row], RIGHT, buff=0.15
                )
            return np.asarray(glyphs.points)

        def show(step: float) -> None:
            number.set_points(written(f"{round(step)}", None))
            for row, (name, value) in enumerate(zip(X, values, strict=True)):
                first, second = self.run[f"{name}_w"][round(step)]
                value.set_points(written(f"w = ({first:.2f}, {second:.2f})", row))

        show(0)
        return show

    def build_loss(self) -> tuple[list[Mobject], list[Callable[[float], object]]]:
        """Draw the axes of the loss, on a logarithmic scale, and both growing curves."""
        plane = Plane(
            (0, self.last + 4, 12),
            (-3.2, 0.2, 1),
            width=2.6,
            height=1.6,
            labels=("", ""),
            y_ticks=DECADES,
            every=(2, 1),
        )
        plane.shift(place(0.25, -2.2) - plane.frame.get_center())
        name = Formula("cal(L)", size=34).next_to(plane.frame, UP, buff=0.12).align_to(plane.numbers, LEFT)
        across = Words("step", size=24).next_to(plane.numbers, DOWN, buff=0.1).set_x(plane.frame.get_x())
        plane.remove(plane.axes)
        marks: list[Mobject] = [plane, name, across]

        def growing(which: str, colour: str) -> Callable[[float], object]:
            values = np.log10(self.run[f"{which}_loss"])
            line = Trace(np.zeros((0, 3)), colour, width=2.5, dash=(6.0, 4.0) if which == "warm" else None)
            dot, sign = Cloud(np.zeros((0, 3)), colour, size=9.0), emoji(which, size=26)
            aside = RIGHT + 0.5 * (UP if which == "warm" else DOWN)
            marks.extend((line, dot, sign))
            self.moving.add(line, dot, sign)

            def show(step: float) -> None:
                end = min(step, len(values) - 1)
                steps = np.append(np.arange(int(end) + 1), end)
                way = plane.at(np.stack([steps, np.interp(steps, np.arange(len(values)), values)], axis=-1))
                line.run(way)
                dot.place(way[-1:])
                sign.next_to(dot, aside, buff=0.03)

            show(0)
            return show

        return marks, [growing("cold", "y"), growing("warm", "beta")]
