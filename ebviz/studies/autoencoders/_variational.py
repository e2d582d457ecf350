"""The steps of study `variational`: the sample's energies, two families of q, and how their bound comes down."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from ebviz.energy import (
    kl,
    softargmax,
    softargmin,
    softmin,
    variational_free_energy,
)
from ebviz.models import EllipseDecoder
from ebviz.studies._arrays import prefixed
from ebviz.studies._latent import LatentModel
from ebviz.training import train

double = torch.float64


@dataclass(frozen=True, slots=True)
class Sample:
    """The model, the sample y (2,), the latents z (K,) with their energies E (K,), and F_β ()."""

    model: LatentModel
    y: Tensor
    z: Tensor
    E: Tensor
    F: Tensor
    beta: float

    @classmethod
    def of(cls, model: LatentModel, y: Tensor, n_z: int, beta: float) -> Sample:
        """Return a sample with the energies of ``n_z`` latents."""
        model.net.requires_grad_(False)
        z = model.domain.grid(n_z, dtype=double)
        E = model.energy(y, z)
        return cls(model, y, z, E, softmin(E, beta), beta)

    def away(self, z: Tensor | float) -> Tensor:
        """Return the angles (K,) between all latents and z; a range that does not run around is half a turn."""
        domain = self.model.domain
        return (2 if domain.closed else 1) * math.pi / domain.span * (self.z - z)

    def arrays(self) -> dict[str, Tensor]:
        """Return what is stored of it, with the q that attains F."""
        net = self.model.net
        return {
            **({"w": net.w} if isinstance(net, EllipseDecoder) else {}),
            **self.model.points(y_tilde=self.z),
            "y": self.y,
            "z": self.z,
            "E": self.E,
            "softargmin": softargmin(self.E, self.beta),
            "F": self.F,
            "beta": torch.tensor(self.beta, dtype=double),
        }


@dataclass(frozen=True, slots=True)
class Family:
    """A family of q: its parameters, q (K,) as they give it, the numbers to remember of it, its learning rate."""

    name: str
    parameters: list[nn.Parameter]
    q: Callable[[], Tensor]
    shape: Callable[[], dict[str, Tensor]]
    lr: float


def free(sample: Sample, start: float, kappa: float, lr: float) -> Family:
    """Return the family of all q (K,), by their logits, which step along the bound's gradient in q."""
    logits = nn.Parameter(kappa * torch.cos(sample.away(start)))

    def q() -> Tensor:
        slope_of_q_for_logits = logits - logits.detach()  # zero, but for its gradient
        return softargmax(logits.detach()) + slope_of_q_for_logits

    return Family("free", [logits], q, dict, lr)


def bump(sample: Sample, start: float, kappa: float, lr: float) -> Family:
    """Return the family of one bump, q(z) ∝ exp(κ cos(z − m)), by its m and log κ."""
    m = nn.Parameter(torch.tensor(start, dtype=double))
    log_kappa = nn.Parameter(torch.tensor(math.log(kappa), dtype=double))

    def q() -> Tensor:
        return softargmax(torch.cos(sample.away(m)), log_kappa.exp())

    def shape() -> dict[str, Tensor]:
        return {"m": m, "kappa": log_kappa.exp()}

    return Family("bump", [m, log_kappa], q, shape, lr)


def descend(family: Family, sample: Sample, steps: int) -> dict[str, Tensor]:
    """Return every q on the way down, its bound and the bound's two parts, and the gap that is left to F."""
    E, beta = sample.E, sample.beta
    seen = train(
        lambda E: variational_free_energy(E, family.q(), beta).mean(),
        [E[None]],
        family.parameters,
        generator=Generator(),
        steps=steps,
        batch=1,
        lr=family.lr,
        optimiser="sgd",
        probe=lambda: {"q": family.q(), **family.shape()},
        look_at=range(steps + 1),
        text=f"the bound, {family.name}",
    ).seen
    bound = variational_free_energy(E, seen["q"], beta)  # (S,)
    found = {
        **seen,
        "bound": bound,
        "expected": (seen["q"] * E).sum(-1),
        "kl": kl(seen["q"], torch.full_like(E, 1 / len(E))) / beta,
        "gap": bound - sample.F,
    }
    return prefixed(family.name, found)
