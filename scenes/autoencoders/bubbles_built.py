"""The energy of a bubble built up: reconstruction alone, then with V, then with U, on one scale."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._bubbles import (
    crowd,
    joined,
    marbles,
    no_two,
    pairs,
    rain,
    reached,
    ring,
    share_within,
    sides,
    swell,
)
from scenes.inference._numbers import number_word

ACTS = ("pushed", "held", "tied")
FORCE = 0.3  # drawn length of a force of 1 on a centre, in units of z
RIM = 0.8  # that of the greatest force on a radius, in radii as drawn at that moment
TERMS = ("C", "C + beta V", "C + beta (U + V)")
CODES = 12  # z drawn from each bubble in the end


class BubblesBuiltUp(LectureScene):
    """C alone pushes bubbles apart and shrinks them; V opens them; U draws them together, until they pack."""

    studies = ("packing",)
    gif = (7, 32)

    def thumbnail(self) -> None:
        """Draw three moments in a row: under C, with V, with U too."""
        run, row = self.study("packing"), Group()
        for name, hue in zip(ACTS, ("yellow", "red", "violet"), strict=True):
            size = run["reach"] * run[f"{name}_radius"][-1]
            row.add(marbles(run[f"{name}_mu"][-1], size, hue, fill=0.6, width=9))
        row.arrange(RIGHT, buff=1.5)
        self.add(*poster(row, ("apart,", "yellow"), ("open,", "red"), ("together", "violet")))

    def construct(self) -> None:
        self.run, self.reach = self.study("packing"), float(self.study("packing")["reach"])
        self.mu, self.radius = (joined(self.run, ACTS, array) for array in ("mu", "radius"))
        self.size = self.reach * self.radius
        self.far = reached(self.mu, self.size)
        self.plane = Plane(
            *sides(self.hero, float(self.far[: len(self.run["steps"])].max())),
            within=self.hero,
            grid=False,
            labels=("z_1", "z_2"),
        )
        self.add(title("Three forces on bubbles"), self.plane)
        self.panel()
        self.heap()
        self.build_up()
        self.pack()

    def panel(self) -> None:
        """The bubbles and the forces on them, the wells of V and U, and what is counted."""
        run, plane, (key, head, upper, lower, foot) = (
            self.run,
            self.plane,
            self.side.rows(0.9, 0.6, 2, 2, 1, gap=12),
        )
        self.bubbles = plane.bubbles(self.mu, self.radius, reach=self.reach, fill=0.12)
        pull, spring, squeeze, blown = (
            joined(run, ACTS, name) for name in ("pull", "spring", "squeeze", "swell")
        )
        self.pull = plane.arrows(self.mu, pull, "yellow", scale=FORCE)
        self.spring = plane.arrows(self.mu, spring, "violet", scale=FORCE)
        one = int(np.linalg.norm(self.mu[-1], axis=-1).argmax())
        disc = self.mu[:, one], self.size[:, one]
        most = max(float(np.abs(force[:, one] / disc[1]).max()) for force in (squeeze, blown))
        self.squeeze = plane.rim(*disc, squeeze[:, one], "yellow", scale=RIM / max(most, 1e-9))
        self.swell = plane.rim(*disc, blown[:, one], "red", scale=RIM / max(most, 1e-9))
        v, far, norm = self.radius**2, np.linalg.norm(self.mu, axis=-1), "norm(mu)"
        self.V = Well(upper, lambda v: v - np.log(v) - 1, v, "V = v - log v - 1", "v", "red", upto=2.0)
        self.U = Well(lower, lambda far: far**2 / 2, far, f"U = {norm}^2\\/2", norm, "violet")
        forces = [
            ("arrow", "yellow", "force of $C$"),
            ("rim", "red", "of $V$, on one"),
            ("arrow", "violet", "of $U$"),
        ]
        bubble = key.put(Legend([ring(self.reach)]), "top left")
        self.key = VGroup(bubble, *key.put(Legend(forces, across=True, gap=6), "bottom left"))
        self.code = Legend([("dot", "white", "its $z$")]).move_to(self.key[1], aligned_edge=LEFT)
        beta = f", quad beta = {brief(run.config['beta'])}"
        self.head = [
            head.put(Formula(f"tilde(F) = {term}{beta * ('beta' in term)}", size=40), "left")
            for term in TERMS
        ]
        median = Counter("median $sqrt(v)$", joined(run, ACTS, "median_radius"))
        count = crowd(pairs(self.mu, self.size), self.mu.shape[1])
        self.counts = counters(median, count, left=foot.left, top=foot.top - pt(24.0))

    def heap(self) -> None:
        """One bubble after the other, in one heap; and a z of many of them: the question."""
        many, middle = self.run.config["few"], self.mu[0].mean(axis=0)
        within = int((np.linalg.norm(self.mu[0] - middle, axis=-1) < self.size[0]).sum())
        grown = swell(self.plane, self.bubbles, self.mu[0], self.size[0], run_time=3.0)
        self.add(self.key[0])
        held = f"its disc holds {share_within(self.reach)} of them"
        self.say(f"for each of {number_word(many)} samples $y$ a bubble of codes $z$; {held}")
        self.play(grown)
        self.play(FadeIn(self.counts), run_time=0.5)
        self.z = self.plane.point(middle, "z", UR, size=15)
        told = f"this $z$ is in {number_word(within)} of them: no decoder can tell whose it is"
        self.say(told, FadeIn(self.z, scale=2.0))
        self.stop("a heap", hold=2.1)

    def build_up(self) -> None:
        """One term after the other, each on what the last one has made."""
        last, whole = len(self.run["steps"]), sides(self.hero, float(self.far.max()))
        ends = [last * (act + 1) - 1 for act in range(len(ACTS))]
        self.say("$C$, reconstruction, pushes apart what it confuses, and squeezes", FadeOut(self.z))
        stand(0, self.pull, self.squeeze)
        self.play(FadeIn(self.head[0], self.key[1]), Grow(self.pull), Grow(self.squeeze), run_time=0.7)
        self.replay(4.5, stop=ends[0])
        self.stop("C alone", hold=0.5)
        grown = FadeIn(self.V, self.key[2], self.head[1]), FadeOut(self.head[0])
        stand(ends[0] + 1, *self.mobjects, self.V, self.swell)
        told = "$V$ wants each $v$ at 1 and blows them up: they need room, and fly apart"
        self.say(told, *grown, Grow(self.swell))
        self.play(Zoom(self.plane, *whole, self.bubbles, self.pull, self.squeeze, self.swell))
        self.replay(4.0, stop=ends[1])
        self.stop("with V", hold=0.5)
        tied = FadeIn(self.U, self.key[3], self.head[2]), FadeOut(self.head[1])
        stand(ends[1] + 1, *self.mobjects, self.U, self.spring)
        self.say(
            "$U$ is a spring from each $mu$ to the origin, where they crowd again", *tied, Grow(self.spring)
        )
        self.replay(4.5, stop=ends[2])

    def pack(self) -> None:
        """Closer, with the axes: the packing, and z drawn from each bubble, which are in no other."""
        forces = FadeOut(self.pull, self.spring, self.squeeze, self.swell, self.key[1:])
        nearer = Zoom(self.plane, *sides(self.hero, float(self.far[-1])), self.bubbles, run_time=1.5)
        end = float(pairs(self.mu[-1:], self.size[-1:])[0])
        self.say(f"from nearer: {no_two(end, self.mu.shape[1])}", nearer, forces)
        self.wait(1.0)
        self.claim("$C$ pushes apart, $V$ holds open, $U$ draws together: the bubbles pack")
        noise = np.random.default_rng(self.run.config["seed"]).standard_normal((CODES, *self.mu[-1].shape))
        z = (self.mu[-1] + self.radius[-1][:, None] * noise).reshape(-1, 2)
        self.play(rain(self.plane, z, z, run_time=4.5), FadeIn(self.code))
        self.stop("packed", hold=1.0)
