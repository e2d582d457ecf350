"""How much each latent weighs in F_β(y′): just a few, one group and faintly a second, or all; β decides how many."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    CapStyleType,
    FadeIn,
    FadeOut,
    Group,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.formula import merged
from ebviz.stage.keys import ColourBar
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.plots import Plane
from ebviz.stage.poster import poster
from ebviz.stage.titles import title
from ebviz.stage.units import place, pt
from ebviz.style import ticks
from ebviz.style.colourmap import hexes
from scenes.inference._latents import Latents
from scenes.temperature._looks import contributing, most

COLD, HOT = 10.0, 0.01  # the ends of β's range, unless too few or too many latents still count there
LEAST = (2.5, 2.1)  # how far the plane reaches at least
SHADE = "e^(-beta (E - F_oo))"  # what the colours show: 1 at the nearest latent, whatever y′ and β are


class GibbsWeights(LectureScene):
    """For three y′, the weight of every latent at β = 1; then β falls, and weight spreads over the manifold."""

    studies = ("thermostat", "ellipse", "inference")
    cannot_show = {"inference.energy": "it colours the points g(z), and an energy has no decoder g"}
    gif = (1.5, 22.5)

    def thumbnail(self) -> None:
        """Draw the manifold, every latent as large and as bright as it weighs for one y′."""
        run = self.study("thermostat")
        taller = np.array([1.0, 2.0, 0.0])  # so that both sides of the flat manifold are seen
        places, weights = np.pad(run["y_tilde"][0], ((0, 0), (0, 1))) * taller, run["gibbs"][0, 0]
        share = weights / weights.max()
        dots = VGroup(
            *(
                Cloud(here[None], hue, size=14.0 + 34.0 * part)
                for here, hue, part in zip(places, hexes(share, 0, 1, "weights"), share, strict=True)
            )
        )
        mark = Cloud(
            np.append(run["points"][0], 0.0)[None] * taller, "y'", shape="cross", size=52.0, width=14.0
        )
        self.add(*poster(VGroup(dots, mark), "which", ("$z$", "z"), "count?"))

    def construct(self) -> None:
        run = self.run = self.study("thermostat")
        self.latents = Latents.of(self.study("inference"))
        self.y_tilde, points = run["y_tilde"][0], run["points"]  # the untrained manifold; right, top, origin
        self.add(title("Which latents contribute?", sign="ghost"))
        self.moving = Group()  # everything that follows y′ and β
        self.build_bar()
        self.parts = [self.build_beta(), self.build_plane(), self.build_energy(), self.build_shares()]
        self.show(points[0], 1.0)
        self.add(self.moving)
        self.wait(1.5)

        shares, closed = run["gibbs"][0], self.latents.closed
        says = [contributing(share, closed=closed, word="latents") for share in shares]
        said = [Words(text, size=32).move_to(place(-3.6, -3.2)) for text in says]
        coldest, hottest = self.ends(run["E"][0, 0])
        for index, line in enumerate(said):
            if index:
                self.play(FadeOut(said[index - 1]), run_time=0.4)
                self.travel(points[index - 1], points[index], 2.5)
            self.play(FadeIn(line), run_time=0.6)
            self.wait(2.2)

        self.play(FadeOut(said[-1]), run_time=0.4)
        self.travel(points[2], points[0], 2.0)
        self.travel(points[0], points[0], 2.0, beta=(1.0, coldest))
        cold = Words("cold: the nearest latents only", size=32).move_to(place(-3.6, -3.2))
        hot = Words("hot: all latents, almost equally", size=32).move_to(cold)
        self.play(FadeIn(cold), run_time=0.6)
        self.wait(1.5)
        self.play(FadeOut(cold), run_time=0.4)
        self.travel(points[0], points[0], 7.0, beta=(coldest, hottest))
        self.play(FadeIn(hot), run_time=0.6)
        self.wait(2.5)

    @staticmethod
    def ends(E: np.ndarray) -> tuple[float, float]:
        """Return the β at which few of the latents (K,) weigh, and that at which all weigh almost the same."""
        cold, above = COLD, E - E.min()
        while cold < 1e6 and most(np.exp(-cold * above)) > max(len(E) / 4, 2):
            cold *= 2
        return cold, min(HOT, 0.1 / max(float(above.max()), 1e-9))

    def show(self, y: np.ndarray, beta: float) -> None:
        """Set the whole stage to one y′ and one β."""
        E = ((y - self.y_tilde) ** 2).sum(axis=-1)
        above = np.exp(-beta * (E - E.min()))
        for part in self.parts:
            part(y, E, beta, above, above / above.sum())

    def travel(
        self,
        start: np.ndarray,
        end: np.ndarray,
        seconds: float,
        *,
        beta: tuple[float, float] = (1.0, 1.0),
    ) -> None:
        """Move y′ in a straight line, and β evenly in its logarithm."""

        def at(_: Mobject, alpha: float) -> None:
            way = smooth(alpha)
            self.show(start + way * (end - start), beta[0] * (beta[1] / beta[0]) ** way)

        self.play(UpdateFromAlphaFunc(self.moving, at), run_time=seconds, rate_func=linear)
        at(self.moving, 1.0)

    def build_beta(self) -> Callable[..., object]:
        """Write β; each value is typeset once."""
        beta = Formula("beta =", size=44).move_to(place(3.5, 3.25))
        number = merged(Formula("1", size=44))
        self.add(beta)
        self.moving.add(number)

        @cache
        def written(text: str) -> np.ndarray:
            return np.asarray(merged(Formula(text, size=44)).next_to(beta, RIGHT, buff=0.18).points)

        def show(y: np.ndarray, E: np.ndarray, beta: float, *_: np.ndarray) -> None:
            number.set_points(written(f"{beta:.2g}"))

        return show

    def build_bar(self) -> None:
        """Draw the colour bar of the manifold's dots and of the bars, and name it."""
        bar = ColourBar(0, 1, [0, 0.5, 1], cmap="weights", extend=False, horizontal=True, length=230)
        bar.move_to(place(-2.7, 2.55))
        self.add(bar, Formula(SHADE, size=32).next_to(bar.bar, LEFT, buff=0.25))

    def build_plane(self) -> Callable[..., object]:
        """Draw the plane, the samples, y′ and the manifold, each dot coloured by its weight."""
        shown = np.vstack([self.study("ellipse")["y"], self.y_tilde, self.run["points"]])
        plane = Plane(*ticks.spread(shown, LEAST), width=4.9, every=(2, 2))
        plane.shift(place(-3.4, -0.05) - plane.frame.get_center())
        samples = plane.cloud(self.study("ellipse")["y"], "y", size=6.0).set_opacity(0.45)
        dots = VGroup(*(plane.cloud(one[None], "grey", size=10.0) for one in self.y_tilde))
        chosen = plane.cloud(np.zeros((1, 2)), "y'", shape="cross", size=15.0, width=3.5)
        letter = Formula("y'", size=38)
        self.add(plane, samples)
        self.moving.add(dots, chosen, letter)

        def show(y: np.ndarray, E: np.ndarray, beta: float, colours: np.ndarray, _: np.ndarray) -> None:
            for dot, hue in zip(dots, hexes(colours, 0, 1, "weights"), strict=True):
                dot.set_fill(hue)
            chosen.place(plane.at(y[None]))
            letter.next_to(chosen, UP, buff=0.04).shift(0.22 * RIGHT)

        return show

    def build_energy(self) -> Callable[..., object]:
        """Draw the energy of every latent."""
        top = 1.05 * float(self.run["E"][0].max())
        plane = Plane(
            (self.latents.low, self.latents.high),
            (0, top, ticks.spacing(top, 4)),
            width=4.6,
            height=1.75,
            labels=("", ""),
            x_ticks=self.latents.ticks(every=2),
        )
        plane.shift(place(3.9, 1.45) - plane.frame.get_center())
        name = Formula("E(y', z)", size=34).next_to(plane.numbers, LEFT, buff=0.2)
        curve = Trace(np.zeros((0, 3)), "E", width=2.5)
        self.add(plane, name.set_y(plane.frame.get_y()))
        self.moving.add(curve)
        z = self.latents.whole(self.run["z"], self.latents.high)

        def show(y: np.ndarray, E: np.ndarray, *_: object) -> None:
            curve.run(plane.at(np.stack([z, self.latents.whole(E)], axis=-1)))

        return show

    def build_shares(self) -> Callable[..., object]:
        """Draw the normalised weights as bars over z, coloured as the dots, and their level if all are equal."""
        z, E = self.run["z"], self.run["E"][0, 0]
        coldest = np.exp(-self.ends(E)[0] * (E - E.min()))
        top = 1.05 * max(float(coldest.max() / coldest.sum()), float(self.run["gibbs"][0].max()))
        plane = Plane(
            (self.latents.low, self.latents.high),
            (0.0, top, ticks.spacing(top, 3)),
            width=4.6,
            height=1.75,
            labels=("z", ""),
            x_ticks=self.latents.ticks(every=2),
        )
        plane.shift(place(3.9, -1.15) - plane.frame.get_center())
        name = Formula("a(z)", size=34).next_to(plane.numbers, LEFT, buff=0.2).set_y(plane.frame.get_y())
        equal = plane.curve(np.array(plane.x[:2]), np.full(2, 1 / len(z)), "grey", width=1.2, dash=(4.0, 4.0))
        level = (
            Formula("1 slash N_z", size=26, colour="grey").next_to(equal, RIGHT, buff=0.1).shift(0.12 * UP)
        )
        formula = Formula("a(z) = e^(-beta E(y', z)) / (sum_z e^(-beta E(y', z)))", size=34)
        formula.move_to(place(3.9, -3.13))
        wide = 0.8 * plane.frame.width / len(z) / pt(1)
        bars = VGroup(*(Trace(np.zeros((0, 3)), "grey", width=wide) for _ in z))
        for bar in bars:
            bar.cap_style = CapStyleType.BUTT
        self.add(plane, name, level, formula)
        tops = Trace(np.zeros((0, 3)), "note", width=1.2)
        self.moving.add(bars, tops, equal)

        def show(y: np.ndarray, E: np.ndarray, beta: float, colours: np.ndarray, shares: np.ndarray) -> None:
            tips = np.stack([z, shares], axis=-1)
            tops.run(plane.at(tips))
            hues = hexes(colours, 0, 1, "weights")
            for bar, foot, tip, hue in zip(bars, plane.at(tips * [1, 0]), plane.at(tips), hues, strict=True):
                bar.run(np.stack([foot, tip])).set_stroke(hue)

        return show
