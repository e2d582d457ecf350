"""A few weights by name from a file of the user's, checked to be numbers that energies can be made of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from ebviz.errors import UsageError
from ebviz.reading.weights import picked

LARGEST = 1e6  # weights beyond this give energies that 32 bits cannot hold


def load_weights(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Tensor]:
    """Return the weights named in ``shapes`` from a checkpoint, whatever else it holds.

    Parameters
    ----------
    path : a file that :func:`ebviz.reading.weights.read_weights` reads.
    shapes : the name and the shape of each weight wanted; a prefix that all have in the file is left out, and said.

    Raises
    ------
    UsageError : the file is missing, truncated or of another kind; a name is missing; a shape is different; a value
        is not finite, or too large for a weight.
    """
    weights = picked(Path(path), shapes)
    for name, weight in weights.items():
        if problem := _problem(weight):
            raise UsageError(f"checkpoint '{path}': expected finite real numbers in '{name}', got {problem}")
    return weights


def _problem(weight: Tensor) -> str | None:
    """Return what keeps a tensor from holding finite real numbers, in words; None if nothing does."""
    if weight.layout is not torch.strided or weight.is_meta:
        return f"a tensor that is {'without values' if weight.is_meta else 'not dense'}"
    if not weight.is_floating_point():
        return str(weight.dtype)
    values = weight.double()  # some small types cannot be compared
    if holes := int((~torch.isfinite(values)).sum()):
        return f"{weight.dtype}, {holes} of {weight.numel()} not finite"
    if weight.numel() and (largest := float(values.abs().max())) > LARGEST:
        return f"{largest:g}, more than {LARGEST:g}"
    return None
