"""Three losses for the free energy: one pushes down on data, two also push up on everything else."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    Write,
    linear,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.keys import Legend
from ebviz.stage.marks import Trace
from ebviz.stage.plots import Plane
from ebviz.stage.poster import poster
from ebviz.stage.titles import title
from ebviz.style import ticks
from scenes.inference._latents import Latents
from scenes.temperature._looks import LOSSES, learnt_from

SHOWN = ("cold", "hinge", "log")
LEAST = (2.5, 2.0)  # how far the plane reaches at least


class LossFunctionals(LectureScene):
    """The energy, hinge and log losses as curves, and what each makes of the same ellipse in as many steps."""

    studies = ("training", "ellipse", "inference")
    cannot_show = {"inference.energy": "it shows what becomes of g(z), and an energy has no decoder g"}
    gif = (1.0, 31.0)

    def construct(self) -> None:
        self.run = self.study("training")
        self.add(title("Three loss functionals"))
        shapes = self.show_losses()
        self.play(FadeOut(shapes))
        self.show_training()

    def thumbnail(self) -> None:
        """Draw the three losses as thick curves."""
        margin, gap = float(self.study("training").config["margin"]), np.linspace(-1.2, 2.0, 65)
        gap, falls = gap * margin, gap <= 1.7
        curves = {
            "cold": np.stack([gap[falls], margin - gap[falls]], axis=-1),
            "hinge": np.stack([gap, np.maximum(margin - gap, 0)], axis=-1),
            "log": np.stack([gap, np.log1p(np.exp(-gap))], axis=-1),
        }
        floor = Trace(margin * np.array([[-1.3, 0, 0], [2.1, 0, 0]]), "frame", width=4.0)
        widths = {"cold": 28.0, "hinge": 16.0, "log": 16.0}  # as far as they agree, one lies on the other
        lines = [
            Trace(np.pad(line, ((0, 0), (0, 1))), LOSSES[key].hue, width=widths[key])
            for key, line in curves.items()
        ]
        self.add(*poster(VGroup(floor, *lines), *((LOSSES[key].name, LOSSES[key].hue) for key in SHOWN)))

    def show_losses(self) -> VGroup:
        """Write and draw each loss: the energy loss against F(y̌), the others against F(ŷ) − F(y̌)."""
        down = Plane(
            (0, 2, 0.5), (0, 2, 0.5), width=3.6, height=2.9, labels=("F(check(y))", ""), every=(2, 2)
        )
        gap_name = "F(hat(y)) - F(check(y))"
        margin = float(self.run.config["margin"])
        wide = max(1.0, margin)  # the hinge's corner is well within
        sides = (-wide, 3 * wide, wide / 2), (0, 2 * wide, wide / 2)
        apart = Plane(*sides, width=5.8, height=2.9, labels=(gap_name, ""), every=(2, 2))
        down.shift(4.5 * LEFT + 0.75 * DOWN - down.frame.get_center())
        apart.shift(3.2 * RIGHT + 0.75 * DOWN - apart.frame.get_center())
        energy, gap = np.linspace(0, 2, 81), wide * np.linspace(-1, 3, 161)
        told = (
            (
                "cold",
                'ell_"energy" = F(check(y))',
                down,
                1.95,
                energy,
                energy,
                "pushes the data $check(y)$ down, and nothing else",
            ),
            (
                "hinge",
                f'ell_"hinge" = (m - [{gap_name}])^+',
                apart,
                2.4,
                gap,
                np.maximum(margin - gap, 0),
                f"pushes $hat(y)$ and $check(y)$ apart until their $F$ differs by $m$, here {margin:g}",
            ),
            (
                "log",
                'ell_"log" = log(1 + exp[F(check(y)) - F(hat(y))])',
                apart,
                1.55,
                gap,
                np.log1p(np.exp(-gap)),
                "never stops pushing them apart, only ever more gently: a soft margin",
            ),
        )
        shown, note = VGroup(), VGroup()
        for name, source, plane, height, across, loss, does in told:
            formula = Formula(source, size=36).move_to(height * UP)
            formula.align_to(plane.frame.get_left() + 0.55 * RIGHT, LEFT)
            left = formula.get_left()
            look = LOSSES[name].on_stage(3.5)
            key = Trace(np.stack([left + 0.75 * LEFT, left + 0.15 * LEFT]), **look)
            curve = plane.curve(across, loss, **look)
            said = Words(does, size=28).move_to(3.5 * DOWN)
            if len(shown):
                self.play(FadeOut(note), run_time=0.5)
            self.play(Write(formula), FadeIn(key), *([] if plane in shown else [FadeIn(plane)]), run_time=1.5)
            self.wait(0.8)
            self.play(Create(curve), run_time=1.5, rate_func=linear)
            self.play(FadeIn(said), run_time=0.7)
            self.wait(1.6)
            shown.add(formula, key, plane, curve)
            note = VGroup(said)
        return shown.add(note)

    def show_training(self) -> None:
        """Replay the three trainings: manifolds in the plane, and the held-out free energy of each."""
        run = self.run
        steps = np.arange(len(run["cold_held_out"]))
        last, y = int(steps[-1]), learnt_from(run, self.study("ellipse"))
        ends = [run[f"{name}_y_tilde"][at] for name in SHOWN for at in (0, -1)]
        plane = Plane(*ticks.spread(np.vstack([y, *ends]), LEAST), width=5.6, every=(2, 2))
        plane.shift(3.1 * LEFT + 0.25 * UP - plane.frame.get_center())
        losses = np.log10(np.stack([run[f"{name}_held_out"] for name in SHOWN]))
        floor = float(np.log10(run["floor"])) if "floor" in run else float(losses.min())
        low, high = float(np.floor(min(losses.min(), floor))), float(np.ceil(losses.max()))
        fall = Plane(
            (0, last, max(1, ticks.spacing(last, 5))),
            (low, high, 1),
            width=4.2,
            height=3.9,
            labels=('"step"', ""),
            y_ticks={power: f"10^({power:g})" for power in np.arange(low, high + 1)},
        )
        fall.shift(4.3 * RIGHT + 0.15 * UP - fall.frame.get_center())
        fall.axes.set_stroke(opacity=0)  # do not draw an axis at 10⁰
        heading = Words("mean $F_oo$ of fresh samples", size=28).next_to(fall.frame, UP, buff=0.2)
        known = fall.at([(0, floor), (last, floor)] if "floor" in run else np.zeros((0, 2)))
        truth = Trace(known, "grey", width=1.6, dash=(5, 4))
        key = Legend(
            [
                *((LOSSES[name].mark, LOSSES[name].hue, LOSSES[name].name) for name in SHOWN),
                *([("dashed", "grey", "true ellipse")] if "floor" in run else []),
                ("dot", "y", "$y$"),
            ]
        )
        key.arrange(RIGHT, buff=0.6).move_to(3.05 * DOWN)
        samples, closed = plane.cloud(y, "y", size=6.0), Latents.of(self.study("inference")).closed
        self.play(FadeIn(plane), FadeIn(samples), FadeIn(fall), FadeIn(heading), FadeIn(key), Create(truth))
        rings = {
            name: Trace(plane.at(run[f"{name}_y_tilde"][0]), **LOSSES[name].on_stage(3.0), closed=closed)
            for name in SHOWN
        }
        ways = {name: np.stack([steps, np.log10(run[f"{name}_held_out"])], -1) for name in SHOWN}
        lines = {name: Trace(fall.at(ways[name][:2]), **LOSSES[name].on_stage(3.0)) for name in SHOWN}
        moving = VGroup(*rings.values(), *lines.values())

        def train(_: Mobject, alpha: float) -> None:
            reached = alpha * steps[-1]
            whole = min(int(reached), steps[-1] - 1)
            share = reached - whole
            for name in SHOWN:
                before, after = run[f"{name}_y_tilde"][whole : whole + 2]
                rings[name].run(plane.at((1 - share) * before + share * after))
                end = (1 - share) * ways[name][whole] + share * ways[name][whole + 1]
                lines[name].run(fall.at(np.vstack([ways[name][: whole + 1], end])))

        train(moving, 0.0)
        self.play(*(Create(ring) for ring in rings.values()))
        self.play(UpdateFromAlphaFunc(moving, train), run_time=7.0, rate_func=linear)
        enough = Words("for $z in RR$ the energy loss is enough: $F$ cannot go flat", size=28)
        self.play(FadeIn(enough.move_to(3.6 * DOWN)))
        self.wait(3.0)
