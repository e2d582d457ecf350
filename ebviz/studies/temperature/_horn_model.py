"""The steps of study `horn_model`: three conditional decoders, trained at zero temperature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
from ebviz.studies import _parts
from ebviz.studies.temperature import _horn_yours
from ebviz.training import History, Pace, geometric_steps, train

if TYPE_CHECKING:
    from ebviz.study import Run

Law = Mapping[str, float]  # what the horn is like: alpha, beta, noise


@dataclass(frozen=True, slots=True)
class Setup:
    """What the three trainings share.

    given (N, 3), fresh (M, 3) : samples [x, y] to train with, and held-out ones.
    x_grid (51,) : conditions of the manifolds that are drawn.
    slice_x (1,), slice_y (W,) : the condition and both axes of the plane in which F_∞ is drawn.
    """

    given: Tensor
    fresh: Tensor
    x_grid: Tensor
    slice_x: Tensor
    slice_y: Tensor
    generator: Generator


@dataclass(frozen=True, slots=True)
class Decoder:
    """One of the three: its network g and the latents that are searched, (K,), or (G, G, 2) of two dimensions.

    Those that are ``shown`` (48,) are those of the manifold that is drawn.
    """

    name: str
    g: nn.Module
    grid: Tensor
    shown: Tensor

    @property
    def z(self) -> Tensor:
        """The latents in a row, (K,) or (G², 2)."""
        return self.grid if self.grid.dim() == 1 else self.grid.reshape(-1, 2)

    def weights(self) -> dict[str, Tensor]:
        """Return the weights as arrays of the run, after the decoder's name."""
        found = _parts.state(self.g) or self.g.state_dict()
        return {f"{self.name}.{key}": weight for key, weight in found.items()}


def law(horn: Run) -> Law | None:
    """Return what the horn is like, or None for samples of the user's."""
    if horn.config["data"] is not None:
        return None
    return {key: horn.config[key] for key in ("alpha", "beta", "noise")}


def setup(config: Any, horn: Run, generator: Generator) -> Setup:
    """Draw samples of the horn, or divide the user's; say where the pictures look."""
    low, high = 0.0, 1.0
    if (known := law(horn)) is not None:
        given, fresh = (samples(n, known, generator) for n in (config.n, config.held_out))
    else:
        own = _horn_yours.samples(horn)
        given, fresh = _horn_yours.split(own, generator)
        low, high = (float(end) for end in own[:, 0].aminmax())
    return Setup(
        given=given,
        fresh=fresh,
        x_grid=torch.linspace(low, high, 51),
        slice_x=torch.tensor([config.slice_x]),
        slice_y=torch.linspace(-config.slice_extent, config.slice_extent, config.slice_points),
        generator=generator,
    )


def samples(n: int, law: Law, generator: Generator) -> Tensor:
    """Draw samples [x, y] of the horn, (n, 3)."""
    x, _, y = data.horn(n, generator=generator, alpha=law["alpha"], beta=law["beta"], noise=law["noise"])
    return torch.cat([x[:, None], y], dim=-1)


def decoders(config: Any, generator: Generator) -> list[Decoder]:
    """Return the lecture's decoder or the user's, one that is not told the ellipse, and one as wide as y."""
    across = torch.linspace(-config.wide_extent, config.wide_extent, config.wide_side)
    domain = _horn_yours.domain(config)
    first: nn.Module = HornDecoder(generator=generator)  # drawn in any case, and so the others are the same
    if config.predictor is not None or config.decoder is not None:
        first = _horn_yours.composed(config)
    angles, shown = latents(config.n_z), latents(48)
    return [
        Decoder("horn", first, domain.grid(config.n_z), domain.grid(48)),
        Decoder("general", GeneralDecoder("angle", generator=generator), angles, shown),
        Decoder("wide", GeneralDecoder(2, generator=generator), plane(across, across), shown),
    ]


def count(config: Any, decoder: Decoder) -> int:
    """Return the training steps of a decoder: none if its weights are given, or if there is nothing to train."""
    if decoder.name == "horn":
        return _parts.steps(config, config.steps, decoder.g)
    return config.general_steps


def look(decoder: Decoder, setup: Setup) -> dict[str, Tensor]:
    """Return F_∞ over the plane at slice_x, the held-out mean F_∞, and the manifold."""
    g, y = decoder.g, plane(setup.slice_y, setup.slice_y)
    seen = {
        "slice_F": free_energy(SquaredEnergy(Given(g, setup.slice_x)), y, decoder.z),
        "held_out": free_energy(ConditionalEnergy(g), setup.fresh, decoder.z).mean(),
    }
    if decoder.name == "wide":
        return seen | {"image": g(setup.slice_x, decoder.grid)}
    return seen | {"manifold": g(setup.x_grid[:, None, None], decoder.shown)}


def fit(decoder: Decoder, setup: Setup, pace: Pace, looks: int) -> History:
    """Train a decoder with F_∞, and remember about ``looks`` moments."""
    z, energy = decoder.z, ConditionalEnergy(decoder.g)
    return train(
        # ž is found first and held: the gradient of a minimum is that at the minimiser.
        lambda xy: energy_loss(energy(xy, search(energy, xy, z).z)).mean(),
        [setup.given],
        decoder.g.parameters(),
        model=decoder.g,
        generator=setup.generator,
        steps=pace.steps,
        batch=pace.batch,
        lr=pace.lr,
        schedule="cosine",
        probe=lambda: look(decoder, setup),
        look_at=geometric_steps(pace.steps, looks),
        text=f"horn, {decoder.name} decoder",
    )


def radii(decoder: Decoder, setup: Setup, law: Law | None) -> dict[str, Tensor]:
    """Return |f(x)| if f ⊙ [cos z, sin z] is the decoder, and the true radii if they are known, (51, 2) each."""
    found = {}
    if getattr(decoder.g, "decoder", None) is None:
        with torch.no_grad():
            found["f"] = decoder.g.get_submodule("predictor")(setup.x_grid[:, None]).abs()
    if law is not None:
        found["rho"] = data.radii(setup.x_grid, law["alpha"], law["beta"])
    return found


def flatness(slices: list[Tensor], setup: Setup, law: Law | None) -> dict[str, Tensor]:
    """Return the mean of each F_∞ (W, W) over the plane at slice_x, and the share of it that is almost zero.

    That is below 1 % of ‖ρ‖² there, or of the samples' mean ‖y‖² if no ρ is known.
    """
    F = torch.stack(slices)  # (3, W, W)
    if law is not None:
        size = data.radii(setup.slice_x[0], law["alpha"], law["beta"]).square().sum()
    else:
        size = setup.given[:, 1:].square().sum(-1).mean()
    return {"mean_F": F.mean((1, 2)), "flat": (0.01 * size > F).float().mean((1, 2))}


def truth(xy: Tensor, law: Law) -> Tensor:
    """Return F_∞ of samples [x, y] (N, 3) under the horn they were drawn from, without its noise: (N,)."""
    rho = data.radii(xy[:, 0], law["alpha"], law["beta"])
    ellipses = data.on_ellipse(latents(960), rho[:, None])  # (N, K, 2)
    return torch.cdist(xy[:, None, 1:], ellipses).amin((1, 2)).square()
