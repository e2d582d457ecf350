"""An animated full-screen field at 1080p, drawn by us and by Manim's ImageMobject, without encoding."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from manim import Camera, ImageMobject, config
from matplotlib import colormaps

from benchmarks.ratio import Ratio
from benchmarks.spinning import FPS, HEIGHT, WIDTH, tub
from ebviz.stage.gl import Field, StageCamera
from ebviz.stage.house import house_config


def speed(draw: Callable[[int], None], count: int) -> float:
    """Return how often per second ``draw(frame number)`` runs."""
    start = time.perf_counter()
    for index in range(count):
        draw(index)
    return count / (time.perf_counter() - start)


def run() -> list[Ratio]:
    """Draw the same numbers both ways over the whole frame, new ones every frame; only drawing is timed,
    in turn, as the best of twelve rounds each.

    ImageMobject is given finished colours, since it does not compute any; ours is given the numbers.
    """
    _, _, F = tub(240, 135)
    values = [F + np.float32(0.02 * step) for step in range(10)]
    pictures = [np.asarray(colormaps["viridis"](each[::-1] / 2, bytes=True)) for each in values]
    with (
        tempfile.TemporaryDirectory(prefix="ebviz-bench-") as folder,
        house_config(Path(folder), WIDTH, HEIGHT, FPS),
    ):
        field, camera = Field(F, vmax=2.0), StageCamera()
        image = ImageMobject(pictures[0]).stretch_to_fit_width(config.frame_width)
        image.stretch_to_fit_height(config.frame_height)
        cairo = Camera()

        def ours(index: int) -> None:
            field.set_values(values[index % 10])
            camera.reset()
            camera.capture_mobjects([field])

        def theirs(index: int) -> None:
            image.pixel_array = pictures[index % 10]
            cairo.reset()
            cairo.capture_mobjects([image])

        ours(0)  # to warm up
        theirs(0)
        rounds = [(speed(ours, 10), speed(theirs, 1)) for _ in range(12)]
        fast, slow = map(max, zip(*rounds, strict=True))
    return [Ratio("full-screen field 1080p / Manim's ImageMobject", fast, slow, "frames/s", fast / slow, 20)]
