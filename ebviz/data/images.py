"""Pictures of digits: scikit-learn's own, 8 × 8, or files that the user names, as MNIST's come."""

from __future__ import annotations

import gzip
import math
import zipfile
import zlib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ebviz.errors import UsageError, one_line
from ebviz.store import files

IMAGES = ("x_train", "images", "x", "arr_0")
LABELS = ("y_train", "labels", "y", "arr_1")
LARGEST = 2**31  # bytes that a file may unpack to


def digits() -> tuple[Tensor, Tensor]:
    """Return the 1797 handwritten digits that come with scikit-learn.

    Returns
    -------
    images : (1797, 8, 8), ink from 0 to 1 in sixteenths. labels : (1797,) int64.

    Source: E. Alpaydin and C. Kaynak, UCI repository, "Optical recognition of handwritten digits", 1998.
    """
    from sklearn.datasets import load_digits

    found = load_digits()
    return torch.tensor(found.images, dtype=torch.float32) / 16, torch.tensor(found.target, dtype=torch.int64)


def load_images(path: Path, labels: Path | None = None) -> tuple[Tensor, Tensor]:
    """Return pictures and labels from files the user has, MNIST or like it.

    Parameters
    ----------
    path : an IDX file of pictures, as it is or gzipped, or an npz with pictures and labels in it.
    labels : an IDX file of labels; an npz holds them itself.

    Returns
    -------
    images : (N, H, W), from 0 to 1. labels : (N,) int64.

    Raises
    ------
    UsageError : a file that cannot be read, is of another kind, truncated, or does not fit the other.
    """
    if zipfile.is_zipfile(path) if Path(path).is_file() else False:
        images, given = _npz(path)
        if labels is not None:
            given = idx(labels)
    else:
        images = idx(path)
        if labels is None:
            raise UsageError(f"'{path}': an IDX file of pictures needs one of labels, set labels too")
        given = idx(labels)
    if (
        images.ndim != 3
        or images.dtype != np.uint8
        or 0 in images.shape
        or images.shape[1] != images.shape[2]
    ):
        raise UsageError(
            f"'{path}': expected square pictures of bytes, (N, H, H); given {images.dtype} of shape {images.shape}"
        )
    if given.shape != images.shape[:1] or given.dtype.kind not in "iu":
        raise UsageError(
            f"'{labels or path}': expected {len(images)} labels, whole numbers, one for each picture; given "
            f"{given.dtype} of shape {given.shape}"
        )
    if given.min() < 0 or given.max() > 9:
        raise UsageError(f"'{labels or path}': expected labels 0 to 9; given {given.min()} to {given.max()}")
    return torch.from_numpy(images.astype(np.float32) / 255), torch.from_numpy(given.astype(np.int64))


def idx(path: Path) -> np.ndarray:
    """Return the array of an IDX file of bytes, as it is or gzipped.

    Two zero bytes, the type (8: unsigned bytes), how many dimensions, each in 4 big-endian bytes, the values.

    Raises
    ------
    UsageError : it cannot be read, is of another kind, or too short or too long for the shape it gives.

    Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", the file format.
    """
    accepted = "accepted: an IDX file of bytes, as it is or gzipped, or an npz"
    try:
        with files.regular(Path(path)) as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            with gzip.open(file) if packed else file as stream:
                content = stream.read(LARGEST)
    except OSError as error:
        raise UsageError(f"cannot read '{path}': {one_line(error.strerror or error)} ({accepted})") from error
    except (EOFError, zlib.error) as error:
        raise UsageError(f"'{path}' is truncated or damaged ({accepted})") from error
    if len(content) < 4 or content[:3] != b"\0\0\x08" or not content[3]:
        raise UsageError(f"'{path}' starts with bytes {content[:4].hex(' ') or 'none'} ({accepted})")
    start = 4 + 4 * content[3]
    shape = [int.from_bytes(content[at : at + 4], "big") for at in range(4, start, 4)]
    if len(content) < start or len(content) - start != math.prod(shape):
        raise UsageError(
            f"'{path}': its shape {tuple(shape)} needs {math.prod(shape)} bytes; there are {len(content) - start}"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _npz(path: Path) -> tuple[np.ndarray, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            names = {
                kind: next((name for name in kind if name in archive), None) for kind in (IMAGES, LABELS)
            }
            for kind, name in names.items():
                if name is None:
                    given = one_line(", ".join(archive.files) or "nothing", 200)
                    raise UsageError(f"'{path}': expected one of {', '.join(kind)}; given {given}")
            images, labels = (archive[name] for name in names.values())
    except UsageError:
        raise
    except Exception as error:  # numpy has its own for every way in which an archive can be damaged
        raise UsageError(f"'{path}' is no npz of plain arrays: {one_line(error, 200)}") from error
    return images, labels
