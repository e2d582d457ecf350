"""A graph in a slide figure: its arrows lead where the weights say, and run where the film's run."""

from __future__ import annotations

import numpy as np
import pytest

from ebviz import stage
from ebviz.diagrams.network import FAINT
from ebviz.errors import UsageError
from ebviz.plot import Network, canvas
from ebviz.plot.base import SlideFigure
from ebviz.plot.label import Label
from ebviz.style.themes import theme

PLACES = np.array([[-100.0, 0.0], [100.0, 0.0], [0.0, 150.0]])
WEIGHTS = np.array([[0.0, 0.5, 0.0], [1.0, 0.0, 0.001], [0.0, 0.0, 0.4]])


@pytest.fixture
def axes():
    return canvas(SlideFigure(theme("dark"), figsize=(12, 6.75)))


def test_arrows_are_as_strong_as_they_weigh_and_end_at_the_rims(axes):
    look = theme("dark")
    made = Network(
        axes, look, PLACES, WEIGHTS, ["a", "wide", "c"], colours=["red", "aqua", "aqua"], radius=20
    )
    assert set(made.arrows) == {(0, 1), (1, 0), (2, 2)}
    shaft, head = made.arrows[0, 1]  # from the wide one to a
    assert shaft.get_linewidth() == pytest.approx(8 * 0.5 * 0.9)  # a slide point is 0.9 points here
    assert shaft.get_alpha() == head.get_alpha() == pytest.approx(FAINT + (1 - FAINT) / 2)
    way = shaft.get_xydata()
    assert np.linalg.norm(way[0] - PLACES[1]) == pytest.approx(20, abs=2)
    tips = head.get_path().vertices
    assert np.linalg.norm(tips - PLACES[0], axis=1).min() == pytest.approx(20, abs=2)
    back = made.arrows[1, 0][0].get_xydata()
    assert way[:, 1].mean() * back[:, 1].mean() < 0
    assert [circle.get_edgecolor()[:3] for circle in made.vertices] == [
        tuple(int(look(hue)[k : k + 2], 16) / 255 for k in (1, 3, 5)) for hue in ("red", "aqua", "aqua")
    ]
    names = axes.findobj(Label)
    assert [name.source for name in names] == ["a", "wide", "c"]
    assert names[1].size < names[0].size  # a wide name is set smaller


def test_a_figure_and_a_film_have_the_same_arrows(axes):
    made = Network(axes, theme("dark"), PLACES, WEIGHTS)
    film = stage.Network(stage.pt(1.0) * PLACES, WEIGHTS)
    assert set(film.arrows) == set(made.arrows)
    for pair, (shaft, head) in made.arrows.items():
        in_film = film.arrows[pair]
        assert in_film[0].places[:, :2] / stage.pt(1.0) == pytest.approx(shaft.get_xydata(), abs=1e-6)
        corners = in_film[1].points[:16:4, :2] / stage.pt(1.0)
        assert corners == pytest.approx(head.get_path().vertices[:12:3], abs=1e-6)


def test_vertices_upon_one_another_and_heads_longer_than_their_arrows_are_drawn(axes):
    near = np.array([[0.0, 0.0], [0.0, 0.0], [43.0, 0.0]])
    made = Network(axes, theme("dark"), near, np.ones((3, 3)))
    ends = [np.vstack([shaft.get_xydata(), head.get_path().vertices]) for shaft, head in made.arrows.values()]
    assert len(ends) == 9
    assert all(np.isfinite(points).all() for points in ends)


def test_weights_of_other_vertices_are_refused(axes):
    with pytest.raises(UsageError, match=r"expected weights \(3, 3\), got \(2, 2\)"):
        Network(axes, theme("dark"), PLACES, np.eye(2))
