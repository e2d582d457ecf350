"""What stands in the way of a build: folders where files should go, files where folders should, links to nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ebviz.errors import UsageError

FILES = {
    "ac": ".json",
    "last": ".json",
    "locks": ".lock",
    "logs": ".log",
}  # what lies in which folder of the store


def refuse_obstacles(renders: Path, root: Path) -> None:
    """Raise :class:`UsageError` for the first thing that must be moved away from ``renders``, or the store in it."""
    obstacle = next(_obstacles(renders, root), None)
    if obstacle:
        raise UsageError(f"cannot write to '{renders}': {obstacle}")


def _obstacles(renders: Path, root: Path) -> Iterator[str]:
    places = [root / name for name in ("cas", "tmp", *FILES)]
    for place in (renders, root, *places):
        if place.is_symlink() and not place.exists():
            yield f"'{place}' is a link to nothing; remove it, or make the folder that it leads to"
        elif place.exists() and not place.is_dir():
            yield f"'{place}' is a file where a folder should go; move it away"
    for name, ending in FILES.items():
        for entry in _entries(root / name):
            if entry.name.endswith(ending) and entry.is_dir():
                yield f"'{entry.path}' is a folder where a file should go; move it away"
    for parent in _entries(root / "cas"):
        if not parent.is_dir():
            yield f"'{parent.path}' is a file where a folder should go; move it away"
        for entry in _entries(Path(parent.path)):
            if entry.is_dir():
                yield f"'{entry.path}' is a folder where a file should go; move it away"


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []
