"""Formulas: the colours of their glyphs, and colouring, which moves none of them."""

from __future__ import annotations

import numpy as np
import pytest
from manim import MathTypst, SVGMobject, Text

from ebviz.errors import BuildError, UsageError
from ebviz.stage import Formula, Words
from ebviz.stage.glyphs import OnBaseline
from ebviz.stage.house import house_config
from ebviz.style.palette import COLOURS, SYMBOLS

RED, BLUE, ORANGE, YELLOW, GREEN, VIOLET, AQUA, PINK, WHITE = (
    COLOURS[n] for n in ["red", "blue", "orange", "yellow", "green", "violet", "aqua", "pink", "white"]
)


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with house_config(tmp_path, 320, 180, 10):
        yield


def colours(mobject):
    return [glyph.color.to_hex() for glyph in mobject]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("E(y, z)", [RED, WHITE, BLUE, WHITE, ORANGE, WHITE]),
        ("F_oo (y)", [BLUE, YELLOW, WHITE, BLUE, WHITE]),
        ("F_beta(y)", [BLUE, YELLOW, WHITE, BLUE, WHITE]),
        ("y'", [GREEN, GREEN]),
        ("E_23 (z)", [RED, RED, RED, WHITE, ORANGE, WHITE]),
        (
            "y_1^2",
            [BLUE, WHITE, BLUE],
        ),  # Typst draws the superscript first; the square is not part of the name
        ("hat(y) z x", [RED, RED, ORANGE, PINK]),
        ("g_1 (z)", [AQUA, AQUA, WHITE, ORANGE, WHITE]),
        ("min_z", [WHITE, WHITE, WHITE, ORANGE]),
        ('"exp" macron(y)', [WHITE, WHITE, WHITE, BLUE, BLUE]),
        ("N_z^(-1)", [WHITE, WHITE, WHITE, ORANGE]),
    ],
)
def test_every_symbol_wears_its_colour(source, expected):
    found = colours(Formula(source))
    assert sorted(found) == sorted(expected)
    assert found[0] == expected[0]


def test_accents_are_part_of_their_letter():
    assert colours(Formula("tilde(y)")) == [VIOLET, VIOLET]
    assert colours(Formula("check(z)")) == [BLUE, BLUE]
    assert colours(Formula("tilde(x) macron(y)")) == [PINK, PINK, BLUE, BLUE]
    assert colours(Formula("tilde(m)")) == [WHITE, WHITE]


@pytest.mark.parametrize("source", [s for s in SYMBOLS if "_" not in s])
def test_the_whole_table_can_be_typeset(source):
    assert set(colours(Formula(source))) == {SYMBOLS[source]}


@pytest.mark.parametrize(
    "source",
    [
        "F_beta (y) = - 1/beta log 1/N_z sum_z exp[-beta E(y, z)]",
        "E(y, z) = (y_1 - g_1 (z))^2 + (y_2 - g_2 (z))^2",
        "Y = {y^((1)), dots, y^((24))}, quad -nabla_y F_oo (y')",
        "tilde(y) = vec(w_1 cos z, w_2 sin z), quad caron(z) in cal(Z)",
        "y_1^2 + theta_(i j)^((n)) - E_(i j)^2 + tilde(y)_2^beta",
    ],
)
def test_colouring_moves_no_glyph(source):
    ours, plain = Formula(source, size=48), MathTypst(source, font_size=48)
    assert len(ours) == len(plain)
    places = [np.array([glyph.get_center() for glyph in formula]) for formula in (ours, plain)]
    assert np.abs(places[0] - places[1]).max() < 1e-6


def test_parts_are_the_glyphs_of_their_group():
    formula = Formula("{{F_oo : left}} (y) = {{ min_z : m }} {{E(y, z) : right}}")
    assert colours(formula.part("left")) == [BLUE, YELLOW]
    assert len(formula.part("m")) == 4
    assert len(formula.part("right")) == 6
    assert formula.part("left").get_right()[0] < formula.part("right").get_left()[0]


def test_a_formula_can_differ_from_the_table():
    assert colours(Formula("beta", colours={"beta": None})) == [WHITE]
    assert colours(Formula("beta", colours={"β": "red"})) == [RED]
    with pytest.raises(UsageError, match="'reddish'"):
        Formula("beta", colours={"beta": "reddish"})


def test_what_has_a_colour_keeps_it():
    assert colours(Formula('text(fill: #rgb("#123456"), tilde(y) + E_1)_z')) == ["#123456"] * 5 + [ORANGE]


def test_bad_mathematics_is_one_line():
    with pytest.raises(BuildError) as caught:
        Formula("frobnicate(x")
    assert "\n" not in str(caught.value)


def test_words_mix_text_and_symbols_without_system_fonts(monkeypatch):
    words = Words("at $z$ ž", colour=COLOURS["grey"])
    assert colours(words)[:3] == [COLOURS["grey"], COLOURS["grey"], ORANGE]
    missing = Words("\ue000")  # a private letter no font has: drawn as its box
    assert not any(g.points.shape == missing[0].points.shape for g in words)


def test_a_copy_of_a_letter_shares_the_path_it_was_made_from_and_not_its_points():
    glyph = Text("x").family_members_with_points()[0]
    copy = glyph.copy()
    assert copy.path_obj is glyph.path_obj
    copy.shift([1.0, 0.0, 0.0])
    assert (copy.points[:, 0] == glyph.points[:, 0] + 1).all()


@pytest.mark.parametrize(
    ("source", "label"),
    [
        ("F_oo (y) = {{ min_z E(y, z) / 2 : m }} sqrt(caron(z))", "m"),
        ("tilde(y) = g({{ z }}) = [w_1 cos z, w_2 sin z]", 0),
        ("cancel(x) + {{ overline(a b) : over }}", "over"),
        ("#scale(x: 50%, y: 200%)[$sqrt(x)$] #rotate(30deg)[$x / 2$] {{ y : y }}", "y"),
        (
            "#text(fill: rgb(255, 0, 0, 128))[a] {{ #rect(width: 1em, fill: blue, stroke: 2pt + red) : box }}",
            "box",
        ),
    ],
)
def test_what_typst_sets_is_read_as_manim_reads_it(source, label, monkeypatch):
    ours = Formula(source, size=31)
    monkeypatch.setattr(OnBaseline, "generate_mobject", SVGMobject.generate_mobject)
    theirs = Formula(source, size=31)
    pairs = list(zip(ours.family_members_with_points(), theirs.family_members_with_points(), strict=True))
    assert len(pairs) > 1
    for one, other in pairs:
        assert np.allclose(one.points, other.points, rtol=0, atol=1e-9)
        for style in ("fill_color", "stroke_color", "fill_opacity", "stroke_opacity", "stroke_width"):
            assert getattr(one, style) == getattr(other, style) or np.isclose(
                getattr(one, style), getattr(other, style)
            )
    parts = (whole.select(label).family_members_with_points() for whole in (ours, theirs))
    for one, other in zip(*parts, strict=True):
        assert np.allclose(one.points, other.points, rtol=0, atol=1e-9)


def test_what_only_manim_reads_it_reads(monkeypatch):
    formula = Formula("#box(fill: gradient.linear(red, blue), width: 1em, height: 1em) x")
    assert len(formula.family_members_with_points()) >= 1
