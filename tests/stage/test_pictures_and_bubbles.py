"""Bubbles and small pictures against geometry: areas, places, crisp pixels, and animations that keep their type."""

import numpy as np
import pytest
from manim import Scene, config, linear, tempconfig

from ebviz.errors import UsageError
from ebviz.stage.bubbles import Bubbles, Stamps
from ebviz.stage.dot_grid import DotGrid
from ebviz.stage.dots import Dots
from ebviz.stage.gl import Field, StageCamera
from ebviz.stage.marks import Cloud
from ebviz.stage.pictures import Pictures
from ebviz.stage.regions import FRAME, Region
from ebviz.stage.units import pt


@pytest.fixture(autouse=True)
def _small():
    with tempconfig({"pixel_width": 320, "pixel_height": 180, "frame_rate": 10, "dry_run": True}):
        config.frame_width = 14 + 2 / 9
        yield


def shot(*layers):
    """Return the picture (180, 320, 3) from 0 to 1."""
    camera = StageCamera()
    camera.capture_mobjects(layers)
    return camera.pixel_array[..., :3] / 255


def unit():
    """Return pixels per Manim unit."""
    return 320 / config.frame_width


def place(picture):
    """Return the centre of what is lit, in Manim units."""
    rows, columns = np.nonzero(picture.max(-1) > 0.02)
    return (columns.mean() + 0.5 - 160) / unit(), (90 - rows.mean() - 0.5) / unit()


@pytest.mark.parametrize(("centre", "radius"), [((0, 0), 1.0), ((2.5, -1.2), 2.0), ((-4, 2), 0.7)])
def test_a_bubble_is_a_disc_of_its_radius(centre, radius):
    bubble = Bubbles([centre], [radius], "#FFFFFF", fill=1.0, width=1.0)
    lit = shot(bubble).max(-1) > 0.25
    assert place(shot(bubble)) == pytest.approx(centre, abs=0.05)
    assert lit.sum() / unit() ** 2 == pytest.approx(np.pi * (radius + 0.5 / unit()) ** 2, rel=0.08)


def test_a_bubble_is_fainter_inside_than_at_its_rim_and_never_vanishes():
    picture = shot(Bubbles([[0, 0]], [2.0], "#FFFFFF", fill=0.2, width=6.0)).max(-1)
    middle, rim = picture[90, 160], picture[90, 160 : 160 + round(2.5 * unit())].max()
    assert 0 < middle < 0.2
    assert rim > max(0.5, 2 * middle)
    assert shot(Bubbles([[0, 0]], [0.0], "#FFFFFF")).max() > 0.2  # a point


def test_many_bubbles_move_at_once_and_new_ones_may_come():
    bubbles = Bubbles(np.zeros((3, 2)), 0.3, "#FFFFFF", fill=1.0)
    bubbles.set_bubbles([[-4, 0], [0, 0], [4, 0], [0, 3]], [0.3, 0.3, 0.3, 0.3])
    picture = shot(bubbles).max(-1)
    for x, y in ((-4, 0), (0, 0), (4, 0), (0, 3)):
        assert picture[round(90 - y * unit()), round(160 + x * unit())] > 0.5
    assert picture[90, round(160 + 2 * unit())] == 0


def test_dots_have_their_own_colours_and_the_size_of_a_mark():
    places = np.array([[-3.0, 0.0, 0.0], [3.0, 1.0, 0.0]])
    dots = Dots(places, np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), size=60.0)
    picture = shot(dots)
    left, right = picture[:, :160], picture[:, 160:]
    assert left[..., 2].max() == right[..., 0].max() == 0
    assert left[90, round(160 - 3 * unit())] == pytest.approx((1, 0, 0), abs=0.01)  # opaque in the middle
    radius = pt(60.0) / 2
    assert (left[..., 0] > 0.5).sum() / unit() ** 2 == pytest.approx(np.pi * radius**2, rel=0.15)
    dots.set_dots(np.zeros((5, 3)), np.full((5, 3), 1.0))
    assert place(shot(dots)) == pytest.approx((0, 0), abs=0.05)


