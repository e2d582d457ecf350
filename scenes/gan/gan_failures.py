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
    "vanishing": ("mean_pull", r"mean pull $norm(partial ell_G \/ partial hat(y))$", True),
    "collapse": ("spread", "mean distance of two $hat(y)$", False),
}


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
        self.add(self.legend, self.feet[2].put(bar, "left"))
        self.shown: Landscape | None = None
        self.aside = VGroup()
        for name in MEASURED:
            self.act(name)
        self.claim(verdict([self.fails(name) for name in MEASURED if name != "gaussians"]))

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
        before, self.aside = self.aside, VGroup(self.measure(name), counter)
        says, last = announced(name, run, self.toys, failed=self.fails(name)), self.shown
        come = FadeIn(self.aside, rate_func=squish_rate_func(smooth, 0.5, 1.0))
        gone = FadeOut(before, rate_func=squish_rate_func(smooth, 0.0, 0.5))
        self.say(says, gone, come, *self.begin(land), run_time=1.0)
        self.remove(*[last.map] if last else [])
        self.replay(2.5 if name == "gaussians" else 4.2)
        self.say(found(name, run, self.toys))
        self.stop(name, hold=0.6 if name == "gaussians" else 1.4)

    def begin(self, land: Landscape) -> list[Any]:
        """Return what brings a landscape over the one before, whose ŷ fly to where they begin."""
        before, self.shown = self.shown, land
        if before is None:
            self.add(*land[:3])
            return [FadeIn(land.hot)]
        self.remove(before.cold, before.hot)
        self.add(land.map.set_opacity(0.0), land.cold)
        hot, was = land.hot, (before.hot.places, before.hot.paint)
        start, hue = (np.resize(of, (len(hot.places), of.shape[-1])) for of in was)
        return [
            land.map.animate.set_opacity(1.0),
            Fly(hot, start, hot.places, hues=(hue, hot.paint), lag=0.0),
        ]

    def measure(self, name: str) -> VGroup:
        """Plot the measure against the share of the training that is done, beside that of the one that works."""
        array, says, logarithm = MEASURED[name]
        ways = []
        for run, of in ((self.run_of(name), name), (self.study("gan"), "gaussians")):
            rounds = run[f"{of}_rounds"]
            least = 1e-12 if logarithm else 0
            ways.append((100 * rounds / rounds[-1], np.maximum(run[f"{of}_{array}"], least)))
        both, log = np.concatenate([values for _, values in ways]), "y" if logarithm else ""
        high = float(np.ceil(2 * both.max()) / 2)
        decades = np.floor(np.log10(both.min() or 1)), np.ceil(np.log10(both.max() or 1))
        span = (10.0 ** decades[0], 10.0 ** decades[1]) if log else (0.0, high, high / 2)
        options: Any = {"stretch": True, "grid": False, "labels": ('"% of its rounds"', "")}
        plot = Plane((0, 100, 50), span, log=log, within=self.plot.inset(0, 20), **options)
        parts = VGroup(plot, Words(says, size=26).next_to(plot.frame, UP, aligned_edge=LEFT, buff=pt(8)))
        if name != "gaussians":
            parts.add(plot.curve(*ways[1], "grey", width=2.0, dash=(5, 4)))
            key = [("line", "gold", "this training"), ("dashed", "grey", "what works")]
            parts.add(self.feet[0].put(Legend(key, size=24, across=True), "left"))
        return parts.add(plot.history(ways[0][1], "gold", x=ways[0][0], width=3.5))
