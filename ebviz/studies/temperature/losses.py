"""Three losses for one model that can do too much: a network g of a two-dimensional z, which can reach any y.

    ℓ_energy = F(y̌)    ℓ_hinge = (m − [F(ŷ) − F(y̌)])⁺    ℓ_log = log(1 + exp[F(y̌) − F(ŷ)])

The first only pulls down, at the data y̌, and F goes flat. The others push up as well, at contrastive ŷ, and F keeps a
shape. All three start from the same weights.

Source: NYU Deep Learning, weeks 7 and 15, "training".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("ellipse",)


class Config(StudyConfig):
    seed: int = Field(7, description="seed of the weights and of the contrastive ŷ", ge=0, le=2**63 - 1)
    steps: int = Field(
        500, description="steps T of each training, with all samples in each", ge=1, le=1_000_000
    )
    lr: float = Field(
        0.02, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=1000
    )
    margin: float | None = Field(
        None,
        description="margin m of the hinge loss; by default 1, or as samples of another size need",
        ge=1e-12,
        le=1e12,
    )
    n_hat: int = Field(
        192, description="contrastive ŷ, uniform over the plane that is shown", ge=1, le=100_000
    )
    hidden: int = Field(64, description="units of each of the two hidden layers of g", ge=1, le=10_000)
    side: int = Field(25, description="values G along each of the two dimensions of z", ge=2, le=1000)
    reach: float = Field(3.0, description="they span −reach … reach", ge=1e-3, le=1000)
    points: int = Field(61, description="points W of the maps along y₁", ge=2, le=4000)
    looks: int = Field(41, description="about how many moments S of each training to keep", ge=2, le=10_000)


def compute(config: Config, *, ellipse: Run) -> dict[str, Tensor]:
    """Train with each loss, and keep what the pictures replay; R is one of energy, hinge, log::

    y_hat (P, 2), margin ()                       where F is pushed up, the same in all trainings; and m
    y1 (W,), y2 (H,), {R}_F (S, H, W)             F_∞ over the plane
    {R}_image (S, G, G, 2)                        what the model can produce, ỹ = g(z)
    {R}_F_check (S, N), {R}_F_hat (S, P)          F_∞ at the data y̌, and at ŷ
    {R}_loss (T,), steps (S,) int64               the loss before each step, and when the moments were taken
    """
    import torch

    from ebviz.studies._extent import unit
    from ebviz.studies.temperature import _losses as steps
    from ebviz.training import Pace

    size = unit(steps.EXTENT, ellipse["y"])
    y1, y2 = steps.sides(size, config.points)
    generator = torch.Generator().manual_seed(config.seed)
    start = steps.Wide(config.hidden, size, generator=generator)
    setup = steps.Setup(
        y=torch.tensor(ellipse["y"]),
        y_hat=steps.contrastive(y1[-1], y2[-1], config.n_hat, generator),
        y1=y1,
        y2=y2,
        grid=steps.grid(config.reach, config.side),
        margin=config.margin or size**2,
        generator=generator,
    )
    arrays = {"y_hat": setup.y_hat, "margin": torch.tensor(setup.margin), "y1": y1, "y2": y2}
    for name in steps.NAMES:
        pace = Pace(config.steps, len(setup.y), config.lr)
        arrays |= steps.fit(name, start, setup, pace, config.looks)
    return arrays
