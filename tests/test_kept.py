"""Studies kept for the tests: computed once, looked up afterwards, and computed again when their code changes."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from ebviz.build.catalog import discover
from ebviz.build.project import Project
from ebviz.store import Store
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


def test_while_another_worker_makes_a_study_others_are_made(toy: Path) -> None:
    (toy / "studies/letters.py").write_text((toy / "studies/numbers.py").read_text())
    for file in (toy / "figures").iterdir():
        file.unlink()
    store, found = Store(toy / "renders"), []
    project = Project.at(toy)
    mine = Kept(project, discover({name: path for name, path in project.packages.items() if name != "ebviz"}))
    lock = store.lock("study:numbers")
    with lock.acquire():  # as if another worker were at it
        asking = threading.Thread(target=lambda: found.append(mine["powers"]["y"].tolist()))
        asking.start()
        end = time.monotonic() + 60
        while store.last("study:letters") is None:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert store.last("study:numbers") is None
        assert not found
    asking.join(timeout=60)
    assert found == [[0, 1, 4, 9]]
