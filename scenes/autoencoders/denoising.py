"""A denoising autoencoder sends corrupted points home; how far it moves a point gives its energy."""

import numpy as np

from ebviz.stage import *
from scenes.inference._numbers import number_word

TYPICAL = 1.5  # σ that noise takes the one sample away; half of all go farther than 1.2
NEAR = 4 / 3  # in σ: a point farther from all samples is between them
STILL = 0.1  # share of its distance from the samples below which a point hardly moves
ASIDE = 5.0  # slide points between the two arrows of a pair
PASSES = 3  # times that all corrupted points go through the network
USUAL = 0.5  # share of the plane in colours below the hottest


class Denoising(LectureScene):
    """A denoiser sends every point home: how far it moves a point gives that point's energy."""

    studies = ("denoising", "toys")
    gif = (13, 34)

    def thumbnail(self) -> None:
        """Draw the pair: noise takes a sample away, the network brings it back."""
        way = np.linspace(-2, 2, 81)
        wave = np.stack([way, 0.35 * np.sin(2.4 * way), 0 * way], axis=-1)
        ends = np.array([[0.55, 0.45, 0], [1.15, 2.1, 0]])
        there = Wire(ends, colour="grey", scale=4.5)
        back = Wire(ends[::-1] - [0.45, 0, 0], colour="h", scale=4.5)
        hat = Cloud(np.array([[1.0, 2.5, 0]]), "y_hat", shape="triangle", size=48)
        dots = Cloud(wave[5::10], "y", size=34)
        picture = VGroup(Trace(wave, "y", width=16), dots, there, back, hat)
        self.add(*poster(picture, "DAE", ("way home", "h")))

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
        one = int((np.abs(astray - TYPICAL * self.sigma) + 4 * missed).argmin())
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
        self.top.put(VGroup(noise, answer).arrange(DOWN, buff=pt(18), aligned_edge=LEFT), "top left")
        sample = self.plane.cloud(start[0], "y", size=14)
        astray = self.plane.cloud(end[0], "y_hat", shape="triangle", size=14)
        self.add(title("Denoising: the way home"), self.plane, self.samples, self.key[0])
        self.say("noise takes a sample away: can a network bring it back?", FadeIn(sample, scale=2))
        self.play(Grow(there), FadeIn(noise, self.key[1]), run_time=1.5)
        self.play(FadeIn(astray, self.key[3]), run_time=1)
        self.play(Grow(back), FadeIn(answer, self.key[2]), run_time=1.5)
        self.stop("a pair", hold=1)
        self.couple = Group(there, back, sample, astray)

    def all_pairs(self) -> None:
        """Corrupt all samples, and send them through the network, again and again."""
        walk, off = (self.run[f"spiral_{name}"][: PASSES + 1] for name in ("walk", "off"))
        hat, tilde = (np.array([rgba(name)]) for name in ("y_hat", "y_tilde"))
        ways = np.concatenate([self.y[self.run["spiral_origin"]][None], walk])
        passes = np.append(0, np.arange(len(walk)))
        turned = np.minimum(passes, 1)[:, None] * np.ones(ways.shape[1])  # from ŷ's colour to ỹ's

        def paint(share: np.ndarray) -> np.ndarray:
            return hat + share[:, None] * (tilde - hat)

        points = self.plane.dots(ways, size=6, values=turned, paint=paint, shape="triangle")
        count = Counter("passes through the network", passes, "{:.0f}", size=26)
        far = Counter("mean distance to the nearest $y$", np.append(0, off), "{:.3f}", size=26)
        table = counters(count, far, left=self.middle.left, top=self.middle.top - pt(20))
        self.say("and for all samples at once?", FadeOut(self.couple), FadeIn(table, self.key[4], points))
        self.replay(1.5, stop=1)
        self.wait(0.8)
        home = (self.away(walk[[1, -1]]) < self.sigma / 2).mean(axis=1)
        self.replay(1.5, stop=2)
        within = [f"${100 * share:.0f}$ % are within $sigma \\/ 2$ of a sample" for share in home]
        self.say("one pass brings most of them home" if home[0] > 0.6 else f"after one pass, {within[0]}")
        self.wait(1)
        self.replay(2)
        three = number_word(len(walk) - 1)
        self.say(f"{three} bring nearly all" if home[-1] > 0.95 else f"after {three}, {within[-1]}")
        self.wait(1)
        self.cloud = Group(points, table)

    def away(self, places: np.ndarray) -> np.ndarray:
        """Return how far places (…, 2) are from the nearest sample, (…)."""
        return np.linalg.norm(places[..., None, :] - self.y, axis=-1).min(axis=-1)

    def flow(self) -> None:
        """Send one point home, colour the plane by how far each must go; then let go of points everywhere."""
        at, sent, F, flow = (self.run[f"spiral_{name}"] for name in ("at", "sent", "F", "flow"))
        cost, hot = np.square(sent - at).sum(axis=-1), float(f"{np.quantile(F, USUAL):.1g}")
        one = [int(np.abs(cost - 0.8 * hot).argmin())]
        there = self.plane.cloud(at[one], "y_hat", shape="triangle", size=14)
        way = self.plane.arrows(at[one], (sent - at)[one], "h", width=4)
        energy = Counter(Formula("F(hat(y)) = norm(hat(y) - tilde(y))^2", size=36), cost[one], "= {:.2f}")
        self.middle.put(energy, "top left")
        bar, marks = {"bar": "right", "bar_options": {"length": 126}}, [0, hot / 2, hot]
        heat = self.plane.heat(F, high=hot, name="F(hat(y))", ticks=marks, **bar)
        self.low.put(heat.bar, "bottom right")
        let_go = Legend([("dot", "gold", "points let go")]).move_to(self.key[1]).align_to(self.key[0], LEFT)
        grains = self.plane.dots(flow, "gold", size=4.5, on_map=True)
        off = Counter("mean distance to the nearest $y$", self.away(flow).mean(axis=-1), "{:.2f}", size=26)
        step_ = Counter("small steps", np.arange(len(flow)), "{:.0f}", size=26)
        counts = counters(step_, off, left=energy.get_left()[0], top=energy.get_bottom()[1] - pt(22))
        far = "any point can be sent home: how far must it go?"
        self.say(far, FadeOut(self.cloud, self.key[1], self.key[3:]), FadeIn(there, scale=2))
        self.play(Grow(way), FadeIn(energy), run_time=1.5)
        self.stop("one point", hold=1)
        growing = Grow(heat, lag=0.8, run_time=1.5)
        self.add(heat, self.samples, way, there)
        squared = "its energy is that distance squared: low in blue, high in red"
        self.say(squared, growing, FadeIn(heat.bar), run_time=1.5)
        self.wait(1)
        says = "let go of points everywhere: each goes the network's way, in small steps"
        self.say(says, FadeOut(way, there, energy.number, self.key[2]), FadeIn(grains, let_go, counts))
        last, moving = len(flow) - 1, [grains, counts]
        self.replay(2.5, only=moving, stop=0.3 * last, pace="even")
        where, moved, away = self.stuck()
        ring = self.plane.cloud(where, "white", shape="ring", size=28, width=3, on_map=True)
        stays = Group(ring, self.plane.dots(where[None], "gold", size=11, on_map=True))
        saddle = "in the ring a point hardly moves: $F$ is low there, although there is no data"
        least = "in the ring: the point far from the samples that moves least"
        self.say(saddle if moved < STILL * away else least, FadeIn(stays))
        self.replay(3, only=moving, stop=0.5 * last, pace="even")
        self.claim("how far a denoiser moves a point gives that point's energy", FadeOut(stays))
        self.replay(6, only=moving, pace="even")

    def stuck(self) -> tuple[np.ndarray, float, float]:
        """Return the point far from the samples that moves least, how far it moves, and its distance from them."""
        moved, away = np.sqrt(self.run["spiral_F"]), np.sqrt(self.run["spiral_nearest_F"])
        low = np.where(away > NEAR * self.sigma, moved, np.inf)
        row, column = np.unravel_index(low.argmin(), moved.shape)
        where = np.array([self.toys["spiral_y1"][column], self.toys["spiral_y2"][row]])
        return where, float(moved[row, column]), float(away[row, column])
