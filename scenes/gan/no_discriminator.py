"""No discriminator: a confident classifier gives ŷ no slope, a cost that grows with distance always does."""

from __future__ import annotations

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
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.counter import Counter, step
from ebviz.stage.formula import merged
from ebviz.stage.gl import Arrows, Field
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.marks import Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.ticks import step_between
from scenes.autoencoders._words import even_ticks
from scenes.gan._words import losses_of

WIDTH, MIDDLE, HEIGHT = 5.0, {"D": -3.4, "C": 3.25}, 0.86  # of the two planes: width, x and y of the middle
PLAIN = {"D": None}  # here D is a probability, not an energy
FLAT = 0.05  # share of the slope of C below which that of D is flat
DRAWN, SCALE = 40, 0.4  # largest number of the cloud's arrows drawn, and length of a slope of 1
SWEEPS = {  # mark, colour and formula of each curve
    "repair": ("ring", "gold", "-log D(hat(y))"),
    "cost": ("dot", "red", "C(hat(y))"),
    "probability": ("cross", "lavender", "log[1 - D(hat(y))]"),
}


class NoDiscriminator(LectureScene):
    """A 0/1 classifier and a cost learn the same y and ŷ: one becomes a step with no slope, the other a ramp."""

    studies = ("discriminator", "toys")
    cannot_show = {"discriminator.weights": "it replays the training, and given weights are not trained"}
    thumbnail = 33.0
    gif = (2.0, 28.8)

    def construct(self) -> None:
        self.run, self.y = self.study("discriminator"), self.study("toys")["ellipse"]
        self.add(title("A cost, no discriminator", sign="hot"))
        key = Legend([("dot", "y", "samples $y$"), ("ring", "y_hat", "$hat(y)$, not yet trained")])
        key.arrange(RIGHT, buff=0.5).move_to(place(6.7, 3.4), RIGHT)
        self.fields: dict[str, Field] = {}
        self.planes = {name: self.build(name) for name in "DC"}
        self.add(key)
        self.train()
        self.cut()
        self.pull()
        self.hush()
        self.play(*(FadeOut(part) for part in self.mobjects[1:]))
        self.sweep()

    def build(self, name: str) -> Plane:
        """Lay out one plane: what is learnt, its field before training, the colour bar, y and ŷ."""
        y1, y2 = self.run["y1"], self.run["y2"]
        letters = ("", "y_2" if name == "D" else "")  # the right-hand plane has the same axes
        step = step_between(y1[0], y1[-1])
        plane = Plane(
            (y1[0], y1[-1], step), (y2[0], y2[-1], step), width=WIDTH, labels=letters, label_size=32
        )
        plane.remove(plane.grid, plane.axes)
        plane.shift(place(MIDDLE[name], HEIGHT) - plane.frame.get_center())
        top = 1.0 if name == "D" else float(self.run.config["margin"])
        bar = ColourBar(0, top, [0, top / 2, top], extend=name == "C", length=150, size=24)
        bar.next_to(plane.frame, RIGHT, buff=0.2).align_to(plane.frame, DOWN)
        letter = Formula("1 - D" if name == "D" else "C", size=28, colours=PLAIN).next_to(
            bar.bar, UP, buff=0.15, aligned_edge=LEFT
        )
        says = "a 0/1 classifier: $D(y) in (0, 1)$" if name == "D" else "a cost: $C(y) >= 0$"
        head = Words(says, size=30, colours=PLAIN).next_to(plane.frame, UP, buff=0.13)
        field = Field(self.hotness(name, 0.0), vmax=top)
        field.fit(plane.at((y1[0], y2[0])), plane.at((y1[-1], y2[-1])))
        self.fields[name] = field
        self.add(plane, bar, letter, head, field, plane.cloud(self.y, "y", size=3.0, on_map=True))
        self.add(plane.cloud(self.run["y_hat"], "y_hat", shape="ring", size=4.0, width=1.1, on_map=True))
        return plane

    def hotness(self, name: str, at: float) -> np.ndarray:
        """Return what a plane shows at a moment of the training: C, or how sure the classifier is of "not data"."""
        values = between(self.run[name], at)
        return 1 - values if name == "D" else values

    def train(self) -> None:
        """Write both losses, then replay both trainings, and how well the classifier tells y and ŷ apart."""
        steps, right, asked = self.run["steps"], self.run["right"], losses_of(self.run.config)
        losses = {
            "D": "cal(L)_D = -log D(y) - log[1 - D(hat(y))]",
            "C": f"cal(L)_C = {asked.down} {asked.up}",
        }
        rows = [self.under(name, -1.6, Formula(losses[name], size=34, colours=PLAIN)) for name in "DC"]
        price = [self.under("C", -2.3, Words(asked.aside, size=28))] if asked.aside else []
        self.play(*(FadeIn(row) for row in rows))
        start = self.under("D", -2.3, Words("accuracy:", size=28)).shift(0.45 * LEFT)
        counter = Counter("step", steps, step).move_to(place(-0.75, -3.0), LEFT)
        count = counter.stand
        share = merged(Formula("0", size=28))

        @cache
        def written(percent: int) -> np.ndarray:
            glyphs = merged(Formula(f'{percent} "%"', size=30)).next_to(start, RIGHT, buff=0.16)
            return np.asarray(glyphs.align_to(start, UP).points)

        share.set_points(written(round(100 * float(right[0]))))
        self.play(*(FadeIn(part) for part in (*price, start, share, *counter)))
        self.wait(1.6)

        def show(_: Mobject, alpha: float) -> None:
            at = alpha * (len(steps) - 1)
            for name in "DC":
                self.fields[name].set_values(self.hotness(name, at))
            share.set_points(written(round(100 * float(between(right, at)))))
            count(at)

        self.play(UpdateFromAlphaFunc(self.fields["D"], show), run_time=5.0, rate_func=linear)
        show(self.fields["D"], 1.0)
        self.wait(1.2)
        self.play(*(FadeOut(part) for part in (*rows, *price, start, share, *counter)))

    def cut(self) -> None:
        """Show what was learnt, along a line through the middle: a step and a ramp."""
        y1, ends, row = self.run["y1"], self.run["y_hat"][:, 0], float(self.run["section_y2"])
        shown: list[Mobject] = []
        curves, lines = [], []
        for name, plane in self.planes.items():
            values = self.run[f"section_{name}"][-1]
            top = 1.0 if name == "D" else max(1.0, float(np.ceil(values.max())))
            marks = [0.0, 1.0] if name == "D" else even_ticks(0, 0.999 * top, 3).tolist()
            ticks = {mark: f"{mark:g}" for mark in marks}
            section = Plane(
                (y1[0], y1[-1], 1),
                (-0.25 * top, 1.1 * top, top),
                width=WIDTH,
                height=1.6,
                labels=("", ""),
                x_ticks={float(k): "" for k in even_ticks(y1[0], y1[-1])},
                y_ticks=ticks,
            )
            section.shift(place(MIDDLE[name], -1.97) - section.frame.get_center())
            axis = Formula(name, size=36, colours=PLAIN).next_to(section.frame, LEFT, buff=0.5)
            below = Formula("y_1", size=30).next_to(section.frame, DOWN, buff=0.12)
            spans = VGroup()
            for where, hue in ((self.y[:, 0], "y"), (ends, "y_hat")):
                span = [(where.min(), -0.13 * top), (where.max(), -0.13 * top)]
                spans.add(Trace(section.at(span), hue, width=5.0))
            shown += [section, axis, below, spans]
            curves.append(section.curve(y1, values, "white" if name == "D" else "C", width=3.0))
            lines.append(Trace(plane.at([(y1[0], row), (y1[-1], row)]), "white", width=1.6, dash=(5, 4)))
        flat, steep = (float(self.run[f"{form}_strength"][-1]) for form in ("probability", "cost"))
        step_ = f"along $y_2 = {row:.3g}$ the classifier is a step, flat on either side; the cost is a ramp"
        both = f"where $hat(y)$ is, the slope of the classifier's loss is {flat:.2g}, that of the cost {steep:.2g}"
        self.play(*(FadeIn(part) for part in shown), *(Create(line) for line in lines))
        self.wait(0.8)
        self.play(*(Create(curve, rate_func=linear) for curve in curves), run_time=2.0)
        self.say(step_ if flat < FLAT * steep else both)
        self.stop("a step and a ramp", hold=2.0)
        self.hush(*(FadeOut(part) for part in (*shown, *curves, *lines)))

    def pull(self) -> None:
        """Show which way and how strongly each loss of G pulls ŷ, all arrows on one scale."""
        asked = {"probability": "ell_G = log[1 - D(hat(y))]", "cost": "ell_G = C(hat(y))"}
        where = {"probability": "D", "repair": "D", "cost": "C"}
        formulas = {
            form: self.under(where[form], -1.45, Formula(source, size=36, colours=PLAIN))
            for form, source in asked.items()
        }
        scale = (
            rf"$-partial ell_G \/ partial hat(y)$, on one scale: a slope of 1 is ${SCALE}$ long in the plane"
        )
        self.say(f"arrows: {scale}", *(FadeIn(part) for part in formulas.values()))
        self.wait(1.5)
        self.play(*(field.animate.set_opacity(0.4) for field in self.fields.values()), run_time=0.6)
        arrows = {form: self.arrows(form, where[form]) for form in ("probability", "cost")}
        self.grow(*arrows.values())
        lengths = {form: self.length(form, where[form]) for form in arrows}
        self.play(*(FadeIn(part) for part in lengths.values()))
        self.wait(1.8)
        usual = self.under(
            "D", -1.45, Words("the usual repair: $ell_G = -log D(hat(y))$", size=34, colours=PLAIN)
        )
        self.play(*(FadeOut(part) for part in (formulas["probability"], lengths["probability"])))
        self.remove(arrows["probability"])
        self.play(FadeIn(usual))
        self.wait(0.8)
        self.grow(self.arrows("repair", "D"))
        length = FadeIn(self.length("repair", "D"))
        self.say("the repair pulls with the slope of the log-odds, which has no bound", length)
        self.stop("the repair", hold=2.4)

    def arrows(self, form: str, name: str) -> Arrows:
        """Return the arrows −∂ℓ_G/∂ŷ for part of the cloud, not yet grown."""
        plane, some = self.planes[name], slice(None, None, -(-len(self.run["y_hat"]) // DRAWN))
        tails, pulls = self.run["y_hat"][some], self.run[f"{form}_pull"][-1][some]
        start = plane.at(tails)
        return Arrows(start, plane.at(tails + SCALE * pulls) - start, width=1.6).set_growth(0.0)

    def grow(self, *arrows: Arrows) -> None:
        """Let arrows grow from their tails."""
        self.add(*arrows)

        def longer(_: Mobject, alpha: float) -> None:
            for some in arrows:
                some.set_growth(smooth(alpha))

        self.play(UpdateFromAlphaFunc(arrows[0], longer), run_time=1.6, rate_func=linear)
        longer(arrows[0], 1.0)

    def length(self, form: str, name: str) -> Words | Formula:
        """Say how long the arrows are on average."""
        return self.under(name, -2.15, Words(f"mean length {self.run[f'{form}_strength'][-1]:.2g}", size=32))

    def under(self, name: str, height: float, row: Words | Formula) -> Words | Formula:
        """Put a line under one of the planes."""
        row.move_to(place(MIDDLE[name], height))
        return row

    def sweep(self) -> None:
        """Plot the strength of each pull at the end against the cloud's distance."""
        gaps = self.run["gaps"]
        strengths = {form: np.log10(np.maximum(self.run[f"{form}_sweep"], 1e-9)) for form in SWEEPS}
        low = float(np.floor(min(some.min() for some in strengths.values())))
        high = float(np.ceil(max(some.max() for some in strengths.values())))
        plane = Plane(
            (0.0, float(max(np.ceil(gaps.max()), 1.0)), step_between(0.0, max(gaps.max(), 1.0))),
            (low, high, 1.0),
            width=8.0,
            height=4.2,
            labels=('"distance of the middle of $hat(y)$ from the right end of $y$"', ""),
            y_ticks={float(k): f"10^({k})" for k in range(int(low), int(high) + 1)},
            label_size=32,
        )
        plane.axes.set_stroke(opacity=0)
        plane.shift(place(-1.65, 0.1) - plane.frame.get_center())
        head = Words(
            r"mean pull $norm(partial ell_G \/ partial hat(y))$, all trained anew at each distance", size=30
        ).next_to(plane.frame, UP, buff=0.2)
        self.play(FadeIn(plane), FadeIn(head))
        self.wait(1.0)
        ends = {form: float(plane.at((gaps[-1], some[-1]))[1]) for form, some in strengths.items()}
        lowest = np.inf
        for form in sorted(ends, key=lambda form: -ends[form]):  # keeps the names from overlapping
            lowest = ends[form] = min(ends[form], lowest - 0.5)
        for form, (mark, hue, source) in SWEEPS.items():
            points = np.stack([gaps, strengths[form]], axis=-1)
            curve = Trace(plane.at(points), hue, width=3.0)
            dots = plane.cloud(points, hue, shape=mark, size=11.0, width=2.5)
            name = Formula(f"ell_G = {source}", size=32, colours=PLAIN)
            name.move_to(place(plane.frame.get_right()[0] + 0.3, ends[form]), LEFT)
            self.play(Create(curve), FadeIn(dots), FadeIn(name), run_time=1.0)
            self.wait(0.4)
        self.claim("a cost that grows with the distance always tells $hat(y)$ which way to fall")
        self.wait(1.0)
