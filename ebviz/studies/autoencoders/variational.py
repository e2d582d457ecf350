"""The free energy from above: distributions q(z) whose bound on F_β comes down, to F_β itself or not quite.

    F_β(y) ≤ E_q[E(y, z)] + (1/β) KL(q ‖ u),    tight at q = softargmin_β[E(y, ·)]

The decoder is trained, and y lies in the middle of its ellipse, where E(y, ·) has two wells. A free q comes to cover
both; a q that is a single bump, as a VAE's Gaussian is, covers one of them and keeps a gap, wherever it goes.

Source: NYU Deep Learning, Y. LeCun's notes on the variational free energy; and the VAE lecture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("training", "inference")


class Config(StudyConfig):
    y1: float = Field(0.0, description="y₁ of the sample; at (0, 0) both wells are equal", ge=-10, le=10)
    y2: float = Field(0.0, description="y₂ of the sample", ge=-10, le=10)
    beta: float = Field(10**0.5, description="coldness β, the lecture's 3.2", ge=1e-2, le=100)
    n_z: int = Field(120, description="latents K of the grid", ge=3, le=10_000)
    start: float = Field(
        2.7, description="where q starts, in radians: about as wrong as it can be", ge=-1000, le=1000
    )
    start_kappa: float = Field(12.0, description="how narrow q starts: its concentration κ", gt=0, le=300)
    steps: int = Field(120, description="steps T of both descents", ge=1, le=10_000)
    rate: float = Field(
        0.06, description="share of the way that one step takes the log of the free q", gt=0, le=1
    )
    bump_lr: float = Field(0.04, description="learning rate of the descent in m and log κ", gt=0, le=1000)


def compute(config: Config, *, training: Run, inference: Run) -> dict[str, Tensor]:
    """Descend the bound, with a free q and with a single bump; R is one of free, bump; S = T + 1 moments::

    w (2,), y (2,), z (K,), E (K,)               the decoder, the sample, the latents and their energies
    y_tilde (K, 2)                               g(z), if the energy is made of a decoder
    softargmin (K,), F (), beta ()               the best q, and the bound that it attains
    {R}_q (S, K)                                 q(z) before each step, and at the end
    {R}_bound (S,) = {R}_expected (S,) + {R}_kl (S,)         E_q[E] and (1/β) KL(q ‖ u)
    {R}_gap (S,)                                 bound − F, which is (1/β) KL(q ‖ softargmin)
    bump_m (S,), bump_kappa (S,)                 q(z) ∝ exp(κ cos(z − m)), von Mises

    Of a decoder or an energy of yours, in study `inference`, there is no w; where z does not run around, its whole
    range is half a turn of the bump.

    The free q moves by exponentiated gradient: its logits step along the bound's gradient in q, which is steepest
    descent where KL measures distance. The bump moves by gradient descent in m and log κ.
    """
    import torch

    from ebviz.studies import _latent
    from ebviz.studies._arrays import single
    from ebviz.studies.autoencoders import _variational as steps

    model = _latent.of(inference, training, "cold_net")
    y = torch.tensor([config.y1, config.y2], dtype=torch.float64)
    sample = steps.Sample.of(model, y, config.n_z, config.beta)
    free = steps.free(sample, config.start, config.start_kappa, config.rate * config.beta)
    bump = steps.bump(sample, config.start, config.start_kappa, config.bump_lr)
    arrays = sample.arrays()
    for family in (free, bump):
        arrays |= steps.descend(family, sample, config.steps)
    return single(arrays)
