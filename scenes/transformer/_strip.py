"""A sentence as a strip: one cell for each symbol, in columns that its bars and its guesses share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from ebviz.stage import *
from scenes.transformer._words import START, hue, plain

WORD = 30  # size of a word that fits its cell
NUMBER = 26  # size of the number over a bar
CUT = 0.8  # how far up a bar that ought to be taller is cut through
PALE = 0.55  # opacity of a guess that has no probability

Columns = Sequence[Region]


def outline(column: Region, up: float) -> RoundedRectangle:
    """Return the frame of a cell, at a share of the column's height."""
    box = RoundedRectangle(pt(8), width=0.9 * column.width, height=pt(38), stroke_color=COLOURS["frame"])
    return box.set_stroke(width=1).move_to(column.at(0.5, up))


def fitted(word: str, column: Region, up: float, colour: str) -> Words:
    """Return a word in the middle of a column, as large as that allows; those at one height share a baseline."""
    said = Words(plain(word), size=WORD, colour=hue(word, colour))
    said.scale(min(1, 0.8 * column.width / said.width))
    middle = column.at(0.5, up)
    return on_line(said, middle[1] - pt(0.3 * WORD), left=middle[0] - said.width / 2)


def cell(column: Region, up: float, word: str, colour: str) -> VGroup:
    """Return a cell with its word."""
    return VGroup(outline(column, up), fitted(word, column, up, colour))


def strip(columns: Columns, up: float, words: list[str], colour: str) -> VGroup:
    """Return the cells of a sentence, one in each column."""
    return VGroup(*(cell(column, up, word, colour) for column, word in zip(columns, words, strict=True)))


def guesses(columns: Columns, up: float, p: np.ndarray, names: list[str]) -> VGroup:
    """Return cells whose words follow a history of probabilities (S, L, V): the likeliest, paler the less it is.

    A boundary in the first place is called `START`, as it is where it comes from.
    """
    found = VGroup()
    for j, column in enumerate(columns):
        likeliest, share = p[:, j].argmax(-1), p[:, j].max(-1)
        said = names if j else [START, *names[1:]]
        texts = {kind: fitted(said[kind], column, up, "y_tilde") for kind in np.unique(likeliest).tolist()}
        show = partial(_show, texts, likeliest, share)
        found.add(bind(VGroup(outline(column, up), *texts.values()), [likeliest], show))
    return found


def _show(texts: dict[int, Words], likeliest: np.ndarray, share: np.ndarray, moment: float) -> None:
    now = round(moment)
    for kind, text in texts.items():
        text.set_opacity(PALE + (1 - PALE) * float(share[now]) if kind == likeliest[now] else 0)


class Bars(VGroup):
    """A bar with its number in each column, as tall as a history (S, L) has it.

    Parameters
    ----------
    low, top : where a bar stands, and where one of ``high`` or more ends, as shares of the columns' height; one
        that ought to be taller is cut through.
    """

    def __init__(self, columns: Columns, low: float, top: float, values: np.ndarray, high: float) -> None:
        super().__init__()
        self.columns, self.low, self.top, self.high = columns, low, top, high
        for column, history in zip(columns, values.T, strict=True):
            bar = Rectangle(width=0.6 * column.width, height=pt(2), stroke_width=0, fill_opacity=1)
            number = Counter("", size=NUMBER, gap=0)
            slant = np.array([[-0.6, -0.05, 0], [0.6, 0.05, 0]]) * bar.width
            cut = Trace(slant, COLOURS["black"], width=6)
            put = partial(self._put, column, bar, number, cut)
            self.add(follow(VGroup(bar, number, cut), history, put=put))

    def reach(self, column: Region, value: float) -> np.ndarray:
        """Return where the bar of a value ends, (3,)."""
        foot, end = (column.at(0.5, up) for up in (self.low, self.top))
        return np.asarray(foot + max(pt(2), min(value / self.high, 1) * (end - foot)[1]) * UP)

    def mark(self, values: np.ndarray) -> VGroup:
        """Return a line across each column at the height of its value (L,)."""
        ends = [self.reach(column, float(value)) for column, value in zip(self.columns, values, strict=True)]
        half = 0.38 * self.columns[0].width * RIGHT
        return VGroup(*(Trace(np.stack([end - half, end + half]), "white", width=3) for end in ends))

    def _put(self, column: Region, bar: Rectangle, number: Counter, cut: Trace, value: float) -> None:
        foot, end = column.at(0.5, self.low), self.reach(column, float(value))
        bar.stretch_to_fit_height(end[1] - foot[1]).move_to((foot + end) / 2)
        bar.set_fill(hexes(np.array([value]), 0, self.high)[0])
        number.put(float(value)).move_to(end + pt(16) * UP)
        cut.move_to(foot + CUT * (end - foot)).set_stroke(opacity=float(value > self.high))
