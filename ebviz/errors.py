"""The two ways a command can end badly: the user's input, or a build that failed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class EbvizError(Exception):
    """An error whose message is one line meant for the person at the keyboard."""

    exit_code = 1


class UsageError(EbvizError):
    """Bad input: says what was given and what is accepted. Exit code 2."""

    exit_code = 2


class BuildError(EbvizError):
    """A target could not be built: says which and why. Exit code 1."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'X'?"`` for the known name closest to ``name``, or ``""``.

    >>> nearest("spining", ["spinning", "horn"])
    "; did you mean 'spinning'?"
    """
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean '{close[0]}'?" if close else ""
