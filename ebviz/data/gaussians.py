"""Eight Gaussians around a circle: modes with nothing between them, any of which a generator may miss."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor


def modes(count: int = 8, radius: float = 2.0, *, dtype: torch.dtype = torch.float32) -> Tensor:
    """Return the centres of the Gaussians, equally spaced on a circle, the first one on the right: (K, 2).

    >>> modes(4, 1.0).round().tolist()[0]
    [1.0, 0.0]
    """
    angle = 2 * math.pi * torch.arange(count, dtype=dtype) / count  # (K,)
    return radius * torch.stack([angle.cos(), angle.sin()], dim=-1)


def gaussians(
    n: int,
    *,
    generator: Generator,
    count: int = 8,
    radius: float = 2.0,
    noise: float = 0.1,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """Draw N samples from K round Gaussians of equal weight::

        y = c_k + ε,    k ~ U{0 … K − 1},    ε ~ N(0, noise²)

    Returns
    -------
    y : (N, 2).

    >>> gaussians(5, generator=torch.Generator().manual_seed(0)).shape
    torch.Size([5, 2])
    """
    k = torch.randint(count, (n,), generator=generator)
    return modes(count, radius, dtype=dtype)[k] + noise * torch.randn(n, 2, generator=generator, dtype=dtype)
