"""Why no discriminator: a 0/1 classifier and a cost, trained on the same y and ŷ, and the gradient each gives ŷ.

y are the ellipse's samples, ŷ a cloud beside it that nobody moves. The classifier is trained until it is sure:

    D(y) = σ(ℓ(y))    ℒ_D = −log D(y) − log[1 − D(ŷ)]    ℓ_G = log[1 − D(ŷ)], or −log D(ŷ)
    C(y) ≥ 0          ℒ_C = C(y) + [m − C(ŷ)]⁺ and a price on slopes above one    ℓ_G = C(ŷ)

Source: NYU Deep Learning 2021, week 9, "GAN", "no discriminators".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)
FORMS = ("probability", "repair", "cost")


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the weights, the shuffling and the cloud", ge=0, le=2**63 - 1)
    hidden: int = Field(128, description="units of each of two hidden layers, of both nets", ge=1, le=10_000)
    features: int = Field(8, description="numbers whose length is C", ge=1, le=10_000)
    steps: int = Field(600, description="training steps T of each net", ge=2, le=1_000_000)
    batch: int = Field(128, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(3e-3, description="Adam's learning rate; it falls to zero (cosine)", gt=0, le=10)
    margin: float = Field(
        2.0, description="m, what ŷ must cost: at a slope of one, as far as it is", gt=0, le=1000
    )
    penalty: float = Field(10.0, description="weight of slopes of C above one", ge=0, le=1e6)
    cloud: int = Field(200, description="samples P of ŷ", ge=2, le=100_000)
    spread: float = Field(0.25, description="their standard deviation", gt=0, le=100)
    gap: float = Field(
        2.0, description="how far the cloud's middle is from the ellipse's right end", ge=0, le=100
    )
    gaps: tuple[float, ...] = Field(
        (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0),
        description="the same for the sweep of distances",
        min_length=1,
        max_length=50,
    )
    looks: int = Field(40, description="about how many moments S are kept", ge=2, le=10_000)
    points: int = Field(161, description="points W of the plane along y₁", ge=5, le=2000)


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train both at every distance, and keep each moment of the training at ``gap``::

    y_hat (P, 2)                             the cloud
    y1 (W,), y2 (H,)                         the plane's axes
    steps (S,) int64                         the steps before which it looked
    D (S, H, W), C (S, H, W)                 over the plane
    section_D (S, W), section_C (S, W)       along the line y₂ = 0, at y1
    {R}_pull (S, P, 2), {R}_strength (S,)    −∂ℓ_G/∂ŷ and its mean length, R = probability (ℓ_G = log[1 − D]),
                                             repair (−log D), cost (C)
    right (S,)                               share of y and ŷ that the classifier tells apart
    gaps (K,), {R}_sweep (K,), right_sweep (K,)      the same at the end, for each distance
    """
    import torch

    from ebviz.models import Classifier, Cost
    from ebviz.models.gan import contrast, slope
    from ebviz.studies.gan.gan import moments
    from ebviz.studies.inference.free_energy import plane
    from ebviz.training import train

    generator = torch.Generator().manual_seed(config.seed)
    y = torch.tensor(toys["ellipse"])
    noise = config.spread * torch.randn(config.cloud, 2, generator=generator)
    end = y[:, 0].max()
    y1 = torch.linspace(-float(end) - 1, float(end) + config.gap + 1.5, config.points)
    spacing = y1[1] - y1[0]
    rows = round(2.5 / float(spacing))
    y2 = spacing * torch.arange(-rows, rows + 1)
    grid = plane(y1, y2)
    softplus, logsigmoid = torch.nn.functional.softplus, torch.nn.functional.logsigmoid
    widths = [config.hidden, config.hidden]

    def fit(gap: float, looks: list[int]) -> dict[str, Tensor]:
        y_hat = noise + torch.stack([end + gap, torch.zeros(())])
        classifier = Classifier([2, *widths], generator=generator)
        cost = Cost([2, *widths, config.features], generator=generator)

        def hot(n: int) -> Tensor:
            return y_hat[torch.randint(len(y_hat), (n,), generator=generator)]

        def of_classifier(y: Tensor) -> Tensor:
            return (softplus(-classifier(y)) + softplus(classifier(hot(len(y))))).mean()

        def of_cost(y: Tensor) -> Tensor:
            return contrast(
                cost, y, hot(len(y)), margin=config.margin, penalty=config.penalty, generator=generator
            )

        def look_at_classifier() -> dict[str, Tensor]:
            right = (classifier(y) > 0).float().mean() + (classifier(y_hat) < 0).float().mean()
            return {
                "D": torch.sigmoid(classifier(grid)),
                "section_D": torch.sigmoid(classifier(grid[rows])),
                "probability_pull": -slope(lambda y: logsigmoid(-classifier(y)), y_hat),
                "repair_pull": -slope(lambda y: -logsigmoid(classifier(y)), y_hat),
                "right": right / 2,
            }

        def look_at_cost() -> dict[str, Tensor]:
            return {"C": cost(grid), "section_C": cost(grid[rows]), "cost_pull": -slope(cost, y_hat)}

        seen: dict[str, Tensor] = {"y_hat": y_hat}
        for net, loss, look in (
            (classifier, of_classifier, look_at_classifier),
            (cost, of_cost, look_at_cost),
        ):
            history = train(
                loss,
                [y],
                net.parameters(),
                generator=generator,
                steps=config.steps,
                batch=config.batch,
                lr=config.lr,
                schedule="cosine",
                probe=look,
                look_at=looks,
                text=f"gap {gap:g}",
            )
            seen |= {**history.seen, "steps": history.steps}
        for form in FORMS:
            seen[f"{form}_strength"] = seen[f"{form}_pull"].norm(dim=-1).mean(-1)
        return seen

    arrays = fit(config.gap, moments(config.steps, config.looks))
    ends = [fit(gap, [config.steps]) for gap in config.gaps]
    arrays |= {f"{form}_sweep": torch.cat([end[f"{form}_strength"] for end in ends]) for form in FORMS}
    arrays["right_sweep"] = torch.cat([end["right"] for end in ends])
    return arrays | {"y1": y1, "y2": y2, "gaps": torch.tensor(config.gaps)}
