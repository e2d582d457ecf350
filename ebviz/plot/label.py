"""Labels: formulas and words placed in a figure like text, at sizes in points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Bbox, Transform

from ebviz.plot.formula import Outline, words
from ebviz.style.themes import Theme

SIZE = 22.0  # points, on a slide 12 inches wide

# Where the anchor lies in the box of the ink, as shares of its width and height.
_ANCHORS = {
    "centre": (0.5, 0.5),
    "left": (0.0, 0.5),
    "right": (1.0, 0.5),
    "top": (0.5, 1.0),
    "bottom": (0.5, 0.0),
    "top left": (0.0, 1.0),
    "top right": (1.0, 1.0),
    "bottom left": (0.0, 0.0),
    "bottom right": (1.0, 0.0),
}


class Label(Artist):
    """The outline of a formula, placed at a point.

    Parameters
    ----------
    outline : from `formula.formula` or `formula.words`.
    xy, transform : the point, and the coordinates it is in.
    size : text size in points. offset : from the point, in points.
    anchor : part of the ink at that point: "centre", "left", "top right" …; "baseline …" with "left", "right" or
        "centre" puts the baseline at the point's height, for labels side by side.
    halo : width in points of a rim in the paper's colour, for labels on top of a picture.
    turned : degrees counter-clockwise about the anchor.
    colour : one palette name for the whole label; None gives each symbol its own.
    """

    def __init__(
        self,
        theme: Theme,
        outline: Outline,
        xy: tuple[float, float],
        transform: Transform,
        *,
        size: float = SIZE,
        offset: tuple[float, float] = (0.0, 0.0),
        anchor: str = "centre",
        halo: float = 0.0,
        turned: float = 0.0,
        colour: str | None = None,
        source: str = "",
    ) -> None:
        super().__init__()
        self.theme, self.outline, self.xy, self.source = theme, outline, xy, source
        self.size, self.offset, self.anchor = size, offset, anchor
        self.halo, self.turned, self.colour = halo, turned, colour
        self.set_transform(transform)
        self.set_zorder(6)

    def _placed(self, pixels: float) -> Affine2D:
        """The map from the outline's units to the canvas; ``pixels`` is the length of a point."""
        left, bottom, right, top = self.outline.box
        share = _ANCHORS[self.anchor.removeprefix("baseline ")]
        level = 0.0 if self.anchor.startswith("baseline") else bottom + share[1] * (top - bottom)
        x, y = self.get_transform().transform(self.xy) + np.array(self.offset) * pixels
        scale = self.size * pixels
        shift = Affine2D().translate(-left - share[0] * (right - left), -level)
        return shift.scale(scale).rotate_deg(self.turned).translate(x, y)

    def draw(self, renderer: Any) -> None:
        """Draw the pieces, the halo first."""
        if not self.get_visible():
            return
        pixels = renderer.points_to_pixels(1.0)
        place = self._placed(pixels)
        renderer.open_group("label", gid=self.get_gid())
        for rim in (True, False) if self.halo else (False,):
            for piece in self.outline.pieces:
                gc = renderer.new_gc()
                hue = self.theme.paper if rim else self.theme(self.colour or piece.colour)
                gc.set_foreground(hue)
                gc.set_alpha(self.get_alpha())
                gc.set_joinstyle("round" if rim else "miter")
                gc.set_linewidth(piece.width * self.size + rim * 2 * self.halo)  # in points
                gc.set_antialiased(True)
                fill = None if piece.width else _rgb(hue)
                renderer.draw_path(gc, piece.path, place, fill)
                gc.restore()
        renderer.close_group("label")
        self.stale = False

    def get_window_extent(self, renderer: Any = None) -> Bbox:
        """The box of the ink on the canvas."""
        figure = self.get_figure(root=True)
        assert figure is not None
        pixels = figure.dpi / 72
        left, bottom, right, top = self.outline.box
        corners = [(left, bottom), (right, bottom), (left, top), (right, top)]
        placed = self._placed(pixels).transform(corners)
        return Bbox([placed.min(axis=0), placed.max(axis=0)])


