"""The relief of a paraboloid, F = |y|², where everything is known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from ebviz.plot.relief import Grid, clipped, contours, hidden
from ebviz.plot.space import View


@pytest.fixture(scope="module")
def bowl() -> Grid:
    axis = np.linspace(-1.5, 1.5, 151)
    return Grid(axis, axis, axis**2 + axis[:, None] ** 2)


def test_what_is_cut_off_leaves_a_disc(bowl):
    faces = clipped(bowl, 1.0)
    x, y = ([np.append(face[:, axis], face[0, axis]) for face in faces] for axis in (0, 1))
    area = sum(abs(np.sum(a[:-1] * b[1:] - a[1:] * b[:-1])) / 2 for a, b in zip(x, y, strict=True))
    assert area == pytest.approx(np.pi, rel=2e-3)
    assert max(face[:, 2].max() for face in faces) == pytest.approx(1.0)


def test_contours_are_circles(bowl):
    (ring,) = contours(bowl, 0.49)
    assert np.linalg.norm(ring, axis=1) == pytest.approx(0.7, abs=1e-3)


@pytest.mark.parametrize("elevation", [20.0, 45.0, 70.0])
def test_a_point_is_hidden_where_the_ray_to_the_eye_meets_the_bowl_again(bowl, elevation):
    view, cap = View(30.0, elevation, (1.0, 1.0, 1.3)), 1.0
    angle, radius = np.meshgrid(np.linspace(0, 2 * np.pi, 37), np.linspace(0.1, 0.95, 8))
    flat = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1).reshape(-1, 2)
    places = np.column_stack([flat, (flat**2).sum(axis=1)])
    climb = view.eye / view.scale
    # |p + t c|² = F + t s has the roots t = 0 and t = (s − 2 p·c) / |c|²; the second counts below the cap.
    t = (climb[2] - 2 * flat @ climb[:2]) / (climb[:2] @ climb[:2])
    height = places[:, 2] + t * climb[2]
    clear = (np.abs(t) > 0.08) & (np.abs(height - cap) > 0.05)
    truth = (t > 0) & (height <= cap)
    assert truth[clear].any() == (elevation < 70)  # from high up nothing is hidden
    assert (hidden(view, places, bowl, cap) == truth)[clear].all()


def test_the_eye_sees_depth_and_height():
    view = View(-90.0, 0.0, (1.0, 1.0, 2.0))  # from the front, level
    assert view.flat(np.array([3.0, 9.0, 4.0])) == pytest.approx([3.0, 8.0])
    assert view.depth(np.array([0.0, -1.0, 0.0])) > view.depth(np.array([0.0, 1.0, 0.0]))
