"""The steps of study `losses`: a decoder that can reach any y, trained with each of the three losses."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from ebviz.energy import SquaredEnergy, energy_loss, free_energy, hinge_loss, log_loss, plane, search
from ebviz.models.mlp import MLP
from ebviz.studies._arrays import prefixed
from ebviz.training import Pace, geometric_steps, train

NAMES = ("energy", "hinge", "log")
EXTENT = (3.0, 2.25)  # of the plane for the lecture's samples


class Wide(nn.Module):
    """ỹ = g(z), a network's, of a latent with as many dimensions as y: z (…, 2) → ỹ (…, 2).

    ``size`` is the unit of y: the samples' size, over that of the lecture's.
    """

    def __init__(self, hidden: int, size: float, *, generator: Generator) -> None:
        super().__init__()
        self.size = size
        self.net = MLP([2, hidden, hidden, 2], generator=generator)

    def forward(self, z: Tensor) -> Tensor:
        return self.size * self.net(z)


@dataclass(frozen=True, slots=True)
class Setup:
    """What the three trainings share.

    y (N, 2), y_hat (P, 2) : where F is pulled down, and where it is pushed up.
    y1 (W,), y2 (H,) : the sides of the plane. grid (G, G, 2) : the latents that are searched.
    """

    y: Tensor
    y_hat: Tensor
    y1: Tensor
    y2: Tensor
    grid: Tensor
    margin: float
    generator: Generator

    def cold(self, energy: SquaredEnergy, y: Tensor) -> Tensor:
        """Return F_∞ = E(y, ž), ž held while the weights move: the gradient of a minimum is that at the minimiser."""
        return energy(y, search(energy, y, self.z).z)

    @property
    def z(self) -> Tensor:
        """The latents in a row, (G², 2)."""
        return self.grid.reshape(-1, 2)


def sides(size: float, points: int) -> tuple[Tensor, Tensor]:
    """Return both sides of the plane, y₁ (W,) and y₂ (H,), with about the same steps."""
    wide, high = (extent * size for extent in EXTENT)
    rows = max(2, round((points - 1) * high / wide) + 1)
    return torch.linspace(-wide, wide, points), torch.linspace(-high, high, rows)


def contrastive(wide: Tensor, high: Tensor, count: int, generator: Generator) -> Tensor:
    """Draw ŷ, uniform over the plane −wide … wide by −high … high: (P, 2)."""
    return torch.stack([wide, high]) * (2 * torch.rand(count, 2, generator=generator) - 1)


def grid(reach: float, side: int) -> Tensor:
    """Return the latents, (G, G, 2)."""
    across = torch.linspace(-reach, reach, side)
    return plane(across, across)


def loss(name: str, energy: SquaredEnergy, y: Tensor, setup: Setup) -> Tensor:
    """Return the loss functional of that name, the mean over the samples y (N, 2), and over pairs with ŷ."""
    F = setup.cold(energy, y)
    if name == "energy":
        return energy_loss(F).mean()
    F_hat = setup.cold(energy, setup.y_hat)
    if name == "hinge":
        return hinge_loss(F[:, None], F_hat, setup.margin).mean()
    return log_loss(F[:, None], F_hat).mean()


def look(energy: SquaredEnergy, setup: Setup) -> dict[str, Tensor]:
    """Return F_∞ over the plane, at the data and at ŷ, and what the model can produce."""
    return {
        "F": free_energy(energy, plane(setup.y1, setup.y2), setup.z),
        "image": energy.decoder(setup.grid),
        "F_check": free_energy(energy, setup.y, setup.z),
        "F_hat": free_energy(energy, setup.y_hat, setup.z),
    }


def fit(name: str, start: Wide, setup: Setup, pace: Pace, looks: int) -> dict[str, Tensor]:
    """Train a copy of the network ``start`` with the loss of that name, and remember about ``looks`` moments."""
    energy = SquaredEnergy(copy.deepcopy(start))
    history = train(
        lambda y: loss(name, energy, y, setup),
        [setup.y],
        energy.parameters(),
        model=energy,
        generator=setup.generator,
        steps=pace.steps,
        batch=pace.batch,
        lr=pace.lr,
        schedule="cosine",
        probe=lambda: look(energy, setup),
        look_at=geometric_steps(pace.steps, looks),
        text=f"wide latent, {name}",
    )
    return prefixed(name, history.seen | {"loss": history.loss}) | {"steps": history.steps}