def label(
    where: Axes | Figure,
    text: str,
    xy: tuple[float, float],
    *,
    coords: str | Transform = "data",
    **options: Any,
) -> Label:
    """Put words with ``$formulas$`` at a point of axes or of a figure, and return the label.

    ``coords`` is "data", "axes" or "figure" (the latter two in shares of width and height), or a transform; the
    options are those of `Label`.

    >>> from ebviz.plot.base import SlideFigure
    >>> from ebviz.style.themes import theme
    >>> label(SlideFigure(theme("dark")), "$E$", (0.5, 0.5)).source
    '$E$'
    """
    figure = where.get_figure(root=True)
    theme: Theme = figure.theme  # type: ignore[union-attr]
    if isinstance(coords, Transform):
        transform = coords
    elif isinstance(where, Axes) and coords != "figure":
        transform = where.transData if coords == "data" else where.transAxes
    else:
        transform = cast(Figure, figure).transFigure
    made = Label(theme, words(text), xy, transform, source=text, **options)
    where.add_artist(made)
    made.set_clip_on(False)
    return made


def labels(
    where: Axes | Figure,
    texts: Sequence[str],
    xy: tuple[float, float],
    *,
    size: float = SIZE,
    pitch: float = 1.45,
    anchor: str = "baseline left",
    offset: tuple[float, float] = (0.0, 0.0),
    **options: Any,
) -> list[Label]:
    """Put lines of words below one another, the first at ``xy``, ``pitch`` text sizes apart; options as for `label`.

    >>> from ebviz.plot.base import SlideFigure
    >>> from ebviz.style.themes import theme
    >>> rows = labels(SlideFigure(theme("dark")), ["cold", "and hot"], (0.5, 0.5), size=20, pitch=1.5)
    >>> [row.offset for row in rows]
    [(0.0, 0.0), (0.0, -30.0)]
    """
    x, y = offset
    return [
        label(where, text, xy, size=size, anchor=anchor, offset=(x, y - row * pitch * size), **options)
        for row, text in enumerate(texts)
    ]


def label_near(
    axes: Axes,
    text: str,
    xy: tuple[float, float],
    *,
    avoid: Sequence[np.ndarray] = (),
    gap: float = 12.0,
    sides: Sequence[str] = (
        "top right",
        "right",
        "top",
        "left",
        "top left",
        "bottom",
        "bottom right",
        "bottom left",
    ),
    **options: Any,
) -> Label:
    """Put words beside a data point, on the side where they cover least.

    Parameters
    ----------
    avoid : lines (S, 2) and separate places (N, 1, 2), in data coordinates, that the words should not cover; other
        labels and the edge of the axes are avoided anyway. gap : distance from the data point, in points.
    sides : sides to try, preferred ones first.
    """
    axes.apply_aspect()
    lines = [
        axes.transData.transform(places)
        for places in (np.asarray(a, float) for a in avoid)
        if places.ndim == 2
    ]
    loose = [axes.transData.transform(places[:, 0]) for places in map(np.asarray, avoid) if places.ndim == 3]
    crossed = np.vstack([_dense(line) for line in lines] or [np.empty((0, 2))])
    marked = np.vstack([*loose, axes.transData.transform([xy])])
    others = [part.get_window_extent() for part in axes.get_children() if isinstance(part, Label)]
    frame = axes.get_window_extent()
    best: tuple[float, str] | None = None
    made = label(axes, text, xy, halo=3.0, **options)
    for side in sides:
        _stand(made, side, gap)
        box = made.get_window_extent()
        covered = _inside(box.padded(0.2 * made.size), crossed)
        covered += 30.0 * _inside(box.padded(0.5 * made.size), marked)
        covered += sum(1000.0 for other in others if box.overlaps(other))
        covered += 1000.0 * (not (frame.contains(*box.min) and frame.contains(*box.max)))
        if best is None or covered < best[0]:
            best = (covered, side)
    assert best is not None
    _stand(made, best[1], gap)
    return made


def _stand(made: Label, side: str, gap: float) -> None:
    """Put a label on a side of its point."""
    x = gap * (("right" in side) - ("left" in side))
    y = gap * (("top" in side) - ("bottom" in side))
    reach = 0.75 if x and y else 1.0
    made.offset = (x * reach, y * reach)
    opposite = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}
    made.anchor = " ".join(opposite[word] for word in side.split())


def _inside(box: Bbox, places: np.ndarray) -> float:
    return float(((places > box.min) & (places < box.max)).all(axis=1).sum())


def _dense(line: np.ndarray) -> np.ndarray:
    """A polyline's corners with points in between, so that crossings are noticed."""
    if len(line) < 2:
        return line
    steps = np.linspace(0, 1, 8, endpoint=False)[:, None, None]
    between = line[:-1] + steps * np.diff(line, axis=0)
    return np.vstack([between.reshape(-1, 2), line[-1:]])


def _rgb(hue: str) -> tuple[float, float, float]:
    return (int(hue[1:3], 16) / 255, int(hue[3:5], 16) / 255, int(hue[5:7], 16) / 255)
