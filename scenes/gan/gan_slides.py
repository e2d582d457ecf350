"""The GAN as contrastive energy learning: C learns what is cold, and what G makes runs down the slope of C.

Lecture: section 6. C is lowered at y and raised at ŷ = G(z) until ŷ costs m; no net says "real" or "fake". Once ŷ is
distributed like y, C on the data may be any constant between 0 and m: its level is free, so maps show C above its
mean over y.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.plot import *
from ebviz.style.ticks import step_between
from scenes.autoencoders._words import data_name, even_ticks
from scenes.gan._clouds import *
from scenes.gan._words import EXCESS, cap_of, losses_of
from scenes.inference._numbers import number_word

NAME = f"${EXCESS}$"  # of the maps of C
MIDDLE = 0.14  # share of the moments kept at which arrows are drawn


@figure(
    studies=("toys", "gan"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it shows a training, and given weights are not trained"},
)
def gan_fields(fig: Figure, theme: Theme, toys: Run, gan: Run) -> None:
    """Eight Gaussians: C over the plane with y and ŷ at four moments of training."""
    _fields(fig, theme, toys, gan, "gaussians")


@figure(
    studies=("toys", "gan"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it shows a training, and given weights are not trained"},
)
def gan_fields_ellipse(fig: Figure, theme: Theme, toys: Run, gan: Run) -> None:
    """The ellipse: C over the plane with y and ŷ at four moments of training."""
    _fields(fig, theme, toys, gan, "ellipse")


@figure(
    studies=("toys", "gan"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it shows the middle of a training, and given weights are not trained"},
)
def gan_arrows(fig: Figure, theme: Theme, toys: Run, gan: Run) -> None:
    """In mid-training: each ŷ in the colour of its own energy, and where the slope of C sends it."""
    at = moment(gan, "gaussians", MIDDLE)
    top = cap_of(gan.config["recipe"])
    rect = (0.07, 0.13, 0.57, 0.76)
    axes, image, zero = field(fig, theme, rect, toys, gan, "gaussians", at, top=top, both=False)
    every = slice(None, None, max(1, len(gan["gaussians_z"]) // 180))
    y_hat, pull = gan["gaussians_y_hat"][at][every], gan["gaussians_pull"][at][every]
    energy = gan["gaussians_C_hat"][at][every] - zero
    arrows(axes, y_hat, pull, energy, top=top, scale=2.0)
    own: dict[str, Any] = {
        "cmap": theme.energy_map,
        "vmin": 0,
        "vmax": top,
        "marker": "^",
        "s": 70,
        "zorder": 4,
    }
    rims = np.where(
        bright(energy, 0.0, top, theme.energy_map), "black", "white"
    ).tolist()  # as those of the arrows
    axes.scatter(y_hat[:, 0], y_hat[:, 1], c=energy, edgecolors=rims, linewidths=0.9, **own)
    colour_bar(fig, theme, (0.675, 0.13, 0.022, 0.36), image, [0, top / 2, top], NAME, size=24, flush=True)
    label(fig, "hot $hat(y)$ moves to the cold", (0.675, 0.9), anchor="baseline left", size=25)
    label(fig, f"round ${gan['gaussians_rounds'][at]}$", (0.675, 0.83), anchor="baseline left", size=22)
    entries = [
        (cold(theme, 8), "$y$"),
        (hot(theme, 9), "$hat(y)$, colour: its own energy"),
        (pointer(theme), f"$-nabla {losses_of(gan.config['recipe']).made}$, drawn at half"),
    ]
    legend(fig, entries, (0.675, 0.785), size=21)
    label(fig, "map and $hat(y)$ on one scale", (0.675, 0.05), anchor="baseline left", size=18)


@figure(
    studies=("toys", "gan"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it shows a training, and given weights are not trained"},
)
def gan_histograms(fig: Figure, theme: Theme, toys: Run, gan: Run) -> None:
    """The energies of y and of ŷ at the start, early on and at the end: first apart, then overlapping."""
    asked = losses_of(gan.config["recipe"])
    margin, mark = asked.most, "m" if asked.up.startswith("+ [") else "C"
    for row, toy in enumerate(("gaussians", "ellipse")):
        for column, share in enumerate((MOMENTS[0], MOMENTS[1], MOMENTS[-1])):
            at = moment(gan, toy, share)
            rect = (0.09 + 0.305 * column, 0.545 - 0.385 * row, 0.27, 0.26)
            axes = fig.add_axes(rect)
            edges = np.linspace(0, 1.2 * margin, 49)
            both = [np.clip(gan[f"{toy}_{name}"][at], 0, edges[-1]) for name in ("C_y", "C_hat")]
            cold_and_hot(axes, theme, both[0], both[1], edges)
            axes.axvline(margin, color=theme.ink, linewidth=1.6, linestyle=":")
            axes.locator_params(axis="y", nbins=4)
            ticks(axes, "x", even_ticks(0, edges[-1]))
            axes.tick_params(labelsize=15)
            round_ = f"round ${gan[f'{toy}_rounds'][at]}$"
            place: dict[str, Any] = {"coords": "axes", "offset": (0, 12)}
            label(axes, round_, (0, 1), anchor="baseline left", size=20, **place)
            means = "means ${:.2f}$, ${:.2f}$".format(*(energy.mean() for energy in both))
            label(axes, means, (1, 1), anchor="baseline right", size=16, **place)
        label(fig, data_name(toys, toy), (0.03, 0.675 - 0.385 * row), turned=90, size=20)
    label(fig, "%", (0.07, 0.83), size=18)
    label(fig, "energy: $C(y)$ and $C(hat(y))$", (0.53, 0.055), anchor="baseline centre", size=22)
    filled, hatched = patches(theme)
    entries = [
        (filled, "held-out $C(y)$: cold"),
        (hatched, "$C(hat(y))$, hatched: hot"),
        ({"color": theme.ink, "linewidth": 1.6, "linestyle": ":"}, f"${mark} = {margin:g}$"),
    ]
    legend(fig, entries, (0.09, 0.955), across=True, size=22)


@figure(
    studies=("toys", "gan"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it shows a training, and given weights are not trained"},
)
def gan_distance(fig: Figure, theme: Theme, toys: Run, gan: Run) -> None:
    """The distance between samples ŷ and held-out y, against the round; and the modes covered."""
    lines: dict[str, Style] = {
        "gaussians": {"color": theme("violet"), "linestyle": "-", "linewidth": 3},
        "ellipse": {"color": theme("orange"), "linestyle": "--", "linewidth": 3},
    }
    upper = fig.add_axes((0.095, 0.455, 0.875, 0.375))
    upper.set_yscale("log")
    for toy, style in lines.items():
        upper.plot(gan[f"{toy}_rounds"], gan[f"{toy}_distance"], **style)
    both = np.concatenate([gan[f"{toy}_distance"] for toy in lines])
    upper.set_ylim(both.min() / 1.5, both.max() * 1.5)
    lower = fig.add_axes((0.095, 0.14, 0.875, 0.2))
    modes = len(toys["modes"])
    lower.step(gan["gaussians_rounds"], gan["gaussians_covered"], where="mid", **lines["gaussians"])
    lower.set_ylim(-0.08 * modes, 1.12 * modes)
    ticks(lower, "y", (0, modes / 2, modes))
    last = int(gan["gaussians_rounds"][LAST])
    for axes in (upper, lower):
        axes.set_xscale("symlog", linthresh=1.0)
        axes.set_xlim(0, last)
        ticks(axes, "x", [0, *(10.0 ** np.arange(0, np.log10(last)))])
        axes.minorticks_off()
    decades = [10.0**k for k in range(-6, 4) if both.min() / 1.5 <= 10.0**k <= both.max() * 1.5]
    ticks(upper, "y", decades)
    upper.tick_params(labelbottom=False)
    ends = {toy: gan[f"{toy}_distance"][[0, LAST]] for toy in lines}
    entries = [
        (style, f"{data_name(toys, toy)}: ${rounded(ends[toy][0], 2)} -> {rounded(ends[toy][1], 4)}$")
        for toy, style in lines.items()
    ]
    legend(fig, entries, (0.095, 0.965), across=True, size=23)
    title = "distance between $hat(y)$ and held-out $y$"
    label(upper, title, (0, 1), coords="axes", anchor="baseline left", offset=(-8, 13), size=22)
    title = f"modes covered, of {modes}"
    label(lower, title, (0, 1), coords="axes", anchor="baseline left", offset=(-8, 13), size=22)
    label(fig, "round", (0.53, 0.035), anchor="baseline centre", size=22)


@figure(
    studies=("toys", "gan"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it shows the start of a training, and given weights are not trained"},
)
def gan_mesh(fig: Figure, theme: Theme, toys: Run, gan: Run) -> None:
    """How G bends the normal distribution into eight modes: a mesh of z, and its image."""
    z, lines = gan["gaussians_z"][:SHOWN, :2], gan["mesh_z"]
    plain = np.stack(np.meshgrid(lines, lines), -1)
    ghost: Style = {"marker": "o", "ms": 4, "linestyle": "none", "color": theme("z")}
    made: Style = {"marker": "^", "ms": 5, "linestyle": "none", "color": theme("hat(y)")}
    given: Style = {"marker": "o", "ms": 5, "linestyle": "none", "color": theme("y")}
    panels: list[tuple[int | None, np.ndarray]] = [(None, plain)]
    panels += [(at, gan["gaussians_mesh"][at]) for at in (0, len(gan["gaussians_rounds"]) - 1)]
    far = max(float(np.abs(some).max()) for some in (plain, toys["gaussians"], gan["gaussians_mesh"][-1]))
    for column, (at, mesh) in enumerate(panels):
        left, wide, reach = 0.055 + 0.32 * column, 0.29, 1.05 * far
        names = ("$z_1$", "$z_2$") if at is None else ("$y_1$", "$y_2$")
        box = (-reach, reach), (-reach, reach)
        rect = (left, 0.24, wide, wide * 12 / 6.75)
        axes = plane(fig, theme, rect, *box, names=names, step=(step_between(-reach, reach, 4),) * 2, size=24)
        axes.grid(False)
        bare(axes, left=column == 2)
        axes.tick_params(labelleft=not column)
        for line in axes.lines:
            line.set(linewidth=1, alpha=0.5)
        woven(axes, theme, mesh)
        if at is None:
            axes.plot(*z.T, **ghost, zorder=3)
            title = "$z tilde.op cal(N)(0, I)$"
        else:
            axes.plot(*toys["gaussians"][:SHOWN].T, **given, zorder=2)
            axes.plot(*gan["gaussians_y_hat"][at][:SHOWN].T, **made, zorder=2.2)
            title = f"$hat(y) = G(z)$, round ${gan['gaussians_rounds'][at]}$"
        label(axes, title, (0.5, 1), coords="axes", anchor="baseline centre", offset=(6, 20), size=24)
    many = int(gan["gaussians_covered"][-1])
    bent = f"$G$ bends one bell into {number_word(many)}" if many > 1 else "$G$ bends one bell"
    says = f"{bent}; it is continuous, so some $hat(y)$ stay between {'them' if many > 1 else 'modes'}"
    label(fig, says, (0.055, 0.925), anchor="baseline left", size=23)
    entries = [
        ({"color": theme("z"), "linewidth": 1.2}, "the mesh of $z$, and its image"),
        ({**ghost, "ms": 8}, "$z$"),
        ({**made, "ms": 9}, "$hat(y) = G(z)$ of the same $z$"),
        ({**given, "ms": 8}, "$y$"),
    ]
    legend(fig, entries, (0.055, 0.05), anchor="bottom left", across=True, size=22)


@figure(
    studies=("toys", "gan"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it plots a training, and given weights are not trained"},
)
def gan_losses(fig: Figure, theme: Theme, toys: Run, gan: Run) -> None:
    """Both losses against the round: neither falls steadily, for each net changes the other's task."""
    asked = losses_of(gan.config["recipe"])
    is_cost = asked.up.startswith("+ [")
    alike_at = asked.most if is_cost else 2 * float(np.log(2))
    priced = ", with the penalty on gradients" if is_cost and gan.config["recipe"]["penalty"] else ""
    both: tuple[tuple[Style, str], ...] = (
        ({"color": theme("C"), "linestyle": "-"}, f"$cal(L)_C${priced}"),
        ({"color": theme("G"), "linestyle": "--"}, f"$cal(L)_G = {asked.made.replace('hat(y)', 'G(z)')}$"),
    )
    for column, toy in enumerate(("gaussians", "ellipse")):
        loss = gan[f"{toy}_loss"]  # (T, 2)
        axes = fig.add_axes((0.075 + 0.475 * column, 0.15, 0.41, 0.57))
        width = max(1, len(loss) // 60)
        rounds = np.arange(len(loss))
        for values, (style, _) in zip(loss.T, both, strict=True):
            axes.plot(rounds, values, color=style["color"], linewidth=0.6, alpha=0.45, zorder=2)
            axes.plot(*smooth(values, width), linewidth=3, zorder=3, **style)
        axes.axhline(alike_at, color=theme.ink, linewidth=1.6, linestyle=":", zorder=1)
        low, high = min(0.0, float(loss.min())), max(alike_at, float(np.quantile(loss, 0.99)))
        axes.set(xlim=(0, len(loss)), ylim=(1.12 * low, 1.12 * high))
        axes.locator_params(nbins=6)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: number(value))
        name_axes(axes, "round", data_name(toys, toy), size=23, long=True)
    entries = [({**style, "linewidth": 3}, text) for style, text in both]
    legend(fig, entries, (0.075, 0.955), across=True, size=22)
    line: Style = {"color": theme.ink, "linewidth": 1.6, "linestyle": ":"}
    value = f"$m = {alike_at:g}$" if is_cost else f"$2 log 2 = {rounded(alike_at, 2)}$"
    alike = f"{value}, $cal(L)_C$ if $hat(y)$ were distributed like $y$"
    legend(fig, [(line, alike)], (0.535, 0.875), size=20)
    wide = max(1, len(gan["gaussians_loss"]) // 60)
    if wide > 1:
        says = f"faint: each round; thick: mean of ${wide}$ rounds"
        label(fig, says, (0.075, 0.845), anchor="baseline left", size=20)


def _fields(fig: Figure, theme: Theme, toys: Run, gan: Run, toy: str) -> None:
    """Maps of C at four moments, and the losses of both nets."""
    top, asked = cap_of(gan.config["recipe"]), losses_of(gan.config["recipe"])
    for panel, share in enumerate(MOMENTS):
        row, column = divmod(panel, 2)
        at = moment(gan, toy, share)
        rect = (0.05 + 0.32 * column, 0.54 - 0.465 * row, 0.295, 0.39333)
        axes, image, _ = field(fig, theme, rect, toys, gan, toy, at, top=top)
        axes.tick_params(labelsize=15, labelbottom=bool(row), labelleft=not column)
        bare(axes, names=True)
        place: dict[str, Any] = {"coords": "axes", "offset": (0, 9)}
        round_ = f"round ${gan[f'{toy}_rounds'][at]}$"
        label(axes, round_, (0, 1), anchor="baseline left", size=20, **place)
        far = f"distance ${brief(gan[f'{toy}_distance'][at])}$"
        label(axes, far, (1, 1), anchor="baseline right", size=18, **place)
    x = 0.7
    made = f"$cal(L)_G = {asked.made}$, $quad hat(y) = G(z)$"
    rows = [(f"$cal(L)_C = {asked.down} {asked.up}$", 20), (asked.aside, 15), (made, 20)]
    for row, (text, size) in enumerate(row for row in rows if row[0]):
        label(fig, text, (x, 0.885 - 0.055 * row), anchor="baseline left", size=size)
    labels(fig, ("distance: between $hat(y)$", "and held-out $y$"), (x, 0.51), size=18)
    entries = [(cold(theme, 9), "$y$: $C$ is pushed down"), (hot(theme, 10), "$hat(y)$: $C$ is pushed up")]
    legend(fig, entries, (x, 0.69), size=21)
    colour_bar(
        fig, theme, (x + 0.005, 0.075, 0.02, 0.25), image, [0, top / 2, top], NAME, size=24, flush=True
    )
    labels(fig, ("above the mean $C$", "of $y$: at the end", "its level is free"), (0.785, 0.235), size=19)
