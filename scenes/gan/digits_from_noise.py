"""Digits out of noise: G's pictures and their energies in training, a walk in z, and whether any is a copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
)

from ebviz.diagrams import shapes
from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.formula import merged
from ebviz.stage.history import between
from ebviz.stage.keys import Legend
from ebviz.stage.layout import TextPath
from ebviz.stage.marks import Cloud, Trace, flat
from ebviz.stage.pictures import Pictures
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import line, place
from ebviz.style.palette import COLOURS
from ebviz.style.palette import colour as resolve

ROWS, COLUMNS = 6, 8  # of pictures watched, at most
BINS = 48  # of each histogram
PAIRS = 6  # number of ŷ shown beside the digit nearest to each
RIGHT_SIDE = 3.75  # middle of what is beside the pictures


class DigitsFromNoise(LectureScene):
    """A GAN turns z into digits as C(ŷ) comes down to C(y); then a walk in z, and a search for copies."""

    studies = ("gan_digits", "digits")
    thumbnail = 18.5
    gif = (5.0, 19.0)

    def construct(self) -> None:
        self.run, self.y = self.study("gan_digits"), self.study("digits")["images"]
        self.add(title("Digits out of noise", sign="hot"))
        for part in (self.train, self.walk, self.compare):
            part()
            if part != self.compare:
                self.play(*(FadeOut(mobject) for mobject in self.mobjects[1:]), run_time=0.7)

    def train(self) -> None:
        """Write both losses, then replay: pictures from the same z, both histograms of C, the distance."""
        run, rounds = self.run, self.run["rounds"]
        columns = min(COLUMNS, run["y_hat"].shape[1])
        rows = min(ROWS, run["y_hat"].shape[1] // columns)
        history = run["y_hat"][:, : rows * columns]
        history = history.reshape(len(rounds), rows, columns, *history.shape[2:])
        grid = Pictures(history[0], min(6.2, 4.7 * columns / rows)).move_to(place(-3.65, -0.05))
        says = Formula("hat(y) = G(z), quad z tilde.op cal(N)(0, I)", size=36).next_to(grid, UP, buff=0.22)
        word = Words("round", size=30).next_to(grid, DOWN, buff=0.3).shift(0.35 * LEFT)
        number, written = counting(word, "{:.0f}", 34)
        losses = VGroup(
            Formula("C(dot) >= 0", size=38),
            Formula(f"cal(L)_C = C(y) + [m - C(hat(y))]^+, quad m = {run.config['margin']:g}", size=38),
            Formula("cal(L)_G = C(hat(y))", size=38),
        )
        losses.arrange(DOWN, buff=0.45, aligned_edge=LEFT).move_to(place(RIGHT_SIDE, 0.5))
        energies = Histograms({"y": run["C_y"], "y_hat": run["C_hat"]}, "C", 1.0)
        energies.shift(place(RIGHT_SIDE, 1.65) - energies.plane.frame.get_center())
        key = Legend([("dot", "y", "$C(y)$ of held-out digits"), ("ring", "y_hat", "$C(hat(y))$")], size=26)
        key.arrange(RIGHT, buff=0.4).next_to(energies.plane.frame, UP, buff=0.18)
        fall, way = self.distances()
        curve = Trace(np.zeros((0, 3)), "y_hat", width=3.0)
        self.add(says, grid, word, number)
        self.wait(1.0)
        self.play(FadeIn(losses))
        self.wait(2.2)
        self.play(FadeOut(losses), run_time=0.6)
        self.play(*(FadeIn(part) for part in (energies, key, *fall)))
        self.wait(1.0)

        def show(_: Mobject, alpha: float) -> None:
            at = alpha * (len(rounds) - 1)
            grid.set_ink(between(history, at))
            energies.stand(at)
            now = float(between(rounds.astype(float), at))
            number.set_points(written(now if now < 100 else 10 * round(now / 10)))
            curve.run(np.vstack([way[: int(at) + 1], between(way, at)]))

        self.add(curve)
        self.play(UpdateFromAlphaFunc(grid, show), run_time=10.0, rate_func=linear)
        show(grid, 1.0)
        said = Words("what counts is $C(hat(y))$ beside $C(y)$", size=28)
        self.play(FadeIn(said.move_to(place(RIGHT_SIDE, -3.5))))
        self.wait(2.0)

    def distances(self) -> tuple[list[Mobject], np.ndarray]:
        """Return an empty plot of the energy distance, with its floor, and the curve's points (S, 3) in it."""
        run, rounds = self.run, self.run["rounds"]
        way, floor = (np.log10(np.maximum(run[name], 1e-9)) for name in ("distance", "floor"))
        low = int(np.floor(min(floor, way.min())) - (floor - np.floor(floor) < 0.7))
        high = max(int(np.ceil(way.max())), low + 1)
        fall = Plane(
            (0.0, float(rounds[-1]), float(rounds[-1]) / 4),
            (low, high, 1.0),
            width=5.2,
            height=1.5,
            labels=('"round"', ""),
            y_ticks={float(k): f"10^({k})" for k in range(low, high + 1)},
            label_size=26,
        )
        fall.axes.set_stroke(opacity=0)  # do not draw an axis at 10⁰
        fall.shift(place(RIGHT_SIDE, -1.66) - fall.frame.get_center())
        heading = Words("energy distance of $hat(y)$ from held-out digits", size=26)
        heading.next_to(fall.frame, UP, buff=0.14)
        least = Trace(fall.at([(0, floor), (rounds[-1], floor)]), "y", width=2.0, dash=(5, 4))
        note = Words("the training digits' own", size=24, colour=resolve("y"))
        note.next_to(least, DOWN, buff=0.07).align_to(fall.frame, LEFT).shift(0.12 * RIGHT)
        return [fall, heading, least, note], fall.at(np.stack([rounds, way], axis=-1))

    def walk(self) -> None:
        """Move z from stop to stop: the picture morphs, and its C is plotted beside that of digits."""
        run, C = self.run, self.run["walk_C"]
        count, digits = run.config["line"], run["C_y"][-1]
        stops = np.arange(0, len(C), count)
        usual = np.quantile(digits, [0.05, 0.95])
        top = float(np.ceil(max(C.max(), usual[1])))
        plane = Plane(
            (0.0, float(len(C) - 1), float(count)),
            (0.0, top, 1.0),
            width=7.0,
            height=2.5,
            labels=("", "C"),
            x_ticks={float(at): f"z^(({k % (len(stops) - 1) + 1}))" for k, at in enumerate(stops)},
            tick_size=30,
        )
        plane.shift(place(2.9, -0.75) - plane.frame.get_center())
        small = [Pictures(run["walk"][at], 0.85, gap=0) for at in stops]
        for picture, at in zip(small, stops, strict=True):
            picture.move_to(plane.at((at, top)) + 0.62 * UP)
        band = VMobject().set_fill(resolve("y"), 0.35).set_stroke(width=0)
        box = plane.at([(0, usual[0]), (len(C) - 1, usual[0]), (len(C) - 1, usual[1]), (0, usual[1])])
        band.set_points(flat(shapes.polygon([tuple(corner[:2]) for corner in box])))
        note = Words(
            "blue band: $C(y)$ of nine in ten held-out digits; above it, $hat(y)$ is hot",
            size=26,
            colour=resolve("y"),
        )
        note.move_to(place(2.9, -2.95))
        picture = Pictures(run["walk"][0], 3.5, gap=0).move_to(place(-4.3, -0.2))
        frame = picture.boxes(edge="y_hat", width=2.5)
        says = Words("$z$ walks, $hat(y) = G(z)$ follows", size=32).next_to(picture, UP, buff=0.3)
        word = Formula("C(hat(y)) =", size=36).next_to(picture, DOWN, buff=0.3).shift(0.45 * LEFT)
        number, written = counting(word, "{:.2f}", 36)
        trail = Trace(np.zeros((0, 3)), "y_hat", width=3.0)
        here = Cloud(np.zeros((0, 3)), "y_hat", size=12.0)
        way = plane.at(np.stack([np.arange(len(C)), C], axis=-1))

        def stand(_: Mobject, alpha: float) -> None:
            at = alpha * (len(C) - 1)
            picture.set_ink(between(run["walk"], at)[None, None])
            number.set_points(written(float(between(C, at))))
            trail.run(np.vstack([way[: int(at) + 1], between(way, at)]))
            here.place(between(way, at))

        stand(picture, 0.0)
        parts = (
            says,
            frame,
            picture,
            word,
            number,
            plane,
            band,
            note,
            *(picture.boxes(edge="y_hat") for picture in small),
            *small,
            here,
        )
        self.play(*(FadeIn(part) for part in parts), run_time=0.8)
        self.add(trail, here)
        self.wait(1.2)
        self.play(UpdateFromAlphaFunc(picture, stand), run_time=1.6 * (len(stops) - 1), rate_func=linear)
        stand(picture, 1.0)
        self.wait(1.0)

    def compare(self) -> None:
        """Show the ŷ nearest to a training digit beside it, and all such distances beside those of fresh digits."""
        run = self.run
        far, fresh = run["nearest_distance"], run["held_out_distance"]
        kept = far[: len(run["nearest"])]
        some = np.argsort(kept)[: min(PAIRS, len(kept))]
        pictures = np.stack([run["y_hat"][-1][some], run["nearest"][some]])  # (2, pairs, H, W)
        pairs = [Pictures(row[None], 0.95 * len(some), gap=1) for row in pictures]
        names = [Words("$hat(y)$", size=36), Words("the training digit nearest to it", size=28)]
        says = Words(f"of {len(kept)}, those nearest to a training digit", size=28)
        says.move_to(place(-3.65, 2.55))
        parts: list[Mobject] = [says]
        for row, name, height, hue in zip(pairs, names, (1.2, -0.75), ("y_hat", "y"), strict=True):
            row.move_to(place(-3.65, height))
            parts += [row.boxes(edge=hue, width=2.0), row, name.next_to(row, UP, buff=0.16)]
        for middle, distance in zip(pairs[1].middles()[0], kept[some], strict=True):
            label = merged(Formula(f"{distance:.2f}", size=26, colour=COLOURS["grey"]))
            parts.append(label.next_to(middle, DOWN, buff=0.6))
        apart = Words("their distance $norm(hat(y) - y)$", size=26).move_to(place(-3.65, -1.95))
        self.play(*(FadeIn(part) for part in (*parts, apart)))
        self.wait(2.0)

        both = Histograms(
            {"y": fresh[None], "y_hat": far[None]}, '"distance to the nearest training digit"', 0.5
        )
        both.shift(place(RIGHT_SIDE, 0.2) - both.plane.frame.get_center())
        key = Legend(
            [
                ("dot", "y", f"held-out digits, mean {fresh.mean():.2f}"),
                ("ring", "y_hat", f"all {len(far)} $hat(y)$, mean {far.mean():.2f}"),
            ],
            size=28,
        )
        key.next_to(both.plane.frame, UP, buff=0.25)
        self.play(FadeIn(both.plane), FadeIn(both.note), FadeIn(key))
        self.play(*(Create(shape) for shape in both.outlines), run_time=1.2)
        if far.mean() < fresh.mean():
            verdict = (
                "on average, $hat(y)$ is nearer to a training digit than fresh digits are: some memorised"
            )
        else:
            verdict = (
                "on average, $hat(y)$ is no nearer to a training digit than fresh digits are: not memorised"
            )
        self.wait(0.8)
        self.play(FadeIn(Words(verdict, size=32).move_to(3.45 * DOWN)))
        self.wait(3.0)


