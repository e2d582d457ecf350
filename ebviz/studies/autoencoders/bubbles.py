"""The bubble of bubbles: a Gaussian bubble for each of a few digits, and the three forces that arrange them.

    F̃ = C + β (U + V),    C = mean_z ‖y − Dec(z)‖² / (2 s²),  z ~ N(μ, v I)
    U = ½ ‖μ‖²,    V = (d/2) (v − log v − 1),    d = 2

Every sample has a centre μ and a radius √v of its own, both free, and one decoder serves them all. In the end it
answers z drawn from the prior, too.

A decoder of yours, z (B, 2) → ỹ (B, S²), may stand in the place of the lecture's.

Source: NYU Deep Learning 2021, week 8, "variational autoencoders", the bubbles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from ebviz.studies._parts import WeighedParts
from ebviz.study import CheckpointPath, Entry

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("digits",)


class Config(WeighedParts):
    seed: int = Field(0, description="seed of the start, the weights and the noise", ge=0, le=2**63 - 1)
    bubbles: int = Field(61, description="number N of digits, each with a bubble of its own", ge=2, le=10_000)
    hidden: int = Field(64, description="units of each of the decoder's two hidden layers", ge=1, le=10_000)
    steps: int = Field(2000, description="steps T of the optimisation", ge=1, le=1_000_000)
    lr: float = Field(
        0.02, description="Adam's learning rate of centres and radii; it falls to zero (cosine)", gt=0, le=10
    )
    decoder_lr: float = Field(3e-3, description="Adam's learning rate of the decoder", gt=0, le=10)
    noise: float = Field(0.4, description="s, how far off a pixel may be before C objects", gt=0, le=100)
    beta: float = Field(1.0, description="weight β of U and V", gt=0, le=1e6)
    start: float = Field(0.5, description="standard deviation of the centres at the start", ge=0, le=100)
    draws: int = Field(16, description="z drawn from each bubble in each step", ge=1, le=10_000)
    fine_draws: int = Field(
        256, description="z drawn from each bubble to measure forces and costs", ge=1, le=1_000_000
    )
    looks: int = Field(60, description="about how many moments S to keep", ge=2, le=10_000)
    answers: int = Field(
        60, description="number K of z drawn from the prior for the decoder to answer", ge=1, le=10_000
    )
    reach: float = Field(
        2.5,
        description="radius of the bubbles as they are drawn, in standard deviations; the prior's, too",
        gt=0,
        le=100,
    )
    decoder: Entry | None = Field(
        None, description="your own decoder: z (B, 2) → pictures ỹ (B, S²), ink from 0 to 1"
    )
    decoder_arguments: dict[str, Any] = Field({}, description="keyword arguments of your decoder")
    weights: CheckpointPath | None = Field(
        None, description="weights of your decoder, which then stays as it is; without, it is trained"
    )


def compute(config: Config, *, digits: Run) -> dict[str, Tensor]:
    """Optimise, and keep every moment::

    images (N, P, P), labels (N,) int64, reach ()
    steps (S,) int64                                     the steps before which the moments were taken
    full_mu (S, N, 2), full_radius (S, N)                centres μ and radii √v
    full_pull (S, N, 2), full_squeeze (S, N)             reconstruction: −∂C/∂μ and −∂C/∂√v
    full_spring (S, N, 2)                                mean: −β ∂U/∂μ = −β μ
    full_swell (S, N)                                    variance: −β ∂V/∂√v = β d (1/√v − √v)
    full_cost (S,), full_mean_term (S,), full_variance_term (S,)   C, U and V, averaged over the bubbles
    full_median_radius (S,), full_overlap (S,)           median √v; share of pairs that overlap
    full_prior_distance (S,)                             D_KL of all bubbles' mixture from N(0, I), by Monte Carlo
    full_y_tilde (N, P, P)                               Dec(μ) at the end
    prior_z (K, 2), prior_y (K, P, P)                    z drawn from N(0, I), and Dec(z) at the end

    The weights of a model of yours are stored too: full_decoder.….
    """
    from dataclasses import replace

    import torch
    from torch import nn

    from ebviz.studies import _parts
    from ebviz.studies._arrays import prefixed
    from ebviz.studies.autoencoders import _bubbles as steps
    from ebviz.training import Pace

    images = torch.tensor(digits["images"][: config.bubbles])
    arrays: dict[str, Tensor] = {
        "images": images,
        "labels": torch.tensor(digits["labels"][: config.bubbles]),
        "reach": torch.tensor(config.reach),
    }
    y, pace = images.flatten(1), Pace(config.steps, len(images), config.lr)
    generator = torch.Generator().manual_seed(config.seed)
    bubbles = steps.Bubbles.start(y, config.noise, config.decoder_lr, config.hidden, config.start, generator)
    if (yours := steps.decoder(config, y.shape[1])) is not None:
        bubbles = replace(bubbles, decoder=yours)
    history = steps.fit(
        bubbles,
        (1.0, config.beta, config.beta),
        pace,
        model=bubbles.decoder,
        draws=config.draws,
        fine_draws=config.fine_draws,
        looks=config.looks,
        text="bubbles",
    )
    z = torch.randn(config.answers, steps.DIMENSIONS, generator=generator)
    with torch.no_grad():
        y_tilde, prior_y = (bubbles.decoder(code).reshape(-1, *images.shape[1:]) for code in (bubbles.mu, z))
    own = _parts.state(nn.ModuleDict({"decoder": bubbles.decoder}))
    arrays |= prefixed("full", {**history.seen, "y_tilde": y_tilde, **own})
    return arrays | {"prior_z": z, "prior_y": prior_y, "steps": history.steps}
