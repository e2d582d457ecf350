"""The energy scale and the colour maps: against their definitions, matplotlib, and another's CIE L*a*b*."""

from __future__ import annotations

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib import colormaps

from ebviz.errors import UsageError
from ebviz.stage.gl import colours
from ebviz.style import lab, maps
from ebviz.style.colourmap import bright, energy_scale, hexes, map_of, rgb
from ebviz.style.maps import table
from ebviz.style.themes import THEMES, wearing


def test_lab_is_what_an_independent_implementation_says():
    colours = np.random.default_rng(0).uniform(size=(500, 3))
    theirs = cspace_convert(colours, "sRGB1", "CIELab")
    assert np.abs(lab.of_rgb(colours) - theirs).max() < 0.05  # they know the primaries to fewer digits
    assert np.abs(lab.to_rgb(lab.of_rgb(colours)) - colours).max() < 1e-9
    assert lab.distance(colours[:250], colours[250:]) == pytest.approx(
        deltaE(colours[:250], colours[250:], input_space="sRGB1", uniform_space="CIELab"), abs=0.05
    )


@pytest.mark.parametrize("look", THEMES.values(), ids=THEMES)
def test_cold_is_blue_and_the_two_ends_are_far_apart(look):
    cold, *_, hot = table(look.energy_map)
    assert cold.argmax() == 2
    assert hot.argmax() == 0
    assert deltaE(cold, hot, input_space="sRGB1") > 30


@pytest.mark.parametrize("look", ["print", "colourblind"])
def test_where_a_map_must_do_without_colour_lightness_orders_the_energies(look):
    steps = np.diff(lab.of_rgb(table(THEMES[look].energy_map))[:, 0])
    assert (steps > 0).all() or (steps < 0).all()
    assert abs(steps.sum()) > 60
    if look == "print":
        assert np.abs(steps / steps.mean() - 1).max() < 0.35  # evenly


@pytest.mark.parametrize("look", THEMES.values(), ids=THEMES)
def test_the_energy_map_is_no_other_map(look):
    apart = deltaE(table(look.energy_map), table(look.other_map), input_space="sRGB1")
    assert np.median(apart) > 20


def test_roles_follow_the_theme_that_is_worn():
    values = np.array([0.0, 0.5, 1.0])
    with wearing("print"):
        assert map_of("energy") == maps.COLD_TO_HOT_IN_PRINT
        mine = hexes(values, 0, 1)
    assert mine == hexes(values, 0, 1, maps.COLD_TO_HOT_IN_PRINT) != hexes(values, 0, 1)
    assert map_of("weights") == map_of("pictures") == "viridis"
    with pytest.raises(UsageError, match="did you mean 'viridis'"):
        rgb(values, 0, 1, "virridis")


@pytest.mark.parametrize("look", ["light", "print"])
def test_on_white_paper_every_x_can_be_seen(look):
    lightness = lab.of_rgb(table(THEMES[look].x_map))[:, 0]
    assert lightness.max() < 60  # the paper's is 100
    hue = np.unwrap(np.arctan2(*lab.of_rgb(table(THEMES[look].x_map)).T[[2, 1]]))
    theirs = np.unwrap(np.arctan2(*lab.of_rgb(colormaps["rainbow"](np.linspace(0, 1, 256))[:, :3]).T[[2, 1]]))
    assert np.abs(hue - theirs).max() < 0.35  # radians: the hues of the lecture's map


def test_zero_is_cold_and_the_cap_is_hot():
    F = np.array([[0.0, 1.0], [3.0, 4.2]])
    scale = energy_scale(F, cap=4.0)
    assert (scale.zero, scale.cap) == (0.0, 4.0)
    assert scale.ticks == (0.0, 2.0, 4.0)
    assert np.array_equal(scale.rgb(F)[0, 0], table("coolwarm")[0])
    assert np.array_equal(scale.rgb(F)[1, 1], table("coolwarm")[-1])


def test_a_cost_counts_from_its_mean_over_the_data():
    C, on_data = np.array([-3.0, 0.0, 5.0]), np.array([1.0, 3.0])
    scale = energy_scale(C, data=on_data, cap=3.0)
    assert scale.above(C) == pytest.approx(C - 2.0)
    assert scale.hexes(C) == hexes(C - 2.0, 0.0, 3.0)
    shifted = energy_scale(C + 7, data=on_data + 7, cap=3.0)
    assert shifted.hexes(C + 7) == scale.hexes(C)  # only differences count


def test_the_cap_is_a_round_number_that_few_values_exceed():
    rng = np.random.default_rng(1)
    for spread in (0.003, 0.7, 40.0):
        F = spread * rng.chisquare(2, 4000)
        cap = energy_scale(F).cap
        assert np.mean(cap < F) <= 0.01
        assert f"{cap:.0e}"[0] in "125"


def test_what_cannot_be_scaled_is_refused():
    with pytest.raises(UsageError, match="none below 0, got -1"):
        energy_scale(np.array([-1.0, 2.0]))
    with pytest.raises(UsageError, match="got neither"):
        energy_scale()
    with pytest.raises(UsageError, match="above 0, got 0"):
        energy_scale(cap=0.0)


def test_bright_is_where_black_reads_better_than_white():
    values = np.linspace(0, 1, 101)
    for name in ("coolwarm", "cividis", maps.COLD_TO_HOT_IN_PRINT):
        linear = rgb(values, 0, 1, name)
        L = lab.of_rgb(linear)[:, 0]
        Y = np.where(L > 8, ((L + 16) / 116) ** 3, L / 903.3)
        on_black, on_white = (Y + 0.05) / 0.05, 1.05 / (Y + 0.05)
        clear = np.maximum(on_black / on_white, on_white / on_black) > 1.6
        assert (bright(values, 0, 1, name) == (on_black > on_white))[clear].all()


@pytest.mark.parametrize("name", np.load(maps.SHIPPED).files)
def test_the_maps_that_are_shipped_are_matplotlib_s(name):
    assert np.array_equal(table(name), colormaps[name](np.linspace(0, 1, maps.STEPS))[:, :3])
    looked_up = colormaps[name](np.linspace(0, 1, colours.SIZE), bytes=True)
    assert np.array_equal(colours.table(name), looked_up)
