"""The bubble of bubbles: a few codes, then many, pack into one large bubble, and whatever z of it is decoded."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders import _bubbles as bubble
from scenes.autoencoders._bubbles import crowd, pairs, rain, reached, ring, sides, swell
from scenes.inference._numbers import number_word

DRAWS = 80  # number of z drawn from the first bubble
MIXED = 0.7  # share of the answer that the largest part of a mixed one has, about
SURE = 0.5  # share of the answer from which on it is one sample's


class BubbleOfBubbles(LectureScene):
    """Bubbles that the decoder can tell apart fill one large bubble: draw z from anywhere in it, and it answers."""

    studies = ("packing",)
    gif = (8.5, 19)

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
        mu, size = ([run[f"{name}_{of}"] for name in names] for of in ("mu", "radius"))
        self.far, self.near = (float(reached(m, self.reach * r).max()) for m, r in zip(mu, size, strict=True))
        self.mu, self.radius = mu[1][-1], size[1][-1]
        self.ring = bubble.ring_around(run, self.mu, self.radius)
        self.plane = Plane(*sides(self.body, self.far), within=self.body, grid=False, labels=("z_1", "z_2"))
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
        mu, radius = self.run["few_mu"][0, :1], self.run["few_radius"][0, :1]
        first = self.first = self.plane.bubbles(mu, radius, reach=self.reach, fill=0.18)
        codes = mu + radius * np.random.default_rng(self.run.config["seed"]).standard_normal((DRAWS, 2))
        self.told = self.west.fit(Formula("z = mu + epsilon dot.o sqrt(v)"), "left")
        self.legend = self.west.put(Legend([ring(self.reach)], size=24), "top left")
        self.told.next_to(self.legend, DOWN, buff=pt(14), aligned_edge=LEFT)
        self.say("a VAE gives each $y$ a bubble of codes $z$, not a point", FadeIn(self.legend))
        self.play(swell(self.plane, first, mu, self.reach * radius, run_time=1.0), FadeIn(self.told))
        self.play(rain(self.plane, codes, codes, run_time=1.5))
        self.codes = self.mobjects[-1]

    def few_bubbles(self) -> None:
        """A heap of a few: apart, so that the decoder can tell whose z it is; together, as the prior asks."""
        self.panel("few")
        self.energy = Formula("tilde(F) = C + beta (U + V)", size=32).move_to(self.told, aligned_edge=LEFT)
        new = FadeOut(self.codes, self.told), FadeIn(self.bubbles, self.counts, self.energy)
        count = number_word(self.run.config["few"])
        self.say(f"{count} samples: $C$ keeps them apart, $V$ open, and $U$ together", *new)
        self.remove(self.first)
        self.replay(3.2)
        self.stop("a few", hold=0.4)

    def more_bubbles(self) -> None:
        """Others join the few as small as points, and all of them pack."""
        first, counts = self.bubbles, self.counts
        self.play(Zoom(self.plane, *sides(self.body, max(self.near, self.ring)), first, run_time=1.2))
        self.panel("many")
        few, many, born = (self.run.config[name] for name in ("few", "many", "born"))
        told = f"${many - few}$ more join them, with $sqrt(v) = {born:g}$, and all of them pack"
        self.say(told, FadeOut(counts), FadeIn(self.bubbles, self.counts))
        self.remove(first)
        self.replay(4.5)
        self.stop("packed", hold=0.3)

    def check(self) -> None:
        """Do any two overlap? Draw all of them smaller, then larger, until the first two touch."""
        most, pair = bubble.touch(self.mu, self.radius)
        large = max(most, self.reach)
        bubbles, rows, largest = bubble.stretched(self.plane, self.mu, self.radius, self.reach, large)
        counts = counters(*rows, left=self.east.left, top=self.east.top - pt(24))
        self.say("does any overlap with another?", FadeOut(self.counts, self.legend), FadeIn(counts))
        self.remove(self.bubbles)
        self.add(bubbles)
        self.replay(2.8, stop=largest, pace="even", only=(bubbles, counts))
        told = f"the first two touch at ${most:.1f} sqrt(v)$: the decoder can tell whose $z$ it is"
        if most < self.reach:
            told = f"{bubble.no_two(self.pairs[-1], len(self.mu))} at ${self.reach:g} sqrt(v)$"
        both = self.plane.bubbles(self.mu[pair], large * self.radius[pair], "white", fill=0.3)
        self.say(told, FadeIn(both))
        self.stop("none overlap", hold=2.0)
        self.play(FadeOut(both), run_time=0.3)
        self.replay(0.8, pace="even", only=(bubbles, counts))
        self.bubbles, self.counts = bubbles, counts

    def prior(self) -> None:
        """The big bubble around all of them."""
        prior = ("ring", "violet", f"prior $cal(N)(0, I)$, drawn to ${self.ring:g}$")
        self.words = self.west.put(Legend([ring(self.reach), prior], size=24), "top left")
        around = self.plane.bubbles(np.zeros((1, 2)), self.ring, "violet", fill=0.14, width=5.0)
        grown = swell(self.plane, around, np.zeros((1, 2)), np.array([self.ring]), run_time=1.0)
        self.energy.generate_target().next_to(self.words, DOWN, buff=pt(14), aligned_edge=LEFT)
        told = (
            f"all of them lie in one large bubble, which holds {bubble.share_within(self.ring)} of the prior"
        )
        self.say(told, grown, FadeIn(self.words), MoveToTarget(self.energy), run_time=1.0)
        self.add(self.bubbles)
        self.stop("a bubble of bubbles", hold=1.8)

    def any_z(self) -> None:
        """Draw z from the prior: one between the bubbles, then many, each with a line to the sample that answers."""
        held = np.linalg.norm(self.run["prior_z"], axis=-1) < self.ring
        z, shares = (self.run[f"prior_{name}"][held] for name in ("z", "shares"))
        best, most = shares.argmax(-1), shares.max(-1)
        air = (np.linalg.norm(z[:, None] - self.mu, axis=-1) - self.reach * self.radius).min(-1)
        one = int((np.abs(most - MIXED) + (air < 0)).argmin())
        dot = self.plane.point(z[one], "z", UR, size=12)
        spokes = Spokes(self.plane.at(z[one]), self.plane.at(self.mu), shares[one], "y_tilde", width=6.0)
        decoder = Formula("tilde(y) = sum_n r_n (z) thin y_n", size=36)
        decoder.move_to(self.energy, aligned_edge=UL)
        first, second = (f"${100 * share:.0f}$ % of $tilde(y)$" for share in np.sort(shares[one])[:-3:-1])
        told = bubble.beside_it(self.east, first, "is one sample's,", second, "another's")
        where = "between the bubbles" if air[one] > 0 else "from the prior"
        told_of = f"a $z$ {where}: the decoder mixes the samples, each by how likely $z$ is to be its own"
        self.say(told_of, FadeIn(dot, scale=2.0), FadeOut(self.counts, self.energy))
        self.play(Create(spokes), FadeIn(told, decoder), run_time=0.8)
        self.stop("one z", hold=2.2)
        most_of = ("line", "y_tilde", "to the sample with most of $tilde(y)$")
        key = self.west.fit(Legend([("dot", "white", "$z$ of the prior"), most_of], size=24), "bottom left")
        sure, over = (f"${100 * share:.0f}$ %" for share in ((most > SURE).mean(), SURE))
        rows = (f"for {sure} of these $z$,", "one sample makes up", f"over {over} of $tilde(y)$")
        gone = FadeOut(dot, spokes, told)
        self.claim("draw any $z$ in the big bubble: the decoder answers", gone, FadeIn(key))
        self.play(rain(self.plane, z, self.mu[best], run_time=3.5))
        self.play(FadeIn(bubble.beside_it(self.east, *rows)), run_time=0.5)
        self.stop("an answer", hold=1.0)
