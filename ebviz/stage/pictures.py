"""Small pictures with crisp pixels: one or a grid of them per layer, with new ink or missing pixels every frame."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import Group, VGroup, VMobject

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.gl import Field
from ebviz.stage.marks import flat
from ebviz.stage.units import line
from ebviz.style.palette import colour as resolve

SOFT = 3.0  # pixels that are on their way at a time when lost ones are found


class Pictures(Field):
    """Pictures (R, C, H, W) in R rows and C columns, the first row on top; each pixel has one colour.

    Parameters
    ----------
    ink : (R, C, H, W), or (H, W) for a single one; ``vmin`` takes the colour map's dark end, ``vmax`` its light end.
    width : of the whole grid in Manim units; pixels are square.
    gap : between pictures, in pixels.
    """

    def __init__(
        self,
        ink: Any,
        width: float,
        *,
        gap: int = 1,
        cmap: str = "pictures",
        vmin: float = 0.0,
        vmax: float = 1.0,
    ) -> None:
        self.gap, self.kept = gap, _grid(ink).shape
        rows, columns, high, wide = self.kept
        self.cells = (rows * (high + gap) - gap, columns * (wide + gap) - gap)
        super().__init__(
            np.zeros(self.cells),
            width,
            width * self.cells[0] / self.cells[1],
            cmap=cmap,
            vmin=vmin,
            vmax=vmax,
            smooth=False,
        )
        self.set_ink(ink)
        if gap:
            self.set_shown(np.ones(self.kept))

    def set_ink(self, ink: Any) -> Self:
        """Replace all pictures with others (R, C, H, W)."""
        return self.set_values(self._tiled(ink))

    def set_shown(self, share: Any) -> Self:
        """Show this share of each pixel (R, C, H, W), from 0 (lost) to 1, growing from its middle."""
        return self.set_reveal(self._tiled(share))

    def set_found(self, lost: Any, share: Any) -> Self:
        """Show all pixels but the ``lost`` ones (R, C, H, W), and a ``share`` (R, C) of those, in reading order.

        Each is shown gradually, as the share of found pixels reaches it.
        """
        lost, share = _grid(lost), np.asarray(share, float)[..., None, None]
        rank = (
            lost.reshape(*lost.shape[:2], -1).cumsum(axis=-1).reshape(lost.shape)
        )  # of lost pixels: 1, 2, …
        found = np.clip((share * (rank[..., -1:, -1:] + SOFT) - rank) / SOFT, 0, 1)
        return self.set_shown(1 - lost * (1 - found))

    def middles(self) -> np.ndarray:
        """Return the centres of the pictures in the frame, (R, C, 3)."""
        rows, columns, high, wide = self.kept
        right = ((wide + self.gap) * np.arange(columns) + wide / 2) / self.cells[1]
        down = ((high + self.gap) * np.arange(rows) + high / 2) / self.cells[0]
        corner, far = self.points[0], self.points[2]
        share = np.stack(np.broadcast_arrays(right, down[:, None], 0.0), axis=-1)
        return np.asarray(corner + share * (far - corner))

    def picture(self, row: int, column: int) -> Pictures:
        """Return one of the pictures by itself, as it is now, at its place: to be taken out and moved."""
        rows, columns, high, wide = self.kept
        if not (0 <= row < rows and 0 <= column < columns):
            raise UsageError(
                f"no picture {row}, {column}: expected a row below {rows}, a column below {columns}"
            )
        top, left = row * (high + self.gap), column * (wide + self.gap)
        ink = self.values[::-1][top : top + high, left : left + wide]
        whole = float(np.abs(self.points[2] - self.points[0])[0])
        width = whole * wide / self.cells[1]
        one = Pictures(ink, width, gap=0, cmap=self.cmap, vmin=self.vmin, vmax=self.vmax)
        return one.move_to(self.middles()[row, column])

    def boxes(self, fill: str = "observed", edge: str | None = None, *, width: float = 1.5) -> VGroup:
        """Return a plate behind each picture, seen where pixels are lost; an ``edge`` colour adds a frame."""
        size = np.abs(self.points[2] - self.points[0])[:2] / self.cells[::-1] * self.kept[:1:-1]
        half = size / 2 + (0.0 if edge is None else line(width) / 200)
        corners = [(-half[0], -half[1]), (half[0], -half[1]), (half[0], half[1]), (-half[0], half[1])]
        plates = VGroup()
        for middle in self.middles().reshape(-1, 3):
            plate = VMobject().set_points(flat(shapes.polygon(corners)) + middle)
            plate.set_fill(resolve(fill), 1.0).set_stroke(resolve(edge or fill), line(width) if edge else 0)
            plates.add(plate)
        return plates

    def framed(self, edge: str, fill: str = "observed", *, width: float = 2.5) -> Group:
        """Return plates with an ``edge`` colour, and the pictures before them, to be moved together."""
        return Group(self.boxes(fill, edge, width=width), self)

    def _tiled(self, values: Any) -> np.ndarray:
        """Lay pictures (R, C, H, W) out as one field, first row at the bottom, gaps 0."""
        values = _grid(values)
        if values.shape != self.kept:
            raise UsageError(f"pictures: expected shape {self.kept}, got {values.shape}")
        rows, columns, high, wide = values.shape
        padded = np.pad(values, ((0, 0), (0, 0), (0, self.gap), (0, self.gap)))
        whole = padded.transpose(0, 2, 1, 3).reshape(rows * (high + self.gap), columns * (wide + self.gap))
        return whole[: self.cells[0], : self.cells[1]][::-1]


def _grid(pictures: Any) -> np.ndarray:
    """Return pictures (R, C, H, W); a single one (H, W) becomes a grid of one.

    >>> _grid(np.zeros((8, 8))).shape
    (1, 1, 8, 8)
    """
    pictures = np.asarray(pictures, float)
    if pictures.ndim == 2:
        pictures = pictures[None, None]
    if pictures.ndim != 4 or not pictures.size:
        raise UsageError(f"pictures: expected shape (R, C, H, W) or (H, W), got {pictures.shape}")
    return pictures
