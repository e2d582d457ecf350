"""A contractive autoencoder: its code has to change along the data, but pays for change in any direction."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._contracted import what_is_left

DRAWN = 8  # number of marked samples; they are stored in an order that covers the data evenly
STAR = 12  # directions in which one sample is nudged
ROUND = np.linspace(0, 2 * np.pi, 49)
TOUCH = 0.48  # longest radius of all ellipses, as a share of the distance between marked samples


class Contraction(LectureScene):
    """A larger λ damps the code's response, in proportion most across the data."""

    studies = ("contractive", "toys")
    cannot_show = {
        "contractive.weights": "it compares trainings at several λ, and given weights belong to one"
    }
    gif = (10.5, 29)

    def thumbnail(self) -> None:
        """Draw one sample with its star, and the way along the data."""
        turn = 2 * np.pi * np.arange(8) / 8
        ends = np.stack([np.cos(turn), np.sin(turn), 0 * turn], axis=-1)
        star = VGroup(*(Wire(np.stack([0.3 * end, end]), colour="orange", scale=3.4) for end in ends))
        long = (Wire(np.stack([0.3 * end, 1.5 * end]), colour="aqua", scale=4.5) for end in ends[::4])
        x, along = np.linspace(-1.7, 1.7, 41), VGroup(*long)
        arc = np.stack([x, -0.16 * x**2, 0 * x], axis=-1)
        picture = VGroup(Trace(arc, "y", width=12), star, along, Cloud(np.zeros((1, 3)), "y", size=34))
        self.add(*poster(picture, "CAE", ("any way", "orange"), ("along", "aqua")))

    def construct(self) -> None:
        self.run, self.y = self.study("contractive"), self.study("toys")["ellipse"]
        self.marks = self.run["ellipse_mark"][:DRAWN]
        self.at, self.t = self.y[self.marks], self.run["ellipse_tangent"][:DRAWN]
        singular, right = self.run["ellipse_singular"][:, :DRAWN], self.run["ellipse_right"][:, :DRAWN]
        self.stretch = np.einsum("lmk,lmki,lmkj->lmij", singular, right, right)  # (L, M, 2, 2), |J|
        apart = np.linalg.norm(self.at[:, None] - self.at, axis=-1) + np.diag(np.full(len(self.at), np.inf))
        self.longest = TOUCH * float(np.median(apart.min(axis=1)))
        self.scale = self.longest / float(singular.max())  # the same for every λ
        self.one = int(self.at[:, 1].argmax())
        for act in (self.star, self.along_the_data, self.measure, self.contract):
            act()

    def star(self) -> None:
        """Nudge one sample in all directions, and penalise each."""
        room = 1.35 * self.longest
        sides = [(float(side.min()) - room, float(side.max()) + room) for side in self.y.T]
        gap = ticks.spacing(sides[0][1] - sides[0][0], 6)
        self.plane = Plane(*((*side, gap) for side in sides), within=self.hero, grid=False, axes=False)
        turn = 2 * np.pi * np.arange(STAR) / STAR + np.arctan2(*self.t[self.one][::-1])
        self.ways = np.stack([np.cos(turn), np.sin(turn)], axis=-1)  # (A, 2)
        nudges = np.stack([self.longest * self.ways, self.scale * self.ways @ self.stretch[0, self.one]])
        tails = np.broadcast_to(self.at[self.one], nudges.shape)
        self.arrows = self.plane.arrows(tails, nudges, "orange", width=3)
        here, away = (
            self.plane.at(self.at[self.one]),
            1.1 * self.longest * self.plane.unit,
        )  # below its arrows
        letter = Formula("y", size=38).next_to(here, DOWN, buff=away)
        self.point = VGroup(self.plane.cloud(self.at[self.one], "y", size=13), letter)
        penalty, self.upper, self.lower = self.side.rows(9, 16, 19, gap=14)
        cost = Formula('R(h) = lambda norm((partial h) / (partial y))_"F"^2', size=40)
        self.add(title("Contraction: what the code may notice"), self.plane)
        self.samples = self.plane.cloud(self.y, "y", size=3.5)
        self.add(self.samples, self.point)
        self.say("nudge $y$ a little, in any direction: how much should its code $h$ change?", run_time=0)
        self.wait(1)
        self.play(Grow(self.arrows, lag=0.6), run_time=1.5)
        self.stop("a star", hold=1.5)
        self.key = Legend([("arrow", "orange", "penalised by $R$"), ("arrow", "aqua", "needed by $C$")])
        self.upper.put(self.key, "left")
        come = FadeIn(penalty.put(cost, "left"), self.key[0])
        self.say("a penalty $R$ on every change of $h$, whatever the direction", come)
        self.stop("penalised", hold=1.5)

    def along_the_data(self) -> None:
        """Let arrows along the data grow, from sample to sample."""
        both = np.concatenate([self.t, -self.t])
        self.along = self.plane.arrows(np.tile(self.at, (2, 1)), self.longest * both, "aqua", width=4)
        says = "but the reconstruction cost $C$ must tell samples apart: along the data, $h$ has to change"
        self.say(says, FadeIn(self.key[1]))
        self.play(Grow(self.along, lag=0.5), run_time=1.5)
        self.add(self.point)
        self.stop("needed", hold=1.5)

    def measure(self) -> None:
        """Turn the star into what is measured at the smallest λ: an ellipse, and one at each marked sample."""
        J = self.stretch
        rounds = np.stack([np.cos(ROUND), np.sin(ROUND)], axis=-1)  # (R, 2)
        tangent = np.einsum("lmij,mj->lmi", J, self.t)[:, :, None]
        normal = np.einsum("lmij,mj->lmi", J, self.t[:, ::-1] * [-1, 1])[:, :, None]
        before = self.lines(rounds @ J[:1], "orange", 1.4).set_stroke(opacity=0.45)
        self.loops = VGroup(
            before, self.lines(rounds @ J, "orange", 3), self.lines(normal * [[-1], [1]], "orange", 5),
            self.lines(tangent * [[-1], [1]], "aqua", 5),
        )  # fmt: skip
        means = [self.run[f"ellipse_{name}"].mean(axis=-1) for name in ("along", "across")]
        found = what_is_left(self.run["lambdas"], means, self.scale, (self.upper, self.lower))
        self.shares, self.plot, self.numbers, table = found
        least = f"measured at $lambda = {self.run['lambdas'][0]:g}$: how far $h$ moves when $y$ takes a small step"
        self.say(least, FadeOut(self.along, self.key), self.samples.animate.set_opacity(0.4))
        self.replay(1.2, only=[self.arrows])
        self.play(FadeIn(self.loops, self.plot, table), run_time=1)
        self.add(self.point)
        self.play(Grow(self.arrows, back=True), run_time=0.5)
        self.remove(self.arrows)
        self.stop("measured", hold=1.8)

    def lines(self, ways: np.ndarray, colour: str, width: float) -> Trace:
        """Return lines (L, M, P, 2) around the marked samples, on one scale for every λ."""
        line = Trace(np.zeros((0, 3)), colour, width=width)
        gap = np.full((len(self.at), 1, 2), np.nan)

        def put(now: np.ndarray) -> None:
            places = np.concatenate([self.at[:, None] + self.scale * now, gap], axis=1)
            line.run(self.plane.at(places.reshape(-1, 2)))

        return follow(line, ways, put=put)

    def contract(self) -> None:
        """Raise λ from training to training."""
        last = len(self.stretch) - 1
        moving = [self.loops[1:], self.plot, *self.numbers]
        self.say("now raise $lambda$, on the same scale; the thin outlines stay as they were")
        self.replay(3.5, only=moving, stop=max(1, last // 2))
        self.wait(1)
        along, across = (float(share[-1]) for share in self.shares)
        says = "a larger $lambda$ damps the code's response, in proportion most across the data"
        found = f"a larger $lambda$ leaves ${along:.0f}$ % along the data, ${across:.0f}$ % across it"
        self.claim(says if across < along < 100 else found)
        self.replay(6.5, only=moving, stop=last, pace="even")
