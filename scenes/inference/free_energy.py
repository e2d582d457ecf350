"""The zero-temperature free energy F∞: a map that grows point by point, then a surface that spins."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from manim import (
    DEGREES,
    DOWN,
    LEFT,
    RIGHT,
    TAU,
    UP,
    FadeIn,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    Write,
    linear,
    smooth,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.gl import Arrows, Axes3D, Field, Rings, Space, Surface, View
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.marks import Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title


class FreeEnergyMap(LectureScene):
    """The heat map of F∞ grows point by point; the arrows of −∇F∞ lead back to the manifold."""

    studies = ("free_energy", "inference", "ellipse")
    thumbnail = 17.0
    gif = (3.0, 12.0)

    def construct(self) -> None:
        free = self.study("free_energy")
        y1, y2, F = free["mesh_y1"], free["mesh_y2"], free["mesh_F"]
        cell = (y1[1] - y1[0], y2[1] - y2[0])
        span = [(axis[0] - size / 2, axis[-1] + size / 2) for axis, size in zip((y1, y2), cell, strict=True)]

        heading = title("Free energy, one point at a time")
        plane = Plane((*span[0], 0.5), (*span[1], 0.5), width=8.3, every=(2, 2)).shift(1.1 * LEFT + 0.1 * UP)
        formula = Formula("F_oo (y) = min_z E(y, z)", size=40).to_corner(UP + RIGHT, buff=0.45)
        bar = ColourBar(0, 2, [0, 0.5, 1, 1.5, 2], "F_oo (y)", cmap="viridis", length=280)
        bar.next_to(plane.frame, RIGHT, buff=0.6)
        self.add(heading, plane)
        self.play(Write(formula), FadeIn(bar))
        self.wait(1.5)

        field = Field(F, vmin=0.0, vmax=2.0, cmap="viridis", smooth=False)
        field.fit(plane.at((span[0][0], span[1][0])), plane.at((span[0][1], span[1][1])))
        field.set_reveal(np.zeros_like(F))
        arrows = self.arrows(plane, free)
        above = [Trace(plane.at(self.study("inference")["fine_y"]), "y_tilde", width=3.0, closed=True)]
        self.add(field, arrows, *above)
        self.play(self.growth(field, arrows, F.shape), run_time=9.0, rate_func=linear)
        samples = plane.cloud(self.study("ellipse")["y"], "y")
        legend = VGroup(
            Legend([("line", "y_tilde", "$tilde(y)$, where $F_oo = 0$")]),
            Legend([("dot", "y", "samples $y$")]),
            Words("arrows along $-nabla F_oo (y)$, to the nearest $tilde(y)$", size=24, colour="#D9D9D9"),
        )
        legend.arrange(RIGHT, buff=0.7).to_edge(DOWN, buff=0.3)
        self.play(FadeIn(samples), FadeIn(legend))
        self.wait(5.0)

    @staticmethod
    def arrows(plane: Plane, free: Mapping[str, np.ndarray]) -> Arrows:
        """Return the arrows of −∇F∞, one per mesh point, 0.42 of the way to the manifold (half the gradient)."""
        tails = free["mesh_y"].reshape(-1, 2)
        heads = tails - 0.5 * free["mesh_grad"].reshape(-1, 2)
        start, shorter = plane.at(tails), 0.42
        dark = np.clip((free["mesh_F"].reshape(-1, 1) - 0.5) / 0.5, 0.0, 1.0)  # where the map is light
        colours = (1 - dark) * np.array([0.94, 0.94, 0.94, 1.0]) + dark * np.array([0.0, 0.0, 0.0, 1.0])
        arrows = Arrows(start, shorter * (plane.at(heads) - start), colour=colours, width=2.0)
        return arrows.set_growth(np.zeros(len(tails)))

    @staticmethod
    def growth(field: Field, arrows: Arrows, shape: tuple[int, int]) -> UpdateFromAlphaFunc:
        """Return the animation in which cells and arrows grow one by one, first slowly, then faster."""
        order = np.arange(shape[0] * shape[1]).reshape(shape)[::-1].ravel()  # top row first, in reading order

        def grow(_: Mobject, alpha: float) -> None:
            shown = np.empty(order.size)
            reached = 6 * alpha + (order.size + 12 - 6) * alpha**3
            shown[order] = np.clip(reached - np.arange(order.size), 0.0, 12.0) / 12.0
            field.set_reveal(shown.reshape(shape))
            arrows.set_growth(shown)

        return UpdateFromAlphaFunc(field, grow)


class SpinningFreeEnergy(LectureScene):
    """The zero-temperature free energy F∞ over (y₁, y₂) makes one full turn, as a seamless loop."""

    studies = ("free_energy",)
    thumbnail = 3.0
    gif = (0.0, 12.0)

    def construct(self) -> None:
        free = self.study("free_energy")
        y1, y2, F = free["surface_y1"], free["surface_y2"], free["surface_F"]

        heading = title("Zero-temperature free energy")
        formula = Formula("F_oo (y) = min_z E(y, z) = E(y, check(z))", size=38).to_corner(
            DOWN + LEFT, buff=0.5
        )
        bar = ColourBar(0, 1, [0, 0.25, 0.5, 0.75, 1], "F_oo (y)", length=230).to_edge(RIGHT, buff=0.6)
        self.add(heading, formula, bar)

        names = [Formula(name, size=34) for name in ("y_1", "y_2", "F_oo (y)")]
        axes = Axes3D(
            (y1[0], y1[-1], 0.5), (y2[0], y2[-1], 0.5), (0.0, 1.0, 0.25), lengths=(6.5, 3.9, 2.1), names=names
        )
        sheet, levels = axes.heights(y1, y2, F), [0.05 * step for step in range(1, 21)]
        rings = Rings(sheet, F, levels=levels, vmin=0.0, vmax=1.0)
        surface = Surface(sheet, F, vmin=0.0, vmax=1.0, cap=1.0, levels=levels[:-1])
        space = Space(
            axes,
            rings,
            surface,
            view=View(phi=50 * DEGREES, theta=-60 * DEGREES, zoom=0.8),
            width=11.6,
            height=6.9,
        )
        self.add(space.shift(0.6 * LEFT + 0.4 * UP))
        start = space.view.theta

        def turn(_: Mobject, alpha: float) -> None:
            space.view.look(theta=start + TAU * alpha)
            # The sheet gives way to its contour rings in the second half of the turn, and is back by the end.
            gone = smooth(np.clip((alpha - 0.4) / 0.1, 0, 1)) - smooth(np.clip((alpha - 0.85) / 0.1, 0, 1))
            surface.set_opacity(1.0 - gone)
            rings.set_opacity(gone)

        self.play(UpdateFromAlphaFunc(space, turn), run_time=12.0, rate_func=linear)
