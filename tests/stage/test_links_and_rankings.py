"""Lines and bands as wide as what they weigh, discs, the likeliest of many words, and texts in columns."""

import numpy as np
import pytest
from manim.constants import CapStyleType

from ebviz.errors import UsageError
from ebviz.stage import (
    Discs,
    Flows,
    Links,
    Network,
    Ranking,
    Region,
    Spokes,
    Words,
    baseline,
    in_columns,
    place,
    pt,
)
from ebviz.stage.units import line
from ebviz.style.palette import COLOURS

STARTS, ENDS = np.array([[0, 0, 0], [1, 0, 0], [2, 0, 0]]), np.array([[0.0, 3, 0], [2, 3, 0]])
A = np.array([[1.0, 0.0], [0.25, 0.75], [0.0, 1.0]])


def test_a_line_is_as_wide_and_as_opaque_as_it_weighs() -> None:
    links = Links(STARTS, ENDS, A, width=8)
    wide = np.array([[link.get_stroke_width() for link in row] for row in links])
    assert wide == pytest.approx(line(8) * A)
    seen = np.array([[link.get_stroke_opacity() for link in row] for row in links])
    assert (np.diff(seen.ravel()[np.argsort(A.ravel(), kind="stable")]) >= 0).all()
    assert seen.max() == 1
    assert links[1][1].places[[0, -1]] == pytest.approx(np.stack([STARTS[1], ENDS[1]]))


def test_a_line_leaves_and_arrives_upright() -> None:
    way = Links(STARTS, ENDS, A)[0][1].places
    for step in (way[1] - way[0], way[-1] - way[-2]):
        assert abs(step[0]) < 0.1 * step[1]


def test_between_rows_that_stand_upright_it_leaves_and_arrives_level() -> None:
    way = Links(STARTS[:, [1, 0, 2]], ENDS[:, [1, 0, 2]], A, level=True)[0][1].places
    assert way[[0, -1]].tolist() == [[0, 0, 0], [3, 2, 0]]
    for step in (way[1] - way[0], way[-1] - way[-2]):
        assert abs(step[1]) < 0.1 * step[0]


def test_spokes_run_from_a_hub_that_moves_and_shine_as_they_weigh() -> None:
    hubs, weights = np.stack([STARTS[0], STARTS[2]]), np.array([[1.0, 0.0], [0.5, 1.0]])
    spokes = Spokes(hubs, ENDS, weights, width=8)
    assert [spoke.get_stroke_opacity() for spoke in spokes] == [1.0, 0.0]
    spokes.bound[0].show(1)
    assert spokes[0].places == pytest.approx(np.stack([STARTS[2], ENDS[0]]))
    assert [spoke.get_stroke_width() for spoke in spokes] == pytest.approx([line(4), line(8)])
    with pytest.raises(UsageError, match=r"weights for 2 places, got \(3,\)"):
        Spokes(STARTS[0], ENDS, np.ones(3))


def test_lines_follow_a_history_wherever_they_were_moved() -> None:
    links = Links(STARTS, ENDS, np.stack([A, 1 - A]), dash=(9, 6)).shift(place(1, 1))
    links.bound[0].show(0.5)
    assert links.weights == pytest.approx(np.full((3, 2), 0.5))
    assert links[0][0].get_stroke_width() == pytest.approx(line(7) / 2)
    assert links[0][0].get_bottom()[1] == pytest.approx(1)
    assert links[0][0].cap_style == CapStyleType.BUTT


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(UsageError, match=r"3 x 2 places, got \(2, 3\)"):
        Links(STARTS, ENDS, A.T)


def test_bands_lie_side_by_side_where_they_arrive() -> None:
    shares = np.array([0.5, 0.0, 0.3])
    flows = Flows(STARTS, place(1, -2), np.stack([shares, shares[::-1]]), width=100)
    ends = [
        [points[np.isclose(points[:, 1], y)][:, 0] for y in (0, -2)]
        for points in (flows[0].points, flows[2].points)
    ]
    for k, (share, (above, below)) in enumerate(zip(shares[[0, 2]], ends, strict=True)):
        assert np.ptp(above) == np.ptp(below) == pytest.approx(share * pt(100))
        assert above.mean() == pytest.approx(STARTS[2 * k, 0], abs=0.01)
    assert ends[0][1].min() == pytest.approx(1 - 0.4 * pt(100))  # together 0.8, about the end
    assert ends[0][1].max() == pytest.approx(ends[1][1].min())
    assert len(flows[1].points) == 0
    flows.bound[0].show(1)
    assert flows.weights == pytest.approx(shares[::-1])
    flows.grow().interpolate(0.5)
    assert flows.weights == pytest.approx(shares[::-1] / 2)
    with pytest.raises(UsageError, match=r"weights for 3 places, got \(2,\)"):
        Flows(STARTS, place(0), [0.5, 0.5])


