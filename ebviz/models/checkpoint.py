"""Weights from a file that the user names: safetensors, or torch's zip read with ``weights_only``. Never a pickle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from ebviz.errors import UsageError, nearest


def load_weights(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Tensor]:
    """Return the weights named in ``shapes`` from a checkpoint; what else it holds is left alone.

    Parameters
    ----------
    path : a ``.safetensors`` file, or one that ``torch.save`` wrote from a dictionary of tensors.
    shapes : name → shape of each weight wanted.

    Raises
    ------
    UsageError : no such file, a truncated or foreign one, a missing name, another shape, a value not finite.
    """
    found = _read(Path(path))
    weights = {}
    for name, shape in shapes.items():
        if name not in found:
            raise UsageError(
                f"checkpoint '{path}': expected a tensor '{name}' of shape {tuple(shape)}"
                f"{nearest(name, found)}; given {', '.join(sorted(found)) or 'nothing'}"
            )
        weight = found[name]
        if tuple(weight.shape) != tuple(shape):
            raise UsageError(
                f"checkpoint '{path}': expected '{name}' of shape {tuple(shape)}; given {tuple(weight.shape)}"
            )
        if not (weight.is_floating_point() and torch.isfinite(weight).all()):
            raise UsageError(
                f"checkpoint '{path}': expected finite real numbers in '{name}'; given {weight.dtype}, "
                f"{int((~torch.isfinite(weight)).sum())} of {weight.numel()} not finite"
            )
        weights[name] = weight
    return weights


def _read(path: Path) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        with path.open("rb") as file:
            is_zip = file.read(4) == b"PK\x03\x04"
        found = torch.load(path, map_location="cpu", weights_only=True) if is_zip else load_file(path)
    except OSError as error:
        raise UsageError(f"checkpoint: cannot read '{path}': {error.strerror or error}") from error
    except (SafetensorError, RuntimeError, ValueError, EOFError, KeyError) as error:
        raise _unreadable(path, error) from error
    except Exception as error:  # the unpickler's own error, which it raises for anything but plain tensors
        raise _unreadable(path, error) from error
    if not isinstance(found, Mapping) or not all(isinstance(value, Tensor) for value in found.values()):
        raise UsageError(
            f"checkpoint '{path}': expected a dictionary of tensors; given a {type(found).__name__}"
        )
    return {str(name): value for name, value in found.items()}


def _unreadable(path: Path, error: Exception) -> UsageError:
    reason = str(error).strip().split("\n")[0]
    return UsageError(f"checkpoint '{path}' is truncated, or neither safetensors nor torch weights: {reason}")
