"""The bubble of bubbles: reconstruction pushes overlapping bubbles apart, the prior holds them together.

Lecture: section 5, the variational autoencoder. F̃ = C + β (U + V): each y has a bubble N(μ, v I); C wants them apart
or small, V = (d/2)(v − log v − 1) keeps each from shrinking or growing, and U = ½ ‖μ‖² is a spring to the origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from ebviz.plot.axes import number, plane, ticks
from ebviz.plot.base import figure
from ebviz.plot.label import label
from ebviz.plot.legend import Style, legend
from ebviz.style.themes import Theme

if TYPE_CHECKING:
    from ebviz.study import Run

LAST = -1
SHRUNK = 0.25  # drawn length of a force of 1, in units of z
CROWDED = 0.15  # largest share of overlapping pairs when the pushing is shown
OUTER = 15  # number of packed bubbles, the outermost, that show their forces
FORCE: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 1 / SHRUNK, "units": "dots"}
FORCE |= {
    "width": 5.5,
    "headwidth": 3.6,
    "headlength": 3.8,
    "headaxislength": 3.5,
    "minlength": 0,
    "zorder": 5,
}

# Run, what was done, and the outcome.
ABLATIONS = (
    ("no_mean", "without $U$", "fly apart"),
    ("no_variance", "without $V$", "become points"),
    ("no_cost", "without $C$", "all become one"),
    ("cost_only", "$C$ alone", "points fly apart"),
    ("small", "$beta = {small_beta:g}$", "shrink, spread"),
    ("large", "$beta = {large_beta:g}$", "all become one"),
)


@figure(studies=("bubbles",), size=(12, 6.75))
def bubbles_overlap(fig: Figure, theme: Theme, bubbles: Run) -> None:
    """Early in training the bubbles overlap, and the reconstruction pushes them outwards."""
    at = int((bubbles["full_overlap"] < CROWDED).argmax())
    mu = bubbles["full_mu"][at]
    axes = _plane(fig, theme, bubbles, at)
    axes.quiver(*mu.T, *bubbles["full_pull"][at].T, color=theme("yellow"), **FORCE)
    label(fig, "reconstruction pushes", (0.6, 0.9), anchor="baseline left", size=28)
    label(fig, "overlapping bubbles apart", (0.6, 0.825), anchor="baseline left", size=28)
    entries = [
        (_bubble(theme), f"$cal(N)(mu, v I)$ of one $y$, at ${bubbles['reach']:g} sqrt(v)$"),
        (_arrow(theme, "yellow"), "$-(partial C) / (partial mu)$, the force of $C(y, tilde(y))$"),
        (
            {"color": theme("tilde(y)"), "linewidth": 3},
            f"the prior $cal(N)(0, I)$, at ${bubbles['reach']:g}$",
        ),
    ]
    legend(fig, entries, (0.6, 0.71), size=24)
    _moment(fig, bubbles, at, 0.4)


@figure(studies=("bubbles",), size=(12, 6.75))
def bubbles_packed(fig: Figure, theme: Theme, bubbles: Run) -> None:
    """At the end: bubbles packed into the prior's big bubble, outward reconstruction against inward springs."""
    mu, pull, spring = (bubbles[f"full_{name}"][LAST] for name in ("mu", "pull", "spring"))
    radius, reach = bubbles["full_radius"][LAST], float(bubbles["reach"])
    axes = _plane(fig, theme, bubbles, LAST)
    far = np.linalg.norm(mu, axis=1, keepdims=True)
    out = mu / far
    turns = np.sign(out[:, :1] * pull[:, 1:] - out[:, 1:] * pull[:, :1])
    side = 0.07 * turns * np.stack([-out[:, 1], out[:, 0]], -1)  # sets the two arrows side by side
    rim = mu + (reach * radius[:, None] + 0.05) * out
    outer = far[:, 0].argsort()[-OUTER:]
    axes.quiver(*(rim + side)[outer].T, *pull[outer].T, color=theme("yellow"), **FORCE)
    axes.quiver(
        *(rim - side)[outer].T, *spring[outer].T, color=theme("tilde(y)"), pivot="tip", **FORCE
    )  # its tip touches the bubble it pushes
    label(fig, "a bubble of bubbles", (0.6, 0.9), anchor="baseline left", size=36)
    label(fig, "$ tilde(F) = C + beta (U + V) $", (0.6, 0.81), anchor="baseline left", size=28)
    outwards, inwards = (
        sign * (force * out).sum(-1)[outer].mean() for sign, force in ((1, pull), (-1, spring))
    )
    entries = [
        (_bubble(theme), f"$cal(N)(mu, v I)$ of one $y$, at ${reach:g} sqrt(v)$"),
        ({"color": theme("tilde(y)"), "linewidth": 3}, f"the prior $cal(N)(0, I)$, at ${reach:g}$"),
        ({**_faint(theme), "linewidth": 2}, f"at ${reach + 1:g}$: {_within(mu, radius, reach)} within"),
        (_arrow(theme, "yellow"), f"$-(partial C) / (partial mu)$: ${outwards:.2f}$ outwards"),
        (_arrow(theme, "tilde(y)"), f"$-beta mu$: ${inwards:.2f}$ inwards"),
    ]
    legend(fig, entries, (0.6, 0.725), size=22)
    note = f"means of the {OUTER} outermost bubbles"
    label(fig, note, (0.648, 0.375), anchor="baseline left", size=18, colour="note")
    _moment(fig, bubbles, LAST, 0.27)


