"""The bubble of bubbles with real pictures, and a network for a decoder: the same physics."""

import numpy as np

from ebviz.diagrams.crowd import apart, overlapping
from ebviz.stage import *
from scenes.autoencoders._bubbles import (
    beside_it,
    crowd,
    pairs,
    reached,
    ring,
    ring_around,
    see_through,
    sides,
    swell,
    touch,
    within,
)
from scenes.autoencoders._closer import how_near, pulled_out
from scenes.autoencoders._words import kind

INK = 1.15  # side of the picture in a bubble, in radii as drawn
SIDE = 1.2  # of the picture that answers one z
SMALL = 0.75  # of the pictures that answer many, in units of z
SHOWN = 3  # z that are answered one by one


class BubblesOfDigits(LectureScene):
    """Digits and a network for a decoder, arranged by the same forces: z of the prior come out mostly as digits."""

    studies = ("digits", "bubbles")
    gif = (2, 12)

    def thumbnail(self) -> None:
        """Draw what the network answers all over the large bubble."""
        run = self.study("bubbles")
        z, ink = run["prior_z"], run["prior_y"]
        clear = apart(z, np.full(len(z), 0.3))
        dots = Group(
            *(Pictures(ink[i], 0.85).framed("y_tilde").move_to(np.append(1.6 * z[i], 0.0)) for i in clear)
        )
        self.add(*poster(dots, "any $z$:", ("a digit", "y_tilde")))

    def construct(self) -> None:
        self.run, self.name = self.study("bubbles"), kind(self.study("digits"))
        run, self.reach = self.run, float(self.run["reach"])
        self.mu, self.radius = run["full_mu"], run["full_radius"]
        self.size = self.reach * self.radius
        far = float(reached(self.mu, self.size)[0])
        self.plane = Plane(*sides(self.body, far), within=self.body, grid=False, labels=("z_1", "z_2"))
        self.ring = ring_around(run, self.mu[-1], self.radius[-1])
        self.west, _, self.east = within(self.plane).columns(3, 4.8, 3.2)
        self.add(title(f"The same with {self.name}s"), self.plane)
        self.pack()
        self.look_alike()
        self.prior()
        self.answer()
        self.anywhere()

    def pack(self) -> None:
        """The heap, and how it packs."""
        run = self.run
        self.bubbles = self.plane.bubbles(self.mu, self.radius, reach=self.reach, fill=0.1)
        see_through(self.bubbles, self.mu, self.size, fill=0.1)
        count = Counter("step", run["steps"], step, size=24)
        cost = Counter("mean $C$", run["full_cost"], "{:.1f}", size=24)
        crowded = crowd(pairs(self.mu, self.size), len(run["images"]), size=24)
        self.counts = counters(count, cost, crowded, left=self.east.left, top=self.east.top - pt(24.0))
        self.counts.shift(min(0.0, self.east.right - float(self.counts.get_right()[0])) * RIGHT)
        self.legend = self.west.put(Legend([ring(self.reach)], size=24), "top left")
        beta = f"tilde(F) = C + beta (U + V), quad beta = {brief(run.config['beta'])}"
        self.energy = Formula(beta, size=32).next_to(self.legend, DOWN, buff=pt(14), aligned_edge=LEFT)
        self.add(self.legend)
        told = f"${len(run['images'])}$ {self.name}s, a bubble each; the decoder is a network, which learns meanwhile"
        self.say(told)
        grown = swell(self.plane, self.bubbles, self.mu[0], self.size[0], run_time=2.5)
        self.play(grown, FadeIn(self.counts, self.energy))
        self.say("the same forces, $C$, $U$ and $V$, arrange them")
        self.replay(5.0)
        nearer = Zoom(self.plane, *sides(self.body, self.ring), self.bubbles)
        self.say("from nearer: whose bubbles are they?", nearer, run_time=1.0)
        self.wait(1.0)

    def look_alike(self) -> None:
        """Whose bubbles they are; those that still overlap."""
        run, end, size = self.run, self.mu[-1], self.size[-1]
        gap = np.linalg.norm(end[:, None] - end, axis=-1) + 1e9 * np.eye(len(end))
        side = np.clip(1.3 * gap.min(axis=1), 0.5 * INK * size, INK * size)  # so that each can be read
        self.stamps = Stamps(run["images"], self.plane.at(end), self.plane.unit * side)
        both, every = (overlapping(end, far) for far in (size, np.full_like(size, np.inf)))
        told = "no two overlap: each picture has codes of its own"
        self.two = Group()
        if len(both):
            pair = touch(end, size)[1]
            self.two = pulled_out(self.plane, self.east.rows(1, 1)[1], end, size, pair, run["images"])
            share, usual = (100 * np.equal(*run["labels"][some.T]).mean() for some in (both, every))
            told = f"such pairs are of one class; of all pairs, ${usual:.0f}$ % are"
            told = f"those that overlap{' are alike' * bool(share > usual)}: ${share:.0f}$ % of {told}"
        self.say(told, FadeIn(self.stamps, self.two), self.bubbles.animate.set_opacity(0.6))
        self.stop("whose they are", hold=3.0)

    def prior(self) -> None:
        """The big bubble around all of them."""
        zero, far = np.zeros((1, 2)), np.array([self.ring])
        around = self.plane.bubbles(zero, self.ring, "violet", fill=0.1, width=4.0)
        entries = [ring(self.reach), ("ring", "violet", f"prior $cal(N)(0, I)$, drawn to ${self.ring:g}$")]
        self.legend = self.west.put(Legend(entries, size=24), "top left")
        grown = swell(self.plane, around, zero, far, run_time=1.0)
        dimmed = self.stamps.animate.set_opacity(0.3), self.bubbles.animate.set_opacity(0.4)
        gone = FadeOut(self.counts, self.two, self.energy)
        told = "draw $z$ from the prior, and ask the network for $tilde(y)$; its answer is not always clear"
        decoder = Formula("tilde(y) = Dec(z)", size=36).next_to(self.legend, DOWN, pt(14), aligned_edge=LEFT)
        self.say(told, grown, *dimmed, gone, FadeIn(self.legend[1], decoder), run_time=1.0)

    def answer(self) -> None:
        """Three z of the prior, from top to bottom, each with a line to the picture that answers it."""
        run, z = self.run, self.run["prior_z"]
        self.seen = np.flatnonzero(np.linalg.norm(z, axis=-1) < self.ring - SMALL / 2)
        ranked = np.array_split(self.seen[np.argsort(-z[self.seen, 1])], SHOWN)
        shelves, self.rows = self.east.rows(*(1 for _ in range(SHOWN)), gap=10), []
        for some, shelf in zip(ranked, shelves, strict=True):
            if not len(some):
                continue
            index = some[z[some, 0].argmax()]
            dot = self.plane.cloud(z[index], "white", size=11)
            picture = Pictures(run["prior_y"][index], min(SIDE, shelf.height), gap=0).framed("y_tilde")
            seat = shelf.put(picture, "right").get_center()
            line_to = Trace(np.stack([dot.get_center(), picture.get_left()]), "white", width=2.0)
            self.play(FadeIn(dot, scale=3.0), run_time=0.3)
            picture.move_to(dot).scale(0.1)
            self.play(picture.animate.scale(10).move_to(seat), Create(line_to), run_time=0.9)
            self.rows += [dot, line_to, picture]
        self.stop("three", hold=1.0)

    def anywhere(self) -> None:
        """The answers all over the big bubble, and how near they are to a digit."""
        run, z = self.run, self.run["prior_z"]
        clear = self.seen[apart(z[self.seen], np.full(len(self.seen), 0.6 * SMALL))]
        side = SMALL * self.plane.unit
        tiles = [
            Pictures(run["prior_y"][i], side, gap=0).framed("y_tilde", width=1.2).move_to(self.plane.at(z[i]))
            for i in clear
        ]
        mostly, rows = how_near(run, self.name)
        told = f"draw any $z$ in the big bubble: what comes out is {mostly}a {self.name}"
        self.claim(told, FadeOut(*self.rows))
        self.play(LaggedStart(*map(FadeIn, tiles), lag_ratio=0.3, run_time=5.5))
        self.play(FadeIn(beside_it(self.east, *rows)), run_time=0.5)
        self.stop("an answer", hold=1.0)
