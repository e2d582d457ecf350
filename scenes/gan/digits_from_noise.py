"""Digits out of noise: G's pictures as it learns, beside their costs."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import kind
from scenes.gan._words import DISTANCE

ROWS, COLUMNS = 6, 8  # of pictures watched, at most


class DigitsFromNoise(LectureScene):
    """G never sees a digit: the slope of C alone tells it what to draw, until C(ŷ) has come down to C(y)."""

    studies = ("gan_digits", "digits")
    cannot_show = {"gan_digits.weights": "it replays the training, and given weights are not trained"}
    thumbnail = 18.5
    gif = (4.5, 20.3)

    def construct(self) -> None:
        self.begin("{}s out of noise")
        self.show_both()
        self.train()

    def begin(self, heading: str) -> None:
        """Read the run, write the title, and lay out what G makes of the z that are followed."""
        self.run = self.study("gan_digits")
        self.kind, y_hat = kind(self.study("digits")), self.run["y_hat"]
        words = heading.format(self.kind)
        self.add(title(words[0].upper() + words[1:], sign="hot"))
        self.above, self.plot, self.below = self.side.inset(0, 6).rows(1.7, 3.4, 1.3, gap=30)
        across = min(COLUMNS, y_hat.shape[1])
        down = min(ROWS, y_hat.shape[1] // across)
        self.count, self.across = down * across, across
        made = y_hat[:, : self.count].reshape(len(y_hat), down, across, *y_hat.shape[2:])
        self.room = self.hero.rows(1, 13, gap=0)[1]
        grid = self.grid = self.room.fit(Pictures(made[0], 1.0), "left", grow=True)
        follow(grid, made, put=grid.set_ink)
        self.head = Words("made of noise $z$: $hat(y) = G(z)$", size=28)
        self.head.next_to(grid, UP, buff=pt(7), aligned_edge=LEFT)

    def show_both(self) -> None:
        """Show digits that were written, and what an untrained generator makes."""
        written = self.study("digits")["images"]
        few = written[: 2 * (min(len(written), 2 * COLUMNS) // 2)].reshape(2, -1, *written.shape[1:])
        name = Words("written: $y$" if self.kind == "digit" else "data: $y$", size=28)
        places = self.body.inset(40, 60), self.above
        real, small = (where.fit(Pictures(few, 1.0), grow=True) for where in places)
        name.next_to(real, UP, buff=pt(7), aligned_edge=LEFT)
        self.add(name, real)
        self.say("digits that people wrote" if self.kind == "digit" else "pictures $y$ of your own")
        self.wait(1.5)
        aside = name.animate.next_to(small, UP, buff=pt(7), aligned_edge=LEFT)
        self.play(Transform(real, small), aside, run_time=1.0)
        coming = FadeIn(self.grid), FadeIn(self.head)
        self.say("and what a generator makes of noise before it learns", *coming, run_time=1.0)
        self.wait(1.5)

    def train(self) -> None:
        """Replay the training: the pictures of the same z, both histograms of C, and the distance."""
        run = self.run
        names = "held-out $C(y)$", "$C(hat(y))$"
        energies = self.histograms(
            run["C_y"], run["C_hat"], '"cost: only differences count"', run.config["margin"] / 5, names
        )
        numbers = counters(
            Counter("round", run["rounds"], step),
            Counter(DISTANCE, run["distance"], "{:.3f}"),
            Counter(f"between two sets of real {self.kind}s", np.full(len(run["rounds"]), run["floor"]), "{:.3f}"),
            left=self.below.left, top=self.below.top - pt(20),
        )  # fmt: skip
        says = f"$G$ never sees a {self.kind}: the slope of $C$ alone tells it what to draw"
        self.claim(says, FadeIn(energies), FadeIn(numbers))
        self.replay(13)
        self.stop("trained", hold=2)

    def histograms(
        self, cold: np.ndarray, hot: np.ndarray, name: str, tick: float, names: tuple[str, str]
    ) -> VGroup:
        """A plane, its legend, and on it the distributions of a quantity of y, filled, and of ŷ, outlined."""
        top = tick * float(np.ceil(max(cold.max(), hot.max(), 1e-6) / tick))
        plane = Plane((0, top, tick), (0, 1.1), within=self.plot, stretch=True, labels=(name, ""), y_ticks={})
        legend = Legend([("band", "y", names[0]), ("line", "y_hat", names[1])], size=23, across=True)
        legend.next_to(plane.frame, UP, buff=pt(8))
        return VGroup(plane, legend, plane.histogram(cold, "y"), plane.histogram(hot, "y_hat", fill=0.0))
