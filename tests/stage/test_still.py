"""Single moments are pixel for pixel the frames of the film, whatever a scene carries on from frame to frame."""

from __future__ import annotations

import random
from functools import partial

import numpy as np
import pytest
from manim import (
    DOWN,
    LEFT,
    RED,
    RIGHT,
    TAU,
    UP,
    Circle,
    Create,
    Cube,
    Dot,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    MovingCameraScene,
    Rotate,
    Scene,
    Square,
    Succession,
    ThreeDScene,
    TracedPath,
    Transform,
    UpdateFromAlphaFunc,
    UpdateFromFunc,
    ValueTracker,
    VMobject,
    Write,
    ZoomedScene,
    always_redraw,
    linear,
)

from ebviz.errors import BuildError, UsageError
from ebviz.stage import Formula, LectureScene
from ebviz.stage.film import StreamWriter
from ebviz.stage.gl import Field, Points, Space, Surface, View
from ebviz.stage.house import house_config
from ebviz.stage.scene import LectureRenderer, drawn_by, file_writer, lecture_scene
from ebviz.stage.still import END, draw_moment, draw_moments
from ebviz.study import Run
from ebviz.study.source import handing_over

SMALL = {"width": 160, "height": 90, "fps": 10}
RUNS = {"numbers": Run("numbers", {"side": np.float32(2.0)})}


class Keeping(StreamWriter):
    """Keeps all frames that a film is given."""

    def __init__(self, settings):
        super().__init__(settings)
        self.kept = []

    def write_frame(self, pixels, *, repeat=1):
        self.kept += [pixels[..., :3].copy()] * repeat

    def finish(self):
        pass


def film(scene_class, folder, runs=RUNS, width=160, height=90, fps=10):
    """Return all frames of a film, (N, H, W, 3)."""
    keeping = partial(LectureRenderer, file_writer_class=Keeping)
    with house_config(folder, width, height, fps), handing_over(runs), drawn_by(keeping):
        scene = lecture_scene(scene_class)()
        scene.render()
    return np.array(file_writer(scene).kept)


def dot(**where):
    return Dot(radius=0.3, color=RED, **where)


class Plain(LectureScene):
    """Animations of all lengths, pauses of awkward length, text."""

    studies = ("numbers",)

    def construct(self):
        square = Square(float(self.study("numbers")["side"])).set_fill(RED, 1)
        self.add(Formula("F_oo (y)").shift(2 * UP))
        self.play(Create(square), run_time=0.33)
        self.wait(0.72)
        self.play(Rotate(square, np.pi / 2), square.animate.shift(RIGHT), run_time=1.4)
        self.play(LaggedStart(*(FadeIn(dot(point=at * RIGHT)) for at in range(-3, 4))), run_time=1.3)
        self.play(Write(Formula("E(y, z)").shift(2 * DOWN)), run_time=1.5)
        self.play(Transform(square, Circle()), run_time=1.2)
        self.play(FadeOut(square))
        self.wait(0.3)


class Layers(LectureScene):
    """A surface that changes and turns, a field and points, among Cairo mobjects that are held still."""

    def construct(self):
        x, y = np.meshgrid(np.linspace(-2, 2, 17), np.linspace(-2, 2, 17))
        tub = (x**2 + y**2) / 4
        surface = Surface(np.stack([x, y, tub - 1], axis=-1), tub, levels=[0.5, 1.0])
        view = View()
        space = Space(surface, Points(np.eye(3)), view=view).shift(LEFT)
        field = Field(tub, 3, 3).shift(4 * RIGHT)
        below, above = Square(4).set_fill("#335577", 1), Formula("y").shift(3 * RIGHT + UP)
        self.add(below, space, field, above)

        def melt(_, alpha):
            surface.set_grid(np.stack([x, y, tub * (1 - alpha) - 1], axis=-1), tub)
            below.set_fill("#FF0000")  # held still while the animation lasts
            above.set_opacity(1 - alpha)

        self.play(UpdateFromAlphaFunc(surface, melt), view.animate.turn(TAU / 3), run_time=1.5)
        self.wait(0.4)
        self.play(field.animate.set_opacity(0.3), space.animate.scale(0.6), run_time=1.2)
        self.wait(0.2)


