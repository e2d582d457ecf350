"""The bubble of bubbles: three forces arrange the codes of a few samples, of many, and of digits."""

from __future__ import annotations

import numpy as np

from ebviz.diagrams.crowd import apart, overlapping
from ebviz.stage import *
from scenes.autoencoders._words import CROWDED

DRAWS = 80  # number of z drawn from the first bubble
FORCE, RIM = 0.2, 0.1  # drawn length of a force of 1 on a centre, in units of z, and on a radius
ROWS = (1.0, 1.2, 2.0, 2.0, 0.8)  # shares of the side: legend, energy, two wells, counters
NEAR = 1.0  # nats from the prior below which all bubbles together are roughly the prior
FORCES = [("arrow", "yellow", "force of $C$"), ("rim", "red", "of $V$"), ("arrow", "violet", "of $U$")]


class BubbleOfBubbles(LectureScene):
    """Reconstruction pushes bubbles apart, V keeps them from being points, U pulls back: they pack into one."""

    studies = ("packing", "bubbles")
    thumbnail = 50.0
    gif = (32.0, 44.5)

    def construct(self) -> None:
        self.run, self.reach = self.study("packing"), float(self.study("packing")["reach"])
        wide, high = (max(self.farthest(name, axis).max() for name in ("few", "many")) for axis in (0, 1))
        sides, names = ((-wide, wide), (-high, high)), ("z_1", "z_2")
        self.plane = Plane(*sides, within=self.hero, grid=False, numbers=False, labels=names)
        self.key, self.head, self.middle, self.low, self.foot = self.side.rows(*ROWS, gap=12.0)
        self.add(title("The bubble of bubbles"), self.plane)
        for act in (self.one_bubble, self.three_forces, self.more_bubbles, self.big_bubble, self.digits):
            act()

    def farthest(self, name: str, axis: int | tuple[int, int]) -> np.ndarray:
        """Return how far the outermost bubble of each moment, (S,), reaches along one axis, or along both."""
        along = np.linalg.norm(self.run[f"{name}_mu"][..., np.atleast_1d(axis)], axis=-1)
        return np.asarray((along + self.reach * self.run[f"{name}_radius"]).max(axis=-1))

    def one_bubble(self) -> None:
        """One sample and its bubble: a centre, a radius, and every z drawn from it; then the others in a heap."""
        self.panel("few")
        mu, radius = self.run["few_mu"][0, :1], self.run["few_radius"][0, :1]
        first = self.plane.bubbles(mu, radius, reach=self.reach, fill=0.18)
        noise = np.random.default_rng(self.run.config["seed"]).standard_normal((DRAWS, 2))
        codes = self.plane.dots(mu + radius * noise, "z")
        told = Formula("z = mu + epsilon dot.o sqrt(v), quad epsilon tilde.op cal(N)(0, I)")
        self.middle.fit(told, "left")
        self.legend = self.key.put(Legend([("ring", "z", self.bubble)]), "top left")
        self.say("a VAE gives each $y$ a bubble of codes $z$, not a point", FadeIn(first, self.legend))
        self.play(FadeIn(codes), Write(told), run_time=1.5)
        self.stop("one bubble", hold=3.0)
        heap = f"{self.run.config['few']} samples: where bubbles overlap, no decoder can tell whose $z$ it is"
        self.say(heap, FadeOut(codes, told), FadeIn(self.bubbles, self.counts), run_time=1.0)
        self.remove(first)
        self.stop("a heap", hold=4.0)

    def panel(self, name: str) -> None:
        """The bubbles of a run, where they are in the wells of V and U, and how many pairs overlap."""
        mu, radius = self.run[f"{name}_mu"], self.run[f"{name}_radius"]
        v, far, norm = radius**2, np.linalg.norm(mu, axis=-1), "norm(mu)"
        self.bubble = f"one $y$: $cal(N)(mu, v I)$ at ${self.reach:g} sqrt(v)$"
        self.bubbles = self.plane.bubbles(mu, radius, reach=self.reach, fill=0.1)
        self.V = Well(self.middle, lambda v: v - np.log(v) - 1, v, "V = v - log v - 1", "v", "red", upto=2.0)
        self.U = Well(self.low, lambda far: far**2 / 2, far, f"U = {norm}^2\\/2", norm, "violet")
        self.pairs = [len(overlapping(*moment)) for moment in zip(mu, self.reach * radius, strict=True)]
        crowd = Counter(f"pairs that overlap at ${self.reach:g} sqrt(v)$", self.pairs, "{:.0f}")
        steps, top = Counter("step", self.run["steps"], step), self.foot.top - pt(20.0)
        self.counts = counters(steps, crowd, left=self.foot.left, top=top)

    def three_forces(self) -> None:
        """One force at a time: what pushes, what holds, what pulls back; then all of them bring the few to rest."""
        run, mu = self.run, self.run["few_mu"]
        cost = Formula("C = chevron.l norm(y - Dec(z))^2 chevron.r_z slash (2 s^2)", size=34)
        whole = self.head.put(Formula("tilde(F) = C + beta (U + V)"), "top left")
        self.energy = VGroup(whole, self.head.put(cost, "bottom left"))
        pull = self.plane.arrows(mu, run["few_pull"], "yellow", scale=FORCE)
        spring = self.plane.arrows(mu, run["few_spring"], "violet", scale=FORCE)
        one = int(np.linalg.norm(mu[-1], axis=-1).argmax())
        disc = mu[:, one], self.reach * run["few_radius"][:, one]
        squeeze = self.plane.rim(*disc, run["few_squeeze"][:, one], "yellow", scale=RIM)
        swell = self.plane.rim(*disc, run["few_swell"][:, one], "red", scale=RIM)
        push, tight = np.maximum.accumulate([(run["few_overlap"] < share).argmax() for share in (0.5, 0.1)])
        key = self.key.inset(0, 10.0).put(Legend(FORCES, across=True), "bottom left")
        self.say("reconstruction $C$ pushes apart what it confuses", Write(cost), Grow(pull), FadeIn(key[0]))
        self.replay(2.5, stop=push)
        stand(push, squeeze)
        self.say("and squeezes every bubble: points are never confused", Grow(squeeze))
        self.replay(2.5, stop=tight)
        stand(tight, swell, spring, self.V, self.U)
        self.say("$V$ keeps each bubble from shrinking to a point", FadeIn(self.V, key[1]), Grow(swell))
        self.stop("held open", hold=2.0)
        self.say("$U$ ties each to the origin like a spring", FadeIn(self.U, key[2]), Grow(spring))
        self.stop("tied", hold=2.0)
        self.say("all three forces at once: step by step down $tilde(F)$", Write(whole))
        self.replay(7.0)
        self.stop("at rest", hold=2.0)
        self.play(FadeOut(pull, squeeze, swell, spring, key), run_time=0.5)

    def more_bubbles(self) -> None:
        """Others join the few as small as points, and all of them pack."""
        first = self.bubbles
        self.play(FadeOut(self.V, self.U, self.counts), run_time=0.3)
        self.panel("many")
        now = FadeIn(self.bubbles, self.V, self.U, self.counts)
        few, many, born = (self.run.config[name] for name in ("few", "many", "born"))
        self.say(f"{many - few} more join them, with $sqrt(v) = {born:g}$", now)
        self.remove(first)
        self.stop("more", hold=2.0)
        self.say("$V$ keeps them open, $C$ keeps them apart, $U$ keeps them together")
        self.replay(9.0)
        self.stop("packed", hold=1.5)

    def big_bubble(self) -> None:
        """The packing fills the frame, and the prior is around it."""
        ring = float(np.ceil(2 * self.farthest("many", (0, 1))[-1]) / 2)
        growth, origin = self.body.height / 2 / (ring * self.plane.unit), self.plane.at((0, 0))
        shift = self.body.centre - origin
        prior = ("ring", "violet", f"the prior $cal(N)(0, I)$ at ${ring:g}$")
        legend = self.body.put(Legend([("ring", "z", self.bubble), prior]), "left")
        far, whole = float(self.run["many_prior_distance"][-1]), "fill one large bubble: roughly the prior"
        told = whole if far < NEAR else f"are {far:.1f} nats from the prior"
        pairs, of = self.pairs[-1], self.run.config["many"] * (self.run.config["many"] - 1) / 2
        some = ("no two overlap", "only 1 pair overlaps", f"only {pairs} pairs overlap")[min(pairs, 2)]
        alone = some if pairs <= CROWDED * of else f"{100 * pairs / of:.0f} % of the pairs overlap"
        self.play(FadeOut(self.plane, self.energy, self.V, self.U, self.counts, self.legend), run_time=0.6)
        moved = self.bubbles.animate.scale(growth, about_point=origin).shift(shift)
        self.claim(f"{alone}, and together they {told}", moved, run_time=1.5)
        self.plane.scale(growth, about_point=origin).shift(shift)
        self.play(FadeIn(self.plane.bubbles(np.zeros((1, 2)), ring, "violet", fill=0.14, width=5.0), legend))
        self.stop("a bubble of bubbles", hold=3.0)

    def digits(self) -> None:
        """The same with digits and a network for a decoder: those that still overlap look alike."""
        run = self.study("bubbles")
        mu, radius = run["full_mu"], run["full_radius"]
        bubbles = self.plane.bubbles(mu, radius, reach=self.reach, fill=0.06)
        stand(int((run["full_overlap"] < CROWDED).argmax()), bubbles)
        self.say("the same with pictures and a network for a decoder", FadeOut(self.bubbles), FadeIn(bubbles))
        self.replay(5.0)
        end, size = mu[-1], self.reach * radius[-1]
        clear, side = apart(end, 0.7 * size), 1.3 * self.plane.unit * size
        pictures = Stamps(run["images"][clear], self.plane.at(end[clear]), side[clear])
        pairs, every = (overlapping(end, reached) for reached in (size, np.full_like(size, np.inf)))
        told = "no two overlap: each picture has codes of its own"
        if len(pairs):
            share, usual = (100 * np.equal(*run["labels"][some.T]).mean() for some in (pairs, every))
            told = f"{share:.0f} % of overlapping pairs are of the same class; of all pairs, {usual:.0f} %"
        self.say(told, FadeIn(pictures), bubbles.animate.set_opacity(0.5))
        self.stop("digits", hold=4.5)
