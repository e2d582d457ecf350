"""Layers among Cairo mobjects: order, blending, fades, copies, Manim's static image, determinism."""

import numpy as np
import pytest
from manim import PI, FadeIn, FadeOut, Scene, Square, config, linear, tempconfig

from ebviz.errors import BuildError
from ebviz.stage.gl import Axes3D, Field, MovingStageCamera, Space, StageCamera, Surface, View, context


@pytest.fixture(autouse=True)
def _small():
    with tempconfig({"pixel_width": 320, "pixel_height": 180, "frame_rate": 10, "dry_run": True}):
        config.frame_width = 14 + 2 / 9
        yield


def shot(*mobjects, camera=None):
    """Return the picture (180, 320, 4)."""
    camera = camera or StageCamera()
    camera.capture_mobjects(mobjects)
    return camera.pixel_array.copy()


def tub(n=17):
    x, y = np.meshgrid(np.linspace(-2, 2, n), np.linspace(-2, 2, n))
    energy = (x**2 + y**2) / 4
    return Surface(np.stack([x, y, energy - 1], axis=-1), energy, levels=[0.5, 1.0])


def plain(opacity=1.0):
    """Return a field of one colour, dark violet, 4 units wide and high."""
    return Field(np.zeros((2, 2)), 4, 4, cmap="viridis").set_opacity(opacity)


def test_order_and_blending():
    """Below, between and above Cairo squares, a translucent layer mixes with what is below it, and only with that."""
    low, high = (Square(2, fill_opacity=1, stroke_width=0, color=c) for c in ("#FFFFFF", "#00FF00"))
    high.scale(0.3).shift([1, 0, 0])
    violet = np.array([68, 1, 84])
    picture = shot(low, plain(0.5), high).astype(int)
    unit = 320 / config.frame_width
    assert np.abs(picture[90, 160, :3] - (violet / 2 + 127.5)).max() <= 1
    assert np.abs(picture[round(90 - 1.5 * unit), 160, :3] - violet / 2).max() <= 1
    assert (picture[90, round(160 + unit), :3] == [0, 255, 0]).all()
    assert (picture[90, round(160 + 3 * unit), :3] == 0).all()
    assert (picture[..., 3] == 255).all()


def test_transparent_background_keeps_premultiplied_alpha():
    """On a transparent background, half a layer leaves half the colour and half the alpha, as Cairo does."""
    camera = StageCamera(background_opacity=0.0, background_color="#000000")
    ours = shot(plain(0.5), camera=camera)[90, 160].astype(int)
    assert np.abs(ours - [34, 0.5, 42, 127.5]).max() <= 1
    camera.reset()
    square = Square(4, fill_opacity=0.5, stroke_width=0, color="#440154")
    assert np.abs(shot(square, camera=camera)[90, 160].astype(int) - ours).max() <= 2


def frames(*play, before=(), after=()):
    """Render a scene and return every frame handed to the film."""
    kept = []

    class Film(Scene):
        def construct(self):
            self.renderer.add_frame = lambda frame, num_frames=1: kept.append(frame)
            self.add(*before)
            for index, arguments in enumerate(play):
                if index == 1:
                    self.add(*after)
                self.play(*(a() for a in arguments), run_time=0.5, rate_func=linear)

    Film(camera_class=StageCamera).render()
    return kept


def test_fades_turns_and_what_stays_still():
    """FadeIn, a turn of the view and FadeOut move the layer only: a square added before is never drawn again."""
    square = Square(1, fill_opacity=1, color="#FFFFFF").to_edge([-1, 0, 0])
    space = Space(tub(), view=View())
    film = frames(
        [lambda: FadeIn(space)],
        [lambda: space.view.animate.turn(PI)],
        [lambda: FadeOut(space)],
        before=[square],
    )
    assert len(film) == 15
    middle = [int(frame[60:120, 130:190, :3].sum()) for frame in film]
    assert middle[0] == 0
    assert middle[:5] == sorted(middle[:5])
    assert len({frame[60:120, 130:190].tobytes() for frame in film[5:10]}) == 5
    assert middle[10:] == sorted(middle[10:], reverse=True)
    assert len({frame[:, :60].tobytes() for frame in film}) == 1
    assert film[0][:, :60, :3].any()


def test_parts_animate_like_mobjects():
    """A part's opacity and its grid are interpolated by ``.animate``."""
    surface = tub()
    space = Space(surface, view=View())
    flat = surface.grid.copy()
    flat[..., 2] = 0
    film = frames(
        [lambda: surface.animate.set_grid(flat, surface.energy * 0)],
        [lambda: surface.animate.set_opacity(0.0)],
        before=[space],
    )
    assert len({frame.tobytes() for frame in film}) == len(film) == 10
    assert surface.opacity == 0
    np.testing.assert_array_equal(surface.grid[..., 2], 0)


def test_a_closed_turn_ends_where_it_began():
    """A full turn brings the same picture back, up to rounding of the angles."""
    space = Space(Axes3D((-2, 2, 1), (-2, 2, 1), (0, 2, 1), number=None), tub(), view=View())
    first = shot(space).astype(int)
    space.view.turn(2 * PI)
    assert np.abs(shot(space) - first).max() <= 2


def test_copies_and_windows():
    """A copy draws the same and then goes its own way; a moved window moves the picture by whole pixels."""
    space = Space(tub(), view=View(), width=5, height=5)
    twin = space.copy()
    picture = shot(space)
    assert (shot(twin) == picture).all()
    twin.view.turn(1.0)
    assert (shot(space) == picture).all()
    unit = config.frame_width / 320
    moved = shot(space.shift([40 * unit, 0, 0])).astype(int)
    assert np.abs(moved[:, 40:] - picture[:, :-40].astype(int)).max() <= 2


def test_a_moving_camera_takes_layers_along():
    """Zooming the 2-D camera in by two shows the middle of the picture at twice the size."""
    camera = MovingStageCamera()
    before = shot(plain(), camera=camera)[..., 0] > 30
    camera.frame.scale(0.5)
    camera.reset()
    after = shot(plain(), camera=camera)[..., 0] > 30
    assert after.sum() == pytest.approx(4 * before.sum(), rel=0.06)


def test_the_same_scene_gives_the_same_bytes():
    """Two fresh drawings of one scene are equal bit by bit."""
    axes = [Axes3D((-2, 2, 1), (-2, 2, 1), (0, 2, 1)) for _ in range(2)]
    one, two = (shot(Space(a, tub(), view=View())) for a in axes)
    assert one[..., :3].any()
    assert (one == two).all()


def test_a_machine_without_opengl_is_told_what_to_install(monkeypatch):
    """No library, no context: one line with the packages; `probe` names the renderer where there is one."""
    assert "OpenGL" in context.probe()
    monkeypatch.setattr(context, "_library", lambda name: None)
    context._context.cache_clear()
    try:
        with pytest.raises(BuildError, match=r"libegl not found.*|.*apt-get install libegl1") as caught:
            context.context()
        assert "\n" not in str(caught.value)
    finally:
        monkeypatch.undo()
        context._context.cache_clear()
        from ebviz.stage.gl import canvas, colours

        for cached in (context._program, context._finisher, canvas._canvas, colours._texture):
            cached.cache_clear()
