"""Studies kept for the tests: computed once, looked up afterwards, and computed again when their code changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ebviz.build.catalog import discover
from ebviz.build.observer import Observer
from ebviz.build.project import Project
from ebviz.build.task import Task
from tests.kept import Kept


def kept(folder: Path) -> Kept:
    project = Project.at(folder)
    return Kept(project, discover(project.packages))


def test_a_study_is_computed_when_asked_for_and_again_when_changed(toy: Path) -> None:
    study, traces = toy / "studies/numbers.py", toy / "traces"
    trace = f"open({str(traces)!r}, 'a').write('x')\n    import numpy"
    study.write_text(study.read_text().replace("import numpy", trace))
    assert "numbers" in kept(toy)
    assert not traces.exists()
    for _ in range(2):
        assert kept(toy)["powers"]["y"].tolist() == [0, 1, 4, 9]
    assert traces.read_text() == "x"
    study.write_text(study.read_text().replace("Field(4", "Field(3"))
    assert kept(toy)["powers"]["y"].tolist() == [0, 1, 4]
    assert traces.read_text() == "xx"
    assert [path.name for path in (toy / "renders").iterdir()] == [".store"]
    with pytest.raises(KeyError):
        kept(toy)["nonsense"]


def test_all_are_made_at_once_and_then_only_looked_up(toy: Path) -> None:
    class Told(Observer):
        def __init__(self) -> None:
            self.names: list[str] = []

        def started(self, task: Task) -> None:
            self.names.append(task.name)

    project = Project.at(toy)
    own = discover({name: path for name, path in project.packages.items() if name != "ebviz"})
    first, second = Told(), Told()
    Kept(project, own).complete(first)
    Kept(project, own).complete(second)
    assert first.names == ["study:numbers", "study:powers"]
    assert second.names == []
    assert Kept(project, own)["powers"]["y"].tolist() == [0, 1, 4, 9]
