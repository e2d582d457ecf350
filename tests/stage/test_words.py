"""The words of the stage: text on its baseline, counters, regions, pace, what is said, and what follows a replay."""

import numpy as np
import pytest

from ebviz.errors import UsageError
from ebviz.stage import (
    Arrows,
    Bar,
    Counter,
    Dial,
    Dots,
    FadeIn,
    Fly,
    Formula,
    Grow,
    LectureScene,
    Legend,
    Plane,
    Region,
    Words,
    baseline,
    beside,
    counters,
    follow,
    place,
    pt,
    step,
    ticks,
)
from ebviz.stage.formula import merged
from ebviz.stage.gl.colours import rgba
from ebviz.stage.history import bindings
from ebviz.stage.pace import Pace, change
from ebviz.stage.regions import BODY, FRAME, Regions
from ebviz.stage.scene import layouts
from ebviz.stage.speech import seconds_to_read
from ebviz.style.themes import wearing, worn

# ------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Words, "none"),
        (Words, "gypsy none"),  # descenders hang below
        (Formula, "F_oo (y) = min_z E(y, z)"),  # so do subscripts
        (Formula, "tilde(y)"),
    ],
)
def test_the_baseline_is_where_letters_without_descenders_end(kind, text):
    made = kind(text)
    flat = Words("none")
    row = beside(flat, made)
    assert baseline(row[0]) == pytest.approx(baseline(row[1]), abs=1e-9)
    assert baseline(flat) == pytest.approx(flat.get_bottom()[1], abs=0.01)  # round letters dip a little


def test_a_formula_keeps_its_baseline_wherever_it_goes():
    formula = Formula("-1/beta log 1/K sum_z e^(-beta E)")
    log = formula.family_members_with_points()[4]  # the l of log stands on the line
    assert baseline(formula) == pytest.approx(log.get_bottom()[1], abs=0.005)
    formula.scale(1.7).shift(place(1, 2))
    assert baseline(formula) == pytest.approx(log.get_bottom()[1], abs=0.008)


def test_numbers_that_change_stay_on_their_line():
    counter = Counter("step", form=step).shift(place(2, 1))
    levels = []
    for value in (1, 4, 7, 9, 88, 1230):
        counter.put(value)
        levels.append(baseline(counter.number))
        assert counter.number.get_left()[0] == pytest.approx(counter.word.get_right()[0] + pt(10.0), abs=1e-6)
    assert np.ptp(levels) < 1e-9
    assert levels[0] == pytest.approx(baseline(counter.word))


def test_counters_below_one_another_share_a_tab_and_a_pitch():
    rows = counters(Counter("step"), Counter("a longer name"), Counter("g"), left=1.0, top=2.0, pitch=27.0)
    assert np.ptp([row.number.get_left()[0] for row in rows]) < 1e-6
    assert [row.baseline for row in rows] == pytest.approx([2.0, 2.0 - pt(27), 2.0 - 2 * pt(27)])


def test_a_counter_follows_its_history():
    counter = Counter("energy", np.array([0.0, 1.0, 4.0]))
    counter.stand(1.5)
    assert counter.number.source == "2.50"


def test_rows_of_a_legend_are_evenly_spaced_whatever_their_letters():
    rows = Legend(
        [("dot", "y", "sun"), ("line", "E", "$F_beta^2$ gypsy"), ("ring", "z", "none"), ("dot", "x", "$1/K$")]
    )
    levels = np.array([baseline(row[1]) for row in rows])
    assert np.diff(levels) == pytest.approx([-pt(0.75 * 26 + 10)] * 3, abs=0.01)


# ------------------------------------------------------------------------------------------- regions


def test_regions_divide_the_body_and_keep_the_margin():
    for region in (Regions.left, Regions.right, Regions.hero, Regions.side, Regions.foot, Regions.body):
        assert region.left >= FRAME.left + pt(24) - 1e-9
        assert region.right <= FRAME.right - pt(24) + 1e-9
        assert region.width > 0
        assert region.height > 0
    assert Regions.left.right < Regions.right.left
    assert Regions.hero.width * Regions.hero.height >= 0.5 * BODY.width * BODY.height
    assert Regions.foot.top <= Regions.left.bottom


