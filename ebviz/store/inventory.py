"""Everything that a store holds and has published, so that all of it can be verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ebviz.store.manifest import Blob, Manifest
from ebviz.store.store import Store


@dataclass(frozen=True, slots=True)
class Item:
    """A file and the bytes it should hold; ``shown`` is what it is called, ``task`` what it was made for."""

    path: Path
    blob: Blob
    shown: str
    task: str = ""


def inventory(store: Store) -> tuple[list[Item], list[str]]:
    """Return all files that should hold known bytes, and the records that cannot be read (each a file's name)."""
    lasts = {path: store.last(path.stem) for path in _files(store.root / "last")}
    kept = {path: store.manifest(path.stem) for path in _files(store.root / "ac")}
    records = {**lasts, **kept}
    damaged = [str(path.relative_to(store.root)) for path, record in records.items() if record is None]
    items: dict[Path, Item] = {}
    for last in lasts.values():
        if last is not None:
            manifest = last.manifest
            items |= {item.path: item for item in _stored(store, manifest)}
            for part, place in last.published.items():
                if part in manifest.outputs:
                    path = store.renders / place
                    shown = f"{store.renders.name}/{place}"
                    items[path] = Item(path, manifest.outputs[part], shown, manifest.task)
    for record in kept.values():
        if record is not None:
            items = {item.path: item for item in _stored(store, record)} | items
    for folder in _files(store.root / "cas"):
        for path in _files(folder):
            shown = f"unused bytes {path.name[:12]}"
            items.setdefault(path, Item(path, Blob(path.name, path.lstat().st_size), shown))
    return list(items.values()), sorted(damaged)


def _stored(store: Store, manifest: Manifest) -> Iterator[Item]:
    for part, blob in manifest.outputs.items():
        shown = f"the stored file of {manifest.task} ({part})"
        yield Item(store.blob_path(blob.sha256), blob, shown, manifest.task)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []
