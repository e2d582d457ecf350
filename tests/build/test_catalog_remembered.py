"""The catalog that is kept between runs is the one that would be found anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ebviz.build.catalog import discover, remembered
from ebviz.build.project import Project
from ebviz.store import files

BASES = "from ebviz.stage import LectureScene\n\n\nclass Base(LectureScene):\n    studies = ('numbers',)\n"
SCENE = (
    "import bases\n\n\nclass Film(bases.Base):\n    gif = (0, 1)\n\n    def construct(self):\n        pass\n"
)


@pytest.fixture
def project(toy: Path) -> Path:
    (toy / "bases.py").write_text(BASES)
    (toy / "scenes/film.py").write_text(SCENE)
    (toy / "renders/.store").mkdir(parents=True)
    return toy


def kept(root: Path) -> remembered.Catalog:
    return remembered.remembered(
        Project.at(root).packages, root / "renders/.store/catalog.json", files.sha256
    )


CHANGES: dict[str, Callable[[Path], object]] = {
    "a study's inputs": lambda root: (root / "studies/powers.py").write_text(
        "def compute(config):\n    return 1\n"
    ),
    "a study more": lambda root: (root / "studies/more.py").write_text(
        "def compute(config):\n    return 1\n"
    ),
    "a study less": lambda root: (root / "studies/powers.py").unlink(),
    "a lecture": lambda root: (
        (root / "scenes/week1").mkdir() or (root / "scenes/film.py").rename(root / "scenes/week1/film.py")
    ),
    "a base elsewhere": lambda root: (root / "bases.py").write_text(BASES.replace("numbers", "powers")),
    "a base that goes": lambda root: (root / "bases.py").unlink(),
    "a file that cannot be read": lambda root: (root / "studies/powers.py").write_text("def :\n"),
    "a figure": lambda root: (root / "figures/plots.py").write_text("x = 1\n"),
    "a folder of figures that goes": lambda root: (root / "figures").rename(root / "old"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_found(project: Path, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept(project)
    assert first == discover(Project.at(project).packages)
    assert {"film"} == set(first.scenes)
    CHANGES[change](project)
    now = discover(Project.at(project).packages)
    assert now != first
    assert kept(project) == now
    monkeypatch.setattr(remembered, "discover", lambda *given: pytest.fail("searched again"))
    assert kept(project) == now


def test_a_base_that_appears_is_found(project: Path) -> None:
    (project / "bases.py").unlink()
    assert kept(project).scenes["film"].studies == ()
    (project / "bases.py").write_text(BASES)
    assert kept(project).scenes["film"].studies == ("numbers",)


@pytest.mark.parametrize("damage", ["", "[]", "{}\n{}", "\n"])
def test_a_damaged_one_is_ignored(project: Path, damage: str) -> None:
    right = kept(project)
    (project / "renders/.store/catalog.json").write_text(damage)
    assert kept(project) == right


def test_a_letter_changed_in_it_is_noticed(project: Path) -> None:
    right = kept(project)
    path = project / "renders/.store/catalog.json"
    path.write_text(path.read_text().replace('"numbers"', '"numbars"'))
    assert kept(project) == right
