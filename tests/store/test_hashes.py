"""Hashes that are remembered, and when they may not be."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from ebviz.store import files, hashes
from ebviz.store.hashes import Hashes


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that was last changed long ago, by a clock that was set to then."""
    path = tmp_path / "film.mp4"
    path.write_text("frames")
    later = time.time_ns() + 10 * hashes.RESTING
    monkeypatch.setattr(time, "time_ns", lambda: later)
    return path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files whose content is really read, in order."""
    found: list[Path] = []
    real = files.sha256

    def sha256(path: Path, told=None) -> str:
        found.append(path)
        return real(path, told)

    monkeypatch.setattr(files, "sha256", sha256)
    return found


def test_an_unchanged_file_is_read_once_even_in_the_next_run(file: Path, reads: list[Path]) -> None:
    kept = Hashes(file.with_name("hashes.json"))
    assert kept.sha256(file) == kept.sha256(file) == digest("frames")
    kept.save()
    again = Hashes(file.with_name("hashes.json"))
    assert again.same(file, digest("frames"), 6)
    assert reads == [file]


def flip(path: Path) -> None:
    with path.open("r+b") as opened:
        opened.write(b"F")


def replace(path: Path) -> None:
    path.with_name("new").write_text("Frames")
    path.with_name("new").replace(path)


def link(path: Path) -> None:
    path.with_name("new").write_text("Frames")
    path.unlink()
    path.symlink_to(path.with_name("new"))


@pytest.mark.parametrize("change", [flip, replace, link])
def test_a_change_of_equal_length_with_its_time_set_back_is_seen(file: Path, change) -> None:
    kept = Hashes(file.with_name("hashes.json"))
    kept.sha256(file)
    before = file.stat()
    change(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not kept.same(file, digest("frames"), 6)
    assert kept.sha256(file) == digest("Frames")


def test_a_file_changed_just_now_is_read_again_each_time(tmp_path: Path, reads: list[Path]) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("frames")
    kept = Hashes()
    kept.sha256(path)
    kept.sha256(path)
    assert len(reads) == 2


def test_a_file_that_changes_while_it_is_read_is_not_remembered(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.sha256

    def sha256(path: Path, told=None) -> str:
        found = real(path, told)
        flip(path)
        return found

    monkeypatch.setattr(files, "sha256", sha256)
    kept = Hashes()
    assert kept.sha256(file) == digest("frames")
    monkeypatch.setattr(files, "sha256", real)
    assert kept.sha256(file) == digest("Frames")


@pytest.mark.parametrize("damage", ["", "{}", "[1]", "\udc80", '{"schema": "ebviz-hashes/1", "files": 3}'])
def test_damaged_notes_are_ignored(file: Path, damage: str) -> None:
    notes = file.with_name("hashes.json")
    notes.write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert Hashes(notes).sha256(file) == digest("frames")


def test_notes_that_were_tampered_with_are_ignored(file: Path) -> None:
    notes = file.with_name("hashes.json")
    kept = Hashes(notes)
    kept.sha256(file)
    kept.save()
    notes.write_text(notes.read_text().replace(digest("frames"), digest("Frames")))
    assert Hashes(notes).sha256(file) == digest("frames")


def test_files_that_have_gone_are_forgotten(file: Path) -> None:
    notes, other = file.with_name("hashes.json"), file.with_name("other")
    other.write_text("more")
    kept = Hashes(notes)
    kept.sha256(file)
    kept.sha256(other)
    file.unlink()
    assert not kept.same(file, digest("frames"), 6)
    kept.save()
    assert (str(file) in notes.read_text(), str(other) in notes.read_text()) == (False, True)
