"""The energy of a bubble built up: reconstruction alone, then with V, then with U, on one scale."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._bubbles import joined, marbles, pairs, reached, sides
from scenes.inference._numbers import number_word

ACTS = ("pushed", "held", "tied")
FORCE, RIM = 0.55, 0.35  # drawn length of a force of 1 on a centre, in units of z, and on a radius
TERMS = ("C", "C + beta V", "C + beta (V + U)")
CLOSE = 0.92  # share of the body's height that the packing fills in the end


class BubblesBuiltUp(LectureScene):
    """C alone pushes bubbles apart and shrinks them; V opens them; U draws them together, until they pack."""

    studies = ("packing",)
    gif = (5, 24.5)

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
        span = sides(self.hero, float(reached(self.mu, self.size).max()))
        self.plane = Plane(*span, within=self.hero, grid=False, labels=("z_1", "z_2"))
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
        pull, spring, squeeze, swell = (
            joined(run, ACTS, name) for name in ("pull", "spring", "squeeze", "swell")
        )
        self.pull = plane.arrows(self.mu, pull, "yellow", scale=FORCE)
        self.spring = plane.arrows(self.mu, spring, "violet", scale=FORCE)
        one = int(np.linalg.norm(self.mu[-1], axis=-1).argmax())
        disc = self.mu[:, one], self.size[:, one]
        self.squeeze = plane.rim(*disc, squeeze[:, one], "yellow", scale=RIM)
        self.swell = plane.rim(*disc, swell[:, one], "red", scale=RIM)
        v, far, norm = self.radius**2, np.linalg.norm(self.mu, axis=-1), "norm(mu)"
        self.V = Well(upper, lambda v: v - np.log(v) - 1, v, "V = v - log v - 1", "v", "red", upto=2.0)
        self.U = Well(lower, lambda far: far**2 / 2, far, f"U = {norm}^2\\/2", norm, "violet")
        forces = [("arrow", "yellow", "of $C$"), ("rim", "red", "of $V$"), ("arrow", "violet", "of $U$")]
        bubble = Legend([("ring", "z", f"one $y$: $cal(N)(mu, v I)$ at ${self.reach:g} sqrt(v)$")])
        self.key = VGroup(key.put(bubble, "top left"), *key.put(Legend(forces, across=True), "bottom left"))
        self.head = [head.put(Formula(f"tilde(F) = {term}", size=40), "left") for term in TERMS]
        median = Counter("median $sqrt(v)$", joined(run, ACTS, "median_radius"))
        crowd = Counter(
            f"pairs that overlap at ${self.reach:g} sqrt(v)$", pairs(self.mu, self.size), "{:.0f}"
        )
        self.counts = counters(median, crowd, left=foot.left, top=foot.top - pt(24.0))

    def heap(self) -> None:
        """All of them in one heap: the question."""
        count = number_word(self.run.config["few"])
        self.say(f"{count} samples, and for each a bubble of codes $z$, in one heap", run_time=0)
        self.add(self.bubbles, self.key[0], self.counts)
        self.wait(2.5)
        self.say("where bubbles overlap, no decoder can tell whose $z$ it is")
        self.stop("a heap", hold=2.0)

    def build_up(self) -> None:
        """One term after the other, each on what the last one has made."""
        last = len(self.run["steps"])
        ends = [last * (act + 1) - 1 for act in range(len(ACTS))]
        drawn = FadeIn(self.head[0], self.key[1]), Grow(self.pull), Grow(self.squeeze)
        self.say("$C$ alone pushes apart what it confuses, and squeezes: points are never confused", *drawn)
        self.replay(4.5, stop=ends[0])
        self.stop("C alone", hold=0.5)
        grown = FadeIn(self.V, self.key[2]), Transform(self.head[0], self.head[1])
        stand(ends[0] + 1, *self.mobjects, self.V, self.swell)
        self.say(
            "with $V$ each is blown up towards $v = 1$: they need room, and fly apart",
            *grown,
            Grow(self.swell),
        )
        self.replay(4.0, stop=ends[1])
        self.stop("with V", hold=0.5)
        tied = FadeIn(self.U, self.key[3]), Transform(self.head[0], self.head[2])
        stand(ends[1] + 1, *self.mobjects, self.U, self.spring)
        self.say("with $U$ a spring ties each of them to the origin", *tied, Grow(self.spring))
        self.replay(4.5, stop=ends[2])

    def pack(self) -> None:
        """Closer: the packing grows until it fills the picture, and the film says its sentence."""
        origin = self.plane.at((0, 0))
        half = float(reached(self.mu[-1], self.size[-1])) * self.plane.unit
        growth = CLOSE * self.hero.height / 2 / half
        gone = FadeOut(self.plane, self.pull, self.spring, self.squeeze, self.swell)
        closer = self.bubbles.animate.scale(growth, about_point=origin)
        self.play(gone, run_time=0.5)
        self.claim(
            "$C$ pushes apart, $V$ holds open, $U$ draws together: the bubbles pack", closer, run_time=1.5
        )
        self.stop("packed", hold=1.0)
