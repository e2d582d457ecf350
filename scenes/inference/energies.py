"""The energies of all samples side by side: each has its own, of one of two shapes."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents
from scenes.inference._numbers import number_word

MOST, ACROSS = 24, 6  # how many energies are shown, and how many of them side by side


class EveryEnergy(LectureScene):
    """Each sample y has an energy over z of its own, with one valley or with two; two samples stand for all."""

    studies = ("inference", "ellipse")
    gif = (0, 30)

    def thumbnail(self) -> None:
        """Draw the energies of the two samples."""
        run, data = self.study("inference"), self.study("ellipse")
        E = run["fine_E"][[int(data[name]) for name in ("i_right", "i_top")]]
        z = np.linspace(0, 1.6 * float(E.max()), E.shape[1])
        curves = VGroup(*(Trace(np.stack([z, one, 0 * z], axis=-1), "E", width=28) for one in E))
        self.add(*poster(curves.arrange(DOWN, buff=1.5), "to each", "its own", "energy"))

    def construct(self) -> None:
        self.run, self.y = self.study("inference"), self.study("ellipse")["y"]
        self.latents = Latents.of(self.run)
        self.two = [int(self.study("ellipse")[name]) for name in ("i_right", "i_top")]
        others = [i for i in range(len(self.y)) if i not in self.two]
        way = self.y - self.y.mean(axis=0)
        around = np.arctan2(way[:, 1], way[:, 0])
        self.shown = sorted({*others[: MOST - 2], *self.two}, key=lambda i: around[i])
        self.lay_out()
        self.one_by_one()
        self.sort()
        self.spotlight()

    def lay_out(self) -> None:
        """Lay out the plane of y on the left, and a small plot for each sample on the right."""
        left, self.room = self.body.columns(2, 3)
        half = float(np.abs(self.y - self.y.mean(axis=0)).max())
        self.plane = Plane(*ticks.spread(self.y, (half, half)), within=left, every=(2, 2), axes=False)
        self.samples = self.plane.cloud(self.y[sorted(self.shown)], "y", size=8)
        down = -(-len(self.shown) // ACROSS)
        rows = [row.columns(*[1] * ACROSS, gap=8) for row in self.room.rows(*[1] * down, gap=8)]
        self.cells = [cell for row in rows for cell in row][: len(self.shown)]
        self.small = [self.plot(cell, small=True) for cell in self.cells]
        self.curves = [self.curve(plot, i) for plot, i in zip(self.small, self.shown, strict=True)]
        self.add(title("To each its own energy"), self.plane, self.samples)

    def plot(self, region: Region, *, small: bool = False, name: str = "") -> Plane:
        """Return an empty plot of an energy over z; all have the same axes."""
        top = float(self.run["fine_E"][self.shown].max())
        gap, (low, high) = ticks.spacing(top, 4), (self.latents.low, self.latents.high)
        return Plane(
            (low, high), (-gap / 4, 1.05 * top, gap), within=region, stretch=True, above=True,
            labels=("", "") if small else ("z", name), numbers=not small, grid=not small, axes=not small,
            x_ticks=self.latents.ticks(most=4),
        )  # fmt: skip

    def curve(self, plot: Plane, i: int, width: float = 3) -> Trace:
        """Return the energy of one sample."""
        return plot.curve(self.run["fine_z"], self.run["fine_E"][i], width=width)

    def one_by_one(self) -> None:
        """Go from sample to sample, and draw the energy of each."""
        y = self.y[self.shown]
        spot = self.plane.cloud(y[:, None], "y'", shape="ring", size=20, width=3)
        corners = np.array([plot.frame.points[[0, 4, 8, 12]] for plot in self.small])
        frame = Trace(corners[0], "y'", width=3, closed=True)
        follow(frame, corners, put=frame.run)
        says = f"does one energy over $z$ do for all ${len(y)}$ samples?"
        self.say(says, *map(FadeIn, self.small))
        self.wait(3)
        self.say("each $y$ is compared with every $z$", FadeIn(spot), FadeIn(frame))
        drawn = LaggedStart(*map(FadeIn, self.curves), lag_ratio=1, run_time=8)
        self.replay(8, drawn, only=[spot, frame], pace="even")
        self.play(FadeOut(spot), FadeOut(frame), run_time=0.5)

    def sort(self) -> None:
        """Dim all energies but those with the fewest valleys, then light the others."""
        self.counts = np.array([valleys(self.run["E"][i], closed=self.latents.closed) for i in self.shown])
        self.ringed: VMobject = VGroup()
        for count in np.unique(self.counts):
            lit = self.counts == count
            dim = [
                curve.animate.set_stroke(opacity=1 if one else 0.2)
                for curve, one in zip(self.curves, lit, strict=True)
            ]
            last, self.ringed = self.ringed, self.ring(np.array(self.shown)[lit])
            has, many = "has" if lit.sum() == 1 else "have", number_word(int(lit.sum()))
            says = f"{many} of them {has} {counted(int(count))}"
            self.say(says, *dim, FadeOut(last), FadeIn(self.ringed))
            self.stop(counted(int(count)), hold=2)

    def ring(self, which: np.ndarray) -> Cloud:
        """Return rings around some samples."""
        return self.plane.cloud(self.y[which], "y'", shape="ring", size=18, width=3)

    def spotlight(self) -> None:
        """Let the energies of the two samples grow, and all others go."""
        at = [self.shown.index(i) for i in self.two]
        big = [
            self.plot(row, name=f"E_({i + 1}) (z)")
            for row, i in zip(self.room.rows(1, 1), self.two, strict=True)
        ]
        grown = [self.curve(plot, i, 4) for plot, i in zip(big, self.two, strict=True)]
        rings = [self.ring(np.array([i])) for i in self.two]
        names = [Formula(f"y^(({i + 1}))", size=36) for i in self.two]
        for ring, name, side in zip(rings, names, (LEFT, DOWN), strict=True):
            name.next_to(ring, side, buff=pt(7))
        moved = [ReplacementTransform(self.curves[k], new) for k, new in zip(at, grown, strict=True)]
        moved += [
            ReplacementTransform(self.small[k].frame, plot.frame) for k, plot in zip(at, big, strict=True)
        ]
        gone = [
            FadeOut(one)
            for k in range(len(self.shown))
            if k not in at
            for one in (self.small[k], self.curves[k])
        ]
        marks = [
            plot.cloud((self.run["z_check"][i], self.run["F"][i]), "z_check", shape="cross", size=16, width=4)
            for plot, i in zip(big, self.two, strict=True)
        ]
        self.say("two stand for all: the rightmost and the topmost")
        self.play(*gone, *moved, FadeOut(self.ringed), *map(FadeIn, (*rings, *names)), run_time=2)
        rest = [FadeIn(VGroup(*(part for part in plot if part is not plot.frame))) for plot in big]
        self.play(*rest, *(FadeIn(mark, scale=2) for mark in marks))
        self.wait(0.5)
        kinds = " or ".join(number_word(int(count)) for count in np.unique(self.counts))
        plural = "valley" if kinds == "one" else "valleys"
        self.claim(f"every $y$ has its own energy over $z$, with {kinds} {plural}")
        self.wait(2)


def counted(count: int) -> str:
    """Return so many valleys, in words."""
    return f"{number_word(count)} valley{'' if count == 1 else 's'}"


def valleys(E: np.ndarray, *, closed: bool) -> int:
    """Return how many valleys the energies (K,) of the latents of a grid have."""
    before, after = np.roll(E, 1), np.roll(E, -1)
    if not closed:
        before[0] = after[-1] = np.inf
    return int(((before > E) & (after >= E)).sum())
