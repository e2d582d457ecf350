"""Heat maps and arrows, against matplotlib's colours, SciPy's interpolation and geometry."""

import matplotlib
import numpy as np
import pytest
from manim import config, tempconfig
from scipy.ndimage import map_coordinates

from ebviz.errors import UsageError
from ebviz.stage.gl import Arrows, Field, StageCamera


@pytest.fixture(autouse=True)
def _small():
    with tempconfig({"pixel_width": 320, "pixel_height": 180}):
        config.frame_width = 14 + 2 / 9
        yield


def shot(*layers):
    """Return the picture (180, 320, 3)."""
    camera = StageCamera()
    camera.capture_mobjects(layers)
    return camera.pixel_array[..., :3].astype(int)


def coolwarm(values):
    return np.array(matplotlib.colormaps["coolwarm"](values, bytes=True))[..., :3].astype(int)


def values(rows=9, columns=16):
    return np.random.default_rng(0).random((rows, columns))


def test_cells_have_their_colours_first_row_lowest():
    """Every pixel of every cell of a full-screen map has matplotlib's colour of that cell."""
    given = values()
    expected = np.kron(
        coolwarm(given[::-1] / 0.8).transpose(2, 0, 1), np.ones((20, 20), dtype=int)
    ).transpose(1, 2, 0)
    assert np.abs(shot(Field(given, vmax=0.8, smooth=False)) - expected).max() <= 3


def test_smooth_maps_interpolate_between_the_middles():
    """Bilinear between the cells' middles, as SciPy computes it; the outermost half cells are constant."""
    given = values()
    rows, columns = (np.indices((180, 320)) + 0.5) / 20 - 0.5
    between = map_coordinates(given[::-1], [rows, columns], order=1, mode="nearest")
    assert np.abs(shot(Field(given)) - coolwarm(between)).max() <= 5


def test_fit_reveal_and_new_values():
    """The map fills its rectangle; unrevealed cells are not drawn, half revealed ones are half wide."""
    field = Field(np.ones((2, 4)), smooth=False).fit([-4, -2, 0], [4, 2, 0])
    unit = 320 / config.frame_width
    lit = shot(field).any(axis=-1)
    assert abs(lit.sum() / unit**2 - 32) < 0.5
    share = np.zeros((2, 4))
    share[0, 0], share[1, 3] = 1.0, 0.5
    lit = shot(field.set_reveal(share)).any(axis=-1)
    assert abs(lit.sum() / unit**2 - (4 + 1)) < 0.4
    assert lit[90 + round(unit), 160 - round(3 * unit)]
    assert lit[90 - round(unit), 160 + round(3 * unit)]
    assert not lit[90 - round(unit), 160 - round(3 * unit)]
    blue, red = shot(field.set_reveal(None).set_values(np.zeros((5, 3)))), coolwarm(1.0)
    assert np.abs(blue[90, 160] - coolwarm(0.0)).max() <= 2
    assert np.abs(blue[90, 160] - red).max() > 50


def test_contour_lines_of_a_slope():
    """On values that grow to the right from 0 to 1, the level 0.25 is a vertical line a quarter of the way."""
    slope = np.tile((np.arange(320) + 0.5) / 320, (4, 1))
    changed = np.abs(shot(Field(slope)) - shot(Field(slope, levels=[0.25], ring_width=5, ring_strength=1.0)))
    columns = changed.sum(axis=(0, 2))
    assert columns.max() > 0
    assert abs((columns * (np.arange(320) + 0.5)).sum() / columns.sum() - 80) < 0.5
    assert np.count_nonzero(columns) <= 4


def test_arrows_point_from_tail_to_tip():
    """An arrow's light lies between its ends, wider near the tip; growth 0 draws nothing, 1/2 half of it."""
    arrow = Arrows([[-3, 1]], [[4, 0]], "#FFFFFF", width=6)
    unit = 320 / config.frame_width
    picture = shot(arrow).any(axis=-1)
    rows, columns = np.nonzero(picture)
    assert abs(columns.min() - (160 - 3 * unit)) < 2
    assert abs(columns.max() - (160 + unit)) < 2
    assert abs(rows.mean() - (90 - unit)) < 1
    widths = picture.sum(axis=0)
    assert widths[int(160 + 0.8 * unit)] > widths[160 - 2 * int(unit)]
    assert not shot(arrow.set_growth(0)).any()
    assert abs(np.nonzero(shot(arrow.set_growth(0.5)).any(axis=(0, 2)))[0].max() - (160 - unit)) < 2


def test_bad_fields_are_refused():
    """One line says what was given and what is expected."""
    with pytest.raises(UsageError, match=r"\(H, W\), got \(3,\)"):
        Field(np.zeros(3))
    with pytest.raises(UsageError, match="NaN"):
        Field(np.array([[0.0, np.nan]]))
    with pytest.raises(UsageError, match=r"\(9, 16\), got \(16, 9\)"):
        Field(values()).set_reveal(np.ones((16, 9)))
    with pytest.raises(UsageError, match=r"\(2, 2\) and \(3, 2\)"):
        Arrows(np.zeros((2, 2)), np.zeros((3, 2)))
