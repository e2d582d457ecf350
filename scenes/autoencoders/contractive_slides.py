"""The contractive autoencoder: the code may change along the data, but hardly across it.

Lecture: section 5, figure CAE-1, as it is drawn there and computed. J = ∂h/∂y of the trained encoder: a larger λ
lowers both singular values of J, since the decoder can make up for a small code; across the data they fall further.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from ebviz.style.ticks import step_between
from scenes.autoencoders._words import data_name

ROOM = 1.2  # how much farther than the samples the plane reaches
LARGEST = 0.16  # radius for the largest singular value of all λ, as a share of that reach
DRAWN = 14  # number of marked samples
STAR = 12  # directions in which a sample is nudged
PENALTY = '$R(h) = lambda norm((partial h) / (partial y))_"F"^2$'
LOSS = 'loss: $C(y, tilde(y)) + lambda norm(J)_"F"^2$, $J = partial h \\/ partial y$'


@figure(studies=("toys", "contractive"), size=(12, 6.75))
def contractive_directions(fig: Figure, theme: Theme, toys: Run, contractive: Run) -> None:
    """One sample nudged in any direction, which R penalises; along the data, C needs the code to change as well."""
    y, at = toys["moons"], toys["moons"][contractive["moons_mark"][:DRAWN]]
    tangent, middle = contractive["moons_tangent"][:DRAWN], (y.min(axis=0) + y.max(axis=0)) / 2
    half = 0.62 * float(np.ptp(y, axis=0).max())
    box = [(one - half * share, one + half * share) for one, share in zip(middle, (1, 0.72), strict=True)]
    axes = plane(fig, theme, (0.085, 0.13, 0.56, 0.717), *box, step=(step_between(*box[0]),) * 2)
    axes.grid(False)
    for line in axes.lines:
        line.set(linewidth=1, alpha=0.5)
    axes.plot(*y.T, marker="o", ms=4, linestyle="none", color=theme("y"), alpha=0.7, zorder=2)
    one, reach = int(at[:, 1].argmax()), 0.26 * half
    turn = 2 * np.pi * np.arange(STAR) / STAR + np.arctan2(*tangent[one][::-1])
    star = reach * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    both = 0.5 * reach * np.concatenate([tangent, -tangent])
    both[[one, one + len(at)]] *= 2
    bold: Style = {"angles": "xy", "scale_units": "xy", "scale": 1, "units": "dots", "width": 4.5}
    axes.quiver(*np.repeat(at[[one]], STAR, 0).T, *star.T, color=theme("orange"), zorder=4, **bold)
    axes.quiver(*np.tile(at, (2, 1)).T, *both.T, color=theme("aqua"), zorder=4.5, **bold)
    axes.plot(*at[one], marker="o", ms=13, color=theme("y"), zorder=5)
    lines = (
        (0.83, 30, None, PENALTY),
        (0.68, 24, "orange", "any direction:"),
        (0.62, 24, "orange", "penalised by $R$"),
        (0.46, 30, None, "$C(y, tilde(y))$"),
        (0.35, 24, "aqua", "along the data:"),
        (0.29, 24, "aqua", "penalised by $R$,"),
        (0.23, 24, "aqua", "but needed by $C$"),
    )
    for up, size, hue, text in lines:
        label(fig, text, (0.7, up), anchor="baseline left", size=size, colour=hue)


@figure(
    studies=("toys", "contractive"),
    size=(12, 6.75),
    cannot_show={"contractive.weights": "it compares several λ, and given weights belong to one"},
)
def contraction(fig: Figure, theme: Theme, toys: Run, contractive: Run) -> None:
    """Ellipses of the encoder's Jacobian along the data, all λ on one scale: they contract, across most of all."""
    lambdas = contractive["lambdas"]
    width = 0.915 / len(lambdas)
    for row, toy in enumerate(("ellipse", "moons")):
        for column, price in enumerate(lambdas):
            y1, y2 = (toys[f"{toy}_y{k}"] for k in (1, 2))
            middle = np.array([(side[0] + side[-1]) / 2 for side in (y1, y2)])
            reach = ROOM * float((np.abs(toys[toy] - middle) / [1, 0.7]).max())
            most, own = (float(contractive[f"{toy}_singular"][of].max()) for of in (slice(None), column))
            left, bottom = 0.06 + width * column, 0.53 - 0.382 * row
            axes = plane(
                fig,
                theme,
                (left, bottom, width - 0.03, 0.315),
                (middle[0] - reach, middle[0] + reach),
                (middle[1] - 0.7 * reach, middle[1] + 0.7 * reach),
                step=(step_between(-reach, reach),) * 2,
            )
            axes.tick_params(labelsize=14, labelleft=not column, labelbottom=False)
            axes.grid(False)
            for line in axes.lines:
                line.set(linewidth=1, alpha=0.5)
            bare(axes, names=True)
            axes.plot(*toys[toy].T, marker="o", ms=2, linestyle="none", color=theme("y"), alpha=0.6)
            _rounds(axes, theme, toys, contractive, toy, column, LARGEST * reach / most)
            if not row:
                title = f"$lambda = {price:g}$"
                label(axes, title, (0.5, 1), coords="axes", anchor="baseline centre", offset=(0, 12), size=24)
            says = f"largest $s_1 = {rounded(own, 3)}$"
            label(axes, says, (0.5, 0), coords="axes", anchor="top", offset=(0, -7), size=18)
    label(fig, LOSS, (0.06, 0.945), anchor="baseline left", size=24)
    entries: list[tuple[Style, str]] = [
        ({"marker": "o", "ms": 6, "linestyle": "none", "color": theme("y")}, "$y$"),
        (
            {"color": theme("h"), "linewidth": 2.4},
            "radii: singular values $s_1 >= s_2$ of $J$, on one scale in each row",
        ),
    ]
    legend(fig, entries, (0.06, 0.03), anchor="bottom left", across=True, size=20)


