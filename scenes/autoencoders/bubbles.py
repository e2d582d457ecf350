"""The bubble of bubbles: a few codes, then many, pack into one large bubble, and whatever z of it is decoded."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders import _bubbles as bubble
from scenes.autoencoders._bubbles import crowd, pairs, rain, reached, ring, sides, swell
from scenes.autoencoders._closer import enlarged, tinted
from scenes.inference._numbers import number_word

DRAWS = 80  # number of z drawn from the first bubble
EVERY = 3  # of the z of the prior one in so many falls, so that their lines can be told apart
MIXED = 0.7  # share of the answer that the largest part of a mixed one has, about


class BubbleOfBubbles(LectureScene):
    """Bubbles that the decoder can tell apart fill one large bubble: to any z in it, mostly one sample answers."""

    studies = ("packing",)
    gif = (4.5, 14.5)

    def thumbnail(self) -> None:
        """Draw the packing in the prior's ring."""
        run = self.study("packing")
        mu, size = run["many_mu"][-1], run["reach"] * run["many_radius"][-1]
        around = bubble.marbles(
            np.zeros((1, 2)), np.array([reached(mu, size)]) * 1.03, "violet", fill=0.15, width=9
        )
        self.add(
            *poster(Group(around, bubble.marbles(mu, size)), ("a bubble", "violet"), ("of bubbles", "z"))
        )

    def construct(self) -> None:
        self.run, self.reach = self.study("packing"), float(self.study("packing")["reach"])
        run, names = self.run, ("few", "many")
        (few, mu), (some, size) = ([run[f"{name}_{of}"] for name in names] for of in ("mu", "radius"))
        self.few, self.mu, self.radius = (few[-1], some[-1]), mu[-1], size[-1]
        self.ring = bubble.ring_around(run, self.mu, self.radius)
        span = sides(self.body, max(float(reached(mu, self.reach * size).max()), self.ring))
        self.plane = Plane(*span, within=self.body, grid=False, labels=("z_1", "z_2"))
        self.west, _, self.east = bubble.within(self.plane).columns(3, 4.8, 3.2)
        self.add(title("The bubble of bubbles"), self.plane)
        for act in (self.one_bubble, self.few_bubbles, self.more_bubbles, self.check, self.prior, self.any_z):
            act()

    def panel(self, name: str) -> None:
        """The bubbles of a run, and how large and crowded they are."""
        mu, radius = self.run[f"{name}_mu"], self.run[f"{name}_radius"]
        self.bubbles = self.plane.bubbles(mu, radius, reach=self.reach, fill=0.12)
        self.pairs = pairs(mu, self.reach * radius)
        at, median = Counter("step", self.run["steps"], step, size=24), self.run[f"{name}_median_radius"]
        rows = at, Counter("median $sqrt(v)$", median, size=24), crowd(self.pairs, mu.shape[1], size=24)
        self.counts = counters(*rows, left=self.east.left, top=self.east.top - pt(24))

    def one_bubble(self) -> None:
        """One sample and its bubble: a centre, a radius, and every z drawn from it."""
        mu, radius = (some[[self.few[1].argmax()]] for some in self.few)
        first = self.first = self.plane.bubbles(mu, radius, reach=self.reach, fill=0.18)
        codes = mu + radius * np.random.default_rng(self.run.config["seed"]).standard_normal((DRAWS, 2))
        self.told = self.west.fit(Formula("z = mu + epsilon dot.o sqrt(v)"), "left")
        self.legend = self.west.put(Legend([ring(self.reach)], size=24), "top left")
        self.told.next_to(self.legend, DOWN, buff=pt(14), aligned_edge=LEFT)
        self.say("a VAE gives each $y$ a bubble of codes $z$, not a point", FadeIn(self.legend, self.told))
        self.play(swell(self.plane, first, mu, self.reach * radius, run_time=0.8))
        self.play(rain(self.plane, codes, codes, run_time=1.2))
        self.codes = self.mobjects[-1]

    def few_bubbles(self) -> None:
        """A few at rest: apart, so that the decoder can tell whose z it is; together, as the prior asks."""
        self.panel("few")
        stand(len(self.run["few_mu"]) - 1, self.bubbles, self.counts)
        self.energy = Formula("tilde(F) = C + beta (U + V)", size=32).move_to(self.told, aligned_edge=LEFT)
        grown = swell(self.plane, self.bubbles, self.few[0], self.reach * self.few[1], run_time=1.2)
        told = f"{number_word(len(self.few[0]))} samples at rest: $C$ keeps them apart, $V$ open, and $U$ together"
        self.say(told, grown, FadeOut(self.codes, self.told, self.first), FadeIn(self.counts, self.energy))
        self.stop("a few", hold=1.6)

    def more_bubbles(self) -> None:
        """Others join the few as small as points, and all of them pack."""
        gone = FadeOut(self.counts, self.bubbles)
        self.panel("many")
        few, many, born = (self.run.config[name] for name in ("few", "many", "born"))
        told = f"${many - few}$ more join them, with $sqrt(v) = {born:g}$, and all of them pack"
        self.say(told, gone, FadeIn(self.bubbles, self.counts))
        self.replay(4.5)

    def check(self) -> None:
        """Do any two overlap? Draw all of them small, then larger, until the first two touch."""
        most, pair = bubble.touch(self.mu, self.radius)
        large = max(most, self.reach)
        bubbles, rows, largest = bubble.stretched(self.plane, self.mu, self.radius, self.reach, large)
        counts = counters(*rows, left=self.east.left, top=self.east.top - pt(24))
        free = self.west.put(Legend([bubble.ring()], size=24), "top left")
        gone = FadeOut(self.counts, self.legend, self.bubbles, rate_func=squish_rate_func(smooth, 0, 0.5))
        come = FadeIn(counts, free, bubbles, rate_func=squish_rate_func(smooth, 0.5, 1))
        self.say("does any overlap with another?", gone, come, run_time=0.8)
        self.replay(2.8, stop=largest, pace="even", only=(bubbles, counts))
        told = bubble.first_touch(most, self.reach, self.pairs[-1], len(self.mu))
        both = self.plane.bubbles(self.mu[pair], large * self.radius[pair], "white", fill=0.3)
        self.say(told, FadeIn(both))
        self.stop("none overlap", hold=2.0)
        self.play(FadeOut(both), run_time=0.3)
        self.replay(0.8, pace="even", only=(bubbles, counts))
        self.bubbles, self.counts, self.legend = bubbles, counts, free

    def prior(self) -> None:
        """The big bubble around all of them."""
        prior = ("ring", "violet", f"prior $cal(N)(0, I)$, drawn to ${self.ring:g}$")
        self.words = self.west.put(Legend([ring(self.reach), prior], size=24), "top left")
        around = self.plane.bubbles(np.zeros((1, 2)), self.ring, "violet", fill=0.14, width=5.0)
        grown = swell(self.plane, around, np.zeros((1, 2)), np.array([self.ring]), run_time=1.0)
        self.energy.generate_target().next_to(self.words, DOWN, buff=pt(14), aligned_edge=LEFT)
        share = bubble.share_within(self.ring)
        told = f"the prior, drawn to ${self.ring:g}$ to hold all of them: one bubble, with {share} of its $z$"
        new = FadeIn(self.words), FadeOut(self.legend), MoveToTarget(self.energy)
        self.say(told, grown, *new)
        self.add(self.bubbles)
        self.stop("a bubble of bubbles", hold=1.5)

    def any_z(self) -> None:
        """Draw z from the prior: one between the bubbles, enlarged, then many, each with a line to what answers."""
        held = np.linalg.norm(self.run["prior_z"], axis=-1) < self.ring
        z, shares = (self.run[f"prior_{name}"][held] for name in ("z", "shares"))
        size = self.reach * self.radius
        air = (np.linalg.norm(z[:, None] - self.mu, axis=-1) - size).min(-1)
        one = int((np.abs(shares.max(-1) - MIXED) + (air < 0)).argmin())
        two = np.argsort(-shares[one])[:2]
        parts = z[one], self.mu[two], size[two], shares[one, two]
        dot, both = self.plane.point(z[one], "z", UR, size=12), tinted(self.plane, *parts[1:])
        closer = enlarged(self.east, *parts)
        decoder = Formula("tilde(y) = sum_n r_n (z) thin y_n", size=36).move_to(self.energy, aligned_edge=UL)
        told = f"a $z$ {'between the bubbles' if air[one] > 0 else 'from the prior'}"
        told += ": the decoder mixes the samples by $r_n (z)$, how likely $z$ came from sample $n$"
        self.say(told, FadeIn(dot, both, decoder), FadeOut(self.counts, self.energy))
        self.play(GrowFromPoint(closer, self.plane.at(z[one])), run_time=1.0)
        self.stop("one z", hold=3.0)
        self.many(z[::EVERY], shares[::EVERY], FadeOut(dot, both, closer))

    def many(self, z: np.ndarray, shares: np.ndarray, gone: object) -> None:
        """Many z of the prior, and for how many of them one sample makes up most of the answer."""
        most_of = ("line", "white", "to the sample with most of $tilde(y)$")
        key = self.west.fit(Legend([("dot", "white", "$z$ of the prior"), most_of], size=24), "bottom left")
        mostly, rows = bubble.of_one(shares)
        self.claim(f"draw any $z$ in the big bubble: the decoder answers{mostly}", gone, FadeIn(key))
        self.play(rain(self.plane, z, self.mu[shares.argmax(-1)], run_time=5.0))
        self.play(FadeIn(bubble.beside_it(self.east, *rows)), run_time=0.5)
        self.stop("an answer", hold=0.5)
