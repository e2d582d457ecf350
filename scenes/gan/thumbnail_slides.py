"""The thumbnail of the lecture's video: a few huge words and one picture, still readable at a width of 160 pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.plot import *
from scenes.gan._clouds import MOMENTS, moment
from scenes.gan._words import cap_of


@figure(studies=("toys", "gan"), size=(8, 4.5))
def thumbnail_gan(fig: Figure, theme: Theme, toys: Run, gan: Run) -> None:
    """GAN: the cold and the hot, on the energy learnt from both."""
    y1, y2, modes = toys["gaussians_y1"], toys["gaussians_y2"], toys["modes"]
    at = moment(gan, "gaussians", MOMENTS[1])
    C = gan["gaussians_C"][at]
    half, middle = float(y2[-1] - y2[0]) / 2, ((y1[0] + y1[-1]) / 2, (y2[0] + y2[-1]) / 2)
    axes = square(fig, half)
    box = (y1[0], y1[-1], y2[0], y2[-1])
    top = cap_of(gan.config["recipe"])
    scale = energy_scale(cap=top, data=gan["gaussians_C_y"][at])
    own: dict[str, Any] = {"cmap": theme.energy_map, "vmin": 0, "vmax": top}
    axes.imshow(scale.above(C), extent=box, origin="lower", zorder=0.5, **own)
    axes.set(xlim=(middle[0] - half, middle[0] + half), ylim=(middle[1] - half, middle[1] + half))
    rim: dict[str, Any] = {"edgecolors": theme.map_rim, "linewidths": 4}
    axes.scatter(modes[:, 0], modes[:, 1], marker="o", s=1500, c=theme.on_map("y"), zorder=3, **rim)
    energy = scale.above(gan["gaussians_C_hat"][at])
    hottest = energy.argsort()[::-1][: max(1, len(energy) // 4)]
    y_hat = gan["gaussians_y_hat"][at]
    some = _spread_out(y_hat, hottest, 0.21 * half)
    axes.scatter(y_hat[some, 0], y_hat[some, 1], marker="^", s=900, c=energy[some], zorder=4, **own, **rim)
    label(fig, "GAN", (0.785, 0.715), anchor="baseline centre", size=84, colour="aqua")
    for text, name, up in (("cold", "cold", 0.41), ("& hot", "hot", 0.12)):
        label(fig, text, (0.6, up), anchor="baseline left", size=54)
        picture = fig.add_axes((0.86, up - 0.03, 0.11, 0.11 * 8 / 4.5))
        picture.imshow(emoji(name), interpolation="antialiased")
        picture.set_axis_off()


def _spread_out(places: np.ndarray, order: np.ndarray, least: float) -> list[int]:
    """Which of places (P, 2), taken in an order (Q,), to keep so that all are at least ``least`` apart."""
    kept: list[int] = []
    for i in order.tolist():
        if all(np.linalg.norm(places[i] - places[j]) >= least for j in kept):
            kept.append(i)
    return kept
