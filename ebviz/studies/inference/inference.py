"""Inference in the latent-variable model: the energies of all latents for each sample, and the way to the lowest.

The decoder g(z) = [w₁ cos z, w₂ sin z] is untrained, E(y, z) = ‖y − g(z)‖². The latent ž = argmin_z E(y, z) is found
by exhaustive search, by gradient descent and by L-BFGS from z̃, and to the last digit.

Source: NYU Deep Learning, week 15, "inference".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import CheckpointPath, StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("ellipse",)


class Config(StudyConfig):
    w1: float = Field(
        -1.4526, description="decoder weight w₁; negative: z = 0 is the leftmost point", ge=-1e6, le=1e6
    )
    w2: float = Field(0.3586, description="decoder weight w₂", ge=-1e6, le=1e6)
    checkpoint: CheckpointPath | None = Field(
        None, description="safetensors or torch file with a tensor 'w' of shape (2,), instead of w1 and w2"
    )
    n_z: int = Field(48, description="latents K of the exhaustive search, over [0, 2π)", ge=3, le=100_000)
    z_init: float = Field(0.5, description="z̃, where the descents start, in radians", ge=-1000, le=1000)
    lr: float = Field(0.04, description="learning rate of the gradient descent", gt=0, le=1000)
    steps: int = Field(120, description="steps of the gradient descent", ge=1, le=100_000)
    lbfgs_steps: int = Field(12, description="steps of L-BFGS", ge=1, le=10_000)


def compute(config: Config, *, ellipse: Run) -> dict[str, Tensor]:
    """Infer the latent of each of the N samples; D = gd, lbfgs::

    w (2,)                                                     the decoder's weights
    z (K,), y_tilde (K, 2), E (N, K), i_check (N,) int64       exhaustive search
    F_grid (N,)                                                its minimum
    z_check (N,), y_check (N, 2), F (N,)                       ž to the last digit, g(ž), F_∞
    curve_z (72,), E_curve (N, 72)                             z from −2π to 4π by π/12
    {D}_z (N, S), {D}_y (N, S, 2), {D}_E (N, S)                gradient descent and L-BFGS from z̃
    fine_z (481,), fine_y (481, 2), fine_E (N, 481)            smooth lines, z from 0 to 2π, both included
    """
    import math

    import torch

    from ebviz.energy import SquaredEnergy, cold_latent, descend, latents, lbfgs
    from ebviz.models import EllipseDecoder
    from ebviz.studies._arrays import single

    double = torch.float64
    w = decoder_weights(config)
    y = torch.tensor(ellipse["y"], dtype=double)  # (N, D)
    energy = SquaredEnergy(EllipseDecoder(w)).requires_grad_(False)
    g = energy.decoder

    z = latents(config.n_z, dtype=double)  # (K,)
    curve_z = torch.arange(-24, 48, dtype=double) * math.pi / 12
    fine_z = torch.linspace(0, 2 * math.pi, 481, dtype=double)
    E = energy(y[:, None], z)  # (N, K)
    F_grid, i_check = E.min(-1)
    z_check = cold_latent(energy, y)

    z_init = torch.full((len(y),), config.z_init, dtype=double)
    gd = descend(energy, y, z_init, steps=config.steps, lr=config.lr)
    leaps = lbfgs(energy, y, z_init, steps=config.lbfgs_steps)

    arrays = {
        "w": w,
        "z": z,
        "y_tilde": g(z),
        "E": E,
        "i_check": i_check,
        "F_grid": F_grid,
        "z_check": z_check,
        "y_check": g(z_check),
        "F": energy(y, z_check),
        "curve_z": curve_z,
        "E_curve": energy(y[:, None], curve_z),
        "gd_z": gd.z,
        "gd_y": g(gd.z),
        "gd_E": gd.E,
        "lbfgs_z": leaps.z,
        "lbfgs_y": g(leaps.z),
        "lbfgs_E": leaps.E,
        "fine_z": fine_z,
        "fine_y": g(fine_z),
        "fine_E": energy(y[:, None], fine_z),
    }
    return single(arrays)


def decoder_weights(config: Config) -> Tensor:
    """Return w (2,), from the checkpoint if there is one."""
    import torch

    from ebviz.models.checkpoint import load_weights

    if config.checkpoint is None:
        return torch.tensor([config.w1, config.w2], dtype=torch.float64)
    return load_weights(config.checkpoint, {"w": (2,)})["w"].double()
