"""Grids, lines and walks: their ends, their spacing, and what counts as low."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ebviz.energy import axis, closed_walk, line, low_share, plane


@pytest.mark.parametrize(
    ("extent", "step", "taken"), [(3.0, 0.25, 0.25), (2.25, 0.075, 0.075), (1.0, 0.3, 1 / 3), (1.0, 5.0, 1.0)]
)
def test_an_axis_is_even_and_symmetric_about_zero(extent, step, taken):
    y = axis(extent, step)
    assert y.dtype == torch.float64
    assert y[len(y) // 2] == 0
    torch.testing.assert_close(y, torch.from_numpy(np.linspace(-extent, extent, len(y))))
    assert float(y[1] - y[0]) == pytest.approx(taken)


def test_a_plane_has_rows_of_y2_and_columns_of_y1():
    y1, y2 = torch.arange(3.0), torch.arange(2.0) + 10
    expected = np.stack(np.meshgrid(y1, y2), -1)
    np.testing.assert_array_equal(plane(y1, y2), expected)


def test_a_line_is_even_and_ends_where_it_should():
    start, end = torch.tensor([1.0, -2.0]), torch.tensor([4.0, 7.0])
    points = line(start, end, 4)
    assert torch.equal(points[0], start)
    assert torch.equal(points[-1], end)
    torch.testing.assert_close(points.diff(dim=0), ((end - start) / 3).expand(3, 2))


def test_a_walk_is_closed_and_passes_its_stops():
    stops = torch.randn(5, 2, generator=torch.Generator().manual_seed(0))
    way = closed_walk(stops, 7)
    assert way.shape == (36, 2)
    torch.testing.assert_close(way[::7], torch.cat([stops, stops[:1]]))
    torch.testing.assert_close(way[3], stops[0] + 3 / 7 * (stops[1] - stops[0]))


def test_what_counts_as_low():
    assert low_share(torch.tensor([[0.0, 1.0], [0.2, 5.0]]), torch.zeros(9), 0.5) == 0.5
    data = torch.cat([torch.zeros(99), torch.tensor([100.0])])  # one sample in a hundred is ignored
    assert low_share(torch.tensor([[50.0, 0.1]]), data, 0.2) == 0.5
