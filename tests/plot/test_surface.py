"""Surfaces on paper: what is drawn has the colour that the bar gives its energy, in every theme."""

from __future__ import annotations

import numpy as np
import pytest
from colorspacious import cspace_convert
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize, to_rgb

from ebviz.plot.base import draw, figure
from ebviz.plot.basin import Basin
from ebviz.plot.relief import Grid
from ebviz.plot.space import Space, View
from ebviz.plot.surface import surface
from ebviz.style.maps import colour_map
from ebviz.style.themes import THEMES

NEAR = 5.0  # ΔE in CAM02-UCS: seen side by side only
SIDE = np.linspace(-2, 2, 41)
BOWL = Grid(SIDE, SIDE, 0.6 * (SIDE**2 + SIDE[:, None] ** 2))
CAP = 1.5


@figure(size=(6, 4))
def opened(fig, theme):
    """A bowl with its near wall open."""
    ring = 0.5 * np.stack([np.cos(SIDE), np.sin(SIDE)], -1)
    view = View(-68, 42, (1.0, 1.0, 1.1))
    surface(fig, theme, BOWL, manifold=ring, cap=CAP, levels=np.array([0.5, 1.0]), view=view)


@figure(size=(6, 4))
def closed(fig, theme):
    """A bowl in a box."""
    view, limits = View(-52, 22, (1.0, 1.0, 1.0)), ((-2, 2), (-2, 2), (0, CAP))
    space = Space(fig, theme, (0.1, 0.1, 0.8, 0.8), view, limits, ((0,), (0,), (0,)), ("a", "b", "c"))
    Basin(space, BOWL, CAP, np.array([0.5, 1.0]))


@pytest.mark.parametrize("look", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("function", [opened, closed], ids=["opened", "closed"])
def test_a_face_has_its_energy_s_colour(function, look):
    fig = draw(function, look, {})
    (faces,) = (part for part in fig.axes[0].collections if isinstance(part, PolyCollection))
    drawn = faces.get_facecolors()[:, :3]
    bar = colour_map(look.energy_map)(Normalize(0, CAP)(np.linspace(0, CAP, 400)))[:, :3]
    mine, its = (cspace_convert(colours, "sRGB1", "CAM02-UCS") for colours in (drawn, bar))
    apart = np.linalg.norm(mine[:, None] - its, axis=-1)
    assert len(drawn) > 300
    assert apart.min(axis=1).max() < NEAR  # from the nearest colour of the bar
    assert apart[:, 0].min() < NEAR  # the bottom of the bowl is cold
    assert to_rgb(look.paper) not in {tuple(colour) for colour in drawn}
