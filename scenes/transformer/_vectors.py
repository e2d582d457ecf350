"""Vectors as they are compared and mixed: a row of coloured cells in a frame of its symbol's colour."""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.diagrams import shapes
from ebviz.stage import *
from ebviz.stage.marks import flat

ROLES = {
    "q": "aqua",
    "k": "yellow",
    "K": "yellow",
    "v": "lavender",
    "V": "lavender",
}  # here V is no regulariser
RIM = 2.5  # slide points of the frame
CLEAR = 0.6  # weight from which a symbol is clearly preferred


class Barcode(Group):
    """A vector (D,), or a history (S, D) of it, as a row of cells, framed in its symbol's colour.

    The parts are `cells` and `frame`. ``reach`` is the largest number that it can have, positive or negative;
    ``size`` its width and height.
    """

    def __init__(
        self, values: np.ndarray, symbol: str, middle: np.ndarray, *, reach: float, size: tuple[float, float]
    ) -> None:
        first = values if values.ndim == 1 else values[0]
        options: dict[str, Any] = {"cmap": "pictures", "vmin": -reach, "vmax": reach, "smooth": False}
        self.cells = Field(first[None], *size, **options)
        self.frame = Rectangle(width=size[0], height=size[1], fill_opacity=0)
        self.frame.set_stroke(colour(ROLES.get(symbol, symbol)), line(RIM))
        super().__init__(self.cells, self.frame)
        self.move_to(middle)
        if values.ndim > 1:
            follow(self.cells, values, put=lambda now: self.cells.set_values(now[None]))


def products(one: np.ndarray, other: np.ndarray, middle: np.ndarray, wide: float, scale: float) -> VGroup:
    """Return bars as long as the products of two vectors' numbers (D,), ``scale`` units for 1: above 0, and below."""
    edges = np.linspace(-wide / 2, wide / 2, len(one) + 1)
    both = VGroup()
    for values, hue in ((np.maximum(one * other, 0), "q"), (np.minimum(one * other, 0), "note")):
        bars = [
            shapes.polygon([(left, 0.0), (right, 0.0), (right, scale * value), (left, scale * value)])
            for left, right, value in zip(
                edges[:-1].tolist(), edges[1:].tolist(), values.tolist(), strict=True
            )
        ]
        both.add(
            VMobject().set_points(flat(np.concatenate(bars))).set_fill(colour(hue), 1).set_stroke(width=0)
        )
    return both.shift(middle)


def reading(history: np.ndarray, middle: np.ndarray, size: float, hue: str = "white") -> Counter:
    """Return a number that follows a history (S,), its middle always at a place."""
    number = Counter("", size=size, gap=0, number_colour=hue)
    return follow(number, history, put=lambda value: number.put(float(value)).move_to(middle))


def mixing(a: np.ndarray, ups: float, symbol: str = "h") -> VGroup:
    """Return, large enough for a thumbnail, values that flow into one vector by their weights (K,), ``ups`` above."""
    ends = [place(3 * k, 0) for k in range(len(a))]
    goal = np.mean(ends, axis=0) + ups * UP
    bars = VGroup(*(Rectangle(width=2.2, height=1, stroke_width=0).move_to(at) for at in (*ends, goal)))
    for bar, name in zip(bars, [*"v" * len(a), symbol], strict=True):
        bar.set_fill(colour(ROLES.get(name, name)), 1)
    return VGroup(Flows(ends, goal, a, width=135, opacity=1), bars)


def undecided(a: np.ndarray, words: int) -> tuple[int, int]:
    """Return the head and the word whose weights (H, L, K) leave the most open, among the first ``words``.

    Those that prefer one symbol clearly come first, so that there is something to see.

    >>> undecided(np.array([[[1.0, 0.0], [0.7, 0.3], [0.5, 0.5]]]), 3)
    (0, 1)
    """
    a = a[:, :words]
    entropy = -(a * np.log(np.maximum(a, 1e-12))).sum(-1)
    clear = a.max(-1) >= CLEAR
    entropy = np.where(clear, entropy, -1) if clear.any() else entropy
    head, word = np.unravel_index(entropy.argmax(), entropy.shape)
    return int(head), int(word)
