"""Pictures of digits: scikit-learn's, 8 × 8, or files that the user names, in the formats MNIST comes in."""

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
ACCEPTED = "an IDX file of bytes, plain or gzipped, or an npz"


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
    """Return pictures and labels from the user's own files, MNIST or the like.

    Parameters
    ----------
    path : an IDX file of pictures, plain or gzipped, or an npz of pictures and labels.
    labels : an IDX file of labels; not needed with an npz.

    Returns
    -------
    images : (N, H, W), from 0 to 1. labels : (N,) int64.

    Raises
    ------
    UsageError : a file that cannot be read, is truncated or of another kind, or does not match the other file.
    """
    images, given = _read(path, labels)
    is_square = images.ndim == 3 and images.shape[1] == images.shape[2] and 0 not in images.shape
    if not is_square or images.dtype != np.uint8:
        raise UsageError(
            f"'{path}': expected square pictures of bytes, (N, H, H), got {images.dtype} of shape {images.shape}"
        )
    if given.shape != images.shape[:1] or given.dtype.kind not in "iu":
        raise UsageError(
            f"'{labels or path}': expected {len(images)} whole numbers, a label for each picture, got "
            f"{given.dtype} of shape {given.shape}"
        )
    if given.min() < 0 or given.max() > 9:
        raise UsageError(f"'{labels or path}': expected labels 0 to 9, got {given.min()} to {given.max()}")
    return torch.from_numpy(images.astype(np.float32) / 255), torch.from_numpy(given.astype(np.int64))


def scaled(lecture: int, side: int, power: int = 1) -> int:
    """Return a number that the lecture chose for 28 × 28 pictures, adapted to pictures of another side.

    Widths scale with the side, the batch with the area (``power`` 2).

    >>> scaled(500, 28), scaled(500, 8), scaled(256, 8, 2)
    (500, 143, 21)
    """
    return max(1, round(lecture * (side / 28) ** power))


def _read(path: Path, labels: Path | None) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures and labels as the files hold them; labels from a file of their own come first."""
    if Path(path).is_file() and zipfile.is_zipfile(path):
        images, given = _npz(path)
        return images, given if labels is None else idx(labels)
    images = idx(path)
    if labels is None:
        raise UsageError(f"'{path}': an IDX file of pictures needs a file of labels; set 'labels' too")
    return images, idx(labels)


def idx(path: Path) -> np.ndarray:
    """Return the array of an IDX file of bytes, plain or gzipped.

    The format: two zero bytes, the type (8: unsigned bytes), the number of dimensions, each dimension in 4 big-endian
    bytes, the values.

    Raises
    ------
    UsageError : it cannot be read, is of another kind, or is too short or too long for the shape it declares.

    Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", the file format.
    """
    try:
        with files.regular(Path(path)) as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            with gzip.open(file) if packed else file as stream:
                content = stream.read(LARGEST)
    except OSError as error:
        raise UsageError(
            f"cannot read '{path}': {one_line(error.strerror or error)}; expected {ACCEPTED}"
        ) from error
    except (EOFError, zlib.error) as error:
        raise UsageError(f"'{path}' is truncated or damaged; expected {ACCEPTED}") from error
    if len(content) < 4 or content[:3] != b"\0\0\x08" or not content[3]:
        found = f"a file that starts with bytes {content[:4].hex(' ')}" if content else "an empty file"
        raise UsageError(f"'{path}': expected {ACCEPTED}, got {found}")
    start = 4 + 4 * content[3]
    shape = [int.from_bytes(content[at : at + 4], "big") for at in range(4, start, 4)]
    if len(content) < start or len(content) - start != math.prod(shape):
        raise UsageError(
            f"'{path}': expected {math.prod(shape)} bytes, its shape being {tuple(shape)}, got {len(content) - start}"
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
                    raise UsageError(f"'{path}': expected an array named {' or '.join(kind)}, got {given}")
            images, labels = (_member(path, archive, name) for name in names.values() if name)
    except UsageError:
        raise
    except Exception as error:  # NumPy raises a different one for each way in which an archive can be damaged
        raise UsageError(f"'{path}' is not an npz of plain arrays: {one_line(error, 200)}") from error
    return images, labels


def _member(path: Path, archive: np.lib.npyio.NpzFile, name: str) -> np.ndarray:
    """Return an array of an archive, once it is clear that it is no longer than it says, and than is allowed."""
    assert archive.zip is not None
    member = f"{name}.npy" if f"{name}.npy" in archive.zip.namelist() else name
    size = archive.zip.getinfo(member).file_size
    with archive.zip.open(member) as file:
        version = np.lib.format.read_magic(file)
        read = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, _, dtype = read(file)
    declared = math.prod(shape) * dtype.itemsize
    if max(size, declared) > LARGEST:
        line = f"'{path}': expected '{name}' to unpack to at most {LARGEST} bytes"
        raise UsageError(f"{line}, got {max(size, declared)}")
    return archive[name]
