"""The bubble of bubbles in its pure form: samples all equally far apart, and the best decoder that there can be.

    F̃ = C + β (U + V),    C = mean_z ‖y_n − Dec(z)‖² / (2 s²),  z ~ N(μ_n, v_n I)
    Dec(z) = Σ_m r_m(z) y_m,    r = softargmax_m log N(z; μ_m, v_m I)
    U = ½ ‖μ‖²,    V = (d/2) (v − log v − 1),    d = 2

No decoder has a smaller C: that one answers with the mean of y, given z. With ‖y_n − y_m‖ = a s for every pair, C
depends on the responsibilities alone: C = a²/4 [(1 − r_n)² + Σ_{m≠n} r_m²].

A few bubbles begin in a heap and come to rest; then many small ones join them, and all of them pack.

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
        150_000,
        description="z drawn from all bubbles together to measure forces and costs",
        ge=1,
        le=10_000_000,
    )
    looks: int = Field(60, description="about how many moments S to keep", ge=2, le=10_000)
    reach: float = Field(
        2.5,
        description="radius of the bubbles as they are drawn, in standard deviations; the prior's, too",
        gt=0,
        le=100,
    )


def compute(config: Config) -> dict[str, Tensor]:
    """Optimise, and keep every moment; R is one of few, many, and the first of the many are the few::

    reach ()
    steps (S,) int64                                     the steps before which the moments were taken
    {R}_mu (S, N, 2), {R}_radius (S, N)                  centres μ and radii √v
    {R}_pull (S, N, 2), {R}_squeeze (S, N)               reconstruction: −∂C/∂μ and −∂C/∂√v
    {R}_spring (S, N, 2)                                 mean: −β ∂U/∂μ = −β μ
    {R}_swell (S, N)                                     variance: −β ∂V/∂√v = β d (1/√v − √v)
    {R}_cost (S,), {R}_mean_term (S,), {R}_variance_term (S,)      C, U and V, averaged over the bubbles
    {R}_median_radius (S,), {R}_overlap (S,)             median √v; share of pairs that overlap
    {R}_prior_distance (S,)                              D_KL of all bubbles' mixture from N(0, I), by Monte Carlo

    Raises `UsageError` if many is less than few.
    """
    import torch

    from ebviz.errors import UsageError
    from ebviz.studies._arrays import prefixed
    from ebviz.studies.autoencoders import _bubbles as steps
    from ebviz.studies.autoencoders._packing import Packing
    from ebviz.training import Pace

    if config.many < config.few:
        raise UsageError(f"packing.many: expected at least packing.few, {config.few}, got {config.many}")
    generator = torch.Generator().manual_seed(config.seed)
    arrays: dict[str, Tensor] = {"reach": torch.tensor(config.reach)}
    bubbles = Packing.start(config.few, config.start, 1.0, config.distance, generator)
    for name in ("few", "many"):
        if name == "many":
            late = config.many - config.few
            bubbles = bubbles.joined_by(
                Packing.start(late, config.spread, config.born, config.distance, generator)
            )
        history = steps.fit(
            bubbles,
            (1.0, config.beta, config.beta),
            Pace(config.steps, len(bubbles.mu), config.lr),
            draws=config.draws,
            fine_draws=-(-config.fine_draws // len(bubbles.mu)),
            looks=config.looks,
            text=f"packing, {name} bubbles",
        )
        arrays |= {**prefixed(name, history.seen), "steps": history.steps}
    return arrays
