"""Diagrams: arrows end on outlines, marks move as the decoder does, and the pixels show what was observed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from manim import RIGHT, Scene

from ebviz.errors import UsageError
from ebviz.stage.baseline import baseline
from ebviz.stage.diagram import Diagram
from ebviz.stage.formula import Words
from ebviz.stage.house import house_config
from ebviz.stage.units import pt


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with house_config(tmp_path, 960, 540, 10):
        yield


@pytest.fixture
def model():
    model = Diagram()
    model.variable("z", (0, 0))
    model.decoder("dec", (1, 0))
    model.variable("y~", (2, 0), "tilde(y)")
    model.energy("E", (2, 1))
    model.variable("y", (2, 2), observed=True)
    return model


@pytest.mark.parametrize("angle", np.radians([0, 17, 90, 133, 180, 250, 315]))
def test_edges_of_circle_and_square_are_those_of_geometry(model, angle):
    ray = np.array([np.cos(angle), np.sin(angle), 0.0])
    circle = model["z"].edge(ray) - model["z"].centre
    assert circle == pytest.approx(pt(30) * ray, abs=pt(0.1))
    square = model["E"].edge(ray) - model["E"].centre
    assert square == pytest.approx(pt(30) * ray / np.abs(ray).max(), abs=pt(0.1))


def test_the_rounded_end_of_the_decoder_is_where_its_output_leaves(model):
    decoder = model["dec"]
    assert decoder.edge(np.array([-1.0, 0, 0])) - decoder.centre == pytest.approx([-pt(60), 0, 0], abs=1e-3)
    ray = np.array([1.0, 0.3, 0.0])
    edge = decoder.edge(ray) - decoder.centre
    assert np.linalg.norm(edge - [pt(30), 0, 0]) == pytest.approx(pt(30), abs=pt(0.1))  # on the half circle


@pytest.mark.parametrize("pair", [("z", "dec"), ("dec", "y~"), ("y~", "E"), ("y", "E")])
def test_arrows_run_from_outline_to_outline(model, pair):
    arrow = model.connect(*pair)
    start, end = (model[name].centre for name in pair)
    along = (end - start) / np.linalg.norm(end - start)
    assert arrow.line.points[0] == pytest.approx(model[pair[0]].edge(along), abs=1e-6)
    tip = max(arrow.head.points, key=lambda p: p @ along)
    assert tip == pytest.approx(model[pair[1]].edge(-along), abs=1e-6)


def test_a_bent_arrow_turns_once_at_a_right_angle(model):
    arrow = model.connect("z", "E", bend="up")
    steps = np.diff(arrow.line.points[[0, 3, 7]], axis=0)
    assert steps[0] @ steps[1] == pytest.approx(0, abs=1e-9)
    assert steps[0][0] == pytest.approx(0, abs=1e-9)


def test_z_walks_its_segment_while_its_image_runs_clockwise_from_the_left(model):
    domain, manifold = model.domain("z"), model.manifold("y~")
    for z in np.linspace(0, 2 * np.pi, 9):
        place = domain.walk(z / (2 * np.pi))
        assert place[0] - domain.get_center()[0] == pytest.approx(pt(66) * (z / (2 * np.pi) - 0.5), abs=1e-9)
        expected = [-pt(32) * np.cos(z), pt(11) * np.sin(z), 0.0]  # g(z) with w1 < 0 < w2
        assert manifold.walk(z / (2 * np.pi)) - manifold.get_center() == pytest.approx(expected, abs=1e-9)
    assert domain.get_bottom()[1] > model["z"].get_top()[1]


def test_marks_and_edges_follow_a_moved_and_scaled_diagram(model):
    manifold = model.manifold("y~")
    model.scale(0.5).shift([1.0, -2.0, 0.0])
    assert np.linalg.norm(manifold.walk(0.0) - manifold.get_center()) == pytest.approx(pt(16))
    ray = np.array([0.0, 1.0, 0.0])
    assert model["z"].edge(ray) - model["z"].centre == pytest.approx(pt(15) * ray, abs=1e-3)


def test_only_observed_circles_are_filled(model):
    scene = Scene()
    scene.add(model.move_to([0, 0, 0]))
    scene.renderer.update_frame(scene)
    frame = scene.renderer.get_frame()

    def beside_the_letter(name):
        x, y, _ = model[name].centre + pt(22) * RIGHT
        return frame[round(270 - y * 67.5), round(480 + x * 67.5), :3].tolist()

    assert beside_the_letter("y") == [0x28] * 3
    assert beside_the_letter("y~") == [0, 0, 0]


def test_twins_touch(model):
    left, right = model.twins(("mu", "v"), (0, 3))
    assert left.outline.get_right() == pytest.approx(right.outline.get_left(), abs=1e-9)


def test_names_are_unique_and_looked_up_kindly(model):
    with pytest.raises(UsageError, match="did you mean 'dec'"):
        model.connect("deco", "z")
    with pytest.raises(UsageError, match="already"):
        model.variable("z", (5, 5))


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_blocks_of_a_chain_are_equally_far_apart_however_wide_they_are(scale):
    model = Diagram(gap=30, scale=scale)
    row = [model.variable("y"), model.encoder("enc"), model.variable("h"), model.decoder("dec")]
    below = model.energy("C", "below")
    gaps = [b.outline.get_left()[0] - a.outline.get_right()[0] for a, b in pairwise(row)]
    assert gaps == pytest.approx([scale * pt(30)] * 3)
    assert [node.centre[1] for node in row] == pytest.approx([0] * 4)
    assert below.centre[0] == pytest.approx(row[-1].centre[0])
    gap = row[-1].outline.get_bottom()[1] - below.outline.get_top()[1]
    assert gap == pytest.approx(scale * pt(30), abs=1e-6)


def test_a_chain_is_connected_shown_and_walked_in_order():
    model = Diagram()
    for name in ("z", "h", "y"):
        model.variable(name)
    last = model.connect("z", "h", "y")
    assert last is model.arrows["h", "y"]
    parts = [model["z"], model.arrows["z", "h"], model["h"], last, model["y"]]
    assert list(model.chain("z", "h", "y")) == parts
    model.shift([1.0, 2.0, 0.0])
    assert model.way("y", "z") == pytest.approx(np.stack([model["y"].centre, model["z"].centre]))


def test_what_is_no_chain_is_refused():
    model = Diagram()
    model.variable("z"), model.variable("y")
    model.connect("z", "y")
    with pytest.raises(UsageError, match="there is no arrow from 'y' to 'z'"):
        model.chain("y", "z")
    with pytest.raises(UsageError, match="there is no node 'x'"):
        model.way("z", "x")
    with pytest.raises(UsageError, match="expected the name of a node where it ends, got none"):
        model.connect("z")
    with pytest.raises(UsageError, match="there is no place 'beow'; did you mean 'below'"):
        model.energy("C", "beow")


@pytest.mark.parametrize("dashed", [False, True])
def test_a_connection_carries_texts_over_its_last_stretch(dashed):
    model = Diagram()
    model.variable("y"), model.decoder("dec"), model.energy("C", "below")
    wire = model.connect("y", "C", bend="up", dashed=dashed)
    model.shift([-1.0, 0.5, 0.0])
    first = wire.carry(Words("so"), gap=10)
    last = wire.carry(Words("on"), "end", gap=10)
    assert first.get_left()[0] == pytest.approx(model["y"].centre[0] + pt(10), abs=1e-4)
    assert last.get_right()[0] == pytest.approx(wire.line.get_right()[0] - pt(10), abs=1e-4)
    assert [baseline(text) for text in (first, last)] == pytest.approx([model["C"].centre[1] + pt(10)] * 2)
