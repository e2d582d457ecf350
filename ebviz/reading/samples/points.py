"""Samples of the user's own: N points of D numbers, from whatever file they are in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ebviz.errors import UsageError
from ebviz.reading.samples.containers import Arrays, arrays
from ebviz.remarks import remark

SAMPLES = ("samples", "y", "data", "points", "x")  # names of arrays of samples, the likeliest first
CLASSES = ("label", "labels", "class", "target")  # names of a column that is none of a sample's


def read_samples(
    path: Path,
    *,
    dimensions: int | None = None,
    name: str | None = None,
    columns: Sequence[str] | None = None,
    least: int = 1,
) -> np.ndarray:
    """Return the samples in a file, (N, D): float32 or float64 as the file has them, other numbers as float64.

    Parameters
    ----------
    path : an npz, npy, csv, safetensors or IDX file; the last and a csv may be gzipped.
    dimensions : D, if only that will do. least : the fewest samples that will do.
    name : which array of several; by default the only one, or the only one of two axes, or ``samples``, ``y``,
        ``data``, ``points``, ``x``.
    columns : which columns of a csv that names them; by default all.

    Raises
    ------
    UsageError : the file cannot be read or has no such array; the shape is another; a number is not finite.
    """
    path = Path(path)
    found = arrays(path, columns=columns)
    array = found.named(_choice(found) if name is None else name)
    if array.dtype.kind not in "biuf":
        raise UsageError(f"'{path}': expected samples of real numbers, got {array.dtype}")
    if array.ndim == 1:
        array = array[:, None]
    if dimensions is not None and array.ndim == 2 and array.shape[1] == dimensions + 1:
        array = _without_class(found, array)
    fits = array.ndim == 2 and array.shape[1] and (dimensions is None or array.shape[1] == dimensions)
    if not fits:
        wanted = f"(N, {'D' if dimensions is None else dimensions})"
        of = f", the columns {', '.join(found.columns)}" if found.columns else ""
        raise UsageError(f"'{path}': expected samples {wanted}, got shape {array.shape}{of}")
    if len(array) < least:
        raise UsageError(f"'{path}': expected at least {least} samples, got {len(array)}")
    single = array.dtype.kind == "f" and array.dtype.itemsize <= 4
    numbers = array.astype(np.float32 if single else np.float64)
    if holes := int((~np.isfinite(numbers)).sum()):
        raise UsageError(f"'{path}': expected finite numbers, got {holes} of {numbers.size} that are not")
    return numbers


def _choice(found: Arrays) -> str:
    """Return which array holds the samples; raise :class:`UsageError` if that is anybody's guess."""
    flat = [name for name, shape in found.shapes.items() if len(shape) == 2]
    if len(found.shapes) == 1 or len(flat) == 1:
        return (flat or list(found.shapes))[0]
    named = [name for name in SAMPLES if name in flat]
    if not named:
        raise UsageError(
            f"'{found.path}': expected one array of samples (N, D), or one named {', '.join(SAMPLES)}; "
            f"got {found.listed()}"
        )
    return named[0]


def _without_class(found: Arrays, array: np.ndarray) -> np.ndarray:
    """Return a table without the column that names a class, if it has one; this is said."""
    at = [place for place, column in enumerate(found.columns) if column.lower() in CLASSES]
    if len(at) != 1:
        return array
    remark(f"'{found.path.name}': the column '{found.columns[at[0]]}' is left out of the samples")
    return np.delete(array, at[0], axis=1)
