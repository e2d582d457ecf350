"""The bubble of bubbles: reconstruction pushes overlapping bubbles apart, the prior holds them together.

Lecture: section 5, the variational autoencoder. F̃ = C + β (U + V): each y has a bubble N(μ, v I); C wants them apart
or small, V = (d/2)(v − log v − 1) keeps each from shrinking or growing, and U = ½ ‖μ‖² is a spring to the origin.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.diagrams.crowd import apart, crowding, overlapping
from ebviz.plot import *
from scenes.autoencoders._words import fate

LAST = -1
COLUMN = 0.6  # left edge of the words beside a plane
OUTER = 15  # number of packed bubbles, the outermost, that show their forces
FORCE: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "units": "dots", "minlength": 0, "zorder": 5}
FORCE |= {"width": 5.5, "headwidth": 3.6, "headlength": 3.8, "headaxislength": 3.5}

# Run, and what was done.
ABLATIONS = (
    ("no_mean", "without $U$"),
    ("no_variance", "without $V$"),
    ("no_cost", "without $C$"),
    ("cost_only", "$C$ alone"),
    ("small", "$beta = {small_beta:g}$"),
    ("large", "$beta = {large_beta:g}$"),
)
CURVES = (  # histories by panel: array, colour, dash, meaning
    (("cost", "yellow", "-", "$C$"),),
    (
        ("median_radius", "orange", "-", "median $sqrt(v)$"),
        ("overlap", "blue", "--", "overlap at ${reach:g} sqrt(v)$"),
    ),
    (("mean_term", "violet", "-", "$U$"), ("variance_term", "red", "--", "$V$")),
    (("prior_distance", "aqua", "-", '$D_"KL" [1/N sum_n q_n (z) || p(z)]$'),),
)


@figure(studies=("packing",), size=(12, 6.75))
def bubbles_overlap(fig: Figure, theme: Theme, packing: Run) -> None:
    """Where bubbles overlap, the reconstruction pushes them apart."""
    at = int((packing["few_overlap"] < 0.5).argmax())
    mu, pull = packing["few_mu"][at], packing["few_pull"][at]
    radius = packing["reach"] * packing["few_radius"][at]
    axes = _plane(fig, theme, _around(mu, radius))
    discs(axes, theme, mu, radius, fill=0.1)
    axes.quiver(*mu.T, *pull.T, color=theme("yellow"), scale=np.abs(pull).max() / 1.8, **FORCE)
    _say(fig, 0.86, "$C$ pushes apart", "what it confuses", size=36)
    entries = [_bubble(theme, packing), (_arrow(theme, "yellow"), "$-(partial C) / (partial mu)$")]
    legend(fig, entries, (COLUMN, 0.62), size=24)
    _moment(fig, packing, "few", at)


@figure(studies=("packing",), size=(12, 6.75))
def bubbles_packed(fig: Figure, theme: Theme, packing: Run) -> None:
    """At the end: bubbles packed into one large bubble, outward reconstruction against inward springs."""
    mu, radius = packing["many_mu"][LAST], packing["reach"] * packing["many_radius"][LAST]
    far = np.linalg.norm(mu, axis=1, keepdims=True)
    out, outer = mu / far, far[:, 0].argsort()[-OUTER:]
    ring = float(np.ceil(2 * (far[:, 0] + radius).max()) / 2)
    axes = _plane(fig, theme, 1.05 * ring)
    discs(axes, theme, mu, radius, fill=0.15)
    discs(axes, theme, np.zeros((1, 2)), np.array([ring]), "tilde(y)", fill=0.1, rim=3.0, zorder=2)
    spring, side = packing["many_spring"][LAST], 0.06 * np.stack([-out[:, 1], out[:, 0]], -1)
    pull, means = packing["many_pull"][LAST], []
    for force, hue, shift in ((pull, "yellow", side), (spring, "tilde(y)", -side)):
        axes.quiver(*(mu + shift)[outer].T, *force[outer].T, color=theme(hue), scale=4.0, **FORCE)
        means.append(float((force * out).sum(-1)[outer].mean()))
    _say(fig, 0.86, "a bubble of bubbles", size=36)
    _say(fig, 0.77, "$tilde(F) = C + beta (U + V)$")
    entries = [
        _bubble(theme, packing),
        ({"color": theme("tilde(y)"), "linewidth": 3}, _prior(ring)),
        (_arrow(theme, "yellow"), f"$-(partial C) / (partial mu)$: {_way(means[0])}"),
        (_arrow(theme, "tilde(y)"), f"$-beta mu$: {_way(means[1])}"),
    ]
    legend(fig, entries, (COLUMN, 0.69), size=22)
    note = f"means of the {len(outer)} outermost"
    label(fig, note, (COLUMN + 0.048, 0.41), anchor="baseline left", size=18, colour="note")
    _moment(fig, packing, "many", LAST)


@figure(studies=("bubbles",), size=(12, 6.75))
def bubbles_digits(fig: Figure, theme: Theme, bubbles: Run) -> None:
    """Digits and a network for a decoder: the bubbles that still overlap are of the same digit."""
    run, reach = bubbles, float(bubbles["reach"])
    mu, radius = run["full_mu"][LAST], run["full_radius"][LAST]
    axes = _plane(fig, theme, max(_around(mu, reach * radius), 1.05 * reach))
    discs(axes, theme, mu, reach * radius, fill=0.1)
    discs(axes, theme, np.zeros((1, 2)), np.array([reach]), "tilde(y)", fill=0.0, rim=3.0, zorder=2)
    shown = apart(mu, 0.7 * reach * radius)
    stamps(axes, theme, run["images"][shown], mu[shown], 1.32 * reach * radius[shown])
    pairs = overlapping(mu, reach * radius)
    same = int((run["labels"][pairs[:, 0]] == run["labels"][pairs[:, 1]]).sum())
    _say(fig, 0.86, f"${len(pairs)}$ pairs still overlap:", f"${same}$ are of the same class", size=30)
    prior = ({"color": theme("tilde(y)"), "linewidth": 3}, _prior(reach))
    legend(fig, [_bubble(theme, run), prior], (COLUMN, 0.62), size=24)
    _moment(fig, run, "full", LAST)


@figure(studies=("bubbles",), size=(12, 6.75))
def bubbles_ablations(fig: Figure, theme: Theme, bubbles: Run) -> None:
    """The same without U, V or C, with C alone, and with a small and a large β: the bubbles do not pack."""
    reach = float(bubbles["reach"])
    for panel, (name, done) in enumerate(ABLATIONS):
        row, column = divmod(panel, 3)
        left, bottom = 0.03 + 0.33 * column, 0.565 - 0.445 * row
        mu, radius = bubbles[f"{name}_mu"][LAST], reach * bubbles[f"{name}_radius"][LAST]
        limit = 1.15 * max(float((np.abs(mu).max(axis=1) + radius).max()), reach)
        axes = fig.add_axes((left, bottom, 0.18, 0.32))
        axes.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
        discs(axes, theme, mu, radius, fill=0.12 if radius.mean() < 0.9 * reach else 0.01, rim=2.6)
        discs(axes, theme, np.zeros((1, 2)), np.array([reach]), "tilde(y)", fill=0.0, rim=5.0, zorder=2)
        step = 10.0 ** np.floor(np.log10(limit))
        step *= 2 if limit > 2 * step else 1  # five ticks at most
        for which in "xy":
            ticks(axes, which, np.arange(-(limit // step), limit // step + 1) * step)
        axes.tick_params(labelsize=15, labelleft=False)
        head = f"{done.format(**bubbles.config)}: {fate(bubbles, name)}"
        label(axes, head, (0, 1), coords="axes", anchor="baseline left", offset=(0, 10), size=21)
        says = (
            "median $sqrt(v)$",
            f"${bubbles[f'{name}_median_radius'][LAST]:.2g}$",
            "overlap",  # of the discs as they are drawn, which the legend explains
            _percent(float(crowding(mu, radius))),
        )
        for line, text in enumerate(says):
            xy = (left + 0.19, bottom + 0.27 - 0.05 * line - 0.03 * (line > 1))
            label(fig, text, xy, anchor="baseline left", size=17, colour=None if line % 2 else "note")
    entries = [_bubble(theme, bubbles), ({"color": theme("tilde(y)"), "linewidth": 3}, _prior(reach))]
    legend(fig, entries, (0.03, 0.022), anchor="bottom left", across=True, size=19)


@figure(studies=("bubbles",), size=(12, 6.75))
def bubbles_curves(fig: Figure, theme: Theme, bubbles: Run) -> None:
    """C, U and V by step; median radius, overlap, and the aggregate posterior's distance from the prior."""
    steps = bubbles["steps"]
    for panel, curves in enumerate(CURVES):
        row, column = divmod(panel, 2)
        axes = fig.add_axes((0.07 + 0.5 * column, 0.59 - 0.44 * row, 0.4, 0.29))
        entries, top = [], 0.0
        for name, hue, dash, text in curves:
            line: Style = {"color": theme(hue), "linestyle": dash, "linewidth": 3}
            values = _overlap(bubbles, "full") if name == "overlap" else bubbles[f"full_{name}"]
            axes.plot(steps, values, **line)
            entries.append((line, text.replace("{reach:g}", f"{bubbles['reach']:g}")))
            top = max(top, float(values.max()))
        axes.set(xlim=(0, steps[-1]), ylim=(0, 1.06 * top))
        axes.set_xscale("symlog", linthresh=1.0)
        ticks(axes, "x", [0, *(10.0 ** np.arange(0, np.log10(steps[-1])))])
        axes.minorticks_off()
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(lambda value, _: number(value))
        axes.tick_params(labelsize=16)
        legend(axes, entries, (0, 1), offset=(0, 12), anchor="bottom left", across=True, size=20)
    for left in (0.27, 0.77):
        label(fig, "step", (left, 0.035), anchor="baseline centre", size=20)


