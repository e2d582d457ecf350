"""Three ways a GAN fails, after the training that works, and the number that gives each away."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.gan._costs import Landscape, bar, early, key, landscape, steadied
from scenes.gan._words import DISTANCE, announced, fails, found, verdict

CAP = 1.0  # full red in all four: one unit above what y costs, the most that a probability can be
MEASURED = {  # what gives a failure away: the array, its name, whether on a logarithmic axis
    "gaussians": ("distance", DISTANCE, False),
    "unstable": ("distance", DISTANCE, False),
    "vanishing": ("mean_pull", "mean pull on $hat(y)$", True),
    "collapse": ("spread", "mean distance of two $hat(y)$", False),
}
NAMES = {"unstable": "unstable", "vanishing": "vanishing gradient", "collapse": "mode collapse"}
SLOW = 0.1  # share of the rounds of the unstable training that is replayed slowly


def curves_key() -> Legend:
    """Return which curve is which training's."""
    return Legend([("line", "gold", "this training"), ("dashed", "grey", "what works")], size=24, across=True)


class GanFailures(LectureScene):
    """A GAN can circle, starve or collapse, and each failure shows in one number."""

    studies = ("gan", "gan_failures", "toys")
    cannot_show = {"gan.weights": "it replays the training, and given weights are not trained"}
    gif = (1.0, 11.6)

    def thumbnail(self) -> None:
        """Draw what is left of all clumps: one huge ŷ, and C that has turned against it."""
        toys, run = self.study("toys"), self.study("gan_failures")
        land = landscape(run, toys, "gaussians", self.hero, training="collapse", cap=CAP)
        stand(len(run["collapse_rounds"]) - 1, land.map)
        plane, modes = land.plane, toys["modes"]
        y_hat = np.clip(
            run["collapse_y_hat"][-1].mean(axis=0), *np.array([plane.x[:2], plane.y[:2]]).T * 0.85
        )
        cold = plane.cloud(modes, "y", size=40, on_map=True)
        hot = plane.cloud([y_hat], "y_hat", size=64, shape="triangle", on_map=True)
        self.add(*poster(Group(land.map, cold, hot), ("all $hat(y)$", "y_hat"), "alike"))

    def construct(self) -> None:
        self.toys, failing = self.study("toys"), self.study("gan_failures")
        self.runs = {"gaussians": steadied(self.study("gan"), "gaussians"), **dict.fromkeys(NAMES, failing)}
        self.add(title("How a GAN fails"))
        self.legend = self.banner.put(key(), "right")
        self.plot, *self.feet = self.side.rows(11, 1, 1, 2, gap=10)
        self.bar = self.feet[2].put(bar(CAP), "left")
        self.add(self.legend, self.bar)
        self.lands: list[Landscape] = []  # of all acts so far
        self.aside = VGroup()
        for name in MEASURED:
            self.act(name)
        self.side_by_side()

    def fails(self, name: str) -> bool:
        """Does it fail in the way that its name says? What works does not."""
        return name != "gaussians" and fails(name, self.runs[name], self.study("gan"), self.toys)

    def act(self, name: str) -> None:
        """Let ŷ return to where a training begins, replay it beside its measure, and say what it shows."""
        run = self.runs[name]
        land = landscape(run, self.toys, "gaussians", self.hero, training=name, cap=CAP)
        counter = Counter("round", run[f"{name}_rounds"], step)
        on_line(counter, self.feet[1].bottom, left=self.feet[1].left)
        before, self.aside = self.aside, VGroup(self.measure(name, self.plot), counter)
        if name != "gaussians":
            self.aside.add(self.feet[0].put(curves_key(), "left"))
        says = announced(name, run, self.toys, failed=self.fails(name))
        come = FadeIn(self.aside, rate_func=squish_rate_func(smooth, 0.5, 1.0))
        gone = FadeOut(before, rate_func=squish_rate_func(smooth, 0.0, 0.5))
        self.say(says, gone, come, *self.begin(land), run_time=1.0)
        self.remove(*(one.map for one in self.lands[:-1]))
        if name == "unstable":
            self.replay(3.0, stop=early(run["unstable_rounds"], SLOW), pace="even")
        self.replay(2.5 if name == "gaussians" else 4.0, pace="even" if name == "unstable" else "picture")
        self.say(found(name, run, self.toys))
        self.stop(name, hold=0.6 if name == "gaussians" else 1.4)

    def begin(self, land: Landscape) -> list[Any]:
        """Return what brings a landscape over the one before, whose ŷ fly to where they begin."""
        self.lands.append(land)
        if len(self.lands) == 1:
            self.add(land.plane, land.map, land.cold)
            return [FadeIn(land.hot)]
        before, new = self.lands[-2], land.map.values
        self.remove(before.cold, before.hot)
        self.add(land.map.set_values(before.map.values), land.cold)
        was = before.hot.places, before.hot.paint
        start, hue = (np.resize(of, (len(land.hot.places), of.shape[-1])) for of in was)
        flight = Fly(land.hot, start, land.hot.places, hues=(hue, land.hot.paint), lag=0.0)
        return [land.map.animate.set_values(new), flight]

    def side_by_side(self) -> None:
        """Set the three measures side by side, as the trainings ended, and say what they show."""
        above, below = self.body.inset(0, 6).rows(8, 1)
        ends = VGroup(below.put(curves_key()))
        for (name, title), column in zip(NAMES.items(), above.columns(1, 1, 1, gap=24), strict=True):
            measure = self.measure(name, column.rows(1, 9)[1])
            stand(len(self.runs[name][f"{name}_rounds"]) - 1, measure)
            ends.add(measure, head := Words(title, size=32))
            on_line(head, baseline(measure[1]) + pt(36), left=measure[1].get_left()[0])
        come = FadeIn(ends, rate_func=squish_rate_func(smooth, 0.4, 1.0))
        land, plane = self.lands[-1], self.lands[0].plane
        old = land.map, land.cold, land.hot, plane, self.aside, self.legend, self.bar
        gone = FadeOut(*old, rate_func=squish_rate_func(smooth, 0.0, 0.6))
        self.claim(verdict([self.fails(name) for name in NAMES]), gone, come, run_time=1.5)

    def measure(self, name: str, within: Region) -> VGroup:
        """Plot a training's measure against the share of it that is done, on an axis that holds another's too.

        That is the one that works, which a failure has beside it, dashed; for what works itself it is the next.
        """
        array, says, logarithm = MEASURED[name]
        ways = []
        for of in (name, "gaussians" if name != "gaussians" else "unstable"):
            run, least = self.runs[of], 1e-12 if logarithm else 0
            rounds = run[f"{of}_rounds"]
            ways.append((100 * rounds / rounds[-1], np.maximum(run[f"{of}_{array}"], least)))
        both = np.concatenate([values for _, values in ways])
        log = "y" if logarithm else ""
        high = float(np.ceil(2 * both.max()) / 2)
        decades = np.floor(np.log10(both.min() or 1)), np.ceil(np.log10(both.max() or 1))
        span = (10.0 ** decades[0], 10.0 ** decades[1]) if log else (0.0, high, high / 2)
        options: Any = {"stretch": True, "grid": False, "labels": ('"% of its rounds"', "")}
        plot = Plane((0, 100, 50), span, log=log, within=within.inset(0, 20), **options)
        parts = VGroup(plot, Words(says, size=26).next_to(plot.frame, UP, aligned_edge=LEFT, buff=pt(8)))
        if name != "gaussians":
            parts.add(plot.curve(*ways[1], "grey", width=2.0, dash=(5, 4)))
        return parts.add(plot.history(ways[0][1], "gold", x=ways[0][0], width=3.5))
