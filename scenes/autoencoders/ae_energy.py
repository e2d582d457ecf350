"""An autoencoder's energy: low on the data, but cut open; with too large a code, low nearly everywhere."""

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
    linear,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.counter import Counter, step
from ebviz.stage.gl import Field
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.marks import Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.numbers import rounded
from ebviz.style.ticks import step_between
from scenes.autoencoders._words import data_name, energy_cap

COLUMN = 2.5  # left edge of the text beside the plane
FAR = 0.12  # a point of the curve farther than this from every sample has left the data


class AeEnergy(LectureScene):
    """An AE's energy is low on the data, but cut open; with a large code it copies and is low everywhere."""

    studies = ("autoencoder", "toys")
    cannot_show = {"autoencoder.weights": "it replays the training, and given weights are not trained"}
    thumbnail = 15.6
    gif = (1.5, 16.0)

    def construct(self) -> None:
        self.run, y = self.study("autoencoder"), self.study("toys")["ellipse"]
        self.hot = energy_cap(self.study("toys"), "ellipse")
        y1, y2 = self.study("toys")["ellipse_y1"], self.study("toys")["ellipse_y2"]
        step = step_between(y1[0], y1[-1])
        plane = Plane((y1[0], y1[-1], step), (y2[0], y2[-1], step), width=6.5, label_size=34).shift(
            2.75 * LEFT + 0.13 * UP
        )
        plane.remove(plane.grid, plane.axes)
        bar = ColourBar(0, self.hot, [0, self.hot / 2, self.hot], "F(y)", length=200, size=24)
        bar.next_to(plane.frame, RIGHT, buff=0.3).align_to(plane.frame, DOWN).shift(0.1 * UP)
        self.add(title("The energy of an autoencoder", sign="battery"), plane, bar)
        formulas = ("F(y) = norm(y - tilde(y))^2", "tilde(y) = Dec(h), quad h = Enc(y)")
        self.add(column(2.45, *(Formula(formula, size=37) for formula in formulas)))
        legend = Legend([("dot", "y", "samples $y$"), ("line", "y_tilde", "what $Dec$ can produce")])
        self.add(column(-2.35, legend))

        field = Field(self.run["ellipse_ae_F"][0], vmax=self.hot)
        field.fit(plane.at((y1[0], y2[0])), plane.at((y1[-1], y2[-1])))
        curve = Trace(plane.at(self.run["ellipse_ae_curve"][0]), "y_tilde", width=3.0, on_map=True)
        self.add(field, plane.cloud(y, "y", size=4.0, on_map=True), curve)
        heading = column(0.95, Words("$h$ of one dimension", size=34))
        self.play(FadeIn(heading))
        self.wait(1.5)
        counter = self.learn("ae", field, curve, plane)
        self.wait(0.5)

        shortcut, data = self.shortcut(y), data_name(self.study("toys"), "ellipse")
        lit = Trace(plane.at(shortcut), "y_tilde", width=6.0, on_map=True)
        ends = plane.cloud(shortcut[[0, -1]], "yellow", shape="ring", size=30.0, width=3.0, on_map=True)
        cut = column(
            0.1,
            said(f"to close the {data}," if data == "ellipse" else "to reach all samples,"),
            said("$Dec(h)$ cuts through:"),
        )
        torn = column(-0.85, said("low $F$ where there is no $y$,"), said("high $F$ at the tear"))
        self.play(FadeOut(counter), field.animate.set_opacity(0.4))
        self.play(FadeIn(cut))
        self.play(Create(lit, rate_func=linear))
        self.wait(1.0)
        self.play(field.animate.set_opacity(1.0), FadeIn(ends), FadeIn(torn))
        self.wait(1.0)
        self.play(*(FadeOut(line) for line in (lit, curve, legend[1])))  # which lie below the maps
        self.wait(1.5)
        first = self.findings("ae", 0.1)
        self.play(FadeOut(cut), FadeOut(torn))
        self.play(FadeIn(first))
        self.wait(2.0)

        code = int(self.run["copy_code_size"])
        second = column(0.95, Words(f"$h$ of {code} dimensions", size=34))
        self.play(*(FadeOut(part) for part in (heading, first, ends)))
        self.play(FadeIn(second))
        counter = self.learn("copy", field)
        self.play(FadeOut(counter))
        self.play(FadeIn(self.findings("copy", 0.1)))
        self.wait(1.5)
        share, own = (float(self.run[f"ellipse_{name}_low"]) for name in ("copy", "ae"))
        copies = "it copies any $y$: a small error on the data says nothing about the energy elsewhere"
        fewer = (
            f"its energy is low in {100 * share:.0f} % of the plane; with one dimension, in {100 * own:.0f} %"
        )
        fresh = float(self.run["ellipse_copy_held_out"][-1])
        verdict = said(copies if share > own and fresh < self.hot / 2 else fewer)
        self.play(FadeIn(verdict.move_to(3.55 * DOWN).align_to(plane.frame, LEFT)))
        self.wait(3.0)

    def learn(
        self, name: str, field: Field, curve: Trace | None = None, plane: Plane | None = None
    ) -> Mobject:
        """Replay one training: field, curve and step; return the step counter."""
        steps, F = self.run[f"ellipse_{name}_steps"], self.run[f"ellipse_{name}_F"]
        ways = self.run["ellipse_ae_curve"]
        counter = Counter("step", form=step)
        counter.shift(place(COLUMN) - counter.word.get_left()).put(0)

        def show(_: Mobject, alpha: float) -> None:
            at = alpha * (len(steps) - 1)
            field.set_values(between(F, at))
            counter.put(steps[round(at)])
            if curve is not None and plane is not None:
                curve.run(plane.at(between(ways, at)))

        show(field, 0.0)
        self.add(counter)
        self.play(UpdateFromAlphaFunc(field, show), run_time=7.0 if curve else 4.0, rate_func=linear)
        show(field, 1.0)
        return counter

    def shortcut(self, y: np.ndarray) -> np.ndarray:
        """Return the part of the curve (S, 2) that strays from the data, from sample to sample."""
        curve = self.run["ellipse_ae_curve"][-1]
        away = np.linalg.norm(curve[:, None] - y, axis=-1).min(axis=1)
        far = np.flatnonzero(away > min(FAR, float(np.quantile(away, 0.9))))
        return np.asarray(curve[max(far[0] - 1, 0) : far[-1] + 2])

    def findings(self, name: str, top: float) -> VGroup:
        """State the energy of fresh samples, and how much of the plane is as low."""
        y, margin = self.study("toys")["ellipse"], self.study("toys").config["low"]
        own = np.square(y - self.run[f"ellipse_{name}_y_tilde"]).sum(axis=-1)
        fresh = float(self.run[f"ellipse_{name}_held_out"][-1])
        share = 100 * float(self.run[f"ellipse_{name}_low"])
        return column(
            top,
            said("mean $F$ of fresh samples:"),
            said(f"{fresh:.1g}" if fresh < 1 else f"{fresh:.0f}", 36),
            said(f"low $F < {rounded(np.quantile(own, 0.95) + margin, 2)}$ in"),
            said(f"{share:.0f} % of the plane", 36),
        )


def said(line: str, size: float = 30.0) -> Words:
    """One line of the text beside the plane."""
    return Words(line, size=size)


def column(top: float, *lines: VGroup | Words | Formula) -> VGroup:
    """Lines, one below the other, flush left beside the plane, from ``top`` down."""
    rows = VGroup(*lines).arrange(DOWN, buff=0.17, aligned_edge=LEFT)
    return rows.move_to(place(COLUMN, top), aligned_edge=LEFT + UP)
