"""What the film's map of architectures is made of: its stops and edges, and the cards with a small diagram each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ebviz.diagrams.architectures import PITCH
from ebviz.diagrams.map import CHANGES, START, STOPS, UNDER, Change, Stop, ends
from ebviz.stage import *

LOW = 3  # slide points from the frame's middle down to the map's, which leaves room for the title
LINE, DROP = 20, 6  # slide points between the words of an edge, and from a line's middle to its baseline
FILL = 0.4  # share of its hue in a block that is changed; the others are not filled
WIDE, INSIDE = 212.0, (190.0, 80.0)  # a card's width, and the room for the diagram in it

# What the film visits, in its order: where its card is, the words of the edge and their place, what is said of it.
_VISITED: dict[str, tuple[tuple[float, float], tuple[str, ...], tuple[float, float], str]] = {
    "lv_ebm": ((0, 0), (), (0, 0), ""),
    "target_prop": (
        (-350, 0), ("an encoder", "guesses $z$"), (0, 26),
        "an encoder guesses $z$: the search starts there, and $D$ is the distance from it"
    ),
    "ae": ((0, 148), ("no search",), (-25, 18), "no search at all: the guess is the code $h$, and $R$ limits that"),
    "cae": ((-350, 148), ("a price on", "slopes of $h$"), (0, 26),
        "a price on the slopes of the code: $J = partial h \\/ partial y$",
    ),
    "dae": ((350, 148), ("noise on", "the input"), (0, 26),
        "noise on the input: the encoder sees $hat(y)$, here a corrupted $y$",
    ),
    "vae": (
        (350, 0), ("noise on the code, held by $U, V$",), (-136, 0),
        "noise on the code: $z$ is a sample of a bubble $mu, v$, which $U, V$ keep near $cal(N)(0, I)$",
    ),
    "gan": (
        (0, -148), ("$C$ is learned, and pushed up at $hat(y)$",), (132, 0),
        "no encoder: $hat(y)$ is now what the generator makes, and $C$ is learned, pushed up there",
    ),
}  # fmt: skip
SEEN = {name: replace(STOPS[name], at=at, wide=WIDE) for name, (at, *_) in _VISITED.items()}
SAYS = {name: says for name, (*_, says) in _VISITED.items()}
_FROM = {
    "target_prop": "lv_ebm",
    "ae": "target_prop",
    "cae": "ae",
    "dae": "ae",
    "vae": "dae",
    "gan": "lv_ebm",
}
EDGES = tuple(
    replace(
        next(change for change in CHANGES if (change.start, change.end) == (start, end)),
        text=_VISITED[end][1], beside=_VISITED[end][2], blocks=SEEN[end].model.new,
    )
    for end, start in _FROM.items()
)  # fmt: skip


class Card:
    """A stop on the map: its frame and name, and a small diagram with short names, filled where it has changed."""

    def __init__(self, name: str) -> None:
        stop = SEEN[name]
        self.frame = box(stop).set_stroke(width=line(2.4 if name == START else 1)).move_to(spot(stop.at))
        x, y = stop.name_at
        self.name = on_line(Words(stop.name, size=26), pt(y - LOW), left=pt(x))
        left, top, right, bottom = stop.model.extent
        across, down = np.array([right - left, bottom - top]) * PITCH + 60.0
        small = min(INSIDE[0] / across, INSIDE[1] / down)
        middle = np.array(stop.model.middle) * PITCH * (1, -1) * small
        self.small = diagram(stop.model, scale=small, letters=False)
        self.small.shift(spot(np.array(stop.at) - (0, UNDER + 2) - middle))
        filled(self.small, lit_in(name))


def lit_in(name: str) -> tuple[str, ...]:
    """Return the roles of the blocks that the edge to a stop changes; none at the start."""
    swapped = ("enc",) if name == "vae" else ()
    return () if name == START else (*SEEN[name].model.new, *swapped)


def box(stop: Stop, scale: float = 1.0) -> Rectangle:
    """Return a stop's frame, in the middle."""
    wide, high = 2 * stop.half * pt(scale)
    return Rectangle(width=wide, height=high).set_stroke(COLOURS["frame"], line(1))


def filled(model: Diagram, lit: tuple[str, ...]) -> Diagram:
    """Fill some blocks of a diagram with their hue, and no others."""
    for role, node in model.nodes.items():
        if role in lit:
            node.outline.set_fill(
                interpolate_color(ManimColor(COLOURS["black"]), ManimColor(node.hue), FILL), 1
            )
        elif node.outline.get_fill_color().to_hex() != COLOURS["observed"]:
            node.outline.set_fill(COLOURS["black"], 1)
    return model


def wire(change: Change, scale: float, middle: np.ndarray) -> Wire:
    """Return an edge's arrow on the map of some scale around a place."""
    return Wire(middle + scale * spot(ends(change, SEEN)), scale=0.7 + scale / 2)


def beside_edge(change: Change) -> VGroup:
    """Return the words beside an edge."""
    words = VGroup(*(Words(text, size=24) for text in change.text))
    x, y = ends(change, SEEN).mean(axis=0) + change.beside
    for row, text in enumerate(words):
        up = y + LINE * ((len(words) - 1) / 2 - row) - DROP
        on_line(text, pt(up - LOW)).set_x(pt(x))
    return words


def spot(at: tuple[float, float] | np.ndarray) -> np.ndarray:
    """Return places (…, 2) on the map as places in the frame, (…, 3)."""
    flat = (np.asarray(at, float) - (0, LOW)) * pt(1)
    return np.concatenate([flat, np.zeros((*flat.shape[:-1], 1))], axis=-1)
