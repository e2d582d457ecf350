"""A plane whose axes run: at each moment it is a plane of its own, and in the end one made with those ranges."""

import numpy as np
import pytest

from ebviz.errors import UsageError
from ebviz.stage import Plane, Zoom, stand
from ebviz.stage.layout import text_boxes

NEAR, FAR = ((-2, 2, 1), (-1, 1, 1)), ((-8, 8, 4), (-4, 4, 4))


def plane(ends):
    return Plane(*ends, width=6.0, grid=False)


def run(zoom, share):
    zoom.begin()
    zoom.interpolate(share)
    return zoom


def test_a_plane_keeps_its_frame_while_its_scale_changes_by_the_same_factor_all_the_time():
    at, halves = plane(NEAR), []
    frame = at.frame.points.copy()
    zoom = Zoom(at, *FAR)
    for share in (0.0, 0.5, 1.0):
        run(zoom, share)
        halves.append(at.x[1])
        assert at.frame.points == pytest.approx(frame)
        assert at.at((at.x[1], at.y[1]))[:2] == pytest.approx([3.0, 1.5])
    assert halves == pytest.approx([2.0, 4.0, 8.0])


def test_what_is_drawn_from_a_history_is_drawn_at_the_moment_it_shows():
    at = plane(NEAR)
    bubbles = at.bubbles(np.array([[[1.0, 0.0]], [[2.0, 0.5]]]), np.ones((2, 1)))
    stand(1, bubbles)
    run(Zoom(at, *FAR, bubbles), 1.0)
    assert bubbles.centres == pytest.approx(at.at([(2.0, 0.5)])[:, :2])
    assert bubbles.radii == pytest.approx([3.0 / 8])


def test_numbers_glide_with_their_ticks_and_only_those_within_are_seen():
    at = plane(NEAR)
    zoom = run(Zoom(at, *FAR), 0.5)  # now to ±4, ±2
    shown = text_boxes([at.submobjects[-2], at.submobjects[-1]])
    across = {box.text: (box.left + box.right) / 2 for box in shown if box.bottom < -1.5 - 1e-6}
    assert across["2"] == pytest.approx(at.at((2, 0))[0], abs=0.02)
    assert across["4"] == pytest.approx(at.at((4, 0))[0], abs=0.02)
    assert "8" not in across
    assert zoom.mobject is not None


def test_it_ends_as_a_plane_that_was_made_so():
    at, other = plane(NEAR), plane(FAR)
    zoom = run(Zoom(at, *FAR), 1.0)
    zoom.clean_up_from_scene(None)
    assert (at.x, at.y, at.marks) == (other.x, other.y, other.marks)
    assert at.ticks.points == pytest.approx(other.ticks.points)
    assert [box.text for box in text_boxes([at.numbers])] == [box.text for box in text_boxes([other.numbers])]


@pytest.mark.parametrize("style", [{"log": "x"}, {"grid": True}])
def test_a_logarithmic_plane_or_one_with_a_grid_is_refused(style):
    at = Plane((1, 10, 1), (1, 2, 1), width=4.0, **{"grid": False, **style})
    with pytest.raises(UsageError, match="linear axes"):
        Zoom(at, (1, 20, 1), (1, 2, 1))
