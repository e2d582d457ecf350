"""The GAN as a block diagram, alone and beside its relatives.

Lecture: section 6.
"""

from __future__ import annotations

from ebviz.diagrams.architectures import DAE, GAN, VAE
from ebviz.plot import *


@figure(size=(12, 6.75))
def gan_diagram(fig: Figure, theme: Theme) -> None:
    """The GAN: a switch shows the cost either a sample y or the generator's ŷ."""
    alone(fig, theme, GAN)


@figure(size=(12, 6.75))
def gan_versus_dae(fig: Figure, theme: Theme) -> None:
    """GAN and DAE: both have a contrastive ŷ, one made from noise alone, the other a corrupted y."""
    side_by_side(fig, theme, GAN, DAE, (("sampler", "y^"),) * 2)
    label(fig, "two contrastive $hat(y)$: out of noise alone, and a corrupted $y$", (0.5, 0.055), size=24)


@figure(size=(12, 6.75))
def vae_versus_gan(fig: Figure, theme: Theme) -> None:
    """VAE and GAN: the sampler follows an encoder or nothing; the cost is a distance or learned."""
    side_by_side(fig, theme, VAE, GAN, (("enc", "sampler", "C"), ("sampler", "C")))
    label(
        fig,
        "the sampler follows an encoder, or nothing; $C$ is a distance, or learned",
        (0.5, 0.055),
        size=24,
    )
