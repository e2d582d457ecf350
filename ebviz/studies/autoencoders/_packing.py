"""The steps of study `packing`: bubbles of samples that are all equally far apart, and the best possible decoder."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Generator, Tensor, nn

from ebviz.models.vae import draw, overlap
from ebviz.studies.autoencoders._bubbles import DIMENSIONS, Weights, fit, held_together, look
from ebviz.training import History, Pace

LOOKS = 25  # that are averaged where a force is to be seen
Look = Callable[["Packing", Weights, int], dict[str, Tensor]]


@dataclass(frozen=True, slots=True)
class Packing:
    """N bubbles, centres μ (N, d) and log v (N, 1), of samples y that are ``distance`` · s apart."""

    distance: float
    mu: nn.Parameter
    log_v: nn.Parameter
    generator: Generator

    @classmethod
    def start(
        cls, count: int, spread: float, radius: float, distance: float, generator: Generator
    ) -> Packing:
        """Return bubbles of one radius, their centres N(0, spread² I)."""
        mu = spread * torch.randn(count, DIMENSIONS, generator=generator)
        log_v = torch.full((count, 1), 2 * math.log(radius))
        return cls(distance, nn.Parameter(mu), nn.Parameter(log_v), generator)

    def joined_by(self, others: Packing) -> Packing:
        """Return these bubbles and others, as they are now."""
        mu, log_v = (
            nn.Parameter(torch.cat([getattr(some, name).detach() for some in (self, others)]))
            for name in ("mu", "log_v")
        )
        return Packing(self.distance, mu, log_v, self.generator)

    def costs(self, mu: Tensor, log_v: Tensor, draws: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return C, U and V of each bubble, (N,) each; C is a mean over draws of z."""
        z = draw(mu, log_v, torch.randn(draws, *mu.shape, generator=self.generator))
        shares = responsibilities(z, self.mu.detach(), self.log_v.detach())
        return confusion(shares, self.distance).mean(0), *held_together(mu, log_v)

    def groups(self) -> list[dict[str, Any]]:
        """Return centres and radii."""
        return [{"params": [self.mu, self.log_v]}]


def heap(config: Any) -> Packing:
    """Return the few bubbles as they begin, of radius 1 and on one another."""
    generator = torch.Generator().manual_seed(config.seed)
    return Packing.start(config.few, config.start, 1.0, config.distance, generator)


def arrange(
    config: Any, bubbles: Packing, weights: Weights, look: Look, name: str, *, pace: Pace | None = None
) -> History:
    """Move bubbles down C, U and V, so weighted, and remember what ``look`` sees."""
    count = len(bubbles.mu)
    return fit(
        bubbles,
        weights,
        pace or Pace(config.steps, count, config.lr),
        draws=config.draws,
        fine_draws=-(-config.fine_draws // count**2),
        looks=config.looks if pace is None else 2,
        text=f"packing, {name.replace('_', ' ')}",
        look=look,
    )


def pack(config: Any, look: Look) -> tuple[History, History]:
    """Let the few come to rest; then others join them, and all of them pack. Return both histories."""
    bubbles, weights = heap(config), (1.0, config.beta, config.beta)
    few = arrange(config, bubbles, weights, look, "few")
    late = config.many - config.few
    bubbles = bubbles.joined_by(
        Packing.start(late, config.spread, config.born, config.distance, bubbles.generator)
    )
    return few, arrange(config, bubbles, weights, look, "many")


def at(config: Any, history: History, moment: int) -> Packing:
    """Return bubbles as they were at a moment of a history."""
    mu, radius = (history.seen[name][moment] for name in ("mu", "radius"))
    generator = torch.Generator().manual_seed(config.seed)
    log_v = nn.Parameter(2 * radius.log()[:, None])
    return Packing(config.distance, nn.Parameter(mu.clone()), log_v, generator)


@torch.no_grad()
def glance(bubbles: Packing, weights: Weights, draws: int) -> dict[str, Tensor]:
    """Return where bubbles are, how large, and how many overlap: what `look` sees, without forces and costs."""
    mu, radius = bubbles.mu.detach().clone(), (bubbles.log_v.detach()[:, 0] / 2).exp()
    return {"mu": mu, "radius": radius, "median_radius": radius.median(), "overlap": overlap(mu, radius)}


@torch.no_grad()
def appraise(bubbles: Packing, weights: Weights, draws: int) -> dict[str, Tensor]:
    """Return what `glance` sees, and C, averaged over the bubbles."""
    cost = bubbles.costs(bubbles.mu, bubbles.log_v, draws)[0].mean()
    return {**glance(bubbles, weights, draws), "cost": cost}


def sweep(config: Any, packed: History) -> dict[str, Tensor]:
    """Return the packed bubbles at rest at each β (B,): from the packing on, β falls step by step, and it rises."""
    least, most = (math.log(beta) for beta in sorted((config.least_beta, config.most_beta)))
    betas = torch.linspace(least, most, config.betas).exp()
    found: list[dict[str, Tensor]] = [{} for _ in betas]
    pace = Pace(config.sweep_steps, config.many, config.sweep_lr)
    above = betas > config.beta
    ways = ((~above).nonzero()[:, 0].flip(0), above.nonzero()[:, 0])
    for way in ways:
        bubbles = at(config, packed, -1)
        for index in way.tolist():
            beta = float(betas[index])
            seen = arrange(config, bubbles, (1.0, beta, beta), appraise, f"β = {beta:.2g}", pace=pace).seen
            found[index] = {name: values[-1] for name, values in seen.items()}
    return {"beta": betas, **{name: torch.stack([row[name] for row in found]) for name in found[0]}}


def pull(config: Any, packed: History) -> Tensor:
    """Return −∂C/∂μ of the packed bubbles, (N, 2): a mean of many looks, for few z are confused, and cost much."""
    bubbles = at(config, packed, -1)
    draws = -(-config.fine_draws // config.many**2)
    return torch.stack([look(bubbles, (1.0, 0.0, 0.0), draws)["pull"] for _ in range(LOOKS)]).mean(0)


def answers(config: Any, packed: History) -> dict[str, Tensor]:
    """Return z drawn from the prior, (K, 2), and how much of each answer is of which sample, (K, N)."""
    bubbles = at(config, packed, -1)
    z = torch.randn(config.answers, DIMENSIONS, generator=bubbles.generator)
    return {"z": z, "shares": responsibilities(z, bubbles.mu.detach(), bubbles.log_v.detach())}


def responsibilities(z: Tensor, mu: Tensor, log_v: Tensor) -> Tensor:
    """Return r_m(z) = softargmax_m log N(z; μ_m, v_m I), the probability that z is of bubble m.

    Shapes: z (…, d), μ (N, d), log v (N, 1) → (…, N).
    """
    d, log_v = mu.shape[-1], log_v[:, 0]
    far = (z[..., None, :] - mu).square().sum(-1) / log_v.exp()
    return (-(far + d * log_v) / 2).softmax(-1)


def confusion(shares: Tensor, distance: float) -> Tensor:
    """Return C = A [(1 − r_n)² + Σ_{m≠n} r_m²], A = distance² / 4, for z of each bubble n: (…, N, N) → (…, N)."""
    own = shares.diagonal(dim1=-2, dim2=-1)
    return distance**2 / 4 * (1 - 2 * own + shares.square().sum(-1))
