"""Vectors on their way through the parts of a model: a row behind each part, a cell for each number that is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ebviz.stage import *

ROWS, ACROSS = 2, 4  # numbers of a vector that are drawn, above and beside one another
ROUND, GAP = 4, 14  # slide points around them, and from a row's middle to the links that leave it
DIMMED, PLAIN = -1, 0  # looks of a vector; it is lit if it has the number of a version that changes it
DIM = 0.25  # opacity of what does not change
STRONG = 0.95  # share of a part's numbers that the colours tell apart


class Passing(VGroup):
    """What is behind each part of a model, (P, V, L, d): a row for each part, a vector for each symbol.

    Parameters
    ----------
    ups : heights of the rows, (P,). columns : regions, one for each symbol. values : of V versions; the first is
        shown at first. largest : edge of a cell in slide points.
    """

    def __init__(
        self, ups: np.ndarray, columns: Sequence[Region], values: np.ndarray, largest: float = 13
    ) -> None:
        self.values, self.columns, self.ups = values, columns, ups
        self.edge = min(pt(largest), 0.78 * columns[0].width / ACROSS)
        self.moved = (values != values[:, :1]).any(-1)  # (P, V, L): which differ from the first version
        self.looks = np.full((*values.shape[:1], len(columns)), PLAIN)
        super().__init__(*(VGroup(*(self.vector(p, j) for j in self.symbols)) for p in range(len(values))))

    @property
    def symbols(self) -> range:
        """The symbols by number."""
        return range(len(self.columns))

    def vector(self, part: int, symbol: int) -> VGroup:
        """Return one vector as a plate of cells: `PLAIN` or `DIMMED` as at first, or lit as a version has it."""
        look = int(self.looks[part, symbol])
        values = self.values[part]
        reach = float(np.quantile(np.abs(values), STRONG))
        paints = hexes(values[max(look, 0), symbol, : ROWS * ACROSS], -reach, reach, "pictures")
        across, down = np.meshgrid(np.arange(ACROSS) - (ACROSS - 1) / 2, (ROWS - 1) / 2 - np.arange(ROWS))
        middles = np.stack([across.ravel(), down.ravel(), np.zeros(ROWS * ACROSS)], axis=-1) * self.edge
        cells = (
            Square(self.edge, stroke_width=0, fill_color=paint, fill_opacity=1).move_to(middle)
            for paint, middle in zip(paints, middles, strict=True)
        )
        lit = look > PLAIN
        frame = Rectangle(COLOURS["orange" if lit else "frame"], stroke_width=3 if lit else 1)
        frame.stretch_to_fit_width(ACROSS * self.edge + pt(ROUND))
        frame.stretch_to_fit_height(ROWS * self.edge + pt(ROUND))
        middle = place(self.columns[symbol].centre[0], float(self.ups[part]))
        plate = VGroup(frame, VGroup(*cells)).move_to(middle)
        return plate.set_opacity(DIM) if look == DIMMED else plate

    def turned(self, part: int, looks: np.ndarray) -> list[Animation]:
        """Return how the vectors behind a part take on other looks (L,)."""
        others = np.flatnonzero(self.looks[part] != looks[: len(self.columns)]).tolist()
        self.looks[part] = looks[: len(self.columns)]
        return [Transform(self[part][j], self.vector(part, j)) for j in others]

    def becoming(self, part: int, version: int) -> list[Animation]:
        """Return how the vectors behind a part become those of another version: lit if they differ, or dimmed."""
        return self.turned(part, np.where(self.moved[part, version], version, DIMMED))

    def waiting(self) -> list[Animation]:
        """Return how all become the first version's again, dimmed: nothing is known yet to change."""
        count = len(self.columns)
        return [move for p in range(len(self)) for move in self.turned(p, np.full(count, DIMMED))]

    def rising(self, part: int) -> list[Animation]:
        """Return how the vectors of one part move on to the next and become what that makes of them."""
        return [TransformFromCopy(self[part - 1][j], self[part][j]) for j in self.symbols]

    def places(self, part: int, side: int) -> np.ndarray:
        """Return where links leave a row, (L, 3): above it (1) or below (−1)."""
        return np.array(
            [place(one.centre[0], float(self.ups[part]) + side * pt(GAP)) for one in self.columns]
        )
