"""Moments of a film as users type and read them: seconds, to the millisecond, or the end."""

from __future__ import annotations

import math

from ebviz.errors import UsageError, clipped

END = "end"


def moment(text: str, option: str = "--at") -> str:
    """Return a moment in its one spelling; raise :class:`UsageError` for anything else, naming the ``option``.

    >>> moment("8.60"), moment("3"), moment("end")
    ('8.6', '3', 'end')
    """
    if text.strip().lower() == END:
        return END
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise UsageError(f"{option} {clipped(text)}: expected seconds from the film's beginning, or '{END}'")
    return f"{value:.3f}".rstrip("0").rstrip(".")


def seconds(text: str) -> float:
    """Return a moment's seconds, infinity for the end."""
    return math.inf if text == END else float(text)


def in_words(moment: str) -> str:
    """Return a moment in words.

    >>> in_words("8.6"), in_words("end")
    ('8.6 s', 'the end')
    """
    return "the end" if moment == END else f"{moment} s"


def in_name(moment: str) -> str:
    """Return a moment as a part of a file's name.

    >>> in_name("8.6"), in_name("end")
    ('8.6s', 'end')
    """
    return moment if moment == END else f"{moment}s"
