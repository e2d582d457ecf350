"""Labels of pictures: whole numbers from 0, one for each picture, in the layouts in which they are handed around."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ebviz.errors import UsageError
from ebviz.remarks import remark

QMNIST = 8  # numbers that QMNIST has of each digit: its class, its writer, …


def as_labels(path: Path, given: np.ndarray, count: int) -> np.ndarray:
    """Return labels as (N,) int64, from (N,), (N, 1), floats that are whole, one-hot (N, K), or QMNIST's (N, 8).

    Raises
    ------
    UsageError : they are no whole numbers from 0, or not ``count`` of them.
    """
    labels = given
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    elif labels.ndim == 2 and _is_one_hot(labels):
        labels = labels.argmax(-1)
    elif labels.ndim == 2 and labels.shape[1] == QMNIST and labels.dtype == np.int32:
        remark(
            f"'{path.name}': the first of {QMNIST} numbers for each picture is taken as its label, as in QMNIST"
        )
        labels = labels[:, 0]
    is_whole = labels.dtype.kind in "iub" or (
        labels.dtype.kind == "f" and bool((labels == labels.round()).all())
    )
    if labels.shape != (count,) or not is_whole:
        raise UsageError(
            f"'{path}': expected {count} whole numbers, a label for each picture, got {given.dtype} of shape "
            f"{given.shape}"
        )
    if count and labels.min() < 0:
        raise UsageError(f"'{path}': expected labels from 0, got {labels.min()}")
    return labels.astype(np.int64)


def _is_one_hot(labels: np.ndarray) -> bool:
    return labels.shape[1] > 1 and bool(((labels == 0) | (labels == 1)).all() and (labels.sum(-1) == 1).all())
