"""What is found out about a model of the user's beyond its contract: what pictures and trainings rely on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ebviz.errors import explain
from ebviz.models.calls import said, shape_of
from ebviz.models.contract import BATCH, Yours

CLOSE = 1e-4  # relative difference between one sample in a batch and the same alone


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what, whether it is as it should be, and what was found."""

    what: str
    good: bool
    found: str


def findings(model: Yours) -> list[Finding]:
    """Return what was found out about a model that keeps the contract: what pictures and trainings rely on."""
    given = _probe(model)
    weights = list(model.parameters())
    found = [
        Finding("shapes", True, f"{said(model.role.given, given)} → {shape_of(model(*given))}"),
        Finding("parameters", True, f"{sum(weight.numel() for weight in weights)}"),
        Finding("computes in", True, str(model.inner).removeprefix("torch.")),
    ]
    with torch.no_grad():
        again = _parts(model(*given))
        same = all(torch.equal(one, other) for one, other in zip(_parts(model(*given)), again, strict=True))
    found.append(Finding("two calls", same, "equal" if same else "differ: it draws random numbers"))
    with torch.no_grad():
        alone = [_parts(model(*(value[i : i + 1] for value in given))) for i in range(BATCH)]
    pairs = zip(again, (torch.cat(parts) for parts in zip(*alone, strict=True)), strict=True)
    apart = max(float((one - other).abs().max() / one.abs().max().clamp(min=1e-12)) for one, other in pairs)
    close = apart < CLOSE
    found.append(
        Finding("batch", close, "samples are independent" if close else f"samples differ by {apart:.2g}")
    )
    found.append(_slopes(model, given))
    return found


def _probe(model: Yours) -> list[Tensor]:
    """Return a batch as the model's own arguments are given."""
    named = zip(model.role.given, model.probe(), strict=True)
    return [value[:, 0] if name in model.scalars else value for name, value in named]


def _slopes(model: Yours, given: list[Tensor]) -> Finding:
    given = [value.requires_grad_() for value in given]
    total = sum(part.sum() for part in _parts(model(*given)))
    try:
        slopes = torch.autograd.grad(total, given, allow_unused=True)  # type: ignore[arg-type]
    except RuntimeError as error:
        return Finding("gradient", False, f"none: {explain(error)}")
    for name, slope in zip(model.role.given, slopes, strict=True):
        if slope is None:
            return Finding("gradient", False, f"it does not depend on {name}")
        if not torch.isfinite(slope).all():
            return Finding("gradient", False, f"not finite in {name}")
    return Finding("gradient", True, "finite")


def _parts(value: Any) -> list[Tensor]:
    return [value] if isinstance(value, Tensor) else list(value)
