"""Training the latent-variable model on the 24 samples: cold, warm, contrastive, and with a decoder of any form.

The decoder g(z) = [w₁ cos z, w₂ sin z] by gradient descent on 𝓛(F, Y) = mean_n ℓ(F, y⁽ⁿ⁾), from the untrained w of
study ``inference``; and a curve of any form, which over-fits at zero temperature and much less when warm.

Source: NYU Deep Learning, week 15, "training".
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("ellipse", "inference")


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the contrastive ŷ and the held-out samples", ge=0, le=2**63 - 1)
    steps: int = Field(48, description="steps T of gradient descent, all samples in each", ge=1, le=10_000)
    lr: float = Field(0.12, description="rate of the gradient descent", gt=0, le=1000)
    contrastive_lr: float = Field(
        0.5, description="that of the hinge and the log loss, whose gradients fade", gt=0, le=1000
    )
    beta: float = Field(10.0, description="coldness β of the warm training", ge=1e-6, le=1e6)
    margin: float = Field(1.0, description="margin m of the hinge", ge=1e-6, le=1e6)
    n_hat: int = Field(96, description="contrastive ŷ in each step, uniform over the mesh", ge=1, le=100_000)
    n_z: int = Field(
        48, description="latents K of the warm free energy and of the force arrows", ge=3, le=100_000
    )
    fine_z: int = Field(
        480, description="latents of the free-form curve and of what is averaged or drawn", ge=3, le=100_000
    )
    extent_y1: float = Field(3.0, description="heat maps span −extent_y1 … extent_y1", ge=1e-3, le=1000)
    extent_y2: float = Field(2.25, description="heat maps span −extent_y2 … extent_y2", ge=1e-3, le=1000)
    heat_step: float = Field(0.075, description="spacing of the heat maps", ge=1e-3, le=1000)
    harmonics: int = Field(16, description="harmonics H of the free-form curve", ge=1, le=10_000)
    free_steps: int = Field(
        400, description="steps of gradient descent of the free-form curve", ge=1, le=1_000_000
    )
    free_lr: float = Field(0.05, description="their rate", gt=0, le=1000)
    free_looks: int = Field(
        41, description="about how many moments S of its training are kept", ge=2, le=10_000
    )
    held_out: int = Field(1000, description="fresh samples that measure what was learnt", ge=1, le=10_000_000)


def compute(config: Config, *, ellipse: Run, inference: Run) -> dict[str, Tensor]:
    """Train, and keep what the pictures replay; R is each of cold, warm, hinge, log::

    {R}_w (T+1, 2), {R}_loss (T,), {R}_held_out (T+1,)     weights, loss before each step, held-out mean F_∞
    z (K,), {R}_y_tilde (T+1, K, 2)                        the manifold
    heat_y1 (W,), heat_y2 (H,), {R}_F (T+1, H, W)          F_∞ of cold, F_β of warm (cold and warm only)
    cold_z_check (T+1, N), cold_y_check (T+1, N, 2), cold_force (T+1, N, 2)    ž to the last digit, and its pull
    warm_force (T+1, N, K, 2)                              the pull of each sample on each point
    free_{R}_curve (S, 481, 2)                             the free-form curve, R = cold, warm; z from 0 to 2π
    free_{R}_train (S,), free_{R}_held_out (S,)            its mean F_∞ over the 24 samples, and held out
    free_{R}_y_tilde (S, K, 2), free_{R}_length (S,)       its points at the latents z, and how long it is
    free_steps (S,) int64                                  the steps before which those looked
    floor ()                                               least possible held-out mean F_∞: that of the true ellipse
    """
    import torch

    from ebviz import data
    from ebviz.energy import (
        SquaredEnergy,
        energy_loss,
        force,
        free_energy,
        hinge_loss,
        latents,
        log_loss,
    )
    from ebviz.models import EllipseDecoder, FreeCurve
    from ebviz.studies.inference.free_energy import axis, plane
    from ebviz.studies.inference.inference import cold_latent
    from ebviz.training import geometric_steps, train

    double = torch.float64
    generator = torch.Generator().manual_seed(config.seed)
    y = torch.tensor(ellipse["y"], dtype=double)  # (N, 2)
    z = latents(config.n_z, dtype=double)  # (K,)
    rho = (ellipse.config["rho1"], ellipse.config["rho2"])
    _, fresh = data.ellipse(
        config.held_out, generator=generator, rho=rho, noise=ellipse.config["noise"], dtype=double
    )
    heat_y1, heat_y2 = axis(config.extent_y1, config.heat_step), axis(config.extent_y2, config.heat_step)
    heat = plane(heat_y1, heat_y2)  # (H, W, 2)
    corner = torch.tensor([config.extent_y1, config.extent_y2], dtype=double)
    start = torch.tensor(inference["w"], dtype=double)
    fine = latents(config.fine_z, dtype=double)

    def cold(energy: SquaredEnergy, y: Tensor) -> Tensor:
        """F_∞ = E(y, ž), ž held while the weights move: the gradient of a minimum is that of its argument."""
        return energy(y, cold_latent(energy, y))

    def warm(energy: SquaredEnergy, y: Tensor) -> Tensor:
        return free_energy(energy, y, z, config.beta)

    def distance(energy: SquaredEnergy, y: Tensor) -> Tensor:
        """F_∞ by a search that is fine enough to be drawn and averaged."""
        return free_energy(energy, y, fine)

    def y_hat() -> Tensor:
        return corner * (2 * torch.rand(config.n_hat, 2, generator=generator, dtype=double) - 1)

    losses = {
        "cold": lambda energy, y: energy_loss(cold(energy, y)).mean(),
        "warm": lambda energy, y: energy_loss(warm(energy, y)).mean(),
        "hinge": lambda energy, y: hinge_loss(
            cold(energy, y)[:, None], cold(energy, y_hat()), config.margin
        ).mean(),
        "log": lambda energy, y: log_loss(cold(energy, y)[:, None], cold(energy, y_hat())).mean(),
    }
    arrays = {"z": z, "heat_y1": heat_y1, "heat_y2": heat_y2}
    for name, loss in losses.items():
        energy = SquaredEnergy(EllipseDecoder(start))

        def look(energy: SquaredEnergy = energy, name: str = name) -> dict[str, Tensor]:
            g = energy.decoder
            seen = {"w": energy.decoder.w, "y_tilde": g(z), "held_out": distance(energy, fresh).mean()}
            if name == "cold":
                z_check = cold_latent(energy, y)
                pull = 2 * (y - g(z_check))
                seen |= {
                    "z_check": z_check,
                    "y_check": g(z_check),
                    "force": pull,
                    "F": distance(energy, heat),
                }
            if name == "warm":
                seen |= {"force": force(y, g(z), config.beta), "F": warm(energy, heat)}
            return seen

        history = train(
            lambda y, loss=loss, energy=energy: loss(energy, y),
            [y],
            energy.parameters(),
            generator=generator,
            steps=config.steps,
            batch=len(y),
            lr=config.lr if name in ("cold", "warm") else config.contrastive_lr,
            optimiser="sgd",
            probe=look,
            look_at=range(config.steps + 1),
            text=f"ellipse, {name}",
        )
        arrays |= {f"{name}_{key}": value for key, value in history.seen.items()}
        arrays[f"{name}_loss"] = history.loss

    curve_z = torch.linspace(0, 2 * math.pi, 481, dtype=double)
    for name, beta in (("cold", math.inf), ("warm", config.beta)):
        energy = SquaredEnergy(FreeCurve(start, config.harmonics))

        def watch(energy: SquaredEnergy = energy) -> dict[str, Tensor]:
            curve = energy.decoder(curve_z)
            return {
                "curve": curve,
                "y_tilde": energy.decoder(z),
                "train": distance(energy, y).mean(),
                "held_out": distance(energy, fresh).mean(),
                "length": curve.diff(dim=0).norm(dim=-1).sum(),
            }

        history = train(
            lambda y, beta=beta, energy=energy: energy_loss(free_energy(energy, y, fine, beta)).mean(),
            [y],
            energy.parameters(),
            generator=generator,
            steps=config.free_steps,
            batch=len(y),
            lr=config.free_lr,
            optimiser="sgd",
            probe=watch,
            look_at=geometric_steps(config.free_steps, config.free_looks),
            text=f"free form, {name}",
        )
        arrays |= {f"free_{name}_{key}": value for key, value in history.seen.items()}
    truth = SquaredEnergy(EllipseDecoder(torch.tensor(rho, dtype=double))).requires_grad_(False)
    arrays |= {"floor": distance(truth, fresh).mean()}
    return {name: array.float() for name, array in arrays.items()} | {"free_steps": history.steps}
