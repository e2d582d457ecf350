"""The graph of study `graph` on slides: which of its vertices are shown, how, and what a vertex takes from which."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ebviz.plot import *
from ebviz.plot.formula import words
from ebviz.style.looks import tinted
from scenes.graphs._words import around, placed
from scenes.transformer._tokens import DOWN, fitted, headline, short
from scenes.transformer._words import words_of

__all__ = ["DOWN", "VJ", "Shown", "V", "column", "formula", "graph_at", "headline", "ink_on", "shown"]
OURS = {"U": None, "V": None, "D": None, "alpha": "a"}  # here they are no regularisers
V, VJ = (
    'text(fill: #rgb("#FB8072"), v)',
    'text(fill: #rgb("#8DD3C7"), v_j)',
)  # a vertex, and one of the others
ROOM = 0.38  # distance of two vertices at least, as a share of how far the graph reaches
INSIDE = 28.0  # width of a name inside of a vertex, in points


class Shown(NamedTuple):
    """Rows of the vertices that are shown, their names and hues, and which of them is followed."""

    rows: np.ndarray
    raw: list[str]
    hues: list[str]
    vertex: int
    total: int

    def of(self, weights: np.ndarray) -> np.ndarray:
        """Return weights (t, t) among the vertices that are shown."""
        return np.asarray(weights)[np.ix_(self.rows, self.rows)]

    @property
    def name(self) -> str:
        """The name of the followed vertex."""
        return short(self.raw[self.vertex])

    def names(self, room: float, size: float) -> tuple[list[str], float]:
        """Return all names, and the size at which each is within ``room`` points; those that never are, are cut."""
        return fitted(self.raw, room, size)

    def to(self, weights: np.ndarray) -> tuple[np.ndarray, float]:
        """Return what the followed vertex takes from those that are shown, (t,), and from all together."""
        row = np.asarray(weights)[self.rows[self.vertex]]
        return row[self.rows], float(row.sum())

    def lonely(self, degree: np.ndarray) -> str:
        """Say which of those that are shown no edge comes into; nothing if there is none."""
        who = [short(name) for name, d in zip(self.raw, degree[self.rows], strict=True) if d == 0]
        if not who:
            return ""
        return " and ".join(who) if len(who) < 3 else f"${len(who)}$ of them"

    @property
    def few(self) -> str:
        """What is cut, for a line that counts vertices."""
        return f" (${len(self.rows)}$ are shown)" if len(self.rows) < self.total else ""


def shown(run: Run) -> Shown:
    """Return which vertices of study `graph` a slide shows: the followed one is red, all others aqua."""
    rows, vertex = around(run)
    whole = words_of(run["words"])
    hues = ["red" if k == vertex else "aqua" for k in range(len(rows))]
    return Shown(rows, [whole[k] for k in rows], hues, vertex, len(whole))


def graph_at(
    axes: Axes,
    theme: Theme,
    run: Run,
    weights: np.ndarray,
    at: tuple[float, float],
    reach: float,
    *,
    nameless: bool = False,
    **look: Any,
) -> Network:
    """Draw the graph with weights (t, t) around a place, as far as ``reach`` from it, in slide points."""
    seen = shown(run)
    places = placed(run, seen.rows, np.array([*at, 0.0]), reach, ROOM * reach)[:, :2]
    names = [] if nameless else seen.names(INSIDE, 20)[0]
    return Network(axes, theme, places, seen.of(weights), names, colours=seen.hues, **look)


def formula(fig: Figure, source: str, xy: tuple[float, float], size: float = 30.0, **options: Any) -> Label:
    """Write a formula at a place of a figure, with the colours of this lecture; ``colours`` are others besides."""
    theme: Theme = fig.theme  # type: ignore[attr-defined]
    look = {"anchor": "baseline left", "size": size, "source": source, **options}
    made = Label(theme, words(f"${source}$", OURS | look.pop("colours", {})), xy, fig.transFigure, **look)
    fig.add_artist(made)
    return made


def column(
    axes: Axes,
    seen: Shown,
    values: np.ndarray,
    corner: tuple[float, float],
    *,
    form: str = ".2f",
    tall: float = 250.0,
    wide: float = 110.0,
    row: float = 30.0,
) -> float:
    """Write what the followed vertex takes from which, row by row under ``corner``, with bars; return the bottom.

    ``tall`` is how high all rows are at most, ``wide`` the longest bar, both in slide points; ``row`` a row at most.
    """
    (left, top), row = corner, min(row, tall / len(values))
    theme: Theme = axes.get_figure(root=True).theme  # type: ignore[union-attr]
    size = min(22.0, 0.67 * row)
    names, small = seen.names(62, size)
    longest = max(float(values.max()), 1e-9)
    for k, (name, hue, value) in enumerate(zip(names, seen.hues, values, strict=True)):
        y = top - row * (k + 0.5)
        label(axes, name, (left, y + DOWN * size), size=small, colour=hue, anchor="baseline right")
        bar = Rectangle(
            (left + 12, y - 0.3 * row), wide * value / longest, 0.6 * row, facecolor=theme("a"), linewidth=0
        )
        axes.add_patch(bar)
        ink = None if value > 0 else "note"
        place = (left + 20 + wide * value / longest, y + DOWN * size)
        label(axes, f"${value:{form}}$", place, size=size, colour=ink, anchor="baseline left")
    return top - row * len(values)


def ink_on(theme: Theme, share: float) -> tuple[str, str]:
    """Return the colour of a cell that weighs ``share``, and the palette's name for what can be read on it."""
    cell = tinted(theme("a"), theme.paper, share)
    contrasts = {name: _contrast(theme(name), cell) for name in ("white", "black")}
    return cell, max(contrasts, key=lambda name: contrasts[name])


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG)."""
    lights = [np.dot([0.2126, 0.7152, 0.0722], _linear(np.array(to_rgb(hue)))) for hue in (one, other)]
    return float((max(lights) + 0.05) / (min(lights) + 0.05))


def _linear(rgb: np.ndarray) -> np.ndarray:
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
