"""Variational autoencoders of digits, of 2 and of 20 dimensions: samples, interpolations, embeddings.

    784 → 400 → 2·20 (μ, log v),  z = μ + √v ⊙ ε,  20 → 400 → 784,  ReLU between and a sigmoid at the end
    F̃(y) = BCE(y, ỹ) + β ½ Σ_i (v_i − log v_i − 1 + μ_i²),  Adam 1e-3, batch 256

That is the lecture's recipe for 28 × 28, β = 1. For pictures of side S the hidden width is multiplied by S/28, the
batch and β by (S/28)²: a pixel of the smaller picture stands for many of the larger, and the cost is their sum. Left
at 1, β would outweigh the few pixels, and most of the code would collapse. The code keeps its dimensions.

Source: NYU Deep Learning 2021, week 9, "variational autoencoders in PyTorch".
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
    seed: int = Field(1, description="seed of the weights, the shuffling and the noise", ge=0, le=2**63 - 1)
    code: int = Field(20, description="dimensions d of the large code", ge=3, le=10_000)
    hidden: int = Field(400, description="units of the hidden layer at side 28", ge=1, le=100_000)
    epochs: int = Field(100, description="times that all pictures are seen", ge=10, le=100_000)
    batch: int = Field(256, description="pictures in each step at side 28", ge=1, le=1_000_000)
    lr: float = Field(
        3e-3, description="Adam's learning rate; the lecture's is 1e-3, for as many more steps", gt=0, le=10
    )
    beta: float = Field(1.0, description="weight β of the divergence at side 28", gt=0, le=1000)
    samples: int = Field(32, description="pictures decoded from draws of the prior", ge=1, le=100_000)
    line: int = Field(16, description="pictures along a line between two digits", ge=2, le=10_000)
    pair: tuple[int, int] = Field((3, 8), description="those two digits")
    embedded: int = Field(1000, description="at most so many pictures E are embedded", ge=40, le=20_000)
    perplexity: float = Field(30.0, description="perplexity of t-SNE", ge=1, le=1000)
    side: int = Field(15, description="pictures G a side of the map of the code", ge=2, le=200)
    walk: int = Field(24, description="pictures from one digit to the next on the walk", ge=2, le=10_000)


def compute(config: Config, *, digits: Run) -> dict[str, Tensor]:
    """Train both, R = two, many (of 2 and of d = 20 dimensions)::

    {R}_loss (T,), {R}_epochs (S,) int64, 0, 5, 10 and the last
    {R}_cost (S,), {R}_divergence (S, d)         held out: mean BCE, D_KL by dimension
    {R}_collapsed (d,)                           1 where a dimension says nothing of y
    {R}_y_tilde (S, 10, P, P)                    the chosen digits, one of each, Dec(μ)
    {R}_samples (32, P, P)                       Dec(z), z drawn from the prior
    {R}_energy (M,)                              F̃ of each held-out picture, at z = μ
    {R}_line (16, P, P), {R}_line_F (16,)        Dec along the straight line between two codes μ, and F̃ of it
    pixels (16, P, P), {R}_pixels_F (16,)        the same in pixels
    beta ()                                      β for the pictures' side
    embed_labels (E,) int64, embed_images (E, P, P)
    two_mu (S, E, 2), two_radius (S, E, 2)       bubbles of the embedded pictures: μ and √v
    many_tsne (S, E, 2), many_mu (S, E, d)       t-SNE of the large code's μ
    map_z (G,), map (G, G, P, P)                 Dec over the plane of the small code; rows z₂ rising, columns z₁
    walk_z (W, 2), walk (W, P, P), walk_stops (10,) int64     a closed walk from each digit's mean code to the next's
    """
    import torch

    from ebviz.models import VAE
    from ebviz.models.vae import collapsed, divergence
    from ebviz.studies.autoencoders.digits import scaled
    from ebviz.studies.autoencoders.digits_autoencoder import checked_pair
    from ebviz.training import train

    generator = torch.Generator().manual_seed(config.seed)
    images, test = torch.tensor(digits["images"]), torch.tensor(digits["test_images"])
    side = images.shape[-1]
    y, fresh = images.flatten(1), test.flatten(1)  # (N, D), ink from 0 to 1
    labels = torch.cat([torch.tensor(digits["test_labels"]), torch.tensor(digits["labels"])])
    embedded = torch.cat([fresh, y])[: config.embedded]
    chosen = fresh[digits["chosen"].clip(0)]
    first, last = (chosen[digit] for digit in checked_pair(config.pair))
    share = torch.linspace(0, 1, config.line)[:, None]
    pixels = (1 - share) * first + share * last
    beta = config.beta * (side / 28) ** 2
    batch = min(scaled(config.batch, side, 2), len(y))
    per_epoch = len(y) // batch
    epochs = torch.tensor(sorted({0, 5, 10, config.epochs}))

    def picture(flat: Tensor) -> Tensor:
        return flat.reshape(*flat.shape[:-1], side, side)

    arrays: dict[str, Tensor] = {
        "pixels": picture(pixels),
        "beta": torch.tensor(beta),
        "embed_labels": labels[: len(embedded)],
        "embed_images": picture(embedded),
    }
    for name, d in (("two", 2), ("many", config.code)):
        hidden = scaled(config.hidden, side)
        model = VAE([side**2, hidden, d], activation=torch.relu, g=torch.sigmoid, generator=generator)

        def cost(y: Tensor, y_tilde: Tensor) -> Tensor:
            """The binary cost −Σ_i [y_i log ỹ_i + (1 − y_i) log(1 − ỹ_i)]: (…, D) → (…)."""
            return torch.nn.functional.binary_cross_entropy(y_tilde, y, reduction="none").sum(-1)

        def loss(y: Tensor, model: VAE = model, d: int = d, cost=cost) -> Tensor:
            y_tilde, mu, log_v = model(y, torch.randn(len(y), d, generator=generator))
            return (cost(y, y_tilde) + beta * divergence(mu, log_v).sum(-1)).mean()

        def energy(y: Tensor, model: VAE = model, cost=cost) -> Tensor:
            mu, log_v = model.bubble(y)
            return cost(y, model.decoder(mu)) + beta * divergence(mu, log_v).sum(-1)

        epsilon = torch.randn(len(fresh), d, generator=generator)  # the same at each look

        def look(model: VAE = model, epsilon: Tensor = epsilon, cost=cost) -> dict[str, Tensor]:
            y_tilde, mu, log_v = model(fresh, epsilon)
            centre, log_width = model.bubble(embedded)
            return {
                "cost": cost(fresh, y_tilde).mean(),
                "divergence": divergence(mu, log_v).mean(0),
                "y_tilde": picture(model.decoder(model.bubble(chosen)[0])),
                "mu": centre,
                "radius": (log_width / 2).exp(),
            }

        history = train(
            loss,
            [y],
            model.parameters(),
            generator=generator,
            steps=config.epochs * per_epoch,
            batch=batch,
            lr=config.lr,
            probe=look,
            look_at=(epochs * per_epoch).tolist(),
            text=f"digits, code of {d}",
        )
        arrays |= {f"{name}_{key}": value for key, value in history.seen.items()}
        with torch.no_grad():
            mu, _ = model.bubble(torch.stack([first, last]))
            line = (1 - share) * mu[0] + share * mu[1]
            decoded = model.decoder(line)
            arrays |= {
                f"{name}_loss": history.loss,
                f"{name}_epochs": history.steps // per_epoch,
                f"{name}_collapsed": collapsed(*model.bubble(fresh)).float(),
                f"{name}_samples": picture(
                    model.decoder(torch.randn(config.samples, d, generator=generator))
                ),
                f"{name}_energy": energy(fresh),
                f"{name}_line": picture(decoded),
                f"{name}_line_F": energy(decoded),
                f"{name}_pixels_F": energy(pixels),
            }
            if name == "two":
                quantile = torch.distributions.Normal(0, 1).icdf(
                    (torch.arange(config.side) + 0.5) / config.side
                )
                z2, z1 = torch.meshgrid(quantile, quantile, indexing="ij")
                means, _ = model.bubble(y)
                stops = torch.stack(
                    [
                        means[torch.tensor(digits["labels"] == digit)].mean(0)
                        if (digits["labels"] == digit).any()
                        else torch.zeros(2)
                        for digit in range(10)
                    ]
                )
                way = closed_walk(stops, config.walk)
                arrays |= {
                    "map_z": quantile,
                    "map": picture(model.decoder(torch.stack([z1, z2], dim=-1))),
                    "walk_z": way,
                    "walk": picture(model.decoder(way)),
                    "walk_stops": torch.arange(10) * config.walk,
                }
    arrays["many_tsne"] = torch.stack([tsne(mu, config.perplexity, config.seed) for mu in arrays["many_mu"]])
    return {key: value for key, value in arrays.items() if key != "many_radius"}


def closed_walk(stops: Tensor, count: int) -> Tensor:
    """Return a walk along straight lines from stop to stop (K, d) and back to the first, K·count + 1 points."""
    import torch

    onward = stops.roll(-1, 0)
    share = (torch.arange(count) / count)[:, None]
    legs = stops[:, None] + share * (onward - stops)[:, None]  # (K, count, d)
    return torch.cat([legs.flatten(0, 1), stops[:1]])


def tsne(mu: Tensor, perplexity: float, seed: int) -> Tensor:
    """Return the plane in which codes near one another stay near: (E, d) → (E, 2).

    Source: L. van der Maaten and G. Hinton, "Visualizing data using t-SNE", JMLR 2008; scikit-learn's.
    """
    import torch
    from sklearn.manifold import TSNE

    near = min(perplexity, (len(mu) - 1) / 3)
    plane = TSNE(perplexity=near, random_state=seed % 2**32, init="pca", n_jobs=1).fit_transform(mu.numpy())
    return torch.from_numpy(plane)
