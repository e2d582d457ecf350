"""Whether a file is what it should be, from its first bytes and its length: found before anything is computed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from ebviz.study.given import PICTURES, WEIGHTS

LONGEST = 100_000_000  # bytes of a safetensors header, by the format


def wrong(path: Path, accepted: str) -> str | None:
    """Return in words what is wrong with a file where this kind is accepted; None if nothing is seen."""
    looks = {WEIGHTS: _weights, PICTURES: _pictures}
    look = looks.get(accepted)
    return look(path) if look else None


def _weights(path: Path) -> str | None:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
        if head.startswith(b"PK\x03\x04"):
            return _archive(path, "data.pkl", "torch weights")
        length = int.from_bytes(head, "little")
        if len(head) < 8 or not 2 <= length <= min(size - 8, LONGEST):
            return "it is truncated, or neither safetensors nor torch weights"
        try:
            tensors = json.loads(file.read(length))
            ends = [tensor["data_offsets"][1] for name, tensor in tensors.items() if name != "__metadata__"]
            whole = size - 8 - length == max(ends, default=0)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return "it is neither safetensors nor torch weights"
    return None if whole else "it is truncated or damaged"


def _pictures(path: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(b"PK\x03\x04"):
        return _archive(path, ".npy", "an npz of arrays")
    if not head:
        return "it is empty"
    is_idx = head[:3] == b"\0\0\x08" and len(head) == 4 and head[3] > 0
    return None if is_idx or head.startswith(b"\x1f\x8b") else f"it starts with bytes {head.hex(' ')}"


def _archive(path: Path, ending: str, meant: str) -> str | None:
    """Return what is wrong with a zip archive that should hold a file whose name ends so."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, LookupError):
        return "the archive is truncated or damaged"
    return None if any(name.endswith(ending) for name in names) else f"the archive does not hold {meant}"
