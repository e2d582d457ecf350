"""Filling in lost pixels: how a denoising autoencoder learns it, and how it fares against OpenCV's two methods."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Group,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
    smooth,
)

from ebviz.diagrams import shapes
from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.diagram import Diagram
from ebviz.stage.formula import merged
from ebviz.stage.layout import TextPath
from ebviz.stage.marks import Trace, flat
from ebviz.stage.pictures import Pictures
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.palette import COLOURS

LANES = {  # key of the arrays: name, filled pictures, colour
    "dae": ("DAE", "dae_filled", "violet"),
    "telea": ("Telea", "telea", "mint"),
    "navier_stokes": ("Navier–Stokes", "navier_stokes", "gold"),
}
LOST = "#6A6A6A"  # shown where a pixel is lost
EDGE = -6.7  # left edge of the rows
TOP, PITCH = 2.25, 1.37  # middle of the first row of pictures, and spacing of the rows
MIDDLE, WIDTH = -0.42, 8.3  # of the row of pictures
START, LONGEST = 4.15, 2.5  # start of the bars, and length of the longest


class InpaintingRace(LectureScene):
    """A denoising autoencoder learns to fill in lost pixels, then races against Telea's method and Navier–Stokes."""

    studies = ("digits", "digits_autoencoder")
    thumbnail = 20.0
    gif = (11.0, 22.0)

    def construct(self) -> None:
        self.run, digits = self.study("digits_autoencoder"), self.study("digits")
        self.y, self.mask = digits["test_images"], self.run["mask"]
        self.chosen = digits["chosen"][digits["chosen"] >= 0]
        self.add(title("Filling in lost pixels"))
        self.learn()
        self.race()

    def learn(self) -> None:
        """Show the DAE's training task: pixels are lost at random, and C compares with the clean picture."""
        p = self.run.config["dropout"]
        model = Diagram(pitch=(146.0, 112.0))
        model.variable("y", (0, 0), observed=True)
        model.sampler("mask", (1.05, 0), "Mask")
        model.variable("y^", (2.1, 0), "hat(y)")
        model.encoder("enc", (3.15, 0), direction="right")
        model.decoder("dec", (4.25, 0))
        model.variable("y~", (5.3, 0), "tilde(y)")
        model.energy("C", (5.3, 1))
        for start, end in pairwise(("y", "mask", "y^", "enc", "dec", "y~", "C")):
            model.connect(start, end)
        model.connect("y", "C", bend="up")
        model.move_to(place(0.0, -0.75))
        rules = VGroup(
            Formula(
                f"hat(y) = y dot.o m, quad y_i in [-1, 1], quad m_i in {{0, {1 / (1 - p):.3g}}}", size=34
            ),
            Formula("C(y, tilde(y)) = 1/D sum_i (y_i - tilde(y)_i)^2", size=34, colours={"D": None}),
        )
        rules.arrange(RIGHT, buff=1.6).move_to(place(0.0, -3.1))
        note = Words("a new mask every time", size=28, colour=COLOURS["grey"])
        note.move_to(place(model["mask"].centre[0], model["mask"].centre[1] - 0.85))
        self.add(model, rules, note)
        self.wait(1.5)
        places = {name: model[name].centre + 1.75 * UP for name in ("y", "y^", "y~")}
        for index, pace in zip(self.chosen[2:6:3], (0.85, 0.5), strict=False):
            shown = self.restore(int(index), places, model, pace)
            self.play(*(FadeOut(part) for part in shown), run_time=0.4)
        self.play(*(FadeOut(part) for part in (model, rules, note)), run_time=0.6)

    def restore(
        self, index: int, places: dict[str, np.ndarray], model: Diagram, pace: float
    ) -> list[Mobject]:
        """Send one held-out picture through the model: y loses pixels, is encoded and decoded, and compared."""
        y, answer = self.y[index], self.run["dae_y_tilde_all"][index]
        clean = Pictures(y, 2.0, gap=0).move_to(places["y"])
        clean_plate = clean.boxes(LOST, "y", width=2.5)
        self.play(FadeIn(clean_plate), FadeIn(clean), run_time=0.5 * pace)
        hat = clean.copy().set_shown(np.ones(clean.kept))
        plate = clean.boxes(LOST, "y_hat", width=2.5)
        self.add(plate, hat)

        def lose(_: Mobject, alpha: float) -> None:
            share = smooth(alpha)
            hat.move_to((1 - share) * places["y"] + share * places["y^"])
            plate.move_to(hat)
            hat.set_shown(1 - share * self.mask[index][None, None])

        self.play(UpdateFromAlphaFunc(Group(plate, hat), lose), run_time=1.6 * pace, rate_func=linear)
        self.wait(0.5 * pace)
        code = Group(plate.copy(), hat.copy())
        self.add(code)
        self.play(code.animate.scale(0.1).move_to(model["enc"].centre), run_time=0.8 * pace)
        self.remove(code)
        tilde = Pictures(answer, 2.0, gap=0).move_to(places["y~"])
        result = Group(tilde.boxes(LOST, "y_tilde", width=2.5), tilde)
        self.add(result.scale(0.1).move_to(model["dec"].centre))
        self.play(result.animate.scale(10.0).move_to(places["y~"]), run_time=0.8 * pace)
        cost = 4 * float(((y - answer) ** 2).mean())  # for pixels from -1 to 1
        value = Formula(f"C = {cost:.2f}", size=36)
        value.move_to(model["C"].centre + place(-1.6, 0.35))
        self.play(FadeIn(value), run_time=0.4)
        self.wait(1.2 * pace)
        return [clean_plate, clean, plate, hat, *result, value]

    def race(self) -> None:
        """Let the methods fill the same lost pixels, count decibels, then go on to all held-out pictures."""
        few, lost = len(self.chosen), self.mask[self.chosen]
        order = np.concatenate([self.chosen, np.setdiff1d(np.arange(len(self.y)), self.chosen)])
        scores = {name: self.run[f"psnr_{name}"][order].astype(float) for name in ("corrupted", *LANES)}
        running = {name: np.cumsum(scores[name]) / np.arange(1, len(order) + 1) for name in LANES}
        unit = LONGEST / max(mean[few - 1 :].max() for mean in running.values())
        lanes = {
            name: Lane(name, TOP - PITCH * (row + 1), self.y[self.chosen], scores[name], unit)
            for row, name in enumerate(LANES)
        }
        clean = Pictures(self.y[self.chosen][None], WIDTH).move_to(place(MIDDLE, TOP))
        letter = Words("held out: $y$", size=28).move_to(place(EDGE, TOP), aligned_edge=LEFT)
        rule = Formula(
            '"PSNR" = -10 log_10 1/D sum_i (y_i - tilde(y)_i)^2 "dB", quad y_i in [0, 1]',
            size=34,
            colours={"D": None},
        )
        rule.move_to(place(EDGE, -3.3), aligned_edge=LEFT)
        head = Words("mean over", size=28).move_to(place(START, TOP + 0.2), aligned_edge=LEFT)
        counter = self.counter(few)
        self.play(*(FadeIn(part) for part in (letter, clean)), run_time=0.6)
        self.play(
            *(FadeIn(part) for lane in lanes.values() for part in (lane.words, lane.plates, lane.pictures))
        )
        self.wait(0.6)

        def lose(_: Mobject, alpha: float) -> None:
            for lane in lanes.values():
                lane.pictures.set_shown(1 - smooth(alpha) * lost[None])

        moving = Group(*(lane.pictures for lane in lanes.values()))
        self.play(UpdateFromAlphaFunc(moving, lose), run_time=1.3, rate_func=linear)
        share = Words(f"{self.mask.mean():.0%} of the pixels lost".replace("%", "\\%"), size=28)
        share.move_to(place(-EDGE, -3.3), aligned_edge=RIGHT)
        for name, lane in lanes.items():
            lane.pictures.set_ink(
                self.run[LANES[name][1]][self.chosen][None]
            )  # all the same where nothing is lost
            lane.measure(scores["corrupted"][:few].mean())
        bars = [part for lane in lanes.values() for part in (lane.bar, lane.value)]
        self.play(*(FadeIn(part) for part in (rule, share, head, counter, *bars)), run_time=0.8)
        self.wait(1.2)

        def fill(_: Mobject, alpha: float) -> None:
            done = np.clip(alpha * few * 1.001 - np.arange(few), 0, 1)
            for name, lane in lanes.items():
                lane.fill(lost, done)
                lane.measure((done * scores[name][:few] + (1 - done) * scores["corrupted"][:few]).mean())

        moving = Group(*(part for lane in lanes.values() for part in (lane.pictures, lane.numbers)), *bars)
        self.add(moving)
        self.play(UpdateFromAlphaFunc(moving, fill), run_time=6.0, rate_func=linear)
        self.wait(0.8)

        def go_on(_: Mobject, alpha: float) -> None:
            n = round(few + smooth(alpha) * (len(order) - few))
            counter.set_points(self.written(n))
            for name, lane in lanes.items():
                lane.measure(running[name][n - 1])

        self.play(UpdateFromAlphaFunc(VGroup(counter, *bars), go_on), run_time=3.0, rate_func=linear)
        best, second = sorted(LANES, key=lambda name: running[name][-1])[:-3:-1]
        ahead = running[best][-1] - running[second][-1]
        verdict = Words(
            f"{LANES[best][0]}: {ahead:.1f} dB ahead",
            size=34,
            colour=COLOURS[LANES[best][2]],
            weight="regular",
        )
        verdict.move_to(place(-EDGE, -3.3), aligned_edge=RIGHT)
        frame = Trace(lanes[best].around(), LANES[best][2], width=2.5, closed=True)
        self.play(FadeOut(share), run_time=0.4)
        self.play(FadeIn(verdict), Create(frame), run_time=0.8)
        self.wait(2.5)

    def counter(self, count: int) -> TextPath:
        """Write the number of pictures in the mean; each number is typeset once."""

        @cache
        def written(n: int) -> np.ndarray:
            glyphs = merged(Formula(f'{n} "pictures"', size=32))
            return np.asarray(glyphs.move_to(place(START, TOP - 0.25), aligned_edge=LEFT).points)

        self.written = written
        return merged(Formula(f'{count} "pictures"', size=32)).set_points(written(count))


