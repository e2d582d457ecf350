"""A surface whose geometry changes every frame, as in the thermostat scene, at 1080p60, against encoding alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import torch
from manim import UP, Mobject, UpdateFromAlphaFunc, linear

from benchmarks.ratio import Ratio
from benchmarks.spinning import ANGLE, SECONDS, beside_encoding
from ebviz.energy import SquaredEnergy, free_energy, latents
from ebviz.models import EllipseDecoder
from ebviz.stage import Formula
from ebviz.stage.gl import Axes3D, Space, Surface, View
from ebviz.stage.scene import LectureScene

COLUMNS, ROWS, BETAS = 161, 129, 30


class Melting(LectureScene):
    """F_β of the trained ellipse on its axes, with rings, numbers and names, from cold to hot; new every frame."""

    def construct(self) -> None:
        """Compute the sweep, then play it."""
        y1, y2 = torch.linspace(-3, 3, COLUMNS), torch.linspace(-2.25, 2.25, ROWS)
        y = torch.stack(torch.meshgrid(y1, y2, indexing="xy"), dim=-1)  # (H, W, 2)
        energy = SquaredEnergy(EllipseDecoder([-2.0, 1.5])).requires_grad_(False)
        sweep = torch.stack(
            [free_energy(energy, y, latents(96), beta) for beta in torch.logspace(1.5, -1.5, BETAS).tolist()]
        ).numpy()  # (B, H, W)

        def mixed(alpha: float) -> np.ndarray:
            low = min(int(alpha * (BETAS - 1)), BETAS - 2)
            share = np.float32(alpha * (BETAS - 1) - low)
            return np.asarray((1 - share) * sweep[low] + share * sweep[low + 1])

        names = [Formula(name, size=34) for name in ("y_1", "y_2", "F_beta (y)")]
        axes = Axes3D((-3, 3, 1), (-2.25, 2.25, 1), (0, 6, 1), (6.5, 4.9, 3.0), names)
        levels = [0.25 * n for n in range(1, 24)]
        surface = Surface(axes.heights(y1, y2, sweep[0]), sweep[0], vmax=6.0, cap=6.0, levels=levels)

        def melt(_: Mobject, alpha: float) -> None:
            F = mixed(alpha)
            surface.set_grid(axes.heights(y1, y2, F), F)

        space = Space(axes, surface, view=View(**ANGLE, zoom=0.8))
        self.add(Formula("F_beta (y) = -1/beta log 1/K sum_z e^(-beta E(y, z))").to_edge(UP), space)
        self.play(UpdateFromAlphaFunc(space, melt), run_time=SECONDS, rate_func=linear)


def run() -> list[Ratio]:
    """Measure both in one run."""
    with tempfile.TemporaryDirectory(prefix="ebviz-bench-") as name:
        ours, alone = beside_encoding(Melting, Path(name))
    return [
        Ratio(f"melting F_β, {ROWS} × {COLUMNS} / encoding alone", ours, alone, "frames/s", ours / alone, 0.5)
    ]
