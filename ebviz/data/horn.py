"""The horn: for every x a whole ellipse of correct answers y."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor

from ebviz.data.ellipse import on_ellipse


def radii(x: Tensor, alpha: float = 1.5, beta: float = 2.0) -> Tensor:
    """Return the semi-axes of the ellipse of answers at x::

        ρ(x) = exp(2x) [αx + β(1−x), βx + α(1−x)]

    Parameters
    ----------
    x : shape (…), in [0, 1].
    alpha, beta : ρ(0) = (β, α); this β belongs to the horn and is not an inverse temperature.

    Returns
    -------
    Semi-axes, shape (…, 2).

    >>> radii(torch.tensor(0.0))
    tensor([2.0000, 1.5000])
    """
    rho1 = alpha * x + beta * (1 - x)
    rho2 = beta * x + alpha * (1 - x)
    return torch.exp(2 * x)[..., None] * torch.stack([rho1, rho2], dim=-1)


def horn(
    n: int = 300,
    *,
    generator: Generator,
    alpha: float = 1.5,
    beta: float = 2.0,
    noise: float = 1 / 20,
    dtype: torch.dtype = torch.float32,
) -> tuple[Tensor, Tensor, Tensor]:
    """Draw N samples of the horn::

        y = [ρ₁(x) cos θ + ε₁, ρ₂(x) sin θ + ε₂],    x ~ U(0, 1),    θ ~ U(0, 2π),    ε ~ N(0, noise²)

    Parameters
    ----------
    n : number of samples N.
    generator : the source of randomness; the same state gives the same samples.
    alpha, beta : the shape of :func:`radii`.
    noise : standard deviation of each component's noise, in the units of y.

    Returns
    -------
    x : (N,), the condition.
    theta : (N,), the angle that each sample was made from; no model sees it.
    y : (N, 2).

    Source: NYU Deep Learning, week 15, "inference".

    >>> x, theta, y = horn(300, generator=torch.Generator().manual_seed(0))
    >>> x.shape, y.shape
    (torch.Size([300]), torch.Size([300, 2]))
    """
    x = torch.rand(n, generator=generator, dtype=dtype)  # (N,)
    theta = 2 * math.pi * torch.rand(n, generator=generator, dtype=dtype)  # (N,)
    epsilon = noise * torch.randn(n, 2, generator=generator, dtype=dtype)  # (N, D)
    return x, theta, on_ellipse(theta, radii(x, alpha, beta)) + epsilon
