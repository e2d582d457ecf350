"""LaTeX as it was typed, and how a fault in it is reported: by its place in what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ebviz.errors import UsageError, one_line

_TOKEN = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\(?:[A-Za-z]+\*?|.)|\S", re.DOTALL)
_AROUND = 24  # characters of the source shown before a fault and after it


@dataclass(frozen=True, slots=True)
class Source:
    """LaTeX without macros, and where each of its characters comes from.

    ``typed`` is what the user wrote, ``text`` the same with macros expanded. ``origin`` has one place in ``typed``
    for each character of ``text``, and one for its end.
    """

    typed: str
    text: str
    origin: tuple[int, ...]

    def refusal(self, place: int, said: str) -> UsageError:
        """Return the error at the ``place`` in ``text``; its note shows the source with a caret below the place.

        >>> str(plain(r"a + \\foo b").refusal(4, "there is no command"))
        'LaTeX, character 5 (a + >>\\\\foo<< b): there is no command'
        """
        start = self.origin[min(place, len(self.text))]
        start += len(self.typed[start:]) - len(self.typed[start:].lstrip())
        token = _TOKEN.match(self.typed, start)
        end = token.end() if token else start
        before = self.typed[max(0, start - _AROUND) : start]
        before = ("…" if start > _AROUND else "") + before
        after = self.typed[end : end + _AROUND] + ("…" if end + _AROUND < len(self.typed) else "")
        line = self.typed.count("\n", 0, start) + 1
        column = start - (self.typed.rfind("\n", 0, start) + 1) + 1
        where = f"line {line}, character {column}" if "\n" in self.typed else f"character {column}"
        if token is None:
            where = "at the end"
        shown = " ".join(f"{before}>>{self.typed[start:end]}<<{after}".split()) if token else before
        error = UsageError(one_line(f"LaTeX, {where}{f' ({shown})' if shown.strip() else ''}: {said}"))
        row = self.typed.split("\n")[line - 1]
        error.add_note(f"{row}\n{' ' * (column - 1)}{'^' * max(1, min(end - start, len(row) - column + 1))}")
        return error


def plain(typed: str) -> Source:
    """Return LaTeX in which nothing is to be expanded."""
    return Source(typed, typed, tuple(range(len(typed) + 1)))