@figure(
    studies=("toys", "contractive"),
    size=(12, 6.75),
    cannot_show={"contractive.weights": "it compares several λ, and given weights belong to one"},
)
def contraction_ratio(fig: Figure, theme: Theme, toys: Run, contractive: Run) -> None:
    """How much h changes along and across the data, against λ: across falls further."""
    lambdas = contractive["lambdas"]
    lines: tuple[tuple[str, Style, str], ...] = (
        ("along", {"color": theme("aqua"), "marker": "o", "ms": 10}, "along: $norm(J t)$"),
        (
            "across",
            {"color": theme("orange"), "marker": "s", "ms": 10, "linestyle": "--"},
            "across: $norm(J n)$",
        ),
    )
    values = np.concatenate(
        [contractive[f"{toy}_{way}"].mean(-1) for toy in ("ellipse", "moons") for way, *_ in lines]
    )
    for column, toy in enumerate(("ellipse", "moons")):
        axes = fig.add_axes((0.085 + 0.475 * column, 0.145, 0.4, 0.63))
        axes.set(xscale="log", yscale="log")
        axes.set(xlim=(lambdas[0] / 1.5, lambdas[-1] * 1.5), ylim=(values.min() / 2, values.max() * 1.5))
        axes.minorticks_off()
        axes.set_xticks(lambdas, [f"${price:g}$" for price in lambdas])
        levels = [k * 10.0**power for power in range(-9, 4) for k in (1, 3)]
        shown = [level for level in levels if values.min() / 2 <= level <= values.max() * 1.5]
        axes.set_yticks(shown, [f"${level:g}$" for level in shown])
        axes.minorticks_off()
        axes.set_ylim(values.min() / 2, values.max() * 1.5)
        name_axes(axes, "$lambda$", "mean over the samples", size=20, long=True)
        label(
            axes,
            data_name(toys, toy),
            (1, 1),
            coords="axes",
            anchor="baseline right",
            offset=(0, 14),
            size=26,
        )
        along, across = (contractive[f"{toy}_{way}"].mean(-1) for way, *_ in lines)
        for (_, style, _), mean in zip(lines, (along, across), strict=True):
            axes.plot(lambdas, mean, linewidth=3, zorder=3, **style)
        for price, up, down in zip(lambdas, along, across, strict=True):
            axes.plot([price, price], [down, up], color=theme("note"), linewidth=1.6, linestyle=":", zorder=2)
            label(
                axes,
                f"${rounded(down / up, 2)}$",
                (price, down),
                anchor="top",
                offset=(0, -13),
                size=20,
                halo=3,
            )
    legend(
        fig,
        [(style, text) for _, style, text in lines],
        (0.085, 0.9),
        anchor="bottom left",
        across=True,
        size=22,
    )
    label(fig, "numbers: across / along", (0.96, 0.915), anchor="baseline right", size=22)


def _rounds(axes: Axes, theme: Theme, toys: Run, contractive: Run, toy: str, at: int, scale: float) -> None:
    """How J stretches each direction, as an ellipse around each mark with its longer axis as a line."""
    centres = toys[toy][contractive[f"{toy}_mark"][:DRAWN]][:, None]  # (M, 1, 2)
    singular, right = (contractive[f"{toy}_{name}"][at, :DRAWN] for name in ("singular", "right"))
    axis = scale * singular[..., None] * right  # (M, 2, 2): rows are the two semi-axes
    turn = np.linspace(0, 2 * np.pi, 49)
    rounds = centres + np.stack([np.cos(turn), np.sin(turn)], -1) @ axis  # (M, 49, 2)
    hue = theme("h")
    shapes = PolyCollection(list(rounds), facecolors=to_rgba(hue, 0.3), edgecolors=hue, linewidths=1.8)
    ends = np.concatenate([centres - axis[:, :1], centres + axis[:, :1]], axis=1)
    for part in (shapes, LineCollection(list(ends), colors=hue, linewidths=1.4)):
        part.set_zorder(3)
        axes.add_collection(part, autolim=False)
