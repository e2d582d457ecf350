"""The bubble of bubbles: three forces arrange the codes of 61 digits, in a replay of a real optimisation."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    TAU,
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
    smooth,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.bubbles import Bubbles, Stamps
from ebviz.stage.formula import merged
from ebviz.stage.gl import Arrows, Field
from ebviz.stage.gl.colours import rgba
from ebviz.stage.history import between, step_counter
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.nodes import Wire
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.palette import COLOURS, SYMBOLS

COLUMN = 0.8  # left edge of the right-hand column
EDGE = 3.55  # of the plane of z
CROWDED = 0.95  # share of overlapping pairs above which the bubbles count as a heap
FORCE = 0.3  # drawn length of a force of 1, in units of z
HEAP = 0.3  # opacity of a bubble in the heap
DRAWS = 80  # number of z drawn from the one bubble
CURVES = (  # histories in one plot: name, colour, dash, meaning
    (("cost", "yellow", None, "$C$"),),
    (("mean_term", "violet", None, "$U$"), ("variance_term", "red", (6.0, 4.0), "$V$")),
    (("median_radius", "orange", None, "median $sqrt(v)$"), ("overlap", "blue", (6.0, 4.0), "overlap")),
)
Show = Callable[[float], object]


class BubbleOfBubbles(LectureScene):
    """61 digits, one bubble each: reconstruction pushes them apart, V holds their radius, U pulls back, they pack."""

    studies = ("bubbles",)
    thumbnail = 45.0
    gif = (28.0, 42.0)

    def construct(self) -> None:
        self.run = self.study("bubbles")
        self.reach, self.last = float(self.run["reach"]), len(self.run["steps"]) - 1
        self.heap = int(np.flatnonzero(self.run["full_overlap"] > CROWDED)[-1])
        self.picked = int(self.run["full_squeeze"][self.heap].argmin())
        self.plane = Plane((-EDGE, EDGE, 1), (-EDGE, EDGE, 1), height=6.4, labels=("", ""), every=(2, 2))
        self.plane.shift(place(-3.05, -0.25) - self.plane.frame.get_center())
        names = Formula("z_1", size=36), Formula("z_2", size=36)
        names[0].next_to(self.plane.frame, RIGHT, buff=0.1).align_to(self.plane.frame, DOWN)
        names[1].next_to(self.plane.frame, LEFT, buff=0.15).align_to(self.plane.frame, UP)
        self.unit = float(self.plane.at((1, 0))[0] - self.plane.at((0, 0))[0])
        self.add(title("The bubble of bubbles"), self.plane, *names)
        self.bubbles = Bubbles(np.zeros((1, 2)), 0.0)
        self.pull, self.spring = (
            Arrows(np.zeros((1, 2)), np.zeros((1, 2)), colour=COLOURS[hue], width=2.4)
            for hue in ("yellow", "violet")
        )
        self.one_bubble()
        self.all_bubbles()
        self.three_forces()
        self.replay()
        self.big_bubble()

    def now(self, name: str, moment: float) -> np.ndarray:
        """Return a stored history of the full run, interpolated at a moment."""
        return between(self.run[f"full_{name}"], moment)

    def put_bubbles(self, moment: float, size: np.ndarray | float = 1.0) -> None:
        """Draw all bubbles at one moment."""
        radii = self.reach * self.now("radius", moment) * self.unit
        self.bubbles.set_bubbles(self.plane.at(self.now("mu", moment)), size * radii)
        apart = 1 - float(self.now("overlap", moment))  # a heap of rims would hide the rest
        self.bubbles.set_fill(0.16 * apart**4).set_colour(self.orange(HEAP + (1 - HEAP) * apart**2))

    def orange(self, opacity: float) -> np.ndarray:
        """Return colours (N, 4) for equally opaque bubbles."""
        paint = np.tile(rgba(SYMBOLS["z"]), (len(self.run["images"]), 1))
        paint[:, 3] = opacity
        return paint

    def put_arrows(self, arrows: Arrows, tails: np.ndarray, forces: np.ndarray) -> None:
        """Draw forces (N, 2) at places (N, 2) in the plane of z."""
        arrows.set_arrows(self.plane.at(tails), FORCE * self.unit * forces)

    def grow(self, arrows: Arrows, run_time: float = 1.2) -> None:
        """Let arrows grow from their tails."""
        self.add(arrows.set_growth(0.0).set_opacity(1.0))
        growth = UpdateFromAlphaFunc(arrows, lambda _, alpha: arrows.set_growth(smooth(alpha)))
        self.play(growth, run_time=run_time, rate_func=linear)
        arrows.set_growth(1.0)

    def one_bubble(self) -> None:
        """One digit and its bubble: a centre, a radius, and every z drawn from it."""
        mu, radius = self.now("mu", 0)[self.picked], self.now("radius", 0)[self.picked]
        digit = Field(self.run["images"][self.picked][::-1], 1.8, 1.8, cmap="gray", smooth=False)
        digit.move_to(place(COLUMN + 0.9, 1.6))
        told = VGroup(Words("one digit $y$,", size=34), Words("one bubble of codes $z$", size=34))
        told.arrange(DOWN, buff=0.25, aligned_edge=LEFT).next_to(digit, RIGHT, buff=0.4)
        code = VGroup(
            Formula("z = mu + epsilon dot.o sqrt(v)", size=48),
            Formula("epsilon tilde.op cal(N)(0, I)", size=48),
            Words(f"drawn with the radius ${self.reach:g} sqrt(v)$", size=28),
        ).arrange(DOWN, buff=0.45, aligned_edge=LEFT)
        code.move_to(place(COLUMN, -1.2), LEFT)
        full = self.reach * radius * self.unit

        def swell(_: Mobject, alpha: float) -> None:
            self.bubbles.set_bubbles(self.plane.at(mu[None]), smooth(alpha) * full)

        turn = 0.8 * PI
        rim = mu + self.reach * radius * np.array([np.cos(turn), np.sin(turn)])
        centre = self.plane.cloud(mu, "mu", size=12.0)
        spoke = Trace(self.plane.at(np.stack([mu, rim])), "v", width=3.0)
        mu_name = Formula("mu", size=44).next_to(centre, DOWN, buff=0.12)
        v_name = Formula(f"{self.reach:g} sqrt(v)", size=40).next_to(
            spoke.get_center(), UP + RIGHT, buff=0.08
        )
        noise = np.random.default_rng(self.run.config["seed"]).standard_normal((DRAWS, 2))
        z = mu + radius * noise
        samples = self.plane.cloud(z[(np.abs(z) < EDGE).all(axis=1)], "z", size=5.0)
        self.play(FadeIn(digit), FadeIn(told), run_time=0.8)
        self.add(self.bubbles.set_fill(0.18))
        self.play(UpdateFromAlphaFunc(self.bubbles, swell), run_time=1.0, rate_func=linear)
        self.play(FadeIn(centre), FadeIn(mu_name), Create(spoke), FadeIn(v_name), run_time=0.8)
        self.play(Write(code), run_time=1.2)
        self.play(Create(samples), run_time=1.0, rate_func=linear)
        self.wait(1.5)
        gone = (digit, told, code, centre, spoke, mu_name, v_name, samples)
        self.play(*(FadeOut(part) for part in gone), run_time=0.6)

    def all_bubbles(self) -> None:
        """All bubbles at the start, in a heap; then the first steps, in which the decoder learns."""
        count = len(self.run["images"])
        told = Words(f"{count} digits, {count} bubbles, one decoder", size=34).move_to(
            place(COLUMN, 1.6), LEFT
        )
        self.counter, count_to = step_counter(self.run["steps"], place(2.75, -3.45))
        begins = np.linspace(0.0, 0.7, count)
        begins[self.picked] = -1.0  # already there

        def appear(_: Mobject, alpha: float) -> None:
            self.put_bubbles(0, np.array([smooth(share) for share in np.clip((alpha - begins) / 0.3, 0, 1)]))
            self.bubbles.set_fill(0.18 * (1 - alpha)).set_colour(self.orange(1 - alpha * (1 - HEAP)))

        self.play(FadeIn(told), UpdateFromAlphaFunc(self.bubbles, appear), run_time=1.5, rate_func=linear)
        heap = Words(f"{100 * self.now('overlap', 0):.0f} % of all pairs overlap at $sqrt(v)$", size=34)
        self.play(
            FadeIn(heap.next_to(told, DOWN, buff=0.4, aligned_edge=LEFT)), FadeIn(self.counter), run_time=0.6
        )
        self.wait(0.9)
        moving = Group(self.bubbles, self.counter)

        def learn(_: Mobject, alpha: float) -> None:
            self.put_bubbles(alpha * self.heap)
            count_to(alpha * self.heap)

        gone = FadeOut(told), FadeOut(heap)
        self.play(*gone, UpdateFromAlphaFunc(moving, learn, run_time=1.8, rate_func=linear))
        self.count_to = count_to

    def three_forces(self) -> None:
        """One force at a time, acting on the heap: what pushes, what holds, what pulls back."""
        mu, radius = self.now("mu", self.heap), self.now("radius", self.heap)
        self.put_arrows(self.pull, mu, self.now("pull", self.heap))
        self.put_arrows(self.spring, mu, self.now("spring", self.heap))
        rows = [
            self.row("C = chevron.l norm(y - Dec(z))^2 chevron.r_z slash (2 s^2)", "yellow", 2.2),
            self.row("V = v - log v - 1", "red", 0.2),
            self.row("U = norm(mu)^2 slash 2", "violet", -1.8),
        ]
        said = ("pushes apart what it cannot tell apart,", "holds each radius", "a spring to the origin")
        for row, line in zip(rows, said, strict=True):
            row.add(Words(line, size=28).next_to(row, DOWN, buff=0.25).align_to(row[1], LEFT))
        shrink = Words("and squeezes each bubble", size=28)
        shrink.next_to(rows[0][2], DOWN, buff=0.15).align_to(rows[0][2], LEFT)

        self.play(Write(rows[0]), run_time=1.3)
        self.grow(self.pull)
        self.wait(1.2)
        centre, r = mu[self.picked], self.reach * radius[self.picked]
        around = np.stack([np.cos(np.arange(8) * TAU / 8), np.sin(np.arange(8) * TAU / 8)], axis=-1)
        squeeze = Arrows(np.zeros((8, 2)), np.zeros((8, 2)), colour=COLOURS["yellow"], width=3.0)
        self.put_arrows(squeeze, centre + r * around, self.now("squeeze", self.heap)[self.picked] * around)
        self.play(FadeOut(self.pull), self.highlight(), FadeIn(shrink), run_time=0.6)
        self.grow(squeeze, 0.8)
        self.wait(0.9)

        v_plot = self.well((0, 3, 1), (0, 4.5, 2), "v", 0.15, "red", lambda v: v - np.log(v) - 1)
        v = radius**2
        dots = v_plot.cloud(np.stack([v, v - np.log(v) - 1], -1), "z", size=6.0)
        across = Arrows(
            self.plane.at(np.tile(centre, (2, 1))), r * self.unit * around[[1, 5]], SYMBOLS["V"], 3.5
        )
        self.play(FadeOut(squeeze), Write(rows[1]), FadeIn(v_plot), run_time=1.2)
        self.grow(across, 0.8)
        self.play(FadeIn(dots), run_time=0.5)
        self.wait(1.2)

        far = np.linalg.norm(mu, axis=-1)
        u_plot = self.well((0, 3, 1), (0, 4.5, 2), "norm(mu)", -1.9, "violet", lambda far: far**2 / 2)
        u_dots = u_plot.cloud(np.stack([far, far**2 / 2], -1), "z", size=6.0)
        self.play(FadeOut(across), self.highlight(back=True), Write(rows[2]), FadeIn(u_plot), run_time=1.2)
        self.grow(self.spring)
        self.play(FadeIn(u_dots), run_time=0.5)
        self.wait(1.2)
        gone = (*rows, shrink, v_plot, dots, u_plot, u_dots)
        self.play(*(FadeOut(part) for part in gone), run_time=0.6)

    def row(self, source: str, hue: str, height: float) -> VGroup:
        """A term next to the colour of its force."""
        sign = Wire(
            np.array([place(COLUMN, height), place(COLUMN + 0.5, height)]),
            colour=hue,
            scale=1.6,
            dashed=False,
            head=True,
        )
        return VGroup(sign, Formula(source, size=36).next_to(sign, RIGHT, buff=0.2))

    def highlight(self, *, back: bool = False) -> UpdateFromAlphaFunc:
        """Dim all bubbles but the picked one, or bring them back."""

        def dim(_: Mobject, alpha: float) -> None:
            lit = 1 - alpha if back else alpha
            paint = self.orange(HEAP * (1 - 0.6 * lit))
            paint[self.picked, 3] = HEAP + (1 - HEAP) * lit
            self.bubbles.set_colour(paint)

        return UpdateFromAlphaFunc(self.bubbles, dim)

    def well(
        self,
        across: tuple[float, float, float],
        upward: tuple[float, float, float],
        label: str,
        height: float,
        hue: str,
        term: Callable[[np.ndarray], np.ndarray],
    ) -> Plane:
        """A small plot of a term, to the right of its row."""
        plot = Plane(across, upward, width=2.0, height=1.3, labels=(label, ""), label_size=30)
        plot.shift(place(5.75, height) - plot.frame.get_center())
        x = np.linspace(0.005, across[1], 300)
        plot.add(plot.curve(x, term(x), hue, width=3.0))
        return plot

    def replay(self) -> None:
        """From the heap to the end, with both forces on every centre, and the measurements beside them."""
        whole = Formula("tilde(F) = C + beta (U + V)", size=44).move_to(place(COLUMN, 2.95), LEFT)
        plots, moving, updates = self.build_curves()
        self.whole = whole
        self.play(Write(whole), *(FadeIn(part) for part in plots), run_time=1.2)
        self.pull.set_growth(1.0).set_opacity(1.0)
        self.play(FadeIn(self.pull), *(FadeIn(part) for part in moving), run_time=0.6)
        self.wait(1.0)
        everything = Group(self.bubbles, self.pull, self.spring, self.counter, *moving)

        def go(_: Mobject, alpha: float) -> None:
            moment = self.heap + alpha * (self.last - self.heap)
            self.put_bubbles(moment)
            mu = self.now("mu", moment)
            self.put_arrows(self.pull, mu, self.now("pull", moment))
            self.put_arrows(self.spring, mu, self.now("spring", moment))
            for show in (self.count_to, *updates):
                show(moment)

        self.play(UpdateFromAlphaFunc(everything, go), run_time=9.5, rate_func=linear)
        go(everything, 1.0)
        self.wait(1.0)

    def build_curves(self) -> tuple[list[Mobject], list[Mobject], list[Show]]:
        """Three plots against the steps, on a logarithmic axis: the terms, and the bubbles' size and crowding."""
        steps = self.run["steps"]
        decades = {
            float(np.interp(step, steps, np.arange(len(steps)))): f"{step}" for step in (1, 10, 100, 1000)
        }
        spans = ((0, 55, 25), (0, 3, 1), (0, 1.05, 0.5))
        still, moving, updates = list[Mobject](), list[Mobject](), list[Show]()
        for row, (span, curves) in enumerate(zip(spans, CURVES, strict=True)):
            ticks = decades if row == 2 else dict.fromkeys(decades, "")
            plot = Plane((0, self.last, 10), span, width=3.5, height=1.45, labels=("", ""), x_ticks=ticks)
            plot.shift(place(COLUMN + 2.3, 1.75 - 1.9 * row) - plot.frame.get_center())
            still.append(plot)
            for line, (name, hue, dash, words) in enumerate(curves):
                height = plot.frame.get_top()[1] - 0.25 - 0.75 * line
                sign = Trace(np.array([place(5.05, height), place(5.4, height)]), hue, width=3.0, dash=dash)
                still.append(VGroup(sign, Words(words, size=26).next_to(sign, RIGHT, buff=0.15)))
                curve = Trace(np.zeros((0, 3)), hue, width=3.0, dash=dash)
                dot = Cloud(np.zeros((0, 3)), hue, size=9.0)
                moving += [curve, dot]
                updates.append(self.growing(plot, f"full_{name}", curve, dot))
                if row == 2:
                    number, show = self.measured(name, place(5.55, height - 0.36))
                    moving.append(number)
                    if name == "overlap":
                        still.append(Words("at $sqrt(v)$", size=26).move_to(place(6.25, height - 0.36), LEFT))
                    updates.append(show)
        for show in updates:
            show(self.heap)
        return still, moving, updates

    def growing(self, plot: Plane, name: str, curve: Trace, dot: Cloud) -> Show:
        """Let a history's curve grow up to the current moment."""
        values = self.run[name]

        def show(moment: float) -> None:
            at = np.append(np.arange(int(moment) + 1), moment)
            way = plot.at(np.stack([at, np.interp(at, np.arange(len(values)), values)], axis=-1))
            curve.run(way)
            dot.place(way[-1:])

        return show

    def measured(self, name: str, where: np.ndarray) -> tuple[Mobject, Show]:
        """Write a share or a length as it changes; each number is typeset once."""
        number = merged(Formula("0", size=32))

        @cache
        def written(text: str) -> np.ndarray:
            return np.asarray(merged(Formula(text, size=32)).move_to(where, LEFT).points)

        def show(moment: float) -> None:
            value = float(self.now(name, moment))
            number.set_points(written(f"{100 * value:.0f} %" if name == "overlap" else f"{value:.2f}"))

        return number, show

    def big_bubble(self) -> None:
        """The result: the pictures in their bubbles, the prior around them, and which still overlap."""
        run = self.run
        mu, radius = run["full_mu"][-1], run["full_radius"][-1]
        shown = non_overlapping(mu, 0.7 * self.reach * radius)
        sides = 1.3 * self.reach * radius * self.unit
        pictures = Stamps(run["images"][shown], self.plane.at(mu[shown]), sides[shown])
        prior = Bubbles(
            self.plane.at([(0, 0)]), self.reach * self.unit, COLOURS["violet"], fill=0.14, width=5.0
        )
        around = np.linspace(0, TAU, 181)
        ring = (self.reach + 1) * np.stack([np.cos(around), np.sin(around)], axis=-1)
        further = Trace(self.plane.at(ring), "violet", width=2.0, dash=(5.0, 5.0))
        name = Words(
            f"$cal(N)(0, I)$ at {self.reach:g} and {self.reach + 1:g}", size=26, colour=COLOURS["violet"]
        )
        name.move_to(self.plane.at((-EDGE, -EDGE)) + place(0.12, 0.12), DOWN + LEFT)
        i, j = np.triu_indices(len(mu), k=1)
        overlap = np.linalg.norm(mu[i] - mu[j], axis=-1) < radius[i] + radius[j]
        same = int((run["labels"][i] == run["labels"][j])[overlap].sum())
        told = VGroup(
            Words(f"{same} of the {overlap.sum()} pairs that still overlap", size=30),
            Words("show the same digit", size=30),
        )
        told.arrange(DOWN, buff=0.15, aligned_edge=LEFT).move_to(self.whole, LEFT)
        self.play(FadeOut(self.pull), FadeOut(self.spring), run_time=0.5)
        self.play(FadeIn(pictures), run_time=0.8)
        self.play(FadeIn(prior), FadeIn(further), FadeIn(name), run_time=0.8)
        self.wait(0.7)
        self.play(FadeOut(self.whole), run_time=0.3)
        self.play(FadeIn(told), run_time=0.5)
        self.wait(2.5)


def non_overlapping(mu: np.ndarray, radius: np.ndarray) -> list[int]:
    """Return bubbles (N, 2), (N,) that do not overlap, one of every pile, small ones first."""
    clear: list[int] = []
    for i in radius.argsort():
        if all(np.linalg.norm(mu[i] - mu[j]) > radius[i] + radius[j] for j in clear):
            clear.append(int(i))
    return clear
