"""Definitions that follow their dials."""

from __future__ import annotations

from pathlib import Path

import pytest

import ebviz
from ebviz.door.asking import values
from ebviz.errors import UsageError


def test_a_definition_holds_before_its_dial_is_set_and_after_it_is_set_anew() -> None:
    x = ebviz.Dial("x")
    y = 2 * x
    with pytest.raises(UsageError, match=r"^the dial 'x' was not set: x.set\(…\) sets it$"):
        y.value  # noqa: B018
    for now in (6, 7):
        x.set(now)
        assert y.value == 2 * now


def test_definitions_of_definitions_follow_all_of_their_dials() -> None:
    a, b = ebviz.Dial("a", 2.0), ebviz.Dial("b", 3.0)
    both = -(a - b) / (a + 1) ** 2 + 4 ** (b - a)
    assert both.dials() == [a, b]
    assert both.value == pytest.approx(1 / 9 + 4)
    seen: list[float] = []
    (both - b).follow(seen.append)
    a.set(3.0)
    assert seen == pytest.approx([1 / 9 + 1, -2.0])


@pytest.mark.parametrize(
    "text",
    [
        "x - (y - 1)",
        "x - y - 1",
        "(x + y) * 2",
        "x / (y * 2)",
        "(x ** 2) ** y",
        "x ** (y + 1)",
        "-(x + y)",
        "2 ** -x",
    ],
)
def test_what_is_shown_says_what_is_worked_out(text: str) -> None:
    numbers = {"x": 5.0, "y": 2.0}
    made = eval(text, {name: ebviz.Dial(name, value) for name, value in numbers.items()})
    assert eval(repr(made), {**numbers}) == made.value == eval(text, {**numbers})


def test_a_study_takes_a_dial_as_it_stands(toy: Path) -> None:
    count = ebviz.Dial("count", 1)
    assert values({"numbers.count": 2 * count}) == {"numbers.count": 2}
    assert len(ebviz.study("numbers", toy, count=2 * count)["x"]) == 2
