"""Half-way between two pictures, in two ways: their pixels are mixed, or their codes."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import HUES, a, class_names, kind, pair_of, usual

MIXED = {"pixels": '(1 - t) y_"a" + t y_"b"', "line": 'Dec((1 - t) mu_"a" + t mu_"b")'}


class CodeAgainstPixels(LectureScene):
    """Half-way between two pictures, mixed pixels are a double exposure; mixed codes, decoded, cost less."""

    studies = ("digits_vae", "digits")
    gif = (0, 25)

    def thumbnail(self) -> None:
        """Draw what is half-way on both ways."""
        pictures = pair_of(self.study("digits_vae"), 1)[1]
        both = np.stack([one[len(one) // 2] for one in pictures.values()])[None]
        self.add(*poster(Pictures(both, 6), ("mixed", "red"), "or", ("decoded", "aqua"), share=0.62))

    def construct(self) -> None:
        self.run, self.data = self.study("digits_vae"), self.study("digits")
        self.classes, self.pictures, energies, pair = pair_of(self.run, 1)
        self.F = {way: F[pair] for way, F in energies.items()}
        self.half, last = len(self.F["pixels"]) // 2, len(self.F["pixels"]) - 1
        self.less = energies["line"][:, self.half] < energies["pixels"][:, self.half]  # (K,)
        self.path = np.array([*range(last), *range(last, 0, -1), *range(self.half + 1)])  # and half-way
        self.t = np.linspace(0, 1, last + 1)[self.path]
        self.lay_out()
        self.mix_pixels()
        self.encode()
        self.mix_codes()
        self.compare()

    def lay_out(self) -> None:
        """Lay out a row for each way beside its formula and energy, and room for the codes; ask what is half-way."""
        left, right = self.body.columns(3, 2, gap=40)
        rows, rooms = (part.rows(10, 10, 15, gap=12) for part in (left, right))
        self.rows = {way: row.inset(84, 0) for way, row in zip(MIXED, rows, strict=False)}
        self.rooms = {way: room.rows(2, 5, 2) for way, room in zip(MIXED, rooms, strict=False)}
        self.foot, self.keys = rows[2], rooms[2]
        self.usual, self.below = usual(self.run, kind(self.data))
        self.high = 1.05 * max(self.usual, *(float(F.max()) for F in self.F.values()))
        self.count = Counter("$t =$", self.t, "{:.2f}", size=28)
        self.moving: list[Mobject] = [self.count]
        first, second = (a(class_names(self.data)[k]) for k in self.classes)
        self.pair, words = self.ends("pixels", 'y_"a"', 'y_"b"')
        large = self.body.put(Group(*(one.copy().set(width=3.2) for one in self.pair)).arrange(RIGHT, buff=2))
        self.add(title("Half-way between two pictures"))
        self.say(f"what is half-way between {first} and {second}?", *map(FadeIn, large), run_time=0.8)
        self.wait(1.2)
        moves = [Transform(one, goal) for one, goal in zip(large, self.pair, strict=True)]
        self.play(*moves, *map(FadeIn, words), run_time=1.2)

    def picture(self, way: str, x: float, moment: int) -> Pictures:
        """Return one of a way's pictures at a share x of its row."""
        row = self.rows[way]
        one = Pictures(self.pictures[way][moment], row.height, gap=0)
        return one.move_to(place(row.left + row.height / 2 + x * (row.width - row.height), row.centre[1]))

    def ends(self, way: str, *names: str) -> tuple[list[Pictures], list[Formula]]:
        """Return the pictures at both ends of a way, and their names beside them."""
        ends = [self.picture(way, x, -x) for x in (0, 1)]
        sides = zip(names, ends, (LEFT, RIGHT), strict=True)
        return ends, [Formula(name, size=28).next_to(one, side, buff=pt(8)) for name, one, side in sides]

    def middle(self, way: str) -> tuple[Group, Formula, Bar]:
        """Return a way's mixture on a plate, how it is mixed, and its energy, where they follow t."""
        hue, room = HUES[way], self.rooms[way]
        picture = self.picture(way, 0.5, self.half)
        follow(picture, self.pictures[way][self.path], put=picture.set_ink)
        over = Group(picture, picture.boxes(edge=hue, width=3).set_fill(opacity=0))
        formula = on_line(Formula(MIXED[way], size=28), room[0].centre[1] - pt(6), left=room[0].left)
        bar = Bar(room[1], self.F[way][self.path], self.high, "$tilde(F) = {:.1f}$", colour=hue)
        stand(self.half, self.count, picture, bar)
        self.moving.append(picture)
        return over, formula, bar

    def mix_pixels(self) -> None:
        """Slide a copy of each picture over the middle, one of them half seen through; then it is their mixture."""
        copies, (over, formula, bar) = [one.copy() for one in self.pair], self.middle("pixels")
        on_line(self.count, self.rooms["pixels"][0].centre[1] - pt(6), left=formula.get_right()[0] + pt(40))
        self.say(
            "mix the pixels: where they meet, each shines through the other", FadeIn(self.count, formula)
        )
        self.play(
            copies[0].animate.move_to(over), copies[1].animate.move_to(over).set_opacity(0.5), run_time=2
        )
        self.play(FadeIn(over), run_time=0.6)
        self.remove(*copies)
        self.say(f"the VAE gives this the energy $tilde(F) = {self.F['pixels'][self.half]:.1f}$", FadeIn(bar))
        self.moving.append(bar)
        self.wait(1)

    def encode(self) -> None:
        """Send both pictures through the encoder and the decoder, and show their codes, number by number."""
        goals, words = self.ends("line", 'Dec(mu_"a")', 'Dec(mu_"b")')
        copies = [one.copy() for one in self.pair]
        moves = [one.animate.move_to(goal) for one, goal in zip(copies, goals, strict=True)]
        self.say("another way: encode each as a code $mu$, and decode that", *moves, run_time=1)
        first, second = self.run["many_pairs_mu"][1]
        reach, d = 1.2 * float(np.abs([first, second]).max()), len(first)
        plane = Plane(
            (0, d + 1), (-reach, reach), within=self.foot, stretch=True, labels=("", "mu_i"),
            x_ticks={1: "1", d: f"{d}"}, y_ticks={0: "0"}, grid=False, axes=False,
        )  # fmt: skip
        ways = np.broadcast_arrays(np.arange(1, d + 1), first + self.t[:, None] * (second - first))
        mu = [np.stack([ways[0][0], one], axis=-1) for one in (first, second)]
        marks = [plane.cloud(mu[0], "mu", size=9), plane.cloud(mu[1], "mu", shape="triangle", size=11)]
        self.mixed = plane.cloud(np.stack(ways, axis=-1), "aqua", shape="ring", size=16, width=2)
        signs = [("dot", "mu", '$mu_"a"$'), ("triangle", "mu", '$mu_"b"$'), ("ring", "aqua", "mixed")]
        key = self.keys.put(Legend(signs, across=True), "top left")
        self.play(*map(FadeIn, (*goals, *words, plane, *marks, key)), run_time=1)
        self.remove(*copies)
        self.wait(0.8)

    def mix_codes(self) -> None:
        """Begin at t = 0 with both ways, and come to the middle."""
        over, formula, bar = self.middle("line")
        stand(self.half, self.mixed)
        self.moving.append(self.mixed)
        self.say("mix the codes, and decode every mixture", FadeIn(over, self.mixed, formula))
        self.replay(1.5, only=self.moving, stop=0, pace="even")
        self.replay(3, only=self.moving, stop=self.half, pace="even")
        self.moving.append(bar)
        self.say(f"half-way, the VAE gives this $tilde(F) = {self.F['line'][self.half]:.1f}$", FadeIn(bar))
        self.wait(1)

    def compare(self) -> None:
        """Say which half costs less, and let both ways be gone from one end to the other."""
        top, bottom = self.rooms["pixels"][0], self.rooms["line"][2]
        x = top.left + self.usual / self.high * top.width
        line = Trace(np.stack([place(x, top.top), place(x, bottom.bottom)]), "grey", width=2, dash=(6, 5))
        so = f"half-way, mixed codes cost less in ${self.less.sum()}$ of ${len(self.less)}$ pairs"
        pixels, codes = (self.F[way][self.half] for way in MIXED)
        above = codes - self.usual
        told = [f"here, half-way, mixed codes are still ${above:.1f}$ above"] * bool(above > 0) + [so]
        dashed = Legend([self.below], size=24)
        key = stacked(dashed, *(Words(one, size=24, colour="grey") for one in told), pitch=34)
        self.play(Create(line), FadeIn(self.keys.put(key, "bottom left")))
        says = "half-way, mixed pixels are a double exposure; mixed codes cost less"
        self.claim(says if codes < pixels else "half-way, mixed pixels cost no more than mixed codes here")
        self.replay(5, only=self.moving, pace="even")
