"""The free energy F_β from cold to hot: surface, cross-section and the weight of each latent, all at one dial.

    F_β(y) = −(1/β) log (1/K) Σ_z exp(−β E(y, z)),    F_∞ = min_z E,    F_0 = ⟨E⟩_z

Source: NYU Deep Learning, week 15, "training", the free energy with a temperature.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("ellipse", "inference", "training")
NAMED = (0.0, 10**-1.0, 10**-0.5, 1.0, 10**0.5, 10.0, math.inf)  # the lecture's, whose labels are rounded


class Config(StudyConfig):
    manifold: Literal["trained", "untrained"] = Field(
        "trained",
        description="whose free energy the surfaces show; the trained one has the taller hill to melt",
    )
    n_z: int = Field(48, description="latents K whose weights are shown", ge=3, le=100_000)
    fine_z: int = Field(
        480,
        description="latents of the free energies; 48 would show as facets when it is cold",
        ge=3,
        le=100_000,
    )
    warmest: float = Field(0.03, description="last finite β of the sweep before 0", ge=1e-6, le=1e6)
    coldest: float = Field(30.0, description="first finite β of the sweep after ∞", ge=1e-6, le=1e6)
    dial: int = Field(97, description="positions B of the dial, from ∞ to 0", ge=4, le=10_000)
    extent_y1: float = Field(3.0, description="the surface spans −extent_y1 … extent_y1", ge=1e-3, le=1000)
    extent_y2: float = Field(2.25, description="the surface spans −extent_y2 … extent_y2", ge=1e-3, le=1000)
    surface_points: int = Field(141, description="points W of the surface along y₁; H follows", ge=3, le=4000)


def compute(config: Config, *, ellipse: Run, inference: Run, training: Run) -> dict[str, Tensor]:
    """Sweep β from ∞ to 0; M = 2 models, untrained and trained; P = 3 points y′: right, top, origin::

    w (M, 2), z (K,), y_tilde (M, K, 2), fine_y (M, 481, 2)         the two manifolds
    surface_y1 (W,), surface_y2 (H,), dial_beta (B,), dial_F (B, H, W)         the config's manifold
    section_y2 (201,), dial_section (B, 201)                        the same at y₁ = 0
    points (P, 2), E (M, P, K), dial_gibbs (B, P, K)                softargmin_β[E(y′, ·)] of the config's manifold
    boltzmann (M, P, K), gibbs (M, P, K)                            exp(−E), and its normalised form, at β = 1
    named_beta (7,) of 0 … ∞, named_F (7, H, W)                     the config's manifold
    named_y2 (17,), named_section (M, 7, 17), named_fine (M, 7, 201)      cross-sections of both
    """
    import torch

    from ebviz.energy import SquaredEnergy, free_energy, latents, softargmin
    from ebviz.models import EllipseDecoder
    from ebviz.studies.inference.free_energy import axis, plane

    double = torch.float64
    w = torch.tensor(
        [inference["w"].tolist(), training["cold_w"][-1].tolist()], dtype=double
    )  # (M, 2): untrained, trained
    energies = [SquaredEnergy(EllipseDecoder(each)).requires_grad_(False) for each in w]
    chosen = ("untrained", "trained").index(config.manifold)
    z, fine = latents(config.n_z, dtype=double), latents(config.fine_z, dtype=double)
    around = torch.linspace(0, 2 * math.pi, 481, dtype=double)

    y = torch.tensor(ellipse["y"], dtype=double)
    points = torch.stack([y[int(ellipse["i_right"])], y[int(ellipse["i_top"])], torch.zeros(2, dtype=double)])
    surface_y1 = torch.linspace(-config.extent_y1, config.extent_y1, config.surface_points, dtype=double)
    height = (
        2 * round((config.surface_points - 1) / 2 * config.extent_y2 / config.extent_y1) + 1
    )  # a row at y₂ = 0
    surface_y2 = torch.linspace(-config.extent_y2, config.extent_y2, height, dtype=double)
    surface = plane(surface_y1, surface_y2)
    middle = torch.zeros(1, dtype=double)
    section_y2 = torch.linspace(-2, 2, 201, dtype=double)
    cut, coarse = plane(middle, section_y2)[:, 0], plane(middle, named_y2 := axis(2.0, 0.25))[:, 0]

    between = torch.logspace(
        math.log10(config.coldest), math.log10(config.warmest), config.dial - 2, dtype=double
    )
    dial = [math.inf, *between.tolist(), 0.0]
    E = torch.stack([energy(points[:, None], z) for energy in energies])  # (M, P, K)
    F = [free_energy(energies[chosen], surface, fine, beta).float() for beta in dial]
    arrays = {
        "w": w,
        "z": z,
        "y_tilde": torch.stack([energy.decoder(z) for energy in energies]),
        "fine_y": torch.stack([energy.decoder(around) for energy in energies]),
        "surface_y1": surface_y1,
        "surface_y2": surface_y2,
        "dial_beta": torch.tensor(dial, dtype=double),
        "dial_F": torch.stack(F),
        "section_y2": section_y2,
        "dial_section": torch.stack([free_energy(energies[chosen], cut, fine, beta) for beta in dial]),
        "points": points,
        "E": E,
        "dial_gibbs": torch.stack([softargmin(E[chosen], beta) for beta in dial]),
        "boltzmann": torch.exp(-E),
        "gibbs": softargmin(E, 1.0),
        "named_beta": torch.tensor(NAMED, dtype=double),
        "named_F": torch.stack([free_energy(energies[chosen], surface, fine, beta) for beta in NAMED]),
        "named_y2": named_y2,
        "named_section": torch.stack(
            [torch.stack([free_energy(energy, coarse, fine, beta) for beta in NAMED]) for energy in energies]
        ),
        "named_fine": torch.stack(
            [torch.stack([free_energy(energy, cut, fine, beta) for beta in NAMED]) for energy in energies]
        ),
    }
    return {name: array.float() for name, array in arrays.items()}
