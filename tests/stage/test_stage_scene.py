"""Scenes become films: the same bytes twice, the frames that were asked for, none of the user's settings."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import imageio.v3 as iio
import numpy as np
import pytest
from manim import (
    DOWN,
    RIGHT,
    Cube,
    FadeIn,
    MovingCameraScene,
    Rotate,
    Scene,
    Square,
    ThreeDScene,
    ZoomedScene,
    config,
)

from ebviz.errors import BuildError, UsageError
from ebviz.export.video import frames
from ebviz.stage import Formula, LectureScene
from ebviz.stage.gl.camera import MovingStageCamera
from ebviz.stage.layout import faults
from ebviz.stage.scene import layouts, lecture_scene, render
from ebviz.study import Run
from ebviz.style.palette import COLOURS

SMALL = {"width": 320, "height": 180, "fps": 10}
RED = [int(COLOURS["red"][i : i + 2], 16) for i in (1, 3, 5)]


class Short(LectureScene):
    """A red square that turns, a pause of awkward length, a formula."""

    studies = ("numbers",)
    thumbnail = 1.0

    def construct(self):
        side = float(self.study("numbers")["side"])
        square = Square(side).set_fill(COLOURS["red"], 1).set_stroke(width=0)
        self.add(square)
        self.play(Rotate(square, np.pi / 2), run_time=0.7)
        self.wait(0.72)
        self.play(FadeIn(Formula("F_oo (y)").next_to(square, DOWN)), run_time=0.33)
        self.wait(0.25)


RUNS = {"numbers": Run("numbers", {"side": np.float32(2.0)})}


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return render(Short, tmp_path_factory.mktemp("film"), runs=RUNS, **SMALL)


def test_the_film_has_the_frames_that_its_seconds_ask_for(film):
    assert film.frames == 20  # 0.7 + 0.72 + 0.33 + 0.25 s at 10 frames/s: rounding must not add up
    assert film.seconds == 2.0
    assert len(list(frames(film.mp4))) == 20


@pytest.mark.parametrize("fps", [7, 24])
def test_a_moment_of_the_film_is_the_same_at_every_rate(fps, tmp_path):
    made = render(Short, tmp_path, runs=RUNS, width=64, height=36, fps=fps)
    assert made.frames == 2 * fps


def test_two_renders_have_the_same_bytes_whatever_the_user_has_set(film, tmp_path, monkeypatch):
    (tmp_path / "manim.cfg").write_text("[CLI]\nbackground_color = WHITE\n")
    monkeypatch.chdir(tmp_path)
    before = config.background_color
    config.background_color = "#FF00FF"
    try:
        again = render(Short, tmp_path / "again", runs=RUNS, **SMALL)
        assert config.background_color.to_hex() == "#FF00FF"
    finally:
        config.background_color = before
    assert again.mp4.read_bytes() == film.mp4.read_bytes()
    assert again.thumbnail.read_bytes() == film.thumbnail.read_bytes()
    assert not (tmp_path / "media").exists()


def test_the_thumbnail_is_a_raw_frame(film):
    still = iio.imread(film.thumbnail)
    assert still.shape == (180, 320, 3)
    assert still[90, 160].tolist() == RED  # exact: not decoded from the film
    assert still[5, 5].tolist() == [0, 0, 0]


def test_the_films_colours_are_the_palettes(film):
    first = next(frames(film.mp4)).astype(int)
    assert np.abs(first[80:100, 150:170] - RED).max() <= 4
    assert first[:20].max() <= 2


def test_progress_counts_every_frame(tmp_path):
    seen: list[int] = []
    made = render(Short, tmp_path, runs=RUNS, progress=seen.append, **SMALL)
    assert seen == sorted(seen)
    assert seen[-1] == made.frames


def test_an_animation_spreads_its_frames_so_that_a_turn_closes(tmp_path):
    angles: list[float] = []

    class Turn(LectureScene):
        def construct(self):
            self.play(Rotate(Square(), np.pi), run_time=0.5, rate_func=lambda t: angles.append(t) or t)

    render(Turn, tmp_path, runs={}, width=64, height=36, fps=10)
    assert sorted(set(angles)) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])  # 1 when it ends: not a frame


class Silent(LectureScene):
    """Adds, but plays nothing."""

    def construct(self):
        self.add(Square())


class Failing(LectureScene):
    """Fails in the middle of its film."""

    def construct(self):
        self.wait(0.2)
        raise ZeroDivisionError


class Greedy(LectureScene):
    """Reads a study it does not list."""

    def construct(self):
        self.study("horn")


@pytest.mark.parametrize(
    ("scene", "runs", "thumbnail", "error", "words"),
    [
        (Silent, {}, None, BuildError, "Silent plays nothing"),
        (Short, RUNS, 9.0, BuildError, "thumbnail at 9 s, accepted is 0 to 2 s"),
        (Short, {}, None, BuildError, "needs study 'numbers'"),
        (Greedy, RUNS, None, UsageError, "reads study 'horn' but lists"),
        (Failing, {}, None, ZeroDivisionError, None),
    ],
)
def test_what_cannot_be_filmed_says_why(scene, runs, thumbnail, error, words, tmp_path):
    with pytest.raises(error, match=words):
        render(scene, tmp_path, runs=runs, thumbnail=thumbnail, **SMALL)


def test_odd_frames_are_refused(tmp_path):
    with pytest.raises(UsageError, match="321x180: width and height must be even"):
        render(Short, tmp_path, runs=RUNS, width=321, height=180, fps=10)


def test_an_error_of_the_scene_stays_what_it_is(tmp_path):
    class Broken(LectureScene):
        def construct(self):
            raise RuntimeError("shapes do not match")

    with pytest.raises(RuntimeError, match="shapes do not match"):
        render(Broken, tmp_path, runs={}, **SMALL)


def test_a_scene_may_look_through_a_camera_that_moves(tmp_path):
    class Zooming(LectureScene):
        seen_through = MovingStageCamera

        def construct(self):
            self.add(Square(1.0).set_fill(COLOURS["red"], 1).set_stroke(width=0))
            self.play(self.renderer.camera.frame.animate.scale(0.2), run_time=0.5)
            self.wait(0.2)

    still = iio.imread(render(Zooming, tmp_path, runs={}, thumbnail=0.6, **SMALL).thumbnail)
    assert still[90, 110].tolist() == RED  # outside the square before the zoom


class PlainTurning(ThreeDScene):
    """A cube seen from the side, as Manim's own users would write it."""

    def construct(self):
        self.set_camera_orientation(phi=1.2, theta=-0.8)
        self.add(Cube(side_length=3, fill_color=COLOURS["red"], fill_opacity=1))
        self.begin_ambient_camera_rotation(rate=2)
        self.wait(0.5)


