"""The bubble of bubbles: a few codes, then many, pack into one large bubble, and whatever z of it is decoded."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._bubbles import marbles, no_two, pairs, rain, reached, ring_around, sides
from scenes.inference._numbers import number_word

DRAWS = 80  # number of z drawn from the first bubble
SURE = 0.5  # share of the answer from which on it is one sample's
NEAR = 1.0  # nats from the prior below which all bubbles together are roughly the prior


class BubbleOfBubbles(LectureScene):
    """Bubbles that the decoder can tell apart fill one large bubble: draw z from anywhere in it, and it answers."""

    studies = ("packing",)
    gif = (2.5, 18.5)

    def thumbnail(self) -> None:
        """Draw the packing in the prior's ring."""
        mu, size = self.run_of("many")
        ring = marbles(np.zeros((1, 2)), np.array([reached(mu, size)]) * 1.03, "violet", fill=0.15, width=9)
        self.add(*poster(Group(ring, marbles(mu, size)), ("a bubble", "violet"), ("of bubbles", "z")))

    def run_of(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return where the bubbles of a run come to rest, and how far they are drawn."""
        run = self.study("packing")
        return run[f"{name}_mu"][-1], run["reach"] * run[f"{name}_radius"][-1]

    def construct(self) -> None:
        self.run, self.reach = self.study("packing"), float(self.study("packing")["reach"])
        run = self.run
        far = max(
            reached(run[f"{name}_mu"], self.reach * run[f"{name}_radius"]).max() for name in ("few", "many")
        )
        self.plane = Plane(
            *sides(self.hero, far), within=self.hero, grid=False, numbers=False, labels=("z_1", "z_2")
        )
        self.key, self.head, self.foot = self.side.rows(1, 2, 2)
        self.add(title("The bubble of bubbles"), self.plane)
        for act in (self.one_bubble, self.few_bubbles, self.more_bubbles, self.big_bubble, self.any_z):
            act()

    def panel(self, name: str) -> None:
        """The bubbles of a run, and how large and crowded they are."""
        mu, radius = self.run[f"{name}_mu"], self.run[f"{name}_radius"]
        self.bubbles = self.plane.bubbles(mu, radius, reach=self.reach, fill=0.12)
        self.pairs = pairs(mu, self.reach * radius)
        crowd = Counter(f"pairs that overlap at ${self.reach:g} sqrt(v)$", self.pairs, "{:.0f}")
        steps = Counter("step", self.run["steps"], step)
        median = Counter("median $sqrt(v)$", self.run[f"{name}_median_radius"])
        self.counts = counters(steps, median, crowd, left=self.foot.left, top=self.foot.top - pt(24.0))

    def one_bubble(self) -> None:
        """One sample and its bubble: a centre, a radius, and every z drawn from it."""
        self.panel("few")
        mu, radius = self.run["few_mu"][0, :1], self.run["few_radius"][0, :1]
        self.first = self.plane.bubbles(mu, radius, reach=self.reach, fill=0.18)
        noise = np.random.default_rng(self.run.config["seed"]).standard_normal((DRAWS, 2))
        self.codes = self.plane.dots(mu + radius * noise, "z")
        told = Formula("z = mu + epsilon dot.o sqrt(v), quad epsilon tilde.op cal(N)(0, I)")
        self.told = self.head.put(self.head.fit(told), "left")
        entry = ("ring", "z", f"one $y$: $cal(N)(mu, v I)$ at ${self.reach:g} sqrt(v)$")
        self.legend = self.key.put(Legend([entry]), "top left")
        self.say("a VAE gives each $y$ a bubble of codes $z$, not a point", FadeIn(self.first, self.legend))
        self.play(FadeIn(self.codes), Write(self.told), run_time=1.0)
        self.stop("one bubble", hold=1.0)

    def few_bubbles(self) -> None:
        """A heap of a few: apart, so that the decoder can tell whose z it is; together, as the prior asks."""
        count = number_word(self.run.config["few"])
        energy = self.head.put(Formula("tilde(F) = C + beta (U + V)"), "left")
        self.say(
            f"{count} samples: $C$ keeps them apart, $V$ open, and $U$ together",
            FadeOut(self.codes, self.told),
            FadeIn(self.bubbles, self.counts, energy),
        )
        self.remove(self.first)
        self.energy = energy
        self.replay(4.0)
        self.stop("a few", hold=0.7)

    def more_bubbles(self) -> None:
        """Others join the few as small as points, and all of them pack."""
        first, counts = self.bubbles, self.counts
        self.panel("many")
        few, many, born = (self.run.config[name] for name in ("few", "many", "born"))
        now = FadeIn(self.bubbles), FadeOut(counts), FadeIn(self.counts)
        self.say(f"{many - few} more join them, with $sqrt(v) = {born:g}$, and all of them pack", *now)
        self.remove(first)
        self.replay(6.0)
        self.stop("packed", hold=0.7)

    def big_bubble(self) -> None:
        """The packing fills the frame, and the prior is around it."""
        self.ring = ring_around(self.run, self.run["many_mu"][-1], self.run["many_radius"][-1])
        growth, origin = self.body.height / 2 / (self.ring * self.plane.unit), self.plane.at((0, 0))
        shift = self.body.centre - origin
        prior = ("ring", "violet", f"prior $cal(N)(0, I)$ at ${self.ring:g}$")
        left, self.right_side = self.body.inset(0, 10).columns(1, 1)
        self.words = left.put(Legend([*self.legend.entries, prior]), "top left")
        far, whole = float(self.run["many_prior_distance"][-1]), "together they roughly fill the prior"
        told = whole if far < NEAR else f"together they are {far:.1f} nats from the prior"
        some = no_two(self.pairs[-1], self.run.config["many"])
        self.play(FadeOut(self.plane, self.energy, self.counts, self.legend), run_time=0.4)
        moved = self.bubbles.animate.scale(growth, about_point=origin).shift(shift)
        self.say(f"{some} at ${self.reach:g} sqrt(v)$, and {told}", moved, run_time=1.3)
        self.plane.scale(growth, about_point=origin).shift(shift)
        around = self.plane.bubbles(np.zeros((1, 2)), self.ring, "violet", fill=0.14, width=5.0)
        self.play(FadeIn(around, self.words), run_time=0.7)
        self.add(self.bubbles)
        self.stop("a bubble of bubbles", hold=1.5)

    def any_z(self) -> None:
        """Draw z from the prior: one outside of all bubbles, then many; each goes to the sample that answers."""
        z, shares = self.run["prior_z"], self.run["prior_shares"]
        mu, size = self.run_of("many")
        held = np.linalg.norm(z, axis=-1) < self.ring
        z, shares = z[held], shares[held]
        best, sure = shares.argmax(-1), shares.max(-1) > SURE
        air = (np.linalg.norm(z[:, None] - mu, axis=-1) - size).min(-1)  # to the nearest bubble
        one = int(np.where(sure, air, -np.inf).argmax())
        dot = self.plane.cloud(z[one], "white", size=12)
        ray = Trace(self.plane.at([z[one], mu[best[one]]]), "y_tilde", width=3.5)
        answer = self.plane.bubbles(mu[best[one]][None], size[best[one]], "y_tilde", fill=0.6, width=4)
        where = ", outside of all bubbles" if air[one] > 0 else ""
        self.say(f"draw $z$ from the prior{where}: what does the decoder answer?", FadeIn(dot, scale=3.0))
        mine = f"${100 * shares[one].max():.0f}$ % of $tilde(y)$ is this sample's"
        told = self.right_side.put(Words(mine, size=26), "top right")
        self.play(Create(ray), FadeIn(answer, told), run_time=0.7)
        self.stop("one z", hold=1.5)
        says = f"${len(z)}$ of them: each goes to the sample that has most of its answer"
        self.say(says, FadeOut(dot, ray, answer, told))
        self.play(rain(self.plane, z, mu[best], run_time=3.0))
        share, over = (f"${100 * value:.0f}$ %" for value in (sure.mean(), SURE))
        rows = (f"{share} of these $z$:", f"over {over} of $tilde(y)$", "is one sample's")
        most = stacked(*(Words(row, size=26) for row in rows), pitch=30)
        self.right_side.put(most, "top right")
        self.claim("draw $z$ anywhere in the big bubble, and the decoder has an answer", FadeIn(most))
        self.stop("an answer", hold=1.0)