class Histograms(VGroup):
    """Histograms of histories (S, N) by colour, the first filled, others outlined, each scaled to its tallest bar.

    ``label`` names the values; their ticks are ``step`` apart.
    """

    def __init__(self, histories: Mapping[str, np.ndarray], label: str, step: float) -> None:
        self.histories = histories
        high = max(float(np.max(values)) for values in histories.values())
        self.top = step * float(np.ceil(max(high, 1e-6) / step))
        self.plane = Plane(
            (0.0, self.top, step),
            (0.0, 1.1, 0.5),
            width=5.2,
            height=1.8,
            labels=(label, ""),
            y_ticks={},
            label_size=30,
        )
        self.plane.axes.set_stroke(opacity=0)
        self.outlines = VGroup()
        for index, hue in enumerate(histories):
            outline = VMobject().set_stroke(resolve(hue), line(2.0))
            self.outlines.add(outline.set_fill(resolve(hue), 0.0 if index else 0.55))
        self.note = Words("each scaled to its tallest bar", size=24, colour=COLOURS["grey"])
        self.note.next_to(self.plane, DOWN, buff=0.1)
        super().__init__(self.plane, self.note, self.outlines)
        self.stand(0.0)

    def stand(self, at: float) -> None:
        """Set the histograms to a position in the histories, from 0 to S − 1."""
        for outline, values in zip(self.outlines, self.histories.values(), strict=True):
            now = between(values, at) if len(values) > 1 else values[0]
            counts, edges = np.histogram(now, BINS, (0.0, self.top))
            heights = np.concatenate([[0.0], np.repeat(counts / counts.max(), 2), [0.0]])
            corners = self.plane.at(np.stack([np.repeat(edges, 2), heights], axis=-1))
            outline.set_points(flat(shapes.polygon([tuple(corner[:2]) for corner in corners])))


def counting(word: VMobject, form: str, size: float) -> tuple[TextPath, Callable[[float], np.ndarray]]:
    """Return a number to the right of a word, and a function from its value to its glyphs; each is typeset once."""

    @cache
    def typeset(text: str) -> np.ndarray:
        glyphs = merged(Formula(text, size=size)).next_to(word, RIGHT, buff=0.2)
        return np.asarray(glyphs.align_to(word[0], DOWN).points)

    number = merged(Formula(form.format(0), size=size))
    number.set_points(typeset(form.format(0)))
    return number, lambda value: typeset(form.format(value))
