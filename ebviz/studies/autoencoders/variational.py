"""The free energy from above: distributions q(z) whose bound on F_β comes down, to F_β itself or not quite.

    F_β(y) ≤ E_q[E(y, z)] + (1/β) KL(q ‖ u),    tight at q = softargmin_β[E(y, ·)]

The trained decoder and a y in the middle of its ellipse, where E(y, ·) has two wells. A free q comes to cover both;
a q that is one bump, whatever its place and width, as a VAE's Gaussian is, covers one and keeps a gap.

Source: NYU Deep Learning, Y. LeCun's notes on the variational free energy; and the VAE lecture.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("training",)


class Config(StudyConfig):
    y1: float = Field(0.0, description="y₁ of the sample; at (0, 0) both wells are equal", ge=-10, le=10)
    y2: float = Field(0.0, description="y₂ of the sample", ge=-10, le=10)
    beta: float = Field(10**0.5, description="coldness β, the lecture's 3.2", ge=1e-2, le=100)
    n_z: int = Field(120, description="latents K of the grid", ge=3, le=10_000)
    start: float = Field(
        2.7, description="where q starts, in radians: nearly as wrong as can be", ge=-1000, le=1000
    )
    start_kappa: float = Field(12.0, description="how narrow it starts: its concentration κ", gt=0, le=300)
    steps: int = Field(120, description="steps T of both descents", ge=1, le=10_000)
    rate: float = Field(
        0.06, description="share of the way that a step takes log q, the free one", gt=0, le=1
    )
    bump_lr: float = Field(0.04, description="rate of the descent in m and log κ", gt=0, le=1000)


def compute(config: Config, *, training: Run) -> dict[str, Tensor]:
    """Descend the bound, free and in the family of one bump; R is each of free, bump; S = T + 1 moments::

    w (2,), y (2,), z (K,), E (K,)               the decoder, the sample, the latents and their energies
    softargmin (K,), F (), beta ()               the best q, and what it attains
    {R}_q (S, K)                                 q(z) before each step, and at the end
    {R}_bound (S,) = {R}_expected (S,) + {R}_kl (S,)         E_q[E] and (1/β) KL(q ‖ u)
    {R}_gap (S,)                                 bound − F, which is (1/β) KL(q ‖ softargmin)
    bump_m (S,), bump_kappa (S,)                 q(z) ∝ exp(κ cos(z − m)), von Mises

    The free q by exponentiated gradient: the bound's gradient in q is stepped in the logits of q, steepest descent
    as KL measures distance. The bump by gradient descent in m and log κ.
    """
    import torch
    from torch import nn

    from ebviz.energy import (
        SquaredEnergy,
        kl,
        latents,
        softargmax,
        softargmin,
        softmin,
        variational_free_energy,
    )
    from ebviz.models import EllipseDecoder
    from ebviz.training import train

    double = torch.float64
    w = torch.tensor(training["cold_w"][-1], dtype=double)
    y = torch.tensor([config.y1, config.y2], dtype=double)
    z, beta = latents(config.n_z, dtype=double), config.beta
    E = SquaredEnergy(EllipseDecoder(w)).requires_grad_(False)(y, z)  # (K,)
    F = softmin(E, beta)

    logits = nn.Parameter(config.start_kappa * torch.cos(z - config.start))
    m = nn.Parameter(torch.tensor(config.start, dtype=double))
    log_kappa = nn.Parameter(torch.tensor(math.log(config.start_kappa), dtype=double))

    def free() -> Tensor:
        slope_of_q_for_logits = logits - logits.detach()  # zero, but its gradient
        return softargmax(logits.detach()) + slope_of_q_for_logits

    def bump() -> Tensor:
        return softargmax(torch.cos(z - m), log_kappa.exp())

    uniform = torch.full_like(E, 1 / config.n_z)
    arrays = {
        "w": w,
        "y": y,
        "z": z,
        "E": E,
        "softargmin": softargmin(E, beta),
        "F": F,
        "beta": torch.tensor(beta, dtype=double),
    }
    for name, q, parameters, lr in (
        ("free", free, [logits], config.rate * beta),
        ("bump", bump, [m, log_kappa], config.bump_lr),
    ):

        def loss(E: Tensor, q: Callable[[], Tensor] = q) -> Tensor:
            return variational_free_energy(E, q(), beta).mean()

        def look(q: Callable[[], Tensor] = q) -> dict[str, Tensor]:
            return {"q": q(), "m": m, "kappa": log_kappa.exp()}

        history = train(
            loss,
            [E[None]],
            parameters,
            generator=torch.Generator(),
            steps=config.steps,
            batch=1,
            lr=lr,
            optimiser="sgd",
            probe=look,
            look_at=range(config.steps + 1),
            text=f"the bound, {name}",
        )
        seen = history.seen["q"]  # (S, K)
        bound = variational_free_energy(E, seen, beta)
        arrays |= {
            f"{name}_q": seen,
            f"{name}_bound": bound,
            f"{name}_expected": (seen * E).sum(-1),
            f"{name}_kl": kl(seen, uniform) / beta,
            f"{name}_gap": bound - F,
        }
    arrays |= {"bump_m": history.seen["m"], "bump_kappa": history.seen["kappa"]}
    return {name: array.float() for name, array in arrays.items()}
