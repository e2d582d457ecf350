"""The steps of study `packing`: bubbles of samples that are all equally far apart, and the best possible decoder."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Generator, Tensor, nn

from ebviz.models.vae import draw
from ebviz.studies.autoencoders._bubbles import DIMENSIONS, held_together


@dataclass(frozen=True, slots=True)
class Packing:
    """N bubbles, centres μ (N, d) and log v (N, 1), of samples y that are ``distance`` · s apart."""

    distance: float
    mu: nn.Parameter
    log_v: nn.Parameter
    generator: Generator

    @classmethod
    def start(
        cls, count: int, spread: float, radius: float, distance: float, generator: Generator
    ) -> Packing:
        """Return bubbles of one radius, their centres N(0, spread² I)."""
        mu = spread * torch.randn(count, DIMENSIONS, generator=generator)
        log_v = torch.full((count, 1), 2 * math.log(radius))
        return cls(distance, nn.Parameter(mu), nn.Parameter(log_v), generator)

    def joined_by(self, others: Packing) -> Packing:
        """Return these bubbles and others, as they are now."""
        mu, log_v = (
            nn.Parameter(torch.cat([getattr(some, name).detach() for some in (self, others)]))
            for name in ("mu", "log_v")
        )
        return Packing(self.distance, mu, log_v, self.generator)

    def costs(self, mu: Tensor, log_v: Tensor, draws: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return C, U and V of each bubble, (N,) each; C is a mean over draws of z."""
        z = draw(mu, log_v, torch.randn(draws, *mu.shape, generator=self.generator))
        shares = responsibilities(z, self.mu.detach(), self.log_v.detach())
        return confusion(shares, self.distance).mean(0), *held_together(mu, log_v)

    def groups(self) -> list[dict[str, Any]]:
        """Return centres and radii."""
        return [{"params": [self.mu, self.log_v]}]


def responsibilities(z: Tensor, mu: Tensor, log_v: Tensor) -> Tensor:
    """Return r_m(z) = softargmax_m log N(z; μ_m, v_m I), the probability that z is of bubble m.

    Shapes: z (…, d), μ (N, d), log v (N, 1) → (…, N).
    """
    d, log_v = mu.shape[-1], log_v[:, 0]
    far = (z[..., None, :] - mu).square().sum(-1) / log_v.exp()
    return (-(far + d * log_v) / 2).softmax(-1)


def confusion(shares: Tensor, distance: float) -> Tensor:
    """Return C = A [(1 − r_n)² + Σ_{m≠n} r_m²], A = distance² / 4, for z of each bubble n: (…, N, N) → (…, N)."""
    own = shares.diagonal(dim1=-2, dim2=-1)
    return distance**2 / 4 * (1 - 2 * own + shares.square().sum(-1))
