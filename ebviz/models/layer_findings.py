"""What is found out about a layer on graphs beyond its contract."""

from __future__ import annotations

import torch

from ebviz.models.calls import said, shape_of
from ebviz.models.findings import CLOSE, Finding
from ebviz.models.your_layer import YourLayer


def layer_findings(layer: YourLayer) -> list[Finding]:
    """Return what was found out about a layer that keeps the contract: what pictures and trainings rely on."""
    x, a = layer.probe()
    with torch.no_grad():
        h, again = layer(x, a), layer(x, a)
        alone = torch.cat([layer(x[i : i + 1], a[i : i + 1]) for i in range(len(x))])
    same, apart = torch.equal(h, again), float((alone - h).abs().max() / h.abs().max().clamp(min=1e-12))
    return [
        Finding("shapes", True, f"{said(('x', 'a'), (x, a))} → {shape_of(h)}"),
        Finding("parameters", True, f"{sum(weight.numel() for weight in layer.parameters())}"),
        Finding("two calls", same, "equal" if same else "differ: it draws random numbers"),
        Finding("order of vertices", True, "does not matter"),
        Finding(
            "batch",
            apart < CLOSE,
            "graphs are independent" if apart < CLOSE else f"graphs differ by {apart:.2g}",
        ),
        _slope(layer),
    ]


def _slope(layer: YourLayer) -> Finding:
    x, a = layer.probe()
    h = layer(x.requires_grad_(), a)
    slope = torch.autograd.grad(h.sum(), x, allow_unused=True)[0] if h.requires_grad else None
    if slope is None:
        return Finding("gradient", False, "it does not depend on x")
    good = bool(torch.isfinite(slope).all())
    return Finding("gradient", good, "finite" if good else "not finite in x")
