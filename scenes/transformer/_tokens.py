"""Words as the marks of an axis, and attention as a table of numbers, hatched where nobody may look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ebviz.plot import *
from ebviz.plot.formula import words as outline
from scenes.transformer._words import MOST, hue, plain

__all__ = [
    "BLACK", "DOWN", "LEAST", "MOST", "WHITE", "above", "beside", "bundles", "fitted", "hatched", "headline", "hue",
    "inches", "key", "legible", "short", "swatches", "table", "width",
]  # fmt: skip
LONGEST = 16  # letters of a word in a sentence
LEAST = 11.0  # size of the smallest letters, in points
DOWN = -0.3  # from the middle of a row to the baseline of its word, in text sizes
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
BLACK, WHITE = (
    "#010101",
    "#FEFEFE",
)  # on a map, whatever the theme: the palette's own black and white turn with it


def width(text: str, size: float) -> float:
    """Return how wide words are, in points."""
    return outline(text).box[2] * size


def fitted(words: Sequence[str], room: float, size: float) -> tuple[list[str], float]:
    """Return words as Typst wants them and the size, at most ``size``, at which each is within ``room`` points.

    Words that even the smallest letters are too wide for are cut, which three dots say.
    """
    texts = [plain(word) for word in words]
    widest = max((width(text, 1.0) for text in texts if text), default=0.0)
    size = max(LEAST, min(size, room / widest if widest else size))
    return [_cut(word, room, size) for word in words], size


def _cut(word: str, room: float, size: float) -> str:
    whole = plain(word)
    while len(word) > 1 and width(whole, size) > 1.02 * room:
        word = word[:-1]
        whole = plain(word) + "…"
    return whole


def short(word: str) -> str:
    """Return a word as Typst wants it in a sentence, cut if it is very long."""
    return plain(word) if len(word) <= LONGEST else plain(word[: LONGEST - 1]) + "…"


def headline(
    fig: Figure, text: str, *, left: float = 0.045, right: float = 0.97, up: float = 0.915, size: float = 27.0
) -> Label:
    """Write what a figure says, in smaller letters if it would be wider than from ``left`` to ``right``."""
    room = (right - left) * 72 * fig.get_figwidth()
    size = min(size, room / width(text, 1.0))
    return label(fig, text, (left, up), anchor="baseline left", size=size)


def inches(axes: Axes) -> tuple[float, float]:
    """Return the width and height of axes."""
    fig = axes.get_figure(root=True)
    assert fig is not None
    box = axes.get_window_extent()
    return box.width / fig.dpi, box.height / fig.dpi


def beside(
    axes: Axes,
    words: Sequence[str],
    name: str,
    *,
    size: float = 19.0,
    room: float = 90.0,
    right: bool = False,
) -> None:
    """Write a word beside each row of a table, in the colour of symbol ``name``."""
    texts, size = fitted(words, room, min(size, 72 * inches(axes)[1] / len(words) * 0.85))
    place, anchor, gap = ((1.0, "baseline left", 10.0), (0.0, "baseline right", -10.0))[not right]
    for row, (word, text) in enumerate(zip(words, texts, strict=True)):
        if text:
            at, offset = (place, 1 - (row + 0.5) / len(words)), (gap, DOWN * size)
            look: dict[str, Any] = {"anchor": anchor, "size": size, "colour": hue(word, name)}
            label(axes, text, at, coords="axes", offset=offset, **look)


def above(axes: Axes, words: Sequence[str], name: str, *, size: float = 19.0, room: float = 90.0) -> None:
    """Write a word above each column of a table, upwards if any is wider than a column."""
    cell = 72 * inches(axes)[0] / len(words)
    upright = max(width(plain(word), size) for word in words if word) < 0.95 * cell
    texts, size = fitted(words, room, min(size, 1.6 * cell if upright else 0.85 * cell))
    for column, (word, text) in enumerate(zip(words, texts, strict=True)):
        if text:
            options: dict[str, Any] = {"coords": "axes", "size": size, "colour": hue(word, name)}
            options |= {"anchor": "baseline centre"} if upright else {"anchor": "left", "turned": 90}
            label(axes, text, ((column + 0.5) / len(words), 1.0), offset=(0, 10), **options)


def table(
    fig: Figure,
    theme: Theme,
    rect: Rect,
    a: np.ndarray,
    *,
    seen: np.ndarray | None = None,
) -> tuple[Axes, AxesImage]:
    """Show attention a (T, S), what each row takes from each column, in per cent.

    ``seen`` (T, S) says who may look where: other cells are hatched, which is not the same as 0.
    """
    axes = fig.add_axes(rect, anchor="N")
    rows, columns = a.shape
    shown = a if seen is None else np.where(seen, a, np.nan)
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    box = (0, columns, rows, 0)
    image = axes.imshow(
        shown, extent=box, cmap=theme.other_map, vmin=0, vmax=1, interpolation="nearest", aspect="equal"
    )
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(False)
    axes.apply_aspect()
    between = min(1.5, 0.06 * 72 * inches(axes)[1] / rows)  # in points
    for line, most in ((axes.axvline, columns), (axes.axhline, rows)):
        for at in range(1, most):
            line(at, color=theme.paper, linewidth=between, zorder=2)
    for row, column in np.argwhere(np.isnan(shown)):
        axes.add_patch(hatched(theme, (column, row)))
    if legible(axes, rows):
        _numbers(axes, theme, shown, _size(axes, rows))
    return axes, image


def hatched(theme: Theme, at: tuple[float, float], side: float = 1.0, **options: Any) -> Rectangle:
    """A cell that nobody may look at."""
    look: dict[str, Any] = {"facecolor": "none", "edgecolor": theme("frame"), "hatch": "////", "linewidth": 0}
    return Rectangle(at, side, side, zorder=1, **look, **options)


def key(fig: Figure, theme: Theme, corner: tuple[float, float], says: tuple[str, ...]) -> None:
    """Say what hatched cells are, in lines beside one whose lower left corner is at ``corner``."""
    axes = fig.add_axes((*corner, 0.036, 0.064))
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    axes.add_patch(hatched(theme, (0, 0)))
    axes.add_patch(Rectangle((0, 0), 1, 1, facecolor="none", edgecolor=theme("frame"), linewidth=1.2))
    labels(fig, says, (corner[0] + 0.052, corner[1] + 0.035), size=20, pitch=1.25)


def legible(axes: Axes, rows: int) -> bool:
    """Return whether the cells of a table of so many rows have room for numbers."""
    return _size(axes, rows) >= LEAST


def _size(axes: Axes, rows: int) -> float:
    return min(18.0, 0.44 * 72 * inches(axes)[1] / rows)


def _numbers(axes: Axes, theme: Theme, a: np.ndarray, size: float) -> None:
    """Write each cell's per cent into it."""
    light = bright(np.nan_to_num(a), 0.0, 1.0, theme.other_map)
    for row, column in np.argwhere(~np.isnan(a)):
        ink = BLACK if light[row, column] else WHITE
        label(axes, f"{100 * a[row, column]:.0f}", (column + 0.5, row + 0.5), size=size, colour=ink)


