"""The steps of study `thermostat`: the two manifolds, and F_β and the Gibbs weights along the dial."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ebviz.energy import axis, free_energy, plane, softargmin, softmin
from ebviz.models import EllipseDecoder
from ebviz.studies import _latent
from ebviz.studies._extent import unit
from ebviz.studies._latent import LatentModel

if TYPE_CHECKING:
    from ebviz.study import Run

EXTENT = (3.0, 2.25)  # of the surface that shows the lecture's model
ENDS = (30.0, 0.03)  # the first and the last finite β of the dial for it
double = torch.float64


@dataclass(frozen=True, slots=True)
class Models:
    """M = 2 models, untrained and trained, and the one of them that the surfaces show.

    z (K,), fine (…,) : latents whose weights are shown, and those of the free energies.
    """

    models: tuple[LatentModel, LatentModel]
    shown: LatentModel
    z: Tensor
    fine: Tensor

    @classmethod
    def of(cls, inference: Run, training: Run, shown: str, n_z: int, fine_z: int) -> Models:
        """Read both models; ``shown`` is "untrained" or "trained"."""
        untrained = _latent.of(inference)
        trained = _latent.of(inference, weights=training, prefix="cold_net")
        for model in (untrained, trained):
            model.net.requires_grad_(False)
        z, fine = (trained.domain.grid(n, dtype=double) for n in (n_z, fine_z))
        return cls((untrained, trained), trained if shown == "trained" else untrained, z, fine)

    def sweep(self, y: Tensor, betas: Sequence[float]) -> Tensor:
        """Return F_β of the shown model at every β, points y (…, 2) → (B, …)."""
        return torch.stack([free_energy(self.shown.energy, y, self.fine, beta) for beta in betas])

    def sweeps(self, y: Tensor, betas: Sequence[float]) -> Tensor:
        """Return F_β of each model at every β, points y (…, 2) → (M, B, …)."""
        rows = [[free_energy(model.energy, y, self.fine, beta) for beta in betas] for model in self.models]
        return torch.stack([torch.stack(row) for row in rows])


def positions(coldest: float, warmest: float, count: int) -> list[float]:
    """Return the β of ``count`` positions on the dial: ∞, a geometric sweep from coldest to warmest, and 0."""
    between = torch.logspace(math.log10(coldest), math.log10(warmest), count - 2, dtype=double)
    return [math.inf, *between.tolist(), 0.0]


def manifolds(models: Models) -> dict[str, Tensor]:
    """Return both models: w of the ellipse, the points of a decoder at the latents z, and smooth lines."""
    around = models.shown.domain.line(481, dtype=double)
    points = [model.points(y_tilde=models.z, fine_y=around) for model in models.models]
    ellipses: list[Tensor] = [model.net.w for model in models.models if isinstance(model.net, EllipseDecoder)]
    return {
        **({"w": torch.stack(ellipses)} if ellipses else {}),
        "z": models.z,
        **{name: torch.stack([found[name] for found in points]) for name in points[0]},
    }


def size(ellipse: Run, manifolds: Mapping[str, Tensor]) -> float:
    """Return how much larger than the lecture's samples and manifolds are, as `_extent.unit` rounds it."""
    curves = [manifolds["fine_y"].detach().numpy()] if "fine_y" in manifolds else []
    return unit(EXTENT, ellipse["y"], *curves)


def surfaces(
    models: Models,
    extent: tuple[float, float],
    points: int,
    dial: Sequence[float],
    named: Sequence[float],
) -> dict[str, Tensor]:
    """Return F_β of the shown model over the plane, along the dial and at the lecture's temperatures."""
    y1 = torch.linspace(-extent[0], extent[0], points, dtype=double)
    half = round((points - 1) / 2 * extent[1] / extent[0])
    y2 = torch.linspace(-extent[1], extent[1], 2 * half + 1, dtype=double)  # one row at y₂ = 0
    y = plane(y1, y2)
    return {
        "surface_y1": y1,
        "surface_y2": y2,
        "dial_beta": torch.tensor(dial, dtype=double),
        "dial_F": torch.stack(
            [free_energy(models.shown.energy, y, models.fine, beta).float() for beta in dial]
        ),
        "named_beta": torch.tensor(named, dtype=double),
        "named_F": models.sweep(y, named),
    }


def sections(models: Models, size: float, dial: Sequence[float], named: Sequence[float]) -> dict[str, Tensor]:
    """Return F_β along the line y₁ = 0: of the shown model along the dial, of both at the lecture's temperatures."""
    y2 = torch.linspace(-2 * size, 2 * size, 201, dtype=double)
    named_y2 = axis(2.0 * size, 0.25 * size)
    middle = torch.zeros(1, dtype=double)
    fine, coarse = plane(middle, y2)[:, 0], plane(middle, named_y2)[:, 0]
    return {
        "section_y2": y2,
        "dial_section": models.sweep(fine, dial),
        "named_y2": named_y2,
        "named_section": models.sweeps(coarse, named),
        "named_fine": models.sweeps(fine, named),
    }


def weights(models: Models, ellipse: Run, dial: Sequence[float]) -> dict[str, Tensor]:
    """Return, at three points y′, the energy of each latent and the Gibbs weight that it gets."""
    y = torch.tensor(ellipse["y"], dtype=double)
    right, top = (y[int(ellipse[name])] for name in ("i_right", "i_top"))
    points = torch.stack([right, top, torch.zeros(2, dtype=double)])
    E = torch.stack([model.energy(points[:, None], models.z) for model in models.models])  # (M, P, K)
    shown = E[models.models.index(models.shown)]
    return {
        "points": points,
        "E": E,
        "dial_gibbs": torch.stack([softargmin(shown, beta) for beta in dial]),
        "dial_free": torch.stack([softmin(shown, beta) for beta in dial]),
        "boltzmann": torch.exp(-E),
        "gibbs": softargmin(E, 1.0),
    }


def tour(models: Models, points: Tensor, dial: Sequence[float], beta: float, legs: int) -> dict[str, Tensor]:
    """Return how a y′ and a falling β go through both: from ∞ to ``beta`` at the first of the points (3, 2), to the
    second and the third in so many ``legs`` each, on to 0 there, back to the first, and to ∞. The model is untrained.
    """
    right, top, middle = points
    cold, hot = [b for b in dial if b > beta], [b for b in dial if b < beta]
    share = torch.linspace(0, 1, legs + 1, dtype=double)[1:, None]
    stages = [
        (right.expand(len(cold) + 1, 2), [*cold, beta]),
        *((start + share * (end - start), [beta] * legs) for start, end in ((right, top), (top, middle))),
        (middle.expand(len(hot), 2), hot),
        (middle + share * (right - middle), [dial[-1]] * legs),
        (right.expand(len(dial) - 1, 2), dial[-2::-1]),
    ]
    y, betas = torch.cat([places for places, _ in stages]), [b for _, falling in stages for b in falling]
    E = models.models[0].energy(y[:, None], models.z)  # (S, K)
    a = torch.stack([softargmin(row, b) for row, b in zip(E, betas, strict=True)])
    return {
        "tour_y": y,
        "tour_beta": torch.tensor(betas, dtype=double),
        "tour_E": E,
        "tour_weight": a / a.amax(-1, keepdim=True),
        "tour_stop": torch.tensor([0, *(len(falling) for _, falling in stages)]).cumsum(0)[1:] - 1,
    }
