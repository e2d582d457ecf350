"""An erratum: a point's height on the page is a coordinate; its energy is its colour."""

from __future__ import annotations

import numpy as np
from manim import (
    DEGREES,
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
from ebviz.stage.gl import Axes3D, Curve, Points, Space, SpaceLabel, Surface, View
from ebviz.stage.keys import ColourBar
from ebviz.stage.marks import Trace, coloured_cloud
from ebviz.stage.nodes import Wire
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.style import ticks
from ebviz.style.colourmap import hexes
from ebviz.style.numbers import rounded
from ebviz.style.palette import COLOURS, colour
from scenes.inference._latents import Latents, hot_end

CUT = 1.25  # F at which the bowl ends, in units of that at which the colour is hottest


class EnergyIsNotHeight(LectureScene):
    """A y high on the page may be cold, a ŷ low on it hot: energy is colour, unless the vertical axis says F."""

    studies = ("thermostat", "ellipse", "inference")
    cannot_show = {"inference.energy": "it shows y on the manifold g(z), and an energy has no decoder g"}
    thumbnail = 17.0
    gif = (9.0, 30.0)

    def construct(self) -> None:
        run, data = self.study("thermostat"), self.study("ellipse")
        y1, y2, F = run["surface_y1"], run["surface_y2"], run["named_F"][-1]  # β = ∞
        manifold, hottest = run["fine_y"][int(run.config["manifold"] == "trained")], hot_end(data["y"], F)
        closed = Latents.of(self.study("inference")).closed
        top = int(data["i_top"])
        cold_y = data["y"][top]
        cold_F = float(np.square(cold_y - manifold).sum(axis=1).min())
        i, j = len(y2) // 26, len(y1) // 10  # low on the page
        if F[i, j] < 2 * cold_F:
            j = int(F[i].argmax())
        hot_y, hot_F = np.array([y1[j], y2[i]]), float(F[i, j])

        gap = ticks.spacing(float(y1[-1] - y1[0]))
        tall = (y1[-1] - y1[0]) / (y2[-1] - y2[0]) < 4 / 3
        wide, high = (None, 5.25) if tall else (7.0, None)
        plane = Plane((y1[0], y1[-1], gap), (y2[0], y2[-1], gap), every=(2, 2), width=wide, height=high)
        plane.shift(2.3 * LEFT + 0.05 * UP)
        line = Trace(plane.at(manifold), "y_tilde", width=2.5, closed=closed)
        cold = plane.cloud(cold_y, "white", size=14.0)
        hot = plane.cloud(hot_y, "white", shape="ring", size=14.0, width=4.0)
        names = VGroup(
            Formula("check(y)", size=42).next_to(cold, UP + RIGHT, buff=0.05),
            Formula("hat(y)", size=42).next_to(hot, UP + RIGHT, buff=0.0),
        )
        samples = plane.cloud(data["y"][plane.holds(data["y"])], "grey", size=4.5).set_opacity(0.6)
        heading = title("Energy is not height", sign="battery")
        self.add(heading, plane, samples)
        self.play(Create(line), run_time=1.2)
        self.play(FadeIn(cold, scale=2.0), FadeIn(names[0]))
        self.play(FadeIn(hot, scale=2.0), FadeIn(names[1]))

        foot, tip = (plane.at((y1[-1], 0.98 * height)) + 0.5 * RIGHT for height in (y2[0], y2[-1]))
        arrow = Wire(np.stack([foot, tip]), colour="grey", scale=1.4, dashed=False, head=True)
        wrong = VGroup(
            Words("high on the page: high energy?", size=28).next_to(tip, RIGHT, buff=0.25),
            Words("low on the page: low energy?", size=28).next_to(foot, RIGHT, buff=0.25),
        )
        wrong[1].align_to(wrong[0], LEFT)
        self.play(Create(arrow.line), FadeIn(arrow.head), FadeIn(wrong), run_time=1.5)
        self.wait(2.0)
        strikes = VGroup(
            *(
                Trace(
                    np.stack([words.get_left() + 0.1 * LEFT, words.get_right() + 0.1 * RIGHT]), "E", width=4.0
                )
                for words in wrong
            )
        )
        self.play(*(Create(strike) for strike in strikes), run_time=0.8)
        self.wait(1.0)

        bar = ColourBar(0, hottest, list(hottest / 4 * np.arange(5)), "F_oo (y)", length=190)
        bar.move_to(plane.frame.get_center() + 5.6 * RIGHT)
        own = hexes(np.array([cold_F, hot_F]), 0, hottest)
        values = VGroup(
            Formula(f"F_oo (check(y)) = {rounded(cold_F, 2)}", size=38).move_to(wrong[0], LEFT),
            Formula(f"F_oo (hat(y)) = {rounded(hot_F, 2)}", size=38).move_to(wrong[1], LEFT),
        )
        self.play(FadeOut(wrong), FadeOut(strikes), FadeOut(arrow), FadeIn(bar))
        right = Words("height is a coordinate, $y_2$; energy is the colour", size=30)
        right.move_to(3.55 * DOWN).align_to(6.7 * RIGHT, RIGHT)
        self.play(cold.animate.set_fill(own[0]), hot.animate.set_stroke(own[1]), FadeIn(values))
        self.play(FadeIn(right))
        self.wait(1.5)
        every = max(1, len(y2) // 12), max(1, len(y1) // 23)
        sides = (np.arange(step // 2, len(side), step) for step, side in zip(every, (y2, y1), strict=True))
        rows, columns = np.meshgrid(*sides, indexing="ij")
        places = np.stack([y1[columns], y2[rows]], -1).reshape(-1, 2)
        apart = [np.linalg.norm(plane.at(places) - name.get_center(), axis=-1) > 0.35 for name in names]
        places, energies = places[np.all(apart, axis=0)], F[rows, columns].ravel()[np.all(apart, axis=0)]
        mesh = coloured_cloud(plane.at(places), hexes(energies, 0, hottest), size=6.0)
        self.play(FadeIn(mesh), run_time=1.5)
        self.bring_to_front(cold, hot, names)
        self.wait(3.0)

        axes = Axes3D(
            (y1[0], y1[-1], 2 * gap),
            (y2[0], y2[-1], 2 * gap),
            (0, CUT * hottest, hottest / 4),
            lengths=(7.0, 5.25, 3.2),
            names=[Formula(name, size=36) for name in ("y_1", "y_2", "F_oo (y)")],
        )
        levels, cap = [hottest / 8 * step for step in range(1, 10)], CUT * hottest
        surface = Surface(axes.heights(y1, y2, F), F, vmin=0.0, vmax=hottest, levels=levels, cap=cap)
        spots = np.stack([axes.point(cold_y[0], cold_y[1], cold_F), axes.point(hot_y[0], hot_y[1], hot_F)])
        axes.set_opacity(0.0)
        view = View(phi=0.0, theta=-90 * DEGREES, zoom=1.06)
        space = Space(
            axes,
            surface,
            Curve(axes.point(manifold[:, 0], manifold[:, 1], 0.0), colour("y_tilde"), width=3.0),
            Points(spots, COLOURS["white"], radius=0.11, rim=0.2, lift=0.08),
            *(
                SpaceLabel(
                    Formula(name, size=44, colours={name: None, "y": None}).set_stroke(
                        COLOURS["black"], 7, background=True
                    ),
                    spot,
                    shift=(0.0, 0.42),
                )
                for name, spot in zip(("check(y)", "hat(y)"), spots, strict=True)
            ),
            view=view,
            width=10.8,
            height=7.2,
        )
        allowed = Words("only where the vertical axis says $F$ is height energy", size=30)
        allowed.move_to(3.55 * DOWN).align_to(6.7 * RIGHT, RIGHT)
        self.add(space.move_to(plane.frame).set_opacity(0.0))
        flat = VGroup(plane, samples, line, mesh, cold, hot, names, right, values)
        self.play(
            FadeOut(flat),
            UpdateFromAlphaFunc(space, lambda _, alpha: space.set_opacity(smooth(alpha)), rate_func=linear),
            run_time=1.5,
        )
        self.wait(1.0)

        def tilt(_: Mobject, alpha: float) -> None:
            done, away = smooth(alpha), smooth(min(2 * alpha, 1.0))
            view.look(phi=52 * done * DEGREES, theta=(-90 + 40 * done) * DEGREES, zoom=1.06 - 0.36 * away)
            axes.set_opacity(
                smooth(np.clip(2.5 * alpha - 0.7, 0, 1))
            )  # seen from above, its numbers would overlap
            space.move_to(plane.frame.get_center() + 0.7 * done * RIGHT)

        self.play(UpdateFromAlphaFunc(space, tilt), FadeIn(allowed), run_time=4.0, rate_func=linear)
        self.play(
            UpdateFromAlphaFunc(
                space, lambda _, alpha: view.look(theta=(-50 + 30 * smooth(alpha)) * DEGREES)
            ),
            run_time=5.0,
            rate_func=linear,
        )
        self.wait(1.5)
