"""The variational autoencoder on the toys: its two regularisers, its bound, its samples, its collapse.

Lecture: section 5, figure VAE-4 and what follows. F̃(y) = C(y, ỹ) + β/2 Σ (V(v) + U(μ)): β is a weight here, not a
coldness. If it is too large, dimensions of the code stop saying anything.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from ebviz.style.ticks import step_between
from scenes.autoencoders._words import data_name, even_ticks

TOYS = ("ellipse", "moons")
BOUND = '$tilde(F) = C + beta D_"KL"$'


@figure(size=(12, 6.75))
def variance_term(fig: Figure, theme: Theme) -> None:
    """V(v) = v − log v − 1: least for a bubble of radius one, steep below, gentle above."""
    v = np.geomspace(0.01, 5, 400)
    axes = _term(fig, theme, (-0.12, 5.0), 3.7, "$v$", "$V$")
    axes.plot(v, v - np.log(v) - 1, color=theme("V"), linewidth=4, zorder=3)
    _ring(axes, theme, 1.0)
    label(axes, "$ V(v) = v - log v - 1 $", (0.97, 0.93), coords="axes", anchor="top right", size=32)
    remarks = ("a bubble shrinks to a point: steep", "a bubble grows: gentle")
    for text, at, height in zip(remarks, (0.3, 2.9), (2.45, 0.3), strict=True):
        label(axes, text, (at, height), anchor="baseline left", size=22)


@figure(size=(12, 6.75))
def mean_term(fig: Figure, theme: Theme) -> None:
    """U(μ) = μ²: a spring to the origin."""
    mu = np.linspace(-2, 2, 401)
    axes = _term(fig, theme, (-2.1, 2.1), 4.3, "$mu$", "$U$")
    axes.plot(mu, mu**2, color=theme("violet"), linewidth=4, zorder=3)
    axes.axvline(0, color=theme.ink, linewidth=2, zorder=1)
    _ring(axes, theme, 0.0)
    label(axes, "$ U(mu) = mu^2 $", (0.12, 3.35), anchor="baseline left", size=32)
    label(axes, "a spring to the origin", (0.12, 2.75), anchor="baseline left", size=22)


@figure(
    studies=("toys", "toy_vae"),
    size=(12, 6.75),
    cannot_show={"toy_vae.weights": "it plots a training, and given weights are not trained"},
)
def vae_bound(fig: Figure, theme: Theme, toys: Run, toy_vae: Run) -> None:
    """The bound and its two parts on fresh samples as training goes on: what C saves, D_KL pays for."""
    beta = float(toy_vae.config["beta"])
    lines: tuple[tuple[Style, str], ...] = (
        ({"color": theme.ink, "linewidth": 3.4}, BOUND),
        ({"color": theme("C"), "linewidth": 2.8, "linestyle": "--"}, "$C$"),
        ({"color": theme("mu"), "linewidth": 2.8, "linestyle": ":"}, '$beta D_"KL"$'),
    )
    for column, toy in enumerate(TOYS):
        steps = toy_vae[f"{toy}_steps"]
        parts = (
            toy_vae[f"{toy}_bound"],
            toy_vae[f"{toy}_cost"],
            beta * toy_vae[f"{toy}_divergence"].sum(-1),
        )
        axes = fig.add_axes((0.08 + 0.475 * column, 0.145, 0.405, 0.63))
        top = 1.05 * float(max(part.max() for part in parts))
        axes.set_xscale("symlog", linthresh=1)
        axes.set(xlim=(0, steps[-1]), ylim=(-0.03 * top, top))
        axes.minorticks_off()
        ticks(axes, "x", [0, *(10.0 ** np.arange(0, np.log10(max(int(steps[-1]), 2))))])
        ticks(axes, "y", even_ticks(0, top, 6))
        axes.axhline(0, color=theme.ink, linewidth=2, zorder=1)
        for (style, _), part in zip(lines, parts, strict=True):
            axes.plot(steps, part, **style, zorder=3)
        name_axes(axes, "step", "mean of held-out $y$", size=22, long=True)
        title = data_name(toys, toy)
        label(axes, title, (1, 1), coords="axes", anchor="baseline right", offset=(0, 14), size=26)
        says = (
            "at the end",
            f"${rounded(parts[0][-1], 2)} = {rounded(parts[1][-1], 2)} + {rounded(parts[2][-1], 2)}$",
        )
        for row, text in enumerate(says):
            place = (0.96, 0.88 - 0.1 * row)
            label(axes, text, place, coords="axes", anchor="baseline right", size=21, halo=4)
    legend(fig, lines, (0.08, 0.9), anchor="bottom left", across=True, size=24)
    label(fig, f"$beta = {beta:g}$, a weight", (0.96, 0.915), anchor="baseline right", size=22)


@figure(
    studies=("toys", "toy_vae"),
    size=(12, 6.75),
    cannot_show={"toy_vae.weights": "it compares trainings at several β, and given weights belong to one"},
)
def posterior_collapse(fig: Figure, theme: Theme, toys: Run, toy_vae: Run) -> None:
    """As the weight β grows, one dimension of the code after another falls silent; C ends at the variance of y."""
    beta, cost, collapsed = (toy_vae[f"sweep_{name}"] for name in ("beta", "cost", "collapsed"))
    divergence = np.sort(toy_vae["sweep_divergence"], axis=1)[:, ::-1]  # (B, d): their order is arbitrary
    spread = np.linalg.eigvalsh(np.cov(toys["ellipse"].T, bias=True))[::-1]  # s² along both axes of the data
    upper, lower = fig.add_axes((0.09, 0.53, 0.885, 0.3)), fig.add_axes((0.09, 0.145, 0.885, 0.27))
    for axes in (upper, lower):
        axes.set(xscale="log", xlim=(beta[0] / 1.15, beta[-1] * 1.15))
        axes.set_xticks(beta, [f"${each:g}$" for each in beta])
        axes.minorticks_off()
        for s2 in spread:
            axes.axvline(2 * s2, color=theme("beta"), linewidth=2.2, linestyle=":", zorder=1.5)
    upper.set_ylim(-0.18, 1.12 * divergence.max())
    upper.axhline(0, color=theme.ink, linewidth=2, zorder=1)
    upper.tick_params(labelbottom=False)
    ticks(upper, "y", even_ticks(0, 1.12 * divergence.max(), 4))
    first: Style = {"color": theme("mu"), "marker": "o", "ms": 9, "linewidth": 3}
    second: Style = {"color": theme("mu"), "marker": "s", "ms": 8, "linewidth": 3, "linestyle": "--"}
    styles = [first, *[second] * (divergence.shape[1] - 1)]
    silent: Style = {"marker": "o", "ms": 19, "fillstyle": "none", "mew": 2.6, "linestyle": "none"}
    silent |= {"color": theme("red")}
    for column, (style, each) in enumerate(zip(styles, divergence.T, strict=True)):
        upper.plot(beta, each, **style, zorder=3)
        gone = collapsed >= divergence.shape[1] - column
        upper.plot(beta[gone], each[gone], **silent, zorder=4, clip_on=False)
    lower.set(yscale="log", ylim=(cost.min() / 1.6, 3.2 * cost.max()))
    lower.minorticks_off()
    decades = [10.0**k for k in range(-9, 7) if cost.min() / 1.6 <= 10.0**k <= 3.2 * cost.max()]
    lower.set_yticks(decades, [f"${level:g}$" for level in decades])
    lower.plot(beta, cost, color=theme("C"), marker="D", ms=8, linewidth=3, zorder=3)
    lower.axhline(spread.sum(), color=theme.ink, linewidth=1.8, linestyle="--", zorder=2)
    says = f"variance of $y$: ${rounded(spread.sum(), 2)}$"
    label(lower, says, (beta[0], spread.sum()), anchor="top left", offset=(4, -8), size=20)
    name_axes(lower, "$beta$", "$C$ of held-out $y$", size=23, long=True)
    label(
        upper,
        '$D_"KL"$ of each dimension',
        (0, 1),
        coords="axes",
        anchor="baseline left",
        offset=(-6, 13),
        size=23,
    )
    both = (
        f"$beta = 2 s^2 = {rounded(2 * spread[1], 2)}, {rounded(2 * spread[0], 2)}$: a linear one collapses"
    )
    dotted: Style = {"color": theme("beta"), "linewidth": 2.2, "linestyle": ":"}
    legend(upper, [(dotted, both)], (1, 1), anchor="bottom right", offset=(0, 10), across=True, size=20)
    entries = [
        (first, "the larger" if len(styles) == 2 else "the largest"),
        ({**silent, "ms": 15}, "collapsed"),
    ]
    if len(styles) > 1:
        entries.insert(1, (second, "the smaller" if len(styles) == 2 else "the others"))
    legend(fig, entries, (0.09, 0.92), anchor="bottom left", across=True, size=22)


@figure(studies=("toys", "toy_vae"), size=(12, 6.75))
def vae_samples(fig: Figure, theme: Theme, toys: Run, toy_vae: Run) -> None:
    """Samples of the prior, decoded, over the data: most fall on it, but those near the origin may not."""
    data: Style = {"marker": "o", "ms": 5, "linestyle": "none", "color": theme("y")}
    drawn: Style = {"marker": "s", "ms": 4.6, "linestyle": "none", "color": theme("tilde(y)")}
    lost: Style = {
        "marker": "o",
        "ms": 11,
        "fillstyle": "none",
        "mew": 1.6,
        "linestyle": "none",
        "color": theme("hat(y)"),
    }
    margin = float(toys.config["low"])
    for column, toy in enumerate(TOYS):
        y, made, title = toys[toy], toy_vae[f"{toy}_prior_y"], data_name(toys, toy)
        sides = [toys[f"{toy}_y{k}"][[0, -1]].tolist() for k in (1, 2)]
        step = step_between(*sides[0])
        rect = (0.06 + 0.475 * column, 0.305, 0.435, 0.58)
        axes = plane(fig, theme, rect, tuple(sides[0]), tuple(sides[1]), step=(step, step))
        axes.plot(*y.T, **data, alpha=0.7, zorder=2)
        axes.plot(*made.T, **drawn, zorder=3)
        far = ((made[:, None] - y) ** 2).sum(-1).min(1) > margin  # (P,)
        axes.plot(*made[far].T, **lost, zorder=4)
        label(axes, title, (0.5, 1), coords="axes", anchor="baseline centre", offset=(0, 16), size=25)
        middle, size = 0.2775 + 0.475 * column, np.linalg.norm(toy_vae[f"{toy}_prior_z"], axis=1)
        says = f"{100 * far.mean():.0f} % are off"
        if 0 < far.sum() < len(far):
            near, away = size[~far].mean(), size[far].mean()
            says += f": of mean $norm(z) = {rounded(away, 2)}$, else ${rounded(near, 2)}$"
        label(fig, says, (middle, 0.14), anchor="baseline centre", size=20)
    entries = [
        ({**data, "ms": 8}, "$y$"),
        ({**drawn, "ms": 8}, "$tilde(y) = Dec(z)$, $z tilde.op cal(N)(0, I)$"),
        (lost, f"off by more than ${rounded(np.sqrt(margin), 2)}$"),
    ]
    legend(fig, entries, (0.06, 0.045), anchor="bottom left", across=True, size=21)


def _term(fig: Figure, theme: Theme, xlim: tuple[float, float], top: float, x: str, y: str) -> Axes:
    """Axes for one regulariser, with a line at zero."""
    axes = fig.add_axes((0.09, 0.145, 0.885, 0.745))
    axes.set(xlim=xlim, ylim=(-0.045 * top, top))
    axes.axhline(0, color=theme.ink, linewidth=2, zorder=1)
    ticks(axes, "x", np.arange(np.ceil(xlim[0]), xlim[1] + 1e-9))
    ticks(axes, "y", np.arange(0, top, 0.5 if top < 4 else 1))
    name_axes(axes, x, y, size=30)
    return axes


def _ring(axes: Axes, theme: Theme, at: float) -> None:
    """A ring around the tick where the regulariser is zero."""
    ring: Style = {"marker": "o", "ms": 34, "fillstyle": "none", "mew": 2.6, "clip_on": False, "zorder": 5}
    (mark,) = axes.plot(at, 0, color=theme("red"), **ring)
    mark.set_zorder(5)