@pytest.mark.parametrize("stretch", [False, True])
def test_a_plane_fills_its_region_with_all_that_belongs_to_it(stretch):
    region = Region(-3.0, -1.0, 2.0, 2.5)
    plane = Plane(
        (-40, 1000, 200), (0.0, 1.0, 0.25), within=region, stretch=stretch, labels=('"number of steps"', "C")
    )
    low, high = plane.get_corner(place(-1, -1)), plane.get_corner(place(1, 1))
    assert low[0] >= region.left - 0.02
    assert high[0] <= region.right + 0.02
    assert low[1] >= region.bottom - 0.02
    assert high[1] <= region.top + 0.02
    if stretch:
        assert plane.width == pytest.approx(region.width, abs=0.02)
        assert plane.height == pytest.approx(region.height, abs=0.02)


def test_a_plane_is_put_by_the_middle_of_its_frame():
    plane = Plane((0, 1, 1), (0, 1, 1), width=3, centre=(1.5, -0.5))
    assert plane.frame.get_center() == pytest.approx([1.5, -0.5, 0.0])


def test_a_region_too_small_for_the_labels_is_refused():
    with pytest.raises(UsageError, match="too small for its labels"):
        Plane((0, 1, 1), (0, 1, 1), within=Region(0, 0, 0.4, 0.4))


def test_a_logarithmic_axis_has_even_decades():
    plane = Plane((0, 1, 1), (1e-3, 10), height=4.0, width=2.0, log="y")
    heights = plane.at([(0, 10.0**k) for k in range(-3, 2)])[:, 1]
    assert np.diff(heights) == pytest.approx([1.0] * 4)
    assert [label.source for label in plane.numbers][-5:] == ["10^(-3)", "10^(-2)", "0.1", "1", "10"]
    with pytest.raises(UsageError, match="above 0"):
        Plane((0, 1, 1), (0, 1), log="y")


def test_ticks_of_pi_are_written_as_shares():
    assert ticks.pi(0, 2 * np.pi) == pytest.approx({0.0: "0", np.pi: "pi", 2 * np.pi: "2 pi"})
    assert list(ticks.pi(-np.pi, np.pi, 0.25, every=2).values())[::2] == [
        "-pi",
        "-pi\\/2",
        "0",
        "pi\\/2",
        "pi",
    ]


# ------------------------------------------------------------------------------------------- pace


def test_pace_spends_time_where_the_picture_changes():
    history = np.concatenate([np.zeros(10), np.linspace(0, 1, 5), np.ones(10)])
    pace = Pace(change([history]), 10.0)
    seconds = np.linspace(0, 10, 1001)
    moments = np.array([pace.at(t) for t in seconds])
    assert (np.diff(moments) >= 0).all()
    assert moments[0] == 0
    assert moments[-1] == 24
    busy = ((moments > 9) & (moments < 14)).mean()
    assert 0.75 < busy < 0.85  # three quarters, and its share of the rest


def test_each_history_counts_alike():
    big, small = np.array([0.0, 1000.0, 1000.0]), np.array([0.0, 0.0, 1e-3])
    assert change([big, small]) == pytest.approx([0.5, 0.5])
    assert change([np.ones(5)]) == pytest.approx([0.25] * 4)


def test_a_halt_rests_and_eases_and_loses_no_time():
    pace = Pace(np.full(10, 0.1), 5.0, halts={4: 2.0})
    assert pace.seconds == pytest.approx(7.0)
    at_rest = [t for t in np.linspace(0, 7, 701) if pace.at(t) == 4.0]
    assert max(at_rest) - min(at_rest) == pytest.approx(2.0, abs=0.05)
    steps = np.diff([pace.at(t) for t in np.linspace(0, 7, 1401)])
    assert (steps >= -1e-12).all()
    assert steps.max() < 1.6 * 10 / 5 * 0.005
    assert pace.at(7.0) == pytest.approx(10.0)


def test_a_replay_may_run_backwards():
    pace = Pace(change([np.arange(6.0)]), 2.0, start=5, stop=1)
    assert [pace.at(t) for t in (0.0, 1.0, 2.0)] == pytest.approx([5.0, 3.0, 1.0])


@pytest.mark.parametrize("options", [{"stop": 11}, {"start": -1}, {"halts": {12: 1.0}}])
def test_moments_outside_the_history_are_refused(options):
    with pytest.raises(UsageError, match="expected one from 0 to"):
        Pace(np.full(10, 0.1), 5.0, **options)


