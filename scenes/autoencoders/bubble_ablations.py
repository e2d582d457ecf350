"""The bubble of bubbles with one force removed at a time: all three are needed for the bubbles to pack."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import LEFT, RIGHT, UP, FadeIn, Group, Mobject, UpdateFromAlphaFunc, VGroup, linear

from ebviz.diagrams.crowd import crowding
from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.bubbles import Bubbles
from ebviz.stage.counter import Counter, step
from ebviz.stage.formula import merged
from ebviz.stage.gl.colours import rgba
from ebviz.stage.history import between
from ebviz.stage.keys import Legend
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.palette import COLOURS, SYMBOLS
from scenes.autoencoders._words import fate

SIDE = 3.1  # of a panel
ROOM = 1.08  # margin around bubbles that fly away
HEAP = 0.3  # opacity of a bubble while they all overlap
PANELS = {  # run: place of its panel, and the energy it minimises
    "no_mean": (-5.1, "C + beta (cancel(U, length: #130%, stroke: #1.3pt) + V)"),
    "no_variance": (-1.7, "C + beta (U + cancel(V, length: #130%, stroke: #1.3pt))"),
    "no_cost": (1.7, "cancel(C, length: #130%, stroke: #1.3pt) + beta (U + V)"),
    "full": (5.1, "C + beta (U + V)"),
}
Show = Callable[[float], object]


class BubbleAblations(LectureScene):
    """Without U the bubbles fly away, without V they become points, without C they merge; together they pack."""

    studies = ("bubbles",)
    thumbnail = 28.0
    gif = (2.0, 27.0)

    def construct(self) -> None:
        self.run = self.study("bubbles")
        self.reach, self.last = float(self.run["reach"]), len(self.run["steps"]) - 1
        key = Legend(
            [
                ("ring", "orange", f"$cal(N)(mu, v I)$ of one picture, at ${self.reach:g} sqrt(v)$"),
                ("ring", "violet", f"the prior $cal(N)(0, I)$, at ${self.reach:g}$"),
            ]
        )
        key.arrange(RIGHT, buff=0.8).move_to(place(0, -3.5))
        self.add(title("One force taken away at a time"), key)
        counter = Counter("step", self.run["steps"], step).move_to(place(4.9, 3.3), LEFT)
        count_to = counter.stand
        heads, words, moving, updates = VGroup(), list[Words](), list[Group](), list[Show]()
        for name, (x, energy) in PANELS.items():
            panel = Plane(
                (-1, 1, 1), (-1, 1, 1), width=SIDE, labels=("", ""), x_ticks={0.0: ""}, y_ticks={0.0: ""}
            )
            panel.shift(place(x, 0.45) - panel.frame.get_center())
            heads.add(panel, Formula(energy, size=38).move_to(place(x, 2.4)))
            words.append(Words(f"they {fate(self.run, name)}", size=30).move_to(place(x, -1.35), UP))
            group, show = self.build_panel(name, panel)
            moving.append(group)
            updates.append(show)
        self.add(heads, counter, *moving)
        self.wait(2.0)
        for group, show, said in zip(moving, updates, words, strict=True):

            def go(_: Mobject, alpha: float, show: Show = show) -> None:
                show(alpha * self.last)
                count_to(alpha * self.last)

            self.play(UpdateFromAlphaFunc(Group(group, counter), go), run_time=4.7, rate_func=linear)
            go(group, 1.0)
            self.play(FadeIn(said), run_time=0.5)
            self.wait(1.0)
        self.wait(2.0)

    def now(self, name: str, moment: float) -> np.ndarray:
        """Return a stored history, interpolated at a moment."""
        return between(self.run[name], moment)

    def build_panel(self, name: str, panel: Plane) -> tuple[Group, Show]:
        """One run's bubbles, the prior for scale, and how large and crowded they are."""
        reached = np.abs(self.run[f"{name}_mu"]).max(axis=-1) + self.reach * self.run[f"{name}_radius"]
        edges = np.maximum.accumulate(ROOM * reached.max(axis=1))  # zooms only out
        colour = np.tile(rgba(SYMBOLS["z"]), (self.run[f"{name}_radius"].shape[1], 1))
        prior = Bubbles(np.zeros((1, 2)), 1.0, COLOURS["violet"], fill=0.2, width=6.0)
        bubbles = Bubbles(np.zeros((1, 2)), 1.0, width=2.2)
        overlap = crowding(self.run[f"{name}_mu"], self.reach * self.run[f"{name}_radius"])
        rows = [
            self.build_number(values, form, text, panel.frame.get_bottom() + place(0, -1.05 - 0.5 * row))
            for row, (values, form, text) in enumerate(
                (
                    (self.run[f"{name}_median_radius"], "{:.2f}".format, "median $sqrt(v)$"),
                    (overlap, percent, f"overlap at ${self.reach:g} sqrt(v)$"),
                )
            )
        ]

        def show(moment: float) -> None:
            edge = float(np.interp(moment, np.arange(len(edges)), edges))
            unit = SIDE / 2 / edge
            mu, radius = self.now(f"{name}_mu", moment), self.now(f"{name}_radius", moment)
            apart = 1 - float(between(overlap, moment))  # a heap of rims would hide the rest
            paint = colour.copy()
            paint[:, 3] = HEAP + (1 - HEAP) * apart**2
            bubbles.set_bubbles(panel.at(mu / edge), self.reach * radius * unit)
            bubbles.set_colour(paint).set_fill(0.16 * apart**4)
            prior.set_bubbles(panel.at([(0, 0)]), self.reach * unit)
            for _, number in rows:
                number(moment)

        show(0)
        return Group(prior, bubbles, *(row for row, _ in rows)), show

    def build_number(
        self, values: np.ndarray, form: Callable[[float], str], text: str, where: np.ndarray
    ) -> tuple[VGroup, Show]:
        """Write a quantity and its changing value under a panel; each number is typeset once."""
        word = Words(text, size=24).move_to(where + place(-SIDE / 2), LEFT)
        number = merged(Formula("0", size=30))

        @cache
        def written(value: str) -> np.ndarray:
            return np.asarray(merged(Formula(value, size=30)).move_to(where + place(SIDE / 2), RIGHT).points)

        def show(moment: float) -> None:
            number.set_points(written(form(float(between(values, moment)))))

        return VGroup(word, number), show


def percent(share: float) -> str:
    """Write a share, small ones to a tenth of a per cent.

    >>> percent(0.123), percent(0.0042)
    ('12 %', '0.4 %')
    """
    return f"{100 * share:.0f} %" if share >= 0.01 else f"{100 * share:.1f} %"
