"""Plots: places against arithmetic, pixels against colours, lines against their frame."""

from __future__ import annotations

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
from manim import RIGHT, Scene

from ebviz.errors import UsageError
from ebviz.stage.baseline import baseline
from ebviz.stage.house import house_config
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.layout import faults, text_boxes
from ebviz.stage.marks import Cloud, Trace, coloured_cloud, dashes
from ebviz.stage.plots import Plane
from ebviz.style.palette import COLOURS

WIDTH, HEIGHT = 640, 360


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with house_config(tmp_path, WIDTH, HEIGHT, 10):
        yield


def drawn(*mobjects) -> np.ndarray:
    scene = Scene()
    scene.add(*mobjects)
    scene.renderer.update_frame(scene)
    return scene.renderer.get_frame()[..., :3].astype(int)


def pixel(place) -> tuple[int, int]:
    """Return the row and column of a point in the scene."""
    scale = WIDTH / (8 * 16 / 9)
    return int(HEIGHT / 2 - place[1] * scale), int(WIDTH / 2 + place[0] * scale)


def rgb(name: str) -> np.ndarray:
    return np.array([int(COLOURS[name][i : i + 2], 16) for i in (1, 3, 5)])


def test_coordinates_survive_moving_and_scaling():
    plane = Plane((-3, 3, 0.5), (-2, 2, 0.5), width=6).scale(1.5).shift([1.0, -1.0, 0.0])
    origin, unit = plane.at((0, 0)), 1.5
    assert plane.at([[1, 2], [-2, 0.5]]) == pytest.approx(origin + unit * np.array([[1, 2, 0], [-2, 0.5, 0]]))
    assert plane.frame.width / plane.frame.height == pytest.approx(6 / 4)


def test_a_dot_lies_on_its_coordinates_and_wears_its_colour():
    plane = Plane((0, 4, 1), (0, 2, 1), width=8, labels=("", ""))
    frame = drawn(
        plane, plane.cloud([(1.4, 1.6)], "y", size=14), plane.cloud([(2.6, 0.4)], "check(z)", size=14)
    )
    for place in ((1.4, 1.6), (2.6, 0.4)):
        assert np.abs(frame[pixel(plane.at(place))] - rgb("blue")).max() <= 2


