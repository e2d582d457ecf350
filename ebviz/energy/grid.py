"""Where energies are evaluated: axes and planes, lines and closed walks, and how much of a plane is low."""

from __future__ import annotations

import torch
from torch import Tensor


def axis(extent: float, step: float) -> Tensor:
    """Return −extent … extent, zero included, in equal steps as close to ``step`` as they can be: (W,) float64.

    >>> axis(0.5, 0.25).tolist()
    [-0.5, -0.25, 0.0, 0.25, 0.5]
    """
    half = max(1, round(extent / step))
    return torch.arange(-half, half + 1, dtype=torch.float64) * (extent / half)


def plane(y1: Tensor, y2: Tensor) -> Tensor:
    """Return the points (H, W, 2) of the grid with columns y₁ (W,) and rows y₂ (H,).

    >>> plane(torch.zeros(3), torch.zeros(2)).shape
    torch.Size([2, 3, 2])
    """
    return torch.stack(torch.meshgrid(y1, y2, indexing="xy"), dim=-1)


def line(start: Tensor, end: Tensor, count: int) -> Tensor:
    """Return ``count`` points on the straight line from ``start`` to ``end``, both included: (D,), (D,) → (count, D).

    >>> line(torch.tensor([0.0]), torch.tensor([4.0]), 3).flatten().tolist()
    [0.0, 2.0, 4.0]
    """
    share = torch.linspace(0, 1, count)[:, None]
    return (1 - share) * start + share * end


def closed_walk(stops: Tensor, count: int) -> Tensor:
    """Return a walk from stop to stop and back to the first, along straight lines: (K, d) → (K·count + 1, d).

    >>> closed_walk(torch.tensor([[0.0], [4.0]]), 2).flatten().tolist()
    [0.0, 2.0, 4.0, 2.0, 0.0]
    """
    onward = stops.roll(-1, 0)
    share = (torch.arange(count) / count)[:, None]
    legs = stops[:, None] + share * (onward - stops)[:, None]  # (K, count, d)
    return torch.cat([legs.flatten(0, 1), stops[:1]])


def low_share(F: Tensor, data_F: Tensor, low: float) -> Tensor:
    """Return the share of a plane F (H, W) whose energy is at most ``low`` above that of 95 % of the samples (N,).

    The data covers next to none of the plane, so next to none of the plane should be low.

    >>> low_share(torch.tensor([[0.0, 0.2], [1.0, 5.0]]), torch.zeros(9), 0.5)
    tensor(0.5000)
    """
    return (data_F.quantile(0.95) + low > F).to(F.dtype).mean()
