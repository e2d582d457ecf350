"""Two moons: interlocking half circles, for energies that must bend."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor


def moons(
    n: int = 300,
    *,
    generator: Generator,
    noise: float = 0.05,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """Draw N samples from two half circles of radius 1, the pair centred on the origin::

        y = ±[cos θ − ½, sin θ − ¼] + ε,    θ ~ U(0, π),    ε ~ N(0, noise²),    the sign a fair coin toss

    Returns
    -------
    y : (N, 2).

    >>> moons(4, generator=torch.Generator().manual_seed(0)).shape
    torch.Size([4, 2])
    """
    theta = math.pi * torch.rand(n, generator=generator, dtype=dtype)
    sign = torch.randint(2, (n, 1), generator=generator).to(dtype) * 2 - 1
    arc = torch.stack([theta.cos() - 0.5, theta.sin() - 0.25], dim=-1)
    return sign * arc + noise * torch.randn(n, 2, generator=generator, dtype=dtype)
