"""A sentence as a strip: one cell for each symbol, in columns that its costs and its guesses share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ebviz.stage import *
from scenes.transformer._words import plain

WORD = 30  # size of a word that fits its cell
POINT = "·"  # how the boundary of a sentence is written


class Columns:
    """The columns of a region, one for each symbol of a sentence."""

    def __init__(self, region: Region, count: int) -> None:
        self.region, self.count, self.wide = region, count, region.width / count

    def at(self, j: float, up: float) -> np.ndarray:
        """Return a place (3,) in the middle of column j, at a share of the region's height."""
        return self.region.at((j + 0.5) / self.count, up)


def cell(columns: Columns, j: float, up: float, word: str, colour: str) -> VGroup:
    """Return a cell with a word, in column j."""
    box = RoundedRectangle(pt(8), width=0.9 * columns.wide, height=pt(38), stroke_color=COLOURS["frame"])
    box.set_stroke(width=1).move_to(columns.at(j, up))
    return VGroup(box, fitted(word, columns, j, up, colour))


def fitted(word: str, columns: Columns, j: float, up: float, colour: str) -> Words:
    """Return a word in the middle of column j, as large as that allows; those at one height share a baseline."""
    said = Words(plain(word) or POINT, size=WORD, colour=colour)
    said.scale(min(1, 0.8 * columns.wide / said.width))
    middle = columns.at(j, up)
    return on_line(said, middle[1] - pt(0.3 * WORD), left=middle[0] - said.width / 2)


def strip(columns: Columns, up: float, words: list[str], colour: str) -> VGroup:
    """Return the cells of a sentence, from the first column on."""
    return VGroup(*(cell(columns, j, up, word, colour) for j, word in enumerate(words)))


def guesses(
    columns: Columns, up: float, likeliest: np.ndarray, share: np.ndarray, words: list[str]
) -> VGroup:
    """Return cells whose words follow a history: the likeliest in each (S, L), the paler the less it is (S, L)."""
    found = VGroup()
    for j in range(columns.count):
        box, kinds = cell(columns, j, up, "", "grey")[0], np.unique(likeliest[:, j])
        texts = [fitted(words[kind], columns, j, up, "y_tilde") for kind in kinds]
        show = _shown(texts, kinds, likeliest[:, j], share[:, j])
        found.add(bind(VGroup(box, *texts), [likeliest[:, j]], show))
    return found


Show = Callable[[float], object]


def _shown(texts: list[Words], kinds: np.ndarray, likeliest: np.ndarray, share: np.ndarray) -> Show:
    def show(moment: float) -> None:
        now = round(moment)
        for text, kind in zip(texts, kinds, strict=True):
            text.set_opacity(float(0.55 + 0.45 * share[now]) if kind == likeliest[now] else 0)

    return show


class Costs(VGroup):
    """The cost of each symbol as a bar over its column, in the energies' colours, with its number; a history (S, L).

    A bar that costs more than ``high`` ends there.
    """

    def __init__(self, columns: Columns, low: float, top: float, costs: np.ndarray, high: float) -> None:
        super().__init__()
        self.columns, self.low, self.high = columns, low, high
        self.tall = (top - low) * columns.region.height
        for j in range(columns.count):
            bar = Rectangle(width=0.6 * columns.wide, height=pt(2), stroke_width=0, fill_opacity=1)
            number = Counter("", size=26, gap=0)
            self.add(follow(VGroup(bar, number), costs[:, j], put=self._put(j, bar, number)))

    def reach(self, cost: float) -> float:
        """Return how tall the bar of a cost is."""
        return max(pt(2), self.tall * min(float(cost) / self.high, 1))

    def mark(self, j: int, cost: float) -> Trace:
        """Return a line across a column at the height of a cost."""
        foot = self.columns.at(j, self.low) + self.reach(cost) * UP
        half = 0.38 * self.columns.wide * RIGHT
        return Trace(np.stack([foot - half, foot + half]), "white", width=3)

    def _put(self, j: int, bar: Rectangle, number: Counter) -> Show:
        foot = self.columns.at(j, self.low)

        def put(cost: float) -> None:
            tall = self.reach(cost)
            bar.stretch_to_fit_height(tall).move_to(foot + tall / 2 * UP)
            bar.set_fill(hexes(np.array([cost]), 0, self.high)[0])
            number.put(cost).move_to(foot + (tall + pt(16)) * UP)

        return put


class Stack(VGroup):
    """The numbers of a vector (D,), or of a history (S, D) of it, as cells above one another, in colours.

    ``reach`` is the largest number, positive or negative; ``tall`` the height of a cell.
    """

    def __init__(self, values: np.ndarray, reach: float, middle: np.ndarray, tall: float) -> None:
        count = values.shape[-1]
        places = [middle + ((count - 1) / 2 - k) * tall * UP for k in range(count)]
        super().__init__(
            *(
                Rectangle(width=4 * tall, height=tall, stroke_width=0, fill_opacity=1).move_to(at)
                for at in places
            )
        )

        def put(now: np.ndarray) -> None:
            for part, hue in zip(self, hexes(now, -reach, reach, "pictures"), strict=True):
                part.set_fill(hue, 1)

        put(values) if values.ndim == 1 else follow(self, values, put=put)
