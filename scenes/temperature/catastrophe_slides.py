"""The thermostat catastrophe: trained ever hotter, the model loses one axis of its ellipse, then both.

Lecture: section 4. The best |w| at each temperature: an ellipse while it is warm, then a segment, then a point at
the mean of all samples, whose loss is that of MSE. The latent is killed.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *

COLDEST = 10.0  # β at which the plot starts; any colder, the weights no longer change
NAMED = 0.8  # β at which the curves are named
LINES: tuple[Style, Style] = ({"linewidth": 3.2}, {"linewidth": 3.2, "linestyle": (0, (5, 1.6))})


@figure(studies=("catastrophe",), size=(12, 6.75))
def catastrophe(fig: Figure, theme: Theme, catastrophe: Run) -> None:
    """The best |w₁| and |w₂| from warm to hot, with two transitions, and the loss, which ends at that of MSE."""
    beta, w, mse = catastrophe["beta"], catastrophe["w"], float(catastrophe["mse"])
    ends = [float(each) for each in catastrophe["located"]]  # β where w₁ and w₂ vanish
    upper = _plot(fig, theme, (0.075, 0.425, 0.9, 0.345), beta, 2.5)
    upper.tick_params(labelbottom=False)
    ticks(upper, "y", [0, 1, 2])
    label(
        upper, "$abs(w_1), abs(w_2)$", (0, 1), coords="axes", anchor="baseline left", offset=(-6, 14), size=24
    )
    lower = _plot(fig, theme, (0.075, 0.145, 0.9, 0.19), beta, 3.7)
    ticks(lower, "y", [0, 1, 2, 3])
    name_axes(lower, "$beta$", "$cal(L)$", size=24, long=True)
    for end, at in (("left", COLDEST), ("right", float(beta[-1]))):
        place, text = (float(end == "right"), 0.0), regime(at, float(max(ends))).words
        label(lower, text, place, coords="axes", anchor=f"baseline {end}", offset=(0, -52), size=22)
    for i, style in enumerate(LINES):
        cut = int((beta > ends[i]).sum())  # the curve reaches zero at the transition
        upper.plot(
            np.insert(beta, cut, ends[i]), np.insert(w[:, i], cut, 0), color=theme("w"), zorder=3, **style
        )
        height = float(np.interp(np.log(1 / NAMED), np.log(1 / beta), w[:, i]))
        side, away = (("bottom", 6), ("top", -8))[i]
        label(upper, f"$abs(w_{i + 1})$", (NAMED, height), anchor=side, offset=(0, away), size=24)
        for axes in (upper, lower):
            axes.axvline(ends[i], color=theme("beta"), linewidth=1.8, linestyle=":", zorder=1.5)
    lower.plot(beta, catastrophe["loss"], color=theme("E"), linewidth=3, zorder=3)
    lower.axhline(mse, color=theme.ink, linewidth=1.8, linestyle="--", zorder=2)
    label(lower, f"MSE, no latent: ${mse:.2f}$", (COLDEST, mse), anchor="top left", offset=(12, -6), size=20)
    for i, up in ((1, 0.66), (0, 0.2)):
        expected = float(catastrophe["expected"][i])
        text = f"$abs(w_{i + 1})$ vanishes at $beta = {ends[i]:.4f}$, expected ${expected:.4f}$"
        label(upper, text, (COLDEST, up), anchor="baseline left", offset=(12, 0), size=18)

    bounds = [COLDEST, ends[1], ends[0], float(beta[-1])]
    for part, name in enumerate(("an ellipse", "a segment", "a point")):
        middle = float(np.sqrt(bounds[part] * bounds[part + 1]))
        x = float(fig.transFigure.inverted().transform(upper.transData.transform((middle, 0)))[0])
        label(fig, name, (x, 0.84), anchor="baseline centre", size=20)
        film = f"$beta = {catastrophe['film_beta'][part]:g}$"
        label(fig, film, (x, 0.795), anchor="baseline centre", size=17)
        picture = fig.add_axes((x - 0.045, 0.88, 0.09, 0.1))
        picture.set_axis_off()
        picture.set(xlim=(-2.2, 2.2), ylim=(-1.65, 1.65), aspect="equal")
        ring = catastrophe["film_y_tilde"][part, -1]
        dots: Style = {"marker": "o", "ms": 4, "linewidth": 1.6, "color": theme("tilde(y)")}
        picture.plot(*np.vstack([ring, ring[:1]]).T, **dots, clip_on=False)


def _plot(fig: Figure, theme: Theme, rect: Rect, beta: np.ndarray, top: float) -> Axes:
    """Axes with β on a logarithmic scale, from warm to hot."""
    axes = fig.add_axes(rect)
    axes.set(xscale="log", xlim=(COLDEST, round(float(beta[-1]), 6)), ylim=(-0.06 * top, top))
    axes.minorticks_off()
    ticks(axes, "x", [10, 3, 1, 0.3, 0.1])
    axes.axhline(0, color=theme.ink, linewidth=2, zorder=1)
    return axes
