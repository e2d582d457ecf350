"""Cold and hot: a cost falls at y and rises at ŷ, and each ŷ runs down its slope until both cost the same."""

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
    Write,
    linear,
    smooth,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.dots import Dots
from ebviz.stage.formula import merged
from ebviz.stage.gl import Arrows, Field
from ebviz.stage.gl.colours import mapped
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.marks import Trace
from ebviz.stage.nodes import Wire
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import place, pt
from ebviz.style.palette import COLOURS, SYMBOLS

COLUMN = 0.8  # left edge of what is beside the plane
SCALE_AT, TALL = 0.0, 3.2  # middle and height of the axis of C
SHOWN = 500  # at most this many y, and as many ŷ, are drawn
PULLED = 40  # at most this many ŷ have an arrow
REACH = 0.6  # drawn length of a slope of 1, in units of the plane
WIDE = 0.9  # share of the final spread above which ŷ counts as widely spread
BINS, BLUR = 120, 2.5  # of the distributions of C: number of bins, and the blur's standard deviation in bins
LOW, HIGH = -1.0, 2.0  # ends of the colours, in C above its mean over y
COUNTED = ("round", "modes covered", "energy distance", "mean $C(y)$, $C(hat(y))$")
FULL = 2.4  # density at which a distribution reaches its frame


