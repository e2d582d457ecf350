"""How a replay spends its seconds: more where the picture changes more, and a halt at what must be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from ebviz.errors import UsageError

EVEN = 0.25  # share of the time that goes to all moments alike, however little happens
EASE = 0.5  # seconds in which a replay comes to rest before a halt, and as many in which it sets off again


def change(histories: Iterable[np.ndarray]) -> np.ndarray:
    """Return how much a picture changes from each moment to the next, (S − 1,), its sum being 1.

    ``histories`` are the arrays (S, …) that the picture shows. Each counts alike: its own root-mean-square step, as a
    share of all its steps. Where nothing changes at all, every step is as long as any other.

    >>> change([np.array([0.0, 3.0, 4.0])]).round(3).tolist()
    [0.75, 0.25]
    """
    total: np.ndarray | float = 0.0
    length = 2
    for history in histories:
        rows = np.asarray(history, float).reshape(len(history), -1)
        length = len(rows)
        step = np.sqrt(np.nanmean(np.diff(rows, axis=0) ** 2, axis=1))
        if (whole := float(np.nansum(step))) > 0:
            total = total + np.nan_to_num(step) / whole
    shares = np.broadcast_to(total, (length - 1,)).astype(float)
    return shares / shares.sum() if shares.sum() > 0 else np.full(length - 1, 1 / (length - 1))


class Pace:
    """The moment of a history at each second of its replay.

    Parameters
    ----------
    changes : (S − 1,) how much happens between each moment and the next, as `change` returns it.
    seconds : of the replay, halts not included.
    start, stop : the first and last moment, from 0 to S − 1; ``stop`` may be before ``start``.
    halts : moment → seconds for which the replay rests there.

    >>> even = Pace(np.full(4, 0.25), 8.0)
    >>> [float(even.at(t)) for t in (0.0, 2.0, 8.0)]
    [0.0, 1.0, 4.0]
    """

    def __init__(
        self,
        changes: np.ndarray,
        seconds: float,
        *,
        start: float = 0.0,
        stop: float | None = None,
        halts: Mapping[float, float] | None = None,
    ) -> None:
        last = len(changes)
        stop = float(last) if stop is None else float(stop)
        for moment in (start, stop):
            if not 0 <= moment <= last:
                raise UsageError(f"moment {moment:g}: expected one from 0 to {last}, the history's last")
        weights = EVEN / last + (1 - EVEN) * np.asarray(changes, float) / max(float(np.sum(changes)), 1e-12)
        spent = np.concatenate([[0.0], np.cumsum(weights)])
        nodes = np.arange(last + 1)
        low, high = min(start, stop), max(start, stop)
        moments = np.unique(np.concatenate([[low], nodes[(nodes > low) & (nodes < high)], [high]]))
        times = np.interp(moments, nodes, spent)
        times = (times - times[0]) / max(float(np.ptp(times)), 1e-12) * seconds
        if stop < start:
            moments, times = moments[::-1], (seconds - times)[::-1]
        self._moments, self._times = moments, times
        self._halts = sorted((self._when(moment), pause) for moment, pause in (halts or {}).items())
        self.seconds = seconds + sum(pause for _, pause in self._halts)

    def _when(self, moment: float) -> float:
        """The second, halts left out, at which the replay passes a moment."""
        first, last = sorted((float(self._moments[0]), float(self._moments[-1])))
        if not first <= moment <= last:
            raise UsageError(f"a halt at moment {moment:g}: expected one from {first:g} to {last:g}")
        order = 1 if self._moments[-1] >= self._moments[0] else -1
        return float(np.interp(moment, self._moments[::order], self._times[::order]))

    def at(self, second: float) -> float:
        """Return the moment shown ``second`` seconds after the replay began."""
        return float(np.interp(self._running(float(second)), self._times, self._moments))

    def _running(self, second: float) -> float:
        """The seconds without the halts; it slows down into a halt and speeds up out of it."""
        begun = 0.0  # when the current stretch began, with halts and without
        gone, rested = 0.0, False
        for when, pause in self._halts:
            length = when - gone
            if second < begun + length:
                return gone + _eased(second - begun, length, rested, True)
            if second < begun + length + pause:
                return when
            begun, gone, rested = begun + length + pause, when, True
        length = float(self._times[-1] if len(self._times) else 0.0) - gone
        return gone + _eased(min(second - begun, length), length, rested, False)


def _eased(t: float, length: float, from_rest: bool, to_rest: bool) -> float:
    """Cover ``length`` seconds of a stretch in as many, starting or ending at rest where it touches a halt."""
    if length <= 0 or not (from_rest or to_rest):
        return min(t, length)
    ease = min(EASE, length / 2)
    speed = length / (length - ease / 2 * (from_rest + to_rest))
    x = 0.0
    head = ease if from_rest else 0.0
    tail = ease if to_rest else 0.0
    x += speed * min(t, head) ** 2 / (2 * ease) if from_rest else 0.0
    x += speed * max(0.0, min(t, length - tail) - head)
    if to_rest and t > length - tail:
        left = t - (length - tail)
        x += speed * (left - left**2 / (2 * ease))
    return min(x, length)
