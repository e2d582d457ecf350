"""Pictures of digits: scikit-learn's, 8 × 8, or files that the user names, MNIST's or a relative's."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from ebviz.reading.samples import read_pictures


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


def load_images(path: Path, labels: Path | None = None, *, turned: bool = False) -> tuple[Tensor, Tensor]:
    """Return pictures and labels from the user's own files, as :func:`ebviz.reading.samples.read_pictures` does.

    Returns
    -------
    images : (N, S, S), from 0 to 1. labels : (N,) int64.

    Raises
    ------
    UsageError : a file that cannot be read, is truncated or of another kind, or does not match the other file.
    """
    pictures = read_pictures(path, labels, turned=turned)
    return torch.from_numpy(pictures.images), torch.from_numpy(pictures.labels)


def scaled(lecture: int, side: int, power: int = 1) -> int:
    """Return a number that the lecture chose for 28 × 28 pictures, adapted to pictures of another side.

    Widths scale with the side, the batch with the area (``power`` 2).

    >>> scaled(500, 28), scaled(500, 8), scaled(256, 8, 2)
    (500, 143, 21)
    """
    return max(1, round(lecture * (side / 28) ** power))
