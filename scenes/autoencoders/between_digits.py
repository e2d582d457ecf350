"""From one digit to another: a straight line through the pixels climbs over an energy hill, one in the code less."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import HUES, a, class_names, kind, pair_of, usual

CALLED = {"pixels": "pixels", "line": "codes"}


class BetweenDigits(LectureScene):
    """Between two digits, mixed pixels climb over an energy hill, mixed codes over a lower one."""

    studies = ("digits_vae", "digits")
    gif = (4.5, 30)

    def thumbnail(self) -> None:
        """Draw what lies half-way: two digits at once, and one that is neither."""
        run = self.study("digits_vae")
        both = Group(*(Pictures(one[len(one) // 2], 4.0) for one in pair_of(run, 0)[1].values()))
        both.arrange(DOWN, buff=0.4)
        self.add(*poster(both, ("pixels", "red"), "or", ("codes", "aqua"), share=0.5))

    def construct(self) -> None:
        run, digits = self.study("digits_vae"), self.study("digits")
        self.what, names = kind(digits), class_names(digits)
        classes, self.pictures, every, pair = pair_of(run, 0)
        self.ends = [a(names[digit]) for digit in classes]
        self.F = {way: F[pair] for way, F in every.items()}
        self.lower = every["line"].max(axis=1) < every["pixels"].max(axis=1)  # (K,)
        self.usual, self.below = usual(run, self.what)
        self.lay_out()
        self.ask()
        self.go("pixels", f"mix the pixels: in between it is two {self.what}s at once")
        self.go("line", "mix the codes $mu$ instead, and decode every mixture, both ends too")
        self.conclude()

    def lay_out(self) -> None:
        """Lay out the energy along the way, and below it room for the pictures that are passed."""
        span = ticks.round_span(np.append([*self.F.values()], self.usual), 4)
        _, main, side = self.body.columns(1, 21, 8)  # at the left, the names of the strips
        upper, self.strips = main.rows(3, 1, gap=8)
        self.plane = Plane(
            (0, 1), span, within=upper, stretch=True, labels=('"mix" t', '"the VAE\'s energy" tilde(F)(y)'),
            x_ticks={0: "0", 0.5: "0.5", 1: "1"}, above=True, axes=False, grid=False,
        )  # fmt: skip
        most = self.plane.trace([(0, self.usual), (1, self.usual)], "grey", width=2, dash=(6, 5))
        key = Legend([self.below], size=24)
        corner = self.plane.frame.get_corner(DOWN + RIGHT) + pt(10) * (UP + LEFT)
        self.usually = VGroup(most, key.move_to(corner, aligned_edge=DOWN + RIGHT))
        self.walkers = Group()
        self.strips_of = {way: self.strip(way) for way in HUES}
        self.side_rows = dict(zip(HUES, side.rows(1, 1, gap=14), strict=True))

    def ask(self) -> None:
        """Show both ends, and ask what is between."""
        self.add(title(f"Between two {self.what}s"))
        first, last = (self.pictures["pixels"][k] for k in (0, -1))
        pair = Group(*(Pictures(ink, 3.2, gap=0) for ink in (first, last))).arrange(RIGHT, buff=2.4)
        self.body.put(pair)
        self.add(pair)
        self.say(f"from {self.ends[0]} to {self.ends[1]}: what lies between?", run_time=0)
        self.stop("two ends", hold=1.4)
        row = self.strips_of["pixels"]
        ends = (row.picture(0, k) for k in (0, len(self.pictures["pixels"]) - 1))
        moved = [Transform(one, end) for one, end in zip(pair, ends, strict=True)]
        self.play(*moved, FadeIn(self.plane), run_time=1.5)
        self.play(FadeIn(self.usually), run_time=0.6)
        self.remove(*pair).add(row)

    def go(self, way: str, says: str) -> None:
        """Go straight from one end to the other, in pixels or in codes: a picture, its energy, and those passed."""
        pictures, F = self.pictures[way], self.F[way]
        hue, share = HUES[way], np.linspace(0, 1, len(F))
        upper, lower = self.side_rows[way].rows(6, 1, gap=4)
        big = Pictures(
            pictures[0], min(upper.height * pictures.shape[2] / pictures.shape[1], upper.width), gap=0
        )
        upper.put(big, "left")
        follow(big, pictures, put=big.set_ink)
        count = Counter(f"{CALLED[way]}: $tilde(F) =$", F, "{:.1f}", size=28, number_colour=hue)
        on_line(count, lower.bottom + pt(8), left=lower.left)
        line = self.plane.history(F, hue, x=share, width=4, head=False)
        dot = self.plane.cloud(np.stack([share, F], axis=-1)[:, None], hue, size=14)
        strip = self.strips_of[way]
        self.say(says)
        come = FadeIn(big, count, line, dot)
        if len(self.walkers):
            self.replay(1.5, come, only=[self.walkers], stop=0, pace="even")
        else:
            self.play(come)
        name = Words(CALLED[way], size=26, colour=hue).next_to(strip, LEFT, buff=pt(12))
        self.add(strip, name)
        self.replay(6, only=[big, count, line, dot, strip, self.walkers], pace="even")
        self.walkers.add(big, count, dot)
        self.stop(way, hold=1)

    def strip(self, way: str) -> Pictures:
        """Return the row of pictures that are passed, each coming as it is reached."""
        row = self.strips.rows(1, 1, gap=8)[way == "line"]
        wide, pictures = float(self.plane.frame.width), self.pictures[way]
        n = len(pictures)
        strip = Pictures(pictures[None], wide)
        strip.scale(min(1.0, row.height / strip.height)).move_to(row.centre).set_x(self.plane.frame.get_x())
        shown = np.tril(np.ones((n, n)))
        shown[:, -1] = np.maximum(shown[:, -1], way == "pixels")  # whose ends are there from the start

        def put(now: np.ndarray) -> None:
            strip.set_shown(np.broadcast_to(now[None, :, None, None], (1, *pictures.shape)))

        return follow(strip, shown, put=put)

    def conclude(self) -> None:
        """Say which way is the lower one."""
        over, less = (float(self.F[way].max()) for way in HUES)
        hill = "mixed pixels climb over an energy hill, mixed codes over a lower one"
        top = int(self.F["pixels"].argmax())
        marks = [
            self.plane.cloud((top / (len(F) - 1), F[top]), HUES[way], shape="ring", size=20, width=3)
            for way, F in self.F.items()
        ]
        fewer = f"mixed pixels climb to $tilde(F) = {over:.1f}$, mixed codes to ${less:.1f}$"
        times = f"${self.lower.sum()}$ of ${len(self.lower)}$ pairs of classes"
        self.say(f"mixed codes climb less in {times}, and by the most here")
        self.replay(2.5, only=[self.walkers], stop=0, pace="even")
        self.claim(hill if less <= self.usual < over else fewer)
        self.replay(4.5, FadeIn(*marks), only=[self.walkers], stop=top, pace="even")
