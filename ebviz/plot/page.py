"""What is drawn stays on the page: a plain figure is fitted to it, and whatever is still cut off is reported."""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase

from ebviz.errors import clipped
from ebviz.plot.label import Label

SPARE = 1.0  # points by which a letter's box may stick out, which is wider than its ink
ROUNDS = 3
SIDES = ("left", "right", "bottom", "top", "wspace", "hspace")


def fit(fig: Figure) -> tuple[bool, tuple[str, ...]]:
    """Make room on the page for what would be cut off; return whether anything moved, and a line on what still is.

    Only subplots in matplotlib's usual places are moved: whoever has placed axes means it.
    """
    cut = list(_cut(fig))
    if not cut or fig.get_layout_engine() is not None or not _is_plain(fig):
        return False, _line(cut)
    usual = {side: getattr(fig.subplotpars, side) for side in SIDES}
    fig.set_layout_engine("tight")
    for _ in range(ROUNDS):  # with the room for them, numbers on the axes change too
        fig.draw_without_rendering()
    fig.set_layout_engine("none")  # now every format finds the same places
    left = list(_cut(fig))
    if len(left) < len(cut):
        return True, _line(left)
    fig.subplots_adjust(**usual)
    return False, _line(cut)


def _is_plain(fig: Figure) -> bool:
    """Are there subplots, and none that was placed by hand?"""
    usual = type(fig.subplotpars)()
    moved = any(getattr(fig.subplotpars, side) != getattr(usual, side) for side in SIDES)
    return bool(fig.axes) and not moved and all(axes.get_subplotspec() is not None for axes in fig.axes)


def _line(cut: list[str]) -> tuple[str, ...]:
    return (cut[0] + (f" (and {len(cut) - 1} more)" if len(cut) > 1 else ""),) if cut else ()


def _cut(fig: Figure) -> Iterator[str]:
    """Yield in words what sticks out of the page: letters, which nobody means to cut."""
    spare = SPARE * fig.dpi / 72
    of_axes = {id(text) for axis in fig.findobj(Axis) for text in axis.findobj(Text)}
    for artist in fig.findobj(lambda part: isinstance(part, Text | Label | Legend | Axis)):
        box = _box(artist) if id(artist) not in of_axes else None
        if box is not None and (sides := _beyond(box, fig.bbox, spare)):
            verb = "are" if isinstance(artist, Axis) else "is"
            yield f"{_words(artist)} {verb} cut off at the {' and the '.join(sides)} of the page"


def _box(artist: Artist) -> BboxBase | None:
    """Return where an artist's ink is, None if it has none."""
    if not artist.get_visible() or (isinstance(artist, Text) and not artist.get_text().strip()):
        return None
    if artist.axes is not None and not artist.axes.get_visible():
        return None
    if isinstance(artist, Axis):  # not all of its ticks are drawn
        return artist.get_tightbbox() if artist.axes.axison else None
    box = artist.get_window_extent()
    clip = artist.get_clip_box() if artist.get_clip_on() else None
    return Bbox.intersection(box, clip) if clip is not None else box


def _beyond(box: BboxBase, page: BboxBase, spare: float) -> list[str]:
    reach = {
        "left": page.x0 - box.x0,
        "right": box.x1 - page.x1,
        "bottom": page.y0 - box.y0,
        "top": box.y1 - page.y1,
    }
    return [side for side, by in reach.items() if by > spare]


def _words(artist: Artist) -> str:
    if isinstance(artist, Legend):
        return "a legend"
    if isinstance(artist, Axis):
        text = artist.get_label_text()
        called = f" ('{clipped(text)}')" if text else ""
        return f"the letters of the {getattr(artist, 'axis_name', '')} axis{called}"
    text = artist.get_text() if isinstance(artist, Text) else artist.source  # type: ignore[attr-defined]
    return f"'{clipped(text)}'"
