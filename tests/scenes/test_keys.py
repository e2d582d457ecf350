"""Hue is never all that tells two things of a key apart: for everybody, they differ in mark, dash or colour.

Of two entries with one mark, the colours must be as far apart as symbols that meet in a picture (`LEAST`, ΔE in
CAM02-UCS), whichever cones the viewer lacks, in every theme.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from colorspacious import deltaE
from matplotlib.colors import to_rgb

from ebviz.stage.keys import Legend
from ebviz.style.themes import THEMES
from tests.scenes.drawings import Drawings, Entry
from tests.scenes.played import Played
from tests.style.test_colour_vision import LEAST, SEEN, seen_as


def alike(entries: list[Entry]) -> Iterator[str]:
    """Yield the pairs that somebody takes for one another."""
    for (mark, hue, text), (other, its, words) in combinations(entries, 2):
        if mark == other:
            both = np.array([to_rgb(hue), to_rgb(its)])
            far = min(float(deltaE(*seen_as(both, cones), input_space="sRGB1")) for cones in SEEN)
            if far < LEAST:
                yield f"{text} / {words}: {far:.1f}"


def test_the_entries_of_a_film_s_legends_can_be_told_apart(played: Played) -> None:
    for legend in played.legends:
        for name, look in THEMES.items():
            found = [(mark, look(hue), text) for mark, hue, text in legend]
            assert list(alike(found)) == [], (played.entry.name, name)


@pytest.mark.parametrize("look", THEMES)
def test_the_entries_of_a_figure_s_legends_can_be_told_apart(drawings: Drawings, look: str) -> None:
    for legend in drawings[look].legends:
        assert list(alike(legend)) == []


def test_hues_that_some_take_for_one_another_are_found() -> None:
    dark = THEMES["dark"]
    green, orange = (("line", dark(name), name) for name in ("green", "orange"))
    assert len(list(alike([green, orange]))) == 1
    assert list(alike([green, ("dashed", *orange[1:])])) == []


@pytest.mark.parametrize(
    ("mark", "on_map"),
    [(mark, False) for mark in ("dot", "arrow", "rim", "band", "line", (8, 3))]
    + [(mark, True) for mark in ("dot", "ring", "triangle", "hat")],
)
def test_a_legend_keeps_its_entries_and_draws_each_mark_in_the_same_room(mark: Any, on_map: bool) -> None:
    legend = Legend([(mark, "y", "$y$"), ("dashed", "z", "$z$")], on_map=on_map)
    assert legend.entries == [(mark, "y", "$y$"), ("dashed", "z", "$z$")]
    assert legend[0][1].get_left()[0] == pytest.approx(legend[1][1].get_left()[0])
    assert legend[0][0].get_right()[0] < legend[0][1].get_left()[0]
