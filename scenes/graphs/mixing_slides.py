"""What each vertex takes from which: by attention from all, by the edges from few, by gates from each its share.

Lecture: section 8. The graph keeps its place from slide to slide, so that only the arrows change.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.graphs._drawn import *

LEFT, RIGHT, REACH = (-240.0, -20.0), (240.0, -20.0), 140.0  # of two graphs side by side, in slide points
SPARSE = 0.5  # share of all pairs below which a graph is called so


@figure(studies=("graph",), size=(12, 6.75))
def complete_attention(fig: Figure, theme: Theme, graph: Run) -> None:
    """Attention as a graph: an arrow between any two vertices, as strong as one attends to the other."""
    seen, axes = shown(graph), canvas(fig)
    headline(fig, f"attention: every vertex looks at every vertex{seen.few}")
    graph_at(axes, theme, graph, graph["attention"], (-225, -10), 160)
    beta = f"beta = {brief(graph.config['beta'])}"
    formula(fig, f'a = op("softargmax")_beta (X^top x), quad {beta}', (0.545, 0.77), 27)
    _followed(fig, axes, seen, graph["attention"], "a", ".2f")
    t = seen.total
    count = f"${t}^2 = {t**2}$ arrows, each as wide as $alpha_j$"
    label(fig, count, (0.045, 0.05), anchor="baseline left", size=20, colour="note")


@figure(studies=("graph",), size=(12, 6.75))
def given_edges(fig: Figure, theme: Theme, graph: Run) -> None:
    """The same vertices with a given: arrows only where there are edges, and the mean of those that lead to each."""
    seen, axes = shown(graph), canvas(fig)
    headline(fig, f"now $a$ is given: a vertex looks where its edges come from{seen.few}")
    for at, weights, source in (
        (LEFT, graph["a"], "a in {0, 1}^t"),
        (RIGHT, graph["given"], "a d^(-1), quad d = norm(a)_1"),
    ):
        graph_at(axes, theme, graph, weights, at, REACH)
        formula(fig, source, (0.5 + at[0] / 960, 0.8), 27, anchor="baseline centre")
    _undefined(fig, seen, graph, "an edge counts whole, then as one of $d$")


@figure(studies=("graph",), size=(12, 6.75))
def attention_and_adjacency(fig: Figure, theme: Theme, graph: Run) -> None:
    """The weights as matrices, column by column what a vertex takes: attention is dense, a given is sparse."""
    seen = shown(graph)
    sparse = float((graph["a"] > 0).mean()) < SPARSE
    headline(fig, f"attention is dense; {'a graph is sparse' if sparse else 'so is this graph'}{seen.few}")
    sides = (
        (0.08, graph["attention"], "A = [a_1 space dots.c space a_t]"),
        (0.57, graph["given"], "A D^(-1)"),
    )
    for left, weights, source in sides:
        axes = _matrix(fig, theme, seen, weights, (left, 0.185, 0.36, 0.59))
        middle = axes.get_position()
        at = (middle.x0 + middle.width / 2, 0.845)
        formula(fig, source, at, 25, anchor="baseline centre")
    _undefined(fig, seen, graph, "column: what a vertex takes from which")


def _matrix(fig: Figure, theme: Theme, seen: Shown, weights: np.ndarray, rect: Rect) -> Axes:
    """Draw weights as a matrix, a column for each vertex, with names at its sides and the columns' sums below."""
    axes, count = fig.add_axes(rect), len(seen.rows)
    axes.set(xlim=(0, count), ylim=(count, 0), aspect="equal")
    axes.set_axis_off()
    axes.apply_aspect()
    cell = 72 * axes.get_position().height * fig.get_figheight() / count
    size = min(20.0, 0.42 * cell)
    for column_, row in np.ndindex(count, count):
        value = float(seen.of(weights)[column_, row])
        fill, ink = ink_on(theme, value)
        axes.add_patch(
            Rectangle((column_, row), 1, 1, facecolor=fill, edgecolor=theme("frame"), linewidth=0.6)
        )
        if value > 0 and size >= 8:
            written = f"{value:.2f}".removeprefix("0" * (count > 8))
            label(axes, f"${written}$", (column_ + 0.5, row + 0.5), size=size, colour=ink)
    axes.add_patch(
        Rectangle(
            (seen.vertex, 0), 1, count, facecolor="none", edgecolor=theme("red"), linewidth=2.5, zorder=3
        )
    )
    sums = weights.sum(-1)[seen.rows]
    names, high = seen.names(0.85 * cell, min(22.0, 0.6 * cell))
    rows, low = seen.names(62, min(22.0, 0.6 * cell))
    for k, (name, row_name, hue) in enumerate(zip(names, rows, seen.hues, strict=True)):
        label(axes, name, (k + 0.5, 0), offset=(0, 9), size=high, colour=hue, anchor="baseline centre")
        off = (-10, DOWN * low)
        label(axes, row_name, (0, k + 0.5), offset=off, size=low, colour=hue, anchor="baseline right")
        total = f"${rounded(float(sums[k]), 2 if count <= 8 else 0)}$"
        label(axes, total, (k + 0.5, count), offset=(0, -9 - size), size=size, anchor="baseline centre")
    label(axes, "sum", (0, count), offset=(-10, -9 - size), size=size, anchor="baseline right", colour="note")
    return axes


def _followed(fig: Figure, axes: Axes, seen: Shown, weights: np.ndarray, letter: str, form: str) -> None:
    """Write what the followed vertex takes from which at the right, and the sum."""
    values, total = seen.to(weights)
    label(axes, f"${letter}$ of {seen.name}", (75, 84), size=22, anchor="baseline left")
    bottom = column(axes, seen, values, (95, 66), form=form, row=35.0, tall=258, wide=150)
    line = (
        f"they sum to ${rounded(total, 2)}$"
        if not seen.few
        else f"all ${seen.total}$ sum to ${rounded(total, 2)}$"
    )
    label(axes, line, (75, bottom - 28), size=20, anchor="baseline left")


def _undefined(fig: Figure, seen: Shown, graph: Run, says: str) -> None:
    """Say what is shown, and what 0/0 is where no edge comes in."""
    who = seen.lonely(graph["degree"])
    line = f"{says}; no edge comes into {who}: $0\\/0 = 0$" if who else says
    headline(fig, line, up=0.05, size=22)