class LectureTurning(LectureScene, PlainTurning):
    """The same as a lecture scene."""

    thumbnail = 0.3


class PlainMoving(MovingCameraScene):
    """A camera that comes closer."""

    def construct(self):
        self.add(Square(1.0).set_fill(COLOURS["red"], 1))
        self.play(self.camera.frame.animate.scale(0.4), run_time=0.5)


class PlainZoomed(ZoomedScene):
    """A magnifying glass over a square."""

    def construct(self):
        self.add(Square(1.0).set_fill(COLOURS["red"], 1))
        self.activate_zooming(animate=False)
        self.wait(0.3)


class PlainReading(Scene):
    """A plain scene may read studies too."""

    studies = ("numbers",)

    def construct(self):
        self.add(Square(float(self.study("numbers")["side"])).set_fill(COLOURS["red"], 1))
        self.wait(0.5)


@pytest.mark.parametrize(
    ("scene", "count"),
    [(PlainTurning, 5), (LectureTurning, 5), (PlainMoving, 5), (PlainZoomed, 3), (PlainReading, 5)],
)
def test_every_kind_of_manim_s_scenes_becomes_a_film(scene, count, tmp_path):
    film = render(scene, tmp_path, runs=RUNS, **SMALL)
    shown = [picture.astype(int) for picture in frames(film.mp4)]
    assert len(shown) == film.frames == count
    assert (shown[0].max(axis=-1) > 100).mean() > 0.005  # something is there
    moved = np.abs(shown[-1] - shown[0]).mean()
    assert bool(moved > 0.5) is (scene not in (PlainZoomed, PlainReading))
    assert issubclass(lecture_scene(scene), LectureScene)
    assert lecture_scene(scene).__name__ == scene.__name__


def test_layouts_see_what_leaves_the_frame_and_when():
    class Drifting(LectureScene):
        def construct(self):
            formula = Formula("F_oo (y)")
            self.add(formula)
            self.play(formula.animate.shift(7 * RIGHT), run_time=1)
            self.wait(1)

    seen = layouts(Drifting, [0.0, 1.5], runs={})
    assert faults(seen[0.0]) == []
    assert faults(seen[1.5]) == ["'F_oo (y)' leaves the frame"]


def test_plain_manim_renders_a_scene_file(tmp_path):
    (tmp_path / "plain.py").write_text(
        textwrap.dedent(
            """
            from manim import Create, Square
            from ebviz.stage import Formula, LectureScene

            class Plain(LectureScene):
                def construct(self):
                    self.play(Create(Square()), run_time=0.4)
                    self.wait(0.45)
            """
        )
    )
    command = [
        sys.executable,
        "-m",
        "manim",
        "-r",
        "64,36",
        "--fps",
        "20",
        "-v",
        "ERROR",
        "--progress_bar",
        "none",
    ]
    subprocess.run([*command, "plain.py", "Plain"], cwd=tmp_path, check=True, capture_output=True)
    (made,) = (p for p in tmp_path.rglob("Plain.mp4"))
    assert len(list(frames(made))) == 17
