"""The variational autoencoder on the toys: energy over the plane, bubbles, samples, and when the code collapses.

    F̃(y) = C(y, ỹ) + β D_KL[N(μ, v) ‖ N(0, I)],    C = ‖y − ỹ‖²,    (μ, v) = Enc(y)

That is −ELBO of a decoder with noise of variance β/2, times β, up to a constant. β is a weight here, not a coldness.

Source: NYU Deep Learning 2021, week 8, "variational autoencoders".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the weights, the shuffling and the noise", ge=0, le=2**63 - 1)
    hidden: int = Field(64, description="units of each of the two hidden layers", ge=1, le=10_000)
    code: int = Field(2, description="dimensions d of z", ge=1, le=1000)
    steps: int = Field(3000, description="training steps T", ge=1, le=1_000_000)
    batch: int = Field(128, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(
        5e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    beta: float = Field(0.05, description="weight β of the divergence", gt=0, le=1000)
    looks: int = Field(30, description="about how many moments S of each training are kept", ge=2, le=10_000)
    draws: int = Field(
        16, description="z drawn for each sample where a mean over z is measured", ge=1, le=10_000
    )
    samples: int = Field(500, description="points P decoded from the prior", ge=2, le=1_000_000)
    sweep: tuple[float, ...] = Field(
        (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
        description="weights β of the sweep on the ellipse that ends in posterior collapse",
        min_length=1,
        max_length=50,
    )
    sweep_steps: int = Field(1000, description="training steps of each of the sweep's", ge=1, le=1_000_000)


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train on each toy, T = ellipse, moons; then the sweep on the ellipse::

    {T}_loss (T,), {T}_steps (S,) int64
    {T}_cost (S,), {T}_divergence (S, d), {T}_bound (S,)    held out: mean C over z, D_KL by dimension, C + β D_KL
    {T}_F (H, W)                                 F̃ with C averaged over draws of z
    {T}_plane (H, W, 2)                          Dec(μ) of every point
    {T}_mu (N, d), {T}_v (N, d), {T}_y_tilde (N, 2)      the bubbles, and Dec(μ)
    {T}_prior_z (P, d), {T}_prior_y (P, 2)       draws of the prior, decoded
    {T}_low ()                                   share of the plane with low energy
    {T}_collapsed (d,)                           1 where a dimension says nothing of y
    sweep_beta (B,), sweep_cost (B,), sweep_divergence (B, d), sweep_collapsed (B,) int64    held out; how many
    """
    import torch

    from ebviz.models import VAE
    from ebviz.models.vae import collapsed, divergence, draw
    from ebviz.studies.autoencoders.autoencoder import low_share
    from ebviz.studies.inference.free_energy import plane
    from ebviz.training import geometric_steps, train

    generator = torch.Generator().manual_seed(config.seed)
    d = config.code
    arrays: dict[str, Tensor] = {}

    def parts(model: VAE, y: Tensor, epsilon: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return C averaged over draws ε (K, 1…, d), D_KL by dimension, μ and log v."""
        mu, log_v = model.bubble(y)
        y_tilde = model.decoder(draw(mu, log_v, epsilon))
        return (y - y_tilde).square().sum(-1).mean(0), divergence(mu, log_v), mu, log_v

    def noise(draws: int, like: Tensor) -> Tensor:
        return torch.randn(draws, *like.shape[:-1], d, generator=generator)

    def fit(y: Tensor, beta: float, steps: int, fresh: Tensor, looks: list[int], text: str):
        model = VAE([2, config.hidden, config.hidden, d], generator=generator)
        fixed = noise(config.draws, fresh)  # the same draws at each look: what moves is the model

        def loss(y: Tensor) -> Tensor:
            C, D, *_ = parts(model, y, noise(1, y))
            return (C + beta * D.sum(-1)).mean()

        def look() -> dict[str, Tensor]:
            C, D, *_ = parts(model, fresh, fixed)
            return {"cost": C.mean(), "divergence": D.mean(0), "bound": (C + beta * D.sum(-1)).mean()}

        history = train(
            loss,
            [y],
            model.parameters(),
            generator=generator,
            steps=steps,
            batch=config.batch,
            lr=config.lr,
            schedule="cosine",
            probe=look,
            look_at=looks,
            text=text,
        )
        return model, history

    for toy in ("ellipse", "moons"):
        y, fresh = torch.tensor(toys[toy]), torch.tensor(toys[f"{toy}_held_out"])
        grid = plane(torch.tensor(toys[f"{toy}_y1"]), torch.tensor(toys[f"{toy}_y2"]))
        looks = geometric_steps(config.steps, config.looks)
        model, history = fit(y, config.beta, config.steps, fresh, looks, f"{toy}, variational")
        with torch.no_grad():
            one = torch.randn(config.draws, *([1] * (grid.dim() - 1)), d, generator=generator)
            C, D, mu, log_v = parts(model, grid, one)
            F, decoded = C + config.beta * D.sum(-1), model.decoder(mu)
            C, D, mu, log_v = parts(model, y, one[:, 0])
            z = torch.randn(config.samples, d, generator=generator)
            arrays |= {f"{toy}_{key}": value for key, value in history.seen.items()}
            arrays |= {
                f"{toy}_loss": history.loss,
                f"{toy}_steps": history.steps,
                f"{toy}_F": F,
                f"{toy}_plane": decoded,
                f"{toy}_mu": mu,
                f"{toy}_v": log_v.exp(),
                f"{toy}_y_tilde": model.decoder(mu),
                f"{toy}_prior_z": z,
                f"{toy}_prior_y": model.decoder(z),
                f"{toy}_low": low_share(F, C + config.beta * D.sum(-1), toys.config["low"]),
                f"{toy}_collapsed": collapsed(mu, log_v).float(),
            }

    y, fresh = torch.tensor(toys["ellipse"]), torch.tensor(toys["ellipse_held_out"])
    cost, spread, count = [], [], []
    for beta in config.sweep:
        model, history = fit(
            y, beta, config.sweep_steps, fresh, [config.sweep_steps], f"ellipse, beta {beta:g}"
        )
        with torch.no_grad():
            mu, log_v = model.bubble(fresh)
        cost.append(history.seen["cost"][-1])
        spread.append(history.seen["divergence"][-1])
        count.append(collapsed(mu, log_v).sum())
    return arrays | {
        "sweep_beta": torch.tensor(config.sweep),
        "sweep_cost": torch.stack(cost),
        "sweep_divergence": torch.stack(spread),
        "sweep_collapsed": torch.stack(count),
    }