class Carrying(LectureScene):
    """Whatever carries something on from frame to frame: time, trails, counts, random steps."""

    def construct(self):
        falling, shaking, pushed = dot(), dot(point=3 * LEFT), dot(point=LEFT)
        falling.speed = 0.0

        def fall(mobject, dt):
            mobject.speed += 4 * dt
            mobject.shift(mobject.speed * dt * DOWN + dt * RIGHT)

        falling.add_updater(fall)
        self.add(falling, TracedPath(falling.get_center), shaking)
        self.wait(0.8)
        self.play(FadeIn(pushed), run_time=0.5)
        falling.clear_updaters()
        shaking.add_updater(lambda mobject: mobject.shift(0.2 * random.gauss(0, 1) * UP))
        self.play(pushed.animate.shift(UP), run_time=1.2)
        shaking.clear_updaters()
        self.add_updater(lambda dt: pushed.shift(dt * RIGHT))
        self.play(falling.animate.shift(UP), run_time=1.2)
        self.wait(0.7)


class Trailing(LectureScene):
    """A function of alpha that is none: its trail has a corner for every frame."""

    def construct(self):
        trail, walked = VMobject(stroke_color=RED), [np.zeros(3)]

        def walk(mobject, alpha):
            walked.append(np.array([5 * alpha, np.sin(9 * alpha), 0.0]))
            mobject.set_points_as_corners(walked)

        self.add(trail)
        self.play(UpdateFromAlphaFunc(trail, walk), run_time=2, rate_func=linear)
        self.play(trail.animate.shift(LEFT), run_time=1)


class Counting(LectureScene):
    """A count that is kept by the scene and seen only later."""

    count = 0

    def construct(self):
        square = Square()

        def add(_, alpha):
            self.count += 1

        self.add(square)
        self.play(UpdateFromAlphaFunc(square, add), run_time=1.5)
        self.play(square.animate.scale(self.count / 10), run_time=1.0)


STEPS: list[float] = []


def step_further(alpha):
    STEPS.append(alpha)


class Stepping(LectureScene):
    """A list outside the scene, filled by a function that another one calls, and seen only later."""

    def construct(self):
        STEPS.clear()
        square = Square()
        self.add(square)
        self.play(UpdateFromAlphaFunc(square, lambda _, alpha: step_further(alpha)), run_time=1.5)
        self.play(square.animate.scale(len(STEPS) / 10), run_time=1.0)


class Shaking(LectureScene):
    """A random step at every frame, of which the next animation begins with the last."""

    def construct(self):
        spot = dot()
        self.play(UpdateFromFunc(spot, lambda mobject: mobject.move_to([*np.random.normal(size=2), 0])))
        self.play(spot.animate.shift(RIGHT), run_time=1.2)


class Following(LectureScene):
    """Mobjects that follow others: functions of the present only."""

    def construct(self):
        value, spot = ValueTracker(0.0), dot()
        spot.add_updater(lambda mobject: mobject.move_to([value.get_value(), 1, 0]))
        self.add(spot, always_redraw(lambda: Line(3 * DOWN, spot.get_center())))
        self.play(value.animate.set_value(4.0), run_time=2.0)
        self.wait(0.5)
        self.play(value.animate.set_value(-4.0), run_time=1.5)


class Stringed(LectureScene):
    """Animations one after another within a play; a part that the film leaves out; a wait that ends by itself."""

    def construct(self):
        spot, square = dot(), Square()
        self.play(Succession(FadeIn(spot), spot.animate.shift(UP), FadeIn(square)), run_time=2.1)
        self.next_section(skip_animations=True)
        self.play(square.animate.shift(RIGHT), run_time=1.5)
        self.next_section()
        spot.add_updater(lambda mobject, dt: mobject.shift(dt * RIGHT))
        self.wait_until(lambda: spot.get_x() > 0.75, max_time=3)
        self.play(FadeOut(square), run_time=1.1)


class Stubborn(LectureScene):
    """Goes on after any error of its animations."""

    def construct(self):
        spot = dot()
        for _ in range(3):
            try:
                self.play(spot.animate.shift(RIGHT), run_time=1.2)
            except Exception:
                self.add(Square())


