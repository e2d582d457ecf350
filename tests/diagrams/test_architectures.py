"""The architectures are consistent, each edge of the map makes the change it names, film and figure draw the same."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import ARCHITECTURES, FAMILY, PITCH, TWIN, Architecture
from ebviz.diagrams.graphs import GRAPHS
from ebviz.diagrams.map import CHANGES, KEY, SMALL, START, STOPS, UNDER, Change, ends
from ebviz.diagrams.sequences import LANGUAGE_MODEL, TRANSFORMER
from ebviz.plot.base import draw, figure
from ebviz.plot.blocks import Blocks
from ebviz.plot.formula import words
from ebviz.plot.label import Label
from ebviz.style.themes import Theme
from scenes.autoencoders.architectures_slides import architecture_map

EDGES = [pytest.param(change, id=f"{change.start}-{change.end}") for change in CHANGES]


MODELS = {**ARCHITECTURES, "language_model": LANGUAGE_MODEL, "transformer": TRANSFORMER, **GRAPHS}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
class TestArchitecture:
    def test_everything_named_is_a_block(self, model: Architecture) -> None:
        wired = {role for wire in model.wires for end in (wire.start, wire.end) for role in end.split("|")}
        assert wired == set(model.blocks)  # and nothing stands alone
        assert set(model.new) <= set(model.blocks)
        assert {role for role, _ in model.energy if role} <= set(model.blocks)
        assert set(model.guess or ()) <= set(model.blocks)

    def test_every_cost_is_a_term_and_takes_a_variable_and_gives_nothing(self, model: Architecture) -> None:
        for role, block in model.blocks.items():
            if block.kind == "energy":
                assert block.text in model.formula
                assert all(wire.start != role for wire in model.wires)
                givers = [model.blocks[wire.start].kind for wire in model.wires if wire.end == role]
                assert givers
                assert set(givers) <= {"variable", "observed", "switch"}

    def test_its_formulas_and_what_is_said_can_be_set(self, model: Architecture) -> None:
        for text in (f"$ {model.formula} $", f"$ {model.where} $", model.title, model.said):
            assert words(text).box[2] > 0

    def test_every_module_has_inputs_and_an_output(self, model: Architecture) -> None:
        for role, block in model.blocks.items():
            if block.kind in shapes.HUES:
                assert sum(wire.start == role for wire in model.wires) == 1
                free = block.kind == "sampler" and model is ARCHITECTURES["gan"]  # noise without input
                assert any(wire.end == role for wire in model.wires) != free

    def test_only_y_is_observed_and_a_source_x_and_vertices(self, model: Architecture) -> None:
        seen = {role for role, block in model.blocks.items() if block.kind == "observed"}
        if model in GRAPHS.values():
            assert {model.blocks[role].text for role in seen} == {"x"}
            return
        assert seen == ({"x", "y"} if "source" in model.blocks else {"y"})

    def test_film_and_figure_put_the_blocks_at_the_same_places(self, model: Architecture, tmp_path) -> None:
        from ebviz.stage.architecture import diagram
        from ebviz.stage.house import house_config
        from ebviz.stage.units import pt

        with house_config(tmp_path, 960, 540, 10):
            film = diagram(model)
        places = {}

        @figure()
        def blocks(fig: Figure, theme: Theme) -> None:
            made = Blocks(fig, theme, model)
            places.update({role: made._centre(role) for role in made.nodes})

        draw(blocks, "dark", {})
        assert list(places) == list(film.nodes) == list(model.blocks)
        for role, place in places.items():
            assert film[role].centre[:2] / pt(1.0) == pytest.approx(place, abs=1e-6)
        assert len(film.arrows) == len(model.wires) + bool(model.guess)


def test_vae_and_dae_are_the_same_parts_with_encoder_and_sampler_swapped() -> None:
    vae, dae = FAMILY["vae"].blocks, FAMILY["dae"].blocks
    assert (vae["enc"].at, vae["sampler"].at) == (dae["sampler"].at, dae["enc"].at)


def test_a_switch_lets_the_cost_see_y_or_y_hat() -> None:
    gan = ARCHITECTURES["gan"]
    assert {wire.start for wire in gan.wires if wire.end == "switch"} == {"y", "y^"}
    assert [wire.end for wire in gan.wires if wire.start == "switch"] == ["C"]
    assert all("enc" not in role for role in gan.blocks)


def test_h_takes_from_every_vertex_then_along_the_edges_then_through_gates() -> None:
    takes = {}
    for name, model in GRAPHS.items():
        into = {wire.end: wire.start for wire in model.wires if wire.end != "code"}
        last = {wire.start for wire in model.wires if wire.end == "code"}
        takes[name] = {into.get(role, role) for role in last}
        assert {model.blocks[role].text for role in last} == {{"attention": "a", "gcn": "x"}.get(name, "eta")}
    assert takes["attention"] == {role for role in GRAPHS["attention"].blocks if role.startswith("x")}
    assert takes["gcn"] == takes["gated_gcn"] < takes["attention"]


def test_twins_touch() -> None:
    vae = FAMILY["vae"].blocks
    for left, right in (("code", "v"), ("R", "V")):
        gap = (vae[right].at[0] - vae[left].at[0]) * PITCH[0]
        assert gap == pytest.approx(2 * TWIN * PITCH[0]) == pytest.approx(shapes.VARIABLE)


def test_edges_name_stops_and_lead_everywhere_from_the_start() -> None:
    assert all({change.start, change.end} <= set(STOPS) for change in CHANGES)
    reached = {START}
    for _ in STOPS:
        reached |= {change.end for change in CHANGES if change.start in reached}
    assert reached == set(STOPS)
    assert {name: stop.model for name, stop in STOPS.items()} == MODELS


def test_a_film_can_draw_the_edges_in_order() -> None:
    seen = {START}
    for change in CHANGES:
        assert change.start in seen
        seen.add(change.end)


@pytest.mark.parametrize("change", EDGES)
def test_an_edge_points_out_all_that_is_new_where_it_leads(change: Change) -> None:
    start, end = STOPS[change.start].model, STOPS[change.end].model
    assert len(change.text) <= 2
    assert set(change.blocks) <= set(end.blocks)
    if not change.mutual:  # a swap names what moves, not what is new
        had = {(role, block.kind, block.text) for role, block in start.blocks.items()}
        new = {role for role, block in end.blocks.items() if (role, block.kind, block.text) not in had}
        assert new <= set(change.blocks)


def test_cards_are_on_the_slide_and_apart_and_hold_their_diagrams() -> None:
    stops = [*STOPS.values()]
    for i, a in enumerate(stops):
        assert (np.abs(a.at) + a.half <= np.array(shapes.SLIDE) / 2 - 24).all()
        for b in stops[i + 1 :]:
            assert (np.abs(np.subtract(a.at, b.at)) >= a.half + b.half + 30).any()
        left, top, right, bottom = a.model.extent
        across, down = (np.array([right - left, bottom - top]) * PITCH + shapes.VARIABLE) * SMALL / 2
        assert across < a.half[0]
        assert down < a.half[1] - UNDER


@pytest.mark.parametrize("change", EDGES)
def test_edges_run_between_cards_and_through_none(change: Change) -> None:
    way = ends(change, STOPS, gap=0.0)
    for place, name in zip(way, (change.start, change.end), strict=True):
        beside = np.abs(place - STOPS[name].at) / STOPS[name].half
        assert beside.max() == pytest.approx(1.0)  # on the frame
    along = way[0] + np.linspace(0.01, 0.99, 99)[:, None] * (way[1] - way[0])
    for stop in STOPS.values():
        assert (np.abs(along - stop.at) > stop.half).any(axis=1).all()


def test_words_of_the_map_lie_over_no_card_and_no_edge_and_names_in_their_cards() -> None:
    fig = draw(architecture_map, "light", {})
    scale = fig.bbox.width / shapes.SLIDE[0]
    said = {text for change in CHANGES for text in change.text} | {whole for _, whole, _ in KEY}
    names = {stop.name: stop for stop in STOPS.values()}
    labels = [part for part in fig.findobj(Label) if part.source in {*said, *names}]
    assert len(labels) == sum(len(change.text) for change in CHANGES) + len(KEY) + len(STOPS)
    lines = [np.linspace(*ends(change, STOPS), 200) for change in CHANGES]
    for part in labels:
        box = part.get_window_extent()
        low, high = (np.array(corner) / scale - np.array(shapes.SLIDE) / 2 for corner in (box.min, box.max))
        for stop in STOPS.values():
            inside = np.minimum(high, stop.at + stop.half) - np.maximum(low, stop.at - stop.half)
            if names.get(part.source) is stop:
                assert inside == pytest.approx(high - low), f"{part.source} sticks out of its card"
            else:
                assert inside.min() < 0, f"{part.source} lies over {stop.name}"
        for line in lines:
            assert not ((line > low - 2) & (line < high + 2)).all(axis=1).any(), (
                f"an edge crosses {part.source}"
            )


def test_film_and_figure_set_the_blocks_of_a_chain_at_the_same_places(tmp_path) -> None:
    from ebviz.plot.diagram import Diagram as PlotDiagram
    from ebviz.stage.diagram import Diagram as StageDiagram
    from ebviz.stage.house import house_config
    from ebviz.stage.units import pt

    with house_config(tmp_path, 960, 540, 10):
        film = StageDiagram(gap=30)
        film.variable("y"), film.decoder("Dec"), film.energy("C", "below")
    places = {}

    @figure()
    def blocks(fig: Figure, theme: Theme) -> None:
        made = PlotDiagram(fig, theme, gap=30)
        made.variable("y"), made.decoder("Dec"), made.energy("C", "below")
        made.connect("y", "Dec", "C")
        places.update({role: made._centre(role) for role in made.nodes})

    draw(blocks, "dark", {})
    for role, place in places.items():
        assert film[role].centre[:2] / pt(1.0) == pytest.approx(place, abs=1e-6)
