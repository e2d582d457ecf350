"""Attention and graph convolution as plain data: what one vertex takes from the others, at the place of each edge.

The predictor's attention alone: h takes from every x, by a share a that is computed. With a given, the graph's edges
say from which; with gates, how much of it comes through. The share of a vertex's own x is left out.

Source: lectures, section 8; lecture_details, 7.
"""

from __future__ import annotations

from ebviz.diagrams.architectures import Architecture, Block, Wire

ASIDE, DOWN = (
    0.8,
    2.8,
)  # columns from the middle one to the others' vectors, and rows from the upper to the lower ones
_CORNERS = {1: (-ASIDE, 0.0), 2: (ASIDE, 0.0), 3: (-ASIDE, DOWN), 4: (ASIDE, DOWN)}
_VERTICES = {
    **{f"x{number}": Block("observed", at, "x") for number, at in _CORNERS.items()},
    "code": Block("variable", (0.0, DOWN / 2), "h"),
}
_TO, _BETWEEN = (
    (1, 2),
    (Wire("code", "x3"), Wire("x4", "x3")),
)  # the vertices that lead to h; the graph's other edges


def _on_edges(text: str, numbers: tuple[int, ...]) -> dict[str, Block]:
    """Return a block halfway on the way from each of these vertices to h."""
    places = {number: (_CORNERS[number][0] / 2, (_CORNERS[number][1] + DOWN / 2) / 2) for number in numbers}
    return {f"a{number}": Block("variable", at, text) for number, at in places.items()}


def _through(numbers: tuple[int, ...]) -> tuple[Wire, ...]:
    """Return the wires from vertices to h through such blocks."""
    return tuple(
        wire for number in numbers for wire in (Wire(f"x{number}", f"a{number}"), Wire(f"a{number}", "code"))
    )


ATTENTION = Architecture(
    title="Attention",
    said="$h$ looks at every $x$",
    blocks={**_VERTICES, **_on_edges("a", (*_CORNERS,))},
    wires=_through((*_CORNERS,)),
    energy=(("", "h = X a"),),
    where='a = op("soft(arg)max")_beta (X^top x)',
    new=(*(f"x{number}" for number in _CORNERS), *(f"a{number}" for number in _CORNERS)),
)

GCN = Architecture(
    title="Graph convolution",
    said="$a$ is given by the edges",
    blocks=_VERTICES,
    wires=(*(Wire(f"x{number}", "code") for number in _TO), *_BETWEEN),
    energy=(("", "h = f(U x + V X a d^(-1))"),),
    where="d = norm(a)_1",
    new=tuple(f"x{number}" for number in _TO),
)

GATED_GCN = Architecture(
    title="Residual gated graph convolution",
    said="gates on the edges",
    blocks={**_VERTICES, **_on_edges("eta", _TO)},
    wires=(*_through(_TO), *_BETWEEN),
    energy=(("", "h = x + (A x + sum_j eta_j dot.o B x_j)^+"),),
    where="eta_j = sigma(e_j) \\/ sum_k sigma(e_k)",
    new=tuple(f"a{number}" for number in _TO),
)

GRAPHS = {"attention": ATTENTION, "gcn": GCN, "gated_gcn": GATED_GCN}
