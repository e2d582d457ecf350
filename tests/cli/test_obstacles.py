"""Whatever lies where something else should go: one line says what to move, in the first run; then all is well."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ebviz.cli import main


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one figure, drawn in one theme."""
    root = tmp_path_factory.mktemp("built")
    (root / "scenes").mkdir()
    (root / "figures").mkdir()
    (root / "figures/plots.py").write_text(
        "from ebviz.plot.base import figure\n\n\n@figure(size=(3, 2))\n"
        "def line(fig, theme):\n    fig.add_subplot().plot([1, 2])\n"
    )
    assert main(["--project", str(root), "figures", "line", "--theme", "print", "--quiet"]) == 0
    return root


def folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)


def file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("a file")


def link(path: Path) -> None:
    shutil.rmtree(path)
    path.symlink_to("/nonexistent/x")


@pytest.mark.parametrize(
    ("place", "put"),
    [
        *((f".store/{place}", folder) for place in ("ac/*", "last/*", "locks/*", "logs/*", "cas/*/*")),
        *((f".store/{place}", file) for place in ("", "cas", "ac", "last", "tmp", "locks", "logs", "cas/*")),
        *((place, file) for place in ("", "figures", "figures/print")),
        *((place, link) for place in ("", ".store", ".store/cas", "figures")),
        ("figures/print/line.svg", folder),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_is_in_the_way_is_named_in_the_first_run(
    built: Path,
    tmp_path: Path,
    place: str,
    put: Callable[[Path], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    project = tmp_path / "p"
    shutil.copytree(built, project)
    path = min((project / "renders").glob(place)) if "*" in place else project / "renders" / place
    put(path)
    command = ["--project", str(project), "figures", "line", "--theme", "print", "--quiet", "--force"]
    assert main(command) in (1, 2)
    said = capsys.readouterr().err
    assert said.count("\n") == 1, said
    assert f"'{path}' is a " in said or f"'{path.parent / path.name}" in said
    assert ("move it away" in said) or ("a link to nothing" in said)
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert main(command) == 0
    assert capsys.readouterr().err == ""
