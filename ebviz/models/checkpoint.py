"""Weights from a file of the user's: safetensors, or torch's zip read with ``weights_only``; no bare pickles."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from ebviz.errors import UsageError, nearest, one_line
from ebviz.store import files

LARGEST = 1e6  # weights beyond this give energies that 32 bits cannot hold


def load_weights(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Tensor]:
    """Return the weights named in ``shapes`` from a checkpoint, whatever else it holds.

    Parameters
    ----------
    path : a ``.safetensors`` file, or one that ``torch.save`` wrote from a dictionary of tensors (and perhaps more).
    shapes : the name and the shape of each weight wanted.

    Raises
    ------
    UsageError : the file is missing, truncated or of another kind; a name is missing; a shape is different; a value
        is not finite, or too large for a weight.
    """
    found = _read(Path(path))
    weights = {}
    for name, shape in shapes.items():
        if name not in found:
            raise UsageError(
                f"checkpoint '{path}': there is no tensor '{name}'{nearest(name, found)}; "
                f"expected one of shape {tuple(shape)}, got {one_line(', '.join(sorted(found)) or 'nothing', 200)}"
            )
        weight = found[name]
        if not isinstance(weight, Tensor):
            raise UsageError(
                f"checkpoint '{path}': expected '{name}' to be a tensor, got {type(weight).__name__}"
            )
        if tuple(weight.shape) != tuple(shape):
            raise UsageError(
                f"checkpoint '{path}': expected '{name}' of shape {tuple(shape)}, got {tuple(weight.shape)}"
            )
        problem = _problem(weight)
        if problem:
            raise UsageError(f"checkpoint '{path}': expected finite real numbers in '{name}', got {problem}")
        weights[name] = weight
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


def _is_compressed(path: Path) -> bool:
    """Could it unpack to much more than its own size?"""
    with zipfile.ZipFile(path) as archive:
        return any(part.compress_type != zipfile.ZIP_STORED for part in archive.infolist())


def _read(path: Path) -> dict[str, object]:
    from safetensors.torch import load_file

    is_zip = False
    try:
        with files.regular(path) as file:
            is_zip = file.read(4) == b"PK\x03\x04"
        if is_zip and _is_compressed(path):
            raise UsageError(f"checkpoint '{path}': the archive is compressed, which torch.save never does")
        found = torch.load(path, map_location="cpu", weights_only=True) if is_zip else load_file(path)
    except UsageError:
        raise
    except OSError as error:
        raise UsageError(f"checkpoint: cannot read '{path}': {error.strerror or error}") from error
    except Exception as error:  # the unpickler raises errors of its own for anything but plain tensors
        if is_zip:
            foreign = type(error).__name__ == "UnpicklingError"
            reason = "it holds objects other than tensors" if foreign else "the archive is damaged"
        else:
            reason = one_line(error, 200)
        raise UsageError(
            f"checkpoint '{path}' is truncated, or neither safetensors nor torch weights: {reason}"
        ) from error
    if not isinstance(found, Mapping) or not any(isinstance(value, Tensor) for value in found.values()):
        raise UsageError(
            f"checkpoint '{path}': expected a dictionary of tensors, got a {type(found).__name__} without any"
        )
    return {str(name): value for name, value in found.items()}
