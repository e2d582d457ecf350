"""The cost as a landscape: C over the plane while a GAN learns the ellipse, with y and ŷ on it."""

from __future__ import annotations

import numpy as np
from manim import (
    DEGREES,
    DOWN,
    LEFT,
    TAU,
    FadeIn,
    FadeOut,
    Group,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.counter import Counter, step
from ebviz.stage.gl import Axes3D, Points, Space, SpaceLabel, Surface, View
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.palette import COLOURS
from ebviz.style.themes import worn
from scenes.gan._words import losses_of

HOT = 2.0  # C above its lowest value at which the colour is hottest
COLUMN = 2.6  # left edge of the text beside the surface
EARLY = 0.05  # share of the rounds replayed slowly
TURNS = (-64, -44, -24)  # degrees of the view before, during and after the replay


class CostSurface(LectureScene):
    """C as a surface while a GAN learns: it is pushed up under ŷ and down under y, and ŷ slides down its slope."""

    studies = ("gan", "toys")
    thumbnail = 15.0
    gif = (4.0, 22.8)

    def construct(self) -> None:
        self.gan, toys = self.study("gan"), self.study("toys")
        self.C, self.y, self.y_hat = (
            self.gan["ellipse_C"],
            toys["ellipse_held_out"],
            self.gan["ellipse_y_hat"],
        )
        self.y_hat = self.y_hat[:, : len(self.y)]  # as many as y
        self.zeros = self.gan["ellipse_C_y"].mean(axis=1)  # the coldest colour is the mean over y
        self.y1, self.y2 = toys["ellipse_y1"], toys["ellipse_y2"]
        self.rounds, self.last = self.gan["ellipse_rounds"], len(self.C) - 1
        self.add(title("The cost as a landscape", sign="battery"))
        self.write()
        self.build()
        self.show(0.0)
        self.wait(2.0)
        self.train()
        self.judge()

    def write(self) -> None:
        """Write the two losses, the meaning of marks and colours, and the round."""
        asked = losses_of(self.gan.config["recipe"])
        losses = [
            Formula(f"cal(L)_C = {asked.down} {asked.up}", size=35),
            Formula(f"cal(L)_G = {asked.made}, quad hat(y) = G(z)", size=35),
        ]
        legend = Legend(
            [("dot", "y", "$y$, fresh samples"), ("dot", "y_hat", "$hat(y) = G(z)$, larger")], size=28
        )
        bar = ColourBar(0, HOT, [0, HOT / 2, HOT], "C - chevron.l C(y) chevron.r", length=130, size=24)
        rows = [(losses[0], 2.55), (losses[1], 1.5), (legend, 0.7), (bar, -1.85)]
        if asked.aside:
            rows.append((Words(asked.aside, size=24), 2.0))
        for part, height in rows:
            part.move_to(place(COLUMN, height), LEFT)
        self.counter = Counter("round", self.rounds, step).move_to(place(COLUMN, -0.1), LEFT)
        self.count = self.counter.stand
        self.add(*(part for part, _ in rows))

    def build(self) -> None:
        """Build the axes, as high as any visible point, the surface and both clouds."""
        seen = self.gan["ellipse_C_hat"][:, : len(self.y)][self.inside(self.y_hat)]
        self.top = float(np.ceil(max(self.gan["ellipse_C_y"].max(), seen.max(initial=0.0))))
        names = [Formula(name, size=36) for name in ("y_1", "y_2", "C")]
        edges = (self.y1[0], self.y1[-1], 1), (self.y2[0], self.y2[-1], 1)
        self.axes = Axes3D(*edges, (0, self.top, 1), lengths=(6.4, 4.8, 3.3), names=names)
        self.surface = Surface(
            self.axes.heights(self.y1, self.y2, self.C[0]),
            self.C[0] - self.zeros[0],
            vmax=HOT,
            levels=[0.25 * step for step in range(1, int(4 * self.top))],
            ring_width=1.2,
        )
        self.cold = Points(self.lying(0.0, self.y), worn().on_map("y"), radius=0.036, rim=0.0, lift=0.02)
        self.hot = Points(
            self.lying(0.0, self.y_hat[0]), worn().on_map("y_hat"), radius=0.055, rim=0.5, lift=0.018
        )
        ends = self.lying(0.0, np.stack([self.y[self.y[:, 0].argmax()], self.y_hat[0].mean(axis=0)]))
        self.names = [
            SpaceLabel(
                Formula(name, size=46).set_stroke(COLOURS["black"], 3, background=True), end, shift=shift
            )
            for name, end, shift in zip(("y", "hat(y)"), ends, ((0.25, 0.3), (0.0, 0.45)), strict=True)
        ]
        self.view = View(phi=58 * DEGREES, theta=TURNS[0] * DEGREES, zoom=0.8)
        parts = (self.axes, self.surface, self.hot, self.cold, *self.names)
        self.space = Space(*parts, view=self.view, width=9.4, height=7.0)
        self.moving = Group(self.space.move_to(place(-2.45, 0.3)), self.counter)
        self.add(self.moving)

    def inside(self, places: np.ndarray) -> np.ndarray:
        """Return which of the places (…, 2) are in the part of the plane shown."""
        return np.asarray((np.abs(places) <= [self.y1[-1], self.y2[-1]]).all(axis=-1))

    def lying(self, moment: float, places: np.ndarray) -> np.ndarray:
        """Return where those of places (N, 2) in the plane lie on the surface at a moment: (≤ N, 3)."""
        C, at = between(self.C, moment), places[self.inside(places)]
        columns, rows = (
            np.interp(at[:, k], line, np.arange(len(line))) for k, line in enumerate((self.y1, self.y2))
        )
        j, i = (np.minimum(x.astype(int), n - 2) for x, n in ((columns, C.shape[1]), (rows, C.shape[0])))
        u, v = columns - j, rows - i
        low, high = ((1 - u) * C[i + k, j] + u * C[i + k, j + 1] for k in (0, 1))
        height = (1 - v) * low + v * high
        seen = height <= self.top
        return self.axes.point(at[seen, 0], at[seen, 1], height[seen])

    def show(self, moment: float) -> None:
        """Set the surface and both clouds to a moment; the surface is cut off where it leaves the axes."""
        C = between(self.C, moment)
        zero = float(between(self.zeros, moment))
        self.surface.set_grid(self.axes.heights(self.y1, self.y2, C), C - zero).set_cap(self.top - zero)
        self.cold.set_cloud(self.lying(moment, self.y))
        self.hot.set_cloud(self.lying(moment, between(self.y_hat, moment)))
        self.count(moment)

    def train(self) -> None:
        """Replay the training: slowly while ŷ sets out, then the rest."""
        said = below("height is energy here: the vertical axis says $C$")
        self.play(FadeIn(said))
        self.wait(2.0)
        early = min(int(np.searchsorted(self.rounds, EARLY * self.rounds[-1])), self.last)
        stages = (
            (
                0.0,
                early,
                7.0,
                r"$C$ is pushed up under $hat(y)$ and down under $y$; $hat(y)$ slides down its slope",
            ),
            (early, self.last, 8.0, "until both lie in one valley, whose level may rise or sink"),
        )
        for number, (first, last, seconds, words) in enumerate(stages):
            new = below(words)
            self.play(FadeOut(said), run_time=0.4)
            self.play(FadeIn(new), run_time=0.6)
            said = new

            def go(
                _: Mobject, alpha: float, first: float = first, last: float = last, k: int = number
            ) -> None:
                self.show(first + alpha * (last - first))
                self.view.look(theta=(TURNS[k] + alpha * (TURNS[k + 1] - TURNS[k])) * DEGREES)
                if k == 0:
                    for name in self.names:
                        name.set_opacity(max(1 - 8 * alpha, 0.0))

            self.play(UpdateFromAlphaFunc(self.moving, go), run_time=seconds, rate_func=linear)
        self.wait(1.0)
        self.play(FadeOut(said), run_time=0.4)

    def judge(self) -> None:
        """Say what both clouds cost at the end, and turn once around what was learnt."""
        cold, hot = (float(self.gan[f"ellipse_{name}"][-1].mean()) for name in ("C_y", "C_hat"))
        far = self.gan["ellipse_distance"]
        rows = VGroup(
            Formula(f'"mean" C(y) = {cold:.2f}', size=32),
            Formula(f'"mean" C(hat(y)) = {hot:.2f}', size=32),
            Words("distance", size=28),
            Words("between samples", size=28),
            Formula(f"{far[0]:.2f} -> {far[-1]:.3f}", size=32),
        ).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        rows.move_to(place(COLUMN + 1.5, -2.05), LEFT)
        most = losses_of(self.gan.config["recipe"]).most
        free = Words(
            f"once $hat(y)$ lies as $y$ does, $C$ may have any level from 0 to ${most:g}$: only differences count",
            size=28,
        )
        free.move_to(place(-6.65, -3.6), LEFT)
        self.play(*(FadeIn(row) for row in (*rows, free)))

        def turn(_: Mobject, alpha: float) -> None:
            self.view.look(theta=TURNS[-1] * DEGREES + TAU * alpha)

        self.play(UpdateFromAlphaFunc(self.space, turn), run_time=8.0, rate_func=linear)
        self.wait(1.0)


def below(words: str) -> Words:
    """One line of text below the surface."""
    return Words(words, size=30, colour=COLOURS["grey"]).move_to(place(-6.65, -3.6), LEFT)
