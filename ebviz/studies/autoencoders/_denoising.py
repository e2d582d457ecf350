"""The steps of study `denoising`: corruption, training, the oracle, and the journeys of corrupted points."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from ebviz.energy import low_share, plane, softargmin
from ebviz.models import AutoEncoder
from ebviz.studies._toys import Toy
from ebviz.training import Pace, train


@dataclass(frozen=True, slots=True)
class Denoiser:
    """An autoencoder, the toy it is trained on, and the σ of the corruption."""

    toy: Toy
    sigma: float
    model: AutoEncoder
    generator: Generator

    def __call__(self, y_hat: Tensor) -> Tensor:
        """Return where the network sends points, (…, 2) → (…, 2)."""
        return self.model(y_hat)[0]

    def oracle(self, y_hat: Tensor) -> Tensor:
        """Return where the best possible denoiser sends points, (…, 2) → (…, 2)."""
        return posterior_mean(y_hat, self.toy.y, self.sigma)

    def corrupt(self, y: Tensor) -> Tensor:
        """Return ŷ = y + σ ε."""
        return y + self.sigma * torch.randn(y.shape, generator=self.generator)

    def loss(self, y: Tensor) -> Tensor:
        """Return the mean ‖y − ỹ‖² of corrupted samples, ()."""
        return (y - self(self.corrupt(y))).square().sum(-1).mean()


def fit(denoiser: Denoiser, pace: Pace) -> Tensor:
    """Train the denoiser; return its losses (T,)."""
    return train(
        denoiser.loss,
        [denoiser.toy.y],
        denoiser.model.parameters(),
        model=denoiser.model,
        generator=denoiser.generator,
        steps=pace.steps,
        batch=pace.batch,
        lr=pace.lr,
        schedule="cosine",
        text=f"{denoiser.toy.name}, denoising",
    ).loss


@torch.no_grad()
def journeys(denoiser: Denoiser, points: int, times: int) -> dict[str, Tensor]:
    """Return corrupted points on their way through the network, and how far its first step ends from the oracle's."""
    y = denoiser.toy.y
    origin = torch.randint(len(y), (points,), generator=denoiser.generator)
    walk = [denoiser.corrupt(y[origin])]
    for _ in range(times):
        walk.append(denoiser(walk[-1]))
    moved = torch.stack(walk)  # (J + 1, P, 2)
    return {
        "origin": origin,
        "walk": moved,
        "off": torch.cdist(moved, y).amin(-1).mean(-1),
        "gap": (walk[1] - denoiser.oracle(walk[0])).norm(dim=-1).mean() / denoiser.sigma,
    }


@torch.no_grad()
def energies(denoiser: Denoiser) -> dict[str, Tensor]:
    """Return the energy over the plane: of the network, of the oracle, and of the nearest sample."""
    y, grid = denoiser.toy.y, denoiser.toy.grid
    image, y_tilde = denoiser(grid), denoiser(y)
    F = (grid - image).square().sum(-1)
    return {
        "F": F,
        "plane": image,
        "oracle_F": (grid - denoiser.oracle(grid)).square().sum(-1),
        "nearest_F": torch.cdist(grid.reshape(-1, 2), y).amin(-1).square().reshape(F.shape),
        "y_tilde": y_tilde,
        "low": low_share(F, (y - y_tilde).square().sum(-1), denoiser.toy.low),
    }


@torch.no_grad()
def arrows(denoiser: Denoiser, count: int) -> dict[str, Tensor]:
    """Return a coarse grid, ``count`` points along y₁, and where the network and the oracle send each point."""
    at = coarse(denoiser.toy, count)
    return {"at": at, "sent": denoiser(at), "oracle_sent": denoiser.oracle(at)}


@torch.no_grad()
def flow(denoiser: Denoiser, count: int, moments: int, stride: float) -> Tensor:
    """Return where points of a coarse grid are as they follow ỹ − y in small steps, (K, Q, 2)."""
    places = [coarse(denoiser.toy, count)]
    for _ in range(moments - 1):
        places.append(torch.lerp(places[-1], denoiser(places[-1]), stride))
    return torch.stack(places)


def coarse(toy: Toy, count: int) -> Tensor:
    """Return a coarse grid over the plane, ``count`` points along y₁: (Q, 2)."""
    first, last = toy.grid[0, 0], toy.grid[-1, -1]
    y1 = torch.linspace(float(first[0]), float(last[0]), count)
    y2 = torch.linspace(float(first[1]), float(last[1]), 1 + round(0.75 * (count - 1)))
    return plane(y1, y2).reshape(-1, 2)


def posterior_mean(y_hat: Tensor, y: Tensor, sigma: float) -> Tensor:
    """Return the best possible denoiser of Gaussian noise, the mean of y given ŷ::

        r(ŷ) = Σ_n y⁽ⁿ⁾ softargmin_β[‖ŷ − y⁽ⁿ⁾‖²]_n = ŷ − ½ ∇F_β(ŷ),    β = 1/(2σ²)

    Shapes: ŷ (…, 2), y (N, 2) → (…, 2).
    """
    E = (y_hat[..., None, :] - y).square().sum(-1)  # (…, N)
    return softargmin(E, 1 / (2 * sigma**2)) @ y
