"""Single moments of a film, without the film: the scene is played as for the film, but only these frames are drawn.

What is saved is drawing and encoding; what comes after the last moment; and the frames of a play in which nothing
hangs on those before it. Where something does (an updater that carries something on from frame to frame), everything
moves frame by frame as it does in the film.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from manim import Mobject, Scene

from ebviz.errors import UsageError
from ebviz.stage.film import StreamWriter
from ebviz.stage.house import house_config
from ebviz.stage.passage import is_at_once, may_pass
from ebviz.stage.scene import LectureRenderer, drawn_by, file_writer, lecture_scene, play_all
from ebviz.study.source import handing_over
from ebviz.style.themes import wearing

if TYPE_CHECKING:
    from ebviz.study.run import Run

END = math.inf  # the moment of a film's last frame
FEW = 8  # frames that are played about as quickly as passed over


class _AllDrawn(BaseException):
    """Ends a scene once nothing more is to be drawn; not an `Exception`, which the scene itself may catch."""


class _EachCounts(BaseException):
    """Ends a scene in which a frame hangs on those before it, which have been passed over."""


class MomentWriter(StreamWriter):
    """Manim file writer that counts the film's frames and keeps those that are wanted.

    Parameters
    ----------
    settings : Manim's.
    wanted : numbers of frames, the first is 0; without any, all frames are counted.
    """

    def __init__(self, settings: Any, *, wanted: Collection[int]) -> None:
        super().__init__(settings)
        self.wanted = sorted(wanted)
        self.kept: dict[int, np.ndarray] = {}
        self.frames = 0

    def wants(self, count: int) -> bool:
        """Is any of the next ``count`` frames wanted?"""
        return bool(self.next_of(count))

    def next_of(self, count: int) -> list[int]:
        """Return which of the next ``count`` frames are wanted, counted from the first of them."""
        return [number - self.frames for number in self.wanted if 0 <= number - self.frames < count]

    def write_frame(self, pixels: np.ndarray, *, repeat: int = 1) -> None:
        """Count one RGBA frame (H, W, 4) uint8, shown ``repeat`` times; end the scene with the last one wanted."""
        for number in self.wanted:
            if self.frames <= number < self.frames + repeat:
                self.kept[number] = pixels[..., :3].copy()
        self.frames += repeat
        if self.wanted and self.frames > self.wanted[-1]:
            raise _AllDrawn

    def finish(self) -> None:
        """Do nothing: there is no film."""

    def abort_encode_jobs(self, reraise_encoder_failures: bool = False) -> None:
        """Do nothing: nothing is being encoded."""


class MomentRenderer(LectureRenderer):
    """Plays a scene like the renderer of its film, but draws only where its writer wants the frame."""

    _draws = True  # between two plays a scene may draw for itself

    def play(self, *args: Any, **kwargs: Any) -> None:
        """Play animations; draw what is wanted of them."""
        try:
            super().play(*args, **kwargs)
        finally:
            self._draws = True

    def save_static_frame_data(self, scene: Any, static_mobjects: Iterable[Mobject]) -> np.ndarray | None:
        """Draw what does not move in this play, as it is now, if one of its frames is wanted."""
        count = scene.frames_in(scene.get_run_time(scene.animations))
        self._draws = not self.skip_animations and self.file_writer.wants(count)
        if self._draws:
            return super().save_static_frame_data(scene, static_mobjects)
        self.static_image = None
        return None

    def update_frame(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        """Draw a frame, or let the camera know of it: cameras that follow something do so when they draw."""
        if self._draws:
            super().update_frame(scene, *args, **kwargs)
        else:
            self.camera.capture_mobjects(())

    def render(self, scene: Any, time: float, moving_mobjects: Iterable[Mobject] | None = None) -> None:
        """Take one frame of a play, drawn if it is wanted."""
        self._draws = not self.skip_animations and self.file_writer.wants(1)
        self.update_frame(scene, moving_mobjects)
        self.add_frame(self.camera.pixel_array)


class PassingRenderer(MomentRenderer):
    """Passes over frames that are not wanted, as long as nothing hangs on them; else ends with `_EachCounts`."""

    def passing(self, scene: Any, times: np.ndarray) -> Iterator[float]:
        """Yield the times of the frames of a play that are not passed over.

        The last is always among them, since it leaves the scene as the next play finds it.
        """
        start, wanted = 0, self.file_writer.next_of(len(times))
        free = may_pass(scene)
        for number in dict.fromkeys([*wanted, len(times) - 1]):
            if free and number - start > FEW:
                if not is_at_once(scene, times[start], times[number]):
                    raise _EachCounts
                self.add_frame(self.camera.pixel_array, num_frames=number - start)
                start = number
            yield from times[start : number + 1]
            start = number + 1


def draw_moments(
    scene_class: type[Scene],
    moments: Sequence[float],
    *,
    runs: Mapping[str, Run],
    width: int,
    height: int,
    fps: int,
    theme: str = "dark",
    media: Path | None = None,
) -> dict[float, np.ndarray]:
    """Return the frames of a film at some moments, moment → (H, W, 3) uint8: pixel for pixel what the film is given.

    Parameters
    ----------
    moments : film seconds; `END` for the last frame.
    width, height : pixels. fps : frames per second.
    runs : study name → run, for `LectureScene.study`.
    theme : what the film wears. media : folder that Manim works in; by default one that is removed afterwards.

    Raises
    ------
    UsageError : a moment lies outside the film, says how long that is; or an unknown theme.
    """
    shape: dict[str, Any] = {
        "runs": runs,
        "width": width,
        "height": height,
        "fps": fps,
        "theme": theme,
        "media": media,
    }
    numbers = {moment: _number(scene_class, moment, shape) for moment in dict.fromkeys(moments)}
    kept, frames = _play(scene_class, {*numbers.values()}, **shape)
    for moment, number in numbers.items():
        if number not in kept:
            name, last, length = scene_class.__name__, f"{(frames - 1) / fps:.5g}", f"{frames / fps:.5g}"
            raise UsageError(
                f"{name} is {length} s long: expected a moment from 0 to {last} s, got {moment:g} s"
            )
    return {moment: kept[number] for moment, number in numbers.items()}


def draw_moment(
    scene_class: type[Scene],
    at: float,
    *,
    runs: Mapping[str, Run],
    width: int,
    height: int,
    fps: int,
    theme: str = "dark",
) -> np.ndarray:
    """Return a film's frame (H, W, 3) uint8 at one moment; see `draw_moments`."""
    return draw_moments(scene_class, [at], runs=runs, width=width, height=height, fps=fps, theme=theme)[at]


