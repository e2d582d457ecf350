"""The variational autoencoder on the toys: energy over the plane, bubbles, samples, and when the code collapses.

    F̃(y) = C(y, ỹ) + β D_KL[N(μ, v) ‖ N(0, I)],    C = ‖y − ỹ‖²,    (μ, v) = Enc(y)

An encoder of yours, y (B, 2) → μ, log v (B, d), and a decoder, z (B, d) → ỹ (B, 2), may stand in the place of the
lecture's. They are trained as these are; with their weights, they are only looked at.

Up to a constant, that is β times the −ELBO of a decoder with noise of variance β/2; β is a weight, not a coldness.

Source: NYU Deep Learning 2021, week 8, "variational autoencoders".
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ebviz.studies._parts import VAEParts

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


Weight = Annotated[float, Field(ge=0, le=1_000_000)]


class Config(VAEParts):
    seed: int = Field(0, description="seed of the weights, the shuffling and the noise", ge=0, le=2**63 - 1)
    hidden: int = Field(64, description="units of each of the two hidden layers", ge=1, le=10_000)
    code: int = Field(
        2, description="dimensions d of z; those of an encoder of yours are its own", ge=1, le=1000
    )
    steps: int = Field(3000, description="training steps T", ge=1, le=1_000_000)
    batch: int = Field(128, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(
        5e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    beta: float = Field(0.05, description="weight β of the divergence", gt=0, le=1000)
    looks: int = Field(30, description="about how many moments S of each training to keep", ge=2, le=10_000)
    draws: int = Field(
        16, description="z drawn for each sample where a mean over z is measured", ge=1, le=10_000
    )
    samples: int = Field(
        500, description="number P of draws from the prior that are decoded", ge=2, le=1_000_000
    )
    sweep: tuple[Weight, ...] = Field(
        (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
        description="weights β of the sweep on the ellipse, which ends in posterior collapse",
        min_length=1,
        max_length=50,
    )
    sweep_steps: int = Field(1000, description="training steps at each β of the sweep", ge=1, le=1_000_000)


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train on each toy, T = ellipse, moons; then the sweep on the ellipse::

    {T}_loss (T,), {T}_steps (S,) int64
    {T}_cost (S,), {T}_divergence (S, d), {T}_bound (S,)    held out: mean C over z, D_KL by dimension, C + β D_KL
    {T}_F (H, W)                                 F̃ with C averaged over draws of z
    {T}_plane (H, W, 2)                          Dec(μ) of every point
    {T}_mu (N, d), {T}_v (N, d), {T}_y_tilde (N, 2)      the bubbles, and Dec(μ)
    {T}_prior_z (P, d), {T}_prior_y (P, 2)       draws of the prior, decoded
    {T}_low ()                                   share of the plane with low energy
    {T}_collapsed (d,)                           1 where a dimension says nothing about y
    sweep_beta (B,), sweep_cost (B,), sweep_divergence (B, d), sweep_collapsed (B,) int64    held out; how many

    The weights of a model of yours are stored too: {T}_encoder.…, {T}_decoder.….

    With weights of yours there is nothing to train: S = 1, T = 0, and no sweep.
    """
    import torch

    from ebviz.studies import _parts
    from ebviz.studies._arrays import prefixed
    from ebviz.studies._toys import Toy
    from ebviz.studies.autoencoders import _models
    from ebviz.studies.autoencoders import _toy_vae as steps
    from ebviz.training import Pace, geometric_steps

    sizes = [2, config.hidden, config.hidden, config.code]
    generator = torch.Generator().manual_seed(config.seed)
    draws, beta = config.draws, config.beta
    arrays: dict[str, Tensor] = {}
    make = partial(_models.vae, config, "toy_vae", sizes, config.seed, generator=generator)
    for toy in (Toy.of(toys, "ellipse"), Toy.of(toys, "moons")):
        model = make()
        pace = Pace(_parts.steps(config, config.steps, model), config.batch, config.lr)
        history = steps.fit(
            model,
            toy,
            beta,
            pace,
            draws=draws,
            look_at=geometric_steps(pace.steps, config.looks),
            generator=generator,
            text=f"{toy.name}, variational",
        )
        found = {**history.seen, "loss": history.loss, "steps": history.steps}
        found |= steps.answers(model, toy, beta, draws=draws, samples=config.samples, generator=generator)
        arrays |= prefixed(toy.name, found | _parts.state(model))
    if not pace.steps:
        return arrays
    ellipse, pace = Toy.of(toys, "ellipse"), Pace(config.sweep_steps, config.batch, config.lr)
    swept = steps.sweep(make, ellipse, config.sweep, pace, draws=draws, generator=generator)
    return arrays | prefixed("sweep", swept)
