"""A page on the way from attention to a graph's adjacency."""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.live import Page, page, plain
from ebviz.plot import Run
from scenes.graphs._words import around, named

FORMULAS = (  # name, Typst, how it is read aloud
    ("a", "a", "the weights a"),
    ("h", "h = X a", "h = X a"),
)


@page(studies=("graph",))
def adjacency(page: Page, graph: Run) -> None:
    """From attention to a graph by hand: weights among all vertices turn into a mean along the edges."""
    page.view(
        "history",
        "Attention, and then the graph is given",
        "Every vertex looks at every vertex; then the edges say where, and attention becomes a mean.",
    )
    for name, source, said in FORMULAS:
        page.formula(name, source, said)
    shown, _ = around(graph)
    names = [name.replace("\\", "") for at, name in enumerate(named(graph["words"])) if at in shown]
    fading = graph["fading"][:, shown][:, :, shown]
    count, last = len(shown), len(fading) - 1
    near = float(np.spacing(np.float32(fading.max()))) / 2  # half the step between two numbers kept
    page.array("weights", fading)
    page.array("table", fading[:, ::-1])  # the first row on top
    page.array("places", graph["places"][shown])
    ticks = [[n + 0.5, name] for n, name in enumerate(names)]
    places: dict[str, Any] = {"caption": "who takes from whom, the wider the more", "names": ["", ""]}
    page.value(
        moments=np.round(np.linspace(0, 100, last + 1), 1).tolist(),
        label="given, %",
        stays=["places"],
        start={"step": 0},
        panels=[
            {
                **places,
                **{"equal": True, "x": [-1.3, 1.3], "y": [-1.2, 1.35], "xticks": [], "yticks": []},
                "layers": [
                    {"kind": "edges", "array": "weights", "places": "places", "hue": "note"},
                    {"kind": "points", "array": "places", "hue": "blue", "size": 13},
                    {"kind": "names", "array": "places", "names": names, "hue": "white"},
                ],
            },
            {
                **{"caption": "{a}: each row takes from the columns", "names": ["from", "to"], "equal": True},
                **{"x": [0, count], "y": [0, count], "xticks": ticks},
                "yticks": [[count - n - 0.5, name] for n, name in enumerate(names)],
                "layers": [{"kind": "image", "array": "table", "high": 1, "role": "other", "cells": True}],
            },
        ],
        readings=[
            {"name": f"from{n}", "array": "weights", "part": n, "label": f"{names[0]} takes from {name}"}
            for n, name in enumerate(names)
        ],
        notes=[
            f"The weights of study graph at {last + 1} moments: edges that are not there lose their weight, then β "
            f"falls to 0. They are kept in single precision: off by at most {plain(near)}."
        ],
    )
