"""The weight β of the bubbles' prior, swept from small to large: small bubbles, a packing, and one for all."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._bubbles import (
    crowd,
    marbles,
    no_two,
    pairs,
    reached,
    ring,
    see_through,
    sides,
    swell,
    touch,
)
from scenes.autoencoders._words import CROWDED, ONE

CODES = 24  # z drawn from each of two bubbles, until they mix
NEAR = 0.05  # distance of a centre or a radius from the prior's, 0 and 1, below which a bubble is the prior


class BubblesAndBeta(LectureScene):
    """β is the price of not being the prior: small, bubbles keep apart; large, they overlap, until all are one."""

    studies = ("packing",)
    gif = (5, 23)

    def thumbnail(self) -> None:
        """Draw the bubbles where they crowd, and the one that they become."""
        run, tiles = self.study("packing"), Group()
        crowded = int(np.flatnonzero(run["sweep_overlap"] < CROWDED)[-1])
        for moment, hue, fill in ((crowded, "z", 0.25), (-1, "violet", 0.02)):
            mu, size = run["sweep_mu"][moment], run["reach"] * run["sweep_radius"][moment]
            tiles.add(marbles(mu, size, hue, fill=fill, width=7))
        self.add(*poster(tiles.arrange(RIGHT, buff=0.8), "large $beta$:", ("all one", "violet"), share=0.66))

    def construct(self) -> None:
        self.run, self.reach = self.study("packing"), float(self.study("packing")["reach"])
        self.mu, self.size = self.run["sweep_mu"], self.reach * self.run["sweep_radius"]
        self.pairs = pairs(self.mu, self.size)
        self.add(title("How much may a bubble cost?"))
        self.bubbles_of_all()
        self.curves()
        self.sweep()

    def bubbles_of_all(self) -> None:
        """The bubbles at each β, fainter the more of them overlap, so that a heap can be seen through; the prior."""
        span = sides(self.hero, float(reached(self.mu, self.size).max()))
        self.plane = Plane(*span, within=self.hero, grid=False, labels=("z_1", "z_2"))
        self.prior = self.plane.bubbles(np.zeros((1, 2)), self.reach, "violet", fill=0.1, width=5.0)
        self.bubbles = self.plane.bubbles(self.mu, self.size, width=2.2)
        see_through(self.bubbles, self.mu, self.size, fill=0.14)
        drawn = np.random.default_rng(self.run.config["seed"]).standard_normal((2, CODES, 2))
        radius = self.run["sweep_radius"][:, :, None, None]
        z = [self.mu[:, [n]] + radius[:, n] * some for n, some in zip(self.neighbours(), drawn, strict=True)]
        another = self.plane.cloud(z[1], "green", size=8, shape="triangle")
        self.codes = VGroup(self.plane.cloud(z[0], "white", size=6), another)

    def neighbours(self) -> list[int]:
        """The two bubbles that are the first to touch, as they are packed."""
        packed = int(np.abs(np.log(self.run["sweep_beta"] / self.run.config["beta"])).argmin())
        return touch(self.mu[packed], self.size[packed])[1]

    def curves(self) -> None:
        """Median radius and C against β, and the numbers."""
        run, (key, head, upper, lower, foot) = self.run, self.side.rows(1.3, 0.5, 2.3, 2.6, 0.5, gap=6)
        beta = run["sweep_beta"]
        span = (float(beta[0]), float(beta[-1]))
        radius, cost = run["sweep_median_radius"], run["sweep_cost"]
        tall, high = (
            (10.0 ** np.floor(np.log10(max(some.min(), 1e-6))), 4 * some.max()) for some in (radius, cost)
        )
        style: dict[str, Any] = {"stretch": True, "above": True, "grid": False, "within": upper}
        top = Plane(span, tall, labels=("", '"median" sqrt(v)'), log="xy", **style)
        style |= {"within": lower}
        low = Plane(span, high, labels=("beta", '"mean" C'), log="xy", **style)
        self.plots = VGroup(top, low)
        self.lines = VGroup(
            top.history(radius, "z", x=beta, width=3.5), low.history(cost, "yellow", x=beta, width=3.5)
        )
        for plot, values in ((top, radius), (low, cost)):
            now = Counter("", values, lambda value: brief(float(value)), size=28)
            self.lines.add(now.next_to(plot.frame, UP, buff=pt(8), aligned_edge=RIGHT))
        prior = ("ring", "violet", f"prior $cal(N)(0, I)$, drawn to ${self.reach:g}$")
        codes = ("dot", "white", "$z$ of one $y$"), ("triangle", "green", "$z$ of another")
        self.key = key.put(Legend([ring(self.reach), prior, *codes], size=24, gap=7), "top left")
        self.key[3].next_to(self.key[2], RIGHT, buff=pt(24))
        self.energy = head.put(Formula("tilde(F) = C + beta (U + V)", size=34), "left")
        value = Counter(
            Formula("beta =", size=36), np.log(beta), lambda log: brief(float(np.exp(log))), size=30
        )
        on_line(value, baseline(self.energy), left=float(self.energy.get_right()[0]) + pt(22))
        self.counts = VGroup(value, foot.put(crowd(self.pairs, self.mu.shape[1]), "left"))

    def from_prior(self) -> np.ndarray:
        """Return how far the centre or the radius of any bubble is from the prior's, 0 and 1, at each β: (S,)."""
        centres = np.linalg.norm(self.run["sweep_mu"], axis=-1)
        return np.maximum(centres, np.abs(self.run["sweep_radius"] - 1)).max(axis=1)

    def sweep(self) -> None:
        """From the packing down to the least β, then up: to the first overlap, to the merger, to the end."""
        run, last, count = self.run, len(self.pairs) - 1, self.mu.shape[1]
        beta, share = run["sweep_beta"], run["sweep_overlap"]
        packed = int(np.abs(np.log(beta / run.config["beta"])).argmin())
        crowded = int(np.argmax(self.pairs > 0)) if self.pairs.any() else last
        merged = int(np.argmax(share >= ONE)) if (share >= ONE).any() else last
        melting = max(crowded, int(np.argmax(share > CROWDED)) - 1) if share[-1] > CROWDED else merged
        alike, upto = np.flatnonzero(self.from_prior() < NEAR), merged
        stand(packed, self.bubbles, self.counts)
        self.add(self.plane, self.key[0])
        self.say(f"${count}$ bubbles, packed at $beta = {brief(float(beta[packed]))}$")
        self.play(swell(self.plane, self.bubbles, self.mu[packed], self.size[packed], run_time=2.0))
        told = "$beta$ is the price of not being the prior: how large should it be?"
        self.say(told, FadeIn(self.prior, self.key[1], self.energy, self.counts))
        self.add(self.bubbles)
        self.stop("the question", hold=2.0)
        self.say("at a small $beta$, it costs little to stay small and apart, and $C$ is nearly 0")
        self.replay(2.5, stop=0, pace="even")
        stand(0, self.lines)
        self.play(FadeIn(self.plots, self.lines), run_time=0.5)
        self.say("as $beta$ grows, they grow with it, since $V$ counts for more")
        self.replay(4.0, stop=crowded, pace="even")
        stand(crowded, self.codes)
        if crowded < melting:
            self.say("now they take room that others have", FadeIn(self.codes, self.key[2:]))
            self.replay(2.6, stop=(crowded + 2 * melting) // 3, pace="even")
            self.say("$z$ of two meet, and $C$ pays for it")
            self.replay(1.4, stop=melting, pace="even")
        if share[-1] >= ONE:
            self.say("then it no longer pays to be told apart: all become one, the prior")
            upto = int(alike[0]) if len(alike) else last - 1
            self.replay(4.2, stop=upto, pace="even")
            self.stop("all one", hold=0.8)
            says = (
                f"from $beta = {brief(float(beta[alike[0]]))}$ on," if len(alike) else "at too large a $beta$"
            )
            self.claim(f"{says} $z$ no longer depends on $y$")
        else:
            some = no_two(float(self.pairs[-1]), count)
            self.claim(f"the larger $beta$, the larger the bubbles; at ${brief(float(beta[-1]))}$ {some}")
        if upto < last:
            self.replay(3.5, pace="even")
        self.stop("the end", hold=0.5)
