"""Discs and stamps of slide figures: where they are, how large, and in which colours."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from ebviz.plot import discs, stamps
from ebviz.style.themes import theme


@pytest.fixture
def axes():
    axes = Figure(figsize=(4, 4)).add_axes((0, 0, 1, 1))
    axes.set(xlim=(-2, 2), ylim=(-2, 2))
    return axes


def test_discs_have_their_centres_and_radii(axes):
    centres, radii = np.array([[0.0, 1.0], [-1.0, 0.5]]), np.array([0.5, 0.25])
    discs(axes, theme("dark"), centres, radii, "tilde(y)", fill=0.2, rim=3.0)
    inside, rims = axes.collections
    for drawn in (inside, rims):
        boxes = [path.get_extents() for path in drawn.get_paths()]
        assert np.array([(b.x0 + b.x1, b.y0 + b.y1) for b in boxes]) / 2 == pytest.approx(centres, abs=1e-6)
        assert np.array([b.width for b in boxes]) == pytest.approx(2 * radii, rel=1e-3)
    assert inside.get_facecolor()[0, 3] == pytest.approx(0.2)
    assert rims.get_linewidth()[0] == 3.0
    assert rims.get_zorder() > inside.get_zorder()


def test_stamps_are_ink_in_their_boxes_and_leave_the_axes_alone(axes):
    ink = np.zeros((2, 3, 3))
    ink[1, 0, 0] = 1.0
    look = theme("light")
    stamps(axes, look, ink, np.array([[0.0, 0.0], [1.0, -1.0]]), np.array([1.0, 0.5]))
    assert axes.get_xlim() == (-2, 2)
    first, second = axes.images
    assert first.get_extent() == pytest.approx([-0.5, 0.5, -0.5, 0.5])
    assert second.get_extent() == pytest.approx([0.75, 1.25, -1.25, -0.75])
    assert np.asarray(second.get_array()[..., 3]) == pytest.approx(ink[1])  # opaque where there is ink
    rgb = [int(look.ink[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    assert np.asarray(second.get_array()[0, 0, :3]) == pytest.approx(rgb)
