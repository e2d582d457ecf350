"""The steps of study `discriminator`: a classifier and a cost, trained on the same y and ŷ, at one distance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Generator, Tensor, nn
from torch.nn.functional import logsigmoid, softplus

from ebviz.energy import plane
from ebviz.models import Classifier, Cost, contract
from ebviz.models.gan import contrast, slope
from ebviz.studies import _parts
from ebviz.training import History, Pace, train

FORMS = ("probability", "repair", "cost")  # of ℓ_G: log[1 − D(ŷ)], −log D(ŷ), C(ŷ)


@dataclass(frozen=True, slots=True)
class Setup:
    """What all trainings share.

    y (N, 2), cloud (P, 2) : the data, and the cloud of ŷ while it is still at the origin.
    end (2,) : the right end of the data, half-way up. y1 (W,), y2 (H,) : the axes of the plane, H odd.
    """

    y: Tensor
    cloud: Tensor
    end: Tensor
    y1: Tensor
    y2: Tensor
    generator: Generator

    @classmethod
    def of(
        cls, y: Tensor, cloud: Tensor, gap: float, points: int, generator: Generator, *, own: bool = False
    ) -> Setup:
        """Return the setup; its plane has ``points`` points along y₁ and is wide enough for the cloud at ``gap``.

        The lecture's ellipse is around the origin; samples of the user's, ``own``, are wherever they are.
        """
        end, high = y[:, 0].max(), y[:, 1].max()
        left, middle = (y[:, 0].min(), (high + y[:, 1].min()) / 2) if own else (-end, torch.zeros(()))
        y1 = torch.linspace(float(left) - 1, float(end) + gap + 1.5, points)
        spacing = y1[1] - y1[0]
        rows = round(max(2.5, float(high - middle) + 1 if own else 0.0) / float(spacing))
        y2 = middle + spacing * torch.arange(-rows, rows + 1)
        return cls(y, cloud, torch.stack([end, middle]), y1, y2, generator)

    def y_hat(self, gap: float) -> Tensor:
        """Return the cloud at a distance from the right end of the data, (P, 2)."""
        return self.cloud + (self.end + torch.tensor([gap, 0.0]))


def look_at_classifier(classifier: Classifier, setup: Setup, y_hat: Tensor) -> dict[str, Tensor]:
    """Return D over the plane and along its middle row, the pull of both forms of ℓ_G, and what it gets right."""
    grid = plane(setup.y1, setup.y2)
    right = (classifier(setup.y) > 0).float().mean() + (classifier(y_hat) < 0).float().mean()
    return {
        "D": torch.sigmoid(classifier(grid)),
        "section_D": torch.sigmoid(classifier(grid[len(grid) // 2])),
        "probability_pull": -slope(lambda y: logsigmoid(-classifier(y)), y_hat),
        "repair_pull": -slope(lambda y: -logsigmoid(classifier(y)), y_hat),
        "right": right / 2,
    }


def look_at_cost(cost: Cost, setup: Setup, y_hat: Tensor) -> dict[str, Tensor]:
    """Return C over the plane, of the data and along the middle row, and its pull."""
    grid = plane(setup.y1, setup.y2)
    return {
        "C": cost(grid),
        "C_y": cost(setup.y),
        "section_C": cost(grid[len(grid) // 2]),
        "cost_pull": -slope(cost, y_hat),
    }


@dataclass(frozen=True, slots=True)
class Recipe:
    """How both nets are made, as a configuration says, and trained: margin and penalty of C, and the pace."""

    config: Any
    margin: float
    penalty: float
    pace: Pace


def nets(config: Any, generator: Generator) -> tuple[nn.Module, nn.Module]:
    """Return classifier and cost: the lecture's, or those that the configuration names."""
    widths = [config.hidden, config.hidden]
    classifier = Classifier([2, *widths], generator=generator)
    cost = Cost([2, *widths, config.features], generator=generator)
    roles = {"classifier": contract.logit(2), "cost": contract.cost(2)}
    own = _parts.own(config, "discriminator", roles, config.seed)
    return own.get("classifier", classifier), own.get("cost", cost)


def fit(gap: float, look_at: Sequence[int], setup: Setup, recipe: Recipe) -> dict[str, Tensor]:
    """Train both nets with the cloud at one distance; return every moment of it, and the strength of each pull."""
    generator, y_hat, pace = setup.generator, setup.y_hat(gap), recipe.pace
    classifier, cost = nets(recipe.config, generator)

    def hot(n: int) -> Tensor:
        return y_hat[torch.randint(len(y_hat), (n,), generator=generator)]

    def of_classifier(y: Tensor) -> Tensor:
        return (softplus(-classifier(y)) + softplus(classifier(hot(len(y))))).mean()

    def of_cost(y: Tensor) -> Tensor:
        y_hat = hot(len(y))
        return contrast(cost, y, y_hat, margin=recipe.margin, penalty=recipe.penalty, generator=generator)

    def trained(net: nn.Module, loss: Callable, look: Callable) -> History:
        return train(
            loss,
            [setup.y],
            net.parameters(),
            model=net,
            generator=generator,
            steps=_parts.steps(recipe.config, pace.steps, net),
            batch=pace.batch,
            lr=pace.lr,
            schedule="cosine",
            probe=lambda: look(net, setup, y_hat),
            look_at=look_at,
            text=f"gap {gap:g}",
        )

    sure = trained(classifier, of_classifier, look_at_classifier)
    warm = trained(cost, of_cost, look_at_cost)
    own = _parts.state(nn.ModuleDict({"classifier": classifier, "cost": cost}))
    moments = max(sure.steps, warm.steps, key=len)  # a net with nothing to train has one, and stays as it is
    both = {**sure.seen, **warm.seen}
    seen = {name: value.expand(len(moments), *value.shape[1:]) for name, value in both.items()}
    seen |= {"y_hat": y_hat, "steps": moments, **own}
    return seen | {f"{form}_strength": seen[f"{form}_pull"].norm(dim=-1).mean(-1) for form in FORMS}


def sweep(gaps: Sequence[float], setup: Setup, recipe: Recipe) -> dict[str, Tensor]:
    """Return, for each distance, the strength of each pull at the end, and the share the classifier gets right."""
    ends = [fit(gap, [recipe.pace.steps], setup, recipe) for gap in gaps]
    found = {f"{form}_sweep": torch.cat([end[f"{form}_strength"] for end in ends]) for form in FORMS}
    return found | {"right_sweep": torch.cat([end["right"] for end in ends])}
