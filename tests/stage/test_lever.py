"""The arm of a switch: it touches what it says it touches, also in a moved diagram, and carries a mark there."""

from __future__ import annotations

import numpy as np
import pytest
from manim import RIGHT, Scene

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import GAN
from ebviz.errors import UsageError
from ebviz.stage.architecture import diagram
from ebviz.stage.house import house_config
from ebviz.stage.lever import Lever
from ebviz.stage.motions import Travel
from ebviz.stage.units import pt


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with house_config(tmp_path, 320, 180, 10):
        yield


def contact(model, name):
    """Return the middle of the contact that is wired to a node, (3,)."""
    middle = model["switch"].centre
    side = np.sign(model[name].centre[1] - middle[1])
    return middle + side * pt(shapes.CONTACT_GAP) * model.factor * np.array([0.0, 1.0, 0.0])


def thrown(scene, lever):
    scene.play(lever.throw(run_time=0.1))


def test_a_lever_touches_one_contact_and_then_the_other():
    model, scene = diagram(GAN, scale=1.3), Scene()
    lever = Lever(model, ("y", "y^"), to="C")
    scene.add(model, lever)
    near = 0.61 * pt(shapes.CONTACT) * model.factor
    for name, other in (("y", "y^"), ("y^", "y"), ("y", "y^")):
        assert lever.touched == name
        assert np.linalg.norm(lever.arm.points[-1] - contact(model, name)) < near
        assert np.linalg.norm(lever.arm.points[-1] - contact(model, other)) > 1.5 * near
        thrown(scene, lever)


def test_what_it_touches_is_led_from_its_variable_to_the_end_wherever_the_diagram_is():
    model, scene = diagram(GAN), Scene()
    lever = Lever(model, ("y", "y^"), to="C")
    assert ("switch", "C") not in model.arrows
    model.add(lever)
    scene.add(model)
    thrown(scene, lever)
    model.scale(0.4).shift(3 * RIGHT)
    thrown(scene, lever)
    way = lever.way()
    assert way[0] == pytest.approx(model["y"].centre)
    assert way[1] == pytest.approx(lever.arm.points[-1])
    assert way[2] == pytest.approx(lever.hinge.get_center())
    assert lever.arm.points[0] == pytest.approx(way[2], abs=1e-6)  # the arm hangs on its hinge
    half = model["C"].outline.width / 2
    assert abs(way[3][0] - model["C"].centre[0]) == pytest.approx(half, rel=0.02)  # on the block's edge


def test_a_lever_turns_to_the_other_contact_and_back():
    lever = Lever(diagram(GAN), ("y", "y^"), to="C")
    first = lever.arm.points[-1].copy()
    turning = lever.alternate(2, run_time=3.0)
    hinge = lever.hinge.get_center()
    for share, side in ((0.25, -1), (0.5, 1), (0.75, -1), (1.0, 1)):
        turning.interpolate(share)
        rise = (lever.arm.points[-1] - hinge)[1]
        assert rise == pytest.approx(side * (first - hinge)[1], rel=0.01)


def test_a_lever_needs_one_variable_on_either_side():
    with pytest.raises(UsageError, match="a lever between y and C: expected one above the switch, one below"):
        Lever(diagram(GAN), ("y", "C"), to="C")


def test_a_mark_travels_the_way_at_even_speed_and_is_gone_at_its_end():
    scene = Scene()
    corners = np.array([[0.0, 0, 0], [1.0, 0, 0], [1.0, 3.0, 0]])
    travel = Travel(corners, "gold", run_time=1.0)
    scene.play(travel)
    assert travel.mobject not in scene.mobjects
    travel.interpolate(0.25)
    assert travel.mobject.places[0] == pytest.approx(corners[1])
    travel.interpolate(1.0)
    assert travel.mobject.places[0] == pytest.approx(corners[2])
