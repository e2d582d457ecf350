"""Graph convolution in three slides: the title, self-attention recalled, and the same with a given.

Lecture: section 8. Nothing new is needed, only sparsity.
"""

from __future__ import annotations

from ebviz.plot import *
from scenes.graphs._drawn import *

DIM = 0.5  # opacity of what is only recalled


@figure(studies=("graph",), size=(12, 6.75))
def graph_title(fig: Figure, theme: Theme, graph: Run) -> None:
    """The title: a graph, and how few of all pairs of its vertices are connected."""
    for up, text, size in ((0.62, "Graph Convolutional", 46), (0.51, "Networks", 46)):
        label(fig, text, (0.06, up), anchor="baseline left", size=size)
    label(fig, "Exploiting domain sparsity", (0.06, 0.4), anchor="baseline left", size=28, colour="a")
    t, edges = len(graph["a"]), int((graph["a"] > 0).sum())
    line = f"${edges}$ edges among ${t}^2 = {t**2}$ pairs: ${100 * edges / t**2:.3g}$ %{shown(graph).few}"
    label(fig, line, (0.06, 0.1), anchor="baseline left", size=20, colour="note")
    graph_at(canvas(fig), theme, graph, graph["a"], (265, 0), 195, radius=24, width=4)


@figure(studies=("graph",), size=(12, 6.75))
def attention_recalled(fig: Figure, theme: Theme, graph: Run) -> None:
    """Self-attention, recalled: every x is compared with all others; what is about to change is lit."""
    n, t = graph["x"].shape[1], len(graph["x"])
    label(
        fig, "from the lecture on transformers", (0.04, 0.94), anchor="baseline left", size=18, colour="note"
    )
    label(fig, "Self-attention", (0.04, 0.84), anchor="baseline left", size=34)
    label(
        fig, f"a set of $t = {t}$ vectors of $n = {n}$ numbers", (0.04, 0.74), anchor="baseline left", size=22
    )
    formula(fig, "{x_i}_(i = 1)^t quad -> quad X in RR^(n times t)", (0.04, 0.635), 27)
    formula(fig, "h = alpha_1 x_1 + alpha_2 x_2 + dots.c + alpha_t x_t = X a", (0.04, 0.5), 27)
    formula(fig, "{a_i}_(i = 1)^t quad -> quad A in RR^(t times t), quad H = X A", (0.04, 0.22), 27)
    graph_at(canvas(fig), theme, graph, graph["attention"], (285, 15), 155)
    for part in fig.findobj(lambda part: isinstance(part, Label | PathPatch) or part in fig.axes[0].lines):
        opacity = part.get_alpha()
        part.set_alpha(DIM if opacity is None else DIM * opacity)
    formula(fig, 'a = op("softargmax")_beta (X^top x)', (0.04, 0.365))
    lit = "every vertex looks at every vertex: $a$ is computed"
    label(fig, lit, (0.04, 0.07), anchor="baseline left", size=24)


@figure(studies=("graph",), size=(12, 6.75))
def graph_convolution(fig: Figure, theme: Theme, graph: Run) -> None:
    """Graph convolution: the same mixture of vectors, but a is given, by the edges that come in."""
    seen, axes = shown(graph), canvas(fig)
    label(fig, "$a$ is given", (0.04, 0.885), anchor="baseline left", size=34)
    formula(fig, f"a in {{0, 1}}^t, quad alpha_j = 1 <=> {VJ} -> {V}", (0.04, 0.76))
    formula(fig, "d = norm(a)_1", (0.04, 0.645))
    label(fig, "so many edges come in", (0.235, 0.645), anchor="baseline left", size=22)
    formula(fig, "h = f(U x + V X a d^(-1))", (0.04, 0.49), 36)
    formula(fig, "H = f(U X + V X A D^(-1))", (0.04, 0.36), 36)
    formula(fig, "f in {()^+, sigma, tanh}", (0.04, 0.245), 24)
    graph_at(axes, theme, graph, graph["a"], (170, 5), 150, width=3)
    a, d = seen.to(graph["a"])
    bottom = column(axes, seen, a, (400, 165), form=".0f", wide=40)
    label(axes, f"$a$ of {seen.name}", (400, 190), size=22, anchor="baseline centre")
    label(axes, f"$d = {d:.0f}$", (400, bottom - 32), size=22, anchor="baseline centre")
    label(
        fig,
        f"graph convolution is attention whose $a$ is given{seen.few}",
        (0.04, 0.07),
        anchor="baseline left",
        size=24,
    )
