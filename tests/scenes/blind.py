"""Plays a scene without drawing it: much faster than a film, and whoever looks sees the same stage."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from manim import config

from ebviz.build.catalog import SceneEntry
from ebviz.stage.house import house_config
from ebviz.stage.scene import LectureRenderer, LectureScene, drawn_by, lecture_scene
from ebviz.study import Run
from ebviz.study.source import handing_over


class Blind(LectureRenderer):
    """Plays without drawing; ``scene`` is the scene that plays."""

    scene: Any

    def init_scene(self, scene: Any, *args: Any) -> None:
        super().init_scene(scene, *args)
        self.scene = scene

    def add_frame(self, frame: np.ndarray, num_frames: int = 1) -> None:
        """Nothing is kept."""

    def update_frame(self, *args: object, **kwargs: object) -> None:
        """Nothing is drawn."""


def play_blind(
    entry: SceneEntry, runs: Mapping[str, Run], fps: int, renderer: type[Blind] = Blind
) -> LectureScene:
    """Play a scene with those of the runs that it reads; return it as it is at the end."""
    given = {name: runs[name] for name in entry.studies}
    with tempfile.TemporaryDirectory(prefix="ebviz-") as media, house_config(Path(media), 320, 180, fps):
        config.format = "none"
        with handing_over(given), drawn_by(renderer):
            scene = lecture_scene(getattr(importlib.import_module(entry.module), entry.cls))()
            scene.render()
    return scene
