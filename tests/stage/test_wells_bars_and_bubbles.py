"""Wells, bars, bubbles on a plane, pictures that find lost pixels: against geometry and the histories they follow."""

import numpy as np
import pytest

from ebviz.errors import UsageError
from ebviz.stage import Bar, Group, Pictures, Plane, Region, Well, baseline, place, stand

ROOM = Region(-2.0, -1.0, 3.0, 1.5)


def plane():
    return Plane((-4, 4, 1), (-2, 2, 1), width=8.0)  # one unit of the frame for one of the axes


def ends(arrows):
    return arrows.tails + arrows.vectors


def test_bubbles_follow_their_histories_at_the_plane_s_scale():
    mu = np.array([[[0.0, 0.0], [1.0, 1.0]], [[2.0, 0.0], [1.0, -1.0]]])
    radius = np.array([[1.0, 0.5], [0.5, 0.5]])
    bubbles = plane().scale(0.5, about_point=np.zeros(3)).bubbles(mu, radius, reach=2.0)
    assert bubbles.radii == pytest.approx([1.0, 0.5])
    stand(1, bubbles)
    assert bubbles.centres == pytest.approx(np.array([[1.0, 0.0], [0.5, -0.5]]))
    assert bubbles.radii == pytest.approx([0.5, 0.5])


def test_what_follows_a_history_stays_on_its_plane_when_both_have_moved():
    """A layer that was moved with its plane must not be moved once more by the next moment."""
    at = plane()
    mu = np.array([[[1.0, 0.0]], [[2.0, 1.0]]])
    things = [
        at.bubbles(mu, np.ones((2, 1))),
        at.dots(mu),
        at.arrows(mu, np.ones_like(mu)),
    ]
    Group(at, *things).scale(0.5, about_point=at.at((0, 0))).shift(place(3, -1))
    stand(1, Group(*things))
    for layer, name in zip(things, ("centres", "places", "tails"), strict=True):
        middle, growth = layer.window()
        seen = getattr(layer, name)[0] * growth + middle
        assert seen == pytest.approx(at.at((2.0, 1.0))[:2], abs=1e-5), name
    assert things[0].radii[0] * things[0].window()[1][0] == pytest.approx(0.5)


def test_arrows_on_a_rim_point_out_or_in():
    centre, radius, force = np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([1.0, 0.5]), np.array([0.3, -0.2])
    arrows = plane().rim(centre, radius, force, count=6)
    assert np.linalg.norm(arrows.tails, axis=-1) == pytest.approx(np.ones(6))
    assert np.linalg.norm(ends(arrows), axis=-1) == pytest.approx(np.full(6, 1.3))
    stand(1, arrows)
    middle = np.array([1.0, 0.0])
    assert np.linalg.norm(arrows.tails - middle, axis=-1) == pytest.approx(np.full(6, 0.5), abs=1e-6)
    assert np.linalg.norm(ends(arrows) - middle, axis=-1) == pytest.approx(np.full(6, 0.3), abs=1e-6)


def test_a_well_s_dots_are_on_its_curve():
    v = np.array([[1.0, 0.5, 0.2], [0.3, 0.4, 1.6]])

    def term(v):
        return v - np.log(v) - 1

    well = Well(ROOM, term, v, "V", "v", "red", upto=2.0)
    for moment in (0, 1):
        stand(moment, well)
        expected = well.plane.at(np.stack([v[moment], term(v[moment])], axis=-1))
        assert well.dots.places == pytest.approx(expected[:, :2], abs=1e-5)
    still = Group(*well[:4])  # the dots' layer is as large as the frame
    low, high = still.get_corner(place(-1, -1)), still.get_corner(place(1, 1))
    assert low[0] >= ROOM.left - 0.02
    assert high[0] <= ROOM.right + 0.02
    assert low[1] >= ROOM.bottom - 0.02
    assert high[1] <= ROOM.top + 0.02
    assert well.plane.x[:2] == (0, 2.0)
    assert well.head.get_bottom()[1] > well.plane.get_top()[1]
    assert baseline(well[2]) == pytest.approx(baseline(well.plane.numbers[0]))


def test_a_bar_is_as_long_as_its_number():
    bar = Bar(ROOM, np.array([0.0, 5.0, 10.0]), 20.0, "{:.1f}")
    lengths = []
    for moment in (0.0, 0.5, 1.0, 2.0):
        stand(moment, bar)
        lengths.append(bar.bar.width)
    assert lengths == pytest.approx([0.0, 0.625, 1.25, 2.5])
    assert bar.number.number.source == "10.0"
    assert bar.bar.get_left()[0] == pytest.approx(ROOM.left)
    assert bar.number.get_bottom()[1] > bar.bar.get_top()[1]
    assert bar.number.get_top()[1] <= ROOM.top
    assert Bar(ROOM, 30.0, 20.0).bar.width == pytest.approx(ROOM.width)  # full, not beyond
    with pytest.raises(UsageError, match="expected more than 0, got 0"):
        Bar(ROOM, 1.0, 0.0)


def test_lost_pixels_are_found_in_reading_order():
    lost = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]])[None, None]
    picture = Pictures(np.ones((2, 3)), 3.0, gap=0)
    seen = []
    for share in (0.0, 0.4, 1.0):
        picture.set_found(lost, [[share]])
        seen.append(np.asarray(picture.reveal)[::-1])  # the first row is at the top
    assert seen[0] == pytest.approx(1 - lost[0, 0])
    assert seen[2] == pytest.approx(np.ones((2, 3)))
    order = seen[1][lost[0, 0] > 0]
    assert (np.diff(order) <= 0).all()
    assert 0 < order.sum() < 4
    assert seen[1][lost[0, 0] == 0] == pytest.approx(1.0)


def test_a_framed_picture_moves_with_its_plate():
    framed = Pictures(np.zeros((4, 4)), 2.0, gap=0).framed("y").move_to(place(3, 1))
    plates, picture = framed
    assert picture.get_center() == pytest.approx([3, 1, 0])
    assert plates.get_center() == pytest.approx([3, 1, 0])
    assert plates.width == pytest.approx(2.0, abs=0.1)


def test_a_region_has_four_corners():
    assert ROOM.corners[:, :2].tolist() == [[-2.0, -1.0], [3.0, -1.0], [3.0, 1.5], [-2.0, 1.5]]
