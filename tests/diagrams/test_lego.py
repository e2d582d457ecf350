"""The table of blocks says what diagrams' blocks and wires do, and the tray holds what the film builds with."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import ARCHITECTURES, PITCH, Architecture
from ebviz.diagrams.lego import (
    LABELS,
    LEFT,
    QUESTIONS,
    RIGHT,
    SLOTS,
    TABLE,
    THREE,
    Column,
    Lines,
    box,
    column_at,
    flow,
    links,
)
from ebviz.plot.base import draw
from ebviz.plot.label import Label
from scenes.gan.lego_slides import SHARED, lego_table

COLUMNS = [pytest.param(ARCHITECTURES[key], column, id=key) for key, column in TABLE.items()]


def before(model: Architecture, role: str) -> list[str]:
    """Return the letters that enter a block."""
    return [model.blocks[start].text for start, end in links(model) if end == role]


def after(model: Architecture, role: str) -> list[str]:
    """Return the letters that leave a block."""
    return [model.blocks[end].text for start, end in links(model) if start == role]


def upstream(model: Architecture, role: str) -> set[str]:
    """Return all roles whose signal reaches a block."""
    nearer = {start for start, end in links(model) if end == role}
    return nearer.union(*(upstream(model, start) for start in nearer))


def way(model: Architecture, role: str) -> str:
    """Return what a module maps to what, as the table writes it."""
    given = before(model, role) or ["cal(N)(0, I)"]  # a sampler without input
    return f"${', '.join(given)} -> {', '.join(after(model, role))}$"


def text(lines: Lines) -> str:
    return " ".join(lines)


@pytest.mark.parametrize(("model", "column"), COLUMNS)
class TestColumn:
    def test_the_encoder_is_there_and_does_what_it_says(self, model: Architecture, column: Column) -> None:
        if "enc" not in model.blocks:
            assert text(column.encoder).startswith("none")
            return
        assert way(model, "enc") == column.encoder[-1]
        assert ("after the noise" in text(column.encoder)) == ("sampler" in upstream(model, "enc"))
        follows = "sampler" in model.blocks and "enc" in upstream(model, "sampler")
        assert ("before the noise" in text(column.encoder)) == follows

    def test_the_latent_is_searched_for_where_nothing_gives_it(
        self, model: Architecture, column: Column
    ) -> None:
        searched = any(block.text == "z" and not before(model, role) for role, block in model.blocks.items())
        assert ("searched" in text(column.encoder)) == searched

    def test_the_decoder_decodes_what_its_wires_bring(self, model: Architecture, column: Column) -> None:
        assert way(model, "dec") == column.decoder[-1]
        assert ("generator" in text(column.decoder)) == (model.blocks["dec"].text == "Generator")

    def test_the_noise_stands_where_the_sampler_does(self, model: Architecture, column: Column) -> None:
        if "sampler" not in model.blocks:
            assert column.noise == ("none",)
            return
        assert way(model, "sampler") == column.noise[-1]
        given = before(model, "sampler")
        assert (
            column.noise[0]
            == {
                ("y",): "in input space",
                ("mu", "v"): "in code space",
                (): "at the start",
            }[tuple(given)]
        )

    def test_the_cost_is_a_distance_or_learned_and_has_the_terms_of_the_diagram(
        self, model: Architecture, column: Column
    ) -> None:
        seen = before(model, "C")
        assert text(column.cost).startswith("learned" if "switch" in model.blocks else "a fixed distance")
        if "switch" in model.blocks:
            assert seen == [""]  # of the switch
            assert column.cost[-1] == " or ".join(
                f"${letter}$" for letter in sorted(before(model, "switch"), reverse=True)
            )
            return
        assert sorted(seen) == ["tilde(y)", "y"]
        formula = column.cost[-1].strip("$")
        squares = [block.text for block in model.blocks.values() if block.kind == "energy"]
        assert sorted(re.findall(r"[A-Z]", formula)) == sorted(squares)
        for role in ("R", "V"):
            if role in model.blocks and f"{model.blocks[role].text}(" in formula:
                assert f"{model.blocks[role].text}({before(model, role)[0]})" in formula

    def test_what_is_pushed_down_is_the_energy_of_the_diagram(
        self, model: Architecture, column: Column
    ) -> None:
        pushed = column.down[0].strip("$")
        left = model.energy[0][1].removesuffix(" =")
        assert pushed in (left, model.formula, model.where.partition(" = ")[0])
        assert "(y)" in pushed

    def test_what_is_pushed_up_is_the_contrastive_sample_if_there_is_one(
        self, model: Architecture, column: Column
    ) -> None:
        said = text(column.up)
        assert ("hat(y)" in said) == ("y^" in model.blocks)
        assert said.startswith("nothing") == ("y^" not in model.blocks)
        assert ("margin" in said) == ("switch" in model.blocks)  # a fixed distance has none

    def test_every_cell_is_one_or_two_lines(self, model: Architecture, column: Column) -> None:
        assert all(1 <= len(getattr(column, question.field)) <= 2 for question in QUESTIONS)


def test_columns_and_questions_are_all_there() -> None:
    assert list(TABLE) == ["lv_ebm", "ae", "dae", "vae", "gan"]
    assert [question.field for question in QUESTIONS] == list(Column.__dataclass_fields__)[1:]
    roles = {role for key in TABLE for role in ARCHITECTURES[key].blocks}
    assert {role for question in QUESTIONS for role in question.roles} <= roles


@pytest.mark.parametrize("key", TABLE)
def test_the_flow_is_that_of_the_wires(key: str) -> None:
    model = ARCHITECTURES[key]
    order = {role: place for place, group in enumerate(flow(model)) for role in group}
    assert set(order) == set(model.blocks)
    assert all(order[start] < order[end] for start, end in links(model))


def test_the_first_step_is_a_swap_and_the_second_needs_no_encoder() -> None:
    dae, vae, gan = (ARCHITECTURES[key].blocks for key in THREE)
    assert (dae["enc"].at, dae["sampler"].at) == (vae["sampler"].at, vae["enc"].at)
    assert all(dae[role] == vae[role] for role in ("dec", "y~", "C", "y"))
    assert "enc" not in gan
    assert all(vae[role] == gan[role] for role in ("sampler", "z", "y"))


def test_the_box_holds_every_block_once_and_apart() -> None:
    needed = {role for key in THREE for role in ARCHITECTURES[key].blocks}
    assert set(box().blocks) == set(SLOTS) == needed
    kinds = [
        {ARCHITECTURES[key].blocks[role].kind for key in THREE if role in ARCHITECTURES[key].blocks}
        for role in SLOTS
    ]
    assert [{block.kind} for block in box().blocks.values()] == kinds
    sizes = {
        "encoder": shapes.MODULE,
        "decoder": shapes.MODULE,
        "sampler": shapes.MODULE,
        "switch": (12.0, 40.0),
    }
    places = {role: np.array(at) * PITCH for role, at in SLOTS.items()}
    for one, other in itertools.combinations(box().blocks.items(), 2):
        halves = [np.array(sizes.get(block.kind, (60.0, 60.0))) / 2 for _, block in (one, other)]
        assert (np.abs(places[one[0]] - places[other[0]]) > sum(halves) + 4).any()


def test_the_box_bears_the_letters_of_the_last_model() -> None:
    assert box().blocks["sampler"].text == "Noise"
    seen = [ARCHITECTURES[key] for key in THREE]
    assert {role: box(*seen).blocks[role].text for role in ("sampler", "dec", "code", "R")} == {
        "sampler": "Sampler",
        "dec": "Generator",
        "code": "mu",
        "R": "U",
    }


def test_the_tint_is_on_what_all_three_have() -> None:
    assert {"dec", "sampler", "C", "y"} == SHARED


def test_the_figure_shows_every_cell_in_its_column() -> None:
    fig = draw(lego_table, "light", {})
    scale = fig.bbox.width / shapes.SLIDE[0]
    boxes: dict[str, list[tuple[float, float]]] = {}
    for part in fig.findobj(Label):
        extent = part.get_window_extent()
        ends = (extent.x0 / scale - shapes.SLIDE[0] / 2, extent.x1 / scale - shapes.SLIDE[0] / 2)
        boxes.setdefault(part.source, []).append(ends)
    half = (RIGHT - LEFT - LABELS) / len(TABLE) / 2
    for i, column in enumerate(TABLE.values()):
        middle = column_at(i, len(TABLE))
        for question in QUESTIONS:
            for line in getattr(column, question.field):
                assert any(middle - half < left and right < middle + half for left, right in boxes[line]), (
                    line
                )
    assert all(right < LEFT + LABELS + 4 for q in QUESTIONS for line in q.text for _, right in boxes[line])
