"""The bubble of bubbles in its pure form: samples all equally far apart, and the best decoder that there can be.

    F̃ = C + β (U + V),    C = mean_z ‖y_n − Dec(z)‖² / (2 s²),  z ~ N(μ_n, v_n I)
    Dec(z) = Σ_m r_m(z) y_m,    r = softargmax_m log N(z; μ_m, v_m I)
    U = ½ ‖μ‖²,    V = (d/2) (v − log v − 1),    d = 2

No decoder has a smaller C: that one answers with the mean of y, given z. With ‖y_n − y_m‖ = a s for every pair, C
depends on the responsibilities alone: C = a²/4 [(1 − r_n)² + Σ_{m≠n} r_m²].

A few bubbles begin in a heap. Their energy is built up: C alone, then V too, then U; or they have all three from the
beginning, and come to rest. Then many small ones join those, and all of them pack; or one of the three is taken away;
or, once they are packed, β is swept, down and up.

Source: NYU Deep Learning 2021, week 8, "variational autoencoders", the bubbles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = ()


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the start and the noise", ge=0, le=2**63 - 1)
    few: int = Field(9, description="number of bubbles that begin", ge=2, le=1_000)
    many: int = Field(61, description="number N of bubbles when others have joined them", ge=2, le=1_000)
    distance: float = Field(
        9.0, description="a, the distance between any two samples, in units of s", gt=0, le=1_000
    )
    beta: float = Field(1.0, description="weight β of U and V", gt=0, le=1e6)
    steps: int = Field(600, description="steps T of each optimisation", ge=1, le=1_000_000)
    lr: float = Field(0.05, description="Adam's learning rate; it falls to zero (cosine)", gt=0, le=10)
    start: float = Field(0.5, description="standard deviation of the first centres", ge=0, le=100)
    spread: float = Field(1.0, description="that of the centres of bubbles that join", ge=0, le=100)
    born: float = Field(
        0.1, description="radius √v of the bubbles that join; the few begin with 1", gt=0, le=100
    )
    draws: int = Field(16, description="z drawn from each bubble in each step", ge=1, le=10_000)
    fine_draws: int = Field(
        1_500_000,
        description="pairs of a drawn z and a bubble, to measure forces and costs: each bubble's z with all of them",
        ge=1,
        le=100_000_000,
    )
    looks: int = Field(60, description="about how many moments S to keep", ge=2, le=10_000)
    least_beta: float = Field(0.03, description="the least β of the sweep", gt=0, le=1e6)
    most_beta: float = Field(30.0, description="the greatest β of the sweep", gt=0, le=1e6)
    betas: int = Field(
        41, description="number B of β in the sweep, evenly far apart in log β", ge=2, le=1_000
    )
    sweep_steps: int = Field(120, description="steps at each β of the sweep", ge=1, le=1_000_000)
    sweep_lr: float = Field(
        0.02, description="Adam's learning rate at the beginning of each of them", gt=0, le=10
    )
    answers: int = Field(
        200, description="number K of z drawn from the prior for the decoder to answer", ge=1, le=1_000_000
    )
    reach: float = Field(
        2.5,
        description="radius of the bubbles as they are drawn, in standard deviations; the prior's, too",
        gt=0,
        le=100,
    )


def compute(config: Config) -> dict[str, Tensor]:
    """Optimise, and keep every moment.

    R = pushed, held, tied, few, many; A = no_mean, no_variance, no_cost, cost_only; M is the number of the many::

    reach ()
    steps (S,) int64                                     the steps before which the moments were taken
    {R}_mu (S, N, 2), {R}_radius (S, N)                  centres μ and radii √v
    {R}_pull (S, N, 2), {R}_squeeze (S, N)               reconstruction: −∂C/∂μ and −∂C/∂√v
    {R}_spring (S, N, 2)                                 mean: −β ∂U/∂μ = −β μ
    {R}_swell (S, N)                                     variance: −β ∂V/∂√v = β d (1/√v − √v)
    {R}_cost (S,), {R}_mean_term (S,), {R}_variance_term (S,)      C, U and V, averaged over the bubbles
    {R}_median_radius (S,), {R}_overlap (S,)             median √v; share of pairs that overlap
    {R}_prior_distance (S,)                              D_KL of all bubbles' mixture from N(0, I), by Monte Carlo
    rest_pull (M, 2)                                     that of the packed many in the end, with far more draws
    {A}_mu (S, M, 2), {A}_radius (S, M)                  the many without U, without V, without C, and with C alone
    {A}_median_radius (S,), {A}_overlap (S,)
    sweep_beta (B,)                                      in increasing order; the runs set out from the packed many
    sweep_mu (B, M, 2), sweep_radius (B, M)              the many at rest at each of them
    sweep_cost (B,), sweep_median_radius (B,), sweep_overlap (B,)
    prior_z (K, 2), prior_shares (K, M)                  z drawn from N(0, I), and r_m(z) of the packed many

    The few begin in one heap as `pushed`, under C alone, and as `few`, under all three. `held` goes on from where
    `pushed` ends, with V too, and `tied` from where that ends, with U too. The many begin with the few at rest.

    Raises `UsageError` if many is less than few.
    """
    import torch

    from ebviz.errors import UsageError
    from ebviz.studies._arrays import prefixed
    from ebviz.studies.autoencoders import _packing as steps
    from ebviz.studies.autoencoders._bubbles import look

    if config.many < config.few:
        raise UsageError(f"packing.many: expected at least packing.few, {config.few}, got {config.many}")
    arrays: dict[str, Tensor] = {"reach": torch.tensor(config.reach)}
    beta = config.beta
    bubbles = steps.heap(config)
    for name, weights in {"pushed": (1, 0, 0), "held": (1, 0, beta), "tied": (1, beta, beta)}.items():
        arrays |= prefixed(name, steps.arrange(config, bubbles, weights, look, name).seen)
    few, many = steps.pack(config, look)
    arrays |= {**prefixed("few", few.seen), **prefixed("many", many.seen), "steps": many.steps}
    for name, weights in {
        "no_mean": (1, 0, beta),
        "no_variance": (1, beta, 0),
        "no_cost": (0, beta, beta),
        "cost_only": (1, 0, 0),
    }.items():
        bubbles = steps.at(config, many, 0)
        arrays |= prefixed(name, steps.arrange(config, bubbles, weights, steps.glance, name).seen)
    arrays |= prefixed("sweep", steps.sweep(config, many))
    arrays["rest_pull"] = steps.pull(config, many)
    return arrays | prefixed("prior", steps.answers(config, many))
