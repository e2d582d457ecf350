"""Square grey pictures and their labels: MNIST and its relatives, in the layouts in which they are handed around."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ebviz.errors import UsageError
from ebviz.reading import kinds
from ebviz.reading.samples.containers import Arrays, arrays
from ebviz.reading.samples.labels import as_labels
from ebviz.remarks import remark

# Names of arrays in files of several (Keras, MedMNIST, …), the likeliest first, and of a table's column of labels.
IMAGES = ("x_train", "train_images", "images", "pictures", "x", "data", "arr_0")
LABELS = ("y_train", "train_labels", "labels", "targets", "y", "target", "label", "arr_1")
COLUMN = ("label", "class", "target", "y")
GREY = np.array([0.299, 0.587, 0.114])  # of red, green and blue, by ITU-R BT.601
WHITES = (1, 16, 255, 65535)  # what full ink is in files: shares, scikit-learn's digits, bytes, 16 bits


class Pictures(NamedTuple):
    """images (N, S, S) float32, ink from 0 to 1; labels (N,) int64."""

    images: np.ndarray
    labels: np.ndarray


def read_pictures(path: Path, labels: Path | None = None, *, turned: bool = False) -> Pictures:
    """Return square grey pictures with their labels.

    Parameters
    ----------
    path : an IDX, npz, npy, csv or safetensors file: pictures (N, S, S), (N, S²), with an axis of 1, or in colour.
    labels : a file of labels of any of these kinds; not needed if ``path`` holds both.
    turned : the files have rows and columns exchanged, as EMNIST's do.

    Raises
    ------
    UsageError : a file cannot be read or is of another kind; the pictures are not square; a label is missing.
    """
    path = Path(path)
    found = arrays(path, kinds.PICTURES)
    images, given = _both(found) if labels is None else (_images(found), None)
    pictures = _ink(path, _square(path, images))
    if given is None:
        assert labels is not None
        other = arrays(Path(labels), kinds.LABELS)
        given, path = other.read(_name(other, LABELS, "labels")), Path(labels)
    if turned:
        pictures = pictures.swapaxes(1, 2)
    return Pictures(np.ascontiguousarray(pictures), as_labels(path, given, len(pictures)))


def _both(found: Arrays) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures and labels that are in one file."""
    if "" in found.shapes:
        return _of_table(found)
    if len(found.shapes) == 1:
        raise UsageError(
            f"'{found.path}' has pictures only, {found.listed()}; name a file of labels too (labels=…)"
        )
    name, label = _name(found, IMAGES, "pictures"), _name(found, LABELS, "labels")
    if others := [one for one in found.shapes if one not in (name, label)]:
        left = ", ".join(f"'{one}'" for one in others[:4])
        remark(f"'{found.path.name}': '{name}' and '{label}' are read, not {left}")
    return found.read(name), found.read(label)


def _images(found: Arrays) -> np.ndarray:
    if "" in found.shapes:
        array = found.read("")
        column = _column(found, array)
        return array if column is None else np.delete(array, column, axis=1)
    return found.read(_name(found, IMAGES, "pictures"))


def _name(found: Arrays, names: Sequence[str], what: str) -> str:
    """Return which of these names the file has; raise :class:`UsageError` if it has several, and none of them."""
    name = found.first(names)
    if name is None:
        listed = ", ".join(names[:-1])
        raise UsageError(
            f"'{found.path}': expected {what} in an array named {listed} or {names[-1]}, got {found.listed()}"
        )
    return name


def _of_table(found: Arrays) -> tuple[np.ndarray, np.ndarray]:
    """Return the pictures and the labels of a table: a picture a row, one column of labels."""
    array = found.read("")
    column = _column(found, array)
    if column is None:
        raise UsageError(
            f"'{found.path}' has pictures only, {array.shape}; name a file of labels too (labels=…)"
        )
    return np.delete(array, column, axis=1), array[:, column]


def _column(found: Arrays, array: np.ndarray) -> int | None:
    """Return which column of a table holds labels: the one so named, or the first of S² + 1; None without."""
    if array.ndim != 2 or array.shape[1] < 2 or math.isqrt(array.shape[1] - 1) ** 2 != array.shape[1] - 1:
        return None
    named = [at for at, column in enumerate(found.columns) if column.lower() in COLUMN]
    return named[0] if named else 0


def _square(path: Path, images: np.ndarray) -> np.ndarray:
    """Return pictures as (N, S, S), grey."""
    array = images
    if array.dtype.kind not in "biuf":
        raise UsageError(f"'{path}': expected pictures of real numbers, got {array.dtype}")
    if array.ndim == 4 and 1 in (array.shape[1], array.shape[3]):
        array = array.squeeze(1 if array.shape[1] == 1 else 3)
    elif array.ndim == 4 and 3 in (array.shape[1], array.shape[3]):
        remark(f"'{path.name}': the pictures are in colour, and taken as grey")
        array = np.moveaxis(array, 1, 3) if array.shape[3] != 3 else array
        array = np.stack([picture @ GREY for picture in array])
    elif array.ndim == 2 and (side := math.isqrt(array.shape[1])) ** 2 == array.shape[1]:
        array = array.reshape(-1, side, side)
    if array.ndim != 3 or array.shape[1] != array.shape[2] or 0 in array.shape:
        raise UsageError(
            f"'{path}': expected square pictures (N, S, S), got {images.dtype} of shape {images.shape}"
        )
    return array


def _ink(path: Path, array: np.ndarray) -> np.ndarray:
    """Return pictures as float32 from 0 to 1."""
    low, high = float(array.min()), float(array.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise UsageError(f"'{path}': expected finite pixels, got some that are not")
    white = next((white for white in WHITES if high <= white), None)
    if low < 0 or white is None:
        raise UsageError(f"'{path}': expected pixels from 0 to 1 or 0 to 255, got {low:g} to {high:g}")
    if white not in (1, 255):
        remark(f"'{path.name}': pixels go up to {high:g}; {white} is taken for full ink")
    return array.astype(np.float32) / np.float32(white)
