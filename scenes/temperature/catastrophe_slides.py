"""The thermostat catastrophe: trained ever hotter, the model loses one axis of its ellipse, then both.

Lecture: section 4. The best |w| at each temperature: an ellipse while it is warm, then a segment, then a point at
the mean of all samples, whose loss is that of MSE. The latent is killed.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *

COLDEST = 10.0  # β at which the plot starts; any colder, the weights no longer change
NAMED = 2.5  # β at which the curves are named, in units of that of the first transition
WORDS = ("an ellipse", "a segment", "a point")  # what the best model is, from cold to hot
NARROW = 0.12  # decades of β: what is narrower has no picture
LINES: tuple[Style, Style] = ({"linewidth": 3.2}, {"linewidth": 3.2, "linestyle": (0, (5, 1.6))})


@figure(studies=("catastrophe",), size=(12, 6.75))
def catastrophe(fig: Figure, theme: Theme, catastrophe: Run) -> None:
    """The best |w₁| and |w₂| from warm to hot, with two transitions, and the loss, which ends at that of MSE."""
    beta, w, mse = catastrophe["beta"], catastrophe["w"], float(catastrophe["mse"])
    ends = [float(each) for each in catastrophe["located"]]  # β where w₁ and w₂ vanish
    coldest, named = min(COLDEST, float(beta[0])), NAMED * max(ends)
    upper = _plot(fig, theme, (0.075, 0.425, 0.9, 0.345), beta, 1.25 * float(w.max()))
    upper.tick_params(labelbottom=False)
    ticks(upper, "y", ticks.steps(0, 1.25 * float(w.max()), ticks.spacing(float(w.max()), 2)))
    label(
        upper, "$abs(w_1), abs(w_2)$", (0, 1), coords="axes", anchor="baseline left", offset=(-6, 14), size=24
    )
    lower = _plot(fig, theme, (0.075, 0.145, 0.9, 0.19), beta, 1.18 * mse)
    ticks(lower, "y", ticks.steps(0, mse, ticks.spacing(mse, 4)))
    name_axes(lower, "$beta$", "$cal(L)$", size=24, long=True)
    for end, at in (("left", coldest), ("right", float(beta[-1]))):
        place, text = (float(end == "right"), 0.0), regime(at, float(max(ends))).words
        label(lower, text, place, coords="axes", anchor=f"baseline {end}", offset=(0, -52), size=22)
    for i, style in enumerate(LINES):
        cut = int((beta > ends[i]).sum())  # the curve reaches zero at the transition
        upper.plot(
            np.insert(beta, cut, ends[i]), np.insert(w[:, i], cut, 0), color=theme("w"), zorder=3, **style
        )
        height = float(np.interp(np.log(1 / named), np.log(1 / beta), w[:, i]))
        longer = w[0, i] >= w[0, 1 - i] if i == 0 else w[0, i] > w[0, 1 - i]
        side, away = ("bottom", 6) if longer else ("top", -8)
        label(upper, f"$abs(w_{i + 1})$", (named, height), anchor=side, offset=(0, away), size=24)
        for axes in (upper, lower):
            axes.axvline(ends[i], color=theme("beta"), linewidth=1.8, linestyle=":", zorder=1.5)
    lower.plot(beta, catastrophe["loss"], color=theme("E"), linewidth=3, zorder=3)
    lower.axhline(mse, color=theme.ink, linewidth=1.8, linestyle="--", zorder=2)
    label(
        lower,
        f"MSE, no latent: ${rounded(mse, 2)}$",
        (coldest, mse),
        anchor="top left",
        offset=(12, -6),
        size=20,
    )
    for i, up in ((1, 0.26 * float(w.max())), (0, 0.08 * float(w.max()))):
        expected = float(catastrophe["expected"][i])
        text = f"$abs(w_{i + 1})$ vanishes at $beta = {brief(ends[i], 4)}$, expected ${brief(expected, 4)}$"
        label(upper, text, (coldest, up), anchor="baseline left", offset=(12, 0), size=18)

    bounds, angle = [coldest, max(ends), min(ends), float(beta[-1])], np.linspace(0, 2 * np.pi, 49)
    reach = 1.05 * float(w.max())
    for part, name in enumerate(WORDS):
        if not np.log10(bounds[part] / bounds[part + 1]) > NARROW:
            continue
        middle = float(np.sqrt(bounds[part] * bounds[part + 1]))
        x = float(fig.transFigure.inverted().transform(upper.transData.transform((middle, 0)))[0])
        label(fig, name, (x, 0.84), anchor="baseline centre", size=20)
        label(fig, f"$beta = {brief(middle)}$", (x, 0.795), anchor="baseline centre", size=17)
        picture = fig.add_axes((x - 0.045, 0.88, 0.09, 0.1))
        picture.set_axis_off()
        picture.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        best = [np.interp(-np.log(middle), -np.log(beta), w[:, i]) * (middle > ends[i]) for i in (0, 1)]
        ring = np.array(best) * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        dots: Style = {"marker": "o", "ms": 4, "linewidth": 1.6, "color": theme("tilde(y)")}
        picture.plot(*ring.T, **dots, clip_on=False)


def _plot(fig: Figure, theme: Theme, rect: Rect, beta: np.ndarray, top: float) -> Axes:
    """Axes with β on a logarithmic scale, from warm to hot."""
    axes = fig.add_axes(rect)
    coldest, hottest = min(COLDEST, float(beta[0])), round(float(beta[-1]), 6)
    axes.set(xscale="log", xlim=(coldest, hottest), ylim=(-0.06 * top, top))
    axes.minorticks_off()
    places = [k * 10.0**power for power in range(-7, 8) for k in (1, 3)]
    ticks(axes, "x", [place for place in places if 0.999 * hottest < place < 1.001 * coldest])
    axes.axhline(0, color=theme.ink, linewidth=2, zorder=1)
    return axes
