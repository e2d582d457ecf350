"""The energies of all latents at every point of the plane, of the model that was trained at zero temperature.

What study ``energies`` has of the untrained model; its inner hill is taller, so that there is more to melt.

Source: NYU Deep Learning, week 15, "training".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebviz.studies._tabulated import Tabulated

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("ellipse", "inference", "training")


class Config(Tabulated):
    pass


def compute(config: Config, *, ellipse: Run, inference: Run, training: Run) -> dict[str, Tensor]:
    """Tabulate E, H rows of y₂ by W columns of y₁::

    y1 (W,), y2 (H,), z (K,), fine_z (481,)     points and latents; fine_z goes from one end of z to the other
    E (H, W, K)                                 E(y, z)
    w (2,)                                      weights of the ellipse, if the decoder is one
    y_tilde (K, 2), fine_y (481, 2)             its points at z and at fine_z, if there is a decoder
    """
    from ebviz.studies import _latent
    from ebviz.studies._arrays import single
    from ebviz.studies._tabulated import tabulated

    return single(tabulated(config, _latent.of(inference, weights=training, prefix="cold_net"), ellipse))
