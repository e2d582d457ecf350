"""Progress is only shown: whatever is reported, the computation goes on."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import torch

from ebviz.build.observer import Message
from ebviz.build.task import Task
from ebviz.cli.display import Lines
from ebviz.study import report
from ebviz.study.progress import listen


class Odd:
    """Cannot be converted to anything."""

    def __float__(self) -> float:
        raise SyntaxError

    def __str__(self) -> str:
        raise SyntaxError


BAD: list[Any] = [
    float("nan"),
    float("inf"),
    -float("inf"),
    -1,
    "text",
    "3",
    b"3",
    None,
    [],
    10**400,
    1j,
    Odd(),
]


@pytest.mark.parametrize("bad", BAD, ids=[str(place) for place in range(len(BAD))])
def test_what_cannot_be_shown_is_ignored(bad: Any) -> None:
    out = io.StringIO()
    lines = Lines(out)
    lines.started(Task("study:s", "study", "s", "study s"))
    heard = []
    with listen(lambda *what: heard.append(what)):
        report(bad, 4, "x")
        report(1, bad, "x")
        report(bad, bad, "x")
        report(1, 4, bad)
    assert heard[-1][:2] == (1, 4)
    assert {what[:2] for what in heard} == {(1, 4)}
    for what in heard:
        lines.progress(Message("study:s", *what))


def test_numbers_of_any_kind_are_shown_and_texts_on_one_line() -> None:
    heard = []
    with listen(lambda *what: heard.append(what)):
        report(np.float32(1), torch.tensor(4), "a\nb\x1b[31m \ud800")
        report(True, 0, "x" * 1000)
    assert heard[0] == (1.0, 4.0, "a b\\x1b[31m \\ud800")
    assert len(heard[1][2]) == 80