def swatches(fig: Figure, theme: Theme, corner: tuple[float, float]) -> None:
    """Say in a row of cells what the colours of a table are worth that has no numbers; it starts at ``corner``."""
    axes = fig.add_axes((*corner, 0.21, 0.21 * 12 / 6.75 / len(SHARES)))
    axes.set(xlim=(0, len(SHARES)), ylim=(1, 0))
    axes.set_axis_off()
    for at, colour in enumerate(hexes(np.array(SHARES), 0.0, 1.0, theme.other_map)):
        axes.add_patch(Rectangle((at, 0), 0.96, 1, facecolor=colour, edgecolor="none"))
    _numbers(axes, theme, np.array([SHARES]), 15.0)


def bundles(
    axes: Axes, theme: Theme, a: np.ndarray, across: tuple[float, float], thick: float
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a line from each row of a table (T, S) to each column, as wide as its share of ``thick`` points.

    Rows are one below the other at the left, columns at the right, ``across`` being where the lines begin and end, in
    shares of the axes. Returns the heights of both, (T,) and (S,), in shares as well.
    """
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    left, right = (1 - (np.arange(count) + 0.5) / count for count in a.shape)
    bend = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, 40))
    for row, column in sorted(np.ndindex(a.shape), key=lambda cell: float(a[cell])):
        way = left[row] + (right[column] - left[row]) * bend
        share = float(a[row, column])
        (line,) = axes.plot(np.linspace(*across, 40), way, color=theme("a"))
        line.set(linewidth=thick * share, alpha=0.25 + 0.75 * share)
    return left, right
