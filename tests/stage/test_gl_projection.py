"""What OpenGL draws lands where Manim's own camera draws: the authority is Cairo and `ThreeDCamera`."""

import numpy as np
import pytest
from manim import DEGREES, ORIGIN, Dot, config, tempconfig

from ebviz.stage.gl import Axes3D, Points, Space, SpaceLabel, StageCamera, Surface, ThreeDStageCamera, View

ANGLES = [(0, -90, 0), (62, -55, 0), (75, 30, 0), (50, 160, 10), (110, 250, -20)]  # phi, theta, gamma


@pytest.fixture(autouse=True)
def _small():
    with tempconfig({"pixel_width": 320, "pixel_height": 180}):
        config.frame_width = 14 + 2 / 9
        yield


def centroid(camera):
    """Return the middle (column, row) of all that was drawn on black."""
    light = camera.pixel_array[..., :3].sum(axis=-1).astype(float)
    assert light.sum() > 0, "nothing was drawn"
    rows, columns = np.indices(light.shape) + 0.5
    return np.array([(columns * light).sum(), (rows * light).sum()]) / light.sum()


def drawn(camera, *mobjects):
    """Return the middle of what these mobjects look like on screen."""
    camera.reset()
    camera.capture_mobjects(mobjects)
    return centroid(camera)


def bowl(x, y):
    return 0.25 * (x**2 + y**2) - 1


@pytest.mark.parametrize("angles", ANGLES)
@pytest.mark.parametrize("place", [(1.2, 0.7), (-1.5, 1.0), (0.3, -1.3)])
def test_cairo_dots_sit_on_the_surface(angles, place):
    """A Cairo dot drawn by Manim's 3-D camera, a disc and a speck of surface drawn here: the same pixel."""
    camera = ThreeDStageCamera()
    phi, theta, gamma = (angle * DEGREES for angle in angles)
    camera.set_phi(phi), camera.set_theta(theta), camera.set_gamma(gamma)
    camera.set_zoom(0.8), camera.set_focal_distance(12.0)
    camera.reset_rotation_matrix()
    point = np.array([*place, bowl(*place)])
    dot = Dot(point, radius=0.12)
    camera.add_fixed_orientation_mobjects(dot)
    cairo = drawn(camera, dot)
    assert (
        np.abs(drawn(camera, Space(Points(point[None], "#FFFFFF", radius=0.12), camera=camera)) - cairo).max()
        < 0.5
    )
    near = np.linspace(-0.1, 0.1, 5)
    x, y = np.meshgrid(place[0] + near, place[1] + near)
    speck = Surface(np.stack([x, y, bowl(x, y)], axis=-1), np.full((5, 5), 0.5))
    assert np.abs(drawn(camera, Space(speck, camera=camera)) - cairo).max() < 1.0


@pytest.mark.parametrize("angles", ANGLES)
def test_projecting_points_for_cairo(angles):
    """`Space.project` says where in the 2-D frame a point of the layer is, even in a moved and scaled window."""
    phi, theta, gamma = (angle * DEGREES for angle in angles)
    point = np.array([0.9, -0.6, 0.5])
    space = Space(
        Points(point[None], "#FFFFFF", radius=0.1), view=View(phi, theta, gamma, zoom=1.2), width=8, height=6
    )
    space.scale(0.8).shift([2.5, -0.5, 0])
    camera = StageCamera()
    seen = drawn(camera, space)
    assert np.abs(drawn(camera, Dot(space.project(point), radius=0.1)) - seen).max() < 0.5


def test_projection_is_manims():
    """The formula itself, against `ThreeDCamera.project_points`, to rounding."""
    camera = ThreeDStageCamera()
    camera.set_phi(1.1), camera.set_theta(0.4), camera.set_gamma(0.2), camera.set_zoom(1.3)
    camera.set_focal_distance(9.0)
    camera.frame_center = np.array([0.5, -0.2, 0.3])
    camera.reset_rotation_matrix()
    points = np.random.default_rng(0).normal(size=(50, 3))
    space = Space(camera=camera)
    expected = camera.project_points(points.copy())
    np.testing.assert_allclose(space.project(points)[:, :2], expected[:, :2], atol=1e-9)


def test_matrix_and_formula_agree():
    """The matrix given to OpenGL is the same map, with depths from -1 (near) to 1 (far)."""
    view = View(1.0, 0.3, 0.1, zoom=1.4, focal_distance=11.0, centre=(0.2, -0.1, 0.4))
    points = np.random.default_rng(1).normal(size=(40, 3))
    clip = np.hstack([points, np.ones((40, 1))]) @ view.homogeneous(near=4.0, far=-4.0).T
    flat = view.project(points)
    np.testing.assert_allclose(clip[:, :2] / clip[:, 3:], flat[:, :2], atol=1e-9)
    depth = clip[:, 2] / clip[:, 3]
    assert (np.diff(depth[np.argsort(flat[:, 2])]) < 0).all()
    ends = view.centre + view.rotation()[2] * np.array([[4.0], [-4.0]])
    ends = np.hstack([ends, np.ones((2, 1))]) @ view.homogeneous(near=4.0, far=-4.0).T
    np.testing.assert_allclose(ends[:, 2] / ends[:, 3], [-1, 1], atol=1e-9)


def test_a_label_is_a_cairo_picture_in_place():
    """A label at a point looks like the mobject drawn there by Cairo."""
    camera, point = StageCamera(), np.array([1.0, 0.5, -0.7])
    mark = Dot(ORIGIN, radius=0.4, color="#FFAA00")
    space = Space(SpaceLabel(mark, point), view=View())
    seen = drawn(camera, space)
    picture = camera.pixel_array.copy()
    drawn(camera, mark.copy().move_to(space.project(point)))
    assert np.abs(centroid(camera) - seen).max() < 0.2
    far = np.abs(picture.astype(int) - camera.pixel_array).max(axis=-1)
    assert (far > 64).sum() < 8, "more than the soft edge differs"
    assert far.max() < 128


def test_axes_place_data():
    """The ends of the ranges are the corners of a box centred on the origin."""
    axes = Axes3D((-2, 4, 1), (0, 1, 0.5), (10, 20, 5), lengths=(6, 4, 2), number=None)
    np.testing.assert_allclose(axes.point(-2, 0, 10), [-3, -2, -1])
    np.testing.assert_allclose(axes.point([4, 1], [1, 0.5], [20, 15]), [[3, 2, 1], [0, 0, 0]])
    assert [list(ticks) for ticks in axes.ticks] == [[-2, -1, 0, 1, 2, 3, 4], [0, 0.5, 1], [10, 15, 20]]
    assert axes.heights([-2, 4], [0, 1, 1], np.full((3, 2), 15.0)).shape == (3, 2, 3)