class Lane:
    """One method's row: its name, the pictures it fills, their decibels, and a bar for the mean."""

    def __init__(self, name: str, height: float, truth: np.ndarray, scores: np.ndarray, unit: float) -> None:
        label, _, hue = LANES[name]
        self.height, self.unit, self.hue = height, unit, COLOURS[hue]
        self.words = Words(label, size=28, colour=self.hue).move_to(place(EDGE, height), aligned_edge=LEFT)
        self.pictures = Pictures(truth[None], WIDTH).move_to(place(MIDDLE, height))
        self.plates = self.pictures.boxes(LOST)
        self.numbers = VGroup()
        for middle, score in zip(self.pictures.middles()[0], scores, strict=False):
            number = merged(Formula(f"{score:.1f}", size=24, colour=COLOURS["grey"]))
            self.numbers.add(number.move_to(middle + 0.56 * DOWN).set_fill(opacity=0.0))
        self.bar = VMobject().set_fill(self.hue, 1.0).set_stroke(width=0)
        self.value = merged(Formula("0", size=32, colour=self.hue))
        self.written = cache(self.typeset)

    def typeset(self, text: str) -> np.ndarray:
        """Return the glyphs of a mean, above the bar."""
        glyphs = merged(Formula(f'{text} "dB"', size=32))
        return np.asarray(glyphs.move_to(place(START, self.height + 0.32), aligned_edge=LEFT).points)

    def measure(self, mean: float) -> None:
        """Set the bar's length and its number to this many decibels."""
        low, high, end = self.height - 0.36, self.height + 0.02, START + self.unit * mean
        self.bar.set_points(flat(shapes.polygon([(START, low), (end, low), (end, high), (START, high)])))
        self.value.set_points(self.written(f"{mean:.1f}"))

    def fill(self, lost: np.ndarray, done: np.ndarray) -> None:
        """Bring back a share (N,) of each picture's lost pixels (N, P, P), row by row."""
        nth = lost.reshape(len(lost), -1).cumsum(axis=1).reshape(lost.shape)  # counts lost pixels: 1, 2, …
        total = nth[:, -1:, -1:]
        back = np.clip(done[:, None, None] * (total + 3) - nth, 0, 3) / 3
        self.pictures.set_shown((1 - lost * (1 - back))[None])
        for number, part in zip(self.numbers, done, strict=True):
            number.set_fill(opacity=float(part >= 1))

    def around(self) -> np.ndarray:
        """Return the corners (4, 3) of a box round the whole row."""
        left, right, low, high = EDGE - 0.12, START + LONGEST + 0.1, self.height - 0.74, self.height + 0.56
        return np.array([place(left, low), place(right, low), place(right, high), place(left, high)])
