"""The steps of study `horn_model`: three conditional decoders, trained at zero temperature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from ebviz import data
from ebviz.energy import (
    ConditionalEnergy,
    SquaredEnergy,
    energy_loss,
    free_energy,
    latents,
    plane,
    search,
)
from ebviz.models import GeneralDecoder, Given, HornDecoder
from ebviz.training import History, Pace, geometric_steps, train


@dataclass(frozen=True, slots=True)
class Setup:
    """What the three trainings share.

    given (N, 3), fresh (M, 3) : samples [x, y] to train with, and held-out ones.
    x_grid (51,), z (48,) : conditions and angles of the manifolds that are drawn.
    slice_x (1,), slice_y (W,) : the condition and both axes of the plane in which F_∞ is drawn.
    """

    given: Tensor
    fresh: Tensor
    x_grid: Tensor
    z: Tensor
    slice_x: Tensor
    slice_y: Tensor
    generator: Generator


@dataclass(frozen=True, slots=True)
class Decoder:
    """One of the three: its network g and the latents that are searched, (K,), or (G, G, 2) of two dimensions."""

    name: str
    g: nn.Module
    grid: Tensor

    @property
    def z(self) -> Tensor:
        """The latents in a row, (K,) or (G², 2)."""
        return self.grid if self.grid.dim() == 1 else self.grid.reshape(-1, 2)


def samples(n: int, law: Mapping[str, float], generator: Generator) -> Tensor:
    """Draw samples [x, y] of the horn, (n, 3)."""
    x, _, y = data.horn(n, generator=generator, alpha=law["alpha"], beta=law["beta"], noise=law["noise"])
    return torch.cat([x[:, None], y], dim=-1)


def decoders(angles: Tensor, square: Tensor, generator: Generator) -> list[Decoder]:
    """Return the lecture's decoder, one that is not told the ellipse, and one whose latent is as wide as y."""
    return [
        Decoder("horn", HornDecoder(generator=generator), angles),
        Decoder("general", GeneralDecoder("angle", generator=generator), angles),
        Decoder("wide", GeneralDecoder(2, generator=generator), square),
    ]


def look(decoder: Decoder, setup: Setup) -> dict[str, Tensor]:
    """Return F_∞ over the plane at slice_x, the held-out mean F_∞, and the manifold."""
    g, y = decoder.g, plane(setup.slice_y, setup.slice_y)
    seen = {
        "slice_F": free_energy(SquaredEnergy(Given(g, setup.slice_x)), y, decoder.z),
        "held_out": free_energy(ConditionalEnergy(g), setup.fresh, decoder.z).mean(),
    }
    if decoder.name == "wide":
        return seen | {"image": g(setup.slice_x, decoder.grid)}
    return seen | {"manifold": g(setup.x_grid[:, None, None], setup.z)}


def fit(decoder: Decoder, setup: Setup, pace: Pace, looks: int) -> History:
    """Train a decoder with F_∞, and remember about ``looks`` moments."""
    z, energy = decoder.z, ConditionalEnergy(decoder.g)
    return train(
        # ž is found first and held: the gradient of a minimum is that at the minimiser.
        lambda xy: energy_loss(energy(xy, search(energy, xy, z).z)).mean(),
        [setup.given],
        decoder.g.parameters(),
        generator=setup.generator,
        steps=pace.steps,
        batch=pace.batch,
        lr=pace.lr,
        schedule="cosine",
        probe=lambda: look(decoder, setup),
        look_at=geometric_steps(pace.steps, looks),
        text=f"horn, {decoder.name} decoder",
    )


def radii(decoder: Decoder, setup: Setup, law: Mapping[str, float]) -> dict[str, Tensor]:
    """Return |f(x)| of the lecture's decoder beside the true radii, (51, 2) each."""
    with torch.no_grad():
        f = decoder.g.get_submodule("predictor")(setup.x_grid[:, None]).abs()
    return {"f": f, "rho": data.radii(setup.x_grid, law["alpha"], law["beta"])}


def flatness(slices: list[Tensor], setup: Setup, law: Mapping[str, float]) -> dict[str, Tensor]:
    """Return the mean of each F_∞ (W, W) over the plane at slice_x, and the share of it below 1 % of ‖ρ‖²."""
    F = torch.stack(slices)  # (3, W, W)
    rho = data.radii(setup.slice_x[0], law["alpha"], law["beta"])
    return {"mean_F": F.mean((1, 2)), "flat": (0.01 * rho.square().sum() > F).float().mean((1, 2))}


def truth(xy: Tensor, law: Mapping[str, float]) -> Tensor:
    """Return F_∞ of samples [x, y] (N, 3) under the horn they were drawn from, without its noise: (N,)."""
    rho = data.radii(xy[:, 0], law["alpha"], law["beta"])
    ellipses = data.on_ellipse(latents(960), rho[:, None])  # (N, K, 2)
    return torch.cdist(xy[:, None, 1:], ellipses).amin((1, 2)).square()
