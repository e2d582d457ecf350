"""Inference in the latent-variable model: the energies of all latents for each sample, and the way to the lowest.

The decoder g(z) = [w₁ cos z, w₂ sin z] is untrained, E(y, z) = ‖y − g(z)‖². The latent ž = argmin_z E(y, z) is found
by exhaustive search, by gradient descent and by L-BFGS from z̃, and to the last digit. A decoder of yours,
z (B, 1) → ỹ (B, 2), or an energy, y (B, 2) and z (B, 1) → E (B,), may stand in its place.

Source: NYU Deep Learning, week 15, "inference".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, model_validator

from ebviz.studies._device import OnDevice
from ebviz.studies._ends import Ends
from ebviz.study import CheckpointPath, Entry

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.energy import Domain
    from ebviz.study import Run

INPUTS = ("ellipse",)


class Config(Ends, OnDevice):
    w1: float = Field(
        -1.4526, description="decoder weight w₁; negative: z = 0 is the leftmost point", ge=-1e6, le=1e6
    )
    w2: float = Field(0.3586, description="decoder weight w₂", ge=-1e6, le=1e6)
    checkpoint: CheckpointPath | None = Field(
        None, description="safetensors or torch file with a tensor 'w' of shape (2,), instead of w1 and w2"
    )
    decoder: Entry | None = Field(None, description="your own decoder: FILE.py:NAME, z (B, 1) → ỹ (B, 2)")
    energy: Entry | None = Field(
        None, description="your own energy: FILE.py:NAME, y (B, 2) and z (B, 1) → E (B,)"
    )
    arguments: dict[str, Any] = Field({}, description="keyword arguments of your decoder or energy")
    weights: CheckpointPath | None = Field(
        None, description="weights of your decoder or energy; without, those that it draws itself"
    )
    weights_prefix: str | None = Field(
        None,
        description="what is taken off the names of the weights, such as ema.; null: what fits most of them",
    )
    weights_seed: int = Field(0, description="seed of the weights that it draws", ge=0, le=2**63 - 1)
    n_z: int = Field(
        48, description="latents K of the exhaustive search, from z_low to z_high", ge=3, le=100_000
    )
    z_init: float = Field(0.5, description="z̃, where the descents start, in radians", ge=-1000, le=1000)
    lr: float = Field(0.04, description="learning rate of the gradient descent", gt=0, le=1000)
    steps: int = Field(120, description="steps of the gradient descent", ge=1, le=100_000)
    lbfgs_steps: int = Field(12, description="steps of L-BFGS", ge=1, le=10_000)

    @model_validator(mode="after")
    def _one_model(self) -> Config:
        if self.decoder is not None and self.energy is not None:
            raise ValueError("expected a decoder or an energy, got both")
        own = {"weights": self.weights, "arguments": self.arguments, "device": self.device != "cpu"}
        if self.decoder is None and self.energy is None and any(own.values()):
            raise ValueError(
                "weights, arguments and device are those of a decoder or an energy of yours; none is named"
            )
        return self


def compute(config: Config, *, ellipse: Run) -> dict[str, Tensor]:
    """Infer the latent of each of the N samples; D = gd, lbfgs::

    w (2,)                                                     w₁ and w₂ of the ellipse
    net.…                                                      the weights of the model that is used
    z (K,), y_tilde (K, 2), E (N, K), i_check (N,) int64       exhaustive search
    F_grid (N,)                                                its minimum
    z_check (N,), y_check (N, 2), F (N,)                       ž to the last digit, g(ž), F_∞
    curve_z (72,), E_curve (N, 72)                             one and a half times the latents there are, by 1/24
    {D}_z (N, S), {D}_y (N, S, 2), {D}_E (N, S)                gradient descent and L-BFGS from z̃
    fine_z (481,), fine_y (481, 2), fine_E (N, 481)            smooth lines, from the least to the greatest z

    Of an energy that is not made of a decoder there are no points: y_tilde, y_check, {D}_y, fine_y.
    """
    import torch

    from ebviz.energy import descend, lbfgs
    from ebviz.models import yours
    from ebviz.studies import _latent
    from ebviz.studies._arrays import single

    double = torch.float64
    y = torch.tensor(ellipse["y"], dtype=double)  # (N, D)
    model = _latent.given(config)
    model.net.requires_grad_(False)
    energy, domain = model.energy, model.domain

    z = domain.grid(config.n_z, dtype=double)  # (K,)
    curve_z = curve(domain)
    fine_z = domain.line(481, dtype=double)
    E = energy(y[:, None], z)  # (N, K)
    F_grid, i_check = E.min(-1)
    z_check = model.cold_latent(y)

    z_init = torch.full((len(y),), config.z_init, dtype=double)
    gd = descend(energy, y, z_init, steps=config.steps, lr=config.lr)
    leaps = lbfgs(energy, y, z_init, steps=config.lbfgs_steps)

    arrays = {
        "w": _latent.ellipse(config),
        **yours.state("net", model.net),
        "z": z,
        "E": E,
        "i_check": i_check,
        "F_grid": F_grid,
        "z_check": z_check,
        "F": energy(y, z_check),
        "curve_z": curve_z,
        "E_curve": energy(y[:, None], curve_z),
        "gd_z": gd.z,
        "gd_E": gd.E,
        "lbfgs_z": leaps.z,
        "lbfgs_E": leaps.E,
        "fine_z": fine_z,
        "fine_E": energy(y[:, None], fine_z),
        **model.points(y_tilde=z, y_check=z_check, gd_y=gd.z, lbfgs_y=leaps.z, fine_y=fine_z),
    }
    return single(arrays)


def curve(domain: Domain) -> Tensor:
    """Return the latents of the energy curves (72,): of an angle from −2π to 4π by π/12, else from end to end."""
    import torch

    if domain.closed:
        return domain.low + torch.arange(-24, 48, dtype=torch.float64) * domain.span / 24
    return domain.line(72, dtype=torch.float64)
