"""How much each latent weighs in F_β(y′): a few, two groups, all; and β decides how many."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import (
    LEFT,
    PI,
    RIGHT,
    TAU,
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
from ebviz.stage.keys import ColourBar
from ebviz.stage.marks import Trace
from ebviz.stage.plots import Plane, merged
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.colourmap import hexes

SAID = ("a few latents contribute", "two groups contribute", "all contribute")
TURNS = {0.0: "0", PI / 2: "", PI: "pi", 3 * PI / 2: "", TAU: "2 pi"}
TALLEST = 0.3  # of the weights' axis


class GibbsWeights(LectureScene):
    """For three y′ the weight of every latent at β = 1; then β falls, and the weight spreads over the manifold."""

    studies = ("thermostat", "ellipse")
    thumbnail = 9.5
    gif = (1.0, 27.0)

    def construct(self) -> None:
        self.run = self.study("thermostat")
        self.y_tilde = self.run["y_tilde"][0]  # the untrained manifold
        self.moving = Group()  # all that changes with y′ and β
        self.add(title("Which latents contribute?", sign="ghost"))
        shows = [self.build_plane(), self.build_energy(), self.build_weights()]

        def at(y: np.ndarray, beta: float) -> None:
            E = ((y - self.y_tilde) ** 2).sum(axis=-1)  # (K,)
            for show in shows:
                show(y, E, beta)

        right, top, middle = self.run["points"]
        at(right, 1.0)
        self.add(self.moving)
        self.wait(1.0)
        said = self.say(SAID[0])

        def glide(before: np.ndarray, here: np.ndarray, seconds: float) -> None:
            self.change(lambda share: at(before + share * (here - before), 1.0), seconds)

        for before, here, text in ((right, top, SAID[1]), (top, middle, SAID[2])):
            self.play(FadeOut(said), run_time=0.4)
            glide(before, here, 2.5)
            said = self.say(text)
        self.play(FadeOut(said), run_time=0.4)
        glide(middle, right, 2.0)
        self.change(lambda share: at(right, 10.0**share), 2.5)
        said = self.say("colder: only the nearest")
        self.play(FadeOut(said), run_time=0.4)
        self.change(lambda share: at(right, 10.0 ** (1 - 2.5 * share)), 5.0)
        self.say("too hot: all alike, wherever $y'$ is")

    def say(self, text: str) -> Words:
        """Say one sentence, and leave time to see it."""
        said = Words(text, size=32).move_to(place(-3.0, -3.3))
        self.play(FadeIn(said), run_time=0.6)
        self.wait(2.2)
        return said

    def change(self, to: Callable[[float], None], seconds: float) -> None:
        """Let y′ or β glide; what is written has its place in front of it."""

        def update(_: Mobject, alpha: float) -> None:
            to(smooth(alpha))

        self.play(UpdateFromAlphaFunc(self.moving, update), run_time=seconds, rate_func=linear)
        to(1.0)

    def build_plane(self) -> Callable[[np.ndarray, np.ndarray, float], None]:
        """Draw the manifold's points, each in the colour of its weight, the samples, y′ and the present β."""
        plane = Plane((-3, 3, 1), (-2.25, 2.25, 1), width=5.9, label_size=34).shift(place(-2.95, 0.15))
        samples = plane.cloud(self.study("ellipse")["y"], "y", size=6.0).set_fill(opacity=0.45)
        bar = ColourBar(0, 1, [0, 0.5, 1], cmap="viridis", extend=False, length=150, thickness=13, size=26)
        bar.next_to(plane.frame, RIGHT, buff=0.25)
        name = Formula("e^(-beta E(y', z))", size=30).next_to(bar, UP, buff=0.2).align_to(bar, LEFT)
        dots = VGroup(*(plane.cloud(point[None], "grey", size=11.0) for point in self.y_tilde))
        here = plane.cloud((0, 0), "y'", shape="cross", size=15.0, width=3.5)
        letter = Formula("y'", size=38)
        beta = Formula("beta", size=38).move_to(place(-5.75, 2.75))
        value = merged(Formula("= 1", size=38))
        self.add(plane, samples, bar, name, beta)
        self.moving.add(dots, here, letter, value)

        @cache
        def written(text: str) -> np.ndarray:
            return np.asarray(merged(Formula(text, size=38)).next_to(beta, RIGHT, buff=0.15).points)

        def show(y: np.ndarray, E: np.ndarray, now: float) -> None:
            for dot, hue in zip(dots, hexes(np.exp(-now * E), 0, 1, "viridis"), strict=True):
                dot.set_fill(hue)
            here.place(plane.at(y[None]))
            letter.next_to(here, UP + RIGHT, buff=0.02)
            value.set_points(written(f"= {now:.2g}"))

        return show

    def build_energy(self) -> Callable[[np.ndarray, np.ndarray, float], None]:
        """Draw E(y′, z)."""
        plane = self.small_plane(2.0, (0, 12, 4), "E(y', z)")
        curve = Trace(np.zeros((0, 3)), "E", width=2.5)
        self.moving.add(curve)
        z = np.append(self.run["z"], TAU)

        def show(y: np.ndarray, E: np.ndarray, now: float) -> None:
            curve.run(plane.at(plane.clipped(z, np.append(E, E[0]))))

        return show

    def build_weights(self) -> Callable[[np.ndarray, np.ndarray, float], None]:
        """Draw the normalised weights, softargmin_β[E(y′, ·)], as one stem for each latent."""
        plane = self.small_plane(-1.35, (0, TALLEST, 0.1), "softargmin_beta [E(y', dot)]")
        even = plane.curve(
            np.array([0, TAU]), np.full(2, 1 / len(self.y_tilde)), "grey", width=1.5, dash=(4, 4)
        )
        name = Formula("1\\/K", size=24, colour="#D9D9D9").next_to(even, RIGHT, buff=0.1)
        stems = VGroup(*(Trace(np.zeros((0, 3)), "a", width=4.0) for _ in self.y_tilde))
        self.add(even, name)
        self.moving.add(stems)

        def show(y: np.ndarray, E: np.ndarray, now: float) -> None:
            weights = np.exp(-now * (E - E.min()))
            weights /= weights.sum()
            for stem, z, weight in zip(stems, self.run["z"], weights, strict=True):
                stem.run(plane.at([(z, 0), (z, min(weight, TALLEST))]))

        return show

    def small_plane(self, height: float, span: tuple[float, float, float], name: str) -> Plane:
        """One of the two plots over z, on the right."""
        plane = Plane(
            (0, TAU, PI / 2), span, width=4.1, height=1.9, labels=("z", ""), x_ticks=TURNS, label_size=30
        )
        plane.shift(place(4.3, height) - plane.frame.get_center())
        self.add(plane, Formula(name, size=32).next_to(plane.frame, UP, buff=0.14))
        return plane
