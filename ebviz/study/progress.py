"""Progress of long computations: the computation reports it, a listener shows it.

Training loops and the film renderer call :func:`report`; nothing happens unless a worker is listening
(:func:`listen`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

OUTSIDE_DIGEST = "who listens to a computation learns how far it is and changes nothing in it"

Listener = Callable[[float, float, str], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def report(done: float, total: float, text: str = "") -> None:
    """Report that ``done`` of ``total`` units are finished; ``text`` names the step, such as ``"training"``.

    Costs next to nothing when no one is listening.
    """
    listener = _listener.get()
    if listener is not None:
        listener(done, total, text)


@contextmanager
def listen(listener: Listener) -> Iterator[None]:
    """Send every :func:`report` within the block to ``listener(done, total, text)``.

    >>> heard = []
    >>> with listen(lambda done, total, text: heard.append((done, total, text))):
    ...     report(1, 4, "training")
    >>> heard
    [(1, 4, 'training')]
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
