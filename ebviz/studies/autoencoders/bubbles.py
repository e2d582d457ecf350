"""The bubble of bubbles: a Gaussian bubble for each of a few digits, and the three forces that arrange them.

    F̃ = C + β (U + V),    C = mean_z ‖y − Dec(z)‖² / (2 s²),  z ~ N(μ, v I)
    U = ½ ‖μ‖²,    V = (d/2) (v − log v − 1),    d = 2

Every sample has a centre μ and a radius √v of its own, both free, and one decoder serves them all. The same again
without U, V or C, with C alone, and with a small and a large β.

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
    small_beta: float = Field(
        0.05, description="weight β of the run whose bubbles shrink to points", gt=0, le=1e6
    )
    large_beta: float = Field(
        20.0, description="weight β of the run whose bubbles merge into one", gt=0, le=1e6
    )
    start: float = Field(0.5, description="standard deviation of the centres at the start", ge=0, le=100)
    draws: int = Field(16, description="z drawn from each bubble in each step", ge=1, le=10_000)
    fine_draws: int = Field(
        256, description="z drawn from each bubble to measure forces and costs", ge=1, le=1_000_000
    )
    looks: int = Field(60, description="about how many moments S to keep", ge=2, le=10_000)
    reach: float = Field(
        2.0,
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
    """Optimise, and keep every moment; R is one of full, no_mean, no_variance, no_cost, cost_only, small, large::

    images (N, P, P), labels (N,) int64, reach ()
    steps (S,) int64                                     the steps before which the moments were taken
    {R}_mu (S, N, 2), {R}_radius (S, N)                  centres μ and radii √v
    {R}_pull (S, N, 2), {R}_squeeze (S, N)               reconstruction: −∂C/∂μ and −∂C/∂√v
    {R}_spring (S, N, 2)                                 mean: −β ∂U/∂μ = −β μ
    {R}_swell (S, N)                                     variance: −β ∂V/∂√v = β d (1/√v − √v)
    {R}_cost (S,), {R}_mean_term (S,), {R}_variance_term (S,)      C, U and V, averaged over the bubbles
    {R}_median_radius (S,), {R}_overlap (S,)             median √v; share of pairs that overlap
    {R}_prior_distance (S,)                              D_KL of all bubbles' mixture from N(0, I), by Monte Carlo
    {R}_y_tilde (N, P, P)                                Dec(μ) at the end

    The weights of a model of yours are stored too: {R}_decoder.….
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
    for name, weights in experiments(config).items():
        generator = torch.Generator().manual_seed(config.seed)  # all start alike
        bubbles = steps.Bubbles.start(
            y, config.noise, config.decoder_lr, config.hidden, config.start, generator
        )
        if (yours := steps.decoder(config, y.shape[1])) is not None:
            bubbles = replace(bubbles, decoder=yours)
        history = steps.fit(
            bubbles,
            weights,
            pace,
            model=bubbles.decoder,
            draws=config.draws,
            fine_draws=config.fine_draws,
            looks=config.looks,
            text=f"bubbles, {name.replace('_', ' ')}",
        )
        with torch.no_grad():
            y_tilde = bubbles.decoder(bubbles.mu).reshape(images.shape)
        own = _parts.state(nn.ModuleDict({"decoder": bubbles.decoder}))
        arrays |= prefixed(name, {**history.seen, "y_tilde": y_tilde, **own})
    return arrays | {"steps": history.steps}


def experiments(config: Config) -> dict[str, tuple[float, float, float]]:
    """Return the weights of C, U and V in each run."""
    beta = config.beta
    return {
        "full": (1.0, beta, beta),
        "no_mean": (1.0, 0.0, beta),
        "no_variance": (1.0, beta, 0.0),
        "no_cost": (0.0, beta, beta),
        "cost_only": (1.0, 0.0, 0.0),
        "small": (1.0, config.small_beta, config.small_beta),
        "large": (1.0, config.large_beta, config.large_beta),
    }