class Turning(ThreeDScene):
    """A cube seen from the side, as Manim's own users would write it."""

    def construct(self):
        self.set_camera_orientation(phi=1.2, theta=-0.8)
        self.add(Cube(side_length=3, fill_color=RED, fill_opacity=1))
        self.begin_ambient_camera_rotation(rate=2)
        self.wait(0.8)
        self.stop_ambient_camera_rotation()
        self.move_camera(phi=0.4, run_time=1.3)


class Nearing(MovingCameraScene):
    """A camera that comes closer."""

    def construct(self):
        square = Square().set_fill(RED, 1)
        self.add(square)
        self.play(self.camera.frame.animate.scale(0.4).shift(RIGHT), run_time=1.5)
        square.move_to(self.camera.frame.get_corner(UP + LEFT))
        self.wait(0.3)


class Magnifying(ZoomedScene):
    """A magnifying glass over a square."""

    def construct(self):
        square = Square(1.0).set_fill(RED, 1)
        self.add(square)
        self.activate_zooming(animate=False)
        self.play(square.animate.shift(0.5 * RIGHT), run_time=1.4)


SCENES = (
    *(Plain, Layers, Carrying, Trailing, Counting, Stepping, Shaking, Following, Stringed, Stubborn),
    *(Turning, Nearing, Magnifying),
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_moment_is_the_film_s_frame_to_the_pixel(scene: type[Scene], tmp_path):
    shown = film(scene, tmp_path)
    assert len({picture.tobytes() for picture in shown}) > len(shown) / 3  # something happens
    times = [number / 10 for number in range(0, len(shown), 3)]
    for at, picture in draw_moments(scene, times, runs=RUNS, **SMALL).items():
        assert np.array_equal(picture, shown[round(at * 10)]), at
    for at in (0.0, *random.Random(2).sample(times, 2), (len(shown) - 1) / 10):
        assert np.array_equal(draw_moment(scene, at, runs=RUNS, **SMALL), shown[round(at * 10)]), at
    assert np.array_equal(draw_moment(scene, END, runs=RUNS, **SMALL), shown[-1])


def test_what_hangs_on_nothing_is_passed_over(tmp_path):
    class Long(LectureScene):
        calls = np.zeros(1, dtype=object)  # which is not looked into

        def construct(self):
            def call(_, alpha):
                self.calls[0] += 1

            self.play(UpdateFromAlphaFunc(dot(), call), run_time=30)
            self.play(FadeIn(Square()), run_time=0.5)

    draw_moment(Long, 30.2, runs={}, **SMALL)
    assert 4 <= Long.calls[0] < 12
    Long.calls[0] = 0
    film(Long, tmp_path)
    assert Long.calls[0] >= 300


def test_nothing_is_drawn_but_what_is_wanted(monkeypatch):
    drawn: list[float] = []
    draw = LectureRenderer.update_frame
    monkeypatch.setattr(
        LectureRenderer, "update_frame", lambda *given, **named: drawn.append(0) or draw(*given, **named)
    )
    draw_moment(Carrying, 3.0, runs={}, **SMALL)
    assert len(drawn) <= 2  # what is held still, and the frame


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (4.0, "Following is 4 s long: expected a moment from 0 to 3.9 s, got 4 s"),
        (40.0, "Following is 4 s long: expected a moment from 0 to 3.9 s, got 40 s"),
        (-1.0, "got -1 s"),
    ],
)
def test_a_moment_outside_the_film_says_how_long_that_is(at, words):
    with pytest.raises(UsageError, match=words):
        draw_moment(Following, at, runs={}, **SMALL)


def test_a_scene_without_a_film_has_no_moments():
    class Silent(LectureScene):
        def construct(self):
            self.add(Square())

    with pytest.raises(BuildError, match="Silent plays nothing"):
        draw_moment(Silent, 0.0, runs={}, **SMALL)


def test_an_error_of_the_scene_stays_what_it_is():
    class Failing(LectureScene):
        def construct(self):
            self.wait(0.5)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        draw_moment(Failing, 2.0, runs={}, **SMALL)
    assert draw_moment(Failing, 0.2, runs={}, **SMALL).shape == (90, 160, 3)  # it has not come that far