def test_marks_differ_in_shape_not_in_hue_alone():
    frames = [
        drawn(Cloud(np.zeros((1, 3)), "white", shape=s, size=40, width=3)) for s in ("dot", "ring", "cross")
    ]
    middle = [frame[HEIGHT // 2, WIDTH // 2].max() for frame in frames]
    beside = [frame[HEIGHT // 2, WIDTH // 2 + 6].max() for frame in frames]
    assert [m > 200 for m in middle] == [True, False, True]
    assert [b > 200 for b in beside] == [True, False, False]
    with pytest.raises(UsageError, match="expected dot, ring, cross"):
        Cloud(np.zeros((1, 3)), shape="star")  # type: ignore[arg-type]


def test_a_cloud_is_one_path_and_can_be_moved():
    places = np.random.default_rng(0).normal(size=(425, 3)) * (1, 1, 0)
    cloud = Cloud(places, "y")
    assert cloud.family_members_with_points() == [cloud]
    found = cloud.place(places + RIGHT).points.reshape(425, -1, 3)
    assert (found.min(axis=1) + found.max(axis=1)) / 2 == pytest.approx(places + RIGHT, abs=1e-9)


def test_a_curve_is_cut_where_it_leaves_the_frame():
    plane = Plane((-2, 2, 1), (0, 1, 0.5), width=8, height=4)
    x = np.linspace(-2, 2, 401)
    inside = plane.clipped(x, x**2)
    assert np.nanmax(inside[:, 1]) <= 1
    assert np.nanmax(np.abs(inside[:, 0])) == pytest.approx(1, abs=1e-3)  # where x^2 = 1
    frame = drawn(plane.curve(x, x**2, "E", width=6))
    assert np.abs(frame[pixel(plane.at((0.5, 0.25)))] - rgb("red")).max() < 40
    assert frame[: pixel(plane.at((0, 1.05)))[0]].max() == 0

    twice = plane.clipped(x, np.full_like(x, 2.0) - 1.5 * (np.abs(x) > 1))
    assert np.isnan(twice).any()  # two pieces, not joined through the outside
    assert plane.clipped(x, x + 9).size == 0


def test_dashes_have_the_asked_length_round_corners_too():
    corner = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0]], float)
    points = dashes(corner, on=0.3, off=0.2).reshape(-1, 4, 3)
    total = np.linalg.norm(points[:, 3] - points[:, 0], axis=1).sum()
    assert total == pytest.approx(4 * 0.3, abs=1e-9)
    assert Trace(corner, dash=(5, 5)).has_points()


def test_a_line_breaks_where_a_value_is_missing():
    places = np.array([[0, 0, 0], [1, 0, 0], [np.nan, 0, 0], [2, 0, 0], [3, 0, 0]], float)
    assert len(Trace(places).points) == 2 * 4


@pytest.mark.parametrize("cmap", ["coolwarm", "viridis"])
@pytest.mark.parametrize("horizontal", [False, True])
def test_a_colour_bar_shows_matplotlibs_colours(cmap, horizontal):
    bar = ColourBar(0, 2, [0, 1, 2], cmap=cmap, horizontal=horizontal, length=300, thickness=30)
    frame = drawn(bar)
    body = bar.bar[0]
    for share in (0.1, 0.35, 0.5, 0.8):
        step = body.get_right() - body.get_left() if horizontal else body.get_top() - body.get_bottom()
        start = body.get_left() if horizontal else body.get_bottom()
        theirs = np.array(mpl.colormaps[cmap](share)[:3]) * 255
        assert np.abs(frame[pixel(start + share * step)] - theirs).max() < 6


def test_ticks_stand_where_their_values_are():
    bar = ColourBar(0, 2, [0, 1, 2], length=300)
    heights = [label.get_center()[1] for label in bar.numbers]
    assert np.diff(heights) == pytest.approx([300 * 8 / 540 / 2] * 2, abs=0.03)
    assert [label.source for label in bar.numbers] == ["0", "1", "\u2265 2"]
    plane = Plane((-1, 1, 0.5), (0, 12, 4), width=8, height=4)
    labels = {label.source: label for label in plane.numbers}
    assert set(labels) == {"-1", "-0.5", "0", "0.5", "1", "4", "8", "12"}
    assert labels["0.5"].get_center()[0] == pytest.approx(plane.at((0.5, 0))[0], abs=1e-6)
    assert labels["8"].get_center()[1] == pytest.approx(plane.at((0, 8))[1], abs=0.01)  # round figures dip
    assert np.ptp([baseline(labels[text]) for text in ("-1", "-0.5", "0.5", "1")]) < 1e-6


def test_plot_texts_stay_apart_and_inside():
    plane = Plane((-3, 3, 0.5), (-2, 2, 0.5), width=7, every=(2, 2)).shift([-2.5, 0.3, 0])
    legend = Legend(
        [("dot", "y", "$y$ samples"), ("line", "E", "energy $E(y', z)$"), ("dashed", "z", "path")]
    )
    boxes = text_boxes(
        [plane, legend.move_to([4.5, -2.5, 0]), ColourBar(0, 1, [0, 0.5, 1], "F_oo (y)").shift([4, 1, 0])]
    )
    assert len(boxes) == 7 + 5 + 2 + 3 + 4
    assert faults(boxes) == []
    assert "'y_2' leaves the frame" in faults(text_boxes([plane.shift([-1.5, 0, 0])]))
    assert "'y_2' overlaps 'y_2'" in faults(text_boxes([plane, plane.copy()]))


def test_a_mark_that_needs_a_map_is_refused_without_one():
    for mark in ("hat", "halo"):
        with pytest.raises(UsageError, match=f"'{mark}' .* needs on_map=True"):
            Legend([(mark, "y", "$y$")])
    assert len(Legend([("cross", "y", "$y$")], on_map=True)[0][0]) == 2  # the cross, on a piece of a map


def test_dots_of_many_colours_are_one_path_per_colour():
    places = np.array([[-1, 0, 0], [1, 0, 0], [0, 1, 0]], float)
    cloud = coloured_cloud(places, ["#FF0000", "#00FF00", "#FF0000"], size=20)
    assert len(cloud) == 2
    assert drawn(cloud)[pixel(places[1])].tolist() == [0, 255, 0]


def test_a_closed_line_is_cut_where_it_leaves_its_plane_and_whole_again_where_it_does_not():
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    plane = Plane((-1.2, 1.2, 1), (-1.2, 1.2, 1), width=4)
    line = plane.trace(np.stack([ring, np.add(ring, (1.0, 0.0))]), closed=True)
    assert np.allclose(line.places, plane.at(np.vstack([ring, ring[:1]])))
    (bound,) = line.bound
    bound.show(1.0)
    places = line.places[np.isfinite(line.places).all(axis=1)]
    assert places[:, 0].max() == pytest.approx(plane.at((1.2, 0.0))[0])  # up to the frame, and no further
    assert len(places) > 10
    bound.show(0.0)
    assert np.allclose(line.places, plane.at(np.vstack([ring, ring[:1]])))


@pytest.mark.parametrize("reach", [3.0, 150.0, 20000.0])
def test_numbers_that_would_touch_are_thinned_out(reach):
    step = reach / 6
    plane = Plane((-reach, reach, step), (-reach, reach, step), width=2.5, height=1.0)
    beside = plane.numbers[len(plane.below) :]
    rows = sorted((label.get_left()[0], label.get_right()[0]) for label in plane.below)
    assert all(after[0] > before[1] for before, after in pairwise(rows))
    columns = sorted((label.get_bottom()[1], label.get_top()[1]) for label in beside)
    assert all(after[0] > before[1] for before, after in pairwise(columns))
    assert "0" in [label.source for label in plane.below]
    assert "0" in [label.source for label in beside]
    assert 1 < len(plane.below) < 13


def test_the_letter_of_a_point_on_a_map_has_a_rim_and_elsewhere_none():
    plane = Plane((-1, 1, 1), (-1, 1, 1), width=4)
    widths = [
        max(part.background_stroke_width for part in plane.point((0, 0), "y'", on_map=on_map)[1].get_family())
        for on_map in (True, False)
    ]
    assert widths[0] > 0 == widths[1]
