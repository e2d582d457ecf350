"""The bubble of bubbles with real pictures, and a network for a decoder: the same physics."""

import numpy as np

from ebviz.diagrams.crowd import apart, overlapping
from ebviz.stage import *
from scenes.autoencoders._bubbles import reached, ring_around, see_through, sides
from scenes.autoencoders._words import kind

SIDE = 1.9  # of the picture that answers one z
SMALL = 0.45  # of the pictures that answer many, in units of z
SHOWN = 3  # z that are answered one by one


class BubblesOfDigits(LectureScene):
    """Digits and a network for a decoder pack by the same forces: a z drawn from the prior comes out as a picture."""

    studies = ("digits", "bubbles")
    gif = (3, 13.5)

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
        span = sides(self.hero, float(reached(self.mu, self.size)[[0, -1]].max()))
        self.plane = Plane(*span, within=self.hero, grid=False, numbers=False, labels=("z_1", "z_2"))
        self.key, self.shelf, self.foot = self.side.rows(0.9, 4, 1.1)
        self.add(title(f"The same with {self.name}s"), self.plane)
        self.pack()
        self.look_alike()
        self.answer()

    def pack(self) -> None:
        """The heap, and how it packs."""
        run = self.run
        self.bubbles = self.plane.bubbles(self.mu, self.radius, reach=self.reach, fill=0.1)
        see_through(self.bubbles, self.mu, self.size, fill=0.1)
        entry = ("ring", "z", f"one $y$: $cal(N)(mu, v I)$ at ${self.reach:g} sqrt(v)$")
        legend = self.key.put(Legend([entry]), "top left")
        count = Counter("step", run["steps"], step)
        cost = Counter("mean $C$", run["full_cost"], "{:.1f}")
        counts = counters(count, cost, left=self.foot.left, top=self.foot.top - pt(24.0))
        many = len(run["images"])
        self.say(
            f"${many}$ {self.name}s with a bubble each; the decoder is a network, which learns meanwhile",
            run_time=0,
        )
        self.add(self.bubbles, counts, legend)
        self.stop("a heap", hold=3.0)
        self.say("the same three forces, $C$, $V$ and $U$")
        self.replay(6.0)
        self.stop("packed", hold=0.5)

    def look_alike(self) -> None:
        """Whose bubbles they are; those that still overlap."""
        run, end, size = self.run, self.mu[-1], self.size[-1]
        origin, seat = self.plane.at((0, 0)), self.hero.centre
        self.ring = ring_around(run, end, self.radius[-1])
        growth = self.hero.height / 2 / (1.01 * self.ring * self.plane.unit)
        self.play(FadeOut(self.plane), run_time=0.5)
        closer = self.bubbles.animate.scale(growth, about_point=origin).shift(seat - origin)
        self.say("closer: whose bubbles are they?", closer, run_time=1.2)
        self.plane.scale(growth, about_point=origin).shift(seat - origin)
        clear, side = apart(end, 0.7 * size), 1.3 * self.plane.unit * size
        self.stamps = Stamps(run["images"][clear], self.plane.at(end[clear]), side[clear])
        pairs, every = (overlapping(end, far) for far in (size, np.full_like(size, np.inf)))
        told = "no two overlap: each picture has codes of its own"
        if len(pairs):
            share, usual = (100 * np.equal(*run["labels"][some.T]).mean() for some in (pairs, every))
            told = f"{share:.0f} % of overlapping pairs are of one class; of all pairs, {usual:.0f} %"
        self.say(told, FadeIn(self.stamps), self.bubbles.animate.set_opacity(0.5))
        self.stop("whose they are", hold=3.5)

    def answer(self) -> None:
        """Draw z from the prior: three one by one, then all of them."""
        run, z = self.run, self.run["prior_z"]
        seen = np.flatnonzero(np.linalg.norm(z, axis=-1) < self.ring - SMALL / 2)
        around = self.plane.bubbles(np.zeros((1, 2)), self.ring, "violet", fill=0.1, width=4.0)
        prior = Legend([("ring", "violet", f"prior $cal(N)(0, I)$ at ${self.ring:g}$")])
        shown = FadeIn(around, self.key.put(prior, "bottom left"))
        self.say("draw $z$ from the prior, and ask the network", self.stamps.animate.set_opacity(0.25), shown)
        shelves = self.shelf.rows(*(1 for _ in range(SHOWN)), gap=8)
        rows: list[Mobject] = []
        for index, shelf in zip(seen[:SHOWN], shelves, strict=False):
            dot = self.plane.cloud(z[index], "white", size=13)
            side = min(SIDE, shelf.height)
            picture = Pictures(run["prior_y"][index], side, gap=0).framed("y_tilde")
            told = Formula("tilde(y) = Dec(z)", size=32)
            shelf.put(picture, "left")
            told.next_to(picture, RIGHT, buff=pt(14))
            seat = picture.get_center()
            self.play(FadeIn(dot, scale=3.0), run_time=0.4)
            picture.move_to(self.plane.at(z[index])).scale(0.1)
            self.play(picture.animate.scale(10).move_to(seat), FadeIn(told), run_time=0.9)
            rows += [dot, picture, told]
        self.wait(1.0)
        clear = seen[apart(z[seen], np.full(len(seen), 0.6 * SMALL))]
        side = SMALL * self.plane.unit
        tiles = [
            Pictures(run["prior_y"][i], side, gap=0).framed("y_tilde", width=1.2).move_to(self.plane.at(z[i]))
            for i in clear
        ]
        gone = self.stamps.animate.set_opacity(0.0), self.bubbles.animate.set_opacity(0.3)
        self.play(*gone, LaggedStart(*map(FadeIn, tiles), lag_ratio=0.08), run_time=2.5)
        self.claim("draw $z$ anywhere in the big bubble, and the network answers with a picture")
        self.stop("an answer", hold=1.0)
