"""The arrays of a file: one without a name (npy, IDX, a table) or several by name (npz, safetensors)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ebviz.errors import UsageError, nearest, one_line
from ebviz.reading import kinds
from ebviz.reading.samples.idx import LARGEST, idx
from ebviz.reading.samples.table import table
from ebviz.store import files


@dataclass(frozen=True)
class Arrays:
    """The arrays of one file: their shapes by name, of which "" is that of a lone one; ``read`` returns one of them.

    ``columns`` are the names of a table's columns.
    """

    path: Path
    shapes: Mapping[str, tuple[int, ...]]
    read: Callable[[str], np.ndarray]
    columns: tuple[str, ...] = ()

    def listed(self) -> str:
        """Return the names with their shapes, for a message."""
        return one_line(
            ", ".join(f"'{name}' {shape}" for name, shape in self.shapes.items()) or "nothing", 200
        )

    def named(self, name: str) -> np.ndarray:
        """Return an array by name; raise :class:`UsageError` if there is none."""
        if name not in self.shapes:
            raise UsageError(
                f"'{self.path}': there is no array '{name}'{nearest(name, self.shapes)}; it has {self.listed()}"
            )
        return self.read(name)

    def first(self, names: Sequence[str]) -> str | None:
        """Return the first of these names that there is, in upper or lower case; else the lone array's."""
        by_case = {name.lower(): name for name in [*self.shapes][::-1]}
        for name in names:
            if name in self.shapes:
                return name
            if name.lower() in by_case:
                return by_case[name.lower()]
        return next(iter(self.shapes)) if len(self.shapes) == 1 else None


def arrays(path: Path, accepted: str = kinds.SAMPLES, columns: Sequence[str] | None = None) -> Arrays:
    """Return the arrays of a file; ``columns`` picks some of a table's.

    Raises
    ------
    UsageError : it cannot be read, is damaged or of another kind, or holds other things than plain arrays.
    """
    try:
        is_a = kinds.kind(path)
    except OSError as error:
        said = one_line(error.strerror or error)
        raise UsageError(f"cannot read '{path}': {said}; expected {accepted}") from error
    if columns is not None and is_a != kinds.TEXT:
        raise UsageError(f"'{path}': columns are those of a csv, got {is_a}")
    if is_a == kinds.NPZ:
        return _npz(path)
    if is_a == kinds.SAFETENSORS:
        return _safetensors(path)
    if is_a == kinds.TEXT:
        found = table(path, columns)
        return _lone(path, found.values, found.names)
    if is_a == kinds.NPY:
        return _lone(path, _npy(path))
    if is_a == kinds.IDX:
        return _lone(path, idx(path))
    hint = "; np.save(PATH, tensor.numpy()) writes an npy" if is_a in (kinds.TORCH, kinds.OLD_TORCH) else ""
    raise UsageError(f"'{path}': expected {accepted}, got {is_a}{hint}")


def _lone(path: Path, array: np.ndarray, columns: tuple[str, ...] = ()) -> Arrays:
    return Arrays(path, {"": array.shape}, lambda name: array, columns)


def _npy(path: Path) -> np.ndarray:
    try:
        with files.regular(path) as file:
            _, size = _header(file)
            if size > LARGEST:
                raise UsageError(f"'{path}': expected at most {LARGEST} bytes, got {size}")
            file.seek(0)
            return np.load(file, allow_pickle=False)
    except UsageError:
        raise
    except Exception as error:  # NumPy raises a different one for each way in which a file can be damaged
        raise UsageError(f"'{path}' is not a plain array: {one_line(error, 200)}") from error


def _npz(path: Path) -> Arrays:
    shapes = {}
    try:
        with np.load(path, allow_pickle=False) as archive:
            for name in archive.files:
                shapes[name] = _member(path, archive, name)
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"'{path}' is not an npz of plain arrays: {one_line(error, 200)}") from error

    def read(name: str) -> np.ndarray:
        try:
            with np.load(path, allow_pickle=False) as archive:
                return archive[name]
        except Exception as error:
            raise UsageError(f"'{path}' is not an npz of plain arrays: {one_line(error, 200)}") from error

    return Arrays(path, shapes, read)


def _member(path: Path, archive: np.lib.npyio.NpzFile, name: str) -> tuple[int, ...]:
    """Return the shape of an array, once it is clear that it is no longer than it says, and than is allowed."""
    assert archive.zip is not None
    member = f"{name}.npy" if f"{name}.npy" in archive.zip.namelist() else name
    size = archive.zip.getinfo(member).file_size
    with archive.zip.open(member) as file:
        shape, declared = _header(file)
    if max(size, declared) > LARGEST:
        line = f"'{path}': expected '{name}' to unpack to at most {LARGEST} bytes"
        raise UsageError(f"{line}, got {max(size, declared)}")
    return shape


def _header(file: Any) -> tuple[tuple[int, ...], int]:
    """Return the shape that an array declares, and how many bytes that takes."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    return shape, math.prod(shape) * dtype.itemsize


def _safetensors(path: Path) -> Arrays:
    from safetensors import safe_open

    from ebviz.reading.weights.reading import single

    def read(name: str) -> np.ndarray:
        with safe_open(path, "pt") as file:
            return single(file.get_tensor(name)).numpy()

    try:
        with safe_open(path, "pt") as file:
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    except Exception as error:  # safetensors has an error of its own
        raise UsageError(f"'{path}' is truncated or damaged: {one_line(error, 200)}") from error
    return Arrays(path, shapes, read)
