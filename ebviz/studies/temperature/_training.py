"""The steps of study `training`: the losses, what is watched while they fall, and the trainings themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Generator, Tensor

from ebviz import data
from ebviz.energy import (
    Energy,
    SquaredEnergy,
    axis,
    energy_loss,
    force,
    free_energy,
    hinge_loss,
    latents,
    log_loss,
    plane,
    softargmin,
)
from ebviz.models import EllipseDecoder, FreeCurve, yours
from ebviz.studies._arrays import prefixed
from ebviz.studies._extent import Extent, chosen, shown, unit
from ebviz.studies._latent import LatentModel
from ebviz.training import geometric_steps, train

if TYPE_CHECKING:
    from ebviz.study import Run

EXTENT = (3.0, 2.25)  # of the heat maps of the lecture's model
double = torch.float64
FAN = 60  # moments of β at which a pull fans out, from 30 times that of the warm training to a tenth of it


@dataclass(frozen=True, slots=True)
class Setup:
    """What all trainings share.

    y (N, 2), fresh (M, 2) : the samples, and held-out ones from the same distribution. rho (2,) : its semi-axes.
    z (K,), fine (…,) : latents of the warm free energy, and those that are fine enough to average and draw with.
    start (2,) : w of the ellipse that the free-form curve starts as.
    model : makes the untrained model. called : what that is called.
    heat_y1 (W,), heat_y2 (H,), extent : the axes of the heat maps.
    beta, margin, n_hat : β of the warm training, m of the hinge loss, number of contrastive ŷ.
    """

    y: Tensor
    fresh: Tensor
    rho: Tensor
    start: Tensor
    model: Callable[[], LatentModel]
    called: str
    z: Tensor
    fine: Tensor
    heat_y1: Tensor
    heat_y2: Tensor
    extent: Extent
    beta: float
    margin: float
    n_hat: int
    generator: Generator

    def cold(self, model: LatentModel, y: Tensor) -> Tensor:
        """Return F_∞ = E(y, ž), ž held while the weights move: the gradient of a minimum is that at the minimiser."""
        return model.energy(y, model.cold_latent(y))

    def warm(self, energy: Energy, y: Tensor) -> Tensor:
        """Return F_β at the β of the warm training."""
        return free_energy(energy, y, self.z, self.beta)

    def distance(self, energy: Energy, y: Tensor) -> Tensor:
        """Return F_∞ by a search that is fine enough to average and to draw."""
        return free_energy(energy, y, self.fine)

    def y_hat(self) -> Tensor:
        """Draw contrastive points, uniform over the extent of the heat maps: (P, 2)."""
        corner = torch.tensor(self.extent, dtype=double)
        return corner * (2 * torch.rand(self.n_hat, 2, generator=self.generator, dtype=double) - 1)

    def floor(self) -> Tensor:
        """Return the least possible held-out mean F_∞, that of the true ellipse."""
        truth = SquaredEnergy(EllipseDecoder(self.rho)).requires_grad_(False)
        return self.around().distance(truth, self.fresh).mean()

    def around(self) -> Setup:
        """Return the same with as many latents, all of them angles."""
        return replace(self, z=latents(len(self.z), dtype=double), fine=latents(len(self.fine), dtype=double))


def view(config: Any, ellipse: Run, inference: Run) -> tuple[Extent, tuple[Tensor, Tensor]]:
    """Return extent and axes of the heat maps; where a configuration is silent, they fit samples and manifold."""
    size = unit(EXTENT, *shown(ellipse, inference))
    extent = chosen((config.extent_y1, config.extent_y2), EXTENT, size)
    step = config.heat_step or extent[0] / 40
    return extent, (axis(extent[0], step), axis(extent[1], step))


def samples(ellipse: Run, held_out: int, generator: Generator) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
    """Return the samples to train with, held-out ones, and which of the user's are which.

    Held-out samples of the ellipse are drawn afresh; of the user's own they are a quarter.
    """
    y = torch.tensor(ellipse["y"], dtype=double)
    if ellipse.config["data"] is None:
        rho, noise = (ellipse.config["rho1"], ellipse.config["rho2"]), ellipse.config["noise"]
        return y, data.ellipse(held_out, generator=generator, rho=rho, noise=noise, dtype=double)[1], {}
    order, count = torch.randperm(len(y), generator=generator), max(1, len(y) // 4)
    kept, held = order[count:].sort().values, order[:count].sort().values
    return y[kept], y[held], {"held_out_i": held, "kept_i": kept}


def loss(name: str, model: LatentModel, y: Tensor, setup: Setup) -> Tensor:
    """Return the loss functional of that name, the mean over the samples y (N, 2)."""
    if name == "warm":
        return energy_loss(setup.warm(model.energy, y)).mean()
    F = setup.cold(model, y)  # (N,)
    if name == "cold":
        return energy_loss(F).mean()
    F_hat = setup.cold(model, setup.y_hat())  # (P,)
    if name == "hinge":
        return hinge_loss(F[:, None], F_hat, setup.margin).mean()
    return log_loss(F[:, None], F_hat).mean()


def look(name: str, model: LatentModel, setup: Setup) -> dict[str, Tensor]:
    """Return the model at one moment; of the cold and the warm training also its forces and heat maps."""
    g, y, energy = model.decoder, setup.y, model.energy
    seen = {"held_out": setup.distance(energy, setup.fresh).mean(), **model.points(y_tilde=setup.z)}
    if isinstance(g, EllipseDecoder):
        seen["w"] = g.w
    if name not in ("cold", "warm"):
        return seen
    heat = plane(setup.heat_y1, setup.heat_y2)  # (H, W, 2)
    if name == "warm":
        seen["F"] = setup.warm(energy, heat)
        return seen if g is None else seen | {"force": force(y, g(setup.z), setup.beta)}  # (N, K, 2)
    z_check = model.cold_latent(y)
    seen |= {"z_check": z_check, "F": setup.distance(energy, heat), **model.points(y_check=z_check)}
    return seen if g is None else seen | {"force": 2 * (y - g(z_check))}  # (N, 2)


def fit(name: str, setup: Setup, steps: int, lr: float) -> dict[str, Tensor]:
    """Train the model with the loss of that name; return every moment of it and the loss of each step."""
    model = setup.model()
    history = train(
        lambda y: loss(name, model, y, setup),
        [setup.y],
        model.net.parameters(),
        model=model.net,
        generator=setup.generator,
        steps=steps,
        batch=len(setup.y),
        lr=lr,
        optimiser="sgd",
        probe=lambda: look(name, model, setup),
        look_at=range(steps + 1),
        text=f"{setup.called}, {name}",
    )
    return prefixed(name, history.seen | {"loss": history.loss}) | yours.state(f"{name}_net", model.net)


def pulls(arrays: Mapping[str, Tensor], setup: Setup) -> dict[str, Tensor]:
    """Return how a sample's pull fans out, and on how many points it pulls; nothing if a model has no points."""
    if "warm_y_tilde" not in arrays:
        return {}
    start, end = arrays["warm_y_tilde"][[0, -1]]
    upwards = int(arrays["cold_force"][0, :, 1].argmax())  # the sample that pulls upwards most
    return fan(upwards, start, setup) | {"warm_pulled": pulled(end, setup)}


