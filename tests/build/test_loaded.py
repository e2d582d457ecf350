"""Distributions that a task has loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from ebviz.build import loaded


def test_what_is_installed_from_a_folder_counts_by_what_was_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "mine-0.1.dist-info"
    notes.mkdir()
    (notes / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 0.1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = []
    for origin, record in (
        ("", "a"),
        ("", "b"),
        ('{"url": "file:///home/mine"}', "a"),
        ('{"url": "file:///home/mine"}', "b"),
    ):
        (notes / "direct_url.json").write_text(origin)
        (notes / "RECORD").write_text(record)
        loaded._version.cache_clear()
        found.append(loaded._version("mine"))
    assert found[:2] == ["0.1", "0.1"]  # from an index, where a version names one content
    assert found[2].startswith("0.1 (")
    assert found[3].startswith("0.1 (")
    assert found[2] != found[3]
