"""The files that a module declares with ``DATA``: names, patterns, or folders with all that is in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ebviz.store.files import below


def matching(folder: Path, pattern: str) -> dict[str, Path]:
    """Return the files that a name, a pattern or a folder's name matches, by their paths from ``folder``.

    Links are followed: what lies behind them counts by its content too.
    """
    found = [
        file
        for match in _matches(folder, pattern)
        for file in (below(match, lambda name: name == "__pycache__") if match.is_dir() else (match,))
    ]
    return {os.path.relpath(part, folder).replace(os.sep, "/"): part for part in found if part.is_file()}


def searched(folder: Path, pattern: str) -> Iterator[Path]:
    """Yield the folders of which it counts what is in them: those named, and those where a pattern looks."""
    yield from (match for match in _matches(folder, pattern) if match.is_dir())
    parts = Path(pattern).parts
    plain = next((count for count, part in enumerate(parts) if set(part) & set("*?[")), len(parts))
    if plain < len(parts):
        yield folder.joinpath(*parts[:plain])


def _matches(folder: Path, pattern: str) -> list[Path]:
    try:
        return list(folder.glob(pattern))
    except (ValueError, NotImplementedError, OSError):  # such as "" or "/absolute"
        return []
