"""Manim's own kinds of scenes, as lecture scenes in either order: what is special to each works, and layers too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UL,
    UP,
    Cube,
    LinearTransformationScene,
    MovingCameraScene,
    Restore,
    Scene,
    SpecialThreeDScene,
    Square,
    ThreeDScene,
    VectorScene,
    ZoomedScene,
)

from ebviz.errors import BuildError
from ebviz.export.video import frames
from ebviz.stage import Formula, LectureScene
from ebviz.stage.gl import Field, Space, Surface
from ebviz.stage.scene import render
from ebviz.style.palette import COLOURS

SMALL = {"width": 320, "height": 180, "fps": 10, "runs": {}}


def field() -> Field:
    """A layer of one colour, bright yellow."""
    return Field(np.ones((2, 2)), 2, 2, cmap="viridis", vmin=0.0, vmax=1.0)


def tub() -> Surface:
    x, y = np.meshgrid(np.linspace(-2, 2, 9), np.linspace(-2, 2, 9))
    return Surface(np.stack([x, y, (x**2 + y**2) / 4], axis=-1), (x**2 + y**2) / 4)


def spatial(self: ThreeDScene) -> None:
    self.set_camera_orientation(phi=1.2, theta=-0.8)
    self.add(Cube(fill_opacity=0.5), Space(tub(), camera=self.camera))
    label, layer = Formula("F_oo (y)"), field()
    self.add_fixed_in_frame_mobjects(label, layer)
    label.to_corner(UL)
    layer.shift(5 * RIGHT + 2 * UP)
    self.begin_ambient_camera_rotation(rate=3)
    self.wait(0.3)
    self.stop_ambient_camera_rotation()
    self.move_camera(phi=0.3, run_time=0.3)


def moving(self: MovingCameraScene) -> None:
    self.add(Square(), field().shift(2 * LEFT))
    self.camera.frame.save_state()
    self.play(self.camera.frame.animate.scale(0.5).shift(RIGHT), run_time=0.3)
    self.play(Restore(self.camera.frame), run_time=0.2)


def zoomed(self: ZoomedScene) -> None:
    self.add(field().shift(2 * DOWN + 4 * LEFT))
    self.zoomed_camera.frame.move_to(2 * DOWN + 4 * LEFT)
    self.activate_zooming(animate=False)
    self.play(self.zoomed_camera.frame.animate.shift(2 * RIGHT), run_time=0.3)


def linear(self: LinearTransformationScene) -> None:
    self.add(field().shift(3 * LEFT))
    self.apply_matrix([[1, 1], [0, 1]], run_time=0.5)


def vectors(self: VectorScene) -> None:
    self.add(field().shift(3 * LEFT))
    self.add_vector([1, 2])


KINDS = {
    ThreeDScene: spatial,
    MovingCameraScene: moving,
    ZoomedScene: zoomed,
    LinearTransformationScene: linear,
    VectorScene: vectors,
}


def films(kind: type[Scene], folder: Path) -> list[np.ndarray]:
    """Return the frames of a scene of this kind: with `LectureScene` before it, behind it, and without."""
    found = []
    for number, bases in enumerate(((LectureScene, kind), (kind, LectureScene), (kind,))):
        scene = type("Trial", bases, {"construct": KINDS[kind]})
        film = render(scene, folder / str(number), **SMALL)
        found.append(np.array([*frames(film.mp4)], dtype=int))
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_kind_of_scenes_is_the_same_film_in_either_order_and_as_manim_has_it(
    kind: type[Scene], tmp_path: Path
) -> None:
    first, last, plain = films(kind, tmp_path)
    assert np.array_equal(first, last)
    assert np.array_equal(first, plain)
    assert np.abs(first[-1] - first[1]).mean() > 0.2  # it moves
    yellow = np.abs(first - [253, 231, 37]).max(axis=-1) < 40
    assert yellow.mean(axis=(1, 2)).min() > 0.01  # the layer is in every frame


def test_what_is_fixed_in_the_frame_stays_while_the_camera_turns(tmp_path: Path) -> None:
    film, *_ = films(ThreeDScene, tmp_path)
    corner, middle = film[:, :40, :100], film[:, 60:120, 120:200]
    assert corner.max() > 150
    assert np.abs(corner - corner[0]).mean() < 1 < np.abs(middle[2] - middle[0]).mean()


def test_the_magnifying_glass_shows_layers(tmp_path: Path) -> None:
    film, *_ = films(ZoomedScene, tmp_path)
    glass = film[:, 15:70, 250:305]
    seen = (np.abs(glass - [253, 231, 37]).max(axis=-1) < 40).mean(axis=(1, 2))
    assert seen[0] > 0.8 > 0.2 > seen[-1]


def test_a_kind_that_manim_itself_cannot_make_is_one_line(tmp_path: Path) -> None:
    class Special(SpecialThreeDScene):
        def construct(self):
            self.wait(0.1)

    with pytest.raises(
        BuildError, match=r"Special: SpecialThreeDScene does not work in Manim .*; use ThreeDScene"
    ):
        render(Special, tmp_path, **SMALL)


@pytest.mark.parametrize("method", ["interactive_embed", "embed"])
@pytest.mark.parametrize("bases", [(LectureScene,), (Scene,), (ThreeDScene, LectureScene)])
def test_nobody_is_at_the_screen(method: str, bases: tuple[type[Scene], ...], tmp_path: Path) -> None:
    def construct(self: Scene) -> None:
        self.add(Square(fill_color=COLOURS["red"]))
        getattr(self, method)()

    with pytest.raises(
        BuildError, match=rf"_scenes\.py, line \d+: {method} waits for someone .* nobody is there to ask"
    ):
        render(type("Asking", bases, {"construct": construct}), tmp_path, **SMALL)
