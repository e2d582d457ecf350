"""Remarks: what is to be said of a computation that goes on, such as a prefix that was left out of names."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ebviz.errors import MESSAGE, one_line

OUTSIDE_DIGEST = "who hears a remark changes nothing in what is computed"

_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)


def remark(line: str) -> None:
    """Say one line beside a result: a build shows it with the task, a script of yours gets a warning."""
    heard, line = _heard.get(), one_line(line, MESSAGE)
    if heard is None:
        warnings.warn(line, stacklevel=3)
    elif line not in heard:
        heard.append(line)


@contextmanager
def hearing() -> Iterator[list[str]]:
    """Collect every :func:`remark` within the block, each once.

    >>> with hearing() as heard:
    ...     remark("'module.' left out of 2 names")
    >>> heard
    ["'module.' left out of 2 names"]
    """
    heard: list[str] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)
