"""The spinning free energy, drawn and encoded at 1080p60, against encoding alone and against Manim's own surface."""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from manim import DEGREES, RIGHT, TAU, UP, ThreeDCamera, linear
from manim import Surface as ManimSurface

from benchmarks.ratio import Ratio
from ebviz.energy import SquaredEnergy, free_energy, latents
from ebviz.models import EllipseDecoder
from ebviz.stage import Formula
from ebviz.stage.film import FilmEncoder
from ebviz.stage.gl import Axes3D, Space, Surface, View
from ebviz.stage.house import house_config
from ebviz.stage.keys import ColourBar
from ebviz.stage.scene import LectureScene, render

WIDTH, HEIGHT, FPS, SECONDS = 1920, 1080, 60, 3
ANGLE = {"phi": 60 * DEGREES, "theta": -55 * DEGREES}


def tub(columns: int = 161, rows: int = 129) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return y₁ (W,), y₂ (H,) and F_∞ (H, W) for the lecture's untrained ellipse."""
    y1, y2 = torch.linspace(-2.5, 2.5, columns), torch.linspace(-1.5, 1.5, rows)
    y = torch.stack(torch.meshgrid(y1, y2, indexing="xy"), dim=-1)  # (H, W, 2)
    with torch.no_grad():
        F = free_energy(SquaredEnergy(EllipseDecoder([-1.4526, 0.3586])), y, latents(480))
    return y1.numpy(), y2.numpy(), F.numpy()


class Spinning(LectureScene):
    """The tub on its axes, with rings, numbers and names, making one turn beside its formula."""

    def construct(self) -> None:
        """Set up the scene and turn it."""
        y1, y2, F = tub()
        names = [Formula(name, size=34) for name in ("y_1", "y_2", "F_oo (y)")]
        axes = Axes3D((-2.5, 2.5, 1), (-1.5, 1.5, 0.5), (0, 1, 0.25), (6.5, 3.9, 3.0), names)
        tub_surface = Surface(axes.heights(y1, y2, F), F, cap=1.0, levels=[0.1 * n for n in range(1, 10)])
        space = Space(axes, tub_surface, view=View(**ANGLE))
        formula = Formula("F_oo (y) = min_z E(y, z)").to_edge(UP)
        bar = ColourBar(0, 1, [0, 0.5, 1], "F_oo (y)", length=230).to_edge(RIGHT)
        self.add(formula, bar, space)
        self.play(space.view.animate.turn(TAU), run_time=SECONDS, rate_func=linear)


def whole(scene: type[LectureScene], folder: Path) -> float:
    """Return the frames per second of drawing and encoding a scene, from first frame to finished file."""
    times: list[float] = []

    class Timed(scene):  # type: ignore[valid-type, misc]
        """The scene, timed from before its first frame to after its last."""

        def play(self, *args: Any, **kwargs: Any) -> None:
            times.append(time.perf_counter())
            super().play(*args, **kwargs)

        def tear_down(self) -> None:
            super().tear_down()
            writer = self.renderer.file_writer
            finish = writer.finish

            def timed_finish() -> None:
                finish()
                times.append(time.perf_counter())

            writer.finish = timed_finish

    film = render(Timed, folder, width=WIDTH, height=HEIGHT, fps=FPS, runs={})
    return film.frames / (times[-1] - times[0])


def encoding(frames: list[np.ndarray], path: Path) -> float:
    """Return the frames per second of encoding these frames with the film's own encoder, and nothing else."""
    start = time.perf_counter()
    encoder = FilmEncoder(path, WIDTH, HEIGHT, FPS)
    for frame in frames:
        encoder.write(frame)
    encoder.close()
    return len(frames) / (time.perf_counter() - start)


def manim_surface(folder: Path, count: int = 6) -> float:
    """Return the frames per second of Manim's own 32 × 32 surface, without axes, encoded in a thread like ours."""
    _, _, F = tub(33, 33)
    axes = Axes3D((-2.5, 2.5, 1), (-1.5, 1.5, 0.5), (0, 1, 0.25), (6.5, 3.9, 3.0), number=None)
    sheet = axes.heights(np.linspace(-2.5, 2.5, 33), np.linspace(-1.5, 1.5, 33), np.minimum(F, 1.0))
    with house_config(folder, WIDTH, HEIGHT, FPS), ThreadPoolExecutor(1) as worker:
        surface = ManimSurface(lambda u, v: sheet[round(v), round(u)], (0, 32), (0, 32), resolution=(32, 32))
        camera = ThreeDCamera(phi=ANGLE["phi"], theta=ANGLE["theta"])
        encoder = FilmEncoder(folder / "manim.mp4", WIDTH, HEIGHT, FPS)
        start = time.perf_counter()
        for _ in range(count):
            camera.set_theta(camera.get_theta() + 0.02)
            camera.reset()
            camera.capture_mobjects([surface])
            worker.submit(encoder.write, camera.pixel_array.copy())
        worker.submit(encoder.close).result()
        return count / (time.perf_counter() - start)


def beside_encoding(scene: type[LectureScene], folder: Path) -> tuple[float, float]:
    """Return the frames per second of a scene and of encoding its frames alone, in turn, the best of two each."""
    frames: list[np.ndarray] = []

    class Kept(scene):  # type: ignore[valid-type, misc]
        """The scene, keeping its film's frames."""

        def setup(self) -> None:
            """Record what the film writer is given."""
            writer: Any = self.renderer.file_writer
            write = writer.write_frame

            def keep(pixels: np.ndarray, *, repeat: int = 1) -> None:
                frames.append(pixels)
                write(pixels, repeat=repeat)

            writer.write_frame = keep

    whole(Kept, folder)
    rounds = [(whole(scene, folder), encoding(frames, folder / "alone.mp4")) for _ in range(2)]
    ours, alone = map(max, zip(*rounds, strict=True))
    return ours, alone


def run() -> list[Ratio]:
    """Measure all three in one run."""
    with tempfile.TemporaryDirectory(prefix="ebviz-bench-") as name:
        ours, alone = beside_encoding(Spinning, Path(name))
        peer = manim_surface(Path(name))
    vertices = " × ".join(str(n) for n in tub()[2].shape)
    return [
        Ratio(f"spinning F∞, {vertices} / encoding alone", ours, alone, "frames/s", ours / alone, 0.6),
        Ratio("spinning F∞ / Manim's Surface 32 × 32", ours, peer, "frames/s", ours / peer, 8),
    ]
