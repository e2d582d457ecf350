"""Keeping the store clean and small: removing leftovers of killed processes and old results."""

from __future__ import annotations

import os
import shutil
import time
from collections import defaultdict
from pathlib import Path

from ebviz.store import Store, files
from ebviz.store.manifest import Manifest

KEPT = 8  # newest manifests kept per task besides the published one
YOUNG = 24 * 3600.0  # seconds during which nothing is dropped: another run may be about to use it


def clear(store: Store) -> None:
    """Remove scratch folders and temporary files whose owner has ended."""
    scratch = store.root / "tmp"
    for folder in _entries(scratch):
        if files.abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)
    for parent, subfolders, names in os.walk(store.renders):
        if Path(parent) == scratch:
            subfolders.clear()
        for name in names:
            if name.endswith(files.PART) and files.abandoned(path := Path(parent, name)):
                path.unlink(missing_ok=True)


def forget(store: Store, kept: int = KEPT, young: float = YOUNG) -> int:
    """Drop old results: keep what is published and, per task, the ``kept`` newest; return the bytes freed.

    Nothing younger than ``young`` seconds is touched, and nothing at all while another run is doing the same.
    """
    try:
        with store.lock("forget").acquire(timeout=0):
            return _forget(store, kept, time.time() - young)
    except OSError:  # another run is at it (a Timeout), or there is no room for a lock
        return 0


def _forget(store: Store, kept: int, before: float) -> int:
    lasts = [store.last(path.stem) for path in _entries(store.root / "last")]
    published = {last.manifest.key for last in lasts if last}
    wanted = {blob.sha256 for last in lasts if last for blob in last.manifest.outputs.values()}
    records: dict[str, list[tuple[float, Path, Manifest | None]]] = defaultdict(list)
    for path in _entries(store.root / "ac"):
        manifest = store.manifest(path.stem)
        records[manifest.task if manifest else ""].append((path.stat().st_mtime, path, manifest))
    freed = 0
    for found in records.values():
        found.sort(key=lambda record: record[0], reverse=True)
        for place, (written, path, manifest) in enumerate(found):
            if manifest and (place < kept or manifest.key in published or written > before):
                wanted |= {blob.sha256 for blob in manifest.outputs.values()}
            elif written <= before:
                freed += _remove(path)
    for folder in _entries(store.root / "cas"):
        for path in _entries(folder):
            if path.name not in wanted and path.stat().st_mtime <= before:
                freed += _remove(path)
    return freed


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _remove(path: Path) -> int:
    try:
        size = path.stat().st_size
        path.unlink()
    except OSError:
        return 0
    return size
