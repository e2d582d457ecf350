"""The lecture's model as a block diagram, and what one turn of its latent does to ỹ and to the energy."""

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

from ebviz.diagrams import shapes
from ebviz.stage import Formula, LectureScene
from ebviz.stage.diagram import Diagram
from ebviz.stage.keys import Legend
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.plots import Plane
from ebviz.stage.poster import block, link, poster
from ebviz.stage.titles import title
from ebviz.style import ticks
from scenes.inference._latents import Latents

LEAST = (2.75, 2.5)  # how far the plane reaches at least


class ModelDiagram(LectureScene):
    """z runs along its segment, ỹ around its ellipse, and E(y′, z) draws itself, for two samples y′."""

    studies = ("inference", "ellipse")
    cannot_show = {"inference.energy": "it shows ỹ = g(z), and an energy has no decoder g"}
    gif = (8.6, 16.2)

    def construct(self) -> None:
        self.run, self.data = self.study("inference"), self.study("ellipse")
        formula = Formula("E(y, z) = (y_1 - g_1 (z))^2 + (y_2 - g_2 (z))^2", size=38)
        self.add(title("A model with a latent", sign="ghost"))
        self.model = self.build()
        self.play(Write(formula.move_to(3.3 * DOWN)), run_time=1.2)
        self.wait(0.8)

        shown = np.vstack([self.run["fine_y"], self.data["y"]])
        self.plane = Plane(*ticks.spread(shown, LEAST), width=3.8, every=(2, 2), label_size=34)
        self.plane.shift(0.25 * RIGHT + 0.3 * UP - self.plane.frame.get_center())
        samples = self.plane.cloud(self.data["y"], "y", size=5.0)
        legend = Legend([("dot", "y", "$y$"), ("line", "y_tilde", "$tilde(y) = g(z)$")])
        legend.arrange(RIGHT, buff=0.4).next_to(self.plane.frame, UP, buff=0.2)
        self.play(self.model.animate.scale(0.6).move_to(4.7 * LEFT + 0.3 * UP), run_time=0.8)
        self.play(FadeIn(self.plane), FadeIn(samples), FadeIn(legend), run_time=0.8)
        self.ellipse = Trace(self.plane.at(self.run["fine_y"][:2]), "y_tilde", width=2.5)
        first = self.turn(int(self.data["i_right"]))
        self.play(FadeOut(first), run_time=0.6)
        self.turn(int(self.data["i_top"]))
        self.wait(0.5)

    def thumbnail(self) -> None:
        """Draw the model in five filled blocks."""
        blocks = {
            "z": block("$z$", "z", (0, 0)),
            "g": block("$g$", "aqua", (1, 0), shapes.bullet((72.0, 60.0), "right")),
            "y~": block("$tilde(y)$", "tilde(y)", (2, 0)),
            "E": block("$E$", "E", (2, 1), shapes.square()),
            "y": block("$y$", "y", (2, 2)),
        }
        pairs = (("z", "g"), ("g", "y~"), ("y~", "E"), ("y", "E"))
        wires = [link(blocks[start], blocks[end]) for start, end in pairs]
        self.add(*poster(VGroup(*wires, *blocks.values()), ("latent", "z"), "energy"))

    def build(self) -> Diagram:
        """Draw the diagram one block at a time: z → Decoder → ỹ, then y, then the energy that compares them."""
        model = Diagram(scale=1.1)
        model.variable("z", (0, 0))
        model.decoder("dec", (1.15, 0))
        model.variable("y~", (2.3, 0), "tilde(y)")
        model.energy("E", (2.3, 1))
        model.variable("y", (2.3, 2), observed=True)
        model.connect("z", "dec", "y~", "E")
        model.connect("y", "E")
        self.segment, self.loop = model.domain("z"), model.manifold("y~")
        model.move_to(0.25 * UP)
        self.play(FadeIn(model["z"]), Create(self.segment))
        self.play(Create(model.arrows["z", "dec"]), FadeIn(model["dec"]))
        self.play(Create(model.arrows["dec", "y~"]), FadeIn(model["y~"]), Create(self.loop))
        self.play(FadeIn(model["y"]))
        self.play(
            Create(model.arrows["y~", "E"]), Create(model.arrows["y", "E"]), FadeIn(model["E"]), run_time=1.2
        )
        return model

    def turn(self, sample: int) -> VGroup:
        """Let z take all its values for one sample y′; return what belongs only to this sample."""
        run, domain = self.run, Latents.of(self.run)
        top = 1.05 * float(run["fine_E"][sample].max())
        energy = Plane(
            (domain.low, domain.high),
            (0.0, top, ticks.spacing(top, 6)),
            width=3.6,
            height=self.plane.frame.height,
            labels=("z", ""),
            x_ticks=domain.ticks(every=2),
            label_size=34,
        )
        energy.shift(self.plane.frame.get_center() + 4.55 * RIGHT - energy.frame.get_center())
        name = Formula("E(y', z)", size=34).next_to(energy.frame, UP, buff=0.2)
        y = self.plane.at(self.data["y"][sample])
        chosen = Cloud(y[None], "y'", size=12.0)
        letter = Formula("y'", size=38).next_to(chosen, UP + RIGHT, buff=0.02)
        self.play(FadeIn(chosen, scale=2.0), FadeIn(letter), FadeIn(energy), FadeIn(name))
        self.wait(0.3)

        z, around = run["fine_z"], self.plane.at(run["fine_y"])
        graph = energy.at(np.stack([z, run["fine_E"][sample]], axis=-1))
        gap = Trace(np.stack([y, around[0]]), "E", width=2.0, dash=(5.0, 4.0))
        curve = Trace(graph[:2], "E", width=2.5)
        latents = Cloud(self.segment.walk(0.0)[None], "z", size=12.0)
        answers = Cloud(np.stack([self.loop.walk(0.0), around[0]]), "y_tilde", size=12.0)
        height = Cloud(graph[:1], "E", size=12.0)
        moving = VGroup(self.ellipse, gap, curve, latents, answers, height)
        whole = len(self.ellipse.points) > 8  # for the second sample the manifold is already drawn

        def go(_: Mobject, alpha: float) -> None:
            last = alpha * (len(z) - 1)
            drawn = int(last) + 1
            here, level = (
                np.array([np.interp(last, np.arange(len(z)), column) for column in way.T])
                for way in (around, graph)
            )
            if not whole:
                self.ellipse.run(np.concatenate([around[:drawn], [here]]))
            gap.run(np.stack([y, here]))
            curve.run(np.concatenate([graph[:drawn], [level]]))
            latents.place(self.segment.walk(alpha)[None])
            answers.place(np.stack([self.loop.walk(alpha), here]))
            height.place(level[None])

        self.add(moving)
        self.play(UpdateFromAlphaFunc(moving, go), run_time=5.2, rate_func=linear)
        go(moving, 1.0)
        self.wait(1.2)
        return VGroup(energy, name, chosen, letter, gap, curve, latents, answers, height)
