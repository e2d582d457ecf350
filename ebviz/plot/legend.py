"""Legends: rows or columns of marks and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from ebviz.plot.formula import words
from ebviz.plot.label import SIZE, label

Style = dict[str, Any]  # options of a `Line2D`

# In text sizes: row height, length of a line sample, gap from mark to words, gap between columns.
ROW, SAMPLE, GAP, COLUMN = 1.5, 1.4, 0.5, 1.4


def legend(
    where: Axes | Figure,
    entries: Sequence[tuple[Style, str]],
    xy: tuple[float, float],
    *,
    size: float = SIZE,
    offset: tuple[float, float] = (0.0, 0.0),
    anchor: str = "top left",
    across: bool = False,
) -> None:
    """Say what marks mean, in rows (columns, with ``across``) of a mark and its words.

    Parameters
    ----------
    entries : (options of the `Line2D` that was drawn, words with ``$formulas$``).
    xy : the legend's place in shares of ``where``; ``offset`` shifts it, in points.
    anchor : the legend's corner at that place: "top left", "top right", "bottom left" or "bottom right".
    size : of the text, in points.
    """
    marks = [_length(style, size) for style, _ in entries]
    if not across:
        marks = [max(marks)] * len(marks)
    widths = [
        mark + (GAP + words(text).box[2]) * size for mark, (_, text) in zip(marks, entries, strict=True)
    ]
    if across:
        lefts = list(accumulate((width + COLUMN * size for width in widths[:-1]), initial=0.0))
        downs = [0.0] * len(entries)
    else:
        lefts = [0.0] * len(entries)
        downs = [row * ROW * size for row in range(len(entries))]
    x0 = offset[0] - (lefts[-1] + max(widths[-1:] if across else widths)) * ("right" in anchor)
    y0 = offset[1] + (downs[-1] + size) * ("bottom" in anchor) - size / 2
    figure = cast(Figure, where.get_figure(root=True))
    base: Any = where.transAxes if isinstance(where, Axes) else figure.transFigure
    inches = figure.dpi_scale_trans + ScaledTranslation(xy[0], xy[1], base)
    for (style, text), mark, left, down in zip(entries, marks, lefts, downs, strict=True):
        x, y = x0 + left, y0 - down  # of the mark's left end, in points from xy
        ends = [x + mark / 2] if _alone(style) else [x, x + mark]
        line = Line2D([end / 72 for end in ends], [y / 72] * len(ends), zorder=6, **style)
        where.add_artist(line)
        line.set_transform(inches)
        line.set_clip_on(False)
        start = (x + mark + GAP * size, y - 0.3 * size)
        label(where, text, xy, coords=base, size=size, offset=start, anchor="baseline left")


def _alone(style: Style) -> bool:
    """Whether the sample is a single mark without a line."""
    return style.get("linestyle") == "none"


def _length(style: Style, size: float) -> float:
    mark: Any = style.get("markersize", style.get("ms", 8.0))
    return max(mark, 0.3 * size) if _alone(style) else SAMPLE * size
