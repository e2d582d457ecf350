"""Surfaces: colours, rings, rim, depth and outlines, against closed forms and matplotlib."""

import matplotlib
import numpy as np
import pytest
from colorspacious import deltaE
from manim import config, tempconfig

from ebviz.errors import UsageError
from ebviz.stage.gl import Curve, Points, Rings, Space, StageCamera, Surface, View
from ebviz.stage.gl.contours import level_lines
from ebviz.stage.gl.mesh import outline, triangles
from ebviz.stage.gl.surface import normals

ABOVE = {"phi": 0.0, "theta": -np.pi / 2, "focal_distance": 1e6}  # straight down, no perspective


@pytest.fixture(autouse=True)
def _small():
    with tempconfig({"pixel_width": 320, "pixel_height": 180}):
        config.frame_width = 14 + 2 / 9
        yield


def sheet(n=65, reach=2.0):
    """Return a paraboloid's points (n, n, 3) and its energy r²/4 (n, n)."""
    x, y = np.meshgrid(np.linspace(-reach, reach, n), np.linspace(-reach, reach, n))
    energy = (x**2 + y**2) / 4
    return np.stack([x, y, energy], axis=-1), energy


def shot(*parts, opacity=1.0, **view):
    """Return the picture (180, 320, 3) of a space with these parts."""
    camera = StageCamera()
    camera.capture_mobjects([Space(*parts, view=View(**view)).set_opacity(opacity)])
    return camera.pixel_array[..., :3].astype(int)


def radii():
    """Return the distance of each pixel (180, 320) from the frame's middle, in Manim units."""
    rows, columns = np.indices((180, 320)) + 0.5
    return np.hypot(columns - 160, rows - 90) * config.frame_width / 320


def test_colours_are_the_colour_maps():
    """From straight above and without shading, every pixel has matplotlib's colour of its energy."""
    picture, r = shot(Surface(*sheet(), shading=0.0), **ABOVE), radii()
    inside = r < 1.9
    expected = matplotlib.colormaps["coolwarm"](r[inside] ** 2 / 4, bytes=True)[:, :3].astype(int)
    assert np.abs(picture[inside] - expected).max() <= 4
    assert (picture[r > 2.95] == 0).all()


NEAR = 5.0  # ΔE in CAM02-UCS: seen side by side only


def bowl(n=61):
    """Return a deep bowl's points (n, n, 3): its normals point everywhere, up to 80° from upright."""
    x, y = np.meshgrid(np.linspace(-2, 2, n), np.linspace(-2, 2, n))
    return np.stack([x, y, 0.7 * (x**2 + y**2) - 2.5], axis=-1)


@pytest.mark.parametrize("phi", [0.0, 0.9, 1.5, 2.6])  # from above to below
@pytest.mark.parametrize("value", [0.0, 0.3, 0.5, 0.8, 1.0])
def test_wherever_a_surface_is_seen_its_colour_is_the_bar_s(phi, value):
    """Light may shade both sides, inside and out, but hardly the colour, which is energy."""
    bar = np.array(matplotlib.colormaps["coolwarm"](value))[:3]
    for theta in np.linspace(0, 5, 4):
        grid = bowl()
        seen = shot(Surface(grid, np.full(grid.shape[:2], value)), phi=phi, theta=theta)
        unlit = shot(Surface(grid, np.full(grid.shape[:2], value), shading=0.0), phi=phi, theta=theta)
        inside = (np.abs(unlit - 255 * bar) <= 1.5).all(axis=-1)  # without the soft outline
        colours = np.unique(seen[inside], axis=0) / 255
        assert inside.sum() > 1000
        assert deltaE(colours, np.broadcast_to(bar, colours.shape), input_space="sRGB1").max() < NEAR


def test_light_is_still_seen():
    """The same energy everywhere: what faces the light is a little brighter than what it grazes."""
    grid = bowl()
    seen = shot(Surface(grid, np.full(grid.shape[:2], 0.5)), phi=0.9).sum(axis=-1)
    assert 1.05 < seen.max() / seen[seen > 500].min() < 1.16


