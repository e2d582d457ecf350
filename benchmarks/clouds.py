"""A cloud of 20 000 samples, each in its own colour, redrawn every frame at 1080p60, against encoding alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from manim import RIGHT, UP, Mobject, UpdateFromAlphaFunc, linear

from benchmarks.ratio import Ratio
from benchmarks.spinning import SECONDS, beside_encoding
from ebviz.data import gaussians, modes
from ebviz.energy import softmin
from ebviz.stage import Formula
from ebviz.stage.dots import Dots
from ebviz.stage.gl import Field
from ebviz.stage.gl.colours import mapped
from ebviz.stage.history import between
from ebviz.stage.keys import ColourBar
from ebviz.stage.plots import Plane
from ebviz.stage.scene import LectureScene

SAMPLES, MOMENTS, HOT = 20_000, 20, 2.0


def energy(y: torch.Tensor) -> torch.Tensor:
    """Return the warm squared distance to the eight modes, (…, 2) → (…)."""
    return softmin((y[..., None, :] - modes()).square().sum(-1), 4.0)


class Clouds(LectureScene):
    """20 000 ŷ fall down the slopes of an energy to y, each coloured by its own energy."""

    def construct(self) -> None:
        """Compute the path of ŷ, then play it."""
        generator = torch.Generator().manual_seed(0)
        y, y_hat = gaussians(2000, generator=generator), torch.randn(SAMPLES, 2, generator=generator)
        way = [y_hat]
        for _ in range(MOMENTS - 1):
            at = way[-1].clone().requires_grad_()
            (slope,) = torch.autograd.grad(energy(at).sum(), at)
            way.append((at - 0.05 * slope).detach())
        history = torch.stack(way)
        E = energy(history).numpy()
        axis1, axis2 = torch.linspace(-4, 4, 193), torch.linspace(-3, 3, 145)
        F = energy(torch.stack(torch.meshgrid(axis1, axis2, indexing="xy"), dim=-1)).numpy()
        plane = Plane((-4, 4, 1), (-3, 3, 1), width=8.0)
        field = Field(F, vmax=HOT).fit(plane.at((-4, -3)), plane.at((4, 3)))
        cold = Dots(plane.at(y.numpy()), mapped(energy(y).numpy(), "coolwarm", 0, HOT), size=3.0)
        hot = Dots(plane.at(history[0].numpy()), mapped(E[0], "coolwarm", 0, HOT), size=3.0)
        places = plane.at(history.numpy())
        self.add(
            Formula("cal(L)_G = C(G(z))").to_edge(UP), ColourBar(0, HOT, [0, 1, 2], "C").shift(6 * RIGHT)
        )
        self.add(plane, field, cold, hot)

        def fall(_: Mobject, alpha: float) -> None:
            at = alpha * (MOMENTS - 1)
            hot.set_dots(between(places, at), mapped(between(E, at), "coolwarm", 0, HOT))

        self.play(UpdateFromAlphaFunc(hot, fall), run_time=SECONDS, rate_func=linear)


def run() -> list[Ratio]:
    """Measure making the film against encoding its frames."""
    with tempfile.TemporaryDirectory(prefix="ebviz-bench-") as name:
        ours, alone = beside_encoding(Clouds, Path(name))
    return [Ratio(f"cloud of {SAMPLES} samples / encoding alone", ours, alone, "frames/s", ours / alone, 0.4)]
