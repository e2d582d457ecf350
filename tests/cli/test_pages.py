"""`ebviz page` in a process of its own: a page of the user's own study is listed, made, judged and made anew."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ebviz.build.catalog import discover
from ebviz.build.code import ProjectCode
from ebviz.build.graph import Graph
from ebviz.build.project import Project
from ebviz.export import provenance

PAGE = '''
from ebviz.live import page


@page(studies=("numbers",))
def counted(page, numbers):
    """Numbers, one by one."""
    page.view("history", "Numbers", "They grow.")
    page.array("x", numbers["x"])
    curve = {"kind": "curve", "array": "x", "hue": "blue"}
    page.value(
        moments=list(range(len(numbers["x"]))),
        start={"step": 0},
        panels=[{"caption": "x", "names": ["n", "x"], "x": [0, 4], "y": [0, 9], "layers": [curve]}],
        readings=[{"name": "x", "array": "x", "label": "x"}],
        notes=[],
    )
'''


def ebviz(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ebviz", "--project", str(project), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=project)


def test_a_page_is_listed_made_and_made_anew(toy: Path) -> None:
    assert ebviz(toy, "page").stdout == "none yet: a function under @page(studies=(…)) in scenes/ is one\n"
    (toy / "scenes/pages.py").write_text(PAGE)
    assert ebviz(toy, "page").stdout == "counted  Numbers, one by one.\n"
    assert "  page    counted   Numbers, one by one." in ebviz(toy, "list").stdout
    made = ebviz(toy, "page", "counted")
    assert (made.returncode, made.stderr) == (0, "")
    path = toy / "renders/pages/counted.html"
    record = provenance.read(path)
    assert (record["task"], record["studies"]["numbers"]["config"]["count"]) == ("page:counted", 4)
    assert ebviz(toy, "page", "--all").stdout == "nothing to do: 1 fresh\n"
    status = json.loads(ebviz(toy, "status", "--json").stdout)["targets"]
    assert status["page:counted"]["state"] == "fresh"

    (toy / "scenes/pages.py").write_text(PAGE.replace("They grow", "They grow slowly"))
    assert "page counted: stale" in ebviz(toy, "status", "counted").stdout
    again = ebviz(toy, "page", "counted", "--set", "numbers.count=6", "--quiet")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert "They grow slowly" in path.read_text(encoding="utf-8")
    assert provenance.read(path)["studies"]["numbers"]["config"]["count"] == 6


def test_what_cannot_be_a_page_is_said_in_one_line(toy: Path) -> None:
    (toy / "scenes/pages.py").write_text(PAGE)
    unknown = ebviz(toy, "page", "counter")
    assert (unknown.returncode, unknown.stderr) == (
        2,
        "error: there is no page 'counter'; did you mean 'counted'? (there are: counted)\n",
    )
    assert "'line' is a figure (ebviz figures line)" in ebviz(toy, "page", "line").stderr


def test_declarations_that_are_no_literals_are_problems(toy: Path) -> None:
    (toy / "scenes/pages.py").write_text(PAGE.replace("@page(studies", "@page(size=(3, 2), studies"))
    catalog = discover(Project.at(toy).packages)
    assert catalog.pages == {}
    assert "expected @page(studies=(…), cannot_show={…}), got size" in catalog.problems[0]


def test_what_runs_in_the_browser_counts(toy: Path) -> None:
    (toy / "scenes/pages.py").write_text(PAGE)
    project = Project.at(toy)
    graph = Graph(project, discover(project.packages))
    graph.add_page("counted")
    graph.close()
    code = ProjectCode(project).of(graph.tasks["page:counted"])
    for name in ("front/plot.js", "front/page.css"):
        assert f"ebviz.live.bundle:{name}" in code
    graph.add_figure("line", "dark", ("png",))
    assert not any(
        unit.startswith("ebviz.live") for unit in ProjectCode(project).of(graph.tasks["figure:line:dark"])
    )
