"""Lines of text by their baseline: every glyph knows the line that it was set on, and texts stand on one line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from manim import Mobject, VGroup, VMobject

from ebviz.stage.regions import Region
from ebviz.stage.units import place, pt

GAP = 10.0  # slide points between texts side by side
SAME = 0.02  # glyph levels closer than this share of the tallest glyph are one line
V = TypeVar("V", bound=VMobject)


def baseline(text: Mobject) -> float:
    """Return the height, in the frame's units, of the line on which a text stands.

    Of a formula that is the line of most of its ink, so that of "E = 1/2" the fraction's bar does not count, nor a
    subscript. What knows no baseline, such as a sign or a picture, stands on its lower edge.
    """
    glyphs: list[Any] = [glyph for glyph in text.family_members_with_points() if hasattr(glyph, "rises")]
    found = [(float(g.get_bottom()[1] + g.rises * g.height), float(g.height)) for g in glyphs]
    if not found:
        return float(text.get_bottom()[1])
    levels, heights = (np.array(column) for column in zip(*found, strict=True))
    near = np.abs(levels[:, None] - levels) <= SAME * heights.max()
    return float(levels[(near @ heights).argmax()])


def on_line(text: V, height: float, *, left: float | None = None, right: float | None = None) -> V:
    """Set a text on the line at ``height``, its left or right end at that place across, if one is given."""
    across = 0.0
    if left is not None:
        across = left - float(text.get_left()[0])
    elif right is not None:
        across = right - float(text.get_right()[0])
    return text.shift(place(across, height - baseline(text)))


def beside(*texts: VMobject, gap: float = GAP, centre: bool = False) -> VGroup:
    """Set texts side by side on the baseline of the first, ``gap`` slide points apart, and return them as a group.

    The first stays where it is; with ``centre`` what has no letters, such as a sign, is centred on the height of its
    neighbour's letters instead.

    >>> from ebviz.stage.formula import Formula, Words
    >>> row = beside(Words("step"), Formula("9"))
    >>> bool(abs(baseline(row[0]) - baseline(row[1])) < 1e-6)
    True
    """
    level = baseline(texts[0])
    for before, after in pairwise(texts):
        on_line(after, level, left=float(before.get_right()[0]) + pt(gap))
        if centre and not any(hasattr(part, "rises") for part in after.get_family()):
            after.set_y(before.get_y())
    return VGroup(*texts)


def stacked(*texts: VMobject, pitch: float, left: float = 0.0, top: float = 0.0) -> VGroup:
    """Set texts below one another on lines ``pitch`` slide points apart, the first on the line at ``top``."""
    for row, text in enumerate(texts):
        on_line(text, top - row * pt(pitch), left=left)
    return VGroup(*texts)


def in_columns(texts: Sequence[VMobject], columns: Sequence[Region], *, rise: float = 12.0) -> VGroup:
    """Set texts one in each column, on one line ``rise`` slide points above its foot, and return them as a group.

    If one is too wide for its column, all are made smaller alike. There may be more columns than texts.
    """
    wide = [column.width / max(text.width, 1e-9) for text, column in zip(texts, columns, strict=False)]
    for text, column in zip(texts, columns, strict=False):
        on_line(text.scale(min(1.0, *wide)), column.bottom + pt(rise)).set_x(float(column.centre[0]))
    return VGroup(*texts)