# ------------------------------------------------------------------------------------------- scenes


class Spoken(LectureScene):
    """Says three sentences, the second of them its claim."""

    def construct(self):
        made.append(self)
        self.say("first this")
        self.claim("the sum of all the weights is one")
        self.say("and now something else")
        self.stop("an end", "wait for the question")


class Replayed(LectureScene):
    """Replays a loss, a cloud, a map and a counter."""

    def construct(self):
        made.append(self)
        S = 9
        plane = Plane((-2, 2, 1), (-2, 2, 1), within=self.left, grid=False)
        self.values = np.linspace(1, 0.1, S)
        places = np.linspace([[1.0, 1.0], [5.0, 0.0]], [[0.0, 0.0], [1.0, 0.0]], S)
        self.heat = plane.heat(np.stack([np.full((4, 5), v) for v in self.values]), high=1.0)
        self.dots, self.cloud = plane.dots(places, "y"), plane.cloud(places, "z")
        self.arrows = plane.arrows(places, -places, scale=0.5)
        loss = Plane((0, S - 1, 4), (0, 1, 0.5), within=self.right, stretch=True)
        self.line, self.counter = loss.history(self.values), Counter("loss", self.values)
        self.plane, self.loss = plane, loss
        self.add(plane, self.heat, self.dots, self.cloud, loss, self.line, self.counter)
        self.play(Grow(self.arrows))
        self.replay(1.0, stop=4)
        self.half = self.dots.places.copy()
        self.replay(1.0, pace=self.values, dwell={6: 0.5})


made: list[LectureScene] = []


def played(scene_class) -> LectureScene:
    made.clear()
    layouts(scene_class, [0.0], runs={}, fps=10)
    return made[0]


def test_a_claim_stands_long_enough_to_be_read_twice():
    scene = played(Spoken)
    first, claim, last = scene.spoken
    assert [said.claim for said in scene.spoken] == [False, True, False]
    assert claim.end - claim.start >= 2 * seconds_to_read(claim.text) - 0.01
    assert first.end == pytest.approx(claim.start - 0.5, abs=0.11)  # one gives way to the other
    assert last.end == pytest.approx(scene._clock, abs=0.11)
    assert [(stop.name, stop.notes) for stop in scene.stops] == [("an end", "wait for the question")]


def test_points_fly_in_their_order():
    start, end = np.zeros((3, 3)), np.tile([1.0, 0, 0], (3, 1))
    dots = Dots(start)
    fly = Fly(dots, start, end, lag=0.5, order=[2, 0, 1])
    fly.interpolate(0.5)
    last, first, second = dots.places[:, 0]
    assert (first, last) == pytest.approx((1, 0))
    assert 0 < second < 1
    fly.interpolate(1.0)
    np.testing.assert_allclose(dots.places[:, 0], 1)


def test_what_is_said_has_one_place():
    boxes = layouts(Spoken, [0.6, 3.0, 7.5], runs={}, fps=10)
    assert [len(texts) for texts in boxes.values()] == [1, 1, 1]
    assert np.ptp([texts[0].left for texts in boxes.values()]) < 0.05


def test_one_sentence_is_gone_before_the_next_comes():
    scene = played(Spoken)
    change = (
        scene.spoken[1].start - 0.5 + np.arange(0.05, 0.5, 0.05)
    )  # of the half second in which it changes
    boxes = layouts(Spoken, list(change), runs={}, fps=20)
    assert {len(texts) for texts in boxes.values()} == {0, 1}


def test_everything_bound_moves_and_ends_at_its_last_moment():
    scene = played(Replayed)
    assert scene.heat.values == pytest.approx(np.full((4, 5), 0.1))
    assert scene.counter.number.source == "0.10"
    ends = scene.plane.at([(0.0, 0.0), (1.0, 0.0)])
    assert scene.cloud.places == pytest.approx(ends, abs=1e-5)
    assert scene.dots.places == pytest.approx(ends[:, :2], abs=1e-5)
    assert scene.dots.paint[:, 3] == pytest.approx([1.0, 1.0])
    assert scene.half == pytest.approx(scene.plane.at([(0.5, 0.5), (3.0, 0.0)])[:, :2], abs=1e-5)
    line, dot = scene.line
    assert dot.places[0] == pytest.approx(scene.loss.at((8.0, 0.1)))
    assert line.points[-1] == pytest.approx(scene.loss.at((8.0, 0.1)))


