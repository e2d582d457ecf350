"""JSON files that begin with their own hash, so that damage is noticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ebviz.store import files
from ebviz.store.canonical import canonical


def write(path: Path, document: Any) -> None:
    """Write a document: on the first line the hash of the second, which is canonical JSON."""
    text = canonical(document)
    files.write(path, f"{files.digest_of(text)}\n{text}\n")


def read(path: Path) -> Any:
    """Return a document, or None if its file is missing or damaged."""
    try:
        digest, _, text = path.read_text(encoding="utf-8").partition("\n")
        text = text.removesuffix("\n")
        return json.loads(text) if files.digest_of(text) == digest else None
    except (OSError, ValueError, RecursionError):
        return None
