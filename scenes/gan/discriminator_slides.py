"""No discriminators: what a confident 0/1 classifier and a cost tell the same ŷ, given the same y.

Lecture: section 6, "no discriminators". A classifier that is right is flat away from its boundary, and gives no
gradient there; −log D mends that with a pull of arbitrary size; a cost rises with distance, at a slope of about one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.plot import *
from ebviz.style.ticks import step_between
from scenes.autoencoders._words import even_ticks
from scenes.gan._clouds import LAST, cold, hot
from scenes.gan._words import power

SCALE = 3.0  # gradient drawn one unit long
FLAT = 0.05  # share of the slope of C below which that of D is flat
SHORTEST = 0.02  # anything shorter would be a dot
POINTED = 14  # number of ŷ shown with an arrow
RIMMED: dict[str, Any] = {**ARROWS, "width": 4.5, "headwidth": 3.4, "headlength": 3.6, "headaxislength": 3.2}
RIMMED |= {"color": "white", "edgecolor": "black", "linewidth": 0.9, "zorder": 4}

# What ŷ is asked to lower, its colour (that of the film `no_discriminator`), dash and mark.
FORMS: tuple[tuple[str, str, str, Any, str], ...] = (
    ("probability", "$log[1 - D(hat(y))]$", "lavender", (0, (1.2, 1.4)), "s"),
    ("repair", "$-log D(hat(y))$", "gold", (0, (5, 1.6)), "D"),
    ("cost", "$C(hat(y))$", "red", "-", "o"),
)


@figure(studies=("toys", "discriminator"), size=(12, 6.75))
def discriminator_fields(fig: Figure, theme: Theme, toys: Run, discriminator: Run) -> None:
    """A confident classifier and a cost, and the arrows that each gives the same ŷ, on one scale."""
    place = (0.05, 0.53, 0.35, 0.358), (0.05, 0.08, 0.35, 0.358), (0.54, 0.08, 0.35, 0.358)
    bars = []
    for rect, (form, asked, *_) in zip(place, FORMS, strict=True):
        axes, image = _field(fig, theme, rect, toys, discriminator, form)
        bars.append(image)
        strength = f"mean {power(float(discriminator[f'{form}_strength'][LAST]))}"
        above: dict[str, Any] = {"coords": "axes", "offset": (0, 10)}
        label(axes, f"$ell_G = {asked[1:-1]}$", (0, 1), anchor="baseline left", size=19, **above)
        label(axes, strength, (1, 1), anchor="baseline right", size=18, **above)
    plain_bar(fig, theme, (0.415, 0.54, 0.014, 0.25), bars[0], [0, 1], "$1 - D$", size=22, flush=True)
    top = bars[2].get_clim()[1]
    bar = (0.91, 0.09, 0.014, 0.25)
    plain_bar(fig, theme, bar, bars[2], [0, np.floor(top) or top], "$C$", size=22)
    label(fig, "no discriminators", (0.54, 0.9), anchor="baseline left", size=34)
    right = f"{100 * float(discriminator['right'][LAST]):.0f} %"
    flat, steep = (float(discriminator[f"{form}_strength"][LAST]) for form in ("probability", "cost"))
    says = f"$D$ is right in {right}" + (", and flat at $hat(y)$" if flat < FLAT * steep else "")
    label(fig, says, (0.54, 0.82), anchor="baseline left", size=21)
    entries = [
        (cold(theme, 9), "$y$"),
        (hot(theme, 10), "$hat(y)$, the same for all"),
        (pointer(theme), f"$-(partial ell_G) \\/ (partial hat(y))$, at $1\\/{SCALE:g}$"),
    ]
    legend(fig, entries, (0.54, 0.765), size=21)
    notes = f"mean: of their lengths; none is drawn below ${SHORTEST:g}$", "map of $C$: above its mean at $y$"
    labels(fig, notes, (0.54, 0.556), size=16, pitch=1.3)


@figure(
    studies=("toys", "discriminator"),
    size=(12, 6.75),
    cannot_show={"toys.ellipse_data": "it marks where the ellipse crosses a line"},
)
def discriminator_section(fig: Figure, theme: Theme, toys: Run, discriminator: Run) -> None:
    """D and C along y₂ = 0: a cliff between two plateaus, and a valley whose slope never ends."""
    y1 = discriminator["y1"]
    top = 1.12 * float(discriminator["section_C"][LAST].max())
    margin = float(discriminator.config["margin"])
    rows = (
        ("D", 0.53, 0.29, 1.14, "violet", (0, (5, 1.6)), "$D$, the probability of being data"),
        ("C", 0.14, 0.3, top, "C", "-", "$C$, the energy"),
    )
    ring = float(np.abs(toys["ellipse"][:, 0]).max())
    cloud = discriminator["y_hat"][:, 0]
    for name, bottom, high, most, hue, dash, title in rows:
        axes = fig.add_axes((0.08, bottom, 0.89, high))
        for middle in (-ring, ring):
            half = 2 * float(toys.config["noise"])
            axes.axvspan(middle - half, middle + half, color=theme("y"), alpha=0.45, linewidth=0)
        axes.axvspan(float(cloud.min()), float(cloud.max()), color=theme("hat(y)"), alpha=0.22, linewidth=0)
        axes.plot(y1, discriminator[f"section_{name}"][LAST], color=theme(hue), linestyle=dash, linewidth=3.2)
        axes.set(xlim=(y1[0], y1[-1]), ylim=(-0.07 * most, most))
        ticks(axes, "x", even_ticks(y1[0], y1[-1], 12))
        if name == "D":
            ticks(axes, "y", (0, 0.5, 1))
            axes.tick_params(labelbottom=False)
        else:
            axes.axhline(margin, color=theme.ink, linewidth=1.4, linestyle=":")
            label(axes, f"$m = {margin:g}$", (y1[0], margin), anchor="bottom left", offset=(10, 5), size=20)
            axes.locator_params(axis="y", nbins=4)
            axes.yaxis.set_major_formatter(lambda value, _: number(value))
        label(axes, title, (0, 1), coords="axes", anchor="baseline left", offset=(-6, 12), size=22)
        strengths = [
            f"{asked}: {power(float(discriminator[f'{form}_strength'][LAST]))}" for form, asked, *_ in FORMS
        ]
        says = strengths[2] if name == "C" else f"{strengths[0]}, {strengths[1]}"
        text = f"mean gradient at $hat(y)$ of {says}"
        label(axes, text, (1, 1), coords="axes", anchor="baseline right", offset=(0, 12), size=17)
    label(fig, "$y_1$", (0.525, 0.045), size=26)
    patch: Style = {"marker": "s", "ms": 16, "linestyle": "none"}
    entries = [
        ({**patch, "color": theme("y"), "alpha": 0.6}, "here are $y$ at $y_2 = 0$"),
        ({**patch, "color": theme("hat(y)"), "alpha": 0.4}, "here are $hat(y)$"),
    ]
    legend(fig, entries, (0.08, 0.97), across=True, size=23)


@figure(studies=("discriminator",), size=(12, 6.75))
def discriminator_sweep(fig: Figure, theme: Theme, discriminator: Run) -> None:
    """The mean gradient that ŷ gets, against its distance from y: none, too much, or about one."""
    axes = fig.add_axes((0.11, 0.15, 0.86, 0.65))
    gaps, entries = discriminator["gaps"], []
    for form, asked, hue, dash, mark in FORMS:
        line: Style = {"color": theme(hue), "linestyle": dash, "linewidth": 3, "marker": mark, "ms": 10}
        axes.plot(gaps, discriminator[f"{form}_sweep"], **line)
        entries.append(({**line, "ms": 7}, f"$ell_G = {asked[1:-1]}$"))
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    axes.set(xlim=(0, 1.04 * float(gaps.max())), ylim=(low / 1.5, high * 1.5))
    first, last = int(np.ceil(np.log10(low / 1.5))), int(np.floor(np.log10(high * 1.5)))
    axes.set_yticks(
        [10.0**k for k in range(first, last + 1)], [f"$10^{{{k}}}$" for k in range(first, last + 1)]
    )
    axes.minorticks_off()
    axes.set_xticks([0, *gaps.tolist()], [number(value) for value in (0, *gaps.tolist())])
    name = "mean $norm((partial ell_G) \\/ (partial hat(y)))$"
    name_axes(
        axes,
        "distance of the middle of $hat(y)$ from the right end of $y$",
        name,
        size=22,
        long=True,
    )
    legend(fig, entries, (0.11, 0.955), across=True, size=23)


def _field(
    fig: Figure, theme: Theme, rect: Rect, toys: Run, discriminator: Run, form: str
) -> tuple[Axes, AxesImage]:
    """The map used by one form of ℓ_G, with y, ŷ and the arrows of a few ŷ."""
    sides, y_hat = (discriminator["y1"], discriminator["y2"]), discriminator["y_hat"]
    level = float(discriminator["C_y"][LAST].mean())  # as all maps of C, above its mean at y
    values = discriminator["C"][LAST] - level if form == "cost" else 1 - discriminator["D"][LAST]
    top = float(values.max()) if form == "cost" else 1.0
    axes, image = heat(
        fig, theme, rect, sides, values, top, step=(step_between(sides[0][0], sides[0][-1], 6),) * 2
    )
    axes.tick_params(labelsize=15, labelleft=form != "cost", labelbottom=form != "probability")
    bare(axes, names=True)
    some = y_hat[:POINTED]
    way = discriminator[f"{form}_pull"][LAST][:POINTED]
    axes.plot(*toys["ellipse"].T, **cold(theme, 3.4), zorder=3)
    axes.plot(*y_hat.T, **hot(theme, 4.6), zorder=3.5)
    long = np.linalg.norm(way, axis=1) > SHORTEST
    axes.quiver(*some[long].T, *way[long].T, scale=SCALE, **RIMMED)
    axes.set(xlim=sides[0][[0, -1]], ylim=sides[1][[0, -1]])
    return axes, image
