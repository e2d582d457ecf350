"""DAE, VAE and GAN from the same blocks: side by side, and in a table with AE and LV-EBM.

Lecture: section 6. The table is data in `diagrams.lego`, which the films also show.
"""

from __future__ import annotations

from functools import reduce

from ebviz.diagrams.architectures import ARCHITECTURES, DAE, GAN, PITCH, VAE
from ebviz.diagrams.lego import (
    FIRST,
    LEFT,
    NAMES,
    PICTURE,
    PICTURES,
    QUESTIONS,
    RIGHT,
    ROW,
    TABLE,
    Lines,
    column_at,
)
from ebviz.plot import *

SIZE = 15.5  # of the table's text, in points
LEADING = 1.3  # line spacing, in slide points per point of text size
BLOCKS = 0.6  # scale of diagrams with letters
SHARED = reduce(set.intersection, (set(model.blocks) for model in (DAE, VAE, GAN)))


@figure(size=(12, 6.75))
def lego_table(fig: Figure, theme: Theme) -> None:
    """The table of blocks: what LV-EBM, AE, DAE, VAE and GAN do with encoder, decoder, cost and noise."""
    label(fig, "The same blocks, five models", (0.025, 0.9), anchor="baseline left", size=32)
    axes = fig.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    half = (shapes.SLIDE[0] / 2, shapes.SLIDE[1] / 2)
    axes.set(xlim=(-half[0], half[0]), ylim=(-half[1], half[1]))
    for row, question in enumerate(QUESTIONS):
        y = FIRST - row * ROW
        axes.plot([LEFT, RIGHT], [y + ROW / 2] * 2, color=theme("frame"), linewidth=0.7)
        _cell(fig, question.text, (LEFT, y), "left", colour="note")
    for i, (key, column) in enumerate(TABLE.items()):
        x = column_at(i, len(TABLE))
        label(fig, column.name, _share(x, NAMES), anchor="baseline centre", size=19)
        Blocks(fig, theme, ARCHITECTURES[key], at=(x, PICTURES), scale=PICTURE, letters=False)
        for row, question in enumerate(QUESTIONS):
            _cell(fig, getattr(column, question.field), (x, FIRST - row * ROW), "centre")


@figure(size=(12, 6.75))
def lego_blocks(fig: Figure, theme: Theme) -> None:
    """DAE, VAE and GAN side by side: a tint fills the blocks that all three share."""
    for x, key in zip((-304.0, 0.0, 304.0), ("dae", "vae", "gan"), strict=True):
        column, model = TABLE[key], ARCHITECTURES[key]
        label(fig, column.name, _share(x, 205), anchor="baseline centre", size=28)
        top = 140.0 - BLOCKS * PITCH[1] * model.rows / 2
        Blocks(fig, theme, model, at=(x, top), scale=BLOCKS, lit=tuple(SHARED))
        _cell(fig, (f"noise {column.noise[0]}", *column.noise[1:]), (x, -95.0), "centre", size=18)
        _cell(fig, column.cost, (x, -160.0), "centre", size=18)
    label(fig, "tinted: the blocks that all three have", (0.5, 0.075), anchor="baseline centre", size=22)


def _cell(
    fig: Figure,
    lines: Lines,
    at: tuple[float, float],
    side: str,
    *,
    size: float = SIZE,
    colour: str | None = None,
) -> None:
    """One or two lines centred on a height."""
    leading = LEADING * size
    for i, line in enumerate(lines):
        y = at[1] - size / 3 + leading * ((len(lines) - 1) / 2 - i)
        label(fig, line, _share(at[0], y), anchor=f"baseline {side}", size=size, colour=colour)


def _share(x: float, y: float) -> tuple[float, float]:
    """A place on the slide, measured from its middle, as shares of the figure's width and height."""
    return 0.5 + x / shapes.SLIDE[0], 0.5 + y / shapes.SLIDE[1]
