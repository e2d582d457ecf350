"""Where a scalar latent lies: around a circle, or between two ends."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ebviz.errors import UsageError


@dataclass(frozen=True, slots=True)
class Domain:
    """The values of a scalar latent z.

    Parameters
    ----------
    low, high : its ends. closed : do both mean the same, so that z runs around? An angle does.

    Raises
    ------
    UsageError : ``high`` is not above ``low``.

    >>> Domain(-1.0, 1.0, closed=False).grid(3)
    tensor([-1.,  0.,  1.])
    """

    low: float = 0.0
    high: float = 2 * math.pi
    closed: bool = True

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise UsageError(
                f"expected latents from a lower to a higher value, got {self.low:g} to {self.high:g}"
            )

    @property
    def span(self) -> float:
        """How far apart the ends are."""
        return self.high - self.low

    def grid(self, n: int, *, dtype: torch.dtype = torch.float32) -> Tensor:
        """Return ``n`` latents at equal distances, (n,): around the circle, or from one end to the other."""
        if self.closed:
            return self.low + torch.arange(n, dtype=dtype) * (self.span / n)
        return torch.linspace(self.low, self.high, n, dtype=dtype)

    def line(self, n: int, *, dtype: torch.dtype = torch.float32) -> Tensor:
        """Return ``n`` latents at equal distances from one end to the other, both included, (n,)."""
        return torch.linspace(self.low, self.high, n, dtype=dtype)

    def home(self, z: Tensor) -> Tensor:
        """Return latents (…) brought into the domain: around the circle, or to the nearer end."""
        if self.closed:
            return (z - self.low).remainder(self.span) + self.low
        return z.clamp(self.low, self.high)


CIRCLE = Domain()
