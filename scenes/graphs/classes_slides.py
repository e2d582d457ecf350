"""Eight kinds of graphs: what they are, how they come apart in training, and what they are taken for meanwhile.

Lecture: section 8, and its notebook.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.graphs._drawn import *
from scenes.graphs._words import kinds_hues, named
from scenes.transformer._tokens import above, beside, table

MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")  # no two kinds are told apart by colour alone
SIDE = 99.0  # of a matrix, in slide points
HALF = 0.5  # of the graphs are told apart: the moment shown between the first and the last


@figure(studies=("graph_classes",), size=(12, 6.75))
def kinds_as_matrices(fig: Figure, theme: Theme, graph_classes: Run) -> None:
    """A graph of each of the eight kinds, and its adjacency: a dot for each edge."""
    run = graph_classes
    headline(fig, "eight kinds of graphs, and their adjacency matrices $A$")
    axes, hues = canvas(fig), kinds_hues(run)
    for kind, name in enumerate(named(run["classes"])):
        x, y = -445.0 + 227 * (kind % 4), 178.0 - 207 * (kind // 4)
        order = run["first_order"][kind]
        order = order[order >= 0]
        a = run["a"][run["labels"].tolist().index(kind)][np.ix_(order, order)]
        places = (x + 54, y - 92) + 46 * run["first_places"][kind][order]
        for i, j in np.argwhere(np.triu(a)):
            axes.plot(*places[[i, j]].T, color=hues[kind], linewidth=1.2, zorder=2)
        axes.plot(*places.T, marker="o", ms=5, linestyle="none", color=hues[kind], zorder=3)
        cell = SIDE / len(a)
        corners = np.argwhere(a > 0)[:, ::-1] * (1, -1) * cell + (x + 114, y - 42)
        spots = [Rectangle((left, top - cell), cell, cell) for left, top in corners]
        axes.add_collection(
            PatchCollection(spots, facecolor=hues[kind], edgecolor=theme.paper, linewidth=0.4)
        )
        frame = Rectangle(
            (x + 114, y - 42 - SIDE), SIDE, SIDE, facecolor="none", edgecolor=theme("frame"), linewidth=1
        )
        axes.add_patch(frame)
        label(axes, name, (x + 6, y - 22), size=20, anchor="baseline left")
        label(
            axes, f"$t = {len(a)}$", (x + 114 + SIDE, y - 22), size=17, anchor="baseline right", colour="note"
        )
    note = "rows and columns in the order of the kind; the classifier is given them in any order"
    label(fig, note, (0.045, 0.05), anchor="baseline left", size=20, colour="note")


@figure(studies=("graph_classes",), size=(12, 6.75))
def kinds_come_apart(fig: Figure, theme: Theme, graph_classes: Run) -> None:
    """Graphs that were never trained with, each a mark, before training, on the way, and when it is trained."""
    run, hues = graph_classes, kinds_hues(graph_classes)
    headline(fig, f"graphs come apart by kind: ${len(run['labels'])}$ that were never trained with")
    features = run["features"]
    low, high = features.min((0, 1)), features.max((0, 1))
    room = 0.06 * (high - low)
    rim: Style = {"linestyle": "none", "mec": theme.paper, "mew": 0.8}
    looks = zip(MARKS, hues, strict=True)
    styles = [{"marker": mark, "color": hue, "ms": 15 if mark == "*" else 10, **rim} for mark, hue in looks]
    for column_, moment in enumerate(_moments(run)):
        axes = fig.add_axes((0.045 + 0.31 * column_, 0.235, 0.29, 0.5))
        axes.set(xlim=(low[0] - room[0], high[0] + room[0]), ylim=(low[1] - room[1], high[1] + room[1]))
        axes.set(xticks=[], yticks=[])
        for kind, style in enumerate(styles):
            axes.plot(*features[moment, run["labels"] == kind].T, **style, zorder=3)
        _moment(axes, run, moment)
    for row in (0, 1):
        entries = [*zip(styles, named(run["classes"]), strict=True)][4 * row : 4 * row + 4]
        for column_, entry in enumerate(entries):
            legend(fig, [entry], (0.05 + 0.235 * column_, 0.185 - 0.065 * row), size=20)
    note = "the mean over the vertices: its direction, along the two axes in which the last ones differ most"
    label(fig, note, (0.045, 0.025), anchor="baseline left", size=15, colour="note")


@figure(studies=("graph_classes",), size=(12, 6.75))
def kinds_confused(fig: Figure, theme: Theme, graph_classes: Run) -> None:
    """What each kind is taken for, before training, on the way, and when it is trained, in per cent of the kind."""
    run = graph_classes
    headline(fig, "what each kind is taken for, before training, on the way, and in the end", right=0.8)
    names = named(run["classes"])
    for column_, moment in enumerate(_moments(run)):
        counts = run["confusion"][moment]
        axes, _ = table(
            fig, theme, (0.175 + 0.275 * column_, 0.06, 0.255, 0.4535), counts / counts.sum(1, keepdims=True)
        )
        if not column_:
            beside(axes, names, "y", size=19, room=130)
        above(axes, names, "tilde(y)", size=17, room=120)
        _moment(axes, run, moment, up=145)
    label(fig, "$y$", (0.16, 0.545), anchor="baseline right", size=24)
    label(fig, "$tilde(y)$", (0.16, 0.63), anchor="baseline right", size=24)
    label(fig, "% of each row", (0.97, 0.915), anchor="baseline right", size=20, colour="note")


@figure(studies=("graph_classes",), size=(12, 6.75))
def kinds_accuracy(fig: Figure, theme: Theme, graph_classes: Run) -> None:
    """How many graphs are told apart while the classifier trains, of those trained with and of others."""
    run = graph_classes
    last, end = int(run["steps"][-1]), float(run["accuracy"][-1])
    headline(
        fig, f"after ${last}$ steps, ${100 * end:.3g}$ % of the graphs never trained with are recognised"
    )
    axes = fig.add_axes((0.075, 0.145, 0.6, 0.62))
    axes.set(xlim=(0, 1.15 * last), ylim=(0, 104))
    axes.set_xscale("symlog", linthresh=1.0)
    ticks(axes, "x", [0, *(10.0 ** np.arange(0, np.log10(1.15 * last)))])
    axes.minorticks_off()
    ticks(axes, "y", [0, 25, 50, 75, 100])
    name_axes(axes, "step", "% of the graphs are recognised", size=22, long=True)
    fresh: Style = {"color": theme("violet"), "linestyle": "-", "linewidth": 3.2}
    kept: Style = {"color": theme("blue"), "linestyle": "--", "linewidth": 2.6}
    dots: Style = {"color": theme.ink, "linestyle": (0, (1, 3)), "linewidth": 1.4}
    axes.plot(run["steps"], 100 * run["trained"], **kept, zorder=3)
    axes.plot(run["steps"], 100 * run["accuracy"], **fresh, zorder=4)
    kinds = len(run["classes"])
    axes.axhline(100 / kinds, **dots, zorder=2)
    n, held_out = run.config["n"], len(run["labels"])
    entries = [
        (fresh, f"${held_out}$ others"),
        (kept, f"${n}$ trained with"),
        (dots, f"a guess: $1\\/{kinds}$"),
    ]
    legend(fig, entries, (0.71, 0.7), size=22)
    label(
        fig,
        f"at first ${100 * float(run['accuracy'][0]):.3g}$ %",
        (0.71, 0.4),
        anchor="baseline left",
        size=22,
    )
    label(fig, f"in the end ${100 * end:.3g}$ %", (0.71, 0.33), anchor="baseline left", size=22)


def _moments(run: Run) -> tuple[int, int, int]:
    """Return the first moment, that at which half of the graphs are told apart, and the last."""
    last = len(run["steps"]) - 1
    half = np.flatnonzero(run["accuracy"] >= HALF)
    return 0, int(np.clip(half[0] if half.size else last // 2, min(1, last), max(last - 1, 0))), last


def _moment(axes: Axes, run: Run, moment: int, up: float = 12) -> None:
    """Say above axes which moment it is, and how many graphs are told apart."""
    says = f"step ${int(run['steps'][moment])}$: ${100 * float(run['accuracy'][moment]):.3g}$ %"
    label(axes, says, (0.5, 1.0), coords="axes", offset=(0, up), size=21, anchor="baseline centre")