def test_stronger_light_is_refused():
    with pytest.raises(UsageError, match=r"expected 0 to 0\.12, since colour is energy, got 0\.45"):
        Surface(*sheet(9), shading=0.45)


def test_rings_are_where_the_energy_has_their_level():
    """A ring at energy 1/4 is a circle of radius 1: the darkest pixels along every ray."""
    plain = shot(Surface(*sheet(), shading=0.0), **ABOVE)
    ringed = shot(Surface(*sheet(), shading=0.0, levels=[0.25], ring_width=4, ring_strength=1.0), **ABOVE)
    darker, r = (plain - ringed).sum(axis=-1), radii()
    assert darker.max() > 300
    assert abs((darker * r).sum() / darker.sum() - 1.0) < 0.02
    assert (darker[abs(r - 1) > 0.12] == 0).all()


def test_the_cap_cuts_along_its_contour_and_softly():
    """Nothing above the cap; the disc it leaves has the closed form's area, and edge pixels are in between."""
    pixel = config.frame_width / 320
    picture = shot(Surface(*sheet(), shading=0.0, cap=0.5, vmax=1e9, edge_width=0.6), **ABOVE)
    full = picture[90, 160].sum()
    cover = picture.sum(axis=-1) / full
    assert (cover[radii() > np.sqrt(2) + 2 * pixel] == 0).all()
    assert abs(cover.sum() * pixel**2 - 2 * np.pi) < 2 * np.pi * np.sqrt(2) * pixel  # within a pixel of rim
    assert ((cover > 0.1) & (cover < 0.9)).sum() > 60


@pytest.mark.parametrize("opacity", [1.0, 0.5])
def test_depth_hides_and_veils(opacity):
    """A point below an opaque sheet is unseen, below a translucent one half seen, above it always seen."""
    flat, energy = sheet(9)
    flat[..., 2] = 0
    veil = Surface(flat, energy * 0, shading=0.0, vmin=-1, vmax=1).set_opacity(opacity)
    below, above = Points([[0, 0, -0.5]], "#FFFFFF", 0.3, rim=0), Points([[1, 0, 0.5]], "#00FF00", 0.3, rim=0)
    picture = shot(veil, below, above, **ABOVE)
    grey = np.array(matplotlib.colormaps["coolwarm"](0.5, bytes=True))[:3].astype(int)
    expected = opacity * grey + (1 - opacity) * 255
    assert np.abs(picture[90, 160] - expected).max() <= 3
    assert np.abs(picture[90, 160 + round(320 / config.frame_width)] - [0, 255, 0]).max() <= 2
    assert np.abs(picture[90, 180 + 4 * 5] - opacity * grey).max() <= 3


def test_a_triangle_in_space_points_up_and_has_the_area_of_a_dot():
    dot, triangle = (
        shot(Points([[0, 0, 0]], "#FFFFFF", 1.0, rim=0, shape=shape), **ABOVE)[..., 0] / 255
        for shape in ("dot", "triangle")
    )
    assert triangle.sum() == pytest.approx(dot.sum(), rel=0.03)
    widths = triangle.sum(axis=1)
    assert (np.diff(widths[widths > 1]) > 0).mean() > 0.9  # wider and wider, from the top down
    with pytest.raises(UsageError, match="unknown shape 'cross' of points: expected dot or triangle"):
        Points([[0, 0, 0]], shape="cross")


def test_fading_the_layer_fades_the_picture_as_one():
    """Half the opacity halves every pixel on black, whatever overlaps whatever."""
    parts = [Surface(*sheet(33), levels=[0.2, 0.4]), Curve([[-2, 0, 1], [2, 0, 1]], "#FFFFFF", 6)]
    view = {"phi": 1.0, "theta": 0.4}
    whole, half = shot(*parts, **view), shot(*[part.copy() for part in parts], opacity=0.5, **view)
    assert whole.max() > 150
    assert np.abs(half - whole / 2).max() <= 1