class ColdHot(LectureScene):
    """C falls at the data and rises at ŷ, and ŷ runs down its slope: cold and hot meet, and C levels out there."""

    studies = ("gan", "toys")
    thumbnail = 15.0
    gif = (11.2, 22.0)

    def construct(self) -> None:
        self.run, self.toys = self.study("gan"), self.study("toys")
        self.m, self.moment = float(self.run.config["recipe"]["margin"]), 0.0
        cold, hot = title("Cold $y$", sign="cold"), title("and hot $hat(y)$", sign="hot")
        self.add(cold, hot.shift((cold.get_right()[0] + 0.3 - hot.get_left()[0]) * RIGHT))
        self.build_plane()
        self.build_scale()
        self.build_counters()
        self.say_the_losses()
        self.replay(self.steepest(), 3.0)
        self.show_the_slope()
        self.replay(len(self.run["gaussians_rounds"]) - 1, 7.0)
        self.conclude()

    def now(self, name: str) -> np.ndarray:
        """Return a stored history at the moment shown."""
        return between(self.run[f"gaussians_{name}"], self.moment)

    def steepest(self) -> int:
        """Return the moment of the strongest pull among those when ŷ is spread about as widely as at the end."""
        spread, pull = self.run["gaussians_spread"], self.run["gaussians_mean_pull"]
        return int(np.where(spread >= WIDE * spread[-1], pull, 0.0).argmax())

    def build_plane(self) -> None:
        """Lay out the plane: the field of C, y with a blue rim, ŷ without one."""
        y1, y2 = self.toys["gaussians_y1"], self.toys["gaussians_y2"]
        self.plane = Plane((y1[0], y1[-1], 1), (y2[0], y2[-1], 1), width=6.2, label_size=34, every=(2, 1))
        self.plane.remove(self.plane.grid, self.plane.axes)
        self.plane.shift(place(-2.9, 0.3) - self.plane.frame.get_center())
        self.field = Field(self.run["gaussians_C"][0], vmin=LOW, vmax=HIGH)
        self.field.fit(self.plane.at((y1[0], y2[0])), self.plane.at((y1[-1], y2[-1])))
        self.drawn = self.run["gaussians_y_hat"][0, :SHOWN].shape[0]
        y = self.plane.at(self.toys["gaussians_held_out"][:SHOWN])
        self.cold = Dots(y, SYMBOLS["y"], size=8.6), Dots(y, size=5.6)
        self.hot = Dots(y, "#000000", size=7.2), Dots(y, size=5.8)
        self.edge = np.array([y1[-1], y2[-1]])
        nowhere = np.zeros((min(PULLED, self.drawn), 2))
        self.arrows = Arrows(nowhere, nowhere, colour=COLOURS["white"], width=2.6).set_growth(0.0)

    def build_scale(self) -> None:
        """Lay out the one axis of C: both colour bars, and beside them the distributions of C over y and over ŷ."""
        ticks = [float(tick) for tick in np.arange(LOW, HIGH + 0.5)]
        names = [f"lt.eq {LOW:g}", *(f"{tick:g}" for tick in ticks[1:-1]), f"gt.eq {HIGH:g}"]
        self.scale = VGroup()
        for x, cmap, told in ((0.35, "viridis", "plane"), (1.2, "coolwarm", "points")):
            bar = ColourBar(LOW, HIGH, ticks, cmap=cmap, length=TALL / pt(1.0), size=26, names=names)
            bar.shift(place(COLUMN + x, SCALE_AT) - bar.bar[0].get_center())
            self.scale.add(bar if told == "points" else bar.bar)
            self.scale.add(Words(told, size=26).next_to(bar.bar[0], DOWN, buff=0.15))
        self.shares = Plane(
            (-FULL, FULL, FULL), (LOW, HIGH, 1), width=3.4, height=TALL, labels=("", ""), every=(9, 9)
        )
        self.shares.remove(self.shares.numbers, self.shares.ticks)
        self.shares.shift(place(5.0, SCALE_AT) - self.shares.frame.get_center())
        self.scale.add(self.shares)
        for x, told in ((-FULL / 2, "so many $y$"), (FULL / 2, "so many $hat(y)$")):
            self.scale.add(Words(told, size=26).move_to(self.shares.at((x, LOW))).shift(0.3 * DOWN))
        name = Formula("C - chevron.l C(y) chevron.r", size=32)
        self.scale.add(name.move_to(place(COLUMN + 0.1, SCALE_AT + TALL / 2 + 0.45), LEFT))
        self.halves = {
            name: Trace(np.zeros((0, 3)), name, width=2.0).set_fill(SYMBOLS[name], 0.45)
            for name in ("y", "y_hat")
        }

    def build_counters(self) -> None:
        """Lay out the counters, and the function that sets them to the current moment."""
        told = VGroup(*(Words(line, size=28) for line in COUNTED))
        feet = [line.family_members_with_points()[0] for line in told]  # of their first letters
        for row, (line, foot) in enumerate(zip(told, feet, strict=True)):
            line.shift(place(COLUMN - foot.get_left()[0], -2.4 - 0.4 * row - foot.get_bottom()[1]))
        right = told.get_right()[0] + 0.3
        modes = self.run["gaussians_share"].shape[1]
        written: list[Callable[[], str]] = [
            lambda: f"{rounded(self.now('rounds'))}",
            lambda: f'{self.now("covered"):.0f} "of" {modes}',
            lambda: f"{self.now('distance'):.2f}",
            lambda: f"{self.now('C_y').mean():.1f}, {self.now('C_hat').mean():.1f}",
        ]
        numbers = [merged(Formula("0", size=32)) for _ in told]

        @cache
        def glyphs(row: int, text: str) -> np.ndarray:
            number = merged(Formula(text, size=32))
            number.move_to(place(right, feet[row].get_bottom()[1]), LEFT + DOWN)
            return np.asarray(number.points)

        def count() -> None:
            for row, (number, write) in enumerate(zip(numbers, written, strict=True)):
                number.set_points(glyphs(row, write()))

        self.counters, self.count = Group(told, *numbers), count

    def put(self) -> None:
        """Draw everything that moves at the current moment."""
        level = self.now("C_y").mean()
        self.field.set_values(self.now("C") - level)
        y_hat, pulled = self.now("y_hat")[: self.drawn], slice(len(self.arrows.tails))
        cost = {"y": self.now("C_y") - level, "y_hat": self.now("C_hat") - level}
        self.cold[1].set_dots(self.cold[1].places, mapped(cost["y"][:SHOWN], "coolwarm", LOW, HIGH))
        seen = (np.abs(y_hat) < self.edge).all(axis=1, keepdims=True).astype(float)  # within the plane
        heat = mapped(cost["y_hat"][: self.drawn], "coolwarm", LOW, HIGH)
        self.hot[0].set_dots(self.plane.at(y_hat), seen * (0, 0, 0, 1))
        self.hot[1].set_dots(self.plane.at(y_hat), heat * seen)
        for (name, half), side in zip(self.halves.items(), (-1, 1), strict=True):
            half.run(self.shares.at(self.outline(cost[name]) * (side, 1)))
        tails, tips = (self.plane.at(y_hat[pulled] + way) for way in (0.0, REACH * self.now("pull")[pulled]))
        self.arrows.set_arrows(tails, tips - tails)
        self.arrows.paint = seen[pulled] * np.ones(4)
        self.count()

    def outline(self, cost: np.ndarray) -> np.ndarray:
        """Return the outline (B, 2) of the blurred histogram of costs; those beyond the axis count at its ends."""
        edges = np.linspace(LOW, HIGH, BINS + 1)
        counts, _ = np.histogram(np.clip(cost, LOW, HIGH), edges)
        kernel = np.exp(-0.5 * (np.arange(-4 * BLUR, 4 * BLUR + 1) / BLUR) ** 2)
        mirrored = np.concatenate([counts[::-1], counts, counts[::-1]])
        density = (
            np.convolve(mirrored, kernel / kernel.sum(), "same")[BINS:-BINS] / len(cost) / np.diff(edges)
        )
        curve = np.stack([np.minimum(density, FULL), (edges[:-1] + edges[1:]) / 2], axis=-1)
        return np.concatenate([[[0.0, LOW]], curve, [[0.0, HIGH], [0.0, LOW]]])

    def say(self, *lines: str) -> VGroup:
        """One sentence below the plane."""
        rows = VGroup(*(Words(line, size=28) for line in lines)).arrange(DOWN, buff=0.12, aligned_edge=LEFT)
        return rows.move_to(place(-6.75, -3.05), LEFT + UP)

    def say_the_losses(self) -> None:
        """First y and the loss of C, then ŷ and the loss of G, then how both are displayed."""
        losses = VGroup(
            Formula(f"cal(L)_C = C(y) + [m - C(hat(y))]^+, quad m = {self.m:g}", size=36),
            Formula("cal(L)_G = C(G(z)), quad z tilde.op cal(N)(0, I)", size=36),
        ).arrange(DOWN, buff=0.22, aligned_edge=LEFT)
        losses.move_to(place(COLUMN, 3.6), LEFT + UP)
        legend = Legend([("ring", "y", "data $y$"), ("dot", "y_hat", "$hat(y) = G(z)$")], size=28, gap=12.0)
        legend.move_to(place(5.0, -2.2), LEFT + UP)
        self.legend = legend
        said = [
            self.say("$C$: lower at $y$, higher at $hat(y)$ until it costs $m$"),
            self.say("$G$: lower what its own $hat(y)$ cost, and that is all"),
            self.say(
                "colour is $C$ above its mean at $y$, as its level is free:",
                "one scale for the plane and for every point",
            ),
        ]
        self.put()
        self.add(self.plane, self.scale, self.field)
        self.play(*(FadeIn(dots) for dots in self.cold), FadeIn(legend[0]), run_time=0.6)
        self.play(Write(losses[0]), FadeIn(said[0]), run_time=1.2)
        self.wait(1.8)
        self.play(FadeOut(said[0]), run_time=0.3)
        self.play(*(FadeIn(dots) for dots in self.hot), FadeIn(legend[1]), run_time=0.6)
        self.play(Write(losses[1]), FadeIn(said[1]), run_time=1.2)
        self.wait(1.5)
        self.play(FadeOut(said[1]), run_time=0.3)
        beside = FadeIn(self.counters), *map(FadeIn, self.halves.values())
        self.play(*beside, FadeIn(said[2]), run_time=0.8)
        self.wait(2.2)
        self.play(FadeOut(said[2]), run_time=0.3)

    def replay(self, until: int, run_time: float) -> None:
        """Let both nets take turns, from the moment shown to another."""
        begin = self.moment
        moving = Group(self.field, *self.cold, *self.hot, self.arrows, *self.halves.values(), self.counters)

        def go(_: Mobject, alpha: float) -> None:
            self.moment = begin + alpha * (until - begin)
            self.put()

        self.play(UpdateFromAlphaFunc(moving, go), run_time=run_time, rate_func=linear)
        go(moving, 1.0)

    def show_the_slope(self) -> None:
        """Pause: arrows from some ŷ down the slope of C."""
        said = self.said = self.say("$-nabla C(hat(y))$: which way to fall")
        sign = Wire(np.array([place(-0.17), place(0.22)]), colour="white", scale=1.3, dashed=False, head=True)
        sign.move_to(self.legend[1][0]).shift(0.47 * DOWN)
        told = Formula("-nabla C(hat(y))", size=30).next_to(sign, RIGHT, buff=0.15)
        self.add(self.arrows)
        growth = UpdateFromAlphaFunc(self.arrows, lambda _, alpha: self.arrows.set_growth(smooth(alpha)))
        self.play(FadeIn(said), FadeIn(sign), FadeIn(told), growth, run_time=1.0, rate_func=linear)
        self.arrows.set_growth(1.0)
        self.wait(1.4)

    def conclude(self) -> None:
        """The result."""
        self.wait(0.5)
        self.play(FadeOut(self.said), run_time=0.3)
        inside = 100 * float(self.now("share").sum())
        ends = f"{inside:.0f} % of all $hat(y)$ lie within $3 sigma$ of a mode"
        self.play(FadeIn(self.say("in the end $C$ hardly tells $hat(y)$ from $y$;", ends)))
        self.wait(3.0)


def rounded(number: float | np.ndarray) -> int:
    """Return a round as it is counted: large ones in tens."""
    whole = round(float(number))
    return whole if whole < 100 else 10 * round(whole / 10)
