"""The erratum: energy is not height. A sample's height on the page is its y₂; its energy is its colour.

Lecture: the author's remark on his own slides. Only plots with E or F on the vertical axis use height for energy.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.inference._latents import Latents, hot_end
from scenes.temperature._looks import learnt_from

LAST = -1
LEFT, BOTTOM, WIDE, HIGH = 0.065, 0.25, 0.37, 0.54


@figure(
    studies=("training", "ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "it shows the manifold g(z), and an energy has no decoder g"},
)
def energy_is_not_height(fig: Figure, theme: Theme, training: Run, ellipse: Run, inference: Run) -> None:
    """Energy is not height: the mistaken reading struck out, and the right one, where colour is energy."""
    y = learnt_from(training, ellipse)
    top = hot_end(y, training["cold_F"][0])
    y1, y2 = training["heat_y1"].astype(float).round(6), training["heat_y2"].astype(float).round(6)
    gap = ticks.spacing(float(np.ptp(y1)), 6)
    limits = (y1[0], y1[-1]), (y2[0], y2[-1])
    wrong = plane(fig, theme, (LEFT, BOTTOM, WIDE, HIGH), *limits, step=(gap, gap))
    height = (y[:, 1] - y[:, 1].min()) / np.ptp(y[:, 1])
    hues = rgb(height, 0.0, 1.0, theme.energy_map)
    wrong.scatter(y[:, 0], y[:, 1], s=85, c=hues, zorder=3, linewidths=0, alpha=0.85)
    climb = np.array([[0.867 * y1[0], 0.622 * y2[0]], [0.867 * y1[0], 0.622 * y2[-1]]])
    arrow(wrong, theme, climb, "E", dashed=False)
    label(wrong, "energy?", (0.8 * y1[0], 0.044 * y2[-1]), anchor="bottom left", size=22, colour="red")
    for end in (1, -1):
        strike: Style = {"color": theme("red"), "linewidth": 5, "zorder": 5, "solid_capstyle": "round"}
        wrong.plot([y1[0], y1[-1]], [end * y2[0], end * y2[-1]], **strike)
    label(fig, "not the height", (LEFT + WIDE / 2, 0.9), anchor="baseline centre", size=28)
    label(fig, "a sample's height is its $y_2$", (LEFT + WIDE / 2, 0.1), anchor="baseline centre", size=22)

    left = 0.51
    rect, sides = (left, BOTTOM, WIDE, HIGH), (training["heat_y1"], training["heat_y2"])
    right, image = heat(fig, theme, rect, sides, training["cold_F"][LAST], top, step=(gap, gap))
    ring = training["cold_y_tilde"][LAST]
    right.plot(*Latents.of(inference).whole(ring).T, **model(theme), zorder=3)
    right.plot(*y.T, **data(theme), zorder=4)
    F = (training["cold_force"][LAST] ** 2).sum(-1) / 4  # squared distance: the force is twice the distance
    rim: Style = {"marker": "o", "ms": 15, "fillstyle": "none", "mew": 2.2, "linestyle": "none", "zorder": 5}
    dark: Style = {"size": 20, "colour": "white"}
    for i, side in ((int(y[:, 1].argmax()), "bottom"), (int(y[:, 1].argmin()), "top")):
        right.plot(*y[i], **rim, color=theme.map_rim)
        up = 12 if side == "bottom" else -12
        label(right, f"$F_oo = {rounded(F[i], 3)}$", tuple(y[i]), anchor=side, offset=(0, up), halo=4, **dark)
    middle = float(training["cold_F"][LAST][len(y2) // 2, len(y1) // 2])
    label(right, f"$F_oo = {rounded(middle, 2)}$", (0, 0), anchor="top", offset=(0, -16), halo=4, **dark)
    label(fig, "but the colour", (left + WIDE / 2, 0.9), anchor="baseline centre", size=28)
    label(fig, "its energy is its colour", (left + WIDE / 2, 0.1), anchor="baseline centre", size=22)
    colour_bar(fig, theme, (0.93, 0.285, 0.018, 0.42), image, [0, top / 2, top], "$F_oo$")
    entries = [(data(theme), "$y$"), (model(theme), "$tilde(y)$, trained")]
    legend(fig, entries, (0.97, 0.035), anchor="bottom right", across=True, size=20)
