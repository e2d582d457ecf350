"""The ellipse: samples with nothing to condition on, and two correct y₂ for (almost) every y₁."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor


def on_ellipse(theta: Tensor, rho: Tensor) -> Tensor:
    """Return the points at angle θ of the ellipse with semi-axes ρ::

        y = [ρ₁ cos θ, ρ₂ sin θ]

    Parameters
    ----------
    theta : angles in radians, shape (…).
    rho : semi-axes, shape (2,) or (…, 2).

    Returns
    -------
    Points, shape (…, 2).

    >>> on_ellipse(torch.tensor(0.0), torch.tensor([2.0, 1.5]))
    tensor([2., 0.])
    """
    return rho * torch.stack([theta.cos(), theta.sin()], dim=-1)


def ellipse(
    n: int = 24,
    *,
    generator: Generator,
    rho: tuple[float, float] = (2.0, 1.5),
    noise: float = 1 / 20,
    dtype: torch.dtype = torch.float32,
) -> tuple[Tensor, Tensor]:
    """Draw N samples from an ellipse, with noise::

        y = [ρ₁ cos θ + ε₁, ρ₂ sin θ + ε₂],    θ ~ U(0, 2π),    ε ~ N(0, noise²)

    The default semi-axes are the horn's at x = 0.

    Parameters
    ----------
    n : number of samples N.
    generator : the source of randomness; the same state gives the same samples.
    rho : semi-axes ρ.
    noise : standard deviation of each component's noise, in the units of y.

    Returns
    -------
    theta : (N,), the angle that each sample was made from; no model sees it.
    y : (N, 2).

    Source: NYU Deep Learning, week 15, "inference" (there: Y = [y⁽¹⁾ … y⁽²⁴⁾]).

    >>> theta, y = ellipse(24, generator=torch.Generator().manual_seed(0))
    >>> theta.shape, y.shape
    (torch.Size([24]), torch.Size([24, 2]))
    """
    theta = 2 * math.pi * torch.rand(n, generator=generator, dtype=dtype)  # (N,)
    epsilon = noise * torch.randn(n, 2, generator=generator, dtype=dtype)  # (N, D)
    return theta, on_ellipse(theta, torch.tensor(rho, dtype=dtype)) + epsilon
