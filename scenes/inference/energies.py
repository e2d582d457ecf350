"""The energies of all samples side by side: each has its own, of one of two shapes."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents
from scenes.inference._numbers import number_word
from scenes.inference._valleys import Valleys, counted

BARE = {"labels": ("", ""), "numbers": False, "grid": False, "axes": False}  # of the small plots
MOST, ACROSS = 24, 6  # how many energies are shown, and how many of them side by side


class EveryEnergy(LectureScene):
    """Each sample y has an energy over z of its own, with one valley or with two; two samples stand for all."""

    studies = ("inference", "ellipse")
    gif = (0, 34)

    def thumbnail(self) -> None:
        """Draw the energies of the two samples."""
        run, y = self.study("inference"), self.study("ellipse")["y"]
        E = run["fine_E"][y.argmax(axis=0)]
        z = np.linspace(0, 1.6 * float(E.max()), E.shape[1])
        curves = VGroup(*(Trace(np.stack([z, one, 0 * z], axis=-1), "E", width=28) for one in E))
        self.add(*poster(curves.arrange(DOWN, buff=1.5), "to each", "its own", "energy"))

    def construct(self) -> None:
        self.run, self.y = self.study("inference"), self.study("ellipse")["y"]
        self.latents = Latents.of(self.run)
        self.two = [int(i) for i in self.y.argmax(axis=0)]  # the rightmost and the topmost
        others = [i for i in range(len(self.y)) if i not in self.two]
        around = np.arctan2(*(self.y - self.y.mean(axis=0)).T[::-1])
        self.shown = sorted({*others[: MOST - 2], *self.two}, key=lambda i: around[i])
        self.valleys = Valleys(self.run, self.y)
        self.lay_out()
        self.one_by_one()
        self.sort()
        self.spotlight()

    def lay_out(self) -> None:
        """Lay out the plane of y on the left, and a small plot for each sample on the right."""
        left, self.room = self.body.columns(2, 3)
        half, ring = 1.1 * float(np.abs(self.y - self.y.mean(axis=0)).max()), self.run.get("fine_y")
        spans = ticks.spread(self.y if ring is None else np.vstack([self.y, ring]), (half, half))
        self.plane = Plane(*spans, within=left, every=(2, 2), axes=False)
        self.samples = self.plane.cloud(self.y[sorted(self.shown)], "y", size=8)
        down, (cells, foot) = -(-len(self.shown) // ACROSS), self.room.rows(11, 1, gap=4)
        rows = [row.columns(*[1] * ACROSS, gap=8) for row in cells.rows(*[1] * down, gap=8)]
        self.cells = [cell for row in rows for cell in row][: len(self.shown)]
        self.small = [self.valleys.plot(cell, self.shown, **BARE) for cell in self.cells]
        low, high, top = *self.latents.ends, f"{self.small[0].y[1]:g}"
        axes = Words(f"across: $z$ from ${low}$ to ${high}$; upwards: $E(y, z)$ up to ${top}$", size=26)
        self.ends = foot.fit(axes, "left")
        self.curves = [self.valleys.curve(*pair) for pair in zip(self.small, self.shown, strict=True)]
        self.marks = [
            self.valleys.crosses(plot, i, 9) for plot, i in zip(self.small, self.shown, strict=True)
        ]
        self.add(title("To each its own energy"), self.plane, self.samples)
        if ring is not None:
            self.add(self.plane.trace(ring, closed=self.latents.closed, width=3))

    def one_by_one(self) -> None:
        """Go from sample to sample, draw the energy of each, and lines to where its valleys lie."""
        frame, line = Trace(np.zeros((0, 3)), "y'", width=3, closed=True), Trace(np.zeros((0, 3)), "E")
        spot = self.ring(self.shown[:1])
        ends = self.plane.cloud(np.zeros((0, 2)), "z", shape="cross", size=14)

        def show(moment: float) -> None:
            k = min(int(moment), len(self.shown) - 1)
            feet, ways = self.valleys.feet(self.shown[k])
            spot.place(self.plane.at(self.y[[self.shown[k]]]))
            frame.run(self.small[k].frame.points[[0, 4, 8, 12]])
            ends.place(self.plane.at(feet))
            line.run(self.plane.at(ways))

        moving = bind(VGroup(line, spot, ends, frame), [np.arange(len(self.shown) + 1)], show)
        shown = map(FadeIn, (*self.small, self.ends))
        many = f"${len(self.shown)}$ samples $y$"
        self.say(f"do all {many} have the same energy $E(y, z)$ over $z$?", *shown)
        self.wait(1)
        what = "$g(z)$" if "fine_y" in self.run else "$z$"
        tour = self.valleys.tour(self.plane, self.small[0], self.shown[0])
        says = f"compare one $y$ with every {what}: how high is its energy?"
        self.say(says, *map(FadeIn, (spot, frame, tour)))
        self.replay(3.5, only=[*tour], pace="even", start=0)
        swap = [*map(FadeIn, (self.curves[0], self.marks[0], line, ends)), FadeOut(tour)]
        self.say("then all the others; a cross marks each valley", *swap)
        pairs = [*zip(self.curves, self.marks, strict=True)][1:]
        drawn = LaggedStart(*(AnimationGroup(*map(FadeIn, pair)) for pair in pairs), lag_ratio=1, run_time=6)
        self.replay(6, drawn, only=[moving], pace="even", start=1)
        self.play(FadeOut(moving), run_time=0.5)

    def sort(self) -> None:
        """Dim all energies but those with the fewest valleys, then light the others."""
        self.counts = np.array([len(self.valleys.low[i]) for i in self.shown])
        self.ringed: VMobject = VGroup()
        for count in np.unique(self.counts):
            lit = self.counts == count
            pairs = [*zip(self.curves, lit, strict=True), *zip(self.marks, lit, strict=True)]
            dim = [part.animate.set_stroke(opacity=1 if one else 0.2) for part, one in pairs]
            last, self.ringed = self.ringed, self.ring([self.shown[k] for k in np.flatnonzero(lit)])
            has, many = "has" if lit.sum() == 1 else "have", number_word(int(lit.sum()))
            meet = "; both ends of a curve are the same $z$" if self.latents.closed and count == 1 else ""
            says = f"{many} of them {has} {counted(int(count))}{meet}"
            self.say(says, *dim, FadeOut(last), FadeIn(self.ringed))
            self.stop(counted(int(count)), hold=2.6 if meet else 1.5)

    def ring(self, which: list[int]) -> Cloud:
        """Return rings around some samples."""
        return self.plane.cloud(self.y[which], "y'", shape="ring", size=18, width=3)

    def spotlight(self) -> None:
        """Let the energies of the two samples grow, and all others go."""
        at = [self.shown.index(i) for i in self.two]
        words = [f'y_"{side}"' for side in ("right", "top")]
        turn = np.argsort([self.cells[k].left for k in at])  # the one to the left stays to the left
        room, names = self.room.rows(5, 1)[0].columns(1, 1), [("z", f"E({word}, z)") for word in words]
        big = [self.valleys.plot(room[k], self.shown, labels=names[i]) for i, k in enumerate(turn.argsort())]
        both = [*zip(big, self.two, strict=True)]
        grown = [self.valleys.curve(plot, i, 4) for plot, i in both]
        letters = self.valleys.names(self.plane, words, self.two, self.y[self.shown])
        rings, marks = self.ring(self.two), [self.valleys.crosses(plot, i, 16) for plot, i in both]
        feet, ways = self.valleys.feet(*self.two)
        lit = [part[k].animate.set_stroke(opacity=1) for k in at for part in (self.curves, self.marks)]
        others = [k for k in range(len(self.shown)) if k not in at]
        dim = [part[k].animate.set_stroke(opacity=0.2) for k in others for part in (self.curves, self.marks)]
        come = FadeOut(self.ringed), FadeIn(rings), FadeIn(letters)
        self.say("take two: the rightmost and the topmost", *lit, *dim, *come, run_time=1)
        less = [part[k] for k in others for part in (self.small, self.curves, self.marks)]
        old, new = [self.small[k].frame for k in at], [plot.frame for plot in big]
        parts = (old, new), ([self.curves[k] for k in at], grown), ([self.marks[k] for k in at], marks)
        moved = [
            AnimationGroup(*(ReplacementTransform(one[k], goal[k]) for one, goal in parts), run_time=1.2)
            for k in turn[::-1]
        ]
        self.play(*map(FadeOut, (*less, self.ends)), run_time=0.8)
        self.play(LaggedStart(*moved, lag_ratio=0.6))
        rest = [FadeIn(VGroup(*(part for part in plot if part is not plot.frame))) for plot in big]
        ends = self.plane.cloud(feet, "z", shape="cross", size=14)
        rest += map(FadeIn, (Trace(self.plane.at(ways), "E").set_stroke(opacity=0.3), ends))
        runs, made = self.valleys.runs(self.plane, big, self.two), "fine_y" in self.run
        one, half = ": one $g(z)$" if made else "", len(self.run["fine_z"]) / 2
        self.say(f"one $z$ for both{one}, but two energies", *rest, FadeIn(runs), run_time=1)
        self.replay(2.2, only=[runs], pace="even", start=0, stop=half)
        kinds = " or ".join(number_word(int(count)) for count in np.unique(self.counts))
        plural = "valley" if kinds == "one" else "valleys"
        self.claim(f"every $y$ has its own energy over $z$, with {kinds} {plural}")
        self.replay(6, only=[runs], pace="even", start=half)