def draw_thumbnail(
    scene_class: type[Scene],
    *,
    runs: Mapping[str, Run],
    width: int,
    height: int,
    fps: int,
    theme: str = "dark",
) -> np.ndarray | None:
    """Return the picture (H, W, 3) uint8 that a scene's method `thumbnail` draws; None if it has no such method.

    The arguments are those of `draw_moments`.
    """
    drawn = lecture_scene(scene_class)
    if not callable(drawn.thumbnail):
        return None

    class Poster(drawn):  # type: ignore[valid-type,misc]
        def construct(self) -> None:
            self.thumbnail()
            self.wait(1.0)

    return draw_moment(Poster, END, runs=runs, width=width, height=height, fps=fps, theme=theme)


def _number(scene_class: type[Scene], moment: float, shape: Mapping[str, Any]) -> int:
    """Return the number of the frame at a moment; that of the last is found by playing the scene."""
    if moment == END:
        return max(0, _play(scene_class, (), **shape)[1] - 1)
    return round(moment * shape["fps"])


def _play(
    scene_class: type[Scene],
    wanted: Collection[int],
    *,
    runs: Mapping[str, Run],
    width: int,
    height: int,
    fps: int,
    theme: str,
    media: Path | None,
) -> tuple[dict[int, np.ndarray], int]:
    """Play a scene until the last frame wanted, or to its end; return the frames kept, and the number played."""
    with (
        wearing(theme),
        nullcontext(media) if media else tempfile.TemporaryDirectory(prefix="ebviz-") as place,
        house_config(Path(place), width, height, fps),
        handing_over(runs),
    ):
        try:
            writer = _played(scene_class, PassingRenderer, wanted)
        except _EachCounts:
            writer = _played(scene_class, MomentRenderer, wanted)
    return writer.kept, writer.frames


def _played(
    scene_class: type[Scene], renderer: type[MomentRenderer], wanted: Collection[int]
) -> MomentWriter:
    """Play a scene with a renderer of this kind; return its writer."""
    writer = partial(MomentWriter, wanted=wanted)
    with drawn_by(partial(renderer, file_writer_class=writer)):  # type: ignore[arg-type]
        scene = lecture_scene(scene_class)()
        with suppress(_AllDrawn):
            play_all(scene)
    return file_writer(scene)
