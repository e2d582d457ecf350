"""The palette against ColorBrewer's Set3, as matplotlib ships it."""

from __future__ import annotations

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest

from ebviz.errors import UsageError
from ebviz.style.colourmap import hexes, rgb
from ebviz.style.palette import COLOURS, LECTURE, SYMBOLS, colour
from ebviz.style.themes import THEMES, wearing, worn

SET3 = [
    "aqua",
    "yellow",
    "lavender",
    "red",
    "blue",
    "orange",
    "green",
    "pink",
    "grey",
    "violet",
    "mint",
    "gold",
]


def test_the_twelve_hues_are_set3_in_its_order():
    theirs = [mpl.colors.to_hex(c).upper() for c in mpl.colormaps["Set3"].colors]
    assert [COLOURS[name] for name in SET3] == theirs


@pytest.mark.parametrize(
    ("spellings", "hue"),
    [
        (("ỹ", "y\u0303", "tilde(y)", "y_tilde"), "violet"),
        (("ŷ", "hat(y)", "y_hat"), "red"),
        (("y\u030c", "caron(y)", "check(y)", "y_check"), "blue"),
        (("y'", "y′"), "green"),
        (("ž", "check(z)"), "blue"),
        (("z̃", "z", "tilde(z)", "θ", "theta", "ε"), "orange"),
        (("β", "beta"), "yellow"),
        (("E", "C"), "red"),
        (("F", "bold(F)"), "blue"),
        (("x", "X"), "pink"),
    ],
)
def test_a_symbol_has_one_colour_however_it_is_spelled(spellings, hue):
    assert {SYMBOLS[s] for s in spellings} == {colour(s) for s in spellings} == {COLOURS[hue]}


@pytest.mark.parametrize("look", THEMES.values(), ids=THEMES)
def test_names_have_the_shades_of_the_theme_that_is_worn_and_hexes_stay(look):
    with wearing(look):
        assert worn() is look
        assert {name: COLOURS[name] for name in COLOURS} == {name: look(name) for name in LECTURE}
        assert colour("ỹ") == SYMBOLS["tilde(y)"] == look("violet")
        assert colour("#bc80bd") == "#BC80BD"
        assert SYMBOLS.get("sum") is None
    assert worn().name == "dark"
    assert dict(COLOURS) == LECTURE


def test_themes_can_be_worn_one_inside_the_other():
    with wearing("light"):
        with wearing("print"):
            assert COLOURS["white"] == "#000000"
        assert COLOURS["white"] == THEMES["light"].ink != "#000000"
    assert COLOURS["white"] == "#FFFFFF"


def test_an_unknown_colour_names_the_nearest():
    with pytest.raises(UsageError, match="did you mean 'violet'"):
        colour("violett")


@pytest.mark.parametrize("name", ["coolwarm", "viridis"])
def test_energy_colours_are_matplotlibs_and_stop_at_the_ends(name):
    values = np.linspace(-1, 3, 41)
    theirs = mpl.colormaps[name](np.clip(values / 2, 0, 1))[:, :3]
    assert np.abs(rgb(values, 0, 2, name) - theirs).max() < 0.012  # between two of 256 entries
    assert hexes(np.array([-5.0, 9.0]), 0, 2, name) == [
        mpl.colors.to_hex(mpl.colormaps[name](end)).upper() for end in (0.0, 1.0)
    ]


def test_style_needs_no_manim():
    modules = "ebviz.style.palette, ebviz.style.notation, ebviz.diagrams.shapes"
    code = f"import sys, {modules}; print('manim' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
