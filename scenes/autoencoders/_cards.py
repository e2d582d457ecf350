"""What the map of architectures is made of: cards with a small diagram each, and the edges between them."""

from __future__ import annotations

import numpy as np

from ebviz.diagrams.architectures import PITCH
from ebviz.diagrams.map import SMALL, START, STOPS, UNDER, Change, Stop, changed, ends
from ebviz.stage import *

LOW = 3  # slide points from the frame's middle down to the map's, which leaves room for the title
LINE, DROP = 18, 5  # slide points between the words of an edge, and from a line's middle to its baseline
FILL = 0.4  # share of its hue in a block that is changed; the others are not filled


class Card:
    """A stop on the map: its frame and name, and a small diagram with short names, filled where it has changed."""

    def __init__(self, stop: Stop) -> None:
        self.frame = (
            box(stop).set_stroke(width=line(2.4 if stop is STOPS[START] else 1)).move_to(spot(stop.at))
        )
        x, y = stop.name_at
        self.name = on_line(Words(stop.name, size=24), pt(y - LOW), left=pt(x))
        middle = np.array(stop.model.middle) * PITCH * (1, -1) * SMALL
        small = diagram(stop.model, scale=SMALL, letters=False)
        self.small = small.shift(spot(np.array(stop.at) - (0, UNDER) - middle))
        filled(self.small, changed(next(name for name, other in STOPS.items() if other is stop)))


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


def wires(change: Change, scale: float, middle: np.ndarray) -> VGroup:
    """Return an edge's arrow, or one each way, on the map of some scale around a place."""
    way = ends(change, STOPS)
    both = (way, way[::-1]) if change.mutual else (way,)
    return VGroup(*(Wire(middle + scale * spot(one), scale=0.7 + scale / 2) for one in both))


def beside_edge(change: Change) -> VGroup:
    """Return the words beside an edge."""
    words = VGroup(*(Words(text, size=24) for text in change.text))
    x, y = ends(change, STOPS).mean(axis=0) + change.beside
    for row, text in enumerate(words):
        up = y + LINE * ((len(words) - 1) / 2 - row) - DROP
        on_line(text, pt(up - LOW)).set_x(pt(x))
    return words


def spot(at: tuple[float, float] | np.ndarray) -> np.ndarray:
    """Return places (…, 2) on the map as places in the frame, (…, 3)."""
    flat = (np.asarray(at, float) - (0, LOW)) * pt(1)
    return np.concatenate([flat, np.zeros((*flat.shape[:-1], 1))], axis=-1)