def test_a_triangle_points_up_has_the_area_of_a_dot_and_keeps_its_place():
    marks = {
        shape: shot(Dots([[1.0, 0.5]], "#FFFFFF", size=120.0, shape=shape)) for shape in ("dot", "triangle")
    }
    areas = {shape: float(picture.max(-1).sum()) / unit() ** 2 for shape, picture in marks.items()}
    assert areas["triangle"] == pytest.approx(areas["dot"], rel=0.03)
    assert areas["dot"] == pytest.approx(np.pi * (pt(120.0) / 2) ** 2, rel=0.03)
    assert place(marks["triangle"]) == pytest.approx((1.0, 0.5), abs=0.06)
    widths = (marks["triangle"].max(-1) > 0.5).sum(axis=1)
    rows = np.flatnonzero(widths)
    assert widths[rows[0]] < 4 < 25 < widths[rows[-1]]  # a tip above, a side below
    cloud = shot(Cloud(np.array([[1.0, 0.5, 0.0]]), "#FFFFFF", size=120.0, shape="triangle"))
    assert np.abs(cloud - marks["triangle"]).mean() < 0.004  # the same mark in a legend
    with pytest.raises(UsageError, match="unknown shape 'star' of dots: expected dot or triangle"):
        Dots([[0, 0]], shape="star")


def test_each_dot_may_have_its_own_size_and_one_of_0_is_not_drawn():
    places, sizes = [[-4, 0], [0, 0], [4, 0]], np.array([0.0, 40.0, 80.0])
    picture = shot(Dots(places, "#FFFFFF", size=sizes)).max(-1)
    areas = [float(picture[:, low : low + 100].sum()) / unit() ** 2 for low in (20, 110, 200)]
    assert areas == pytest.approx(np.pi * (pt(1) * sizes / 2) ** 2, rel=0.05)
    faint = float(shot(Dots([[0, 0]], "#FFFFFF", size=np.array([1.0]))).max(-1).sum())
    assert faint / unit() ** 2 == pytest.approx(np.pi * (pt(1) / 2) ** 2, rel=0.6)  # a third of a pixel wide


def test_a_grid_of_dots_has_the_areas_of_its_numbers_in_their_places():
    numbers = np.zeros((2, 3, 2, 2))
    numbers[1, 2] = [[1.0, 0.25], [0.0, 0.001]]
    grid = DotGrid(numbers, Region(-4, -2, 4, 2), "#FFFFFF", gap=1, cell=200)
    assert grid.side == pytest.approx(4 / 5)  # 5 cells high, 8 wide
    picture = shot(grid).max(-1)
    home = grid.matrix(1, 2)
    assert [home.left, home.bottom, home.right, home.top] == pytest.approx([0.8, -2, 2.4, -0.4])
    large = np.argwhere(picture > 0.5)
    across, up = (large[:, 1] + 0.5 - 160) / unit(), (90 - large[:, 0] - 0.5) / unit()
    assert (across.min(), across.max()) > (0.8, 1.6)
    assert up.min() > -1.2  # the second row has none
    middle = round(160 + 1.6 * unit())
    assert picture[:, middle:].sum() / picture[:, :middle].sum() == pytest.approx(0.25, rel=0.08)
    assert picture.sum() / unit() ** 2 == pytest.approx(1.25 * np.pi * (0.92 * 0.8 / 2) ** 2, rel=0.05)


def test_some_matrices_of_a_grid_of_dots_are_dimmed():
    grid = DotGrid(np.ones((1, 2, 1, 1)), Region(-4, -2, 4, 2), "#FFFFFF", cell=100)
    grid.light(np.array([[0.25, 1.0]])[..., None, None])
    picture = shot(grid).max(-1)
    left, right = (
        picture[round(90 - grid.rows()[0] * unit()), round(160 + x * unit())] for x in grid.places[:, 0]
    )
    assert (left, right) == pytest.approx((0.25, 1), abs=0.02)
    with pytest.raises(UsageError, match=r"expected a matrix \(T, S\) or \(R, C, T, S\), got \(1, 3, 2\)"):
        DotGrid(np.zeros((1, 3, 2)), FRAME)


def test_a_rim_goes_round_a_mark_and_leaves_its_inside_alone():
    for shape in ("dot", "triangle"):
        plain = shot(Dots([[0, 0]], "#FF0000", size=60.0, shape=shape))
        rimmed = shot(Dots([[0, 0]], "#FF0000", size=60.0, shape=shape, rim="#00FF00", rim_width=8.0))
        inside = plain[..., 0] > 0.99
        assert rimmed[inside] == pytest.approx(plain[inside], abs=1.5 / 255)
        assert rimmed[..., 1].max() == pytest.approx(1.0, abs=0.01)
        assert (rimmed.max(-1) > 0.5).sum() > 1.3 * (plain.max(-1) > 0.5).sum()


