"""The steps of study `digits_vae`: the training of one VAE, its answers, the map of its code, and t-SNE."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Generator, Tensor

from ebviz.data.images import scaled
from ebviz.energy import closed_walk, plane
from ebviz.energy import line as straight
from ebviz.errors import UsageError
from ebviz.models import VAE
from ebviz.models.vae import collapsed, divergence
from ebviz.studies._digits import Digits
from ebviz.studies.autoencoders import _digits_pairs, _models
from ebviz.training import History, Pace, train

STUDY = "digits_vae"


@dataclass(frozen=True, slots=True)
class Setup:
    """What both trainings share.

    beta : β for the pictures' side. embedded (E, D), embed_labels (E,) : the pictures to embed.
    pair (2, D), pixels (L, D) : a picture of each of two digits, and the straight line between them.
    """

    digits: Digits
    beta: float
    embedded: Tensor
    embed_labels: Tensor
    pair: Tensor
    pixels: Tensor
    generator: Generator

    @classmethod
    def of(
        cls, digits: Digits, *, beta: float, embedded: int, pair: tuple[int, int], line: int, seed: int
    ) -> Setup:
        """Choose at most ``embedded`` pictures to embed, and two digits with a ``line`` of pictures between them."""
        pictures = torch.cat([digits.fresh, digits.y])[:embedded]
        labels = torch.cat([digits.fresh_labels, digits.labels])[:embedded]
        ends = digits.pair(pair)
        pixels = straight(ends[0], ends[1], line)
        beta = beta * (digits.side / 28) ** 2
        return cls(digits, beta, pictures, labels, ends, pixels, torch.Generator().manual_seed(seed))

    def arrays(self) -> dict[str, Tensor]:
        """Return what is stored of it."""
        return {
            "pixels": self.digits.pictures(self.pixels),
            "beta": torch.tensor(self.beta),
            "embed_labels": self.embed_labels,
            "embed_images": self.digits.pictures(self.embedded),
        }


def cost(y: Tensor, y_tilde: Tensor) -> Tensor:
    """Return the binary cross-entropy −Σ_i [y_i log ỹ_i + (1 − y_i) log(1 − ỹ_i)]: (…, D) → (…)."""
    return torch.nn.functional.binary_cross_entropy(y_tilde, y, reduction="none").sum(-1)


def energy(model: VAE, y: Tensor, beta: float) -> Tensor:
    """Return F̃ at z = μ: (…, D) → (…)."""
    mu, log_v = model.bubble(y)
    return cost(y, model.decoder(mu)) + beta * divergence(mu, log_v).sum(-1)


def look(model: VAE, setup: Setup, epsilon: Tensor) -> dict[str, Tensor]:
    """Return the held-out cost and divergence with draws ε (M, d), and the bubbles of the embedded pictures."""
    digits = setup.digits
    y_tilde, mu, log_v = model(digits.fresh, epsilon)
    centre, log_width = model.bubble(setup.embedded)
    return {
        "cost": cost(digits.fresh, y_tilde).mean(),
        "divergence": divergence(mu, log_v).mean(0),
        "y_tilde": digits.pictures(model.decoder(model.bubble(digits.chosen)[0])),
        "mu": centre,
        "radius": (log_width / 2).exp(),
    }


def yours(config: Any, pixels: int) -> str:
    """Return which of the two is the user's, as the dimensions of its code decide: "two", "many", or neither, "".

    Raises
    ------
    UsageError : its code has one dimension.
    """
    if config.encoder is None and config.decoder is None:
        return ""
    d = _models.width(config, STUDY, pixels, config.code, config.seed)
    if d < 2:
        raise UsageError(f"{STUDY}.encoder: expected a code of 2 dimensions or more, got {d}")
    return "two" if d == 2 else "many"


def model(config: Any | None, d: int, hidden: int, setup: Setup) -> VAE:
    """Return a VAE that the configuration names; or with a code of d dimensions and ``hidden`` units at side 28."""
    side = setup.digits.side
    widths = [side**2, scaled(hidden, side), d]
    kind: dict[str, Any] = {"activation": torch.relu, "g": torch.sigmoid, "generator": setup.generator}
    return VAE(widths, **kind) if config is None else _models.vae(config, STUDY, widths, config.seed, **kind)


def fit(model: VAE, pace: Pace, look_at: list[int], setup: Setup) -> History:
    """Train a VAE."""
    digits, generator, d = setup.digits, setup.generator, model.d
    epsilon = torch.randn(len(digits.fresh), d, generator=generator)  # the same at each look

    def loss(y: Tensor) -> Tensor:
        y_tilde, mu, log_v = model(y, torch.randn(len(y), d, generator=generator))
        return (cost(y, y_tilde) + setup.beta * divergence(mu, log_v).sum(-1)).mean()

    return train(
        loss,
        [digits.y],
        model.parameters(),
        model=model,
        generator=generator,
        steps=pace.steps,
        batch=pace.batch,
        lr=pace.lr,
        probe=lambda: look(model, setup, epsilon),
        look_at=look_at,
        text=f"digits, code of {d}",
    )


@torch.no_grad()
def answers(model: VAE, setup: Setup, samples: int) -> dict[str, Tensor]:
    """Return samples of the prior, energies, and the lines between the codes of the two digits and of others."""
    digits, count = setup.digits, len(setup.pixels)
    mu, _ = model.bubble(setup.pair)  # (2, d)
    decoded = model.decoder(straight(mu[0], mu[1], count))
    z = torch.randn(samples, mu.shape[1], generator=setup.generator)
    F = partial(energy, model, beta=setup.beta)
    others = _digits_pairs.answers(model, digits, F, count)
    return others | {
        "collapsed": collapsed(*model.bubble(digits.fresh)).float(),
        "samples": digits.pictures(model.decoder(z)),
        "energy": F(digits.fresh),
        "line": digits.pictures(decoded),
        "line_F": F(decoded),
        "pixels_F": F(setup.pixels),
    }


@torch.no_grad()
def chart(model: VAE, digits: Digits, side: int, walk: int) -> dict[str, Tensor]:
    """Return pictures over the plane of a two-dimensional code, at even quantiles of the prior, and a walk in it."""
    quantile = torch.distributions.Normal(0, 1).icdf((torch.arange(side) + 0.5) / side)
    way = closed_walk(mean_codes(model, digits), walk)
    return {
        "map_z": quantile,
        "map": digits.pictures(model.decoder(plane(quantile, quantile))),
        "walk_z": way,
        "walk": digits.pictures(model.decoder(way)),
        "walk_stops": torch.arange(10) * walk,
    }


def mean_codes(model: VAE, digits: Digits) -> Tensor:
    """Return the mean μ of each digit's pictures, the origin for a digit without any: (10, d)."""
    mu, _ = model.bubble(digits.y)
    of_each = [mu[digits.labels == digit] for digit in range(10)]
    return torch.stack([codes.mean(0) if len(codes) else mu.new_zeros(mu.shape[1]) for codes in of_each])


def tsne(mu: Tensor, perplexity: float, seed: int) -> Tensor:
    """Return codes laid out in the plane so that close ones stay close: (E, d) → (E, 2).

    Source: L. van der Maaten and G. Hinton, "Visualizing data using t-SNE", JMLR 2008; scikit-learn's.
    """
    from sklearn.manifold import TSNE

    near = min(perplexity, (len(mu) - 1) / 3)
    layout = TSNE(perplexity=near, random_state=seed % 2**32, init="pca", n_jobs=1).fit_transform(mu.numpy())
    return torch.from_numpy(layout)
