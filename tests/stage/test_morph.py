"""One diagram turns into another: what both have is carried over, and at the end the other one is on the stage."""

from __future__ import annotations

import numpy as np
import pytest
from manim import Scene

from ebviz.stage.diagram import Diagram
from ebviz.stage.formula import Formula
from ebviz.stage.house import house_config
from ebviz.stage.morph import Carried, Morph


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with house_config(tmp_path, 320, 180, 10):
        yield


def before() -> Diagram:
    model = Diagram()
    model.variable("y", (0, 0))
    model.sampler("noise", (1, 0), "Noise")
    model.encoder("enc", (1, 1), direction="up")
    model.connect("y", "noise", "enc")
    return model


def after() -> Diagram:
    model = Diagram(scale=0.5)
    model.variable("y", (0, 0))
    model.encoder("enc", (1, 0), direction="left")
    model.sampler("noise", (2, 1), "Sampler", direction="up")
    model.variable("h", (2, 2))
    model.connect("y", "enc")
    model.connect("noise", "enc")
    return model


def test_what_both_have_moves_and_the_rest_goes_or_comes():
    step = Morph(before(), after())
    assert set(step.moves) == {"y", "noise", "enc", ("noise", "enc")}
    assert set(step.gone) == {("y", "noise")}
    assert set(step.come) == {("y", "enc"), "h"}


def test_an_arrow_between_the_same_blocks_moves():
    one, other = before(), before().shift(np.array([0.0, 1.0, 0.0]))
    step = Morph(one, other)
    assert ("y", "noise") in step.moves
    assert not step.gone
    assert not step.come


@pytest.mark.parametrize("role", ["y", "enc", "noise"])
def test_a_block_ends_exactly_where_and_as_the_other_is(role):
    old, new = before()[role], after()[role]
    motion = Carried(old, new)
    motion.begin()
    motion.interpolate(1.0)
    assert old.outline.points == pytest.approx(new.outline.points, abs=1e-9)
    assert old.outline.get_stroke_width() == pytest.approx(new.outline.get_stroke_width())
    shown = [glyph for glyph in old.family_members_with_points()[1:] if glyph.get_fill_opacity() > 0]
    wanted = new.label.family_members_with_points()
    assert len(shown) == len(wanted)
    for glyph, goal in zip(shown, wanted, strict=True):
        assert glyph.points == pytest.approx(goal.points, abs=1e-9)


def test_half_way_it_is_in_the_middle_or_beside_it_and_turned_by_half():
    aim = after()["y"].shift(np.array([3.0, 0.0, 0.0]))
    for bulge in (0.0, 0.7):
        motion = Carried(before()["y"], aim, bulge=bulge)
        motion.begin()
        motion.interpolate(0.5)
        middle = (before()["y"].centre + aim.centre) / 2
        assert motion.node.centre == pytest.approx(middle + np.array([0.0, bulge, 0.0]), abs=1e-6)
    motion = Carried(before()["enc"], after()["enc"])
    motion.begin()
    assert abs(motion.turn) == pytest.approx(np.pi / 2, abs=1e-6)


def test_at_the_end_the_other_is_on_the_stage():
    old, new = before(), after()
    scene = Scene()
    scene.add(old)
    scene.play(*Morph(old, new).moves.values(), run_time=0.2)
    family = scene.get_mobject_family_members()
    for role in ("y", "enc", "noise"):
        assert new[role] in family
        assert old[role] not in family


def test_the_parts_of_a_formula_go_by_their_labels():
    old = Formula("{{F(y) = : lhs}} {{C(y, tilde(y)) : C}} {{+ R(h) : R}}")
    new = Formula("{{F(y) = : lhs}} {{C(y, tilde(y)) : C}} {{+ D(z) + 1 : D}}")
    step = Morph(old, new)
    assert set(step.moves) == {"lhs", "C"}
    assert set(step.gone) == {"R"}
    assert set(step.come) == {"D"}
