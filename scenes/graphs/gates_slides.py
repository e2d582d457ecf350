"""Gates: how much each vertex takes from which neighbour, before training and after it, against the mean.

Lecture: section 8, residual gated graph convolution.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.graphs._drawn import *
from scenes.graphs._words import means, strongest

NAMED = 24  # vertices up to which they have numbers
PANELS = 6  # layers that a slide shows
WEIGHTS = dict.fromkeys("AB")  # here A is no adjacency
GATED = f"h = x + (A x + sum_({VJ} -> {V}) eta(e_j) dot.o B x_j)^+"


@figure(studies=("graph_classes",), size=(12, 6.75), cannot_show={
    "graph_classes.layer": "it shows gates, which a layer of your own may lack"
})  # fmt: skip
def gated_graph(fig: Figure, theme: Theme, graph_classes: Run) -> None:
    """Arrows as strong as the gates on them, before training, when all neighbours count alike, and after it."""
    run, axes = graph_classes, canvas(fig)
    layer, vertex = strongest(run)
    gates = run["gates"][:, layer]
    count = gates.shape[-1]
    names = [str(k + 1) for k in range(count)] if count <= NAMED else []
    hues = ["red" if k == vertex else "aqua" for k in range(count)]
    radius = min(15.0, 60 / count**0.5)
    last = int(run["steps"][-1])
    for x, weights, says in (
        (-240.0, gates[0], "before training"),
        (240.0, gates[-1], f"after ${last}$ steps"),
    ):
        places = (x, -2.0) + 150.0 * run["shown_places"]
        made = Network(axes, theme, places, weights, names, colours=hues, radius=radius, width=14)
        for (into, _), (shaft, head) in made.arrows.items():
            if into == vertex:
                shaft.set_color(theme("red"))
                head.set_facecolor(theme("red"))
        label(axes, says, (x, 178), size=22, anchor="baseline centre")
    kind, last_gates = run.config["shown"], gates[-1, vertex][run["shown_a"][vertex] > 0]
    ends = f"${rounded(float(last_gates.min()), 2)}$ to ${rounded(float(last_gates.max()), 2)}$"
    mean = rounded(float(means(run["shown_a"])[vertex].max()), 2)
    line = f"a {kind}, layer ${layer + 1}$: vertex {vertex + 1} takes {ends} from a neighbour; a mean takes ${mean}$"
    headline(fig, line, up=0.125, size=22)
    alike = rounded(float(last_gates.min()), 2) == rounded(float(last_gates.max()), 2)
    headline(fig, f"a gate on every edge: neighbours {'still' if alike else 'no longer'} count alike")
    formula(
        fig,
        f"eta(e_j) = sigma(e_j) (sum_k sigma(e_k))^(-1), quad {GATED}",
        (0.045, 0.055),
        18,
        colours=WEIGHTS,
    )


@figure(studies=("graph_classes",), size=(12, 6.75), cannot_show={
    "graph_classes.layer": "it shows gates, which a layer of your own may lack"
})  # fmt: skip
def gates_and_mean(fig: Figure, theme: Theme, graph_classes: Run) -> None:
    """The gates of all edges, layer by layer, against the mean: where training has opened and closed them."""
    run = graph_classes
    gates, a = run["gates"][-1], run["shown_a"]
    layer, vertex = strongest(run)
    order = np.argsort(a.sum(1), kind="stable")
    degrees = a.sum(1)[order]
    widest = float(gates[layer, vertex].max())
    mean = rounded(float(means(a)[vertex].max()), 2)
    headline(fig, f"in layer ${layer + 1}$ a gate takes ${rounded(widest, 2)}$, where a mean takes ${mean}$")
    shown, top = gates[:PANELS], 1.08 * max(float(gates.max()), float(means(a).max()))
    wide = (0.89 - 0.025 * (len(shown) - 1)) / len(shown)
    dot: Style = {
        "marker": "o",
        "ms": 7.5,
        "linestyle": "none",
        "color": theme("a"),
        "mec": theme.paper,
        "mew": 0.8,
    }
    dash: Style = {"linestyle": "-", "linewidth": 2.2, "color": theme.ink}
    for number, weights in enumerate(shown):
        axes = fig.add_axes((0.08 + (wide + 0.025) * number, 0.175, wide, 0.53))
        axes.set(xlim=(-0.8, len(a) - 0.2), ylim=(0, top))
        for x, row in enumerate(order):
            into = np.flatnonzero(a[row])
            axes.plot([x] * len(into), weights[row, into], **dot, zorder=4)
            if len(into):
                axes.plot([x - 0.4, x + 0.4], [1 / len(into)] * 2, **dash, zorder=3)
        groups = {float(np.flatnonzero(degrees == d).mean()): f"{d:.0f}" for d in np.unique(degrees)}
        ticks(axes, "x", groups)
        axes.grid(False, axis="x")
        steps_ = ticks.steps(0, top, ticks.spacing(top, 5))
        ticks(axes, "y", steps_ if not number else {float(value): "" for value in steps_})
        label(
            axes, f"layer ${number + 1}$", (0.5, 1.0), coords="axes", offset=(0, 14), size=22, anchor="bottom"
        )
    label(fig, "$eta$", (0.03, 0.74), anchor="baseline left", size=26)
    label(fig, "neighbours $d$ of a vertex", (0.525, 0.06), anchor="baseline centre", size=22)
    legend(
        fig,
        [(dot, "gate $eta$ of an edge"), (dash, "mean: $1\\/d$")],
        (0.08, 0.82),
        size=20,
        across=True,
        anchor="bottom left",
    )
    kind = run.config["shown"]
    more = f"; the first ${PANELS}$ of ${len(gates)}$ layers" if len(gates) > PANELS else ""
    label(fig, f"all edges of a {kind}{more}", (0.97, 0.825), anchor="baseline right", size=20, colour="note")
