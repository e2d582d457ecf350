"""The free energy F_β from cold to hot: surface, cross-section and the weight of each latent, on one dial.

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
NAMED = (
    0.0,
    10**-1.0,
    10**-0.5,
    1.0,
    10**0.5,
    10.0,
    math.inf,
)  # the lecture's, which rounds them in its labels


class Config(StudyConfig):
    manifold: Literal["trained", "untrained"] = Field(
        "trained",
        description="whose free energy the surfaces show; the trained one has the taller hill to melt",
    )
    n_z: int = Field(48, description="latents K whose weights are shown", ge=3, le=100_000)
    fine_z: int = Field(
        480,
        description="latents of the free energies; when cold, 48 would show as facets",
        ge=3,
        le=100_000,
    )
    warmest: float | None = Field(
        None,
        description="the last finite β of the sweep, before 0; by default 0.03, or what samples of another size need",
        ge=1e-12,
        le=1e12,
    )
    coldest: float | None = Field(
        None, description="the first finite β, after ∞; by default 30, or as needed", ge=1e-12, le=1e12
    )
    dial: int = Field(97, description="positions B of the dial, from ∞ to 0", ge=4, le=10_000)
    legs: int = Field(24, description="moments of each of the three ways of y′ on its tour", ge=1, le=10_000)
    extent_y1: float | None = Field(
        None,
        description="the surface spans −extent_y1 … extent_y1; by default 3, or as samples and manifold need",
        ge=1e-3,
        le=1e6,
    )
    extent_y2: float | None = Field(
        None, description="the same along y₂; by default 2.25, or as needed", ge=1e-3, le=1e6
    )
    surface_points: int = Field(
        141, description="points W of the surface along y₁; H follows from them", ge=3, le=4000
    )


def compute(config: Config, *, ellipse: Run, inference: Run, training: Run) -> dict[str, Tensor]:
    """Sweep β from ∞ to 0; M = 2 models, untrained and trained; P = 3 points y′: right, top, origin::

    w (M, 2), z (K,), y_tilde (M, K, 2), fine_y (M, 481, 2)         the two manifolds
    surface_y1 (W,), surface_y2 (H,), dial_beta (B,), dial_F (B, H, W)         the config's manifold
    section_y2 (201,), dial_section (B, 201)                        the same at y₁ = 0
    points (P, 2), E (M, P, K), dial_gibbs (B, P, K)                softargmin_β[E(y′, ·)] of the config's manifold
    dial_free (B, P)                                                their F_β, by the K latents
    boltzmann (M, P, K), gibbs (M, P, K)                            exp(−E), and its normalised form, at β = 1
    named_beta (7,), named_F (7, H, W)                              0, 0.1 … 10, ∞, scaled; config's manifold
    named_y2 (17,), named_section (M, 7, 17), named_fine (M, 7, 201)      cross-sections of both
    tour_y (S, 2), tour_beta (S,), tour_stop (6,) int64             y′ and β on a tour of the points, and its rests
    tour_E (S, K), tour_weight (S, K)                               of the untrained model; a / max a
    """
    from ebviz.studies._arrays import single
    from ebviz.studies._extent import chosen
    from ebviz.studies.temperature import _thermostat as steps

    models = steps.Models.of(inference, training, config.manifold, config.n_z, config.fine_z)
    manifolds = steps.manifolds(models)
    size = steps.size(ellipse, manifolds)
    extent = chosen((config.extent_y1, config.extent_y2), steps.EXTENT, size)
    coldest, warmest = chosen((config.coldest, config.warmest), steps.ENDS, size**-2)  # β E is a pure number
    dial, named = steps.positions(coldest, warmest, config.dial), [beta * size**-2 for beta in NAMED]
    weights = steps.weights(models, ellipse, dial)
    return single(
        {
            **manifolds,
            **steps.surfaces(models, extent, config.surface_points, dial, named),
            **steps.sections(models, size, dial, named),
            **weights,
            **steps.tour(models, weights["points"], dial, size**-2, config.legs),
        }
    )
