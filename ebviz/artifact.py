"""A study's result on disk: named arrays in one safetensors file, read back as a :class:`Run`.

The file carries exactly one metadata key, ``ebviz``: canonical JSON with schema, study, config and seed.
(With more keys safetensors writes them in random order, so equal content would not give equal bytes.) Times,
hosts and code digests stay out of it: a change of code that leaves the numbers alone leaves the file alone,
and spares what depends on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ebviz.canonical import canonical, infinities
from ebviz.errors import BuildError, clipped, one_line

SCHEMA = "ebviz/1"


class Run(Mapping[str, np.ndarray]):
    """The named arrays of one study run, read-only; each array is read from its file when first asked for.

    Parameters
    ----------
    name : the study's name.
    arrays : any mapping of names to arrays.
    config : the study's configuration that gave them (infinities as floats).

    >>> run = Run("horn", {"x": np.zeros(3)}, {"seed": 0})
    >>> run["x"].shape, run.config["seed"]
    ((3,), 0)
    """

    def __init__(self, name: str, arrays: Mapping[str, Any], config: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.config: dict[str, Any] = dict(config or {})
        self._arrays = arrays
        self._read: dict[str, np.ndarray] = {}

    @classmethod
    def open(cls, path: Path) -> Run:
        """Read the artifact at ``path``; raise :class:`BuildError` when it is none."""
        from safetensors import SafetensorError, safe_open

        try:
            handle = safe_open(str(path), framework="np")
            record = json.loads((handle.metadata() or {})["ebviz"])
        except (SafetensorError, OSError, KeyError, ValueError) as error:
            raise BuildError(f"'{path}' is no artifact of ebviz, or damaged: {error}") from error
        return cls(record["study"], _FileArrays(handle), infinities(record["config"]))

    def __getitem__(self, key: str) -> np.ndarray:
        if key not in self._read:
            if key not in self._arrays:
                known = ", ".join(sorted(self._arrays))
                raise KeyError(f"study '{self.name}' has no array '{key}'; it has {known}")
            array = np.asarray(self._arrays[key]).view()
            array.flags.writeable = False
            self._read[key] = array
        return self._read[key]

    def __contains__(self, key: object) -> bool:
        return key in self._arrays

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __repr__(self) -> str:
        return f"Run({self.name}: {', '.join(sorted(self._arrays))})"


class _FileArrays(Mapping[str, np.ndarray]):
    """The arrays of an open safetensors file."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._names = tuple(handle.keys())

    def __getitem__(self, key: str) -> np.ndarray:
        return self._handle.get_tensor(key)

    def __contains__(self, key: object) -> bool:
        return key in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def save(arrays: Mapping[str, Any], path: Path, study: str, config: Mapping[str, Any]) -> None:
    """Write ``arrays`` (NumPy arrays or torch tensors) to ``path``; equal content gives equal bytes.

    Raises
    ------
    BuildError
        Something in ``arrays`` is no array of numbers.
    """
    from safetensors.numpy import save_file

    record = canonical({"schema": SCHEMA, "study": study, "config": config, "seed": config.get("seed")})
    save_file({name: as_array(study, name, value) for name, value in arrays.items()}, path, {"ebviz": record})


def as_array(study: str, name: str, value: Any) -> np.ndarray:
    """Return a contiguous NumPy array of ``value``; a torch tensor is detached and moved to the CPU.

    Raises
    ------
    BuildError
        The name is no text, or the value no array of numbers that safetensors can hold.
    """
    if not isinstance(name, str):
        raise BuildError(f"study {study}: an array is named {clipped(repr(name))}; accepted: a text")
    try:
        array = np.asarray(value.detach().cpu().numpy() if hasattr(value, "detach") else value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise BuildError(f"study {study}: '{name}' is no plain array: {one_line(error, 200)}") from error
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
        kind = f"{type(value).__name__} of dtype {array.dtype}"
        raise BuildError(f"study {study}: '{name}' is of type {kind}; accepted: real numbers")
    return np.require(array, requirements="C")