def test_dots_outside_their_plane_are_not_drawn():
    plane = Plane((-1, 1, 1), (-1, 1, 1))
    dots = plane.dots(np.array([[0.0, 0.0], [3.0, 0.0], [0.0, -1.5]]), "y")
    assert isinstance(dots, Dots)
    assert dots.paint[:, 3].tolist() == [1.0, 0.0, 0.0]
    arrows = plane.arrows(np.array([[0.0, 0.0], [3.0, 0.0]]), np.ones((2, 2)))
    assert isinstance(arrows, Arrows)
    assert arrows.paint[:, 3].tolist() == [1.0, 0.0]


def test_marks_on_a_map_have_rims_that_stand_out_there_whatever_the_paper():
    with wearing("light"):
        plane = Plane((-1, 1, 1), (-1, 1, 1))
        plain, rimmed = (plane.dots(np.zeros((1, 2)), "y", on_map=True, rim=rim) for rim in (None, "y"))
        assert plain.rim == pytest.approx(rgba(worn().map_rim))
        assert rimmed.rim == pytest.approx(rgba(worn().on_map("y")))
        assert worn().on_map("y") != worn()("y")


def test_a_histogram_counts_what_it_is_given():
    plane = Plane((0, 4, 1), (0, 1, 1), width=8.0, height=2.0)
    bars = plane.histogram(np.array([0.5, 0.5, 0.5, 2.5, 9.0]), bins=4)
    corners = np.array(bars.get_anchors())
    top = {round(float(x), 6): float(y) for x, y, _ in corners[corners[:, 1] > -0.99]}
    floor, unit = plane.at((0, 0))[1], 2.0
    heights = {x: round((y - floor) / unit, 6) for x, y in top.items()}
    assert heights[-4.0] == heights[-2.0] == 1.0  # three values: the tallest bar
    assert (
        heights[2.0] == heights[4.0] == pytest.approx(1 / 3, abs=1e-6)
    )  # what lies beyond counts at the end


def test_nothing_to_replay_and_unequal_histories_are_one_line():
    class Nothing(LectureScene):
        def construct(self):
            self.add(Words("still"))
            self.replay(1.0)

    class Unequal(LectureScene):
        def construct(self):
            self.add(Counter("a", np.arange(4)), Counter("b", np.arange(5)).shift(place(0, 1)))
            self.replay(1.0)

    with pytest.raises(UsageError, match="nothing to replay"):
        played_class(Nothing)
    with pytest.raises(UsageError, match="histories of 4 and 5 moments"):
        played_class(Unequal)


def played_class(scene_class) -> None:
    layouts(scene_class, [0.0], runs={}, fps=10)


def test_what_is_bound_is_found_at_any_depth_once():
    inner = Words("x")
    follow(inner, np.arange(3.0), put=inner.set_x)
    legend = Legend([("dot", "y", "here")])
    legend.add(inner)
    assert [member for member, _ in bindings([legend, inner])] == [inner]


def test_copies_that_fade_show_what_the_original_shows():
    scene_class = type(
        "Fading", (LectureScene,), {"construct": lambda self: self.play(FadeIn(Counter("a", np.arange(3.0))))}
    )
    played_class(scene_class)


def test_ink_near_an_edge_is_named():
    from ebviz.stage.layout import edges

    picture = np.zeros((90, 160, 3), np.uint8)
    assert edges(picture, 4) == []
    picture[40, 3] = picture[87, 80] = 255
    assert edges(picture, 4) == ["left", "bottom"]
    assert edges(picture, 3) == ["bottom"]


# ------------------------------------------------------------------------------------------- at the edges


def test_a_sentence_is_broken_where_its_halves_are_alike_and_refused_when_two_lines_are_too_few():
    from ebviz.stage.regions import SAFE
    from ebviz.stage.speech import lines

    rows = lines(" ".join(["eleven"] * 26), size=28)
    assert len(rows) == 2
    assert max(row.width for row in rows) <= SAFE.width
    with pytest.raises(UsageError, match="two lines at the most"):
        lines(" ".join(["eleven"] * 60), size=28)


