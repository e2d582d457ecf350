"""Digits out of noise: the GAN as contrastive energy learning on pictures.

    ℒ_C = C(y) + [m − C(G(z))]⁺    ℒ_G = C(G(z)),    z ~ N(0, I)

Source: NYU Deep Learning 2021, week 9, "GAN".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("digits",)


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the weights, the shuffling and z", ge=0, le=2**63 - 1)
    hidden: int = Field(256, description="units of each of two hidden layers, of both nets", ge=1, le=10_000)
    features: int = Field(32, description="numbers whose length is C", ge=1, le=10_000)
    code: int = Field(16, description="dimensions d of z", ge=1, le=1000)
    rounds: int = Field(4000, description="rounds T, a step of each net", ge=2, le=1_000_000)
    batch: int = Field(128, description="pictures in each step", ge=1, le=1_000_000)
    margin: float = Field(5.0, description="m, what ŷ must cost", gt=0, le=1000)
    penalty: float = Field(1.0, description="weight of slopes of C above one", ge=0, le=1e6)
    cost_lr: float = Field(1e-3, description="Adam's learning rate of C at the start", gt=0, le=10)
    generator_lr: float = Field(5e-4, description="Adam's learning rate of G at the start", gt=0, le=10)
    samples: int = Field(400, description="pictures P that are followed", ge=2, le=100_000)
    kept: int = Field(60, description="of those, so many are kept at every moment", ge=1, le=100_000)
    looks: int = Field(60, description="about how many moments S are kept", ge=2, le=10_000)
    line: int = Field(24, description="pictures from one z to the next on the walk", ge=2, le=10_000)
    stops: int = Field(5, description="z on the walk", ge=2, le=1000)


def compute(config: Config, *, digits: Run) -> dict[str, Tensor]:
    """Train, and remember::

    rounds (S,) int64, loss (T, 2)       the rounds before which it looked; ℒ_C and ℒ_G of each
    y_hat (S, 60, S', S')                the first of the followed pictures at each moment
    C_hat (S, P), C_y (S, M)             C of all followed, and of the held-out digits
    distance (S,)                        energy distance of ŷ from the held-out digits, in pixels' ink
    floor ()                             that of the digits trained with, which nothing made should fall below by much
    nearest (60, S', S'), nearest_distance (P,)    at the end: the digit trained with that is nearest to each ŷ
    held_out_distance (M,)               that of the held-out digits, the measure for memorising
    nearest_labels (P,) int64            its label
    walk (W, S', S'), walk_C (W,)        G along straight lines from z to z, and C of it
    """
    import torch

    from ebviz.data.two_sample import apart, energy_distance
    from ebviz.energy import generator_loss
    from ebviz.models import GAN, Cost
    from ebviz.models.gan import contrast
    from ebviz.studies.autoencoders.digits_vae import closed_walk
    from ebviz.studies.gan.gan import moments
    from ebviz.training import Player, alternate

    generator = torch.Generator().manual_seed(config.seed)
    side = digits["images"].shape[-1]
    y, fresh = (torch.tensor(digits[name]).flatten(1) for name in ("images", "test_images"))  # (N, D)
    labels = torch.tensor(digits["labels"])
    net = Cost([side**2, config.hidden, config.hidden, config.features], generator=generator)
    model = GAN(net, [config.code, config.hidden, config.hidden, side**2], torch.sigmoid, generator=generator)
    z = torch.randn(config.samples, config.code, generator=generator)

    def made(n: int) -> Tensor:
        return model(torch.randn(n, config.code, generator=generator))

    def of_cost(y: Tensor) -> Tensor:
        return contrast(
            net, y, made(len(y)), margin=config.margin, penalty=config.penalty, generator=generator
        )

    def of_generator(y: Tensor) -> Tensor:
        return generator_loss(net(made(len(y)))).mean()

    def pictures(flat: Tensor) -> Tensor:
        return flat.reshape(*flat.shape[:-1], side, side)

    def look() -> dict[str, Tensor]:
        y_hat = model(z)
        return {
            "y_hat": pictures(y_hat[: config.kept]),
            "C_hat": net(y_hat),
            "C_y": net(fresh),
            "distance": energy_distance(y_hat, fresh),
        }

    history = alternate(
        [
            Player("cost", of_cost, [*net.parameters()], config.cost_lr),
            Player("generator", of_generator, [*model.generator.parameters()], config.generator_lr),
        ],
        y,
        generator=generator,
        rounds=config.rounds,
        batch=config.batch,
        floor=0.02,
        probe=look,
        look_at=moments(config.rounds, config.looks),
        text="GAN, digits",
    )
    with torch.no_grad():
        y_hat = model(z)
        far, nearest = apart(y_hat, y).min(-1)
        way = closed_walk(torch.randn(config.stops, config.code, generator=generator), config.line)
        walk = model(way)
        return {
            "rounds": history.steps,
            "loss": history.loss,
            **history.seen,
            "floor": energy_distance(y, fresh),
            "nearest": pictures(y[nearest[: config.kept]]),
            "nearest_distance": far,
            "nearest_labels": labels[nearest],
            "held_out_distance": apart(fresh, y).min(-1).values,
            "walk": pictures(walk),
            "walk_C": net(walk),
        }
