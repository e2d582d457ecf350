"""The steps of study `toy_vae`: the training of one VAE, its answers on a toy, and the sweep of β."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor

from ebviz.energy import low_share
from ebviz.models import VAE
from ebviz.models.vae import collapsed, divergence, draw
from ebviz.studies._toys import Toy
from ebviz.training import History, Pace, train


def parts(model: VAE, y: Tensor, epsilon: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return C (…) averaged over draws ε (K, 1…, d), D_KL by dimension (…, d), and μ and log v (…, d)."""
    mu, log_v = model.bubble(y)
    y_tilde = model.decoder(draw(mu, log_v, epsilon))
    return (y - y_tilde).square().sum(-1).mean(0), divergence(mu, log_v), mu, log_v


def fit(
    model: VAE,
    toy: Toy,
    beta: float,
    pace: Pace,
    *,
    draws: int,
    look_at: list[int],
    generator: Generator,
    text: str,
) -> History:
    """Train a VAE on a toy at one β; remember the held-out bound and its two parts, from ``draws`` of z."""
    fresh = toy.held_out
    # The same draws at each look: what moves is the model.
    epsilon = torch.randn(draws, len(fresh), model.d, generator=generator)

    def loss(y: Tensor) -> Tensor:
        C, D, *_ = parts(model, y, torch.randn(1, len(y), model.d, generator=generator))
        return (C + beta * D.sum(-1)).mean()

    def look() -> dict[str, Tensor]:
        C, D, *_ = parts(model, fresh, epsilon)
        return {"cost": C.mean(), "divergence": D.mean(0), "bound": (C + beta * D.sum(-1)).mean()}

    return train(
        loss,
        [toy.y],
        model.parameters(),
        model=model,
        generator=generator,
        steps=pace.steps,
        batch=pace.batch,
        lr=pace.lr,
        schedule="cosine",
        probe=look,
        look_at=look_at,
        text=text,
    )


@torch.no_grad()
def answers(
    model: VAE, toy: Toy, beta: float, *, draws: int, samples: int, generator: Generator
) -> dict[str, Tensor]:
    """Return F̃ over the plane, the bubbles of the data, and samples of the prior, decoded."""
    epsilon = torch.randn(draws, 1, 1, model.d, generator=generator)
    C, D, mu, _ = parts(model, toy.grid, epsilon)
    F, decoded = C + beta * D.sum(-1), model.decoder(mu)
    C, D, mu, log_v = parts(model, toy.y, epsilon[:, 0])
    z = torch.randn(samples, model.d, generator=generator)
    return {
        "F": F,
        "plane": decoded,
        "mu": mu,
        "v": log_v.exp(),
        "y_tilde": model.decoder(mu),
        "prior_z": z,
        "prior_y": model.decoder(z),
        "low": low_share(F, C + beta * D.sum(-1), toy.low),
        "collapsed": collapsed(mu, log_v).float(),
    }


def sweep(
    make: Callable[[], VAE],
    toy: Toy,
    betas: Sequence[float],
    pace: Pace,
    *,
    draws: int,
    generator: Generator,
) -> dict[str, Tensor]:
    """Train a new VAE at each β; return the held-out cost and divergence, and how many dimensions collapsed."""
    cost, spread, count = [], [], []
    for beta in betas:
        model, text = make(), f"{toy.name}, beta {beta:g}"
        end = [pace.steps]
        seen = fit(model, toy, beta, pace, draws=draws, look_at=end, generator=generator, text=text).seen
        with torch.no_grad():
            mu, log_v = model.bubble(toy.held_out)
        cost.append(seen["cost"][-1])
        spread.append(seen["divergence"][-1])
        count.append(collapsed(mu, log_v).sum())
    return {
        "beta": torch.tensor(betas),
        "cost": torch.stack(cost),
        "divergence": torch.stack(spread),
        "collapsed": torch.stack(count),
    }
