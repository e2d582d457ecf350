"""The plane of a VAE's codes: digits separate without labels, and the decoder turns each point into a picture."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from statistics import NormalDist

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    FadeIn,
    FadeOut,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.counter import Counter
from ebviz.stage.diagram import Diagram
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.pictures import Pictures
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import line, place
from ebviz.style.colourmap import hexes
from ebviz.style.palette import COLOURS
from scenes.autoencoders._words import class_names

HUES = hexes(np.arange(10) + 0.5, 0.0, 10.0, "tab10")
RIGHT_SIDE = 3.85  # middle of what is beside the plane
below = np.vectorize(NormalDist().cdf)  # the share of N(0, 1) that lies below a number


class LatentWalk(LectureScene):
    """Codes of digits separate as a VAE trains without labels; then z walks from digit to digit, decoded."""

    studies = ("digits_vae", "digits")
    thumbnail = 18.0
    gif = (14.0, 27.0)

    def construct(self) -> None:
        self.run = self.study("digits_vae")
        self.add(title("A walk through the code", sign="ghost"))
        self.build_plane()
        encoding = self.build_encoding()
        self.wait(2.0)
        for look in range(1, len(self.run["two_epochs"])):
            self.train(look - 1, look, seconds=3.0 if look == 1 else 2.0)
            self.wait(0.7)
        self.names = self.class_names()
        self.play(FadeIn(self.names))
        self.wait(0.8)
        self.play(FadeOut(encoding), self.points.animate.set_opacity(0.45), run_time=0.8)
        self.build_walk()
        half = len(self.run["walk_z"]) // 2
        self.walk(0, half)
        self.unroll()
        self.walk(half, len(self.run["walk_z"]) - 1)
        self.wait(2.0)

    def build_plane(self) -> None:
        """Lay out the plane of codes, the legend, and one point per embedded picture."""
        mu, labels = self.run["two_mu"], self.run["embed_labels"]
        low, high = np.floor(2 * mu.min(axis=(0, 1))) / 2, np.ceil(2 * mu.max(axis=(0, 1))) / 2
        z1, z2 = ((float(a), float(b), 1.0) for a, b in zip(low, high, strict=True))
        width = 5.6 * min(1.0, (z1[1] - z1[0]) / (z2[1] - z2[0]))
        self.plane = Plane(z1, z2, width=width, labels=("z_1", "z_2"), every=(2, 2))
        self.plane.shift(place(-3.05, 0.0) - self.plane.frame.get_center())
        self.by_digit = [np.flatnonzero(labels == digit) for digit in range(10)]
        self.points = VGroup(*(Cloud(np.zeros((0, 3)), hue, size=5.0) for hue in HUES))
        self.legend, names = VGroup(), class_names(self.study("digits"))
        self.rows = np.array([place(0.35, 2.4 - 0.54 * digit) for digit in range(10)])
        for digit, (hue, here) in enumerate(zip(HUES, self.rows, strict=True)):
            name = Formula(names[digit], size=30).move_to(here, LEFT).shift(0.2 * RIGHT)
            self.legend.add(VGroup(Cloud(here[None], hue, size=10.0), name))
        self.move_points(self.plane.at(mu[0]))
        self.add(self.plane, self.legend, self.points)

    def move_points(self, places: np.ndarray) -> None:
        """Move every picture's point to its place (E, 3)."""
        for cloud, rows in zip(self.points, self.by_digit, strict=True):
            cloud.place(places[rows])

    def class_names(self) -> VGroup:
        """Write each digit on the middle of its class, so that hue is not all that tells classes apart."""
        mu, names, called = self.run["two_mu"][-1], VGroup(), class_names(self.study("digits"))
        for digit, rows in enumerate(self.by_digit):
            if not len(rows):
                continue
            name = Formula(called[digit], size=40).move_to(self.plane.at(np.median(mu[rows], axis=0)))
            names.add(name.set_stroke(COLOURS["black"], line(5.0), background=True))
        return names

    def build_encoding(self) -> VGroup:
        """Write beside the plane what the points are, and what was minimised."""
        model = Diagram(gap=60, scale=0.85)
        model.variable("y", observed=True)
        model.encoder("enc", direction="right")
        model.variable("mu")
        model.connect("y", "enc", "mu")
        model.move_to(place(RIGHT_SIDE, 1.75))
        energy = Formula('tilde(F)(y) = C(y, tilde(y)) + beta D_"KL"', size=36, colours={"D": "E"})
        energy.move_to(place(RIGHT_SIDE, 0.25))
        self.epoch = Counter("epoch", form="{:.0f}").shift(place(RIGHT_SIDE, -1.05))
        notes = VGroup(
            Words("one point per picture $y$, at its $mu$;", size=26, colour=COLOURS["grey"]),
            Words("the labels only colour them", size=26, colour=COLOURS["grey"]),
        )
        notes.arrange(DOWN, buff=0.16).move_to(place(RIGHT_SIDE, -2.3))
        parts = VGroup(model, energy, notes)
        if len(self.run["two_epochs"]) > 1:  # or it was not trained
            parts.add(self.epoch)
        self.add(parts)
        return parts

    def train(self, first: int, last: int, seconds: float) -> None:
        """Move the points from one kept epoch to the next."""
        mu, epochs = self.run["two_mu"], self.run["two_epochs"]

        def go(_: Mobject, alpha: float) -> None:
            share = smooth(alpha)
            self.move_points(self.plane.at((1 - share) * mu[first] + share * mu[last]))
            self.epoch.put((1 - share) * epochs[first] + share * epochs[last])

        moving = VGroup(self.points, self.epoch)
        self.play(UpdateFromAlphaFunc(moving, go), run_time=seconds, rate_func=linear)

    def build_walk(self) -> None:
        """Put z at the first digit's mean code, and show what the decoder makes of it."""
        model = Diagram(gap=60, scale=0.85)
        model.variable("z")
        model.decoder("dec")
        model.variable("y~", label="tilde(y)")
        model.connect("z", "dec", "y~")
        model.move_to(place(RIGHT_SIDE, 2.05))
        self.picture = Pictures(self.run["walk"][0], 3.7, gap=0).move_to(place(RIGHT_SIDE, -0.95))
        frame = self.picture.boxes(edge="y_tilde", width=2.5)
        self.where: Callable[[np.ndarray], np.ndarray] = self.plane.at
        self.trail = Trace(np.zeros((0, 3)), "z", width=2.0)
        self.halo = Cloud(np.zeros((0, 3)), "black", size=20.0)
        self.z = Cloud(np.zeros((0, 3)), "z", size=15.0)
        self.ring = Cloud(self.rows[:1], "z", shape="ring", size=20.0, width=2.5)
        self.stand(0.0)
        self.play(*(FadeIn(part) for part in (model, frame, self.picture, self.ring, self.halo, self.z)))
        self.add(self.trail, self.halo, self.z)
        self.wait(1.0)

    def stand(self, step: float) -> None:
        """Set z, its trail, the picture and the ring in the legend to a step of the walk."""
        way, pictures = self.run["walk_z"], self.run["walk"]
        whole = min(int(step), len(way) - 2)
        share = step - whole
        here = (1 - share) * way[whole] + share * way[whole + 1]
        self.picture.set_ink(((1 - share) * pictures[whole] + share * pictures[whole + 1])[None, None])
        self.trail.run(self.where(self.tail(step)))
        self.halo.place(self.where(here[None]))
        self.z.place(self.where(here[None]))
        stops = [*self.run["walk_stops"], len(way) - 1]
        leg = np.interp(step, stops, np.arange(11.0)) % 10
        low, part = int(leg), leg - int(leg)
        self.ring.place(((1 - part) * self.rows[low] + part * self.rows[(low + 1) % 10])[None])

    def tail(self, step: float) -> np.ndarray:
        """Return the last stretch of the path up to a step, as many steps as between two digits."""
        way, length = self.run["walk_z"], int(self.run["walk_stops"][1])
        steps = np.linspace(max(0.0, step - length), step, length + 1)
        return np.stack([np.interp(steps, np.arange(len(way)), column) for column in way.T], axis=-1)

    def walk(self, first: int, last: int) -> None:
        """Walk from step to step, slowing down at every digit."""
        stops = [*self.run["walk_stops"], len(self.run["walk_z"]) - 1]
        legs = [(a, b) for a, b in pairwise(stops) if first <= a and b <= last]

        def go(_: Mobject, alpha: float) -> None:
            leg = min(int(alpha * len(legs)), len(legs) - 1)
            start, end = legs[leg]
            self.stand(start + smooth(alpha * len(legs) - leg, 4.0) * (end - start))

        moving = VGroup(self.trail, self.halo, self.z, self.ring)
        self.play(
            UpdateFromAlphaFunc(moving, go),
            UpdateFromAlphaFunc(self.picture, lambda *_: None),
            run_time=1.25 * len(legs),
            rate_func=linear,
        )

    def unroll(self) -> None:
        """Squeeze the plane so that each step holds the same share of N(0, 1), and tile it with decoded digits."""
        names = {float(below(z)): f"{z}" for z in (-2, -1, 0, 1, 2)}
        square = Plane((0, 1, 1), (0, 1, 1), width=5.6, labels=("z_1", "z_2"), x_ticks=names, y_ticks=names)
        square.shift(self.plane.frame.get_center() - square.frame.get_center())
        tiles = Pictures(self.run["map"][::-1], square.frame.width)
        tiles.scale(1 - 1 / (tiles.cells[1] + 1)).move_to(square.frame)  # leaves half a gap at the edges
        note = Words("every tile: the same share of $cal(N)(0, I)$", size=26, colour=COLOURS["grey"])
        note.move_to(place(RIGHT_SIDE, 3.3))
        mu, way = self.run["two_mu"][-1], self.run["walk_z"]
        passed = self.tail(len(way) // 2)

        def squeeze(_: Mobject, alpha: float) -> None:
            share = smooth(alpha)

            def between(z: np.ndarray) -> np.ndarray:
                return (1 - share) * self.plane.at(z) + share * square.at(below(z))

            self.move_points(between(mu))
            self.trail.run(between(passed))
            self.halo.place(between(passed[-1:]))
            self.z.place(between(passed[-1:]))

        moving = VGroup(self.points, self.trail, self.halo, self.z)
        self.play(FadeOut(self.plane, self.names), run_time=0.6)
        squeezing = UpdateFromAlphaFunc(moving, squeeze, rate_func=linear)
        self.play(FadeIn(note), FadeIn(square), squeezing, run_time=2.0)
        self.where = lambda z: square.at(below(z))
        self.remove(moving)
        self.add(tiles, self.points, self.trail, self.halo, self.z)
        self.play(FadeIn(tiles), FadeOut(self.points), run_time=1.5)
        self.wait(1.2)
