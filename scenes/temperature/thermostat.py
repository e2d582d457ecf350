"""The thermostat: β slides from ∞ to 0 and back, and with it the surface, the section, the weights, the formula."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import (
    DEGREES,
    DOWN,
    LEFT,
    RIGHT,
    UP,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from ebviz.stage import Formula, LectureScene
from ebviz.stage.formula import merged
from ebviz.stage.gl import Axes3D, Space, Surface, View
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import emoji, title
from ebviz.style.colourmap import hexes

CAP = 6.0  # F at which the surface is cut off, and the hot end of its colours
REGIMES = {
    "cold": "F_oo (y) = min_z E(y, z)",
    "warm": "F_beta (y) = -1/beta log 1/K sum_z e^(-beta E(y, z))",
    "hot": "F_0 (y) = 1/K sum_z E(y, z)",
}
NAMES = {np.inf: "oo", 10.0: "10", 1.0: "1", 0.1: "0.1", 0.0: "0"}


class Thermostat(LectureScene):
    """β slides from ∞ to 0 and back: the hill melts, the weights spread over the manifold, min becomes mean."""

    studies = ("thermostat",)
    thumbnail = 8.6
    gif = (2.0, 24.5)

    def construct(self) -> None:
        self.run = self.study("thermostat")
        self.last = len(self.run["dial_beta"]) - 1
        self.add(title("The thermostat", sign="thermometer"))
        parts = [self.build_dial(), self.build_section(), self.build_weights(), self.build_surface()]

        def turn(first: float, last: float) -> Callable[[object, float], None]:
            def at(_: object, alpha: float) -> None:
                place = first + smooth(alpha, 3.0) * (last - first)
                for show in parts:
                    show(place * self.last)

            return at

        turn(0.0, 0.0)(self.dial, 0.0)
        self.wait(3.0)
        self.play(UpdateFromAlphaFunc(self.dial, turn(0.0, 1.0)), run_time=12.0, rate_func=linear)
        self.wait(2.5)
        self.play(UpdateFromAlphaFunc(self.dial, turn(1.0, 0.0)), run_time=6.0, rate_func=linear)
        self.wait(2.0)

    def now(self, name: str, place: float) -> np.ndarray:
        """Return a stored array at a position of the dial, interpolated between its two neighbours."""
        return between(self.run[name], place)

    def coldness(self, place: float) -> str:
        """Return β at a position of the dial as Typst source."""
        beta = self.run["dial_beta"]
        if place < 1:
            return "= oo" if place < 0.5 else f"> {beta[1]:.0f}"
        if place > self.last - 1:
            return "= 0" if place > self.last - 0.5 else f"< {beta[-2]:.2f}"
        now = np.exp(np.interp(place, np.arange(1, self.last), np.log(beta[1:-1])))
        return f"= {now:.0f}" if now >= 10 else f"= {now:.2g}"

    def build_dial(self) -> Callable[[float], None]:
        """Draw the dial with its three regimes, and the formula of each; the current one is lit."""
        betas = self.run["dial_beta"]
        left, right = np.array([-6.0, -2.5, 0.0]), np.array([6.0, -2.5, 0.0])

        def along(place: float) -> np.ndarray:
            return left + place / self.last * (right - left)

        rail = Trace(np.stack([left, right]), "beta", width=2.0)
        ticks = VGroup()
        for at, name in NAMES.items():
            place = float(
                np.interp(-np.log(max(at, 1e-9)), -np.log(np.maximum(betas, 1e-9)), range(len(betas)))
            )
            place = {np.inf: 0.0, 0.0: float(self.last)}.get(at, place)
            ticks.add(Formula(name, size=26, colours={"oo": "beta"}).move_to(along(place) + 0.3 * DOWN))
        places = {"cold": 0.0, "warm": 0.5 * self.last, "hot": float(self.last)}
        signs = VGroup(
            *(emoji(name, size=36).move_to(along(place) + 0.42 * UP) for name, place in places.items())
        )
        formulas = {name: Formula(text, size=32) for name, text in REGIMES.items()}
        for (name, formula), edge in zip(formulas.items(), (LEFT, None, RIGHT), strict=True):
            formula.move_to(along(places[name]) + 0.85 * DOWN)
            if edge is not None:
                formula.align_to((left if edge is LEFT else right) + 0.5 * edge, edge)
        handle = Cloud(left[None], "beta", size=20.0)
        beta = Formula("beta", size=40).move_to(6.2 * LEFT + 2.5 * UP)
        value = merged(Formula("= oo", size=40))
        written = cache(lambda text: merged(Formula(text, size=40)).next_to(beta, RIGHT, buff=0.15).points)
        self.dial = VGroup(handle, value, *formulas.values())
        self.add(rail, ticks, signs, beta, self.dial)

        def show(place: float) -> None:
            handle.place(along(place)[None])
            value.set_points(written(self.coldness(place)))
            for name, formula in formulas.items():
                near = np.clip(1 - abs(place - places[name]) / (0.34 * self.last), 0, 1)
                formula.set_opacity(0.28 + 0.72 * smooth(near))

        return show

    def build_section(self) -> Callable[[float], None]:
        """Draw F_β along y₂, and the two limits between which it moves."""
        y2, sections = self.run["section_y2"], self.run["dial_section"]
        plane = Plane(
            (-2, 2, 0.5), (0, CAP, 1), width=4.5, height=1.8, labels=("y_2", ""), every=(2, 1), label_size=30
        )
        plane.shift(4.0 * RIGHT + 1.95 * UP - plane.frame.get_center())
        name = Formula("F_beta (0, y_2)", size=32).next_to(plane.frame, UP, buff=0.12)
        limits = VGroup(*(plane.curve(y2, sections[end], "grey", width=1.2) for end in (0, -1)))
        limits.set_stroke(opacity=0.6)
        curve = plane.curve(y2, sections[0], "E", width=3.0)
        self.add(plane, name, limits, curve)

        def show(place: float) -> None:
            curve.run(plane.at(plane.clipped(y2, self.now("dial_section", place))))

        return show

    def build_weights(self) -> Callable[[float], None]:
        """Draw the manifold, each point coloured by how much its latent weighs for one y′."""
        run, chosen = self.run, 0
        plane = Plane((-3, 3, 1), (-2.25, 2.25, 1), height=1.8, every=(1, 1), label_size=30, tick_size=20)
        plane.shift(3.4 * RIGHT + 0.75 * DOWN - plane.frame.get_center())
        model = 1 if run.config["manifold"] == "trained" else 0
        dots = VGroup(*(plane.cloud(place[None], "grey", size=7.0) for place in run["y_tilde"][model]))
        here = plane.cloud(run["points"][chosen][None], "y'", shape="ring", size=17.0, width=2.5)
        letter = Formula("y'", size=32).next_to(here, UP + RIGHT, buff=0.0)
        bar = ColourBar(0, 1, [0, 1], cmap="viridis", extend=False, length=95, thickness=12, size=24)
        bar.next_to(plane.frame, RIGHT, buff=0.35).shift(0.12 * DOWN)
        name = Formula("e^(-beta (E - F_oo))", size=28).next_to(bar, UP, buff=0.12).align_to(bar, LEFT)
        self.add(plane, dots, here, letter, bar, name)

        def show(place: float) -> None:
            weights = self.now("dial_gibbs", place)[chosen]
            for dot, hue in zip(dots, hexes(weights / weights.max(), 0, 1, "viridis"), strict=True):
                dot.set_fill(hue)

        return show

    def build_surface(self) -> Callable[[float], None]:
        """Draw F_β over the plane, with its contour rings."""
        y1, y2 = self.run["surface_y1"], self.run["surface_y2"]
        bar = ColourBar(0, CAP, [0, 2, 4, 6], "F_beta (y)", length=170, thickness=13, size=24)
        bar.move_to(0.75 * RIGHT + 0.6 * UP)
        axes = Axes3D(
            (y1[0], y1[-1], 1),
            (y2[0], y2[-1], 1),
            (0, CAP, 1),
            lengths=(5.4, 4.05, 2.9),
            names=[Formula("y_1", size=32), Formula("y_2", size=32), None],
        )
        levels = [0.25 * step for step in range(1, 24)]
        F = self.now("dial_F", 0)
        surface = Surface(
            axes.heights(y1, y2, F), F, vmin=0, vmax=CAP, cap=CAP, levels=levels, ring_width=1.2
        )
        view = View(phi=58 * DEGREES, theta=-60 * DEGREES, zoom=0.76)
        space = Space(axes, surface, view=view, width=7.4, height=5.7).move_to(3.35 * LEFT + 0.4 * UP)
        self.add(bar, space)

        def show(place: float) -> None:
            F = self.now("dial_F", place)
            surface.set_grid(axes.heights(y1, y2, F), F)
            view.look(theta=(-60 + 30 * place / self.last) * DEGREES)

        return show