@figure(studies=("bubbles",), size=(12, 6.75))
def bubbles_ablations(fig: Figure, theme: Theme, bubbles: Run) -> None:
    """The same without U, V or C, with C alone, and with a small and a large β: the bubbles do not pack."""
    for panel, (name, done, becomes) in enumerate(ABLATIONS):
        row, column = divmod(panel, 3)
        left, bottom = 0.03 + 0.32 * column, 0.57 - 0.44 * row
        mu, radius = bubbles[f"{name}_mu"][LAST], bubbles[f"{name}_radius"][LAST]
        far = float((np.abs(mu).max(axis=1) + bubbles["reach"] * radius).max())
        limit = 1.15 * max(far, float(bubbles["reach"]))
        rect = (left, bottom, 0.18, 0.32)
        axes = fig.add_axes(rect)
        axes.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
        draw_bubbles(
            axes, theme, mu, radius, bubbles, alpha=0.12 if radius.mean() < 0.9 else 0.01, rim=2.6, big=5.0
        )
        step = 10.0 ** np.floor(np.log10(limit))
        step *= 2 if limit > 2 * step else 1  # five ticks at most
        for which in "xy":
            ticks(axes, which, np.arange(-(limit // step), limit // step + 1) * step)
        axes.tick_params(labelsize=15, labelleft=False)
        label(
            axes,
            done.format(**bubbles.config),
            (0, 1),
            coords="axes",
            anchor="baseline left",
            offset=(0, 10),
            size=24,
        )
        says = (
            becomes,
            f"$sqrt(v)$: ${bubbles[f'{name}_median_radius'][LAST]:.2g}$",
            f"overlap: {_percent(bubbles[f'{name}_overlap'][LAST])}",
        )
        for line, text in enumerate(says):
            xy = (left + 0.187, bottom + 0.27 - 0.065 * line)
            label(fig, text, xy, anchor="baseline left", size=17)
    prior: Style = {"color": theme("tilde(y)"), "linewidth": 3}
    entries = [
        (_bubble(theme), f"at ${bubbles['reach']:g} sqrt(v)$, their median $sqrt(v)$ at the side"),
        (prior, f"the prior $cal(N)(0, I)$ at ${bubbles['reach']:g}$, for scale"),
    ]
    legend(fig, entries, (0.03, 0.022), anchor="bottom left", across=True, size=19)


@figure(studies=("bubbles",), size=(12, 6.75))
def bubbles_curves(fig: Figure, theme: Theme, bubbles: Run) -> None:
    """C, U and V by step; median radius, overlap, and the aggregate posterior's distance from the prior."""
    panels = (
        ((0.07, 0.59, 0.4, 0.29), (("cost", "yellow", "-", "$C$"),)),
        (
            (0.07, 0.15, 0.4, 0.29),
            (("mean_term", "violet", "-", "$U$"), ("variance_term", "red", "--", "$V$")),
        ),
        (
            (0.57, 0.59, 0.4, 0.29),
            (
                ("median_radius", "orange", "-", "median $sqrt(v)$"),
                ("overlap", "blue", "--", "pairs that overlap"),
            ),
        ),
        ((0.57, 0.15, 0.4, 0.29), (("prior_distance", "aqua", "-", '$D_"KL" [1/N sum_n q_n (z) || p(z)]$'),)),
    )
    steps = bubbles["steps"]
    for rect, curves in panels:
        axes = fig.add_axes(rect)
        entries = []
        for name, hue, dash, text in curves:
            line: Style = {"color": theme(hue), "linestyle": dash, "linewidth": 3}
            axes.plot(steps, bubbles[f"full_{name}"], **line)
            entries.append((line, text))
        axes.set(
            xlim=(0, steps[-1]), ylim=(0, 1.06 * max(float(bubbles[f"full_{c[0]}"].max()) for c in curves))
        )
        axes.set_xscale("symlog", linthresh=1.0)
        places = [0, *(10.0 ** np.arange(0, np.log10(steps[-1])))]
        ticks(axes, "x", places)
        axes.minorticks_off()
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(lambda value, _: number(value))
        axes.tick_params(labelsize=16)
        legend(axes, entries, (0, 1), offset=(0, 12), anchor="bottom left", across=True, size=20)
    for left in (0.27, 0.77):
        label(fig, "step", (left, 0.035), anchor="baseline centre", size=20)


def _plane(fig: Figure, theme: Theme, bubbles: Run, at: int) -> Axes:
    """The plane of z with the bubbles at one moment, their pictures, and the prior."""
    limit = 3.55
    box = (-limit, limit), (-limit, limit)
    axes = plane(fig, theme, (0.05, 0.13, 0.5, 0.765), *box, names=("$z_1$", "$z_2$"), size=24)
    mu, radius = bubbles["full_mu"][at], bubbles["full_radius"][at]
    packed = at == LAST
    draw_bubbles(axes, theme, mu, radius, bubbles, alpha=0.15 if packed else 0.05, rim=1.6 if packed else 1.0)
    if packed:
        axes.add_patch(Circle((0, 0), float(bubbles["reach"]) + 1, fill=False, **_faint(theme), zorder=2))
        pictures(axes, theme, bubbles["images"], mu, bubbles["reach"] * radius)
        axes.set(xlim=(-limit, limit), ylim=(-limit, limit))
    return axes


def draw_bubbles(
    axes: Axes,
    theme: Theme,
    mu: np.ndarray,
    radius: np.ndarray,
    bubbles: Run,
    *,
    alpha: float,
    rim: float = 1.6,
    big: float = 3.0,
) -> None:
    """Bubbles (N, 2), (N,) with radius ``reach`` standard deviations, and the prior's."""
    reach = float(bubbles["reach"])
    discs = [Circle(tuple(centre), reach * r) for centre, r in zip(mu, radius, strict=True)]
    colour = to_rgb(theme("z"))
    axes.add_collection(PatchCollection(discs, facecolor=(*colour, alpha), edgecolor="none", zorder=2.5))
    axes.add_collection(PatchCollection(discs, facecolor="none", edgecolor=colour, linewidth=rim, zorder=3))
    prior: dict[str, Any] = {"fill": False, "edgecolor": theme("tilde(y)"), "linewidth": big}
    axes.add_patch(Circle((0, 0), reach, **prior, zorder=2.2))


def pictures(axes: Axes, theme: Theme, images: np.ndarray, mu: np.ndarray, radius: np.ndarray) -> None:
    """Put pictures (N, P, P) as ink into bubbles (N, 2), (N,): only one where bubbles overlap."""
    shown: list[int] = []
    for i in radius.argsort():
        if all(np.linalg.norm(mu[i] - mu[j]) > 0.7 * (radius[i] + radius[j]) for j in shown):
            shown.append(i)
    for i in shown:
        (x, y), half = mu[i], 0.66 * radius[i]
        shade = np.broadcast_to(to_rgb(theme.ink), (*images[i].shape, 3))
        box = (x - half, x + half, y - half, y + half)
        axes.imshow(np.dstack([shade, images[i]]), extent=box, interpolation="nearest", zorder=4)


def _moment(fig: Figure, bubbles: Run, at: int, top: float) -> None:
    """The measurements at one moment, in three lines."""
    says = (
        f"step ${bubbles['steps'][at]}$ of ${bubbles['steps'][LAST]}$",
        f"median $sqrt(v) = {bubbles['full_median_radius'][at]:.2f}$",
        f"{_percent(bubbles['full_overlap'][at])} of all pairs overlap at $sqrt(v)$",
    )
    for line, text in enumerate(says):
        label(fig, text, (0.6, top - 0.075 * line), anchor="baseline left", size=22)


def _within(mu: np.ndarray, radius: np.ndarray, reach: float) -> str:
    """How many bubbles lie entirely within the prior's, taken one standard deviation larger."""
    inside = np.linalg.norm(mu, axis=1) + reach * radius < reach + 1
    return f"${int(inside.sum())}$ of ${len(mu)}$"


def _percent(share: float) -> str:
    per_cent = 100 * float(share)
    return f"${per_cent:.0f}$ %" if per_cent >= 10 else f"${per_cent:.2g}$ %"


def _bubble(theme: Theme) -> Style:
    return {"marker": "o", "ms": 17, "fillstyle": "none", "mew": 2, "linestyle": "none", "color": theme("z")}


def _arrow(theme: Theme, hue: str) -> Style:
    return {"marker": r"$\rightarrow$", "ms": 24, "mew": 0.6, "linestyle": "none", "color": theme(hue)}


def _faint(theme: Theme) -> dict[str, Any]:
    return {"color": theme("tilde(y)"), "linestyle": ":", "linewidth": 2, "alpha": 0.8}
