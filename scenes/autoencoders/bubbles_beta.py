"""The weight β of the bubbles' prior, swept from small to large: small bubbles, a packing, and one for all."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._bubbles import marbles, no_two, pairs, reached, sides
from scenes.autoencoders._words import ONE

HEAP = 0.3  # opacity of a bubble while all overlap


class BubblesAndBeta(LectureScene):
    """β is what room costs: small, bubbles keep their distance; large, they overlap, until all are the prior."""

    studies = ("packing",)
    gif = (3.5, 17.0)

    def thumbnail(self) -> None:
        """Draw the bubbles at the least β, at the usual one and at the last one before they merge."""
        run, row = self.study("packing"), Group()
        apart = np.flatnonzero(run["sweep_overlap"] == 0)
        for moment, hue in ((apart[0], "aqua"), (apart[-1], "z"), (-1, "violet")):
            mu, size = run["sweep_mu"][moment], run["reach"] * run["sweep_radius"][moment]
            row.add(marbles(mu, size, hue, fill=0.3 if moment >= 0 else 0.01, width=4))
        self.add(*poster(row.arrange(DOWN, buff=0.5), "small $beta$", "to large", share=0.4))

    def construct(self) -> None:
        self.run, self.reach = self.study("packing"), float(self.study("packing")["reach"])
        self.mu, self.size = self.run["sweep_mu"], self.reach * self.run["sweep_radius"]
        self.pairs = pairs(self.mu, self.size)
        self.add(title("How much may a bubble cost?"))
        self.bubbles_of_all()
        self.curves()
        self.sweep()

    def bubbles_of_all(self) -> None:
        """The bubbles at each β, fainter the more of them overlap, so that a heap can be seen through."""
        span = sides(self.hero, float(reached(self.mu, self.size).max()))
        self.plane = Plane(*span, within=self.hero, grid=False, labels=("z_1", "z_2"))
        count = self.run["sweep_radius"].shape[1]
        self.bubbles = self.plane.bubbles(self.mu, self.size, width=2.2)
        hue = np.tile(rgba("z"), (count, 1))
        share = self.pairs / max(count * (count - 1) / 2, 1)

        def paint(crowd: float) -> None:
            hue[:, 3] = HEAP + (1 - HEAP) * (1 - crowd) ** 2
            self.bubbles.set_colour(hue).set_fill(0.14 * (1 - crowd) ** 4)

        follow(self.bubbles, share, put=lambda now: paint(float(now)))

    def curves(self) -> None:
        """Median radius and C against β, and the numbers."""
        run, (key, head, upper, lower, foot) = self.run, self.side.rows(0.55, 0.7, 2.2, 2.4, 0.8, gap=10)
        beta = run["sweep_beta"]
        span = (float(beta[0]), float(beta[-1]))
        radius, cost = run["sweep_median_radius"], run["sweep_cost"]
        high = 1.1 * float(cost.max())
        style = {"stretch": True, "log": "x", "above": True, "grid": False}
        top = Plane(
            span, (0, 1.1 * float(radius.max()), 0.5), within=upper, labels=("", '"median" sqrt(v)'), **style
        )
        low = Plane(span, (0, high, ticks.spacing(high, 4)), within=lower, labels=("beta", "C"), **style)
        self.plots = VGroup(top, low)
        self.lines = VGroup(
            top.history(radius, "z", x=beta, width=3.5), low.history(cost, "yellow", x=beta, width=3.5)
        )
        entry = ("ring", "z", f"one $y$: $cal(N)(mu, v I)$ at ${self.reach:g} sqrt(v)$")
        self.key = key.put(Legend([entry]), "top left")
        self.energy = head.put(Formula("tilde(F) = C + beta (U + V)", size=40), "left")
        value = Counter(
            Formula("beta =", size=36), np.log(beta), lambda log: brief(float(np.exp(log))), size=30
        )
        crowd = Counter(f"pairs that overlap at ${self.reach:g} sqrt(v)$", self.pairs, "{:.0f}")
        self.counts = counters(value, crowd, left=foot.left, top=foot.top - pt(22.0), pitch=32)

    def sweep(self) -> None:
        """From the least β on: up to the first overlap, up to the merger, and to the end."""
        run, last = self.run, len(self.pairs) - 1
        beta, share = run["sweep_beta"], run["sweep_overlap"]
        crowded = int(np.argmax(self.pairs > 0)) if self.pairs.any() else last
        merged = int(np.argmax(share >= ONE)) if (share >= ONE).any() else last
        count = run["sweep_radius"].shape[1]
        self.say(
            f"${count}$ bubbles; $beta$ is what each pays for not being the prior: how large is it to be?",
            run_time=0,
        )
        self.add(self.plane, self.bubbles, self.key, self.energy, self.counts)
        self.stop("the question", hold=3.0)
        small = "small $beta$: bubbles are cheap to keep small and apart, and $C$ is nearly 0"
        self.say(small, FadeIn(self.plots, self.lines))
        self.wait(1.5)
        self.say("as $beta$ grows, they grow with it, since $V$ counts for more")
        self.replay(4.5, stop=crowded, pace="even")
        if crowded < merged:
            self.say("now they take room that others have: $C$ pays for it")
            self.replay(4.0, stop=merged - 1 if merged > crowded + 1 else merged, pace="even")
        self.stop("crowded", hold=0.5)
        if share[-1] >= ONE:
            self.say("then it no longer pays to be told apart: all become one, the prior")
            self.replay(4.0, pace="even")
            self.claim(
                f"too large a $beta$, here over ${brief(float(beta[merged - 1]))}$, and $z$ says nothing of $y$"
            )
        else:
            self.replay(4.0, pace="even")
            some = no_two(float(self.pairs[-1]), count)
            self.claim(f"the larger $beta$, the larger the bubbles; at ${brief(float(beta[-1]))}$ {some}")
        self.stop("the end", hold=1.0)
