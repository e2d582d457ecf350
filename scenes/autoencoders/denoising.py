"""A denoising autoencoder sends corrupted points home; how far it moves a point gives its energy."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import distance_cap

NEAR = 4 / 3  # in σ: a point farther from all samples is between them
STILL = 0.1  # share of its distance from the samples below which a point hardly moves
ASIDE = 5.0  # slide points between the two arrows of a pair
ROUNDS = 6  # times that every grain is let go


class Denoising(LectureScene):
    """A denoiser sends every point home: how far it moves a point gives that point's energy."""

    studies = ("denoising", "toys")
    gif = (15.5, 32.5)

    def thumbnail(self) -> None:
        """Draw the pair: noise takes a sample away, the network brings it back."""
        way = np.linspace(-2, 2, 81)
        wave = np.stack([way, 0.35 * np.sin(2.4 * way), 0 * way], axis=-1)
        ends = np.array([[0.55, 0.45, 0], [1.15, 2.1, 0]])
        there, back = (
            Wire(ends, colour="grey", scale=4.5),
            Wire(ends[::-1] - [0.45, 0, 0], colour="h", scale=4.5),
        )
        hat = Cloud(np.array([[1.0, 2.5, 0]]), "y_hat", shape="triangle", size=48)
        dots = Cloud(wave[5::10], "y", size=34)
        self.add(
            *poster(VGroup(Trace(wave, "y", width=16), dots, there, back, hat), "DAE", ("way home", "h"))
        )

    def construct(self) -> None:
        self.run, self.toys = self.study("denoising"), self.study("toys")
        self.y, self.sigma = self.toys["spiral"], float(self.run["spiral_sigma"])
        sides = [self.toys[f"spiral_y{k}"][[0, -1]] for k in (1, 2)]
        gap = ticks.spacing(float(np.ptp(sides[0])), 4)
        self.plane = Plane(*((*side, gap) for side in sides), within=self.hero, grid=False, axes=False)
        self.samples = self.plane.cloud(self.y, "y", size=6, on_map=True)
        self.top, self.middle, self.low = self.side.rows(5, 4, 9)
        for act in (self.pair, self.all_pairs, self.flow):
            act()

    def pair(self) -> None:
        """Corrupt one sample, and let the network bring it back."""
        origin, (hat, home) = self.y[self.run["spiral_origin"]], self.run["spiral_walk"][:2]
        astray, missed = (np.linalg.norm(end - origin, axis=-1) for end in (hat, home))
        one = int((np.minimum(astray, 2.5 * self.sigma) - 4 * missed).argmax())
        start, end, sent = (places[[one]] for places in (origin, hat, home))
        across = (end - start)[:, ::-1] * [-1, 1] / np.linalg.norm(end - start)
        aside = pt(ASIDE) / self.plane.unit * across
        there = self.plane.arrows(start + aside, end - start, "grey", width=4)
        back = self.plane.arrows(end - aside, sent - end, "h", width=4)
        marks = [("dot", "y", "samples $y$"), ("arrow", "grey", "corruption"), ("arrow", "h", "denoising")]
        marks += [("triangle", "y_hat", "corrupted $hat(y)$"), ("triangle", "y_tilde", "denoised $tilde(y)$")]
        self.key = self.low.put(Legend(marks), "top left")
        noise = Formula(f"hat(y) = y + sigma epsilon, quad sigma = {self.sigma:.2g}", size=36)
        answer = Formula("tilde(y) = Dec(Enc(hat(y)))", size=36)
        self.told = self.top.put(
            VGroup(noise, answer).arrange(DOWN, buff=pt(18), aligned_edge=LEFT), "top left"
        )
        sample = self.plane.cloud(start[0], "y", size=14)
        astray = self.plane.cloud(end[0], "y_hat", shape="triangle", size=14)
        self.add(title("Denoising: the way home"), self.plane, self.samples, self.key[0])
        self.say("noise takes a sample away: can a network bring it back?", FadeIn(sample, scale=2))
        self.play(Grow(there), FadeIn(noise, self.key[1]), run_time=1.5)
        self.play(FadeIn(astray, self.key[3]), run_time=0.5)
        self.wait(1)
        self.play(Grow(back), FadeIn(answer, self.key[2]), run_time=1.5)
        self.stop("a pair", hold=1.5)
        self.couple = Group(there, back, sample, astray)

    def all_pairs(self) -> None:
        """Corrupt all samples, and send them through the network, again and again."""
        origin, walk, off = (self.run[f"spiral_{name}"] for name in ("origin", "walk", "off"))
        hat, tilde = (np.array([rgba(name)]) for name in ("y_hat", "y_tilde"))
        ways, passes = np.concatenate([self.y[origin][None], walk]), np.append(0, np.arange(len(walk)))
        home = np.minimum(passes, 1)[:, None] * np.ones(len(origin))  # whose colour turns from ŷ's to ỹ's

        def paint(share: np.ndarray) -> np.ndarray:
            return hat + share[:, None] * (tilde - hat)

        points = self.plane.dots(ways, size=6, values=home, paint=paint, shape="triangle")
        count = Counter("passes through the network", passes, "{:.0f}", size=26)
        far = Counter("mean distance to the nearest $y$", np.append(0, off), "{:.2f}", size=26)
        table = counters(count, far, left=self.middle.left, top=self.middle.top - pt(20))
        self.say("and for all samples at once?", FadeOut(self.couple), FadeIn(table, self.key[4]))
        self.add(points)
        self.replay(1.5, stop=1)
        self.wait(1)
        self.say("one pass brings many of them home, more passes nearly all")
        self.replay(1.5, stop=2)
        self.wait(1)
        self.replay(2)
        self.cloud = Group(points, table)

    def flow(self) -> None:
        """Let go of points all over the plane, again and again, above a map of how far each point is moved."""
        flow, hot = self.run["spiral_flow"], distance_cap(self.toys, "spiral")
        moments, grains = flow.shape[:2]
        begun = np.random.default_rng(0).integers(moments, size=grains)
        ages = (np.arange(int(ROUNDS * moments))[:, None] + begun) % moments
        places, self.last = flow[ages, np.arange(grains)], len(ages) - 1
        shine = np.sin(np.pi * ages / (moments - 1))  # each comes and goes

        def paint(light: np.ndarray) -> np.ndarray:
            return np.array(rgba("white")) * light[:, None] ** [0, 0, 0, 1]

        far = np.sqrt(self.run["spiral_F"])
        bar = {"bar": "right", "name": "norm(hat(y) - tilde(y))", "ticks": [0, hot / 2, hot]}
        heat = self.plane.heat(far, high=hot, **bar, bar_options={"length": 150})
        self.low.put(heat.bar, "bottom")
        let_go = Legend([("dot", "white", "$hat(y)$ let go")]).align_to(self.key[1], UP + LEFT)
        energy = self.middle.put(Formula("F(hat(y)) = norm(hat(y) - tilde(y))^2", size=36), "top left")
        self.grains = self.plane.dots(places, size=4.5, values=shine, paint=paint, on_map=True)
        self.say("any point can be sent home: let go of points everywhere", FadeOut(self.cloud, self.key[1:]))
        self.play(Grow(heat, lag=0.8), FadeIn(heat.bar, energy, let_go), run_time=1.5)
        self.add(self.samples, self.grains)
        self.let_go(4.5, 0.31)
        where, moved, away = self.stuck()
        ring = self.plane.cloud(where, "yellow", shape="ring", size=28, width=3, on_map=True)
        ridge = "in the ring the pulls from all sides balance: on such a ridge a point stays"
        least = "in the ring: the point far from the samples that moves least"
        self.say(ridge if moved < STILL * away else least, FadeIn(ring, scale=2))
        self.let_go(3, 0.52)
        self.claim("how far a denoiser moves a point gives that point's energy", FadeOut(ring))
        self.let_go(6.5, 1.0)
        self.wait(1)

    def let_go(self, seconds: float, share: float) -> None:
        """Let the grains run up to a share of their history."""
        self.replay(seconds, only=[self.grains], stop=share * self.last, pace="even")

    def stuck(self) -> tuple[np.ndarray, float, float]:
        """Return the point far from the samples that moves least, how far it moves, and its distance from them."""
        moved, away = np.sqrt(self.run["spiral_F"]), np.sqrt(self.run["spiral_nearest_F"])
        low = np.where(away > NEAR * self.sigma, moved, np.inf)
        row, column = np.unravel_index(low.argmin(), moved.shape)
        where = np.array([self.toys["spiral_y1"][column], self.toys["spiral_y2"][row]])
        return where, float(moved[row, column]), float(away[row, column])
