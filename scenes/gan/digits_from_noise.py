"""Digits out of noise: G's pictures as it learns, beside their costs; and whether any of them is a copy."""

import numpy as np

from ebviz.stage import *
from ebviz.style.ticks import step_between
from scenes.autoencoders._words import kind

ROWS, COLUMNS = 6, 8  # of pictures watched, at most
PAIRS = 4  # number of ŷ shown beside the digit nearest to each


class DigitsFromNoise(LectureScene):
    """G never sees a digit: the slope of C alone tells it what to draw, until C(ŷ) has come down to C(y)."""

    studies = ("gan_digits", "digits")
    cannot_show = {"gan_digits.weights": "it replays the training, and given weights are not trained"}
    thumbnail = 19.5
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
        self.head = Words("made: $hat(y) = G(z)$", size=28)
        self.head.next_to(grid, UP, buff=pt(7), aligned_edge=LEFT)

    def show_both(self) -> None:
        """Show digits that were written, and what an untrained generator makes."""
        written = self.study("digits")["images"]
        few = written[: 2 * (min(len(written), 2 * COLUMNS) // 2)].reshape(2, -1, *written.shape[1:])
        name = Words("written: $y$" if self.kind == "digit" else "data: $y$", size=28)
        real, small = (where.fit(Pictures(few, 1.0), grow=True) for where in (self.room, self.above))
        name.next_to(real, UP, buff=pt(7), aligned_edge=LEFT)
        self.add(name, real)
        self.say("digits that people wrote" if self.kind == "digit" else "pictures $y$ of your own")
        self.wait(1.5)
        aside = name.animate.next_to(small, UP, buff=pt(7), aligned_edge=LEFT)
        coming = FadeIn(self.grid), FadeIn(self.head), Transform(real, small), aside
        self.say("and what a generator makes of noise before it learns", *coming, run_time=1.0)
        self.wait(2.0)

    def train(self) -> None:
        """Replay the training: the pictures of the same z, both histograms of C, and the distance."""
        run = self.run
        names = "held-out $C(y)$", "$C(hat(y))$"
        energies = self.histograms(run["C_y"], run["C_hat"], '"cost"', run.config["margin"] / 5, names)
        numbers = counters(
            Counter("round", run["rounds"], step),
            Counter("distance between samples", run["distance"], "{:.3f}"),
            Counter(f"for training {self.kind}s", np.full(len(run["rounds"]), run["floor"]), "{:.3f}"),
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
        legend = Legend([("dot", "y", names[0]), ("ring", "y_hat", names[1])], across=True)
        legend.next_to(plane.frame, UP, buff=pt(8))
        return VGroup(plane, legend, plane.histogram(cold, "y"), plane.histogram(hot, "y_hat", fill=0.0))


class Copies(DigitsFromNoise):
    """Are any of the digits that G made copies? Compare how near they come with how near unseen digits do."""

    gif = (1.0, 19.0)

    def thumbnail(self) -> None:  # type: ignore[override]
        """Draw a made digit over the digit that comes nearest to it."""
        self.begin("{}")
        self.remove(*self.mobjects)
        at = int(self.study("gan_digits")["nearest_distance"][: self.count].argmin())
        both = np.stack([self.run["y_hat"][-1, at], self.run["nearest"][at]])[None]
        self.add(*poster(Pictures(both, 4.0), "a copy?", ("$hat(y)$, $y$", "y_hat"), share=0.66))

    def construct(self) -> None:
        self.begin("Copies of {}s?")
        stand(len(self.run["rounds"]) - 1, self.grid)
        self.pick_the_nearest()
        self.compare()

    def pick_the_nearest(self) -> None:
        """Take the ŷ nearest to training digits out of the grid, and show those digits below them."""
        far = self.run["nearest_distance"][: self.count]
        some = np.argsort(far)[: min(PAIRS, self.count)]
        self.add(self.grid, self.head)
        self.say(f"$G$ made these {self.count} out of noise: are they copies?")
        self.wait(1.5)
        tiles = [self.grid.picture(*divmod(int(one), self.across)) for one in some]
        picked = [Group(*tile.boxes(edge="y_hat", width=2.5), tile) for tile in tiles]
        says = f"the {len(some)} that come nearest to a training {self.kind}"
        self.say(says, *map(FadeIn, picked), self.grid.animate.set_opacity(0.3))
        self.wait(2.0)
        upper, lower = (row.inset(0, 26) for row in self.hero.rows(1, 1))
        near = lower.fit(Pictures(self.run["nearest"][some][None], 1.0), "left", grow=True)
        places, growth = near.middles()[0], near.picture(0, 0).width / tiles[0].width
        lift = upper.centre - lower.centre
        moves = [one.animate.scale(growth).move_to(at + lift) for one, at in zip(picked, places, strict=True)]
        name = Words(f"the training {self.kind}s nearest to them", size=28)
        name.next_to(near, UP, buff=pt(7), aligned_edge=LEFT)
        made = self.head.animate.next_to(near.get_corner(UL) + lift, UR, buff=pt(7)).align_to(name, LEFT)
        self.play(FadeOut(self.grid), made, *moves, run_time=1.2)
        numbers = [Formula(rounded(far[one], 2), size=30, colour="grey") for one in some]
        for number, at in zip(numbers, places, strict=True):
            number.move_to(at).align_to(near, DOWN).shift(pt(26) * DOWN)
        shown = (near.boxes(edge="y", width=2.5), near, name, *numbers)
        self.say(
            f"below each: its nearest training {self.kind}, and the distance $norm(hat(y) - y)$",
            *map(FadeIn, shown),
        )
        self.wait(3.0)

    def compare(self) -> None:
        """Set all such distances beside those of held-out digits, and say what follows."""
        far, fresh = self.run["nearest_distance"], self.run["held_out_distance"]
        names = f"held-out $y$: mean {rounded(fresh.mean(), 2)}", f"$hat(y)$: mean {rounded(far.mean(), 2)}"
        tick, label = step_between(0, max(far.max(), fresh.max())), '"distance to the nearest"'
        plane, legend, *shapes = self.histograms(fresh, far, label, tick, names)
        says = f"how close do all {len(far)} $hat(y)$ come, compared with held-out {self.kind}s?"
        self.say(says, FadeIn(plane), FadeIn(legend))
        self.wait(2.0)
        what = f"{self.kind}s"
        if far.mean() > fresh.mean():
            says = f"on average, held-out {what} are closer to training {what} than $hat(y)$ is: no sign of copying"
        else:
            says = f"on average, $hat(y)$ is closer to training {what} than held-out {what} are: a sign of copying"
        self.claim(says, *map(Create, shapes), run_time=2.0)
        self.stop("the end", hold=2.0)
