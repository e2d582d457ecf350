"""Thumbnails of the videos: a few huge words and one picture, legible even at 160 pixels wide.

Lecture: section 5, from the latent-variable model to the autoencoders, and the bubbles.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.plot import *

LAST = -1
WAY: dict[str, Any] = {"scale": 2.0, "width": 8, "headwidth": 3.4, "headlength": 3.2, "headaxislength": 2.9}


@figure(studies=("toys", "denoising"), size=(8, 4.5))
def thumbnail_autoencoders(fig: Figure, theme: Theme, toys: Run, denoising: Run) -> None:
    """From the LV-EBM to AE, DAE, CAE and VAE: the energy of a denoising autoencoder, and its paths home."""
    y1, y2, F = toys["spiral_y1"], toys["spiral_y2"], denoising["spiral_F"]
    half, middle = float(y2[-1] - y2[0]) / 2, ((y1[0] + y1[-1]) / 2, (y2[0] + y2[-1]) / 2)
    axes = square(fig, half)
    box = (y1[0], y1[-1], y2[0], y2[-1])
    top = float(np.quantile(F, 0.9))
    axes.imshow(F, extent=box, origin="lower", cmap=theme.energy_map, vmin=0, vmax=top, zorder=0.5)
    axes.set(xlim=(middle[0] - half, middle[0] + half), ylim=(middle[1] - half, middle[1] + half))
    at, sent = denoising["spiral_at"], denoising["spiral_sent"]
    rows = len(np.unique(at[:, 1]))
    some = np.arange(len(at)).reshape(rows, -1)[1::2, ::2].ravel()  # every other grid point, both ways
    way = sent - at
    some = some[np.linalg.norm(way[some], axis=1) > 0.1 * half / 1.2]
    moved = np.square(way[some]).sum(axis=1)  # F there
    arrows(axes, at[some], way[some], moved, top=top, **WAY)
    data = toys["spiral"]
    axes.plot(*data.T, color=theme.map_rim, linewidth=13, zorder=3.5)
    axes.plot(*data.T, color=theme.on_map("y"), linewidth=9, zorder=4)
    for text, up, size, colour in (
        ("LV-EBM", 0.78, 54, "orange"),
        ("AE DAE", 0.42, 54, None),
        ("CAE VAE", 0.17, 54, None),
    ):
        label(fig, text, (0.79, up), anchor="baseline centre", size=size, colour=colour)


@figure(studies=("packing",), size=(8, 4.5))
def thumbnail_bubbles(fig: Figure, theme: Theme, packing: Run) -> None:
    """VAE: a bubble of bubbles, tightly packed."""
    mu, radius = packing["many_mu"][LAST], packing["reach"] * packing["many_radius"][LAST]
    half = float((np.linalg.norm(mu, axis=1) + radius).max())
    axes = square(fig, 1.08 * half)
    discs(axes, theme, mu, radius, fill=0.35, rim=4.0)
    discs(axes, theme, np.zeros((1, 2)), np.array([half]), "tilde(y)", fill=0.12, rim=7.0, zorder=2)
    label(fig, "VAE", (0.785, 0.56), anchor="baseline centre", size=110, colour="orange")
    label(fig, "a bubble", (0.785, 0.3), anchor="baseline centre", size=46)
    label(fig, "of bubbles", (0.785, 0.12), anchor="baseline centre", size=46)
