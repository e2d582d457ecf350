"""The themes against WCAG's contrast formula and against the style sheets that go with them."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.font_manager import findfont

from ebviz.errors import UsageError
from ebviz.style import fonts
from ebviz.style.palette import COLOURS, SYMBOLS
from ebviz.style.themes import THEMES, theme

INKS = sorted(set(COLOURS) - {"black", "observed", "grid"})  # the colours that letters and marks are drawn in


def luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    rgb = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("ink", INKS)
def test_every_ink_can_be_read_on_its_paper(look, ink):
    assert contrast(look(ink), look.paper) >= 4.5  # WCAG AA for text


@pytest.mark.parametrize("look", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("symbol", ["x", "y"])
def test_letters_can_be_read_inside_an_observed_circle(look, symbol):
    assert contrast(look(symbol), look("observed")) >= 4


def test_contrast_is_wcags():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # WCAG's own near miss


@pytest.mark.parametrize("look", [THEMES["light"], THEMES["print"]], ids=["light", "print"])
def test_a_shade_keeps_its_hue(look):
    for name in ("pink", "blue", "orange", "green", "violet", "red", "aqua", "lavender", "yellow"):
        before, after = (mpl.colors.rgb_to_hsv(mpl.colors.to_rgb(c)) for c in (COLOURS[name], look(name)))
        turn = abs((before[0] - after[0] + 0.5) % 1 - 0.5) * 360
        assert turn < 26, name


@pytest.mark.parametrize(
    ("one", "other"), [("y", "y_tilde"), ("E", "z_tilde"), ("z_check", "z_tilde"), ("y_check", "y'")]
)
def test_in_print_what_stands_side_by_side_differs_without_colour(one, other):
    grey = [116 * np.cbrt(luminance(theme("print")(name))) - 16 for name in (one, other)]  # CIE L*
    assert abs(grey[0] - grey[1]) > 4


@pytest.mark.parametrize("look", THEMES.values(), ids=THEMES)
def test_style_sheets_have_the_colours_of_the_themes(look):
    sheet = mpl.rc_params_from_file(look.style_files[1], use_default_template=False)
    assert {
        mpl.colors.to_hex(sheet[f"{part}.facecolor"]).upper() for part in ("figure", "axes", "savefig")
    } == {look.paper}
    for key, name in {
        "text.color": "white",
        "axes.labelcolor": "white",
        "axes.edgecolor": "frame",
        "grid.color": "grid",
    }.items():
        assert mpl.colors.to_hex(sheet[key]).upper() == look(name), key
    cycle = [mpl.colors.to_hex(style["color"]).upper() for style in sheet["axes.prop_cycle"]]
    known = {look(name) for name in INKS}
    assert set(cycle) <= known
    assert len(set(cycle)) == len(cycle)


def test_a_context_leaves_nothing_behind():
    before = dict(mpl.rcParams)
    with theme("print").context():
        assert mpl.rcParams["svg.hashsalt"] == "ebviz"
    assert dict(mpl.rcParams) == before


def test_text_is_set_in_the_file_that_ships():
    with theme("dark").context():
        assert findfont("Lato") == str(fonts.FILES["regular"])


def test_a_colour_is_found_by_name_symbol_and_hex_alike():
    look = theme("light")
    assert look("violet") == look("ỹ") == look(SYMBOLS["ỹ"]) == look.shades["violet"]
    assert look("#123456") == "#123456"


def test_an_unknown_theme_names_the_nearest():
    with pytest.raises(UsageError, match="did you mean 'dark'"):
        theme("drak")
