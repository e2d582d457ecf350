"""The steps of study `gan_digits`: the training, the walk from z to z, and what would give memorising away."""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor

from ebviz.data.two_sample import energy_distance, pairwise_distances
from ebviz.energy import closed_walk, generator_loss
from ebviz.models import GAN, Cost, contract
from ebviz.models.gan import contrast
from ebviz.studies import _parts
from ebviz.studies._digits import Digits
from ebviz.training import Player


def nets(config: Any, pixels: int, generator: Generator) -> GAN:
    """Return cost and generator of pictures: the lecture's, or those that the configuration names."""
    widths = [config.hidden, config.hidden]
    cost = Cost([pixels, *widths, config.features], generator=generator)
    model = GAN(cost, [config.code, *widths, pixels], torch.sigmoid, generator=generator)
    roles = {"cost": contract.cost(pixels), "generator": contract.generator(config.code, pixels)}
    own = _parts.own(config, "gan_digits", roles, config.seed)
    model.cost, model.generator = own.get("cost", model.cost), own.get("generator", model.generator)
    return model


def look(model: GAN, z: Tensor, digits: Digits, kept: int) -> dict[str, Tensor]:
    """Return one moment: the first ``kept`` pictures of the z (P, d) that are followed, costs and distance."""
    y_hat = model(z)
    return {
        "y_hat": digits.pictures(y_hat[:kept]),
        "C_hat": model.cost(y_hat),
        "C_y": model.cost(digits.fresh),
        "distance": energy_distance(y_hat, digits.fresh),
    }


def players(
    model: GAN, d: int, generator: Generator, *, margin: float, penalty: float, rates: tuple[float, float]
) -> list[Player]:
    """Return cost and generator, with their losses and learning rates; d is the dimensions of z."""

    def made(n: int) -> Tensor:
        return model(torch.randn(n, d, generator=generator))

    def of_cost(y: Tensor) -> Tensor:
        return contrast(model.cost, y, made(len(y)), margin=margin, penalty=penalty, generator=generator)

    def of_generator(y: Tensor) -> Tensor:
        return generator_loss(model.cost(made(len(y)))).mean()

    return [
        Player("cost", of_cost, [*model.cost.parameters()], rates[0]),
        Player("generator", of_generator, [*model.generator.parameters()], rates[1]),
    ]


@torch.no_grad()
def memories(model: GAN, z: Tensor, digits: Digits, kept: int) -> dict[str, Tensor]:
    """Return the training digit nearest to each ŷ and its distance, and the same distance of held-out digits."""
    distance, nearest = pairwise_distances(model(z), digits.y).min(-1)
    return {
        "floor": energy_distance(digits.y, digits.fresh),
        "nearest": digits.pictures(digits.y[nearest[:kept]]),
        "nearest_distance": distance,
        "nearest_labels": digits.labels[nearest],
        "held_out_distance": pairwise_distances(digits.fresh, digits.y).min(-1).values,
    }


@torch.no_grad()
def walk(model: GAN, digits: Digits, stops: Tensor, count: int) -> dict[str, Tensor]:
    """Return the pictures, with their cost, along a closed walk through stops z (K, d), ``count`` for each leg."""
    y_hat = model(closed_walk(stops, count))
    return {"walk": digits.pictures(y_hat), "walk_C": model.cost(y_hat)}
