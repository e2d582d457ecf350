"""Progress of long computations: the computation reports it, a listener shows it.

Training loops and the film renderer call :func:`report`; nothing happens unless a worker is listening
(:func:`listen`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ebviz.errors import one_line

OUTSIDE_DIGEST = "who listens to a computation learns how far it is and changes nothing in it"

LONGEST = 80  # characters shown of a text
LARGEST = 1e15

Listener = Callable[[float, float, str], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def report(done: float, total: float, text: str = "") -> None:
    """Report that ``done`` of ``total`` units are finished; ``text`` names the step, such as ``"training"``.

    Costs next to nothing when no one is listening. What cannot be shown is ignored, since no result depends on it:
    numbers that are negative, not finite or not numbers at all, and a text that is none.
    """
    listener = _listener.get()
    if listener is not None:
        amounts = _amount(done), _amount(total)
        if amounts[0] is not None and amounts[1] is not None:
            listener(amounts[0], amounts[1], one_line(text, LONGEST) if isinstance(text, str) else "")


def _amount(given: object) -> float | None:
    """Return a number as a float, None if it cannot be shown."""
    try:
        amount = -1.0 if isinstance(given, str | bytes) else float(given)  # type: ignore[arg-type]
    except Exception:  # a class of the user's may raise anything
        return None
    return amount if 0 <= amount <= LARGEST else None


@contextmanager
def listen(listener: Listener) -> Iterator[None]:
    """Send every :func:`report` within the block to ``listener(done, total, text)``.

    >>> heard = []
    >>> with listen(lambda done, total, text: heard.append((done, total, text))):
    ...     report(1, 4, "training")
    >>> heard
    [(1.0, 4.0, 'training')]
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
