"""``ebviz verify`` reads everything, and finds what no file's time tells."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ebviz.cli import main
from ebviz.store import hashes, sealed
from ebviz.store.hashes import Hashes

EBVIZ = str(Path(sys.executable).with_name("ebviz"))


@pytest.fixture
def built(toy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A project with one figure, all of whose files have long been at rest."""
    assert main(["--project", str(toy), "figures", "line", "--theme", "print"]) == 0
    later = time.time_ns() + 10 * hashes.RESTING
    monkeypatch.setattr(time, "time_ns", lambda: later)
    assert main(["--project", str(toy), "status", "line", "numbers"]) == 0
    capsys.readouterr()
    return toy


def rot(path: Path) -> None:
    """Change a bit as a disk does that loses one: nothing that the system says of the file tells."""
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    notes = path.parents[[parent.name for parent in path.parents].index("renders")] / ".store/hashes.json"
    kept = Hashes(notes)
    before = kept._kept[str(path)]
    kept._kept[str(path)] = [*(hashes.signature(path) or ()), before[-1]]
    kept._grown = True
    kept.save()


def test_all_is_whole(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(built), "verify"]) == 0
    assert capsys.readouterr().out.startswith("all whole: 7 files, ")


def test_what_has_rotted_is_named_and_made_whole(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = built / "renders/figures/print/line.pdf"
    record = sealed.read(built / "renders/.store/last/figure.line.print.json")
    digest = record["manifest"]["outputs"]["png"]["sha256"]
    blob = built / "renders/.store/cas" / digest[:2] / digest
    rot(page)
    rot(blob)
    main(["--project", str(built), "status", "line"])
    assert "line (print): fresh" in capsys.readouterr().out  # nothing tells
    assert main(["--project", str(built), "verify"]) == 1
    said = capsys.readouterr().out
    assert "renders/figures/print/line.pdf was edited\n" in said
    assert "the stored file of figure:line:print (png) was edited\n" in said
    assert "2 damaged of 7 files, " in said
    main(["--project", str(built), "status", "line"])
    assert "line (print): stale: renders/figures/print/line.pdf was edited" in capsys.readouterr().out
    assert main(["--project", str(built), "figures", "line", "--theme", "print"]) == 0
    capsys.readouterr()
    assert main(["--project", str(built), "verify"]) == 0


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda root: next(root.glob("renders/.store/cas/*/*")).unlink(), " is missing\n"),
        (
            lambda root: (root / "renders/figures/print/line.svg").write_text("<svg"),
            "line.svg was truncated (4 of ",
        ),
        (lambda root: next(root.glob("renders/.store/ac/*")).write_text("{}"), "the record ac/"),
        (lambda root: next(root.glob("renders/.store/last/*")).write_text(""), "the record last/"),
    ],
)
def test_every_kind_of_damage_is_named(
    built: Path, damage, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(built)
    assert main(["--project", str(built), "verify"]) == 1
    assert words in capsys.readouterr().out


def test_a_terminal_shows_how_far_it_is(built: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen([EBVIZ, "verify"], cwd=built, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # the other end has been closed
                break
    assert process.returncode == 0
    assert b"bytes" in shown or b"kB" in shown
    assert b"all whole: 7 files" in shown


def test_a_project_without_renders_is_whole(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(toy), "verify"]) == 0
    assert capsys.readouterr().out == "all whole: 0 files, 0 B\n"