def test_rings_alone_lie_on_the_sheet():
    """From above, a stack of lines is a set of circles of the closed form's radii, in the levels' colours."""
    picture, r = shot(Rings(*sheet(), levels=[0.25, 0.81], width=4), **ABOVE).sum(axis=-1), radii()
    for radius in (1.0, 1.8):
        band = abs(r - radius) < 0.25
        assert abs((picture[band] * r[band]).sum() / picture[band].sum() - radius) < 0.02
    assert (picture[(abs(r - 1) > 0.12) & (abs(r - 1.8) > 0.12)] == 0).all()


def test_new_values_every_frame():
    """Replacing the grid, even by one of another shape, draws the same as a new surface."""
    grid, energy = sheet(33)
    surface = Surface(grid, energy, levels=[0.3])
    space, camera = Space(surface, view=View()), StageCamera()
    camera.capture_mobjects([space])
    first = camera.pixel_array.copy()
    surface.set_grid(*sheet(20, 1.5))
    camera.reset()
    camera.capture_mobjects([space])
    fresh = shot(Surface(*sheet(20, 1.5), levels=[0.3]))
    assert (camera.pixel_array[..., :3] == fresh).all()
    assert (camera.pixel_array != first).any()


def test_normals_of_a_paraboloid():
    """z = (x² + y²)/4 has the normal (-x/2, -y/2, 1), normalised; central differences are exact on it inside."""
    grid, _ = sheet(17)
    x, y = grid[..., 0], grid[..., 1]
    exact = np.stack([-x / 2, -y / 2, np.ones_like(x)], axis=-1)
    exact /= np.linalg.norm(exact, axis=-1, keepdims=True)
    np.testing.assert_allclose(normals(grid)[1:-1, 1:-1], exact[1:-1, 1:-1], atol=1e-9)


def test_the_outline_by_brute_force():
    """An edge counts if it has one triangle, or two that face opposite ways: counted one triangle at a time."""
    rng = np.random.default_rng(3)
    clip = np.concatenate([rng.normal(size=(6, 7, 3)), rng.uniform(0.5, 2, size=(6, 7, 1))], axis=-1)
    flat, facing = (clip[..., :3] / clip[..., 3:]).reshape(-1, 3), {}
    for a, b, c in triangles(np.ones((6, 7), dtype=bool), False, False):
        (ux, uy, _), (vx, vy, _) = flat[b] - flat[a], flat[c] - flat[a]
        for one, other in ((a, b), (b, c), (c, a)):
            facing.setdefault(tuple(sorted((int(one), int(other)))), []).append(bool(ux * vy - uy * vx > 0))
    expected = {edge for edge, ways in facing.items() if len(ways) == 1 or ways[0] != ways[1]}
    edges = outline(clip, np.ones((6, 7), dtype=bool))
    assert len(edges) == len(expected)
    assert {tuple(sorted(map(int, edge))) for edge in edges} == expected
    assert 0 < len(expected) < len(facing)


def test_level_lines_lie_on_their_level():
    """Interpolating a third coordinate that is the energy itself gives the level back."""
    grid, energy = sheet(33)
    lines = level_lines(grid, energy, 0.5)
    assert len(lines) == 1
    np.testing.assert_allclose(lines[0][:, 2], 0.5, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(lines[0][:, :2], axis=1), np.sqrt(2), atol=2e-3)


def test_bad_sheets_are_refused():
    """One line says which shapes were given and which are taken."""
    grid, energy = sheet(9)
    with pytest.raises(UsageError, match=r"\(9, 9, 3\) and \(9, 8\)"):
        Surface(grid, energy[:, 1:])
    energy[3, 3] = np.nan
    with pytest.raises(UsageError, match="NaN"):
        Surface(grid, energy)
    with pytest.raises(UsageError, match=r"\(N, 3\)"):
        Points(np.zeros((4, 2)))
    with pytest.raises(UsageError, match="did you mean 'coolwarm'"):
        shot(Surface(*sheet(9), cmap="colwarm"))
