"""What looking at all costs: multiplications by the number of vertices, and vertices that become alike by the layer.

Lecture: section 8: domain sparsity, and what a layer of averages does.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.graphs._drawn import *

DEEP = 2.0  # decades that attention is followed below the others
ALIKE = 0.01  # of what they were apart at first: vertices are as good as the same
NOISE = 1e-12  # below, distances are rounding


@figure(studies=("graph_costs",), size=(12, 6.75))
def graph_costs(fig: Figure, theme: Theme, graph_costs: Run) -> None:
    """Multiplications of one layer: t² where all look at all, as many as there are edges on a graph."""
    run, t = graph_costs, graph_costs["t"]
    times = float(run["dense"][-1] / run["cycle_sparse"][-1])
    headline(
        fig, f"${t[-1]:.0f}$ vertices: on a cycle, ${times:.3g}$ times fewer multiplications than among all"
    )
    axes = fig.add_axes((0.09, 0.155, 0.56, 0.6), xscale="log", yscale="log")
    looks: dict[str, tuple[np.ndarray, Style, str]] = {
        "dense": (t, {"color": theme("yellow"), "linestyle": "-", "marker": "o"}, "attention: $n t^2$"),
        "clique_sparse": (
            t,
            {"color": theme("red"), "linestyle": ":", "marker": "X"},
            "clique: $n t (t - 1)$",
        ),
        "grid_sparse": (run["grid_t"], {"color": theme("aqua"), "linestyle": "--", "marker": "s"}, "grid"),
        "cycle_sparse": (t, {"color": theme("orange"), "linestyle": "-.", "marker": "^"}, "cycle: $2 n t$"),
    }
    for key, (at, style, _) in looks.items():
        style |= {"linewidth": 2.8, "ms": 8.5, "mec": theme.paper, "mew": 0.8}
        axes.plot(at, run[key], **style, zorder=3)
    values = np.concatenate([run[key] for key in looks])
    axes.set(xlim=(0.8 * t[0], 1.25 * t[-1]), ylim=(0.6 * values.min(), 1.7 * values.max()))
    for which, (low, high) in (("x", axes.get_xlim()), ("y", axes.get_ylim())):
        ticks(axes, which, ticks.decades(low, high))
    axes.minorticks_off()
    name_axes(axes, "vertices $t$", "multiplications of a layer", size=22, long=True)
    legend(fig, [(style, name) for _, style, name in looks.values()], (0.68, 0.72), size=22)
    each = f"vectors of $n = {run.config['n']}$ numbers"
    label(fig, each, (0.68, 0.35), anchor="baseline left", size=20, colour="note")
    label(
        fig,
        "counted: $n$ for each edge",
        (0.68, 0.29),
        anchor="baseline left",
        size=20,
        colour="note",
    )


@figure(studies=("oversmoothing",), size=(12, 6.75))
def alike_by_depth(fig: Figure, theme: Theme, oversmoothing: Run) -> None:
    """How far vertices are apart behind each layer of averages: the more they look at, the sooner they are alike."""
    run, layers = oversmoothing, np.arange(len(oversmoothing["mean_apart"]))
    headline(fig, _said(run))
    axes = fig.add_axes((0.09, 0.155, 0.56, 0.6), yscale="log")
    looks: dict[str, tuple[Style, str]] = {
        "mean": ({"color": theme("y"), "linestyle": ":", "marker": "s"}, "mean of neighbours"),
        "masked": ({"color": theme("violet"), "linestyle": "--", "marker": "^"}, "attention to neighbours"),
        "attention": ({"color": theme("red"), "linestyle": "-", "marker": "o"}, "attention among all"),
    }
    slow = min(float(run[f"{name}_apart"].min()) for name in ("mean", "masked"))
    low = 10 ** np.floor(np.log10(max(slow, NOISE))) / 10**DEEP
    axes.set(xlim=(-0.02 * layers[-1], 1.02 * layers[-1]), ylim=(low, 2 * float(run["mean_apart"][0])))
    for name, (style, _) in looks.items():
        style |= {
            "linewidth": 2.6,
            "ms": 6.5,
            "mec": theme.paper,
            "mew": 0.6,
            "markevery": max(1, len(layers) // 16),
        }
        apart = np.where(run[f"{name}_apart"] > NOISE, run[f"{name}_apart"], np.nan)
        axes.plot(layers, apart, **style, zorder=3)
    rate, end = float(run["rate"]), float(run["mean_apart"][-1])
    line: Style = {"color": theme.ink, "linestyle": (0, (6, 3)), "linewidth": 1.6}
    entries, says = [*looks.values()], [f"on {_kind(run)}"]
    if (run["a"] == run["a"].T).all():  # or λ is not the rate
        axes.plot(layers, end * rate ** (layers - layers[-1]), **line, zorder=4)
        entries.append((line, f"$lambda^l$ with $lambda = {rounded(rate, 3)}$"))
        says = ["$lambda$: the second largest size of an", "eigenvalue of $1\\/2 (I + A D^(-1))$", *says]
    ticks(axes, "y", ticks.decades(*axes.get_ylim()))
    axes.minorticks_off()
    top = float(layers[-1])
    ticks(axes, "x", ticks.steps(0, top, max(1.0, ticks.spacing(top, 5))))
    name_axes(axes, "layer", "distance of the vertices from their mean", size=22, long=True)
    legend(fig, entries, (0.68, 0.72), size=21)
    labels(fig, says, (0.68, 0.375), size=18, pitch=1.7, colour="note")


def _said(run: Run) -> str:
    """Say how soon attention among all has made the vertices alike, and how far the mean has come by then."""
    among = run["attention_apart"]
    below = np.flatnonzero(among < ALIKE * among[0])
    if not below.size:
        return "layer upon layer of averages: vertices become alike"
    share = run["mean_apart"][below[0]] / run["mean_apart"][0]
    return (
        f"${below[0]}$ layers of attention among all, and vertices are alike; "
        f"a mean of neighbours leaves ${100 * share:.2g}$ %"
    )


def _kind(run: Run) -> str:
    """Say which graph it is."""
    t, config = len(run["a"]), run.config
    grid = f"a grid of ${config['rows']} times {config['columns']} = {t}$ vertices"
    return grid if config["data"] is None else f"a graph of ${t}$ vertices"
