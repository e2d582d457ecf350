"""Progress in a notebook: in one place, drawn a few times a second, and one line at the end."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any, TextIO

import pytest

from ebviz.build.observer import Observer
from ebviz.build.task import Task
from ebviz.cli.told import Events, Teller, Terminal
from ebviz.door.bars import INTERVAL, Bars, notebook


class Page:
    """A notebook's output: what was published, by place, and how often."""

    def __init__(self) -> None:
        self.places: dict[str, dict[str, str]] = {}
        self.count = 0

    def publish(self, data: dict[str, str], transient: dict[str, str], update: bool) -> None:
        place = transient["display_id"]
        assert update is (place in self.places)
        self.places[place] = data
        self.count += 1

    def text(self) -> str:
        (data,) = self.places.values()
        return data["text/plain"]


@pytest.fixture
def page() -> Page:
    return Page()


def task(name: str, event: str, **more: Any) -> dict[str, Any]:
    return {"event": event, "task": f"study:{name}", "label": f"study {name}", **more}


def test_nothing_is_shown_when_nothing_is_made(page: Page) -> None:
    Bars(page.publish).close()
    assert page.places == {}


def test_ten_thousand_steps_are_drawn_a_few_times(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("ebviz.door.bars.time.monotonic", lambda: now[0])
    bars = Bars(page.publish)
    bars.tell({"event": "starting"})
    assert page.text() == "starting workers …"
    bars.tell(task("horn", "started"))
    for step in range(10_000):
        now[0] += 1e-3
        bars.tell({"event": "progress", "task": "study:horn", "done": step, "total": 10_000, "text": "a < b"})
    assert 10 / INTERVAL <= page.count <= 10 / INTERVAL + 4
    (data,) = page.places.values()
    step = re.fullmatch(r"study horn: (\d+) of 10000 a < b", data["text/plain"])
    assert step
    assert int(step[1]) >= 10_000 - 1e3 * INTERVAL - 2
    assert "a &lt; b" in data["text/html"]
    bars.tell(task("horn", "built", seconds=12.34))
    bars.close()
    assert page.text() == "built study horn in 12.3 s"


def test_several_at_once_and_what_became_of_them(page: Page) -> None:
    bars = Bars(page.publish)
    for name in "abcdef":
        bars.tell(task(name, "started"))
    bars.tell(task("a", "waiting"))
    (data,) = page.places.values()
    assert data["text/html"].count("<progress></progress>") == 6
    assert data["text/plain"].startswith("study a: another run is making it, study b, study c")
    bars.tell(task("a", "fresh"))
    assert page.text().startswith("study b, study c")
    bars.tell(task("a", "started"))
    for name in "abcde":
        bars.tell(task(name, "built", seconds=1.0))
    bars.tell(task("f", "failed"))
    bars.close()
    made = ", ".join(f"study {name} in 1.0 s" for name in "abcd")
    assert page.text() == f"built {made} and 1 more; failed study f"


@pytest.fixture
def remarked(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What a build says that has something to say of a slide."""
    slide, events = Task("figure:slide:light", "figure", "slide", "slide (light)"), Events()
    events.started(slide)
    events.built(slide, 1.25, [])
    events.remark(slide, "'a < b' is cut off on the right")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_remark_stays_below_what_was_made(page: Page, remarked: list[dict[str, Any]]) -> None:
    bars = Bars(page.publish)
    for event in remarked:
        bars.tell(event)
    bars.close()
    assert page.text() == "built slide (light) in 1.2 s\nslide (light): 'a < b' is cut off on the right"
    (data,) = page.places.values()
    assert data["text/html"].count("<div") == 2
    assert "a &lt; b" in data["text/html"]


@pytest.mark.parametrize("shown", [Teller, lambda out: Terminal(1, out)])
def test_a_remark_is_a_line_of_its_own_elsewhere(shown: Callable[[TextIO], Observer]) -> None:
    out = io.StringIO()
    observer = shown(out)
    slide = Task("figure:slide:light", "figure", "slide", "slide (light)")
    observer.built(slide, 1.25, [])
    observer.remark(slide, "letters not in Lato are drawn in Rare Sans")
    observer.close()
    assert out.getvalue().count("slide (light)") == 1
    assert "slide (light): letters not in Lato are drawn in Rare Sans\n" in out.getvalue()


def test_a_plain_python_is_no_notebook() -> None:
    assert notebook() is None
