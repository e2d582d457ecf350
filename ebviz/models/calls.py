"""Calls of what the user's class or function has made: whatever goes wrong in one is said in one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor

from ebviz.errors import EbvizError, Terminated, UsageError, clipped, explain


def called(made: Any, given: Sequence[Tensor], title: str, names: Iterable[str]) -> Any:
    """Return what a model makes of tensors, which have ``names`` in errors.

    Raises
    ------
    UsageError : it cannot be called, or raises anything.
    """
    if not callable(made):
        raise UsageError(f"{title}: expected a model that can be called, got {type(made).__name__}")
    try:
        return made(*given)
    except (KeyboardInterrupt, Terminated, EbvizError):
        raise
    except BaseException as error:
        raise UsageError(f"{title}: cannot take {said(names, given)}: {explain(error)}") from error


def refuse_infinite(found: Tensor, title: str) -> None:
    """Raise :class:`UsageError` if a number of a result is not finite; says which, and how many."""
    odd = ~torch.isfinite(found)
    if odd.any():
        raise UsageError(
            f"{title}: expected finite numbers, got {float(found[odd][0]):g} ({int(odd.sum())} of {found.numel()})"
        )


def said(names: Iterable[str], given: Sequence[Tensor]) -> str:
    """Return what a model is given, in words: "z (6, 1)"."""
    return ", ".join(f"{name} {tuple(value.shape)}" for name, value in zip(names, given, strict=False))


def shape_of(value: Any) -> str:
    """Return the shape of a tensor or of several, or else the type, in words."""
    if isinstance(value, Tensor):
        return f"{tuple(value.shape)}"
    if isinstance(value, tuple | list):
        return clipped(f"{len(value)} of {', '.join(shape_of(part) for part in value)}")
    return f"a {type(value).__name__}"