def fan(one: int, y_tilde: Tensor, setup: Setup) -> dict[str, Tensor]:
    """Return how the pull of sample ``one`` on the points (K, 2) fans out over them as β falls."""
    betas = [math.inf, *(setup.beta * 30 * 300 ** -(torch.arange(FAN, dtype=double) / (FAN - 1))).tolist()]
    way = setup.y[one] - y_tilde
    weights = torch.stack([softargmin(way.square().sum(dim=-1), beta) for beta in betas])  # (B, K)
    pull = (weights / weights.amax(dim=1, keepdim=True))[..., None] * way
    return {"fan_i": torch.tensor(one), "fan_beta": torch.tensor(betas, dtype=double), "fan_pull": pull}


def pulled(y_tilde: Tensor, setup: Setup) -> Tensor:
    """Return on how many of the points (K, 2) a sample has 90 % of its weight when warm, on average."""
    weights = softargmin((setup.y[:, None] - y_tilde).square().sum(dim=-1), setup.beta)  # (N, K)
    return ((weights.sort(dim=1, descending=True).values.cumsum(dim=1) < 0.9).sum(dim=1) + 1.0).mean()


def look_at_curve(energy: SquaredEnergy, setup: Setup, beta: float) -> dict[str, Tensor]:
    """Return the free-form curve at one moment, how well it fits, its length, and the force on it.

    Cold, that is the force of each sample on its nearest point; warm, that of all samples on each point.
    """
    curve = energy.decoder(torch.linspace(0, 2 * math.pi, 481, dtype=double))
    if math.isinf(beta):
        tail = curve[torch.cdist(setup.y, curve).argmin(dim=1)]
        push = 2 * (setup.y - tail)  # (N, 2)
    else:
        tail = energy.decoder(setup.z)
        push = force(setup.y, tail, beta).sum(dim=0)  # (K, 2)
    return {
        "tail": tail,
        "force": push,
        "curve": curve,
        "y_tilde": energy.decoder(setup.z),
        "train": setup.distance(energy, setup.y).mean(),
        "held_out": setup.distance(energy, setup.fresh).mean(),
        "length": curve.diff(dim=0).norm(dim=-1).sum(),
    }


def fit_curve(
    name: str, beta: float, setup: Setup, *, harmonics: int, steps: int, lr: float, looks: int
) -> dict[str, Tensor]:
    """Train the free-form curve with F_β; return about ``looks`` moments of it, and their steps."""
    energy = SquaredEnergy(FreeCurve(setup.start, harmonics))
    setup = setup.around()  # whatever the latents of the model are, its own are angles
    history = train(
        lambda y: energy_loss(free_energy(energy, y, setup.fine, beta)).mean(),
        [setup.y],
        energy.parameters(),
        generator=setup.generator,
        steps=steps,
        batch=len(setup.y),
        lr=lr,
        optimiser="sgd",
        probe=lambda: look_at_curve(energy, setup, beta),
        look_at=geometric_steps(steps, looks),
        text=f"free form, {name}",
    )
    return prefixed(f"free_{name}", history.seen) | {"free_steps": history.steps}
