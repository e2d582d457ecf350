"""Are the digits that came out of noise copies? How near they come to training digits, and how near unseen ones."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.gan.digits_from_noise import DigitsFromNoise
from scenes.inference._numbers import number_word

NEAR = 0.015  # share of the axis up to which marks of two distances would lie on one another
STACKED = 0.06  # height from one such mark to the next
PAIRS = 4  # number of ŷ shown beside the digit nearest to each


class Copies(DigitsFromNoise):
    """Are any of the digits that G made copies? Compare how near they come with how near unseen digits do."""

    gif = (1.0, 19.4)

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

    def pick_the_nearest(self) -> None:
        """Take the ŷ nearest to training digits out of the grid, and show those digits below them."""
        far = self.run["nearest_distance"][: self.count]
        some = np.argsort(far)[: min(PAIRS, self.count)]
        self.add(self.grid, self.head)
        self.say(f"$G$ made these {self.count} out of noise: are they copies?")
        self.wait(1.5)
        tiles = [self.grid.picture(*divmod(int(one), self.across)) for one in some]
        picked = [Group(*tile.boxes(edge="y_hat", width=2.5), tile) for tile in tiles]
        says = f"the {number_word(len(some))} that come nearest to a training {self.kind}"
        self.say(says, *map(FadeIn, picked), self.grid.animate.set_opacity(0.3))
        self.wait(1.6)
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
        self.wait(2.0)
        self.compare(far[some], numbers)

    def compare(self, few: np.ndarray, numbers: list[Formula]) -> None:
        """Let the numbers of those few fall on an axis, then set all distances beside those of held-out digits."""
        far, fresh, what = self.run["nearest_distance"], self.run["held_out_distance"], f"{self.kind}s"
        names = f"held-out $y$: mean {rounded(fresh.mean(), 2)}", f"$hat(y)$: mean {rounded(far.mean(), 2)}"
        self.plot = self.side.inset(0, 30)
        tick = ticks.step_between(0, max(far.max(), fresh.max()))
        label = f'"distance to the nearest training {self.kind}"'
        parts: Any = self.histograms(fresh, far, label, tick, names)
        plane, legend, *shapes = parts
        ups = [float((np.abs(few[:k] - value) < NEAR * plane.x[1]).sum()) for k, value in enumerate(few)]
        marks = [
            plane.cloud((value, up * STACKED), "y_hat", shape="triangle", size=14)
            for value, up in zip(few, ups, strict=True)
        ]
        falls = [
            number.animate.scale(0.6).move_to(mark).set_opacity(0.0)
            for number, mark in zip(numbers, marks, strict=True)
        ]
        cold, hot = (shape.save_state().stretch(1e-3, 1, about_edge=DOWN) for shape in shapes)
        says = f"how close do all {len(far)} $hat(y)$ come, compared with {len(fresh)} held-out {what}?"
        self.say(says, FadeIn(plane))
        self.add_foreground_mobjects(*numbers)
        late = squish_rate_func(smooth, 0.6, 1.0)
        self.play(*falls, *(FadeIn(mark, rate_func=late) for mark in marks), run_time=1.5)
        self.remove_foreground_mobjects(*numbers)
        self.add_foreground_mobjects(*marks)
        self.play(Restore(hot), FadeIn(legend[1]), run_time=1.5)
        self.play(Restore(cold), FadeIn(legend[0]), run_time=2.0)
        least = rounded(fresh.min(), 2), rounded(far.min(), 2)
        self.say(
            f"the least distance of a held-out {self.kind} is {least[0]}, that of all {len(far)} $hat(y)$ {least[1]}"
        )
        self.wait(1.6)
        no = f"on average, held-out {what} come closer: no sign of copying"
        yes = "on average, $hat(y)$ comes closer: a sign of copying"
        self.claim(no if far.mean() > fresh.mean() else yes)
        for values, hue in ((fresh, "y"), (far, "y_hat")):
            mean = plane.curve(np.full(2, values.mean()), np.array(plane.y[:2]), hue, width=3.0, dash=(5, 4))
            self.play(Create(mean), run_time=1.5)
        self.stop("the end", hold=0.5)
