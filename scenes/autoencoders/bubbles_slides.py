"""The bubble of bubbles: reconstruction pushes overlapping bubbles apart, the prior holds them together.

Lecture: section 5, the variational autoencoder. F̃ = C + β (U + V): each y has a bubble N(μ, v I); C wants them apart
or small, V = (d/2)(v − log v − 1) keeps each from shrinking or growing, and U = ½ ‖μ‖² is a spring to the origin.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.diagrams.crowd import apart, crowding, hexagonal, overlapping
from ebviz.plot import *
from scenes.autoencoders._words import CROWDED, fate

LAST = -1
COLUMN = 0.6  # left edge of the words beside a plane
OUTER = 15  # number of packed bubbles, the outermost, that show their forces
FORCE: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "units": "dots", "minlength": 0, "zorder": 5}
FORCE |= {"width": 5.5, "headwidth": 3.6, "headlength": 3.8, "headaxislength": 3.5}

# Run, and what was done.
ABLATIONS = (
    ("many", "$C + beta (U + V)$"),
    ("no_mean", "without $U$"),
    ("no_variance", "without $V$"),
    ("no_cost", "without $C$"),
    ("cost_only", "$C$ alone"),
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
    at = int((packing["pushed_overlap"] < 0.5).argmax())
    mu, pull = packing["pushed_mu"][at], packing["pushed_pull"][at]
    radius = packing["reach"] * packing["pushed_radius"][at]
    axes = _plane(fig, theme, _around(mu, radius))
    discs(axes, theme, mu, radius, fill=0.1)
    axes.quiver(*mu.T, *pull.T, color=theme("yellow"), scale=np.abs(pull).max() / 1.8, **FORCE)
    _say(fig, 0.86, "$C$ pushes apart", "what it confuses", size=36)
    entries = [_bubble(theme, packing), (_arrow(theme, "yellow"), "$-(partial C) / (partial mu)$")]
    legend(fig, entries, (COLUMN, 0.62), size=24)
    _moment(fig, packing, "pushed", at)


@figure(studies=("packing",), size=(12, 6.75))
def bubbles_packed(fig: Figure, theme: Theme, packing: Run) -> None:
    """At the end: bubbles packed into one large bubble, outward reconstruction against inward springs."""
    mu, radius = packing["many_mu"][LAST], packing["reach"] * packing["many_radius"][LAST]
    far = np.linalg.norm(mu, axis=1, keepdims=True)
    out, outer = mu / far, far[:, 0].argsort()[-OUTER:]
    ring = float(np.ceil(10 * (far[:, 0] + radius).max()) / 10)
    axes = _plane(fig, theme, 1.05 * ring)
    discs(axes, theme, mu, radius, fill=0.15)
    discs(axes, theme, np.zeros((1, 2)), np.array([ring]), "tilde(y)", fill=0.1, rim=3.0, zorder=2)
    spring, side = packing["many_spring"][LAST], 0.06 * np.stack([-out[:, 1], out[:, 0]], -1)
    pull, means = packing["rest_pull"], []
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


@figure(studies=("packing",), size=(12, 6.75))
def bubbles_ablations(fig: Figure, theme: Theme, packing: Run) -> None:
    """The whole, without U, V or C, and C alone, on one scale: it takes all three for bubbles to pack."""
    reach = float(packing["reach"])
    ends = [(packing[f"{name}_mu"][LAST], reach * packing[f"{name}_radius"][LAST]) for name, _ in ABLATIONS]
    half = max(_around(*end) for end in ends)
    step = 10.0 ** np.floor(np.log10(half))
    step *= next(k for k in (1, 2, 5) if half <= 2.5 * k * step)  # five ticks at most
    for panel, ((name, done), (mu, radius)) in enumerate(zip(ABLATIONS, ends, strict=True)):
        row, column = divmod(panel, 3)
        left, bottom = 0.045 + 0.32 * column, 0.545 - 0.47 * row
        axes = fig.add_axes((left, bottom, 0.175, 0.175 * 12 / 6.75))
        axes.set(xlim=(-half, half), ylim=(-half, half), aspect="equal")
        heap = float(crowding(mu, radius)) > CROWDED
        discs(axes, theme, mu, radius, fill=0.01 if heap else 0.15, rim=1.6)
        for which in "xy":
            ticks(axes, which, np.arange(-(half // step), half // step + 1) * step)
        axes.tick_params(labelsize=15)
        head = f"{done}: {fate(packing, name)}"
        label(axes, head, (0, 1), coords="axes", anchor="baseline left", offset=(0, 10), size=22)
        far, median = (np.linalg.norm(mu, axis=1) + radius).max(), packing[f"{name}_median_radius"][LAST]
        says = ("median $sqrt(v)$", f"${median:.2f}$", "they reach", f"${far:.1f}$")
        for line, text in enumerate(says):
            xy, note = (left + 0.185, bottom + 0.26 - 0.065 * line - 0.02 * (line // 2)), line in (0, 2)
            label(fig, text, xy, anchor="baseline left", size=20, colour="note" if note else None)
    label(fig, "one scale for all", (0.685, 0.33), anchor="baseline left", size=24)
    legend(fig, [_bubble(theme, packing)], (0.68, 0.29), size=18)


@figure(studies=("packing",), size=(12, 6.75))
def bubbles_hexagonal(fig: Figure, theme: Theme, packing: Run) -> None:
    """The lecture's ideal, equal bubbles in hexagons, beside the packing that three forces have made."""
    mu, radius = packing["many_mu"][LAST], packing["reach"] * packing["many_radius"][LAST]
    rings = next(k for k in range(len(mu)) if 3 * k * (k + 1) + 1 >= len(mu))
    ideal = hexagonal(rings)
    whole = float((np.linalg.norm(mu, axis=1) + radius).max())
    panels = (
        (ideal, np.ones(len(ideal)), 2.0 * rings + 1, "the ideal: equal, in hexagons"),
        (mu, radius, whole, "the real one: $C$, $U$ and $V$ at rest"),
    )
    for column, (centres, size, large, head) in enumerate(panels):
        left, wide = 0.06 + 0.47 * column, 0.41
        axes = fig.add_axes((left, 0.175, wide, wide * 12 / 6.75))
        axes.set(xlim=(-1.02 * large, 1.02 * large), ylim=(-1.02 * large, 1.02 * large), aspect="equal")
        axes.axis("off")
        discs(axes, theme, np.zeros((1, 2)), np.array([large]), "tilde(y)", fill=0.1, rim=3.5, zorder=2)
        discs(axes, theme, centres, size, fill=0.2, rim=2.2)
        label(fig, head, (left + wide / 2, 0.92), anchor="baseline centre", size=26)
        filled = 100 * float(np.square(size).sum()) / large**2
        ratio = f"{large / float(np.median(size)):.0f}"
        small = f"${ratio}$ median ones" if column else f"${ratio}$ small ones"
        for line, text in enumerate(
            (f"${len(size)}$ bubbles; the large radius: {small}", f"${filled:.0f}$ % is filled")
        ):
            label(fig, text, (left + wide / 2, 0.115 - 0.047 * line), anchor="baseline centre", size=20)
    entry = _bubble(theme, packing)[1]
    label(fig, f"on the right: {entry}", (0.735, 0.024), anchor="baseline centre", size=16, colour="note")


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
