"""The scene class of every lecture animation, and the one way to turn it into a film.

class SpinningFreeEnergy(LectureScene):
    studies = ("free_energy",)   # literals: read without importing the module
    thumbnail = 3.0              # seconds of film time; or a method that draws one picture (`poster`)
    gif = (0.0, 8.0)             # seconds, start and end; None: the whole film
    cannot_show = {"inference.energy": "it shows g(z)"}   # configurations it is not for, and why

    def construct(self):
        run = self.study("free_energy")   # numpy arrays by name
"""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from manim import Camera, Scene, config
from manim.renderer.cairo_renderer import CairoRenderer

from ebviz.errors import BuildError, UsageError
from ebviz.stage.film import FilmWriter
from ebviz.stage.gl.camera import drawing_layers
from ebviz.stage.history import Replays
from ebviz.stage.house import house_config
from ebviz.stage.layout import TextBox, text_boxes
from ebviz.stage.regions import Regions
from ebviz.stage.speech import Speech
from ebviz.stage.unattended import Unattended, refuse_what_manim_lacks
from ebviz.study.source import handed, handing_over, study
from ebviz.style.themes import wearing

if TYPE_CHECKING:
    from ebviz.study.run import Run


class LectureRenderer(CairoRenderer):
    """Manim's Cairo renderer, with as many frames in a pause as the scene's clock says."""

    def freeze_current_frame(self, duration: float) -> None:
        """Hold the current frame; Manim itself cuts 41.99 frames down to 41."""
        self.add_frame(self.get_frame(), num_frames=self.frames_of(duration))

    def passing(self, scene: Any, times: np.ndarray) -> Iterable[float]:
        """Return those of a play's times at which there is to be a frame: all."""
        return times

    def init_scene(self, scene: Any, *args: Any) -> None:
        """Remember the clock of the scene that is drawn."""
        super().init_scene(scene, *args)
        self.frames_of = scene.frames_of


_renderer: ContextVar[Callable[..., LectureRenderer]] = ContextVar("renderer", default=LectureRenderer)


@contextmanager
def drawn_by(renderer: Callable[..., LectureRenderer]) -> Iterator[None]:
    """Within the block, scenes are drawn by what ``renderer(camera_class=…, skip_animations=…)`` returns."""
    token = _renderer.set(renderer)
    try:
        yield
    finally:
        _renderer.reset(token)


class LectureScene(Regions, Speech, Replays, Unattended):
    """A Manim scene that reads its numbers from stored studies; runs under plain `manim` too.

    It speaks (`say`, `claim`, `stop`), knows the regions of its frame (`left`, `right`, `hero`, `side`, `foot`), and
    moves what is bound to histories (`replay`).

    `seen_through` is the camera; by default that which the scene's kind needs, so that a `ThreeDScene` or a
    `MovingCameraScene` may be a lecture scene as well.
    """

    studies: ClassVar[tuple[str, ...]] = ()
    thumbnail: ClassVar[Any] = 0.0
    gif: ClassVar[tuple[float, float] | None] = None
    cannot_show: ClassVar[Mapping[str, str]] = {}
    seen_through: ClassVar[type[Camera] | None] = None

    def __init__(self, renderer: Any = None, **kwargs: Any) -> None:
        camera = kwargs.get("camera_class") or self.seen_through or _usual_camera(type(self))
        kwargs["camera_class"] = drawing_layers(camera)
        if renderer is None:
            skip = kwargs.get("skip_animations", False)
            renderer = _renderer.get()(camera_class=kwargs["camera_class"], skip_animations=skip)
        super().__init__(renderer=renderer, **kwargs)

    def study(self, name: str) -> Run:
        """Return a stored run: the arrays of study ``name``, which the class must list in `studies`.

        Under plain `manim`, where nobody hands runs over, the study at its default configuration is read from
        the store, and built first if it must be.
        """
        if name not in self.studies:
            raise UsageError(f"{type(self).__name__} reads study '{name}' but lists {self.studies!r}")
        given = handed()
        if given is None:
            return study(name)
        if name not in given:
            raise BuildError(f"{type(self).__name__} needs study '{name}', which was not handed over")
        return given[name]

    def frames_in(self, seconds: float) -> int:
        """Return how many frames the next ``seconds`` of film take.

        Frames are counted from the film's beginning, so that rounding never adds up and a moment of the film
        is the same moment at every frame rate.
        """
        rate = config.frame_rate
        return max(1, round((self._clock + seconds) * rate) - round(self._clock * rate))

    def frames_of(self, seconds: float) -> int:
        """Return how many frames the next ``seconds`` of film take, and move the clock on."""
        count = self.frames_in(seconds)
        self._clock += seconds
        return count

    def get_time_progression(self, run_time: float, *args: Any, **kwargs: Any) -> Any:
        """Spread an animation's frames evenly over ``run_time``: a full turn ends just before it began."""
        progression = super().get_time_progression(run_time, *args, **kwargs)
        if not self.renderer.skip_animations:
            count = self.frames_of(run_time)
            times = np.arange(count) * (run_time / count)
            progression.iterable = (
                self.renderer.passing(self, times) if isinstance(self.renderer, LectureRenderer) else times
            )
            progression.total = count
        return progression


