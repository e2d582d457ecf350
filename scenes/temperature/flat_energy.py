"""A latent with too many dimensions: its manifold fills the plane, every y is free, and F says nothing."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, FadeIn, FadeOut, Mobject, UpdateFromAlphaFunc, VGroup, linear

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.gl import Field
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar
from ebviz.stage.marks import Trace
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.style import ticks
from ebviz.style.numbers import rounded
from scenes.inference._latents import hot_end

SMALL = 0.1  # share of the samples' extent below which a manifold is a speck


class FlatEnergy(LectureScene):
    """With an angle z, F∞ is low on a loop; with a two-dimensional z it sinks to almost zero everywhere."""

    studies = ("horn_model", "horn")
    cannot_show = {
        "horn.data": "it compares with the true ellipse of valid answers, which is unknown for samples of your own"
    }
    thumbnail = 20.0
    gif = (3.0, 22.0)

    def construct(self) -> None:
        run = self.study("horn_model")
        y, slice_x = run["slice_y"], float(run.config["slice_x"])
        low, high = float(y[0]), float(y[-1])
        maps = [run["general_slice_F"], run["wide_slice_F"]]
        at, right = int(np.abs(run["x_grid"] - slice_x).argmin()), self.study("horn")["slice_ellipse"]
        hot, gap = hot_end(right, run["general_slice_F"]), ticks.spacing(high - low, 4)
        loop, image = run["general_manifold"][:, at], run["wide_image"]
        last = len(image) - 1

        planes = [
            Plane((low, high, gap), (low, high, gap), width=4.3).shift(place * RIGHT + 0.25 * UP)
            for place in (-3.75, 1.75)
        ]
        names = VGroup(
            Words("$z$ on a circle", size=30).next_to(planes[0].frame, UP, buff=0.2),
            Words("$z$ of two dimensions", size=30).next_to(planes[1].frame, UP, buff=0.2),
        )
        bar = ColourBar(0, hot, list(hot / 4 * np.arange(5)), "F_oo (x, y)", length=250)
        bar.next_to(planes[1].frame, RIGHT, buff=0.8)
        given = Formula(f"x = {slice_x:g}", size=36).next_to(bar, DOWN, buff=0.45)
        self.add(title("A latent that can do too much", sign="ghost"), *planes, names, bar, given)
        fields = [Field(values[0], vmin=0.0, vmax=hot) for values in maps]
        for field, plane in zip(fields, planes, strict=True):
            field.fit(plane.at((low, low)), plane.at((high, high)))
        ring = Trace(drawn(planes[0], loop_of(loop[0])), "y_tilde", width=3.0, on_map=True)
        net = Trace(drawn(planes[1], *image[0], *image[0].swapaxes(0, 1)), "y_tilde", width=1.0, on_map=True)
        answers = [
            Trace(plane.at(loop_of(right)), "white", width=1.6, dash=(5, 5), on_map=True) for plane in planes
        ]
        self.add(*fields, *answers, ring, net)
        small = max(np.abs(loop[0]).max(), np.abs(image[0]).max()) < SMALL * np.abs(right).max()
        speck = ", a speck before training" if small else ""
        said = Words(f"violet: $tilde(y) = g(x, z)${speck}; dashed: the valid $y$", size=28)
        said.move_to(3.5 * DOWN)
        self.play(FadeIn(said))
        self.wait(2.5)

        def train(_: Mobject, alpha: float) -> None:
            reached = alpha * last
            for field, values in zip(fields, maps, strict=True):
                field.set_values(between(values, reached))
            ring.run(drawn(planes[0], loop_of(between(loop, reached))))
            mesh = between(image, reached)
            net.run(drawn(planes[1], *mesh, *mesh.swapaxes(0, 1)))

        self.play(UpdateFromAlphaFunc(fields[0], train), run_time=10.0, rate_func=linear)
        self.wait(1.0)
        free = 0.01 * float(np.square(run["rho"][at]).sum())  # what the study counts as free
        numbers = VGroup(
            *(
                Words(f"mean $F_oo$ {mean:.1f}; $F_oo < {rounded(free, 2)}$ in {100 * share:.1f} %", size=28)
                for mean, share in zip(run["mean_F"][1:], run["flat"][1:], strict=True)
            )
        )
        for text, plane in zip(numbers, planes, strict=True):
            text.move_to(3.05 * DOWN).set_x(plane.frame.get_x())
        self.play(FadeOut(said), FadeIn(numbers[0]))
        self.wait(1.0)
        self.play(FadeIn(numbers[1]))
        self.wait(1.5)
        share = 100 * float(run["flat"][2])
        use = "so $F$ is of no use: regularise $z$" if share > 80 else "so $F$ says less: regularise $z$"
        nothing = Words(f"${share:.0f} %$ of these $y$ have almost no energy, {use}", size=30)
        nothing.move_to(3.48 * DOWN)
        self.play(FadeIn(nothing))
        self.wait(4.0)


def drawn(plane: Plane, *lines: np.ndarray) -> np.ndarray:
    """Return the visible parts of lines (N, 2) in a plane, with gaps between, as places (M, 3) for a `Trace`."""
    gap = np.full((1, 2), np.nan)
    return plane.at(np.concatenate([part for line in lines for part in (plane.clipped(*line.T), gap)]))


def loop_of(points: np.ndarray) -> np.ndarray:
    """Return a loop (N, 2) that ends where it starts."""
    return np.vstack([points, points[:1]])
