"""Histories on the stage: stored arrays (S, …) between their moments, and what is drawn from them moment by moment.

A mobject that is bound to a history follows every `LectureScene.replay`: the kit's own curves, clouds, maps and
counters bind themselves when they are given one, anything else is bound by `follow`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self, TypeVar

import numpy as np
from manim import Group, Mobject, Scene

from ebviz.errors import UsageError
from ebviz.stage.drawn import Drawn
from ebviz.stage.pace import Pace, change

M = TypeVar("M", bound=Mobject)


def between(history: np.ndarray, at: float) -> np.ndarray:
    """Return a history (S, …) at a position from 0 to S − 1, interpolated between the two nearest moments.

    >>> between(np.array([0.0, 2.0, 6.0]), 1.5).item()
    4.0
    """
    if len(history) < 2:
        return np.asarray(history[0])
    low = max(0, min(int(at), len(history) - 2))
    share = np.float32(at - low)  # keeps a float32 history float32
    return np.asarray((1 - share) * history[low] + share * history[low + 1])


class Bound:
    """What a mobject is drawn from: the histories that it shows, and how it is drawn at a moment."""

    def __init__(self, histories: Sequence[np.ndarray], show: Callable[[float], object]) -> None:
        lengths = {len(history) for history in histories}
        if len(lengths) != 1 or 0 in lengths:
            raise UsageError(
                f"histories of one picture: expected equally many moments, got {sorted(lengths)}"
            )
        self.histories, self._show = tuple(histories), show
        self.moments, self.moment = lengths.pop(), 0.0

    def show(self, moment: float) -> None:
        """Draw the mobject as it is at a moment, from 0 to S − 1."""
        self.moment = float(moment)
        self._show(self.moment)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self  # copies that fade out show what the original shows


def follow(mobject: M, *histories: np.ndarray, put: Callable[..., object]) -> M:
    """Bind a mobject to histories (S, …): ``put`` draws it from their values at one moment; return the mobject.

    >>> from manim import Dot
    >>> dot = Dot()
    >>> follow(dot, np.array([0.0, 2.0, 6.0]), put=dot.set_x).bound[0].show(1.5)
    >>> float(dot.get_x())
    4.0
    """
    arrays = [np.asarray(history) for history in histories]
    return bind(mobject, arrays, lambda moment: put(*(between(array, moment) for array in arrays)))


def bind(mobject: M, histories: Sequence[np.ndarray], show: Callable[[float], object]) -> M:
    """Bind a mobject to histories by a function of the moment itself; it shows the first. Return the mobject."""
    bound = Bound(histories, show)
    marked: Any = mobject
    marked.bound = (*getattr(mobject, "bound", ()), bound)
    bound.show(0.0)
    return mobject


def bindings(mobjects: Iterable[Mobject]) -> list[tuple[Mobject, Bound]]:
    """Return the members of ``mobjects`` that are bound to a history, each with its binding."""
    found, seen = [], set[int]()
    for member in (part for mobject in mobjects for part in mobject.get_family()):
        for bound in getattr(member, "bound", ()):
            if id(bound) not in seen:
                seen.add(id(bound))
                found.append((member, bound))
    return found


def stand(moment: float, *mobjects: Mobject) -> None:
    """Show mobjects, and all that they consist of, as they are at one moment of their histories."""
    for _, bound in bindings(mobjects):
        bound.show(moment)


class Replay(Drawn):
    """Everything bound to a history, moved from one moment to another at a pace."""

    def __init__(self, parts: Sequence[tuple[Mobject, Bound]], pace: Pace) -> None:
        bounds = [bound for _, bound in parts]

        def draw(share: float) -> None:
            moment = pace.at(share * pace.seconds)
            for bound in bounds:
                bound.show(moment)

        members = Group(*dict.fromkeys(part for part, _ in parts))
        super().__init__(members, draw, run_time=pace.seconds, introducer=True)

    def _setup_scene(self, scene: Scene | None) -> None:
        """Add nothing: everything is on the stage already, in its own place and order."""


def paced(
    parts: Sequence[tuple[Mobject, Bound]],
    seconds: float,
    *,
    start: float | None = None,
    stop: float | None = None,
    pace: str | np.ndarray | Sequence[np.ndarray] = "picture",
    dwell: dict[float, float] | None = None,
) -> Replay:
    """Return the replay of bound mobjects; the arguments are those of `LectureScene.replay`."""
    lengths = {bound.moments for _, bound in parts}
    if not lengths:
        raise UsageError("nothing to replay: no mobject on the stage is bound to a history")
    if len(lengths) > 1:
        raise UsageError(
            f"histories of {' and '.join(map(str, sorted(lengths)))} moments cannot be replayed together: "
            "choose which to move: replay(…, only=[…])"
        )
    last = lengths.pop() - 1
    if last < 1:
        raise UsageError("nothing to replay: the history has only one moment")
    begin = parts[0][1].moment if start is None else start
    if isinstance(pace, str):
        if pace not in ("picture", "even"):
            raise UsageError(f"unknown pace '{pace}': expected picture, even, or the histories that set it")
        shown = [history for _, bound in parts for history in bound.histories]
        changes = change(shown) if pace == "picture" else np.full(last, 1 / last)
    else:
        changes = change([pace] if isinstance(pace, np.ndarray) else pace)
        if len(changes) != last:
            raise UsageError(f"a pace from {len(changes) + 1} moments: expected the replay's {last + 1}")
    return Replay(parts, Pace(changes, seconds, start=begin, stop=stop, halts=dwell))


class Replays(Scene):
    """The part of a scene that moves what is bound to histories; `LectureScene` is one."""

    def replay(
        self,
        seconds: float,
        *along: Any,
        only: Sequence[Mobject] = (),
        start: float | None = None,
        stop: float | None = None,
        pace: str | np.ndarray | Sequence[np.ndarray] = "picture",
        dwell: dict[float, float] | None = None,
    ) -> None:
        """Move everything on the stage that is bound to a history, from one of its moments to another.

        Parameters
        ----------
        seconds : that it takes, rests not included.
        along : animations that play meanwhile.
        only : mobjects, when not everything that is bound shall move.
        start, stop : moments, from 0 to S − 1; by default from the one shown to the last.
        pace : "picture" spends the time where the picture changes most, "even" alike on all moments; or the history
            (S, …), or several, whose change sets the pace.
        dwell : moment → seconds for which the replay rests there, so that an event can be seen.

        Raises
        ------
        UsageError : nothing on the stage is bound, or histories of different length are.
        """
        replay = paced(
            bindings(only or self.mobjects), seconds, start=start, stop=stop, pace=pace, dwell=dwell
        )
        self.play(replay, *along)
