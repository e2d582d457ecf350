"""A mesh of locations y′: each has its own energy curve, its own ž, its own nearest point on the manifold."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    Create,
    FadeIn,
    LaggedStart,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    Write,
    linear,
    smooth,
)

from ebviz.stage import Formula, LectureScene
from ebviz.stage.marks import Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.style import ticks
from scenes.inference._latents import Latents

FIVE = ("aqua", "yellow", "red", "green", "orange")
LEAST = (3.2, 2.2)  # how far the plane reaches at least


class FivePoints(LectureScene):
    """Five locations of the mesh and their energy curves; then every location travels to its y̌."""

    studies = ("free_energy", "inference")
    cannot_show = {"inference.energy": "every location travels to its g(ž), and an energy has no decoder g"}
    thumbnail = 19.4
    gif = (4.0, 16.0)

    def construct(self) -> None:
        free, run = self.study("free_energy"), self.study("inference")
        latents, shown = Latents.of(run), np.vstack([free["mesh_y"].reshape(-1, 2), run["fine_y"]])
        plane = Plane(*ticks.spread(shown, LEAST), width=6.0, every=(2, 2)).shift(2.85 * LEFT + 0.2 * UP)
        top = 1.05 * float(free["five_fine_E"].max())
        energy = Plane(
            latents.laps,
            (0.0, top, ticks.spacing(top, 5)),
            width=4.2,
            height=4.4,
            labels=("z", "E(y', z)"),
            x_ticks=latents.ticks(laps=True),
        )
        energy.shift(plane.frame.get_center() + 7.3 * RIGHT - energy.frame.get_center())
        manifold = Trace(plane.at(run["fine_y"]), "y_tilde", width=2.5, closed=latents.closed)
        mesh = plane.cloud(free["mesh_y"].reshape(-1, 2), "y'", size=4.0).set_opacity(0.45)
        formula = Formula("check(y) = g(check(z)), quad check(z) = argmin_z E(y', z)", size=38).move_to(
            3.35 * DOWN
        )
        self.add(title("Every location has its own latent"), plane, manifold)
        self.play(FadeIn(mesh))
        self.play(FadeIn(energy), Write(formula))
        self.wait(1.0)

        rings, curves = VGroup(), VGroup()
        for place, energies, colour in zip(free["five_y"], free["five_E"], FIVE, strict=True):
            rings.add(plane.cloud(place[None], colour, shape="ring", size=13.0, width=2.5))
            curves.add(energy.curve(free["curve_z"], energies, colour, width=2.5))
        found = free["five_z_check"]
        lowest = [np.interp(z, run["fine_z"], E) for z, E in zip(found, free["five_fine_E"], strict=True)]
        minima = np.stack([found, lowest], axis=-1)
        crosses = VGroup(
            *(
                energy.cloud(place[None], colour, shape="cross", size=12.0, width=3.0)
                for place, colour in zip(minima, FIVE, strict=True)
            )
        )
        for ring, curve, cross in zip(rings, curves, crosses, strict=True):
            self.play(FadeIn(ring, scale=2.0), run_time=0.5)
            self.play(Create(curve), run_time=1.2, rate_func=linear)
            self.play(FadeIn(cross, scale=2.0), run_time=0.4)
        self.wait(1.5)

        rows, columns = free["five_i"].T
        ends = free["mesh_y_check"][rows, columns]
        paths = VGroup(
            *(
                Trace(plane.at(np.stack([start, end])), colour, width=2.0, dash=(4, 4))
                for start, end, colour in zip(free["five_y"], ends, FIVE, strict=True)
            )
        )
        arrivals = VGroup(
            *(
                plane.cloud(end[None], colour, shape="cross", size=12.0, width=3.0)
                for end, colour in zip(ends, FIVE, strict=True)
            )
        )
        self.play(
            LaggedStart(
                *(
                    AnimationGroup(Create(path, rate_func=linear), FadeIn(arrival, scale=2.0))
                    for path, arrival in zip(paths, arrivals, strict=True)
                ),
                lag_ratio=0.5,
                run_time=3.0,
            )
        )
        self.wait(1.0)

        start, end = (plane.at(free[name].reshape(-1, 2)) for name in ("mesh_y", "mesh_y_check"))
        travellers = plane.cloud(free["mesh_y"].reshape(-1, 2), "check(y)", size=5.0)
        self.add(travellers)

        def travel(_: Mobject, alpha: float) -> None:
            travellers.place(start + smooth(alpha) * (end - start))

        self.play(UpdateFromAlphaFunc(travellers, travel), run_time=4.0, rate_func=linear)
        self.wait(2.5)
