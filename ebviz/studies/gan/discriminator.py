"""Why no discriminator: a 0/1 classifier and a cost, trained on the same y and ŷ, and the gradient each gives ŷ.

y are samples, the ellipse's or yours, and ŷ a cloud beside them that stays put. The classifier is trained until sure:

    D(y) = σ(ℓ(y))    ℒ_D = −log D(y) − log[1 − D(ŷ)]    ℓ_G = log[1 − D(ŷ)], or −log D(ŷ)
    C(y) ≥ 0          ℒ_C = C(y) + [m − C(ŷ)]⁺ and a penalty on slopes above one    ℓ_G = C(ŷ)

A classifier of yours, y (B, 2) → ℓ (B,), and a cost, y (B, 2) → C (B,), may stand in the place of the lecture's.

Source: NYU Deep Learning 2021, week 9, "GAN", "no discriminators".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ebviz.studies._parts import WeighedParts
from ebviz.studies.gan._recipe import ClassifierPart, CostPart
from ebviz.study import CheckpointPath

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)

Distance = Annotated[float, Field(ge=0, le=100)]


class Config(CostPart, ClassifierPart, WeighedParts):
    seed: int = Field(0, description="seed of the weights, the shuffling and the cloud", ge=0, le=2**63 - 1)
    hidden: int = Field(
        128, description="units of each of the two hidden layers of both nets", ge=1, le=10_000
    )
    features: int = Field(8, description="dimensions of the vector whose length is C", ge=1, le=10_000)
    steps: int = Field(600, description="training steps T of each net", ge=2, le=1_000_000)
    batch: int = Field(128, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(3e-3, description="Adam's learning rate; it falls to zero (cosine)", gt=0, le=10)
    margin: float = Field(
        2.0,
        description="margin m, the cost that ŷ should reach; with a slope of one, its distance",
        gt=0,
        le=1000,
    )
    penalty: float = Field(10.0, description="weight of the penalty on slopes of C above one", ge=0, le=1e6)
    cloud: int = Field(200, description="number P of ŷ in the cloud", ge=2, le=100_000)
    spread: float = Field(0.25, description="their standard deviation", gt=0, le=100)
    gap: float = Field(
        2.0, description="distance of the middle of the cloud from the right end of the samples", ge=0, le=100
    )
    gaps: tuple[Distance, ...] = Field(
        (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0),
        description="the distances of the sweep",
        min_length=1,
        max_length=50,
    )
    looks: int = Field(40, description="about how many moments S to keep", ge=2, le=10_000)
    points: int = Field(161, description="points W of the plane along y₁", ge=5, le=2000)
    weights: CheckpointPath | None = Field(
        None, description="weights of both, classifier.… and cost.…; without, both are trained"
    )


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train both at every distance, and keep each moment of the training at ``gap``; R = probability, repair, cost::

    y_hat (P, 2)                             the cloud
    y1 (W,), y2 (H,), section_y2 ()          the plane's axes, and the middle of the second, 0 for the ellipse
    steps (S,) int64                         the steps before which the moments were taken
    D (S, H, W), C (S, H, W)                 over the plane
    C_y (S, N)                               of the data
    section_D (S, W), section_C (S, W)       along the line y₂ = section_y2, at y1
    {R}_pull (S, P, 2), {R}_strength (S,)    −∂ℓ_G/∂ŷ and its mean length; ℓ_G is log[1 − D] for probability,
                                             −log D for repair, C for cost
    right (S,)                               share of y and ŷ that the classifier gets right
    gaps (K,), {R}_sweep (K,), right_sweep (K,)      the same at the end of training, for each distance

    The weights of a model of yours are stored too: classifier.…, cost.….

    With weights of yours nothing is trained: S = 1, and the sweep moves the cloud only.
    """
    import torch

    from ebviz.studies.gan import _discriminator as steps
    from ebviz.training import Pace, quadratic_steps

    generator = torch.Generator().manual_seed(config.seed)
    cloud = config.spread * torch.randn(config.cloud, 2, generator=generator)
    y = torch.tensor(toys["ellipse"])
    own = toys.config["ellipse_data"] is not None
    setup = steps.Setup.of(y, cloud, config.gap, config.points, generator, own=own)
    pace = Pace(config.steps if config.trains else 0, config.batch, config.lr)
    recipe = steps.Recipe(config, config.margin, config.penalty, pace)
    return {
        **steps.fit(config.gap, quadratic_steps(pace.steps, config.looks), setup, recipe),
        **steps.sweep(config.gaps, setup, recipe),
        "y1": setup.y1,
        "y2": setup.y2,
        "section_y2": setup.end[1],
        "gaps": torch.tensor(config.gaps),
    }
