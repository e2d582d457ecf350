"""Hashes remembered by what the system says of a file, so that an unchanged file need not be read again.

A file is taken for unchanged if its device, number, size and both times are the same: when it was written and when
anything about it was changed, which no program can set back. A file that was changed only just before it was hashed
may change again within one tick of that clock, so its hash is not remembered (as git does it).

Damage that the system does not know of, such as a bit lost on the disk, is found by reading: ``ebviz verify`` reads
everything, and whatever is built upon or published is read before.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from ebviz.store import files, sealed

RESTING = 3 * 10**9  # nanoseconds since the last change before a hash is remembered; FAT has ticks of 2 s
SCHEMA = "ebviz-hashes/1"
Signature = tuple[int, int, int, int, int]


def signature(path: Path) -> Signature | None:
    """Return device, number, size and both times of what a path leads to, None if it leads to nothing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def signatures(paths: Iterable[Path]) -> dict[Path, Signature | None]:
    """Return the signature of each path."""
    return {path: signature(path) for path in paths}


class Hashes:
    """The hashes of files, read from the disk only where nothing is remembered.

    Parameters
    ----------
    path : file that keeps them between runs; a damaged one is ignored. None keeps them for this run.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._kept: dict[str, list] = {}
        self._grown = False
        document = sealed.read(path) if path is not None else None
        if isinstance(document, dict) and document.get("schema") == SCHEMA:
            self._kept = document["files"]

    def sha256(self, path: Path) -> str:
        """Return the SHA-256 of a file's content; raise :class:`OSError` if it cannot be read."""
        known, now = self._kept.get(os.path.abspath(path)), signature(path)
        return known[-1] if known and now and tuple(known[:-1]) == now else self.read(path)

    def read(self, path: Path, told: Callable[[int], object] | None = None) -> str:
        """Return the SHA-256 of a file's content as the disk has it now; ``told`` is given the bytes read so far."""
        now, before = time.time_ns(), signature(path)
        name = os.path.abspath(path)
        digest = files.sha256(path, told)
        if before is not None and signature(path) == before and max(before[-2:]) < now - RESTING:
            self._kept[name] = [*before, digest]
            self._grown = True
        elif self._kept.pop(name, None) is not None:
            self._grown = True
        return digest

    def same(self, path: Path, digest: str, size: int) -> bool:
        """Is ``path`` a file with exactly this content?"""
        try:
            return path.stat().st_size == size and self.sha256(path) == digest
        except OSError:
            return False

    def save(self) -> None:
        """Keep what was learnt, without files that have gone; skip it if nothing can be written."""
        if self._path is None or not self._grown:
            return
        with suppress(OSError):
            kept = {name: known for name, known in self._kept.items() if os.path.exists(name)}
            self._path.parent.mkdir(parents=True, exist_ok=True)
            sealed.write(self._path, {"schema": SCHEMA, "files": kept})
            self._grown = False
