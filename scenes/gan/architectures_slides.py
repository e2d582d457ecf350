"""The GAN as a block diagram, alone and beside its relatives; and as it is usually told.

Lecture: section 6.
"""

from __future__ import annotations

import numpy as np

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


@figure(size=(12, 6.75))
def classic_view(fig: Figure, theme: Theme) -> None:
    """The GAN as it is usually told: a number is mapped to a point off the manifold of the data; D circles both."""
    axes = fig.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 12), ylim=(0, 6.75))
    axes.set_axis_off()
    t = np.linspace(0, 1, 400)
    curl = np.stack([5.3 + 5.6 * t + 0.75 * np.sin(15 * t), 2.2 + 1.5 * t + 1.15 * np.cos(15 * t)], -1)
    axes.plot(*curl.T, color=theme("y"), linewidth=2.5, alpha=0.5)
    y, y_hat = curl[12:-5:19], np.array([7.0, 5.3])
    near = curl[np.linalg.norm(curl - y_hat, axis=1).argmin()]
    given = y[np.linalg.norm(y - (9.6, 4.4), axis=1).argmin()]
    axes.plot(*y.T, marker="o", ms=11, linestyle="none", color=theme("y"), zorder=3)
    axes.plot(*y_hat, marker="^", ms=17, color=theme("hat(y)"), zorder=3)
    axes.plot([1.0, 3.6], [2.2, 2.2], color=theme("z"), linewidth=2.5)
    axes.plot(2.3, 2.2, marker="o", ms=14, color=theme("z"))
    for end, start, hue, bend in ((y_hat, (2.3, 2.2), "G", -0.3), (near, y_hat, "gold", 0.0)):
        way: Style = {"arrowstyle": "-|>,head_width=0.4,head_length=0.8", "color": theme(hue), "linewidth": 3}
        way |= {"shrinkA": 12, "shrinkB": 12, "connectionstyle": f"arc3,rad={bend}"}
        axes.annotate("", tuple(end), tuple(start), arrowprops=way)
    for middle, hue in ((given, "y"), (y_hat, "hat(y)")):
        axes.add_patch(
            Circle(tuple(middle), 0.5, fill=False, linewidth=3, linestyle="--", edgecolor=theme(hue))
        )
    words = (
        ("$z = 42$", (2.3, 1.55), 32),
        ("$G$", (3.7, 4.75), 34),
        ("$hat(y) = G(z)$", (7.15, 6.05), 28),
        ("$D$: made", (5.55, 5.3), 26),
        ("$D$: data", (float(given[0]), float(given[1]) + 0.8), 26),
        ("$-partial C \\/ partial hat(y)$", (6.05, 4.5), 26),
        ("the cost's slope tells $G$ the way; a sure $D$ only that $hat(y)$ is wrong", (6.0, 0.4), 24),
    )
    for text, at, size in words:
        label(axes, text, at, anchor="baseline centre", size=size)
