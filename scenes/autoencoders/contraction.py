"""A contractive autoencoder: its code has to change along the data, but pays for change in any direction."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, FadeIn, FadeOut, Mobject, UpdateFromAlphaFunc, VGroup, linear, smooth

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.gl import Field
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.marks import Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.numbers import rounded
from ebviz.style.ticks import step_between
from scenes.autoencoders._words import energy_cap

LONGEST = 0.06  # semi-axis for the largest singular value of each training, as a share of the plane
ROUND = np.linspace(0, 2 * np.pi, 49)
COLUMNS = (1.05, 2.25, 3.55, 4.85, 6.2)  # of the table: λ, along, across, their ratio, share with low energy
DRAWN = 16  # number of marked samples; they are stored in an order that covers the data evenly


class Contraction(LectureScene):
    """As λ grows, a CAE's code changes less in every direction, but loses more across the data than along it."""

    studies = ("contractive", "toys")
    cannot_show = {
        "contractive.weights": "it compares trainings at several λ, and given weights belong to one"
    }
    thumbnail = 29.0
    gif = (3.0, 17.0)

    def construct(self) -> None:
        self.run, toys = self.study("contractive"), self.study("toys")
        self.hot = energy_cap(toys, "ellipse")
        y, y1, y2 = toys["ellipse"], toys["ellipse_y1"], toys["ellipse_y2"]
        self.mark = self.run["ellipse_mark"][:DRAWN]
        self.marked = y[self.mark]
        step = step_between(y1[0], y1[-1])
        self.plane = Plane((y1[0], y1[-1], step), (y2[0], y2[-1], step), width=6.1, label_size=34)
        self.plane.shift(place(-2.9, 0.45) - self.plane.frame.get_center())
        loss = Formula("C(y, tilde(y)) + lambda norm((partial h) / (partial y))_F^2", size=40)
        claims = VGroup(
            Words("$C$: notice every change along the data", size=30, colours={"C": "E"}),
            Words("$lambda$: notice no change, in any direction", size=30),
        )
        claims.arrange(DOWN, buff=0.35, aligned_edge=LEFT).move_to(place(0.9, 0.3), aligned_edge=LEFT)
        legend = Legend(
            [
                ("dot", "y", "samples $y$"),
                ("line", "orange", "change of $h$ in any direction, longest drawn equal"),
                ("line", "aqua", "change of $h$ along the data"),
            ]
        )
        legend.move_to(place(-5.95, -3.1), aligned_edge=LEFT)
        self.add(
            title("Contraction: what the code may notice"),
            self.plane,
            self.plane.cloud(y, "y", size=3.5),
        )
        self.add(loss.move_to(place(0.9, 2.0), aligned_edge=LEFT), legend[0])
        self.wait(1.0)
        self.ellipses = Trace(np.zeros((0, 3)), "orange", width=2.4)
        self.tangents = Trace(np.zeros((0, 3)), "aqua", width=3.5)
        self.add(self.ellipses, self.tangents)

        def grow(_: Mobject, alpha: float) -> None:
            self.draw(0.0, smooth(alpha))

        self.play(FadeIn(claims[0]))
        self.wait(1.0)
        self.play(FadeIn(claims[1]))
        self.wait(1.0)
        self.play(FadeIn(legend[1]), FadeIn(legend[2]))
        self.play(UpdateFromAlphaFunc(self.ellipses, grow), run_time=2.0, rate_func=linear)
        heads = ("$lambda$", "along", "across", "ratio")
        table = VGroup(*(cell(k, -1, text) for k, text in enumerate(heads)))
        self.play(FadeIn(table), *(FadeIn(part) for part in self.row(0)))
        self.wait(1.0)
        last = len(self.run["lambdas"]) - 1
        for index in range(1, last + 1):
            self.play(self.contract(index - 1, index), run_time=3.0 / last, rate_func=linear)
            self.play(*(FadeIn(part) for part in self.row(index)), run_time=2.0 / last)
            self.wait(2.0 / last)

        right = Plane((y1[0], y1[-1], step), (y2[0], y2[-1], step), width=4.1, labels=("", ""))
        right.remove(right.grid, right.axes)
        right.shift(place(3.1, 1.2) - right.frame.get_center())
        bar = ColourBar(0, self.hot, [0, self.hot / 2, self.hot], "F(y)", length=140, size=24)
        bar.next_to(right.frame, RIGHT, buff=0.3).shift(0.2 * DOWN)
        field = Field(self.run["ellipse_F"][0], vmax=self.hot)
        field.fit(right.at((y1[0], y2[0])), right.at((y1[-1], y2[-1])))
        dots = right.cloud(y, "y", size=2.8, on_map=True)
        self.play(FadeOut(loss), FadeOut(claims), self.contract(last, 0))
        self.play(*(FadeIn(part) for part in (right, bar, field, dots, cell(4, -1, "low $F$"))))
        for index in range(last + 1):
            if index:
                self.play(self.contract(index - 1, index, field), run_time=3.0 / last, rate_func=linear)
            share = 100 * float(self.run["ellipse_low"][index])
            self.play(FadeIn(cell(4, index, f"{share:.0f} %")), run_time=3.0 / (last + 1))
            self.wait(1.5 / (last + 1))
        inside = Words(self.inside(y), size=28)
        self.play(FadeIn(inside.move_to(place(0.8, -3.5), aligned_edge=LEFT)))
        self.wait(3.0)

    def inside(self, y: np.ndarray) -> str:
        """Say what F is in the middle of the samples, at the last λ."""
        toys = self.study("toys")
        column, row = (np.abs(toys[f"ellipse_y{k}"] - y[:, k - 1].mean()).argmin() for k in (1, 2))
        F = float(self.run["ellipse_F"][-1, row, column])
        low = toys.config["low"] > F
        return (
            "inside $F$ stays low: nothing pushes it up"
            if low
            else f"in the middle of the samples, $F = {rounded(F, 2)}$"
        )

    def draw(self, at: float, size: float = 1.0) -> None:
        """Draw each Jacobian's ellipse, interpolated between two trainings, and its change along the data."""
        run = self.run
        singular, right = run["ellipse_singular"][:, :DRAWN], run["ellipse_right"][:, :DRAWN]
        largest = singular.max(axis=(1, 2))
        stretch = np.einsum("lmk,lmki,lmkj->lmij", singular / largest[:, None, None], right, right)
        along = run["ellipse_along"][:, self.mark] / largest[:, None]
        scale = size * LONGEST * (self.plane.x[1] - self.plane.x[0])
        circle = np.stack([np.cos(ROUND), np.sin(ROUND)])
        loops = np.einsum("mij,jr->mri", between(stretch, at), circle)  # (M, R, 2)
        reach = between(along, at)[:, None] * run["ellipse_tangent"][:DRAWN]
        lines = np.stack([-reach, reach], axis=1)  # (M, 2, 2)
        self.ellipses.run(self.plane.at(with_gaps(self.marked[:, None] + scale * loops)))
        self.tangents.run(self.plane.at(with_gaps(self.marked[:, None] + scale * lines)))

    def contract(self, first: int, last: int, field: Field | None = None) -> UpdateFromAlphaFunc:
        """Return the animation of ellipses and energy from one λ to another."""

        def show(_: Mobject, alpha: float) -> None:
            at = first + smooth(alpha) * (last - first)
            self.draw(at)
            if field is not None:
                field.set_values(between(self.run["ellipse_F"], at))

        return UpdateFromAlphaFunc(field or self.ellipses, show)

    def row(self, index: int) -> list[Mobject]:
        """Write λ, the mean change of h along and across the data, and their ratio."""
        along, across = (float(self.run[f"ellipse_{way}"][index].mean()) for way in ("along", "across"))
        texts = (
            f"{self.run['lambdas'][index]:.2g}",
            rounded(along, 3),
            rounded(across, 3),
            rounded(across / along, 2),
        )
        return [cell(column, index, f"${text}$") for column, text in enumerate(texts)]


def cell(column: int, row: int, text: str) -> Words:
    """One cell of the table; the header is row −1."""
    words = Words(text, size=30, colour="grey" if row < 0 else "white")
    return words.move_to(place(COLUMNS[column], -1.85 - 0.5 * row))


def with_gaps(lines: np.ndarray) -> np.ndarray:
    """Return lines (M, P, 2) as one (M (P + 1), 2), with a gap after each."""
    gap = np.full((len(lines), 1, 2), np.nan)
    return np.concatenate([lines, gap], axis=1).reshape(-1, 2)
