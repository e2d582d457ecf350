"""Digits out of noise: what G makes, how it learned to, whether it only repeats what it saw, and its energies.

Lecture: section 6, on scikit-learn's digits. Nothing here is a reconstruction: no ŷ has a y of its own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ebviz.plot import *
from scenes.autoencoders._words import kind
from scenes.gan._clouds import LAST, cold_and_hot, patches

MOMENTS = (0.0, 0.08, 0.15, 0.25, 0.45, 1.0)  # as shares of the moments kept, which are denser at the start


@figure(studies=("digits", "gan_digits"), size=(12, 6.75))
def gan_digits(fig: Figure, theme: Theme, digits: Run, gan_digits: Run) -> None:
    """Digits that nobody wrote, each made by G from its own z, beside digits from the data set."""
    made = gan_digits["y_hat"][LAST]
    columns = max(1, math.ceil((len(made) / 0.65) ** 0.5))
    rows = len(made) // columns or 1
    shown = made[: rows * columns].reshape(rows, -1, *made.shape[1:])
    axes = sheet(fig, theme, (0.04, 0.05, 0.62, 0.78), shown, anchor="NW")
    places: dict[str, Any] = {"coords": "axes", "anchor": "baseline left", "offset": (4, 14)}
    label(axes, "made: $hat(y) = G(z)$, $z tilde.op cal(N)(0, I)$", (0, 1), **places, size=26)
    across = min(4, len(digits["images"]))
    down = max(1, min(4, len(digits["images"]) // across))
    real = digits["images"][: across * down].reshape(down, across, *digits["images"].shape[1:])
    axes = sheet(fig, theme, (0.7, 0.305, 0.27, 0.525), real, anchor="NW")
    label(axes, "written: $y$" if kind(digits) == "digit" else "data: $y$", (0, 1), **places, size=26)
    distance, floor = gan_digits["distance"], float(gan_digits["floor"])
    says = (
        "distance from held-out $y$",
        f"of $hat(y)$: ${rounded(distance[0], 2)} -> {rounded(distance[LAST], 3)}$"
        if len(distance) > 1
        else f"of $hat(y)$: ${rounded(distance[LAST], 3)}$",
        f"of $y$ trained with: ${rounded(floor, 3)}$",
    )
    labels(fig, says, (0.7, 0.22), size=18)


@figure(
    studies=("gan_digits",),
    size=(12, 6.75),
    cannot_show={"gan_digits.weights": "it shows a training, and given weights are not trained"},
)
def gan_digits_training(fig: Figure, theme: Theme, gan_digits: Run) -> None:
    """The same z at six moments of training: digits out of grey noise."""
    rounds = gan_digits["rounds"]
    looks = [round(share * (len(rounds) - 1)) for share in MOMENTS]
    count = min(12, gan_digits["y_hat"].shape[1])
    pictures = gan_digits["y_hat"][looks][:, :count]
    axes = sheet(fig, theme, (0.15, 0.05, 0.7, 0.77), pictures)
    for row, at in enumerate(looks):
        label(axes, f"${rounds[at]}$", (0, row + 0.5), anchor="right", offset=(-16, 0), size=22)
        far = f"${brief(gan_digits['distance'][at])}$"
        label(axes, far, (count, row + 0.5), anchor="left", offset=(16, 0), size=22)
    label(axes, "round", (0, 0), anchor="bottom right", offset=(-14, 12), size=21)
    label(axes, "distance", (count, 0), anchor="bottom left", offset=(12, 12), size=21)
    label(
        fig, "$hat(y) = G(z)$, the same $z$ in each column", (0.5, 0.905), anchor="baseline centre", size=27
    )


@figure(studies=("gan_digits",), size=(12, 6.75))
def gan_digits_nearest(fig: Figure, theme: Theme, gan_digits: Run) -> None:
    """Does G only repeat? Each ŷ above the nearest training digit, and how far such digits are."""
    made, nearest = gan_digits["y_hat"][LAST], gan_digits["nearest"]
    far, held_out = gan_digits["nearest_distance"], gan_digits["held_out_distance"]
    bands = 3
    count = max(1, min(8, len(made) // bands))
    for band in range(min(bands, len(made))):
        which = slice(band * count, (band + 1) * count)
        pair = np.stack([made[which], nearest[which]])
        axes = sheet(fig, theme, (0.125, 0.61 - 0.28 * band, 0.46, 0.225), pair)
        for row, name in enumerate(("$hat(y)$", "nearest $y$")):
            label(axes, name, (0, row + 0.5), anchor="right", offset=(-10, 0), size=18)
        for column, value in enumerate(far[which]):
            place = (column + 0.45, 2)
            label(axes, f"${rounded(value, 2)}$", place, anchor="top", offset=(0, -3), size=16)
    plot = fig.add_axes((0.66, 0.17, 0.315, 0.4))
    edges = np.linspace(0, 1.02 * float(max(far.max(), held_out.max())), 25)
    cold_and_hot(plot, theme, held_out, far, edges)
    plot.tick_params(labelsize=16)
    label(plot, "%", (0, 1), coords="axes", anchor="baseline right", offset=(-8, 8), size=18)
    says = "distance to the nearest"
    label(plot, says, (0.5, 0), coords="axes", anchor="top", offset=(0, -32), size=19)
    filled, hatched = patches(theme)
    entries = [
        (filled, f"held-out $y$: mean ${rounded(held_out.mean(), 2)}$"),
        (hatched, f"$hat(y)$, hatched: mean ${rounded(far.mean(), 2)}$"),
    ]
    legend(fig, entries, (0.66, 0.765), size=21)
    label(
        fig, "are they copies of what $C$ was trained with?", (0.03, 0.905), anchor="baseline left", size=29
    )


@figure(studies=("gan_digits",), size=(12, 6.75))
def gan_digits_walk(fig: Figure, theme: Theme, gan_digits: Run) -> None:
    """From z to z in straight lines and back: digit after digit, with what C says about each."""
    walk, C = gan_digits["walk"], gan_digits["walk_C"]
    line = int(gan_digits.config["line"])
    legs = max(1, (len(walk) - 1) // line)
    shown = np.unique(np.linspace(0, line, min(13, line + 1)).round().astype(int))
    pictures = walk[np.arange(legs)[:, None] * line + shown]
    axes = sheet(fig, theme, (0.09, 0.4, 0.86, 0.46), pictures)
    for leg in range(legs):
        ends = leg + 1, (leg + 1) % legs + 1
        for end, column, anchor in zip(ends, (0, len(shown)), ("right", "left"), strict=True):
            offset = (-12 if anchor == "right" else 12, 0)
            label(axes, f"$z_{end}$", (column, leg + 0.5), anchor=anchor, offset=offset, size=20)
    plot = fig.add_axes((0.09, 0.12, 0.86, 0.19))
    low, high = np.quantile(gan_digits["C_y"][LAST], (0.05, 0.95))
    plot.axhspan(low, high, color=theme("y"), alpha=0.35, linewidth=0)
    plot.plot(np.arange(len(C)), C, color=theme("C"), linewidth=2.8)
    stops = np.arange(legs + 1) * line
    plot.plot(stops, C[stops], marker="^", ms=9, linestyle="none", color=theme("hat(y)"), clip_on=False)
    least, most = min(float(C.min()), low), max(float(C.max()), high)
    plot.set(xlim=(0, len(C) - 1), ylim=(least - 0.15 * (most - least), most + 0.15 * (most - least)))
    ticks(plot, "x", [])
    plot.set_xticks(stops, [f"$z_{stop % legs + 1}$" for stop in range(legs + 1)])
    plot.locator_params(axis="y", nbins=4)
    plot.yaxis.set_major_formatter(lambda value, _: number(value))
    plot.tick_params(labelsize=16)
    entries: list[tuple[Style, str]] = [
        ({"color": theme("C"), "linewidth": 2.8}, "$C(G(z))$ on the way"),
        (
            {"marker": "s", "ms": 14, "linestyle": "none", "color": theme("y"), "alpha": 0.5},
            "$C(y)$ of 90 % of what is held out",
        ),
    ]
    legend(fig, entries, (0.09, 0.365), across=True, size=20)
    title = "$hat(y) = G(z)$, $z$ on straight lines, from one draw of $cal(N)(0, I)$ to the next"
    label(fig, title, (0.5, 0.915), anchor="baseline centre", size=24)


@figure(studies=("gan_digits",), size=(12, 6.75))
def gan_digits_energy(fig: Figure, theme: Theme, gan_digits: Run) -> None:
    """The energies of held-out digits and of G's final ones, with the coldest and the hottest ŷ."""
    cold, hot = gan_digits["C_y"][LAST], gan_digits["C_hat"][LAST]
    axes = fig.add_axes((0.08, 0.15, 0.5, 0.63))
    least, most = min(cold.min(), hot.min()), max(cold.max(), hot.max())
    edges = np.linspace(0.97 * float(least), 1.03 * float(most), 31)
    cold_and_hot(axes, theme, cold, hot, edges)
    label(axes, "%", (0, 1), coords="axes", anchor="baseline right", offset=(-8, 8), size=20)
    label(axes, "energy", (0.5, 0), coords="axes", anchor="top", offset=(0, -36), size=22)
    filled, hatched = patches(theme)
    entries = [
        (filled, f"held-out $C(y)$: mean ${rounded(cold.mean(), 2)}$"),
        (hatched, f"$C(hat(y))$, hatched: mean ${rounded(hot.mean(), 2)}$"),
    ]
    legend(fig, entries, (0.08, 0.95), size=23)
    made = gan_digits["y_hat"][LAST]
    own = hot[: len(made)]
    order = own.argsort()
    count = min(5, len(order))
    strips = (("least energy", order[:count], 0.59), ("most energy", order[::-1][:count], 0.23))
    for name, which, bottom in strips:
        strip = sheet(fig, theme, (0.63, bottom, 0.345, 0.16), made[which][None])
        label(strip, name, (0, 0), anchor="baseline left", offset=(2, 10), size=22)
        for column, value in enumerate(own[which]):
            place = (column + 0.45, 1)
            label(strip, f"${rounded(value, 2)}$", place, anchor="top", offset=(0, -5), size=18)
    says = f"of ${len(made)}$ $hat(y) = G(z)$"
    label(fig, says, (0.63, 0.88), anchor="baseline left", size=22)
