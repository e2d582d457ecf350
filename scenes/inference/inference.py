"""Inference in a latent-variable EBM: the missing latent is found by going downhill, or by trying all of them."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents
from scenes.inference._rescaled import bend, stretch
from scenes.inference._sides import aside
from scenes.inference._valleys import arrived, kept

LEAST = (2.5, 2.0)  # how far the plane reaches at least


class InferenceDescent(LectureScene):
    """Going downhill from a guess z̃ finds some valley, perhaps a wrong one; a search finds the lowest."""

    studies = ("inference", "ellipse")
    cannot_show = {"inference.energy": "it follows g(z) along the manifold, and an energy has no decoder g"}
    gif = (0, 34)

    def thumbnail(self) -> None:
        """Draw an energy, where going downhill ends, and the lowest."""
        run = self.study("inference")
        i = int((run["gd_E"][:, -1] - run["F"]).argmax())
        tall = np.ptp(run["fine_z"]) / np.ptp(run["fine_E"][i]) / 1.3
        here, lowest = (
            np.array([(one[0], tall * one[1], 0)])
            for one in ((run["gd_z"][i, -1], run["gd_E"][i, -1]), (run["z_check"][i], run["F"][i]))
        )
        way = np.stack([run["fine_z"], tall * run["fine_E"][i], 0 * run["fine_z"]], axis=-1)
        marks = Cloud(here, "z", size=70), Cloud(lowest, "z_check", shape="ring", size=90, width=16)
        self.add(*poster(VGroup(Trace(way, "E", width=18), *marks), "downhill", "or search?"))

    def construct(self) -> None:
        self.run, self.y = self.study("inference"), self.study("ellipse")["y"]
        self.latents = Latents.of(self.run)
        above = self.run["gd_E"][:, -1] - self.run["F"]  # how far the descents end above the lowest energy
        self.easy, self.hard = int(self.study("ellipse")["i_right"]), int(above.argmax())
        self.lay_out()
        self.ask()
        self.descend(self.easy, "guess a latent, $tilde(z)$, and go downhill")
        self.change()
        self.descend(self.hard, "the same guess $tilde(z)$, and downhill again")
        self.search()

    def lay_out(self) -> None:
        """Lay out the plane of y on the left, the energy over z on the right."""
        run, span = self.run, self.latents.high - self.latents.low
        (room, self.below), (side, self.low) = (one.rows(7, 1) for one in (self.left, self.right))
        spans = ticks.spread(np.vstack([run["fine_y"], self.y]), LEAST)
        self.plane = Plane(*spans, within=room, every=(2, 2), axes=False)
        ways = run["gd_z"][[self.easy, self.hard]]
        low = self.latents.low - span * float(self.latents.closed and ways.min() < self.latents.low)
        high = self.latents.high + span * float(self.latents.closed and ways.max() > self.latents.high)
        both = self.z, self.E = run["fine_z"], run["fine_E"][[self.easy, self.hard]]
        if high - low > span:
            self.z, self.E = self.latents.over_laps(*both)
        gap = ticks.spacing(float(self.E.max()), 6)
        self.tops = [float(np.ceil(E.max() / gap) * gap) for E in self.E]
        self.energy = Plane(
            (low, high), (0, self.tops[0], gap), within=side, stretch=True, labels=("z", "E(y', z)"), above=True,
            x_ticks=ticks.latent(low, high, most=6),
        )  # fmt: skip
        self.line = self.energy.curve(self.z, self.E[0], width=3)
        manifold = self.plane.trace(run["fine_y"], closed=self.latents.closed)
        key = Legend([("line", "y_tilde", "$tilde(y) = g(z)$"), ("dot", "y", "samples $y$")], across=True)
        samples = self.plane.cloud(self.y, "y", size=6).set_opacity(0.6)
        self.below.put(key, "left")
        self.add(title("Inference: find the latent"), self.plane, manifold, samples, key)

    def ask(self) -> None:
        """Show one sample, and its energy."""
        self.here = self.plane.point(self.y[self.easy], "y'", RIGHT)
        self.say("which $z$ explains this $y'$ best?", FadeIn(self.here, scale=2))
        self.play(FadeIn(self.energy), run_time=0.5)
        self.play(Create(self.line), run_time=1.5)

    def descend(self, sample: int, says: str) -> None:
        """Go downhill from z̃: a point on the energy, and one on the manifold."""
        way = np.stack([self.run["gd_z"][sample], self.run["gd_E"][sample]], axis=-1)  # (S + 1, 2)
        left = np.flatnonzero(~self.energy.holds(way))  # a way that leaves the plane ends there
        way, path = (one[: left[0] if len(left) else None] for one in (way, self.run["gd_y"][sample]))
        guess = self.energy.point(way[0], "tilde(z)", shape="ring", size=15, width=3)
        E = self.E[[self.easy, self.hard].index(sample)]
        curve = self.energy.at(np.stack([self.z, E], axis=-1))
        aside(guess[1], guess[0].get_center(), curve, self.energy, buff=13)
        start = self.plane.cloud(path[0], "z", shape="ring", size=15, width=3)
        ends = VGroup(guess, start, Formula("g(tilde(z))", size=36).next_to(start, UP, buff=pt(7)))
        both = ((self.energy, way), (self.plane, path))
        lines = (plane.history(one[:, 1], "z", x=one[:, 0], width=4, size=13) for plane, one in both)
        trails = VGroup(*lines, self.to(sample, path))
        self.walk = VGroup(ends, trails)
        self.say(says, *(FadeIn(end, scale=2) for end in ends), FadeIn(trails))
        self.replay(2.8, only=[trails], pace=way)
        self.end, here = way[-1], rounded(float(way[-1, 1]), 2)
        self.say(f"{arrived(self.run, sample)}: $E = {here}$")
        self.stop(f"sample {sample + 1}", hold=1.2)

    def to(self, sample: int, path: np.ndarray) -> Trace:
        """Return the line from a moving ỹ (S, 2) to a sample: the energy is its length squared."""
        ways = np.stack([np.broadcast_to(self.y[sample], path.shape), path], axis=1)
        return self.plane.trace(ways, "E", dash=(5, 4))

    def change(self) -> None:
        """Move y′ to another sample: its energy is another, to which the axis is fitted."""
        shift = self.plane.at(self.y[self.hard]) - self.plane.at(self.y[self.easy])
        self.say("another $y'$ has another energy", FadeOut(self.walk))
        self.play(
            ApplyMethod(self.here.shift, shift, run_time=2), bend(self.energy, self.line, self.z, *self.E)
        )
        if self.tops[0] != self.tops[1]:
            self.say(f"a closer look: the axis now ends at ${self.tops[1]:g}$")
            self.play(stretch(self.energy, self.line, self.z, self.E[1], self.tops[1]))

    def search(self) -> None:
        """Try the latents of a grid one after another, and keep the lowest."""
        run, i = self.run, self.hard
        tried, places = np.stack([run["z"], run["E"][i]], axis=-1), run["y_tilde"]  # (K, 2), (K, 2)
        best = int(run["E"][i].argmin())
        planes = ((self.energy, tried, 7), (self.plane, places, 4))
        far = np.minimum.outer(*2 * [np.arange(len(tried))])
        dots = [plane.cloud(one[far], "z", size=size) for plane, one, size in planes]
        spot = [*(plane.cloud(one[:, None], "z", size=15) for plane, one, _ in planes), self.to(i, places)]
        lowest = self.low.put(Counter(Words("lowest so far: $E =$")).put(tried[0, 1]))
        found = kept([plane[:2] for plane in planes], tried[:, 1], lowest)
        end = self.energy.cloud(self.end, "red", shape="cross", size=15, width=4)
        word = Words(f"downhill: $E = {rounded(float(self.end[1]), 2)}$", size=26, colour="grey")
        word.next_to(end, DOWN, buff=pt(4))
        says = f"so try ${len(tried)}$ values of $z$, and keep the lowest so far"
        self.say(says, FadeOut(self.walk), *map(FadeIn, (*dots, end, word, found, *spot)), run_time=1)
        self.replay(4, only=[*dots, found, *spot], pace="even")
        self.conclude(np.array([tried[best], places[best]]), word, FadeOut(VGroup(*spot, lowest)))

    def conclude(self, least: np.ndarray, word: Words, gone: Animation) -> None:
        """Name the lowest of all that were tried, as z and E and as a place (2, 2), and say how much lower it is."""
        F, line = rounded(float(self.run["F"][self.hard]), 2), self.to(self.hard, least[1:])
        found, made = Words(f"search: $E = {F}$", size=32), Formula("g(check(z))", size=36)
        sides = np.linspace(word.get_corner(UL), word.get_corner(UR), 9), self.line.points
        aside(found, self.energy.at(least[0]), np.vstack(sides), self.energy, buff=13)
        taken = np.linspace(self.y[self.hard], least[1], 9), self.run["fine_y"]
        aside(made, self.plane.at(least[1]), self.plane.at(np.vstack(taken)), self.plane, buff=13)
        value = self.low.fit(Formula(f"F_oo (y') = min_z E(y', z) = E(y', check(z)) = {F}", size=36))
        says = "the lowest energy over $z$ is the free energy of this $y'$, at zero temperature"
        self.play(gone, run_time=0.5)
        self.say(says, *map(FadeIn, (found, made, line, value)))
        self.wait(3.5)
        drop = np.stack([self.end, (least[0, 0], self.end[1]), least[0]])
        lower = Create(self.energy.trace(drop, "grey", width=2, dash=(5, 4)), run_time=4)
        self.claim("going downhill finds some valley; a search finds the lowest")
        self.play(lower)
