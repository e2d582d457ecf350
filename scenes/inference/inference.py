"""Inference in a latent-variable EBM: the missing latent is recovered by minimising the energy."""

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
    smooth,
)

from ebviz.stage import Formula, LectureScene
from ebviz.stage.keys import Legend
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.style import ticks
from ebviz.style.numbers import rounded
from scenes.inference._latents import Latents

LEAST = (2.5, 2.0)  # how far the plane reaches at least


class InferenceDescent(LectureScene):
    """From a first guess z̃ down to ž: on the energy curve and along the manifold together."""

    studies = ("inference", "ellipse")
    cannot_show = {"inference.energy": "it follows g(z) along the manifold, and an energy has no decoder g"}
    thumbnail = 17.0
    gif = (4.0, 16.5)

    def construct(self) -> None:
        self.run, self.data = self.study("inference"), self.study("ellipse")
        self.latents, shown = Latents.of(self.run), np.vstack([self.run["fine_y"], self.data["y"]])
        self.plane = Plane(*ticks.spread(shown, LEAST), width=5.5, every=(2, 2))
        self.plane.shift(3.2 * LEFT + 0.35 * UP)
        manifold = Trace(self.plane.at(self.run["fine_y"]), "y_tilde", width=2.5, closed=self.latents.closed)
        samples = self.plane.cloud(self.data["y"], "y", size=6.0)
        key = Legend([("line", "y_tilde", "$tilde(y) = g(z)$"), ("dot", "y", "$y$")])
        formula = Formula("F_oo (y') = min_z E(y', z) = E(y', check(z))", size=38).move_to(3.35 * DOWN)
        key.move_to(3.35 * DOWN).align_to(self.plane.frame, LEFT)
        formula.align_to(6.5 * RIGHT, RIGHT)
        self.add(title("Inference: find the latent"), self.plane, manifold, samples, key)
        self.play(Write(formula), run_time=2.0)
        self.wait(1.5)
        first = self.descend(int(self.data["i_right"]))
        self.play(*(FadeOut(part) for part in first))
        self.descend(int(self.data["i_top"]))

    def descend(self, sample: int) -> list[Mobject]:
        """Show one sample y′: its energy over z, the path from z̃ to ž, and F∞."""
        run, E = self.run, self.run["fine_E"][sample]
        here = run["z_check"][sample], run["F"][sample]
        top = 1.05 * float(E.max())
        energy = Plane(
            self.latents.laps,
            (0.0, top, ticks.spacing(top, 6)),
            width=4.7,
            height=4.4,
            labels=("z", "E(y', z)"),
            x_ticks=self.latents.ticks(laps=True),
        )
        energy.shift(self.plane.frame.get_center() + 7.4 * RIGHT - energy.frame.get_center())
        chosen = self.plane.cloud(self.data["y"][sample][None], "y'", size=13.0)
        name = Formula("y'", size=40).next_to(chosen, UP, buff=0.12)
        self.play(FadeIn(energy), FadeIn(chosen, scale=2.0), FadeIn(name))
        curve = energy.curve(*self.latents.over_laps(run["fine_z"], E), "E", width=2.5)
        self.play(Create(curve), run_time=2.0, rate_func=linear)
        self.wait(0.5)

        on_curve = np.stack([run["gd_z"][sample], run["gd_E"][sample]], -1)
        left = np.flatnonzero(~energy.holds(on_curve))  # a way that leaves the plane ends there
        on_curve, on_manifold = on_curve[: left[0] if len(left) else None], run["gd_y"][sample]
        on_manifold = on_manifold[: len(on_curve)]
        guess = VGroup(energy.cloud(on_curve[:1], "z", shape="cross", size=13.0, width=3.0))
        guess.add(self.plane.cloud(on_manifold[:1], "z", shape="cross", size=13.0, width=3.0))
        labels = VGroup(
            Formula("tilde(z)", size=36, colours={"tilde(z)": "z"}).next_to(guess[0], RIGHT, buff=0.1),
            Formula("g(tilde(z))", size=36).next_to(guess[1], UP, buff=0.1),
        )
        self.play(*(FadeIn(mark, scale=2.0) for mark in guess), FadeIn(labels))
        self.wait(1.0)
        walkers = self.walk(energy, on_curve, on_manifold)
        found = VGroup(
            energy.cloud(np.array([here]), "check(z)", shape="cross", size=14.0, width=3.0),
            self.plane.cloud(run["y_check"][sample][None], "check(z)", shape="cross", size=14.0, width=3.0),
            energy.cloud(np.array([here]), "F", shape="ring", size=24.0, width=2.5),
        )
        value = Formula(f"F_oo (y') = {rounded(here[1], 2)}", size=36)
        value.next_to(energy.frame, UP, buff=0.2).align_to(energy.frame, RIGHT)
        ring = Cloud(value.get_left()[None] + 0.35 * LEFT, "F", shape="ring", size=24.0, width=2.5)
        below = Formula("check(z)", size=36).next_to(found[0], RIGHT, buff=0.2)
        self.play(*(FadeIn(mark, scale=1.5) for mark in found), FadeIn(below))
        self.play(FadeIn(value), FadeIn(ring))
        self.wait(3.0)
        return [energy, chosen, name, curve, guess, labels, *walkers, found, value, ring, below]

    def walk(self, energy: Plane, on_curve: np.ndarray, on_manifold: np.ndarray) -> list[Mobject]:
        """Run one point down the energy and one along the manifold, each drawing its path."""
        places = energy.at(on_curve), self.plane.at(on_manifold)
        steps = np.arange(len(on_curve))
        # By arc length: the steps of gradient descent shrink to nothing long before the last.
        length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(places[0], axis=0), axis=-1))])
        points = [Cloud(way[:1], "z", size=11.0) for way in places]
        trails = [Trace(way[:2], "z", width=2.5, dash=(5, 4)) for way in places]
        moving = VGroup(*trails, *points)

        def step(_: Mobject, alpha: float) -> None:
            reached = np.interp(smooth(alpha) * length[-1], length, steps)
            whole = int(reached)
            for way, point, trail in zip(places, points, trails, strict=True):
                end = [np.interp(reached, steps, way[:, axis]) for axis in range(3)]
                point.place(np.array([end]))
                trail.run(np.concatenate([way[: whole + 1], [end]]))

        self.play(UpdateFromAlphaFunc(moving, step), run_time=4.0, rate_func=linear)
        return [moving]
