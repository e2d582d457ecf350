"""Small change on the way from a training to the arrays of a study."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor


def prefixed(prefix: str, arrays: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the same arrays, each name after ``prefix`` and an underscore.

    >>> import torch
    >>> list(prefixed("cold", {"w": torch.zeros(2)}))
    ['cold_w']
    """
    return {f"{prefix}_{name}": array for name, array in arrays.items()}


def single(arrays: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the same arrays, real numbers in single precision; whole numbers stay as they are.

    >>> import torch
    >>> single({"w": torch.zeros(2, dtype=torch.float64)})["w"].dtype
    torch.float32
    """
    return {name: array.float() if array.is_floating_point() else array for name, array in arrays.items()}
