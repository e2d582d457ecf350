"""The thumbnail of the lecture's video: a few huge words and one picture, still readable at a width of 160 pixels."""

from __future__ import annotations

from ebviz.plot import *
from scenes.graphs._drawn import *


@figure(studies=("graph",), size=(8, 4.5))
def thumbnail_graphs(fig: Figure, theme: Theme, graph: Run) -> None:
    """The graph, and what is given."""
    seen = shown(graph)
    look = {"nameless": True, "filled": True, "radius": min(44.0, 110 / len(seen.rows) ** 0.5), "width": 14}
    graph_at(canvas(fig), theme, graph, graph["a"], (-235, 0), 190, **look)
    for up, text, colour, size in (
        (0.68, "graph", "aqua", 66),
        (0.42, "$a$ *is given*", None, 54),
        (0.16, "*sparsity*", "a", 54),
    ):
        label(fig, text, (0.97, up), anchor="baseline right", size=size, colour=colour)
