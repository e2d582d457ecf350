"""Three ways a GAN fails, after the training that works, and the number that gives each away."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.gan._costs import Landscape, key, landscape, steadied
from scenes.gan._words import announced, fails, found, verdict

CAP = 1.0  # full red in all four: one unit above what y costs, the most that a probability can be
MEASURED = {  # what gives a failure away: the array, its name, whether on a logarithmic axis
    "gaussians": ("distance", "distance between $hat(y)$ and $y$", False),
    "unstable": ("distance", "distance between $hat(y)$ and $y$", False),
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
        self.toys = self.study("toys")
        self.add(title("How a GAN fails"))
        self.legend = self.banner.put(key(), "right")
        self.plot, *self.feet = self.side.rows(11, 1, 1, 2, gap=10)
        options: Any = {"horizontal": True, "length": 150, "size": 26, "extend": True}
        bar = ColourBar(0, CAP, [0, CAP], "C - chevron.l C(y) chevron.r", **options)
        self.bar = self.feet[2].put(bar, "left")
        self.add(self.legend, self.bar)
        self.shown: Landscape | None = None
        self.aside = VGroup()
        for name in MEASURED:
            self.act(name)
        self.side_by_side()

    def run_of(self, name: str) -> Any:
        """Return the run of the study that holds a training; the failures with all their moments, up and down."""
        return self.study("gan_failures") if name != "gaussians" else steadied(self.study("gan"), name)

    def fails(self, name: str) -> bool:
        """Does it fail in the way that its name says? What works does not."""
        return name != "gaussians" and fails(name, self.run_of(name), self.study("gan"), self.toys)

    def act(self, name: str) -> None:
        """Let ŷ return to where a training begins, replay it beside its measure, and say what it shows."""
        run = self.run_of(name)
        land = landscape(run, self.toys, "gaussians", self.hero, training=name, cap=CAP)
        counter = Counter("round", run[f"{name}_rounds"], step)
        on_line(counter, self.feet[1].bottom, left=self.feet[1].left)
        before, self.aside = self.aside, VGroup(self.measure(name, self.plot), counter)
        if name != "gaussians":
            self.aside.add(self.feet[0].put(curves_key(), "left"))
        says, last = announced(name, run, self.toys, failed=self.fails(name)), self.shown
        come = FadeIn(self.aside, rate_func=squish_rate_func(smooth, 0.5, 1.0))
        gone = FadeOut(before, rate_func=squish_rate_func(smooth, 0.0, 0.5))
        self.say(says, gone, come, *self.begin(land), run_time=1.0)
        self.remove(*[last.map] if last else [])
        if name == "unstable":
            rounds = run["unstable_rounds"]
            early = int(np.clip(np.searchsorted(rounds, SLOW * rounds[-1]), 1, len(rounds) - 1))
            self.replay(3.0, stop=early, pace="even")
        self.replay(2.5 if name == "gaussians" else 4.0, pace="even" if name == "unstable" else "picture")
        self.say(found(name, run, self.toys))
        self.stop(name, hold=0.6 if name == "gaussians" else 1.4)

    def begin(self, land: Landscape) -> list[Any]:
        """Return what brings a landscape over the one before, whose ŷ fly to where they begin."""
        before, self.shown = self.shown, land
        if before is None:
            self.plane = land.plane
            self.add(*land[:3])
            return [FadeIn(land.hot)]
        self.remove(before.cold, before.hot)
        self.add(land.map, land.cold)
        hot, was = land.hot, (before.hot.places, before.hot.paint)
        start, hue = (np.resize(of, (len(hot.places), of.shape[-1])) for of in was)
        old, new = (np.array(of.map.values, float) for of in (before, land))
        return [
            Drawn(land.map, lambda share: land.map.set_values(old + share * (new - old)), rate_func=smooth),
            Fly(hot, start, hot.places, hues=(hue, hot.paint), lag=0.0),
        ]

    def side_by_side(self) -> None:
        """Set the three measures side by side, as the trainings ended, and say what they show."""
        above, below = self.body.inset(0, 6).rows(8, 1)
        ends = VGroup(below.put(curves_key()))
        for (name, title), column in zip(NAMES.items(), above.columns(1, 1, 1, gap=24), strict=True):
            measure = self.measure(name, column.rows(1, 9)[1])
            stand(len(self.run_of(name)[f"{name}_rounds"]) - 1, measure)
            ends.add(measure, head := Words(title, size=32))
            on_line(head, baseline(measure[1]) + pt(36), left=measure[1].get_left()[0])
        come = FadeIn(ends, rate_func=squish_rate_func(smooth, 0.4, 1.0))
        old = [*self.shown[1:4], self.plane, self.aside, self.legend, self.bar] if self.shown else []
        gone = FadeOut(*old, rate_func=squish_rate_func(smooth, 0.0, 0.6))
        self.claim(verdict([self.fails(name) for name in NAMES]), gone, come, run_time=1.5)

    def measure(self, name: str, within: Region) -> VGroup:
        """Plot the measure against the share of the training that is done, beside that of the one that works."""
        array, says, logarithm = MEASURED[name]
        ways = []
        beside = "gaussians" if name != "gaussians" else "unstable"  # the next, on the same axis
        for run, of in ((self.run_of(name), name), (self.run_of(beside), beside)):
            rounds = run[f"{of}_rounds"]
            least = 1e-12 if logarithm else 0
            ways.append((100 * rounds / rounds[-1], np.maximum(run[f"{of}_{array}"], least)))
        both, log = np.concatenate([values for _, values in ways]), "y" if logarithm else ""
        high = float(np.ceil(2 * both.max()) / 2)
        decades = np.floor(np.log10(both.min() or 1)), np.ceil(np.log10(both.max() or 1))
        span = (10.0 ** decades[0], 10.0 ** decades[1]) if log else (0.0, high, high / 2)
        options: Any = {"stretch": True, "grid": False, "labels": ('"% of its rounds"', "")}
        plot = Plane((0, 100, 50), span, log=log, within=within.inset(0, 20), **options)
        parts = VGroup(plot, Words(says, size=26).next_to(plot.frame, UP, aligned_edge=LEFT, buff=pt(8)))
        if name != "gaussians":
            parts.add(plot.curve(*ways[1], "grey", width=2.0, dash=(5, 4)))
        return parts.add(plot.history(ways[0][1], "gold", x=ways[0][0], width=3.5))
