"""What can go wrong in a command, and how it is reported: always on one line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

CLIPPED = 60  # characters shown of a value that the user typed
MESSAGE = 300  # characters shown of a message that is not ours; the task's log has it in full


class EbvizError(Exception):
    """An error whose message is one line, meant for the user."""

    exit_code = 1

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the message, the notes, and the user's own lines if there are several."""
        from ebviz.traces import shown

        return shown(self)


class UsageError(EbvizError):
    """Bad input: says what was expected and what was given. Exit code 2."""

    exit_code = 2


class BuildError(EbvizError):
    """A target could not be built: says which and why. Exit code 1."""


class Terminated(BaseException):
    """This process was asked to terminate, by the signal whose number is given."""


def one_line(error: BaseException | str, limit: int | None = None) -> str:
    """Return the message on one line, cut to ``limit`` characters, unprintable ones escaped.

    >>> one_line("a\\n   b \\x1b[31m"), one_line("abcdef", 4)
    ('a b \\\\x1b[31m', 'abc…')
    """
    try:
        text = " ".join(str(error).split())
    except Exception:  # an error's own __str__ may fail too
        text = "(message unavailable)"
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def clipped(text: str) -> str:
    """Return what the user typed in a form fit for a message: on one line, cut to ``CLIPPED`` characters."""
    return one_line(text, CLIPPED)


def from_here(path: Path) -> str:
    """Return a path as a message names it: from the current folder if it lies below that, else as it is.

    >>> from_here(Path.cwd() / "renders" / "horn.mp4")
    'renders/horn.mp4'
    """
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def explain(error: BaseException) -> str:
    """Return an error on one line: our own messages verbatim, others with their type.

    >>> explain(ValueError("no such thing")), explain(ValueError())
    ('ValueError: no such thing', 'ValueError')
    """
    if isinstance(error, EbvizError):
        return one_line(error)
    if isinstance(error, OSError) and error.strerror:
        return one_line(f"{error.strerror}: {error.filename}" if error.filename else error.strerror)
    if isinstance(error, MemoryError) or "can't allocate memory" in (text := one_line(error)):
        return "out of memory; smaller values may help"
    return one_line(f"{type(error).__name__}: {text}".removesuffix(": "), MESSAGE)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'X'?"`` for the known name closest to ``name``, or ``""``.

    Capitals count only between names that differ in nothing else.

    >>> nearest("SPINING", ["spinning", "horn"]), nearest("e", ["F", "E"])
    ("; did you mean 'spinning'?", "; did you mean 'E'?")
    """
    cased: dict[str, list[str]] = {}
    for one in known:
        cased.setdefault(one.casefold(), []).append(one)
    close = difflib.get_close_matches(name.casefold(), cased, n=1, cutoff=0.5)
    if not close:
        return ""
    best = max(cased[close[0]], key=lambda one: difflib.SequenceMatcher(None, name, one).ratio())
    return f"; did you mean '{best}'?"
