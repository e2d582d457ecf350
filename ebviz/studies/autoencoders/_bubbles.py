"""The steps of studies `bubbles` and `packing`: bubbles and their decoder, the three costs, the forces they exert."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Generator, Tensor, nn

from ebviz.models import MLP, contract
from ebviz.models.contract import Yours
from ebviz.models.vae import draw, mean_term, mixture_divergence, overlap, variance_term
from ebviz.studies import _parts
from ebviz.training import History, Pace, geometric_steps, train

Weights = tuple[float, float, float]  # of C, U and V
DIMENSIONS = 2  # d of z


class Arranged(Protocol):
    """What is arranged: N bubbles with centres μ (N, d) and log v (N, 1), and what they cost."""

    @property
    def mu(self) -> nn.Parameter:
        """The centres, (N, d)."""

    @property
    def log_v(self) -> nn.Parameter:
        """The logarithms of the variances, (N, 1)."""

    @property
    def generator(self) -> Generator:
        """What draws z."""

    def costs(self, mu: Tensor, log_v: Tensor, draws: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return C, U and V of each bubble, (N,) each."""

    def groups(self) -> list[dict[str, Any]]:
        """Return what is moved, as groups of an optimiser."""


@dataclass(frozen=True, slots=True)
class Bubbles:
    """N bubbles, centres μ (N, d) and log v (N, 1), and the decoder that serves them all.

    y (N, D) : the samples. noise : s, how far off a pixel may be. decoder_lr : the decoder's learning rate.
    """

    y: Tensor
    noise: float
    decoder_lr: float
    decoder: nn.Module
    mu: nn.Parameter
    log_v: nn.Parameter
    generator: Generator

    @classmethod
    def start(
        cls, y: Tensor, noise: float, decoder_lr: float, hidden: int, spread: float, generator: Generator
    ) -> Bubbles:
        """Return bubbles of radius 1, their centres N(0, spread² I), and a decoder with two hidden layers."""
        decoder = MLP([DIMENSIONS, hidden, hidden, y.shape[1]], generator=generator)
        mu = nn.Parameter(spread * torch.randn(len(y), DIMENSIONS, generator=generator))
        return cls(y, noise, decoder_lr, decoder, mu, nn.Parameter(torch.zeros(len(y), 1)), generator)

    def costs(self, mu: Tensor, log_v: Tensor, draws: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return C, U and V of each bubble, (N,) each; C is a mean over draws of z."""
        z = draw(mu, log_v, torch.randn(draws, *mu.shape, generator=self.generator))
        C = (self.y - self.decoder(z)).square().sum(-1).mean(0) / (2 * self.noise**2)
        return C, *held_together(mu, log_v)

    def groups(self) -> list[dict[str, Any]]:
        """Return centres and radii, and the decoder with a learning rate of its own."""
        moved: list[dict[str, Any]] = [{"params": [self.mu, self.log_v]}]
        weights = [weight for weight in self.decoder.parameters() if weight.requires_grad]
        return moved + [{"params": weights, "lr": self.decoder_lr}] * bool(weights)


def decoder(config: Any, pixels: int) -> Yours | None:
    """Return the decoder that a configuration names; with weights of its own it stays as it is."""
    roles = {"decoder": contract.decoder(DIMENSIONS, pixels)}
    made = _parts.own(config, "bubbles", roles, config.seed).get("decoder")
    if made is not None and not config.trains:
        made.requires_grad_(False)
    return made


def held_together(mu: Tensor, log_v: Tensor) -> tuple[Tensor, Tensor]:
    """Return U = ½ ‖μ‖² and V = (d/2) (v − log v − 1) of bubbles μ (N, d), log v (N, 1): (N,) each."""
    return mean_term(mu).sum(-1) / 2, variance_term(log_v).sum(-1) * DIMENSIONS / 2


def loss(bubbles: Arranged, weights: Weights, draws: int) -> Tensor:
    """Return F̃ summed over the bubbles, not averaged: so no bubble's motion depends on how many others there are."""
    C, U, V = (
        weight * term.sum()
        for weight, term in zip(weights, bubbles.costs(bubbles.mu, bubbles.log_v, draws), strict=True)
    )
    return C + U + V


@torch.enable_grad()
def look(bubbles: Arranged, weights: Weights, draws: int) -> dict[str, Tensor]:
    """Return the bubbles at one moment: where they are, the forces on them, their costs, and how they pack."""
    mu = bubbles.mu.detach().requires_grad_()
    radius = (bubbles.log_v.detach() / 2).exp().requires_grad_()
    terms = bubbles.costs(mu, 2 * radius.log(), draws)
    forces = [
        torch.autograd.grad(-weight * term.sum(), (mu, radius), retain_graph=True, materialize_grads=True)
        for weight, term in zip(weights, terms, strict=True)
    ]
    (pull, squeeze), (spring, _), (_, swell) = forces
    C, U, V = (term.detach().mean() for term in terms)
    mu, r = mu.detach(), radius.detach()[:, 0]
    return {
        "mu": mu,
        "radius": r,
        "pull": pull,
        "squeeze": squeeze[:, 0],
        "spring": spring,
        "swell": swell[:, 0],
        "cost": C,
        "mean_term": U,
        "variance_term": V,
        "median_radius": r.median(),
        "overlap": overlap(mu, r),
        "prior_distance": mixture_divergence(mu, r, draws, bubbles.generator),
    }


def fit(
    bubbles: Arranged,
    weights: Weights,
    pace: Pace,
    *,
    model: nn.Module | None = None,
    draws: int,
    fine_draws: int,
    looks: int,
    text: str,
    look: Callable[[Any, Weights, int], dict[str, Tensor]] = look,
) -> History:
    """Move centres, radii and decoder down F̃, and remember about ``looks`` moments.

    ``draws`` of z from each bubble estimate the loss of a step, ``fine_draws`` what ``look`` measures.
    """
    return train(
        lambda _: loss(bubbles, weights, draws),
        [torch.arange(len(bubbles.mu))],
        bubbles.groups(),
        model=model,
        generator=bubbles.generator,
        steps=pace.steps,
        batch=pace.batch,
        lr=pace.lr,
        schedule="cosine",
        probe=lambda: look(bubbles, weights, fine_draws),
        look_at=geometric_steps(pace.steps, looks),
        text=text,
    )
