"""Digits out of noise: the GAN as contrastive energy learning on pictures.

    ℒ_C = C(y) + [m − C(G(z))]⁺    ℒ_G = C(G(z)),    z ~ N(0, I)

A cost of yours, y (B, S²) → C (B,), and a generator, z (B, d) → ŷ (B, S²), may stand in the place of the lecture's.

Source: NYU Deep Learning 2021, week 9, "GAN".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.studies._parts import WeighedParts
from ebviz.studies.gan._recipe import CostPart, GeneratorPart
from ebviz.study import CheckpointPath, Entry

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("digits",)


class Config(GeneratorPart, CostPart, WeighedParts):
    seed: int = Field(0, description="seed of the weights, the shuffling and z", ge=0, le=2**63 - 1)
    hidden: int = Field(
        256, description="units of each of the two hidden layers of both nets", ge=1, le=10_000
    )
    features: int = Field(32, description="dimensions of the vector whose length is C", ge=1, le=10_000)
    code: int = Field(16, description="dimensions d of z", ge=1, le=1000)
    rounds: int = Field(4000, description="number of rounds T, a step of each net", ge=2, le=1_000_000)
    batch: int = Field(128, description="pictures in each step", ge=1, le=1_000_000)
    margin: float = Field(5.0, description="margin m, the cost that ŷ should reach", gt=0, le=1000)
    penalty: float = Field(1.0, description="weight of the penalty on slopes of C above one", ge=0, le=1e6)
    cost_lr: float = Field(1e-3, description="Adam's learning rate of C at the start", gt=0, le=10)
    generator_lr: float = Field(5e-4, description="Adam's learning rate of G at the start", gt=0, le=10)
    samples: int = Field(400, description="number P of pictures that are followed", ge=2, le=100_000)
    kept: int = Field(60, description="keep this many of them at every moment", ge=1, le=100_000)
    looks: int = Field(60, description="about how many moments S to keep", ge=2, le=10_000)
    line: int = Field(24, description="pictures from one z to the next on the walk", ge=2, le=10_000)
    stops: int = Field(5, description="number of z on the walk", ge=2, le=1000)
    cost: Entry | None = Field(
        None,
        description="your own cost: pictures y (B, S²), ink from 0 to 1 → C (B,), not negative",
    )
    generator: Entry | None = Field(
        None, description="your own generator: z (B, d) → pictures ŷ (B, S²), ink from 0 to 1"
    )
    weights: CheckpointPath | None = Field(
        None, description="weights of both, cost.… and generator.…; without, both are trained"
    )


def compute(config: Config, *, digits: Run) -> dict[str, Tensor]:
    """Train, and remember::

    rounds (S,) int64, loss (T, 2)       rounds before which the moments were taken; ℒ_C and ℒ_G
    y_hat (S, 60, S', S')                the first of the pictures that are followed, at each moment
    C_hat (S, P), C_y (S, M)             C of all that are followed, and of the held-out digits
    distance (S,)                        energy distance of ŷ from the held-out digits, in ink
    floor ()                             the same for the training digits; what is made should not fall far below
    nearest (60, S', S'), nearest_distance (P,)    at the end: the training digit nearest to each ŷ
    held_out_distance (M,)               that of the held-out digits, the yardstick for memorising
    nearest_labels (P,) int64            its label
    walk (W, S', S'), walk_C (W,)        G along straight lines from z to z, and C of it

    The weights of a model of yours are stored too: cost.…, generator.….

    With weights of yours nothing is trained: S = 1, T = 0.
    """
    import torch

    from ebviz.studies import _parts
    from ebviz.studies._digits import Digits
    from ebviz.studies.gan import _gan_digits as steps
    from ebviz.training import alternate, quadratic_steps

    pictures, generator = Digits.of(digits), torch.Generator().manual_seed(config.seed)
    model = steps.nets(config, pictures.side**2, generator)
    rounds = _parts.steps(config, config.rounds, model)
    z = torch.randn(config.samples, config.code, generator=generator)
    rates = (config.cost_lr, config.generator_lr)
    history = alternate(
        steps.players(
            model, config.code, generator, margin=config.margin, penalty=config.penalty, rates=rates
        ),
        pictures.y,
        model=model,
        generator=generator,
        rounds=rounds,
        batch=config.batch,
        floor=0.02,
        probe=lambda: steps.look(model, z, pictures, config.kept),
        look_at=quadratic_steps(rounds, config.looks),
        text="GAN, digits",
    )
    stops = torch.randn(config.stops, config.code, generator=generator)
    return {
        "rounds": history.steps,
        "loss": history.loss,
        **history.seen,
        **steps.memories(model, z, pictures, config.kept),
        **steps.walk(model, pictures, stops, config.line),
        **_parts.state(model),
    }
