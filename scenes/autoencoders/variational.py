"""The free energy from above: any q(z) bounds it; a free q comes down to it, a q of one bump leaves a gap."""

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
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.formula import merged
from ebviz.stage.history import between
from ebviz.stage.keys import Legend
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.plots import Plane, axis_name
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.numbers import rounded
from ebviz.style.palette import SYMBOLS
from ebviz.style.ticks import step_between
from scenes.inference._numbers import number_word

TURNS = {0.0: "0", PI / 2: "", PI: "pi", 3 * PI / 2: "", TAU: "2 pi"}
DONE = 0.05  # a gap below this share of the first is none
HIGH, UPPER, LOWER = 2.5, 0.35, -1.98  # height of the upper plots, their middle, and that of the plot below
LEFT_PLOTS, RIGHT_PLOT = -3.6, 3.6
KL = 'upright("KL")'
BOUND = f"F_beta (y') <= lr(chevron.l E(y', z) chevron.r)_q + 1/beta thin {KL}(q || u)"
FREE, BUMP = "free", "bump"


class VariationalBound(LectureScene):
    """E(z) has two wells, and q(z) a bound that slides down to F_β; a q of one bump leaves a gap."""

    studies = ("variational",)
    cannot_show = {
        "inference.decoder": "it is about the two wells of the ellipse's energy",
        "inference.energy": "it is about the two wells of the ellipse's energy",
    }
    thumbnail = 29.0
    gif = (7.0, 31.0)

    def construct(self) -> None:
        self.run = self.study("variational")
        self.last = len(self.run["free_gap"]) - 1
        self.shown, self.wells = self.energies_shown(), self.count_wells()
        energy, level = self.energies()
        self.add(title("The free energy from above", sign="battery"), self.sample(), energy)
        middle = not self.run["y"].any() and self.wells == 2
        flat = "in the middle of the ellipse, both of its flat sides are near: two wells"
        said = self.tell(
            flat if middle else f"the energy of this sample has {number_word(self.wells)} {self.well()}"
        )
        self.wait(2.0)
        bound = Formula(BOUND, size=38).move_to(place(-6.55, 2.52), aligned_edge=LEFT)
        self.play(FadeOut(said), run_time=0.4)
        self.play(Create(level[0], rate_func=linear), FadeIn(level[1]), Write(bound), run_time=1.5)
        self.wait(2.0)

        still, moving = VGroup(), Group()
        parts = [build(still, moving) for build in (self.distribution, self.descent, self.given_away)]

        def show(family: str, step: float) -> None:
            for part in parts:
                part(family, step)

        def descend(family: str, seconds: float) -> None:
            def at(_: Mobject, alpha: float) -> None:
                show(family, alpha**1.5 * self.last)  # the first steps are the longest

            self.play(UpdateFromAlphaFunc(moving, at), run_time=seconds, rate_func=linear)
            at(moving, 1.0)

        show(FREE, 0.0)
        self.play(FadeIn(still), run_time=0.8)
        self.add(moving)
        said = self.tell("any $q(z)$ gives a bound; far off, a high one")
        self.wait(2.0)
        self.play(FadeOut(said), run_time=0.4)
        descend(FREE, 6.5)
        arrived = "a $q$ of any form comes down to $F_beta$: there it is $softargmin_beta [E]$"
        said = self.tell(
            arrived if self.closed(FREE) else "a $q$ of any form comes down, but has not arrived yet"
        )
        self.wait(2.5)

        self.play(FadeOut(said), run_time=0.4)
        show(BUMP, 0.0)
        said = self.tell("now one bump only, $q(z) prop e^(kappa cos(z - m))$; a VAE's is a Gaussian")
        self.wait(2.0)
        self.play(FadeOut(said), run_time=0.4)
        descend(BUMP, 5.0)
        stays = f"one bump covers one of the {number_word(self.wells)} {self.well()}, and its gap stays"
        left = f"of its gap, what is left is ${rounded(self.run['bump_gap'][-1], 2)}$"
        self.tell(left if self.closed(BUMP) or self.wells < 2 else stays)
        self.wait(3.0)

    def closed(self, family: str) -> bool:
        """Has the gap of a family closed?"""
        gap = self.run[f"{family}_gap"]
        return bool(gap[-1] < DONE * gap[0])

    def energies_shown(self) -> tuple[float, float, float]:
        """Return the energies shown in both upper plots: those of all latents, and both bounds."""
        run = self.run
        values = np.concatenate([run["E"], run["free_bound"], run["bump_bound"]])
        step = step_between(values.min(), values.max(), 5)
        return float(step * np.floor(values.min() / step)), float(step * np.ceil(values.max() / step)), step

    def count_wells(self) -> int:
        """Return the number of minima of E around the circle."""
        E = self.run["E"]
        return int(((np.roll(E, 1) > E) & (np.roll(E, -1) >= E)).sum())

    def well(self) -> str:
        """Return the word for them."""
        return "well" if self.wells == 1 else "wells"

    def tell(self, text: str) -> Words:
        """Write one line at the foot of the slide."""
        words = Words(text, size=30).move_to(place(0.0, -3.55))
        self.play(FadeIn(words), run_time=0.6)
        return words

    def now(self, name: str, step: float) -> np.ndarray:
        """Return a history interpolated between two of its steps."""
        return between(self.run[name], step)

    def height(self, energy: float | np.ndarray) -> float:
        """Return the height of an energy in both upper plots."""
        low, high, _ = self.shown
        return UPPER + HIGH * ((float(energy) - low) / (high - low) - 0.5)

    def sample(self) -> VGroup:
        """Draw the trained manifold, small, with y′ inside."""
        run = self.run
        ring = run["w"] * np.stack([np.cos(run["z"]), np.sin(run["z"])], axis=-1)
        middle, scale = place(5.6, 2.85), 0.36

        def at(y: np.ndarray) -> np.ndarray:
            return middle + scale * np.pad(y.reshape(-1, 2), ((0, 0), (0, 1)))

        chosen = Cloud(at(run["y"]), "y'", shape="cross", size=13.0, width=3.0)
        letter = Formula("y'", size=32).next_to(chosen, RIGHT, buff=0.08)
        manifold = Trace(at(ring), "y_tilde", width=2.5, closed=True)
        name = Formula("tilde(y)", size=32).next_to(manifold, LEFT, buff=0.12)
        beta = Formula(f"beta = {run['beta']:.2g}", size=36).next_to(name, LEFT, buff=0.5)
        return VGroup(manifold, chosen, letter, name, beta)

    def energies(self) -> tuple[VGroup, VGroup]:
        """Draw the energy of every latent; the level of F_β, across both upper plots, is named."""
        run = self.run
        plane = Plane(
            (0.0, TAU, PI / 2),
            self.shown,
            width=4.9,
            height=HIGH,
            labels=("", ""),
            x_ticks=dict.fromkeys(TURNS, ""),
            every=(1, 2),
        )
        plane.shift(place(LEFT_PLOTS, UPPER) - plane.frame.get_center())
        plane.remove(plane.axes)
        name = Formula("E(y', z)", size=32).next_to(plane.frame, UP, buff=0.12).align_to(plane.frame, LEFT)
        curve = plane.curve(np.append(run["z"], TAU), np.append(run["E"], run["E"][0]), "E", width=3.0)
        height = self.height(run["F"])
        ends = np.array([place(plane.frame.get_left()[0], height), place(RIGHT_PLOT + 2.6, height)])
        level = Trace(ends, "F", width=2.2, dash=(6.0, 5.0))
        letter = Formula("F_beta", size=34).move_to(place(-0.45, height + 0.3))
        return VGroup(plane, name, curve), VGroup(level, letter)

    def distribution(self, still: VGroup, moving: Group) -> Callable[[str, float], object]:
        """Draw q(z) as a filled curve, with softargmin_β[E] as a line."""
        run = self.run
        top = 1.08 * float(run["free_q"][0].max())
        plane = Plane(
            (0.0, TAU, PI / 2),
            (0.0, top, step_between(0, top, 4)),
            width=4.9,
            height=1.5,
            labels=("", ""),
            x_ticks=TURNS,
        )
        plane.shift(place(LEFT_PLOTS, LOWER) - plane.frame.get_center())
        plane.remove(plane.axes)
        z = np.append(run["z"], TAU)

        def over(q: np.ndarray) -> np.ndarray:
            return plane.at(np.stack([z, np.append(q, q[0])], axis=-1))

        name = Formula("z", size=34).move_to(plane.at((3 * PI / 2, 0.0)) + 0.3 * DOWN)
        best = Trace(over(run["softargmin"]), "z", width=2.6, dash=(5.0, 4.0))
        area = Trace(np.zeros((0, 3)), "q", width=2.5, closed=True).set_fill(SYMBOLS["q"], 0.35)
        key = Legend([("line", "q", "$q(z)$"), ("dashed", "z", "$softargmin_beta [E]$")], size=26)
        key.move_to(plane.at((TAU, top)) + place(-0.12, -0.12), aligned_edge=UP + RIGHT)
        moving.add(area, best)
        still.add(plane, name, key)

        def show(family: str, step: float) -> None:
            feet = plane.at([(TAU, 0.0), (0.0, 0.0)])
            area.run(np.concatenate([over(self.now(f"{family}_q", step)), feet]))

        return show

    def descent(self, still: VGroup, moving: Group) -> Callable[[str, float], object]:
        """Draw the bound against the steps: ⟨E⟩_q, with KL/β on top."""
        run, steps = self.run, np.arange(self.last + 1)
        plane = Plane(
            (0, self.last, step_between(0, self.last)),
            self.shown,
            width=5.2,
            height=HIGH,
            labels=("", ""),
            every=(2, 2),
        )
        plane.shift(place(RIGHT_PLOT, UPPER) - plane.frame.get_center())
        plane.remove(plane.axes)
        name = axis_name('"step"').move_to(plane.at((0.83 * self.last, self.shown[0])) + 0.28 * DOWN)
        ghost = Trace(np.zeros((0, 3)), "white", width=1.6).set_stroke(opacity=0.45)
        band = Trace(np.zeros((0, 3)), "beta", width=0.0, closed=True).set_fill(SYMBOLS["beta"], 0.38)
        expected = Trace(np.zeros((0, 3)), "E", width=3.0)
        bound = Trace(np.zeros((0, 3)), "white", width=3.0)
        heads = [Cloud(np.zeros((0, 3)), hue, size=10.0) for hue in ("E", "white")]
        moving.add(ghost, band, expected, bound, *heads)
        key = Legend(
            [
                ("line", "white", "the bound: the sum of"),
                ("band", "beta", f"${KL}(q || u) slash beta$, with $u$ uniform, and"),
                ("line", "E", "$lr(chevron.l E(y', z) chevron.r)_q$"),
            ],
            size=28,
            gap=8.0,
        )
        key.move_to(plane.frame.get_corner(DOWN + LEFT) + place(0.1, -0.58), aligned_edge=UP + LEFT)
        still.add(plane, name, key)
        whose = {FREE: Words("$q$ of any form", size=28), BUMP: Words("$q$ of one bump", size=28)}
        for words in whose.values():
            moving.add(words.move_to(plane.at((self.last, self.shown[1])) - 0.2, aligned_edge=UP + RIGHT))

        def show(family: str, step: float) -> None:
            for other, words in whose.items():
                words.set_opacity(float(other == family))
            x = np.append(steps[steps < step], step)
            lower, upper = (
                plane.at(np.stack([x, np.interp(x, steps, run[f"{family}_{part}"])], axis=-1))
                for part in ("expected", "bound")
            )
            expected.run(lower)
            bound.run(upper)
            band.run(np.concatenate([upper, lower[::-1]]))
            for head, way in zip(heads, (lower, upper), strict=True):
                head.place(way[-1:])
            if family == BUMP:
                ghost.run(plane.at(np.stack([steps, run["free_bound"]], axis=-1)))

        return show

    def given_away(self, still: VGroup, moving: Group) -> Callable[[str, float], object]:
        """Write the gap between bound and F_β, itself a divergence, and mark it beside the plot."""
        formula = Words(f"the gap is ${KL}(q || softargmin_beta [E]) slash beta =$", size=28)
        formula.move_to(place(RIGHT_PLOT - 2.65, -2.97), aligned_edge=LEFT)
        number, gap = merged(Formula("0.00", size=32)), Words("gap", size=26)
        gauge, x = Trace(np.zeros((0, 3)), "white", width=2.0), RIGHT_PLOT + 2.64
        still.add(formula)
        moving.add(number, gauge, gap)

        @cache
        def written(text: str) -> np.ndarray:
            return np.asarray(merged(Formula(text, size=32)).next_to(formula, RIGHT, buff=0.15).points)

        def show(family: str, step: float) -> None:
            given = self.now(f"{family}_gap", step)
            number.set_points(written(f"{given:.2f}"))
            low, high = self.height(self.run["F"]), self.height(self.run["F"] + given)
            ends = np.array([[x, low, 0.0], [x, high, 0.0]])
            gap.move_to(place(x + 0.12, (low + high) / 2), aligned_edge=LEFT)
            gauge.run(ends)

        return show
