"""Plays a scene once for all tests that ask something of it: its film, its texts, its numbers and its functions.

A scene is played at two frames a second into a small film. At each frame is noted where the texts are and what
numbers stand on the stage, and meanwhile which functions run.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from manim import Scene

import ebviz
from ebviz.build.catalog import SceneEntry
from ebviz.stage.keys import Legend, Mark
from ebviz.stage.layout import TextBox, text_boxes
from ebviz.stage.scene import RenderedFilm, render
from ebviz.stage.speech import Said
from ebviz.study import Run
from tests.build.tracing import executed
from tests.scenes.blind import Blind, play_blind
from tests.scenes.stage import Stage

FPS = 2
FOLDER = Path(ebviz.__file__).parent
PACKAGES = {"ebviz": FOLDER, "scenes": FOLDER.parent / "scenes"}


@dataclass(frozen=True)
class Played:
    """What was seen of a scene, from its first frame to its last.

    ``boxes`` are those of the texts, with the number of the frame from which they stand there; ``rests`` are the
    seconds, from and to, when the picture stands still; ``ran`` are the top-level definitions of ebviz and the course
    that ran; ``legends`` the entries of its legends. ``spoken`` is what the film says, sentence by sentence;
    ``seconds`` its length, whatever the frame rate.
    """

    entry: SceneEntry
    runs: Mapping[str, Run]
    film: RenderedFilm
    boxes: list[tuple[int, list[TextBox]]]
    stage: Stage
    rests: list[tuple[float, float]]
    ran: set[str]
    spoken: list[Said]
    seconds: float
    legends: list[list[tuple[Mark, str, str]]]


def played(entry: SceneEntry, runs: Mapping[str, Run], folder: Path) -> Played:
    """Play a scene into ``folder``."""
    given = {name: runs[name] for name in entry.studies}
    boxes: list[tuple[int, list[TextBox]]] = []
    rests: list[tuple[float, float]] = []
    on_stage: list[Any] = []
    stage, shown = Stage(), 0
    legends: list[list[tuple[Mark, str, str]]] = []
    build = Legend.__init__

    def note(self: Legend, *args: Any, **options: Any) -> None:
        build(self, *args, **options)
        legends.append(self.entries)

    def look(frames: int) -> None:
        nonlocal shown
        with untraced():
            (scene,) = on_stage
            boxes.append((shown, text_boxes(scene.mobjects)))
            stage.look(scene.mobjects)
            shown = frames

    def begin(scene: Scene) -> None:
        on_stage.append(scene)
        freeze = scene.renderer.freeze_current_frame

        def rest(duration: float) -> None:
            before = scene._clock
            freeze(duration)
            if rests and rests[-1][1] == before:
                before = rests.pop()[0]
            rests.append((before, scene._clock))

        scene.renderer.freeze_current_frame = rest

    def film() -> RenderedFilm:
        cls = seen_by(begin, getattr(importlib.import_module(entry.module), entry.cls))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Legend, "__init__", note)
            return render(cls, folder, width=320, height=180, fps=FPS, runs=given, progress=look)

    made: list[RenderedFilm] = []
    ran = executed(lambda: made.append(film()), PACKAGES)
    (scene,) = on_stage
    return Played(entry, given, made[0], boxes, stage, rests, ran, scene.spoken, scene._clock, legends)


def rests_at(fps: int, entry: SceneEntry, runs: Mapping[str, Run]) -> list[tuple[float, float]]:
    """Play a scene without drawing it; return when its picture stands still.

    At two frames a second a play shorter than a frame is longer than in the film, and whatever follows comes later.
    """
    found: list[tuple[float, float]] = []

    class Waiting(Blind):
        def freeze_current_frame(self, duration: float) -> None:
            before = self.scene._clock
            super().freeze_current_frame(duration)
            if found and found[-1][1] == before:
                before = found.pop()[0]
            found.append((before, self.scene._clock))

    play_blind(entry, runs, fps, Waiting)
    return found


def seen_by(tell: Callable[[Scene], object], scene_class: type[Scene]) -> type[Scene]:
    """Return a scene class whose scenes are told of when they are made."""

    def begin(self: Scene, *args: Any, **kwargs: Any) -> None:
        scene_class.__init__(self, *args, **kwargs)
        tell(self)

    return type(
        scene_class.__name__, (scene_class,), {"__module__": scene_class.__module__, "__init__": begin}
    )


@contextmanager
def untraced() -> Iterator[None]:
    """Within the block, no tracer sees what runs."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)
