"""A free-form curve over-fits at zero temperature: the potato becomes a porcupine. Warm, the pull is even."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import DOWN, LEFT, RIGHT, FadeIn, Group, Mobject, UpdateFromAlphaFunc, VGroup, linear

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.counter import Counter, step
from ebviz.stage.formula import merged
from ebviz.stage.gl import Arrows
from ebviz.stage.history import between
from ebviz.stage.keys import Legend
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.plots import Plane, axis_name
from ebviz.stage.titles import emoji, title
from ebviz.stage.units import place
from ebviz.style import ticks
from ebviz.style.numbers import rounded
from ebviz.style.regimes import hot_below, regime
from scenes.temperature._looks import LOSSES, learnt_from

X = {"cold": -3.55, "warm": 3.55}  # the middles of the two columns
MEANS = {"train": ("line", "{} samples"), "held_out": ("dashed", "held-out $y$")}
LEAST = (2.5, 2.1)  # how far the planes reach at least
OVERFIT = 2.0  # held-out mean F in units of that of the samples from which a curve is a porcupine


class FreeForm(LectureScene):
    """A free-form decoder: at zero temperature the curve grows a spine to every sample; warm, it stays smooth."""

    studies = ("training", "ellipse")
    thumbnail = 12.0
    gif = (2.0, 24.0)

    def construct(self) -> None:
        self.run = self.study("training")
        self.y = learnt_from(self.run, self.study("ellipse"))
        self.last = len(self.run["free_steps"]) - 1
        self.add(title("A decoder of any form"))
        self.moving = Group()  # everything that changes in training
        updates = [self.build_counter()]
        for name in X:
            updates += [self.build_curve(name), self.build_means(name)]
        said = {
            name: Words(text, size=30).move_to(place(X[name], -1.28)) for name, text in self.says().items()
        }

        def learn(first: float, last: float) -> Callable[[Mobject, float], None]:
            def at(_: Mobject, alpha: float) -> None:
                for show in updates:
                    show(first + alpha * (last - first))

            return at

        spiny = 0.5 * self.last  # the moment when the spines are longest in both
        learn(0, 0)(self.moving, 0.0)
        self.add(self.moving)
        self.wait(3.0)
        self.play(UpdateFromAlphaFunc(self.moving, learn(0, spiny)), run_time=8.0, rate_func=linear)
        self.play(FadeIn(said["cold"]))
        self.wait(2.0)
        self.play(UpdateFromAlphaFunc(self.moving, learn(spiny, self.last)), run_time=7.0, rate_func=linear)
        learn(spiny, self.last)(self.moving, 1.0)
        self.play(FadeIn(said["warm"]))
        self.wait(3.5)

    def says(self) -> dict[str, str]:
        """Return what has become of both curves."""
        run = self.run
        ratio = float(run["free_cold_held_out"][-1] / run["free_cold_train"][-1])
        lengths = run["free_warm_length"]
        cold = "the potato becomes a porcupine" if ratio > OVERFIT else "each sample pulls its nearest point"
        drawn_in = lengths[-1] < 0.98 * lengths.max()
        warm = "an even pull draws the spines in" if drawn_in else "each sample pulls on many points"
        return {"cold": cold, "warm": warm}

    def now(self, name: str, look: float) -> np.ndarray:
        """Return a stored history, interpolated between two of the moments kept."""
        return between(self.run[name], look)

    def build_counter(self) -> Callable[[float], object]:
        """Count the steps."""
        counter = Counter("step", form=step).shift(place(0, 3.25))
        note = Words("arrows: half the force", size=26, colour="grey").move_to(place(5.0, 3.35))
        self.add(note)
        self.moving.add(counter)
        return lambda look: counter.put(float(self.now("free_steps", look)))

    def build_curve(self, name: str) -> Callable[[float], object]:
        """Draw the samples, the curve and half the force on it."""
        beta = self.run.config["beta"]
        at = regime(np.inf if name == "cold" else beta, hot_below(self.y))
        words = Words(at.words if name == "cold" else f"{at.words}, $beta = {beta:g}$", size=28)
        head = VGroup(words, emoji(at.emoji, size=36).next_to(words, RIGHT, buff=0.15))
        shown = np.vstack([self.y, self.run[f"free_{name}_curve"].reshape(-1, 2)])
        across, upward = ticks.spread(shown, LEAST)
        gap = max(2 * across[2], upward[2])
        sides = (*across[:2], gap), (*upward[:2], gap)
        plane = Plane(*sides, height=3.2, label_size=34, labels=("", "y_2"))
        plane.shift(place(X[name], 0.95) - plane.frame.get_center())
        plane.labels.add(Formula("y_1", size=34).next_to(plane.below, RIGHT, buff=0.2))
        samples = plane.cloud(self.y, "y", size=7.5)
        curve = Trace(np.zeros((0, 3)), "y_tilde", width=2.5)
        arrows = Arrows(np.zeros((1, 2)), np.zeros((1, 2)), width=2.0)
        self.add(plane, head.move_to(place(X[name], 2.82)), samples)
        self.moving.add(curve, arrows)

        def show(look: float) -> None:
            places = self.now(f"free_{name}_curve", look)
            curve.run(plane.at(places))
            tails, half = self.pulls(places) if name == "cold" else self.shared(look, beta)
            arrows.set_arrows(plane.at(tails), plane.at(tails + half) - plane.at(tails))

        return show

    def pulls(self, curve: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return half the force at zero temperature, one arrow per sample: from the nearest point to the sample."""
        energy = ((self.y[:, None] - curve) ** 2).sum(axis=-1)  # (N, 481)
        nearest = curve[energy.argmin(axis=1)]
        return nearest, self.y - nearest

    def shared(self, look: float, beta: float) -> tuple[np.ndarray, np.ndarray]:
        """Return half the warm force, one arrow per latent: all samples' pulls, weighted by Gibbs weights."""
        points = self.now("free_warm_y_tilde", look)
        away = self.y[:, None] - points  # (N, K, 2)
        energy = (away**2).sum(axis=-1)
        weights = np.exp(-beta * (energy - energy.min(axis=1, keepdims=True)))
        weights /= weights.sum(axis=1, keepdims=True)
        return points, (weights[..., None] * away).sum(axis=0)

    def build_means(self, name: str) -> Callable[[float], object]:
        """Draw the mean F∞ of the samples and of held-out ones, as growing curves and numbers."""
        run, known = (
            self.run,
            "floor" in self.run,
        )  # the least possible mean, of samples drawn from an ellipse
        floor, last = float(run.get("floor", np.inf)), int(run["free_steps"][-1])
        steps = np.log10(1 + run["free_steps"])
        means = np.concatenate([run[f"free_{which}_{mean}"] for which in X for mean in MEANS])
        low, high = np.log10([min(float(means.min()), floor), float(means.max())])
        low, high = float(np.floor(low) - 0.3), float(np.ceil(high) + 0.3)
        powers = np.arange(np.ceil(low), np.floor(high) + 1, max(1, round((high - low) / 4)))
        counted = [0, *(10**k for k in range(9) if 4 * 10**k <= last or 10**k == 1), last]
        plane = Plane(
            (0, steps[-1] + 0.1, 1),
            (low, high, 1),
            width=2.9,
            height=1.65,
            labels=("", ""),
            x_ticks={float(np.log10(1 + step)): f"{step}" for step in dict.fromkeys(counted)},
            y_ticks={float(k): f"10^({k:g})" if k else "1" for k in powers},
        )
        plane.shift(place(X[name] - 1.15, -2.5) - plane.frame.get_center())
        plane.remove(plane.axes)
        across = axis_name('"step"').next_to(plane.below[-1], RIGHT, buff=0.12)
        ends = steps[[0, -1]] if known else steps[:0]
        bottom = plane.curve(ends, np.log10(np.full(len(ends), floor)), "grey", width=1.5, dash=(4.0, 5.0))
        self.add(plane, across, bottom)

        rows = VGroup(Words("mean $F_oo (y)$ of", size=26))
        hue, count = LOSSES[name].hue, len(self.y)
        marks = [(mark, hue, text.format(count)) for mark, text in MEANS.values()]
        marks += [("dashed", "grey", "true ellipse")] * known
        rows.add(*(Legend([entry], size=26) for entry in marks))
        rows.arrange(DOWN, aligned_edge=LEFT, buff=0.16).move_to(
            place(X[name] + 0.5, -2.45), aligned_edge=LEFT
        )
        column = X[name] + 2.4  # left edge of the numbers
        self.add(rows)
        if known:
            best = merged(Formula(rounded(floor, 4), size=28)).align_to(place(column), LEFT)
            self.add(best.align_to(rows[-1], DOWN))

        def growing(which: str, mark: str, row: Mobject) -> Callable[[float], object]:
            values = np.log10(run[f"free_{name}_{which}"])
            line = Trace(np.zeros((0, 3)), hue, width=2.5, dash=(6.0, 4.0) if mark == "dashed" else None)
            dot, number = (
                Cloud(np.zeros((0, 3)), hue, size=8.0),
                merged(Formula("0", size=28, colour="white")),
            )
            self.moving.add(line, dot, number)

            @cache
            def written(text: str) -> np.ndarray:
                glyphs = merged(Formula(text, size=28)).align_to(place(column), LEFT)
                return np.asarray(glyphs.align_to(row, DOWN).points)

            def show(look: float) -> None:
                looks = np.append(np.arange(int(look) + 1), look)
                way = [np.interp(looks, np.arange(len(steps)), column) for column in (steps, values)]
                line.run(plane.at(np.stack(way, axis=-1)))
                dot.place(line.points[-1:] if len(line.points) else plane.at((steps[0], values[0])))
                number.set_points(written(rounded(10 ** way[1][-1], 4)))

            return show

        shown = [growing(which, MEANS[which][0], row) for which, row in zip(MEANS, rows[1:3], strict=True)]

        def both(look: float) -> None:
            for show in shown:
                show(look)

        return both