def test_the_area_of_a_disc_is_its_share() -> None:
    discs = Discs(STARTS, np.array([[1.0, 0.25, 0.0], [0.0, 0.5, 0.5]]), size=40)
    whole, quarter = discs.points.reshape(2, -1, 3)
    assert np.ptp(whole[:, 0]) == pytest.approx(pt(40), rel=1e-3)
    assert np.ptp(quarter[:, 0]) == pytest.approx(pt(20), rel=1e-3)
    assert quarter.mean(axis=0) == pytest.approx(STARTS[1], abs=1e-2)
    discs.bound[0].show(1)
    assert discs.shares == pytest.approx([0, 0.5, 0.5])
    with pytest.raises(UsageError, match=r"shares for 3 places, got \(2,\)"):
        Discs(STARTS, [0.5, 0.5])


def test_a_ranking_shows_the_largest_from_the_top_down() -> None:
    rows = Ranking(["eins", "zwei", "drei", "vier"], [0.125, 0.5, 0.125, 0.25], most=3, length=100, pitch=30)
    assert rows.order.tolist() == [1, 3, 0]  # of two alike, the first
    assert [row[0].source for row in rows] == ["zwei", "vier", "eins"]
    assert [row[2].source for row in rows] == ["0.50", "0.25", "0.12"]
    assert [row[1].width / pt(1) - 1 for row in rows] == pytest.approx([50, 25, 12.5])
    levels = [baseline(row[0]) for row in rows]
    assert np.diff(levels) == pytest.approx([-pt(30)] * 2, abs=1e-6)
    assert levels == pytest.approx([baseline(row[2]) for row in rows], abs=1e-6)
    assert np.ptp([row[0].get_right()[0] for row in rows]) < 1e-6
    assert rows[0][1].get_fill_color().to_hex() == COLOURS["violet"]


def test_a_ranking_of_few_is_short_and_one_without_values_is_refused() -> None:
    assert len(Ranking(["a", "b"], [0.5, 0.5], most=3)) == 2
    with pytest.raises(UsageError, match="2 names: expected as many values, got"):
        Ranking(["a", "b"], [1.0])
    with pytest.raises(UsageError, match="more than 0, got 0"):
        Ranking(["a"], [1.0], high=0)


def test_texts_stand_in_their_columns_in_one_size() -> None:
    columns = Region(0, 0, 4, 1).columns(1, 1, 1, gap=0)
    texts = in_columns([Words("hundert und eins"), Words("y")], columns, rise=12)
    small = Words("y").height
    assert texts[0].width == pytest.approx(columns[0].width)
    assert texts[1].height < small
    assert [text.get_x() for text in texts] == pytest.approx([one.centre[0] for one in columns[:2]])
    assert [baseline(text) for text in texts] == pytest.approx([pt(12)] * 2, abs=1e-6)
    assert in_columns([Words("y")], columns)[0].height == pytest.approx(small)


def test_arrows_of_a_network_lead_where_the_weights_say():
    places = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]])
    weights = np.array([[0.0, 0.5, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.4]])
    network = Network(places, weights, ["a", "b", "c"], radius=20, width=10)
    assert set(network.arrows) == {(0, 1), (1, 0), (2, 2)}
    shaft, head = network.arrows[0, 1]  # from b to a
    assert np.linalg.norm(shaft.get_start()[:2] - places[1]) == pytest.approx(pt(20), rel=0.1)
    assert np.linalg.norm(head.get_center()[:2] - places[0]) < 2 * pt(20)
    there, back = shaft.get_center()[1], network.arrows[1, 0][0].get_center()[1]
    assert there * back < 0
    assert network.arrows[1, 0][0].get_stroke_width() == pytest.approx(2 * shaft.get_stroke_width())
    assert network.into(1).submobjects == [network.arrows[1, 0]]
    network.put(np.zeros((3, 3)))
    assert shaft.get_stroke_opacity() == head.get_fill_opacity() == 0
    with pytest.raises(UsageError, match=r"expected weights \(3, 3\), got \(2, 2\)"):
        Network(places, np.eye(2))
