"""The bubble of bubbles: one Gaussian bubble for each of a few digits, and the three forces that arrange them.

    F̃ = C + β (U + V),    C = mean_z ‖y − Dec(z)‖² / (2 s²),  z ~ N(μ, v I)
    U = ½ ‖μ‖²,    V = (d/2) (v − log v − 1),    d = 2

Every sample has its own centre μ and radius √v, both free, and one decoder serves them all. The same again with U, V
or C taken away, C alone, and with a small and a large β.

Source: NYU Deep Learning 2021, week 8, "variational autoencoders", the bubbles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("digits",)


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the start, the weights and the noise", ge=0, le=2**63 - 1)
    bubbles: int = Field(61, description="digits N, each with a bubble of its own", ge=2, le=10_000)
    hidden: int = Field(64, description="units of each of the decoder's two hidden layers", ge=1, le=10_000)
    steps: int = Field(2000, description="steps T of the optimisation", ge=1, le=1_000_000)
    lr: float = Field(
        0.02, description="Adam's learning rate of centres and radii; it falls to zero (cosine)", gt=0, le=10
    )
    decoder_lr: float = Field(3e-3, description="that of the decoder", gt=0, le=10)
    noise: float = Field(
        0.4, description="s, how far a pixel may be off before C asks for more", gt=0, le=100
    )
    beta: float = Field(1.0, description="weight β of U and V", gt=0, le=1e6)
    small_beta: float = Field(0.05, description="that of the run whose bubbles become points", gt=0, le=1e6)
    large_beta: float = Field(20.0, description="that of the run whose bubbles become one", gt=0, le=1e6)
    start: float = Field(0.5, description="standard deviation of the centres at the start", ge=0, le=100)
    draws: int = Field(16, description="z drawn from each bubble in each step", ge=1, le=10_000)
    fine_draws: int = Field(
        256, description="those that forces and costs are measured with", ge=1, le=1_000_000
    )
    looks: int = Field(60, description="about how many moments S are kept", ge=2, le=10_000)
    reach: float = Field(
        2.0,
        description="a bubble is drawn with reach standard deviations for its radius, the prior's too",
        gt=0,
        le=100,
    )


def compute(config: Config, *, digits: Run) -> dict[str, Tensor]:
    """Optimise, and keep every moment; R is each of full, no_mean, no_variance, no_cost, cost_only, small, large::

    images (N, P, P), labels (N,) int64, reach ()
    steps (S,) int64                                     the steps before which it looked
    {R}_mu (S, N, 2), {R}_radius (S, N)                  centres μ and radii √v
    {R}_pull (S, N, 2), {R}_squeeze (S, N)               reconstruction: −∂C/∂μ and −∂C/∂√v
    {R}_spring (S, N, 2)                                 mean: −β ∂U/∂μ = −β μ
    {R}_swell (S, N)                                     variance: −β ∂V/∂√v = β d (1/√v − √v)
    {R}_cost (S,), {R}_mean_term (S,), {R}_variance_term (S,)      C, U and V, averaged over the bubbles
    {R}_median_radius (S,), {R}_overlap (S,)             median √v; share of pairs nearer than their radii' sum
    {R}_prior_distance (S,)                              D_KL of all bubbles' mixture from N(0, I), by Monte Carlo
    {R}_y_tilde (N, P, P)                                Dec(μ) at the end
    """
    import torch

    from ebviz.models import MLP
    from ebviz.models.vae import draw, mean_term, variance_term
    from ebviz.training import geometric_steps, train

    n, d = min(config.bubbles, len(digits["images"])), 2
    images = torch.tensor(digits["images"][:n])
    y = images.reshape(n, -1)  # (N, D)
    looks = geometric_steps(config.steps, config.looks)
    arrays: dict[str, Tensor] = {
        "images": images,
        "labels": torch.tensor(digits["labels"][:n]),
        "reach": torch.tensor(config.reach),
    }
    runs = {  # weights of C, U and V
        "full": (1.0, config.beta, config.beta),
        "no_mean": (1.0, 0.0, config.beta),
        "no_variance": (1.0, config.beta, 0.0),
        "no_cost": (0.0, config.beta, config.beta),
        "cost_only": (1.0, 0.0, 0.0),
        "small": (1.0, config.small_beta, config.small_beta),
        "large": (1.0, config.large_beta, config.large_beta),
    }
    for name, (of_cost, of_mean, of_variance) in runs.items():
        generator = torch.Generator().manual_seed(config.seed)  # all start alike
        decoder = MLP([d, config.hidden, config.hidden, y.shape[1]], generator=generator)
        mu = torch.nn.Parameter(config.start * torch.randn(n, d, generator=generator))
        log_v = torch.nn.Parameter(torch.zeros(n, 1))

        def costs(mu: Tensor, log_v: Tensor, draws: int, decoder=decoder, generator=generator):
            """Return C, U and V of each bubble, (N,) each."""
            z = draw(mu, log_v, torch.randn(draws, n, d, generator=generator))
            C = (y - decoder(z)).square().sum(-1).mean(0) / (2 * config.noise**2)
            return C, mean_term(mu).sum(-1) / 2, variance_term(log_v).sum(-1) * d / 2

        def loss(*_: Tensor, mu=mu, log_v=log_v, costs=costs, weights=(of_cost, of_mean, of_variance)):
            terms = costs(mu, log_v, config.draws)
            # the sum, not the mean: a bubble's motion does not depend on how many others there are
            return sum(weight * term.sum() for weight, term in zip(weights, terms, strict=True))

        def look(
            mu=mu, log_v=log_v, costs=costs, generator=generator, weights=(of_cost, of_mean, of_variance)
        ):
            with torch.enable_grad():
                centre, radius = mu.detach().requires_grad_(), (log_v.detach() / 2).exp().requires_grad_()
                terms = costs(centre, 2 * radius.log(), config.fine_draws)
                forces = [
                    torch.autograd.grad(
                        -weight * term.sum(), (centre, radius), retain_graph=True, materialize_grads=True
                    )
                    for weight, term in zip(weights, terms, strict=True)
                ]
            (pull, squeeze), (spring, _), (_, swell) = forces
            C, U, V = (term.detach().mean() for term in terms)
            r = radius.detach()[:, 0]
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
                "prior_distance": mixture_divergence(mu, r, config.fine_draws, generator),
            }

        groups: list[dict[str, Any]] = [
            {"params": [mu, log_v]},
            {"params": decoder.parameters(), "lr": config.decoder_lr},
        ]
        history = train(
            loss,
            [torch.arange(n)],
            groups,
            generator=generator,
            steps=config.steps,
            batch=n,
            lr=config.lr,
            schedule="cosine",
            probe=look,
            look_at=looks,
            text=f"bubbles, {name.replace('_', ' ')}",
        )
        arrays |= {f"{name}_{key}": value for key, value in history.seen.items()}
        with torch.no_grad():
            arrays[f"{name}_y_tilde"] = decoder(mu).reshape(images.shape)
    return arrays | {"steps": history.steps}


def overlap(mu: Tensor, radius: Tensor) -> Tensor:
    """Return the share of pairs of bubbles, centres (N, d) and radii (N,), that are nearer than their radii's sum.

    >>> import torch
    >>> overlap(torch.tensor([[0.0, 0.0], [1.5, 0.0], [9.0, 0.0]]), torch.ones(3))
    tensor(0.3333)
    """
    import torch

    i, j = torch.triu_indices(len(mu), len(mu), offset=1)
    return ((mu[i] - mu[j]).norm(dim=-1) < radius[i] + radius[j]).to(mu.dtype).mean()


def mixture_divergence(mu: Tensor, radius: Tensor, draws: int, generator) -> Tensor:
    """Return D_KL[q ‖ N(0, I)] of the aggregate posterior q(z) = mean_n N(z; μₙ, rₙ² I), by Monte Carlo::

        mean over z ~ q of log q(z) − log N(z; 0, I)

    Shapes: μ (N, d), r (N,) → (). ``draws`` from each bubble; its standard error falls with their number's root.
    """
    import math

    import torch

    n, d = mu.shape
    z = (mu + radius[:, None] * torch.randn(draws, n, d, generator=generator)).reshape(-1, d)  # (K N, d)
    far = torch.cdist(z, mu) / radius  # (K N, N)
    log_q = (-far.square() / 2 - d * radius.log()).logsumexp(-1) - math.log(n)
    log_p = -z.square().sum(-1) / 2
    return (log_q - log_p).mean()  # the constants (d/2) log 2π cancel
