"""Weights from a file that the user names: safetensors, or torch's zip read with ``weights_only``. Never a pickle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from ebviz.errors import UsageError, nearest, one_line
from ebviz.store import files

LARGEST = 1e6  # weights beyond this give energies that 32 bits cannot hold


def load_weights(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Tensor]:
    """Return the weights named in ``shapes`` from a checkpoint; what else it holds is left alone.

    Parameters
    ----------
    path : a ``.safetensors`` file, or one that ``torch.save`` wrote from a dictionary of tensors (and maybe more).
    shapes : name → shape of each weight wanted.

    Raises
    ------
    UsageError : no such file, a truncated or foreign one, a missing name, another shape, a value that is not
        finite or beyond any weight.
    """
    found = _read(Path(path))
    weights = {}
    for name, shape in shapes.items():
        if name not in found:
            raise UsageError(
                f"checkpoint '{path}': expected a tensor '{name}' of shape {tuple(shape)}"
                f"{nearest(name, found)}; given {one_line(', '.join(sorted(found)) or 'nothing', 200)}"
            )
        weight = found[name]
        if not isinstance(weight, Tensor):
            raise UsageError(
                f"checkpoint '{path}': expected a tensor '{name}'; given {type(weight).__name__}"
            )
        if tuple(weight.shape) != tuple(shape):
            raise UsageError(
                f"checkpoint '{path}': expected '{name}' of shape {tuple(shape)}; given {tuple(weight.shape)}"
            )
        problem = _problem(weight)
        if problem:
            raise UsageError(
                f"checkpoint '{path}': expected finite real numbers in '{name}'; given {problem}"
            )
        weights[name] = weight
    return weights


def _problem(weight: Tensor) -> str | None:
    """Return in words why a tensor holds no plain finite real numbers, if it does not."""
    if weight.layout is not torch.strided or weight.is_meta:
        return f"a tensor that is {'without values' if weight.is_meta else 'not dense'}"
    if not weight.is_floating_point():
        return str(weight.dtype)
    values = weight.double()  # some small types know no comparison
    if holes := int((~torch.isfinite(values)).sum()):
        return f"{weight.dtype}, {holes} of {weight.numel()} not finite"
    if weight.numel() and (largest := float(values.abs().max())) > LARGEST:
        return f"{largest:g}, which is more than {LARGEST:g}"
    return None


def _read(path: Path) -> dict[str, object]:
    from safetensors.torch import load_file

    is_zip = False
    try:
        with files.regular(path) as file:
            is_zip = file.read(4) == b"PK\x03\x04"
        found = torch.load(path, map_location="cpu", weights_only=True) if is_zip else load_file(path)
    except OSError as error:
        raise UsageError(f"checkpoint: cannot read '{path}': {error.strerror or error}") from error
    except Exception as error:  # the unpickler raises its own for anything but plain tensors
        if is_zip:
            foreign = type(error).__name__ == "UnpicklingError"
            reason = "it holds other objects than tensors" if foreign else "the archive is damaged"
        else:
            reason = one_line(error, 200)
        raise UsageError(
            f"checkpoint '{path}' is truncated, or neither safetensors nor torch weights: {reason}"
        ) from error
    if not isinstance(found, Mapping) or not any(isinstance(value, Tensor) for value in found.values()):
        raise UsageError(
            f"checkpoint '{path}': expected a dictionary of tensors; given a {type(found).__name__} without any"
        )
    return {str(name): value for name, value in found.items()}
