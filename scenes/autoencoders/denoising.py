"""A denoising autoencoder sends corrupted points home; how far it moves a point gives its energy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    interpolate_color,
    linear,
    smooth,
)
from manim.utils.color import ManimColor

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.formula import merged
from ebviz.stage.gl import Arrows, Field
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.colourmap import bright
from ebviz.style.numbers import brief, rounded
from ebviz.style.palette import colour
from ebviz.style.ticks import step_between

FARTHEST = 4.0  # distance, in σ, from which the colour is the hottest
VIEW = (1.3 / 1.6, 1.0 / 1.2)  # shares of the plane's width and height that the maps show
NEAR = 4 / 3  # in σ: a point farther from all samples is between them
STILL = 0.1  # share of its distance from the samples below which a point hardly moves
SAME = 0.3  # in σ: network and oracle that differ less are the same picture
SHARE = 0.3  # of a displacement that its arrow shows
COLUMN = 2.6  # left edge of the text beside the plane
PASSES = (1, 2, 4)  # passes after which the points rest, before the last


class Denoising(LectureScene):
    """Corrupted points of a spiral travel home; the distance is an energy, that of a warm model of the data."""

    studies = ("denoising", "toys")
    thumbnail = 33.5
    gif = (2.0, 17.5)

    def construct(self) -> None:
        self.run, self.toys = self.study("denoising"), self.study("toys")
        self.add(title("Denoising: the way home"))
        journey = self.travel()
        self.play(*(FadeOut(part) for part in journey))
        self.compare()

    def sides(self) -> list[tuple[float, float]]:
        """Return the ends of both axes of the plane."""
        return [tuple(self.toys[f"spiral_y{k}"][[0, -1]].round(6).tolist()) for k in (1, 2)]

    def travel(self) -> list[Mobject]:
        """Corrupt the samples, and send the result through the network again and again."""
        run, y = self.run, self.toys["spiral"]
        (y1, y2), step = self.sides(), step_between(*self.sides()[0])
        plane = Plane((*y1, step), (*y2, step), width=6.6, label_size=34)
        plane.shift(2.4 * LEFT + 0.13 * UP)
        sigma = float(run["spiral_sigma"])
        noise = Formula(f"hat(y) = y + sigma epsilon, quad sigma = {sigma:.2g}", size=38)
        home = Formula("tilde(y) = Dec(Enc(hat(y)))", size=38)
        column(2.45, noise, home)
        legend = Legend(
            [
                ("dot", "y", "samples $y$"),
                ("line", "orange", "corruption $sigma epsilon$"),
                ("triangle", "y_hat", "corrupted $hat(y)$"),
                ("triangle", "y_tilde", "sent home $tilde(y)$"),
            ]
        )
        column(-1.2, legend)
        samples = plane.cloud(y, "y", size=6.0)
        self.add(plane, legend[0], samples)
        self.wait(0.5)

        walk = plane.at(run["spiral_walk"])  # (J + 1, P, 3)
        start = plane.at(y[run["spiral_origin"]])
        arrows = Arrows(start, walk[0] - start, colour=colour("orange"), width=1.2).set_growth(0.0)
        points = plane.cloud(run["spiral_walk"][0], "y_hat", shape="triangle", size=5.5)
        self.add(arrows)
        self.play(FadeIn(noise), FadeIn(legend[1]))
        self.wait(1.5)
        self.play(UpdateFromAlphaFunc(arrows, grow), run_time=2.0, rate_func=linear)
        self.play(FadeIn(points), FadeIn(legend[2]))
        off = run["spiral_off"]
        words = column(0.6, Words("passes", size=34), Words("mean distance from", size=28))
        words.add(Words("the nearest sample", size=28).next_to(words[1], DOWN, buff=0.12, aligned_edge=LEFT))
        counts = self.counts(words, off)
        self.play(arrows.animate.set_opacity(0.0), FadeIn(words), *(FadeIn(part) for part in counts[0]))
        self.remove(arrows)
        self.play(FadeIn(home), FadeIn(legend[3]))
        self.wait(0.8)

        hot, cool = ManimColor(colour("y_hat")), ManimColor(colour("y_tilde"))
        before = 0
        for last in [*counts][1:]:

            def go(_: Mobject, alpha: float, first: int = before, last: int = last) -> None:
                at = first + smooth(alpha) * (last - first)
                points.place(between(walk, at))
                points.set_fill(interpolate_color(hot, cool, min(at, 1.0)))

            self.play(UpdateFromAlphaFunc(points, go), run_time=2.0 if last == 1 else 1.3, rate_func=linear)
            self.remove(*counts[before])
            self.add(*counts[last])
            self.wait(0.8 if last == 1 else 0.2)
            before = last
        self.wait(1.5)
        return [plane, samples, points, legend, words, *counts[before], noise, home]

    @staticmethod
    def counts(words: VGroup, off: Sequence[float] | np.ndarray) -> dict[int, list[Mobject]]:
        """Write the number of passes and the distance from home for every moment shown."""
        written: dict[int, list[Mobject]] = {}
        end = len(off) - 1
        for passes in (0, *(some for some in PASSES if some < end), end):
            number = merged(Formula(f"{passes}", size=38)).next_to(words[0], RIGHT, buff=0.2)
            far = merged(Formula(rounded(off[passes], 3), size=38)).next_to(words[2], RIGHT, buff=0.2)
            written[passes] = [number.align_to(words[0], UP), far.align_to(words[2], UP)]
        return written

    def compare(self) -> None:
        """Show how far each point of the plane is moved, by the network and by the best possible denoiser."""
        sigma, gap = float(self.run["spiral_sigma"]), float(self.run["spiral_gap"])
        self.farthest, third = FARTHEST * sigma, FARTHEST * sigma / 3
        left, *network = self.map_of("spiral", -3.5, "the network")
        right, *oracle = self.map_of("spiral_oracle", 2.3, "the best possible, with no network")
        bar = ColourBar(
            0, self.farthest, [0, float(f"{third:.2g}"), float(f"{2 * third:.2g}"), self.farthest], "sqrt(F)",
            length=200, size=24,
        )  # fmt: skip
        bar.next_to(right.frame, RIGHT, buff=0.4).shift(0.2 * DOWN)
        distance = Words(
            f"$sqrt(F(hat(y))) = norm(hat(y) - tilde(y))$, arrows: ${SHARE} (tilde(y) - hat(y))$", size=30
        ).move_to(place(-4.0, -2.75))
        warm = Formula(
            "r(hat(y)) = hat(y) - 1/2 nabla F_beta (hat(y)), quad E_n = norm(hat(y) - y^((n)))^2, "
            f"quad beta = 1/(2 sigma^2) = {1 / (2 * sigma**2):.1f}",
            size=29,
        ).move_to(place(2.95, -2.75))
        self.play(*(FadeIn(part) for part in (left, network[0], bar, distance)))
        self.play(*(FadeIn(part) for part in network[1:3]))
        self.draw(network[3])
        self.wait(0.5)
        where, moved, away = self.stuck()
        ridge, least = (
            "a ridge, where the pulls from all sides balance",
            "the point far from the samples that moves least",
        )
        where_from = ridge if moved < STILL * away else least
        ring = left.cloud(where, "yellow", shape="ring", size=26.0, width=3.0, on_map=True)
        still = Words(
            f"{where_from}: moved by {brief(moved, 3)}, the samples are {rounded(away, 2)} away",
            size=28,
        )
        self.play(FadeIn(ring, scale=2.0), FadeIn(still.move_to(3.55 * DOWN)))
        self.wait(3.0)
        self.play(*(FadeIn(part) for part in (right, oracle[0], warm)))
        self.play(*(FadeIn(part) for part in oracle[1:3]))
        self.draw(oracle[3])
        apart = f"${rounded(gap, 2)} sigma$ apart on average"
        same = Words(
            f"the same picture, {apart}: a DAE is a warm free energy of its samples"
            if gap < SAME
            else f"{apart}: the network is not yet the warm free energy of its samples",
            size=28,
        )
        self.play(FadeOut(still))
        self.play(FadeIn(same.move_to(3.55 * DOWN)))
        self.wait(4.0)

    def draw(self, arrows: Mobject) -> None:
        """Let one map's arrows grow."""
        self.add(arrows)
        self.play(UpdateFromAlphaFunc(arrows, grow), run_time=1.5, rate_func=linear)

    def map_of(self, name: str, x: float, says: str) -> tuple[Plane, Words, Field, Mobject, Arrows]:
        """Return a plane and its name, how far each point is moved, the samples, and the arrows."""
        run = self.run
        sides = [self.toys[f"spiral_y{k}"] for k in (1, 2)]
        middle = np.array([(side[0] + side[-1]) / 2 for side in sides])
        half = np.array([share * (side[-1] - side[0]) / 2 for side, share in zip(sides, VIEW, strict=True)])
        shown = [
            np.abs(side - at) < reach + 1e-6 for side, at, reach in zip(sides, middle, half, strict=True)
        ]
        y1, y2 = (self.toys[f"spiral_y{k}"][shown[k - 1]] for k in (1, 2))
        step = step_between(y1[0], y1[-1])
        plane = Plane((y1[0], y1[-1], step), (y2[0], y2[-1], step), width=5.0, every=(2, 2), label_size=32)
        plane.remove(plane.grid, plane.axes)
        if x > 0:
            plane.labels.remove(plane.labels[1])  # the left plane already has it
        plane.shift(place(x, 0.45) - plane.frame.get_center())
        heading = Words(says, size=30).next_to(plane.frame, UP, buff=0.2)
        field = Field(np.sqrt(run[f"{name}_F"])[np.ix_(shown[1], shown[0])], vmax=self.farthest)
        field.fit(plane.at((y1[0], y2[0])), plane.at((y1[-1], y2[-1])))
        inside = (np.abs(run["spiral_at"] - middle) < half).all(axis=1)
        tails, way = run["spiral_at"][inside], (run[f"{name}_sent"] - run["spiral_at"])[inside]
        dark = bright(np.linalg.norm(way, axis=-1)[:, None], 0.0, self.farthest)
        paint = np.where(dark, [0.0, 0.0, 0.0, 1.0], [0.94, 0.94, 0.94, 1.0])
        arrows = Arrows(plane.at(tails), plane.at(tails + SHARE * way) - plane.at(tails), colour=paint)
        return (
            plane,
            heading,
            field,
            plane.cloud(self.toys["spiral"], "y", size=4.0, on_map=True),
            arrows.set_growth(0.0),
        )

    def stuck(self) -> tuple[np.ndarray, float, float]:
        """Return the point far from the samples that moves least, how far it moves, and its distance from them."""
        toys = self.toys
        moved, away = np.sqrt(self.run["spiral_F"]), np.sqrt(self.run["spiral_nearest_F"])
        row, column = np.unravel_index(
            np.where(away > NEAR * float(self.run["spiral_sigma"]), moved, np.inf).argmin(), moved.shape
        )
        where = np.array([toys["spiral_y1"][column], toys["spiral_y2"][row]])
        return where, float(moved[row, column]), float(away[row, column])


def grow(arrows: Mobject, alpha: float) -> None:
    """Let arrows grow from their tails."""
    assert isinstance(arrows, Arrows)
    arrows.set_growth(smooth(alpha))


def column(top: float, *lines: VGroup | Words | Formula) -> VGroup:
    """Lines, one below the other, flush left beside the plane, from ``top`` down."""
    rows = VGroup(*lines).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
    return rows.move_to(place(COLUMN, top), aligned_edge=LEFT + UP)
