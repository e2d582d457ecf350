"""A run on disk: named arrays in one safetensors file.

The file carries exactly one metadata key, ``ebviz``: canonical JSON with schema, study, config and seed.
(With more keys safetensors writes them in random order, so equal content would not give equal bytes.) Times,
hosts and code digests stay out of it: a code change that leaves the numbers unchanged leaves the file unchanged,
and nothing that depends on it is rebuilt.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ebviz.errors import BuildError, clipped, one_line
from ebviz.store.canonical import canonical

SCHEMA = "ebviz/1"
KNOWN = {"torch.float16", "torch.float32", "torch.float64"}  # floats of torch that NumPy has
RESERVED = "__metadata__"  # where safetensors has the record


def save(arrays: Mapping[str, Any], path: Path, study: str, config: Mapping[str, Any]) -> None:
    """Write ``arrays`` (NumPy arrays or torch tensors) to ``path``; equal content gives equal bytes.

    Raises
    ------
    BuildError
        Something in ``arrays`` is not an array of real numbers.
    """
    from safetensors.numpy import save_file

    record = canonical({"schema": SCHEMA, "study": study, "config": config, "seed": config.get("seed")})
    save_file({name: as_array(study, name, value) for name, value in arrays.items()}, path, {"ebviz": record})


def as_array(study: str, name: str, value: Any) -> np.ndarray:
    """Return ``value`` as a contiguous NumPy array; a torch tensor is detached and moved to the CPU.

    Floats that NumPy lacks, such as bfloat16, become float32.

    Raises
    ------
    BuildError
        The name is not one that a file can hold, or the value is not an array of real numbers.
    """
    if not isinstance(name, str):
        raise BuildError(
            f"study {study}: expected a string as the name of an array, got {clipped(repr(name))}"
        )
    if name in ("", RESERVED) or not _is_unicode(name):
        raise BuildError(f"study {study}: an array cannot be named {clipped(repr(name))}")
    try:
        array = np.asarray(_known(value.detach().cpu()).numpy() if hasattr(value, "detach") else value)
    except MemoryError:
        raise
    except Exception as error:  # a class of the user's may raise anything
        raise BuildError(
            f"study {study}: expected '{name}' to be an array: {one_line(error, 200)}"
        ) from error
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
        kind = f"{type(value).__name__} of dtype {array.dtype}"
        raise BuildError(f"study {study}: expected '{name}' to hold real numbers, got {kind}")
    if _is_masked(value):
        line = f"study {study}: expected '{name}' to hold real numbers, got a masked array"
        raise BuildError(f"{line}, whose mask would be lost; fill it, as in x.filled(0)")
    return np.require(array, requirements="C")


def _known(tensor: Any) -> Any:
    """Return a tensor in a type that NumPy has: bfloat16 and floats of 8 bits become float32, which has them all."""
    is_known = not tensor.is_floating_point() or str(tensor.dtype) in KNOWN
    return tensor if is_known else tensor.float()


def _is_masked(value: Any) -> bool:
    """Is it a masked array, or does it contain one? NumPy drops the masks of those in a list."""
    if isinstance(value, list | tuple):
        return any(_is_masked(part) for part in value)
    return isinstance(value, np.ma.MaskedArray)


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
