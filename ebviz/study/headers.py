"""Whether a file is what it should be, from its first bytes and its length: found before anything is computed."""

from __future__ import annotations

import json
from pathlib import Path

from ebviz.reading import kinds

ARRAYS = {kinds.IDX, kinds.NPZ, kinds.NPY, kinds.SAFETENSORS, kinds.TEXT}
TAKEN = {
    kinds.WEIGHTS: {kinds.SAFETENSORS, kinds.TORCH, kinds.OLD_TORCH},
    kinds.PICTURES: ARRAYS,
    kinds.LABELS: ARRAYS,
    kinds.SAMPLES: ARRAYS,
    kinds.ATTENTION: ARRAYS - {kinds.IDX},
    kinds.GRAPHS: ARRAYS - {kinds.IDX},
    kinds.TEXTS: {kinds.TEXT},
}


def wrong(path: Path, accepted: str) -> str | None:
    """Return in words what is wrong with a file where this kind is accepted; None if nothing is seen."""
    taken = TAKEN.get(accepted)
    if taken is None:
        return None
    is_a = kinds.kind(path)
    if is_a == kinds.SAFETENSORS:
        return _safetensors(path)
    return None if is_a in taken else f"it is {is_a}"


def _safetensors(path: Path) -> str | None:
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 2 <= length <= min(size - 8, kinds.LONGEST):
            return "it is truncated or damaged"
        try:
            tensors = json.loads(file.read(length))
            ends = [tensor["data_offsets"][1] for name, tensor in tensors.items() if name != "__metadata__"]
            whole = size - 8 - length == max(ends, default=0)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return "it is truncated or damaged"
    return None if whole else "it is truncated or damaged"
