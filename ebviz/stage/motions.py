"""Motions that scenes share: arrows and maps that grow, points that fly, a view that turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import smooth

from ebviz.errors import UsageError
from ebviz.stage.dots import Dots
from ebviz.stage.drawn import Drawn
from ebviz.stage.gl import Arrows, Field, View
from ebviz.stage.marks import Cloud

LAG = 0.4  # share of the time by which the last of many starts later than the first


def eased(shares: np.ndarray | float) -> np.ndarray:
    """Ease shares (…) of a way in and out.

    >>> eased(np.array([-1.0, 0.5, 2.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    shares = np.clip(shares, 0, 1)
    return np.asarray(shares * shares * (3 - 2 * shares))


class Grow(Drawn):
    """Let arrows grow from their tails, or a field cell by cell in reading order, all together or one after another.

    ``lag`` is the share of the time by which the last starts after the first; ``order`` (N,) gives each one's turn.
    ``back=True`` lets them shrink instead. Cells of a field that are shown already stay.
    """

    def __init__(
        self,
        mobject: Arrows | Field,
        *,
        lag: float = 0.0,
        order: Any = None,
        back: bool = False,
        run_time: float = 1.0,
    ) -> None:
        if not isinstance(mobject, (Arrows, Field)):
            raise UsageError(f"Grow: expected Arrows or a Field, got {type(mobject).__name__}")
        if not 0 <= lag < 1:
            raise UsageError(f"Grow: expected a lag from 0 to below 1, got {lag:g}")
        field = isinstance(mobject, Field)
        count = mobject.values.size if isinstance(mobject, Field) else len(mobject.tails)
        if order is None:
            ranks = np.arange(count)
            ranks = ranks.reshape(mobject.values.shape)[::-1].ravel() if isinstance(mobject, Field) else ranks
        else:
            ranks = np.asarray(order).ravel()
        begins = lag * ranks / max(count - 1, 1)
        shown = np.zeros(count)  # cells that are there already stay
        if isinstance(mobject, Field) and mobject.reveal is not None and not back:
            shown = np.asarray(mobject.reveal, float).ravel()

        def draw(alpha: float) -> None:
            shares = np.maximum(shown, eased(((1 - alpha if back else alpha) - begins) / (1 - lag)))
            if isinstance(mobject, Field):
                done = bool((shares >= 1).all())
                mobject.set_reveal(None if done else shares.reshape(mobject.values.shape))
            else:
                mobject.set_growth(shares if len(shares) else 1.0)

        draw(0.0)
        super().__init__(mobject, draw, run_time=run_time, introducer=not field and not back)


class Fly(Drawn):
    """Send points (N, 2 or 3) from where they are to where they belong, through a place on the way if one is given.

    ``dots`` change colour from ``hues[0]`` to ``hues[1]`` (one colour or (N, 4) each) halfway; the first one starts
    at once, the last after a share ``lag`` of the time. ``order`` (N,) gives each one's turn, by default its row.
    """

    def __init__(
        self,
        dots: Dots,
        start: np.ndarray,
        end: np.ndarray,
        *,
        through: np.ndarray | None = None,
        hues: tuple[Any, Any] | None = None,
        lag: float = LAG,
        order: Any = None,
        run_time: float = 2.0,
    ) -> None:
        turns = np.arange(len(start)) if order is None else np.asarray(order)
        begins = (lag * turns / max(len(start) - 1, 1))[:, None]
        gate = (start + end) / 2 if through is None else through
        paints = None if hues is None else [np.broadcast_to(hue, (len(start), 4)) for hue in hues]

        def draw(alpha: float) -> None:
            share = np.clip((alpha - begins) / (1 - lag), 0, 1)
            places = start + eased(2 * share) * (gate - start) + eased(2 * share - 1) * (end - gate)
            if through is None:
                places = start + eased(share) * (end - start)
            dots.set_dots(places, None if paints is None else np.where(share < 0.5, *paints))

        draw(0.0)
        super().__init__(dots, draw, run_time=run_time, introducer=True)


class Travel(Drawn):
    """Send a mark along a polyline (N, 3) at even speed; it comes with the animation and is gone at its end."""

    def __init__(
        self, places: Any, colour: str = "gold", *, size: float = 14.0, run_time: float = 1.0
    ) -> None:
        way: Any = np.asarray(places, float)
        mark = Cloud(way[:1], colour, size=size)
        super().__init__(
            mark,
            lambda share: mark.place(along(way, share)),
            run_time=run_time,
            introducer=True,
            remover=True,
        )


class Turn(Drawn):
    """Turn a view of a `Space` to other angles or distances: ``Turn(space, theta=-30 * DEGREES, zoom=1.2)``."""

    def __init__(self, space: Any, *, run_time: float = 2.0, ease: Any = smooth, **values: float) -> None:
        view: View = space.view
        begin = {name: np.asarray(getattr(view, name), float) for name in values}
        end = {name: np.asarray(value, float) for name, value in values.items()}

        def draw(alpha: float) -> None:
            view.look(**{name: begin[name] + alpha * (end[name] - begin[name]) for name in values})

        super().__init__(space, draw, run_time=run_time, rate_func=ease)


def along(places: Sequence[Any], share: float) -> np.ndarray:
    """Return the place (3,) after a share of the way along corners (N, 3), at even speed."""
    corners = np.asarray(places, float)
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(corners, axis=0), axis=1))])
    where = share * lengths[-1]
    return np.array([np.interp(where, lengths, column) for column in corners.T])
