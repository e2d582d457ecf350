"""The bubble of bubbles: three forces arrange the codes of a few samples, of many, and of digits."""

from __future__ import annotations

import numpy as np

from ebviz.diagrams.crowd import apart, overlapping
from ebviz.stage import *

DRAWS = 80  # number of z drawn from the first bubble
FORCE = 0.2  # drawn length of a force of 1 on a centre, in units of z
RIM = 0.1  # and on a radius
LINE = -2.72  # where the first counter stands
ROWS = (0.5, 1.3, 2.1, 2.1, 0.9)  # shares of the side: legend, energy, two wells, counters
CROWDED = 0.05  # share of overlapping pairs above which digits are a heap


class BubbleOfBubbles(LectureScene):
    """Reconstruction pushes bubbles apart, V holds their radius, U pulls back: together they pack into one."""

    studies = ("packing", "bubbles")
    thumbnail = 50.0
    gif = (32.0, 44.5)

    def construct(self) -> None:
        self.run, self.reach = self.study("packing"), float(self.study("packing")["reach"])
        wide, high = (max(self.farthest(name, axis).max() for name in ("few", "many")) for axis in (0, 1))
        sides, names = ((-wide, wide), (-high, high)), ("z_1", "z_2")
        self.plane = Plane(*sides, within=self.hero, grid=False, numbers=False, labels=names)
        self.key, self.head, self.middle, self.low, _ = self.side.rows(*ROWS, gap=12.0)
        self.add(title("The bubble of bubbles"), self.plane)
        self.one_bubble()
        self.three_forces()
        self.more_bubbles()
        self.big_bubble()
        self.digits()

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
        told = VGroup(Formula("z = mu + epsilon dot.o sqrt(v)"), Formula("epsilon tilde.op cal(N)(0, I)"))
        self.middle.put(told.arrange(DOWN, aligned_edge=LEFT), "left")
        self.legend = self.key.put(Legend([("ring", "z", self.bubble)]), "left")
        self.say("A VAE gives each $y$ a bubble of codes $z$, not a point", FadeIn(first, self.legend))
        self.play(FadeIn(codes), Write(told), run_time=1.5)
        self.stop("one bubble", hold=3.0)
        heap = f"{self.run.config['few']} $y$'s: where bubbles overlap, no decoder can tell whose $z$ it sees"
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
        crowd = Counter("overlapping pairs", self.pairs, "{:.0f}")
        self.counts = counters(Counter("step", self.run["steps"], step), crowd, left=self.side.left, top=LINE)

    def three_forces(self) -> None:
        """One force at a time: what pushes, what holds, what pulls back; then all of them bring the few to rest."""
        run, mu = self.run, self.run["few_mu"]
        cost = Formula("C = chevron.l norm(y - Dec(z))^2 chevron.r_z slash (2 s^2)", size=34)
        whole = self.head.put(Formula("tilde(F) = C + beta (U + V)"), "top left")
        self.head.put(cost, "bottom left")
        pull = self.plane.arrows(mu, run["few_pull"], "yellow", scale=FORCE)
        spring = self.plane.arrows(mu, run["few_spring"], "violet", scale=FORCE)
        one = int(np.linalg.norm(mu[-1], axis=-1).argmax())
        disc = mu[:, one], self.reach * run["few_radius"][:, one]
        squeeze = self.plane.rim(*disc, run["few_squeeze"][:, one], "yellow", scale=RIM)
        swell = self.plane.rim(*disc, run["few_swell"][:, one], "red", scale=RIM)
        push, tight = np.maximum.accumulate([(run["few_overlap"] < share).argmax() for share in (0.5, 0.1)])
        self.say("$C$, reconstruction, pushes apart what it confuses", Write(cost), Grow(pull))
        self.replay(2.5, stop=push)
        stand(push, squeeze)
        self.say("and squeezes every bubble: points are never confused", Grow(squeeze))
        self.replay(2.5, stop=tight)
        stand(tight, swell, spring, self.V, self.U)
        self.say("$V$ holds each radius near 1", FadeIn(self.V), Grow(swell))
        self.stop("held open", hold=2.0)
        self.say("$U$ ties each to the origin like a spring", FadeIn(self.U), Grow(spring))
        self.stop("tied", hold=2.0)
        self.say("All three forces at once: step by step down $tilde(F)$", Write(whole))
        self.replay(7.0)
        self.stop("at rest", hold=2.0)
        self.play(FadeOut(pull, squeeze, swell, spring), run_time=0.5)
        self.energy = VGroup(whole, cost)

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
        whose = ": the prior" if ring <= 4 else ""
        none = "No two overlap" if not self.pairs[-1] else f"Only {self.pairs[-1]} pairs overlap"
        self.play(FadeOut(self.plane, self.energy, self.V, self.U, self.counts, self.legend), run_time=0.6)
        moved = self.bubbles.animate.scale(growth, about_point=origin).shift(shift)
        self.claim(f"{none}, yet together they fill one large bubble{whose}", moved, run_time=1.5)
        self.plane.scale(growth, about_point=origin).shift(shift)
        around = self.plane.bubbles(np.zeros((1, 2)), ring, "violet", fill=0.14, width=5.0)
        self.play(FadeIn(around, legend))
        self.stop("a bubble of bubbles", hold=3.0)

    def digits(self) -> None:
        """The same with digits and a network for a decoder: those that stay together look alike."""
        run = self.study("bubbles")
        mu, radius = run["full_mu"], run["full_radius"]
        bubbles = self.plane.bubbles(mu, radius, reach=self.reach, fill=0.06)
        stand(int((run["full_overlap"] < CROWDED).argmax()), bubbles)
        told = "The same forces on digits, with a network for a decoder"
        self.say(told, FadeOut(self.bubbles), FadeIn(bubbles), run_time=1.0)
        self.replay(5.0)
        end, size = mu[-1], self.reach * radius[-1]
        clear, side = apart(end, 0.7 * size), 1.3 * self.plane.unit * size
        pictures = Stamps(run["images"][clear], self.plane.at(end[clear]), side[clear])
        same = [run["labels"][i] == run["labels"][j] for i, j in overlapping(end, radius[-1])]
        alike = f"{sum(same)} of the {len(same)} pairs that still overlap, at $sqrt(v)$, show the same digit"
        self.say(alike, FadeIn(pictures), bubbles.animate.set_opacity(0.5))
        self.stop("digits", hold=4.5)
