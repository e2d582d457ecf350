"""Three ways a GAN fails, beside the training that works, and the number that gives each away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, Group, Mobject, UpdateFromAlphaFunc, VGroup, linear

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.bubbles import Bubbles
from ebviz.stage.counter import Counter, step
from ebviz.stage.dots import Dots
from ebviz.stage.gl import Field
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.marks import Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import place, pt
from ebviz.study import Run
from ebviz.style.numbers import rounded
from ebviz.style.themes import worn
from scenes.autoencoders._words import data_name
from scenes.gan._words import fails, late, power
from scenes.inference._numbers import number_word

DRAWN = 400  # at most this many y, and as many ŷ
NAMES = {
    "gaussians": "what works",
    "unstable": "unstable",
    "vanishing": "vanishing gradient",
    "collapse": "mode collapse",
}
FOUR = f"{number_word(len(NAMES))} trainings"
MEASURED = {  # what gives a failure away: the array, its name, whether on a logarithmic axis
    "unstable": ("distance", "distance between the samples $hat(y)$ and $y$", False),
    "vanishing": ("mean_pull", r"mean pull $norm(partial ell_G \/ partial hat(y))$", True),
    "collapse": ("spread", "mean distance of two $hat(y)$", False),
}
Show = Callable[[float], None]


class GanFailures(LectureScene):
    """Unstable, vanishing, collapsed: three changes to the recipe that works, and what gives each failure away."""

    studies = ("gan", "gan_failures", "toys")
    cannot_show = {"gan.weights": "it replays the training, and given weights are not trained"}
    thumbnail = 20.0
    gif = (2.0, 13.0)

    def construct(self) -> None:
        self.toys = self.study("toys")
        self.add(title("How a GAN fails", sign="hot"))
        key = Legend([("dot", "y", "samples $y$"), ("ring", "y_hat", "$hat(y) = G(z)$")])
        self.add(key.arrange(RIGHT, buff=0.6).move_to(place(6.75, 3.4), RIGHT))
        self.gallery()
        for name in MEASURED:
            self.failure(name)
        failed = [
            name for name in MEASURED if fails(name, self.run_of(name), self.run_of("gaussians"), self.toys)
        ]
        does = "does" if len(failed) == 1 else "do"
        every = "a GAN can circle, starve or collapse; each time one number gives it away"
        some = f"a GAN can circle, starve or collapse; here {number_word(len(failed))} of three {does}"
        self.claim(every if len(failed) == len(MEASURED) else some)

    def run_of(self, name: str) -> Run:
        """Return the run of the study that holds a training."""
        return self.study("gan" if name == "gaussians" else "gan_failures")

    def recipe(self, name: str) -> dict[str, Any]:
        """Return a training's configuration."""
        return dict(self.run_of(name).config["recipe" if name == "gaussians" else name])

    def gallery(self) -> None:
        """Replay all four side by side, each from first round to last."""
        panels = [
            self.panel(name, place(x, 0.3), 3.2)
            for name, x in zip(NAMES, (-5.2, -1.73, 1.73, 5.2), strict=True)
        ]
        each = "each bar has its own scale; $hat(y)$ outside the plane is not drawn"
        self.say(f"{data_name(self.toys, 'gaussians')}, {FOUR}; {each}")
        self.wait(1.5)

        def replay(_: Mobject, alpha: float) -> None:
            for _, _, show in panels:
                show(alpha)

        moving = Group(*(moving for _, moving, _ in panels))
        self.play(UpdateFromAlphaFunc(moving, replay), run_time=7.0, rate_func=linear)
        modes = len(self.toys["modes"])
        found = [
            Words(f"modes covered: ${self.run_of(name)[f'{name}_covered'][-1]:.0f}$ of ${modes}$", size=26)
            for name in NAMES
        ]
        for words, (plane, _, _) in zip(found, panels, strict=True):
            words.move_to(place(plane.frame.get_center()[0], -2.65))
        self.play(*(FadeIn(words) for words in found))
        self.stop("four trainings", hold=2.0)
        self.hush()
        self.play(*(FadeOut(part) for part in self.mobjects[2:]), run_time=0.5)

    def panel(self, name: str, where: np.ndarray, width: float) -> tuple[Plane, Group, Show]:
        """Draw one training's plane: C above its mean over y, y, ŷ, round and bar; return what animates it."""
        run, sure, large = self.run_of(name), self.recipe(name)["form"] == "probability", width > 4
        C, y_hat, rounds = (run[f"{name}_{key}"] for key in ("C", "y_hat", "rounds"))
        y1, y2 = self.toys["gaussians_y1"], self.toys["gaussians_y2"]
        plane = Plane((y1[0], y1[-1], 1), (y2[0], y2[-1], 1), width=width, labels=("", ""), every=(99, 99))
        plane.remove(plane.grid, plane.axes, plane.ticks, plane.numbers)
        plane.shift(where - plane.frame.get_center())
        zeros = np.zeros(len(C)) if sure else run[f"{name}_C_y"].mean(axis=1)
        above = C - zeros[:, None, None]
        top = 1.0 if sure else float(f"{np.quantile(above, 0.9):.1g}")
        bar = ColourBar(
            0,
            top,
            [0, top],
            extend=not sure,
            horizontal=True,
            length=130 if large else 75,
            thickness=13,
            size=24,
        )
        bar.next_to(plane.frame, DOWN, buff=0.2).align_to(plane.frame, RIGHT).shift(
            (0.4 if large else 0.15) * LEFT
        )
        letter = Formula("1 - D" if sure else "C - chevron.l C(y) chevron.r", size=28, colours={"D": None})
        letter.next_to(bar.bar, LEFT, buff=0.25)
        head = Words(NAMES[name], size=34 if large else 30).move_to(plane.frame.get_top(), LEFT)
        head.align_to(plane.frame, LEFT).shift((0.35 if large else 0.75) * UP)
        field = Field(above[0], vmax=top)
        field.fit(plane.at((y1[0], y2[0])), plane.at((y1[-1], y2[-1])))
        look, size, width = worn(), 5.0 if large else 3.6, 2.4 if large else 1.8
        y = plane.at(self.toys["gaussians_held_out"][:DRAWN])
        cold = Group(Dots(y, look.map_rim, size=size + 1.6), Dots(y, look.on_map("y"), size=size))
        radius = pt(3.6 if large else 2.5)
        rim, hot = (
            Bubbles(np.zeros((1, 2)), radius, hue, fill=0.0, width=wide)
            for hue, wide in ((look.map_rim, width + 2.4), (look.on_map("y_hat"), width))
        )
        low, high = (np.array([y1[end], y2[end]]) for end in (0, -1))
        corner = plane.frame.get_corner(UP + LEFT) + 0.33 * UP
        counter = Counter("round", rounds, step).move_to(corner + (4.0 if large else 0.0) * RIGHT, LEFT)
        count = counter.stand

        def show(alpha: float) -> None:
            moment = alpha * (len(C) - 1)
            places = between(y_hat, moment)[:DRAWN]
            field.set_values(between(above, moment))
            for ring in (rim, hot):
                ring.set_bubbles(plane.at(places[((places >= low) & (places <= high)).all(axis=1)]), radius)
            count(moment)

        show(0.0)
        moving = Group(field, *cold, rim, hot, counter)
        self.add(plane, bar, letter, head, moving)
        return plane, moving, show

    def failure(self, name: str) -> None:
        """Replay one failure beside its measure, and say why it failed."""
        plot, grow = self.plot(name)
        _, moving, show = self.panel(name, place(-3.9, 0.3), 5.2)
        self.say(self.why(name), FadeIn(plot), run_time=0.7)
        curve = grow(0.0)
        self.add(curve)
        self.wait(0.8)

        def replay(_: Mobject, alpha: float) -> None:
            show(alpha)
            grow(alpha)

        self.play(UpdateFromAlphaFunc(Group(moving, curve), replay), run_time=4.5, rate_func=linear)
        self.say(self.found(name))
        self.stop(NAMES[name], hold=3.0)
        if name != [*MEASURED][-1]:
            self.hush()
            self.play(*(FadeOut(part) for part in self.mobjects[2:]), run_time=0.5)

    def plot(self, name: str) -> tuple[VGroup, Callable[[float], VGroup]]:
        """Plot the measure against the rounds, beside the training that works; return what makes it grow."""
        key, says, logarithm = MEASURED[name]
        works, x0 = self.run_of("gaussians"), self.run_of("gaussians")["gaussians_rounds"]
        x = self.run_of(name)[f"{name}_rounds"]
        values, others = self.run_of(name)[f"{name}_{key}"], works[f"gaussians_{key}"]
        if logarithm:
            values, others = (np.log10(np.maximum(some, 1e-12)) for some in (values, others))
        low = float(np.floor(values.min())) if logarithm else 0.0
        high = float(np.ceil(max(values.max(), others.max())))
        step = max(1.0, float(round((high - low) / 4)))
        ticks = np.arange(low, high + 0.5, step)
        plane = Plane(
            (0, float(x[-1]), float(x[-1])),
            (low, high, step),
            width=4.9,
            height=3.1,
            labels=('"round"', ""),
            x_ticks={float(k): f"{k:g}" for k in (0, x[-1] // 2, x[-1])},
            y_ticks={float(k): f"10^({k:g})" if logarithm else f"{k:g}" for k in ticks},
            label_size=30,
        )
        plane.axes.set_stroke(opacity=0)
        plane.shift(place(4.1, 0.55) - plane.frame.get_center())
        head = Words(says, size=28).next_to(plane.frame, UP, buff=0.15)
        reference = plane.curve(x0, others, "grey", width=1.8)
        rows = [("line", "gold", NAMES[name]), ("line", "grey", NAMES["gaussians"])]
        group = VGroup(plane, head, reference)
        if key == "spread":
            y = self.toys["gaussians_held_out"]
            own = float(np.linalg.norm(y[:, None] - y, axis=-1).mean())
            group.add(Trace(plane.at([(0, own), (x[-1], own)]), "y", width=2.2, dash=(5.0, 4.0)))
            rows.append(("dashed", "y", "of two $y$"))
        way = np.stack([x, values], axis=-1)
        line, dot = Trace(plane.at(way[:2]), "gold", width=3.0), plane.cloud(way[0], "gold", size=10.0)
        legend = Legend(rows, size=24).arrange(RIGHT, buff=0.35)
        group.add(legend.move_to(place(3.85, -2.2)))

        def grow(alpha: float) -> VGroup:
            moment = alpha * (len(way) - 1)
            end = between(way, moment)
            line.run(plane.at(np.vstack([way[: int(moment) + 1], end])))
            dot.place(plane.at(end[None]))
            return VGroup(line, dot)

        return group, grow

    def why(self, name: str) -> str:
        """Say what the recipe changes, and what comes of it."""
        works, own = self.recipe("gaussians"), self.recipe(name)
        turns, other = own["cost_steps"], own["generator_steps"]
        failed = fails(name, self.run_of(name), self.run_of("gaussians"), self.toys)
        if name == "unstable":
            price = f"a penalty of weight ${own['penalty']:g}$" if own["penalty"] else "no penalty"
            says = f"{price} on the gradient of $C$, and momentum ${own['momentum']:g}$"
            return f"{says}: {'$C$ and $G$ chase one another, round after round' if failed else 'yet they settle'}"
        if name == "vanishing":
            net = "classifier" if own["form"] == "probability" else "cost"
            says = f"${turns}$ steps of the {net} {per(other)} of $G$"
            gone = "it grows sure, and flat around $hat(y)$, so nothing pulls"
            return f"{says}: {gone if failed else 'yet it still pulls'}"
        slow = works["cost_lr"] / own["cost_lr"]
        pace = f", which learns ${slow:.3g}$ times as slowly" if slow > 1 else ""
        says = f"${other}$ steps of $G$ {per(turns)} of $C${pace}"
        return f"{says}: {'every $z$ runs to where $C$ is low' if failed else 'yet they stay apart'}"

    def found(self, name: str) -> str:
        """Return the finding in numbers."""
        run, modes = self.run_of(name), len(self.toys["modes"])
        far, pull = run[f"{name}_distance"], run[f"{name}_mean_pull"]
        if name == "unstable":
            ends, end = late(run), self.run_of("gaussians")["gaussians_distance"][-1]
            span = f"from ${rounded(ends.min(), 2)}$ to ${rounded(ends.max(), 2)}$"
            return f"{span} in the second half; what works ends at ${rounded(end, 3)}$"
        if name == "vanishing":
            stays = (
                f"the distance between samples goes from ${rounded(far[0], 2)}$ to ${rounded(far[-1], 2)}$"
            )
            way = "falls" if pull[-1] < pull[0] else "rises"
            return f"the pull {way} from {power(pull[0])} to {power(pull[-1])}; {stays}"
        spread, most = run["collapse_spread"][-1], run["collapse_covered"].max()
        are = "is" if most == 1 else "are"
        some = f"at most {number_word(int(most))} of {number_word(modes)} modes {are} covered at any time"
        covered = some if most else f"none of {number_word(modes)} modes is ever covered"
        return f"two $hat(y)$ end ${rounded(spread, 2)}$ apart; {covered}"


def per(steps: int) -> str:
    """Say for how many steps.

    >>> per(1), per(5)
    ('for each', 'for every $5$')
    """
    return "for each" if steps == 1 else f"for every ${steps}$"
