"""Half-way between two pictures, in two ways: their pixels are mixed, or their codes."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import a, class_names, kind

MOST = 0.95  # share of the held-out pictures whose energy is below the dashed line
WAYS = {  # pictures: their energies, a colour, and how they are mixed
    "pixels": ("many_pixels_F", "red", '(1 - t) y_"a" + t y_"b"'),
    "many_line": ("many_line_F", "aqua", 'Dec((1 - t) mu_"a" + t mu_"b")'),
}


class CodeAgainstPixels(LectureScene):
    """Half-way between two pictures, mixed pixels are a double exposure; mixed codes, decoded, cost less."""

    studies = ("digits_vae", "digits")
    gif = (0, 24)

    def thumbnail(self) -> None:
        """Draw what is half-way on both ways."""
        run = self.study("digits_vae")
        half = len(run["pixels"]) // 2
        both = np.stack([run[name][half] for name in WAYS])[None]
        self.add(*poster(Pictures(both, 6), ("mixed", "red"), "or", ("decoded", "aqua"), share=0.62))

    def construct(self) -> None:
        self.run, self.data = self.study("digits_vae"), self.study("digits")
        last = len(self.run["pixels"]) - 1
        self.half = (last + 1) // 2
        coming = np.arange(self.half), np.linspace(last, self.half, self.half + 1).round().astype(int)[:-1]
        after = [*range(self.half, last), *range(last, 0, -1), *range(self.half + 1)]
        self.ways = [np.array([*one, *after]) for one in coming]  # moments that either picture goes through
        self.t = np.linspace(0, 1, last + 1)
        self.lay_out()
        self.ask()
        self.meet("pixels", "mix the pixels: where they meet, each shines through the other")
        self.meet("many_line", "mix the codes, and decode every mixture", *self.encode())
        self.compare()

    def lay_out(self) -> None:
        """Lay out a row for each way, with room for its energy, and below them one for the codes."""
        left, right = self.body.columns(5, 4, gap=50)
        rows, rooms = (part.rows(14, 14, 9, gap=12) for part in (left, right))
        self.rows, self.rooms, self.foot = dict(zip(WAYS, rows, strict=False)), rooms, rows[2]
        self.usual = float(np.quantile(self.run["many_energy"], MOST))
        self.high = 1.05 * max(self.usual, *(float(self.run[F].max()) for F, *_ in WAYS.values()))
        self.moving: list[Mobject] = []
        self.add(title("Half-way between two pictures"))

    def ends(self, way: str) -> list[Pictures]:
        """Return the pictures at both ends of a way, bound to their moments until they meet and after."""
        row, pictures = self.rows[way], self.run[way]
        half, found = row.height / 2, []
        for side, moments in zip((0, 1), self.ways, strict=True):
            picture = Pictures(pictures[moments[0]], row.height, gap=0)
            share = np.interp(np.arange(len(moments)), (0, self.half), (side, 0.5))[:, None]
            places = place(row.left + half, row.centre[1]) + share * (row.width - 2 * half) * RIGHT
            put = lambda ink, at, picture=picture: picture.set_ink(ink).move_to(at)  # noqa: E731
            found.append(follow(picture, pictures[moments], places, put=put))
        return found

    def ask(self) -> None:
        """Show both pictures, and ask what is half-way."""
        first, second = (a(class_names(self.data)[k]) for k in self.run.config["pair"])
        goals = self.ends("pixels")
        pair = [Pictures(one.values[::-1], 3.2, gap=0) for one in goals]
        for one, x in zip(pair, (-2.6, 2.6), strict=True):
            one.move_to(self.body.centre + x * RIGHT)
        self.say(f"what is half-way between {first} and {second}?", *map(FadeIn, pair), run_time=0.8)
        self.wait(1.2)
        moves = [p.animate.set(width=g.width).move_to(g) for p, g in zip(pair, goals, strict=True)]
        self.play(*moves, run_time=1.2)
        self.remove(*pair)
        self.rest_at("pixels", 'y_"a"', 'y_"b"')

    def rest_at(self, way: str, *names: str) -> None:
        """Leave both pictures of a way at its ends, with their names; the pair before them is to be moved."""
        ends, self.pair = self.ends(way), self.ends(way)
        words = [Formula(name, size=36).set_fill(WHITE) for name in names]  # on pictures, dark in every theme
        for one, name in zip(ends, words, strict=False):
            name.move_to(one.get_corner(UL) + pt(6) * (RIGHT + DOWN), aligned_edge=UL)
        self.add(*ends, *words, *self.pair)

    def encode(self) -> list[Mobject]:
        """Send both pictures through the encoder; return the marks of their codes, number by number."""
        copies, self.pair = self.ends("pixels"), self.ends("many_line")
        moves = [one.animate.move_to(goal) for one, goal in zip(copies, self.pair, strict=True)]
        self.say("another way: encode each as a code $mu$, and decode that", *moves, run_time=1)
        marks, shown = self.codes(), list[Mobject]()
        if marks:
            signs = [("dot", "mu", '$mu_"a"$'), ("triangle", "mu", '$mu_"b"$')]
            shown = [self.plane, *marks, self.rooms[2].put(Legend(signs, across=True), "left")]
        self.play(*map(FadeIn, (*self.pair, *shown)), run_time=1)
        self.remove(*copies, *self.pair)
        self.rest_at("many_line")
        self.wait(0.6)
        return marks

    def codes(self) -> list[Mobject]:
        """Return the numbers of both codes as marks that meet; none if the pictures are not among those embedded."""
        seen, ends = self.run["embed_images"], self.run["pixels"][[0, -1]]
        at = [np.flatnonzero((seen == end).all(axis=(1, 2)))[:1] for end in ends]
        if not all(map(len, at)):
            return []
        first, second = (self.run["many_mu"][-1, int(one[0])] for one in at)
        reach, d = 1.2 * float(np.abs([first, second]).max()), len(first)
        self.plane = Plane(
            (0, d + 1), (-reach, reach), within=self.foot, stretch=True, labels=("", "mu_i"),
            x_ticks={1: "1", d: f"{d}"}, y_ticks={0: "0"}, grid=False, axes=False,
        )  # fmt: skip
        mixed = (1 - self.t[:, None]) * first + self.t[:, None] * second
        mixed = np.stack(np.broadcast_arrays(np.arange(1, d + 1), mixed), axis=-1)
        shapes = zip(self.ways, ("dot", "triangle"), strict=True)
        return [self.plane.cloud(mixed[way], "mu", shape=shape, size=11) for way, shape in shapes]

    def meet(self, way: str, says: str, *along: Mobject) -> None:
        """Let both pictures of a way come to the middle, where they are one; then say what that costs."""
        energies, colour, mix = WAYS[way]
        self.say(says)
        self.replay(3, only=[*self.pair, *along], stop=self.half, pace="even")
        room = self.rooms[[*WAYS].index(way)].rows(2, 5, 2)
        words = on_line(Formula(mix, size=28), room[0].centre[1] - pt(6), left=room[0].left)
        F = self.run[energies]
        bar = Bar(room[1], F[self.ways[0]], self.high, "$tilde(F) = {:.1f}$", colour=colour)
        stand(self.half, bar)
        plate = self.pair[0].boxes(edge=colour, width=3).set_fill(opacity=0)
        self.moving += [*self.pair[::-1], *along, bar]
        costs = f"the energy $tilde(F)$ that the VAE gives to this is ${F[self.half]:.1f}$"
        self.say(costs, FadeIn(plate, words, bar))
        self.wait(1)

    def compare(self) -> None:
        """Say which half costs less, and let both ways be gone from one end to the other."""
        x = self.rooms[0].left + self.usual / self.high * self.rooms[0].width
        count = Counter("$t =$", self.t[self.ways[0]], "{:.2f}", size=28)
        stand(self.half, self.rooms[2].put(count, "right"))
        self.moving.append(count)
        ends = np.stack([place(x, self.rooms[0].top), place(x, self.rooms[1].bottom)])
        line = Trace(ends, "grey", width=2, dash=(6, 5))
        below = f"{100 * MOST:.0f} % of held-out {kind(self.data)}s are below"
        key = self.rooms[2].put(Legend([("dashed", "grey", below)], size=24), "bottom left")
        self.play(Create(line), FadeIn(key, count))
        pixels, codes = (self.run[F][self.half] for F, *_ in WAYS.values())
        says = "half-way, mixed pixels are a double exposure; mixed codes cost less"
        self.claim(says if codes < pixels else "half-way, mixed pixels cost no more than mixed codes here")
        self.replay(5, only=self.moving, pace="even")
