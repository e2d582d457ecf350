"""One head of a transformer on the stage: the tokens that look, those that they look at, lines between, and dots."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.transformer._looking import Looking
from scenes.transformer._looking_said import name
from scenes.transformer._words import hue, plain

TEXT, CELL = 30, 56  # size of a token, and slide points from one to the next, both at most
ROOM = 190  # slide points that a token may take
GAP = 10  # slide points between tokens and what is beside them
WIDE = 9  # slide points: a line for all that a token takes
PALE, DIM = 0.2, 0.4  # opacity of rows and of tokens that are not spoken of
DOWN_BY = 0.25  # from the middle of a row to the baseline of its token, in text sizes


class OneHead:
    """Attention of one head: `lookers` look along `links` at `seen`; `grid` has their rows, and `above` its columns.

    Everything follows the same moments: nothing; one row of the head after the other, which `bar` marks; the
    row of number ``example`` again; then all rows of each of the ``heads`` (K, rows, columns), the first of which is
    the head itself.
    """

    def __init__(self, it: Looking, heads: np.ndarray, example: int, left: Region, right: Region) -> None:
        self.it, self.example = it, example
        head, room = right.rows(1, 4, gap=8)
        self.grid = DotGrid(heads[0], room, cell=CELL)
        self.size = min(TEXT, 0.85 * self.grid.side / pt(1))
        self.lookers = self.tokens(it.rows, "y", ROOM)
        self.seen = self.tokens(it.columns, it.symbol, ROOM)
        self.above = self.tokens(it.columns, it.symbol, head.height / pt(1))
        ups, count = self.grid.rows(), len(it.columns)
        pitch = min(pt(CELL), room.height / count)
        spread = float(ups.mean()) + pitch * ((count - 1) / 2 - np.arange(count))
        edge = left.left + self.seen.width
        for words, heights, end in ((self.lookers, ups, left.right), (self.seen, spread, edge)):
            for word, up in zip(words, heights, strict=True):
                on_line(word, up - pt(DOWN_BY * self.size), right=end)
        upright = self.above.width < self.grid.side
        for word, across in zip(self.above, self.grid.columns(), strict=True):
            foot = place(across, ups[0] + self.grid.side / 2 + pt(8))
            word.rotate(0 if upright else PI / 2).move_to(foot, DOWN)
        starts = [[word.get_left()[0] - pt(GAP), up, 0] for word, up in zip(self.lookers, ups, strict=True)]
        self.corner = np.array([left.left, room.top + pt(30), 0])
        self.bind(heads, starts, [[edge + pt(GAP), up, 0] for up in spread])

    def caption(self, head: tuple[int, int]) -> Words:
        """Return the name of a head, to stand above its lines."""
        return on_line(Words(name(self.it, head), size=30, colour="a"), self.corner[1], left=self.corner[0])

    def tokens(self, words: list[str], symbol: str, room: float) -> VGroup:
        """Return tokens in the colour of a symbol, each cut if it is wider than ``room`` slide points."""
        last = len(words) - 1 if words is self.it.columns and self.it.others else None
        hues = ["note" if k == last else hue(word, symbol) for k, word in enumerate(words)]
        return VGroup(*(self.token(word, paint, room) for word, paint in zip(words, hues, strict=True)))

    def token(self, word: str, paint: str, room: float) -> Words:
        said = Words(plain(word), size=self.size, colour=paint)
        while said.width > pt(room) and len(word) > 1:
            word = word[: min(len(word) - 1, int(len(word) * pt(room) / said.width))]
            said = Words(plain(word) + "…", size=self.size, colour=paint)
        return said

    def bind(self, heads: np.ndarray, starts: Any, ends: Any) -> None:
        """Bind lines, dots and bar to the moments."""
        count, rest = heads.shape[1], len(heads)
        rows = np.eye(count)[[*range(count), self.example], :, None]
        lines = np.concatenate([0 * heads[:1], rows * heads[0], heads])
        self.links = Links(starts, ends, lines, width=WIDE, level=True)
        read = np.concatenate([np.zeros((1, count)), np.tri(count), PALE + (1 - PALE) * rows[-1:, :, 0]])
        for words, shares in ((self.lookers, rows[..., 0]), (self.seen, np.sqrt((rows * heads[0]).sum(1)))):
            ones = np.ones((1, len(words))), np.ones((rest, len(words)))
            follow(
                words, np.concatenate([ones[0], DIM + (1 - DIM) * shares, ones[1]]), put=partial(lit, words)
            )
        follow(self.grid, np.concatenate([read, np.ones((rest, count))])[..., None], put=self.grid.light)
        left, right = min(start[0] for start in starts), self.grid.columns()[-1] + self.grid.side / 2
        self.bar = Rectangle(width=right - left, height=self.grid.side, stroke_width=0)
        self.bar.set_fill(COLOURS["white"], 0.13).set_x((left + right) / 2)
        stops = [0, *range(count), *[self.example] * (1 + rest)]
        follow(self.bar, self.grid.rows()[stops], put=self.bar.set_y)


def lit(words: VGroup, shares: np.ndarray) -> None:
    """Show each of some words at a share of its opacity."""
    for word, share in zip(words, shares, strict=True):
        word.set_opacity(float(share))
