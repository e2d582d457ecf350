"""Training the latent-variable model on the 24 samples: cold, warm, contrastive, and with a free-form decoder.

The decoder g(z) = [w₁ cos z, w₂ sin z] descends the gradient of 𝓛(F, Y) = mean_n ℓ(F, y⁽ⁿ⁾) from the untrained w of
study ``inference``; so does a free-form curve, which overfits at zero temperature and much less when warm.

Source: NYU Deep Learning, week 15, "training".
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("ellipse", "inference")


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the contrastive ŷ and the held-out samples", ge=0, le=2**63 - 1)
    steps: int = Field(
        48, description="steps T of gradient descent, with all samples in each", ge=1, le=10_000
    )
    lr: float = Field(0.12, description="learning rate of the gradient descent", gt=0, le=1000)
    contrastive_lr: float = Field(
        0.5, description="learning rate with the hinge and the log loss, whose gradients fade", gt=0, le=1000
    )
    beta: float = Field(10.0, description="coldness β of the warm training", ge=1e-6, le=1e6)
    margin: float = Field(1.0, description="margin m of the hinge loss", ge=1e-6, le=1e6)
    n_hat: int = Field(
        96,
        description="contrastive ŷ in each step, uniform over the extent of the heat maps",
        ge=1,
        le=100_000,
    )
    n_z: int = Field(
        48, description="latents K of the warm free energy and of the force arrows", ge=3, le=100_000
    )
    fine_z: int = Field(
        480,
        description="latents of the free-form curve, and of all that is averaged or drawn",
        ge=3,
        le=100_000,
    )
    extent_y1: float | None = Field(
        None,
        description="heat maps span −extent_y1 … extent_y1; by default 3, or as samples and manifold need",
        ge=1e-3,
        le=1e6,
    )
    extent_y2: float | None = Field(
        None, description="the same along y₂; by default 2.25, or as needed", ge=1e-3, le=1e6
    )
    heat_step: float | None = Field(
        None, description="spacing of the heat maps; by default extent_y1 / 40", ge=1e-3, le=1e6
    )
    harmonics: int = Field(16, description="harmonics H of the free-form curve", ge=1, le=10_000)
    free_steps: int = Field(
        400, description="steps of gradient descent of the free-form curve", ge=1, le=1_000_000
    )
    free_lr: float = Field(0.05, description="learning rate of the free-form curve", gt=0, le=1000)
    free_looks: int = Field(
        41, description="about how many moments S of its training to keep", ge=2, le=10_000
    )
    held_out: int = Field(
        1000,
        description="fresh samples that measure what was learnt; of samples of yours, a quarter is held out",
        ge=1,
        le=10_000_000,
    )


def compute(config: Config, *, ellipse: Run, inference: Run) -> dict[str, Tensor]:
    """Train, and keep what the pictures replay; R is one of cold, warm, hinge, log::

    {R}_w (T+1, 2), {R}_net.…                              weights w, and all those of the trained model
    {R}_loss (T,), {R}_held_out (T+1,)                     loss before each step, held-out mean F_∞
    z (K,), {R}_y_tilde (T+1, K, 2)                        the manifold
    heat_y1 (W,), heat_y2 (H,), {cold,warm}_F (T+1, H, W)  F_∞ of cold, F_β of warm
    cold_z_check (T+1, N), cold_y_check (T+1, N, 2), cold_force (T+1, N, 2)    ž to the last digit, and its pull
    warm_force (T+1, N, K, 2)                              the pull of each sample on each point
    warm_pulled ()                                         on how many of them it has 90 % of its weight, in the end
    fan_i () int64, fan_beta (B,), fan_pull (B, K, 2)      a sample, and its pull on the untrained points as β falls
                                                           from ∞, in units of the weight of the nearest, 2 a_k
    free_{cold,warm}_curve (S, 481, 2)                     the free-form curve, z from 0 to 2π
    free_{cold,warm}_{train,held_out,length} (S,)          its mean F_∞ over the samples, and held out; its length
    free_{cold,warm}_y_tilde (S, K, 2)                     its points at the latents z
    free_cold_{tail,force} (S, N, 2)                       where each sample pulls on it, and how; and how all
    free_warm_{tail,force} (S, K, 2)                       of them pull on each of its points
    free_steps (S,) int64                                  the steps before which these were taken
    floor ()                                               least possible held-out mean F_∞, that of the true ellipse

    Of samples of yours a quarter is held out: kept_i and held_out_i say which are trained with and which are not, and
    there is no floor.
    """
    import torch

    from ebviz.studies import _latent
    from ebviz.studies._arrays import single
    from ebviz.studies.temperature import _training as steps

    double, domain = torch.float64, _latent.domain(inference)
    extent, heat = steps.view(config, ellipse, inference)
    generator = torch.Generator().manual_seed(config.seed)
    y, fresh, divided = steps.samples(ellipse, config.held_out, generator)
    setup = steps.Setup(
        y=y,
        fresh=fresh,
        rho=torch.tensor([ellipse.config["rho1"], ellipse.config["rho2"]], dtype=double),
        start=torch.tensor(inference["w"], dtype=double),
        model=partial(_latent.of, inference),
        called=inference.config["decoder"] or inference.config["energy"] or "ellipse",
        z=domain.grid(config.n_z, dtype=double),
        fine=domain.grid(config.fine_z, dtype=double),
        heat_y1=heat[0],
        heat_y2=heat[1],
        extent=extent,
        beta=config.beta,
        margin=config.margin,
        n_hat=config.n_hat,
        generator=generator,
    )
    arrays = {"z": setup.z, "heat_y1": setup.heat_y1, "heat_y2": setup.heat_y2}
    for name in ("cold", "warm"):
        arrays |= steps.fit(name, setup, config.steps, config.lr)
    for name in ("hinge", "log"):
        arrays |= steps.fit(name, setup, config.steps, config.contrastive_lr)
    arrays |= steps.pulls(arrays, setup)
    free_form = {"harmonics": config.harmonics, "steps": config.free_steps, "looks": config.free_looks}
    for name, beta in (("cold", math.inf), ("warm", config.beta)):
        arrays |= steps.fit_curve(name, beta, setup, lr=config.free_lr, **free_form)
    return single(arrays | (divided or {"floor": setup.floor()}))
