"""Where a model of the user's computes: moved to a device, and checked there against the CPU."""

from __future__ import annotations

from typing import Any, Protocol

import torch
from torch import Tensor, nn

from ebviz.errors import UsageError, explain

CLOSE = 1e-3  # relative difference between what a device and the CPU compute


class Movable(Protocol):
    """A model that is given and returns tensors on the CPU, and computes on ``device``."""

    made: Any
    title: str
    device: torch.device

    def answers(self) -> list[Tensor]:
        """Return what it makes of a batch that is always the same, on its device."""


def move(model: Movable, name: str) -> None:
    """Move a model to another device, if it computes there what the CPU computes.

    Raises
    ------
    UsageError : there is no such device, or it computes something else; says by how much.
    """
    with torch.no_grad():
        expected = model.answers()
        try:
            model.device = torch.device(name)
            torch.zeros(1).to(model.device)
            if isinstance(model.made, nn.Module):
                model.made.to(model.device)
        except (RuntimeError, AssertionError, NotImplementedError, TypeError) as error:
            accepted = ", ".join(devices())
            raise UsageError(
                f"{model.title}: cannot compute on '{name}': {explain(error)}; accepted: {accepted}"
            ) from error
        found = model.answers()
    for one, other in zip(found, expected, strict=True):
        apart = float((one.cpu() - other).abs().max() / other.abs().max().clamp(min=1e-12))
        if not apart <= CLOSE:
            what = f"expected on '{name}' what the CPU computes"
            raise UsageError(f"{model.title}: {what}, got a relative difference of {apart:.2g}")


def devices() -> list[str]:
    """Return the devices that this machine has, the CPU first.

    >>> devices()[0]
    'cpu'
    """
    from torch import accelerator

    found = accelerator.current_accelerator() if accelerator.is_available() else None
    return ["cpu", *([found.type] if found is not None else [])]