def test_what_follows_a_history_stays_where_it_was_moved():
    dial = Dial(np.array([np.inf, 10.0, 1.0, 0.1, 0.0]), Region(-4, -3, 4, -2)).shift(place(1, 2))
    bar = Bar(Region(0, 0, 4, 2), np.array([0.0, 1.0, 2.0]), 2.0).shift(place(-1, 1))
    for mobject, last in ((dial, 4), (bar, 2)):
        mobject.bound[0].show(last)
    assert dial.handle.places[0] == pytest.approx(dial.rail.points[-1])
    assert dial.handle.get_y() == pytest.approx(-0.5)
    assert bar.bar.get_left()[0] == pytest.approx(-1.0)
    assert bar.bar.get_right()[0] == pytest.approx(3.0)


def test_a_dial_s_handle_follows_another_history_on_its_rail():
    dial = Dial(np.array([np.inf, 10.0, 1.0, 0.0]), Region(-4, -3, 4, -2), path=[1.0, 1.0, np.inf, 10.0, 0.0])
    for time, moment in enumerate((2, 2, 0, 1, 3)):
        dial.bound[0].show(time)
        assert dial.handle.places[0] == pytest.approx(dial.along(moment))
    assert dial.written(2) == "= oo"


def test_stems_stand_on_zero_and_follow_a_history():
    plane = Plane((0, 4, 1), (-1, 3, 1), width=8)
    stems = plane.stems([1.0, 2.0], np.array([[1.0, 2.0], [3.0, -1.0]]))
    stems.bound[0].show(1)
    ends = plane.at([[1, 0], [1, 3], [2, 0], [2, -1]])
    assert stems.points[[0, 3, 4, 7]] == pytest.approx(ends)


def test_a_dial_names_each_end_once_and_wants_finite_values():
    assert len(Dial(np.array([10.0, 1.0, 0.1]), Region(-4, -1, 4, 1)).ticks) == 3
    with pytest.raises(UsageError, match="between 0 and ∞"):
        Dial(np.array([np.inf, 0.0]), Region(-4, -1, 4, 1))


def test_a_history_of_one_moment_is_not_replayed():
    class Single(LectureScene):
        def construct(self):
            self.add(Counter("a", np.ones(1)))
            self.replay(1.0)

    with pytest.raises(UsageError, match="only one moment"):
        played_class(Single)


def test_a_replay_sets_off_gently_from_a_halt_at_its_first_moment():
    pace = Pace(np.full(10, 0.1), 5.0, halts={0: 1.0})
    assert pace.at(1.1) - pace.at(1.0) < 0.5 * (pace.at(3.1) - pace.at(3.0))


def test_still_centres_may_have_radii_that_change():
    plane = Plane((-2, 2, 1), (-2, 2, 1), width=4.0)
    discs = plane.bubbles(np.zeros((3, 2)), np.array([[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]))
    discs.bound[0].show(1)
    assert discs.radii == pytest.approx([2.0] * 3)


def test_a_curve_is_cut_where_it_leaves_a_logarithmic_plane():
    plane = Plane((0, 2, 1), (0.1, 10), width=2.0, height=2.0, log="y")
    way = plane.clipped([0.0, 2.0], [1e-2, 1.0])  # straight on the page: it enters at half of the way
    assert way == pytest.approx(np.array([[1.0, 0.1], [2.0, 1.0]]))
    outside = plane.clipped([0.0, 1.0, 2.0, 2.0], [1.0, 100.0, 1.0, 0.5])
    assert np.isnan(outside).any(axis=1).tolist() == [False, False, True, False, False, False]


def test_an_unknown_colour_is_refused_wherever_it_is_given():
    with pytest.raises(UsageError, match="unknown colour or symbol 'blu'"):
        Dots(np.zeros((1, 2)), "blu")


def test_a_counter_s_words_after_the_number_are_in_the_house_font_and_on_its_line():
    """The same glyphs as in running text, and not those of the formulas' font."""
    count = Counter("mean of", form="${:.0f}$ pictures").put(5)
    alone = merged(Words("$5$ pictures"))
    assert count.number.width == pytest.approx(alone.width, rel=1e-3)
    assert len(count.number.points) == len(alone.points)  # of the outlines
    assert len(alone.points) != len(merged(Formula('5 "pictures"', size=28)).points)
    assert baseline(count.number) == pytest.approx(baseline(count.word), abs=1e-3)