def test_stamps_stand_where_they_are_put_with_crisp_pixels():
    ink = np.zeros((2, 4, 4))
    ink[0, 0, 0], ink[1] = 1.0, 1.0  # the upper left pixel of one; all of the other
    picture = shot(Stamps(ink, [[-3, 0], [3, 1]], 2.0)).max(-1)
    left, right = picture[:, :160], picture[:, 160:]
    rows, columns = np.nonzero(left > 0.5)
    assert len(rows) / unit() ** 2 == pytest.approx(0.25, rel=0.15)  # a pixel is half a unit wide
    assert (columns.mean() - 160) / unit() == pytest.approx(-3.75, abs=0.06)
    assert (90 - rows.mean()) / unit() == pytest.approx(0.75, abs=0.06)
    assert (right > 0.5).sum() / unit() ** 2 == pytest.approx(4, rel=0.1)
    assert set(np.unique(np.round(picture, 1))) <= {0.0, 1.0}  # no smoothing


@pytest.mark.parametrize(
    "make",
    [
        lambda: Stamps(np.zeros((2, 3, 4)), np.zeros((2, 2)), 1.0),
        lambda: Stamps(np.zeros((2, 3, 3)), np.zeros((3, 2)), 1.0),
        lambda: Bubbles(np.zeros(2), 1.0),
        lambda: Pictures(np.zeros((2, 3, 3)), 1.0),
        lambda: Pictures(np.zeros((1, 2, 3, 3)), 1.0).set_ink(np.zeros((2, 2, 3, 3))),
    ],
)
def test_shapes_that_do_not_fit_are_told(make):
    with pytest.raises(UsageError, match=r"got|take"):
        make()


def test_a_grid_of_pictures_reads_as_a_page():
    """The first picture is at the upper left; gaps show nothing; a lost pixel shows nothing."""
    ink = np.zeros((2, 3, 2, 2))
    ink[0, 0], ink[1, 2, 0, 1] = 1.0, 1.0
    grid = Pictures(ink, 8.0, gap=1, cmap="gray")
    middles = grid.middles()
    assert middles.shape == (2, 3, 3)
    assert middles[0, 0, 0] < middles[0, 2, 0]
    assert middles[0, 0, 1] > middles[1, 0, 1]
    picture = shot(grid).max(-1)

    def at(point):
        return picture[round(90 - point[1] * unit()), round(160 + point[0] * unit())]

    assert at(middles[0, 0]) > 0.9
    assert at(middles[0, 1]) < 0.1
    pixel = 8.0 / 8  # three pictures of two pixels, two gaps
    assert at(middles[1, 2] + [pixel / 2, pixel / 2, 0]) > 0.9
    assert at(middles[1, 2] + [-pixel / 2, pixel / 2, 0]) < 0.1
    assert shot(grid.set_shown(np.zeros_like(ink))).max() == 0


def test_an_animated_field_keeps_its_kind():
    """Manim's alpha is a float64; values stay float32, which is what the graphics card takes."""
    scene, field = Scene(), Field(np.zeros((2, 2)), 4, 4, smooth=False)
    scene.add(field)
    scene.play(field.animate.set_values(np.ones((2, 2))), run_time=0.3, rate_func=linear)
    assert field.values.dtype == np.float32
    assert shot(field)[90, 160].argmax() == 0  # the yellow end


def test_a_picture_taken_out_of_its_grid_lies_exactly_over_itself():
    ink = np.random.default_rng(0).random((2, 3, 4, 5))
    grid = Pictures(ink, 9.0).shift(np.array([0.7, -0.4, 0.0]))
    one = grid.picture(1, 2)
    assert one.kept == (1, 1, 4, 5)
    assert one.values[::-1] == pytest.approx(ink[1, 2])
    assert one.get_center() == pytest.approx(grid.middles()[1, 2])
    alone, whole = shot(one), shot(grid)
    rows, columns = np.nonzero(alone.max(-1) > 0)
    inner = np.s_[rows.min() + 1 : rows.max(), columns.min() + 1 : columns.max()]
    assert np.abs(alone - whole)[inner].mean() < 0.01
    with pytest.raises(UsageError, match="no picture 2, 0: expected a row below 2, a column below 3"):
        grid.picture(2, 0)
