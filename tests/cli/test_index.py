"""`ebviz index`: one page of all that was made, which refers to the files beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ebviz.export import provenance
from ebviz.live.index import index
from tests.cli.test_pages import ebviz
from tests.conftest import CATALOG


def test_it_shows_what_there_is_and_is_stale_when_that_changes(toy: Path) -> None:
    picture = toy / "renders/figures/dark/line.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"")
    made = ebviz(toy, "index")
    assert (made.returncode, made.stderr) == (0, "")
    path = toy / "renders/index.html"
    text = path.read_text(encoding="utf-8")
    assert provenance.read(path)["task"] == "index:renders"
    assert '<a href="figures/dark/line.png">png</a>' in text
    assert "<strong>line</strong> A line." in text
    assert "not made yet: <code>ebviz figures parabola</code>" in text
    assert "http" not in re.sub(r"<meta[^>]*>", "", text)
    status = json.loads(ebviz(toy, "status", "--json").stdout)["targets"]
    assert status["index:renders"]["state"] == "fresh"
    picture.unlink()
    status = json.loads(ebviz(toy, "status", "--json").stdout)["targets"]
    assert status["index:renders"]["reasons"] == [
        "contents.figures.line.files.png figures/dark/line.png → (none)"
    ]


def test_all_that_the_course_can_make_is_in_it_by_lecture() -> None:
    film = {
        "lecture": "gan",
        "sentence": "Cold < hot & so on.",
        "files": {"mp4": "a/a.mp4", "png": "a/a.png"},
    }
    others = {
        name: {"lecture": one.lecture, "sentence": one.summary, "files": {}}
        for name, one in CATALOG.pages.items()
    }
    text = index({"films": {"a": film}, "pages": others, "figures": {}}, {"schema": "ebviz/1"}).decode()
    assert '<video controls preload="none" poster="a/a.png" src="a/a.mp4"></video>' in text
    assert "Cold &lt; hot &amp; so on." in text
    assert all(f"<strong>{name}</strong>" in text for name in CATALOG.pages)
    assert re.findall(r"<h2>(.*?)</h2>", text) == sorted(
        {one.lecture.replace("_", " ") for one in CATALOG.pages.values()} | {"gan"}
    )