def _plane(fig: Figure, theme: Theme, half: float) -> Axes:
    """The plane of z, from −half to half."""
    limits = (-half, half)
    return plane(fig, theme, (0.05, 0.13, 0.5, 0.765), limits, limits, names=("$z_1$", "$z_2$"), size=24)


def _around(mu: np.ndarray, radius: np.ndarray) -> float:
    """How far a square around the origin reaches that holds all discs."""
    return 1.05 * float((np.abs(mu).max(axis=1) + radius).max())


def _way(outwards: float) -> str:
    return f"${rounded(abs(outwards), 2)}$ {'outwards' if outwards > 0 else 'inwards'}"


def _say(fig: Figure, top: float, *lines: str, size: float = 28) -> None:
    """Words beside the plane, one line below the other."""
    for row, text in enumerate(lines):
        label(fig, text, (COLUMN, top - row * 0.0029 * size), anchor="baseline left", size=size)


def _moment(fig: Figure, run: Run, name: str, at: int) -> None:
    """The measurements at one moment of a run, in three lines at the bottom."""
    says = (
        f"step ${run['steps'][at]}$ of ${run['steps'][LAST]}$",
        f"median $sqrt(v) = {run[f'{name}_median_radius'][at]:.2f}$",
        f"{_percent(_overlap(run, name)[at])} of all pairs overlap at ${run['reach']:g} sqrt(v)$",
    )
    _say(fig, 0.28, *says, size=22)


def _overlap(run: Run, name: str) -> np.ndarray:
    """The share of pairs that overlap at each moment, (S,), where the discs are drawn."""
    return crowding(run[f"{name}_mu"], run["reach"] * run[f"{name}_radius"])


def _percent(share: float) -> str:
    per_cent = 100 * float(share)
    return f"${per_cent:.0f}$ %" if per_cent >= 10 or per_cent == 0 else f"${per_cent:.2g}$ %"


def _prior(at: float) -> str:
    return f"the prior $cal(N)(0, I)$, at ${at:g}$"


def _bubble(theme: Theme, run: Run) -> tuple[Style, str]:
    ring: Style = {"marker": "o", "ms": 17, "fillstyle": "none", "mew": 2, "linestyle": "none"}
    return ring | {"color": theme("z")}, f"$cal(N)(mu, v I)$ of one $y$, at ${run['reach']:g} sqrt(v)$"


def _arrow(theme: Theme, hue: str) -> Style:
    return {"marker": r"$\rightarrow$", "ms": 24, "mew": 0.6, "linestyle": "none", "color": theme(hue)}
