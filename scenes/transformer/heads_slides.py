"""All layers and heads of a transformer at once, yours or the language model's: what each token looks at.

Lecture: section 7. A layer in each row, a head in each column, the first tokens only. What comes later is hatched if
no head of any layer takes anything from there: a causal mask hides it.
"""

from __future__ import annotations

import textwrap

import numpy as np

from ebviz.plot import *
from scenes.transformer._looking import causal, layer, tokens
from scenes.transformer._tokens import *
from scenes.transformer._words import plain

GRID = (6, 8)  # layers and heads that a slide shows
LEFT, BOTTOM, ACROSS = 0.15, 0.05, 0.55  # of all tables, as shares of the figure
LOW, HIGH = 0.7, 0.82  # their height with and without words above them
GAP = 0.012  # between them, as a share of its width
NEXT = 0.035  # from them to the words beside them
WIDE = 24  # letters in a line there


@figure(studies=("attention",), size=(12, 6.75))
def attention_of_yours(fig: Figure, theme: Theme, attention: Run) -> None:
    """Attention in all layers and heads, of a file of yours or of the language model, with its tokens."""
    rows, columns = tokens(attention)
    a = attention["attention"][: GRID[0], : GRID[1], :MOST, :MOST]
    hidden = rows is columns and causal(attention["attention"])
    seen = np.tri(a.shape[2], dtype=bool) if hidden else None
    wide, down = _width(LOW, *a.shape), LOW
    named = 72 * 12 * wide / a.shape[3] > 1.2 * LEAST  # is there room for words beside the cells?
    if not named:
        wide, down = _width(HIGH, *a.shape), HIGH
    high = wide * 12 / 6.75 * a.shape[2] / a.shape[3]
    top = 0.915 if named else BOTTOM + down + 0.025
    for row, head in np.ndindex(a.shape[:2]):
        left = LEFT + (wide + GAP) * head
        bottom = BOTTOM + down - high - (high + GAP * 12 / 6.75) * row
        axes, _ = table(fig, theme, (left, bottom, wide, high), a[row, head], seen=seen)
        if not head:
            _layer(axes, layer(attention, row), rows[:MOST] if named else [])
        if not row:
            if named:
                above(axes, columns[:MOST], "y" if rows is columns else "x", size=17, room=62)
            label(fig, f"${head + 1}$", (left + wide / 2, top), anchor="baseline centre", size=20)
    label(fig, "head", (LEFT - 0.02, top), anchor="baseline right", size=20)
    right = LEFT + (wide + GAP) * a.shape[1] + NEXT
    _beside(fig, theme, attention, (rows, columns), right, numbered=legible(axes, a.shape[2]), named=named)


def _width(room: float, layers: int, heads: int, rows: int, columns: int) -> float:
    """Return how wide each table is, as a share of the figure's width, so that all of them fit, ``room`` high."""
    across = (ACROSS - GAP * (heads - 1)) / heads
    down = (room * 6.75 / 12 - GAP * (layers - 1)) / layers
    return min(across, down * columns / rows)


def _layer(axes: Axes, name: str, words: list[str]) -> None:
    """Write a layer's name and its tokens beside its first table."""
    if words:
        beside(axes, words, "y", size=17, room=72)
    size = min(22.0, 72 * inches(axes)[1] / width(name, 1.1))
    label(axes, name, (0, 0.5), coords="axes", offset=(-100 if words else -20, 0), turned=90, size=size)


def _beside(
    fig: Figure,
    theme: Theme,
    attention: Run,
    words: tuple[list[str], list[str]],
    left: float,
    *,
    numbered: bool,
    named: bool,
) -> None:
    """Say how the tables are read, and what is left out of them."""
    layers, heads, rows, columns = attention["attention"].shape
    label(fig, "% of the attention", (left, 0.87), anchor="baseline left", size=20)
    label(fig, "in each row", (left, 0.815), anchor="baseline left", size=20)
    if not numbered:
        swatches(fig, theme, (left, 0.71))
    if words[0] is words[1] and causal(attention["attention"]):
        key(fig, theme, (left, 0.61), ("what comes later", "is hidden"))
    if not named:
        listed = [word for some in words[: 1 + (words[0] is not words[1])] for word in some[:MOST]]
        lines = textwrap.wrap(" ".join(listed), WIDE, break_long_words=True)[:8]
        labels(fig, [plain(line) for line in lines], (left, 0.53), size=16, pitch=1.4, colour="y")
    cut = [
        f"the first ${MOST}$ of ${max(rows, columns)}$ tokens" * (max(rows, columns) > MOST),
        f"${GRID[0]}$ of ${layers}$ layers" * (layers > GRID[0]),
        f"${GRID[1]}$ of ${heads}$ heads" * (heads > GRID[1]),
    ]
    labels(fig, [line for line in cut if line], (left, 0.15), size=18, pitch=1.4, colour="note")