def _usual_camera(scene_class: type[Scene]) -> type[Camera]:
    """Return the camera that a class of scenes has by default: that of its nearest ancestor which names one."""
    for ancestor in scene_class.__mro__:
        given = inspect.signature(vars(ancestor).get("__init__", object)).parameters.get("camera_class")
        if given is not None and given.default is not inspect.Parameter.empty:
            return given.default
    return Camera


def lecture_scene(scene_class: type[Scene]) -> type[LectureScene]:
    """Return the class as a lecture scene: itself, or one of Manim's own kinds with what a lecture scene adds."""
    refuse_what_manim_lacks(scene_class)
    if issubclass(scene_class, LectureScene):
        return scene_class
    return type(scene_class.__name__, (scene_class, LectureScene), {"__module__": scene_class.__module__})


def file_writer(scene: Scene) -> Any:
    """Return what the frames of a scene are handed to."""
    return scene.renderer.file_writer


def play_all(scene: LectureScene) -> LectureScene:
    """Play a scene to its end and return it; raise `BuildError` if it plays nothing."""
    try:
        scene.render()
    except RuntimeError as error:
        if "no play calls" not in str(error):
            raise
        file_writer(scene).abort_encode_jobs()
        name = type(scene).__name__
        raise BuildError(f"{name} plays nothing: a film needs at least one play or wait") from error
    return scene


@dataclass(frozen=True, slots=True)
class RenderedFilm:
    """What `render` made: the film, the still, and how long the film is."""

    mp4: Path
    thumbnail: Path
    frames: int
    seconds: float


def render(
    scene_class: type[Scene],
    folder: Path,
    *,
    width: int,
    height: int,
    fps: int,
    runs: Mapping[str, Run],
    theme: str = "dark",
    thumbnail: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> RenderedFilm:
    """Render a scene into ``folder``: film.mp4 and thumbnail.png, both from the raw frames.

    Independent of the user's manim.cfg and of Manim's caches; the same scene and runs give the same bytes.

    Parameters
    ----------
    width, height : pixels, even numbers. fps : frames per second.
    runs : study name -> run, for `LectureScene.study`.
    theme : what the film wears: "dark", "light", "print" or "colourblind".
    thumbnail : film time of the still in seconds; by default the class says. If that draws a thumbnail of its own
        (`still.draw_thumbnail`), the still is the film's first frame.
    progress : called with the number of frames so far, after each.

    Raises
    ------
    UsageError : an odd width or height, or an unknown theme.
    BuildError : nothing was played, the thumbnail's moment lies outside the film, or the film does not
        decode to the frames that were drawn.
    """
    name = scene_class.__name__
    if width % 2 or height % 2:
        raise UsageError(f"frame of {width}x{height}: width and height must be even")
    scene_class = lecture_scene(scene_class)
    moment = scene_class.thumbnail if thumbnail is None else thumbnail
    if callable(moment):
        moment = 0.0
    with (
        wearing(theme),
        tempfile.TemporaryDirectory(prefix="ebviz-") as media,
        house_config(Path(media), width, height, fps),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        writer = partial(
            FilmWriter, folder=folder, thumbnail=moment, on_frame=progress or (lambda frames: None)
        )
        renderer = partial(LectureRenderer, file_writer_class=writer)  # type: ignore[arg-type]
        with handing_over(runs), drawn_by(renderer):
            scene = play_all(scene_class())
    frames = file_writer(scene).frames
    film = RenderedFilm(folder / "film.mp4", folder / "thumbnail.png", frames, frames / fps)
    if not 0 <= round(moment * fps) < frames:
        raise BuildError(
            f"{name}: thumbnail at {moment:g} s, accepted is 0 to {film.seconds:g} s, the film's length"
        )
    check(film, width, height)
    return film


def layouts(
    scene_class: type[Scene],
    times: Sequence[float],
    *,
    runs: Mapping[str, Run],
    width: int = 320,
    height: int = 180,
    fps: int = 10,
    theme: str = "dark",
) -> dict[float, list[TextBox]]:
    """Play a scene without encoding it; return where its texts stand at each of ``times`` (film seconds).

    A test asks `ebviz.stage.layout.faults` about each: does a text leave the frame, do two overlap?
    """
    wanted = {round(time * fps): time for time in times}
    found: dict[float, list[TextBox]] = {}

    class Watcher(LectureRenderer):
        seen = 0

        def add_frame(self, frame: np.ndarray, num_frames: int = 1) -> None:
            for index in range(self.seen, self.seen + num_frames):
                if index in wanted:
                    found[wanted[index]] = text_boxes(scene.mobjects)
            self.seen += num_frames

        def update_frame(self, *args: Any, **kwargs: Any) -> None:
            """Nothing is drawn."""

    with (
        wearing(theme),
        tempfile.TemporaryDirectory(prefix="ebviz-") as media,
        house_config(Path(media), width, height, fps),
    ):
        config.format = "none"
        with handing_over(runs), drawn_by(Watcher):
            scene = lecture_scene(scene_class)()
            scene.render()
    return found


def check(film: RenderedFilm, width: int, height: int) -> None:
    """Decode the whole film; raise `BuildError` unless it holds the frames that were drawn."""
    from ebviz.export.video import count_frames, size

    found = count_frames(film.mp4)
    if (found, *size(film.mp4)) != (film.frames, width, height):
        raise BuildError(f"the film holds {found} frames of {size(film.mp4)}, drawn were {film.frames}")
