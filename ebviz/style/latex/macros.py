r"""The lecturer's own macros, expanded before the grammar sees them, with every character's place remembered.

Macros are given as ``{r"\vect": r"\boldsymbol{#1}"}`` or as the preamble that defines them: ``\newcommand``,
``\renewcommand``, ``\providecommand``, ``\def``, ``\DeclareMathOperator``. Definitions may stand in a formula too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ebviz.errors import UsageError, clipped
from ebviz.style.latex.place import Source, plain

_DEEPEST = 1000  # expansions in one formula; more means that a macro stands for itself
_NAME = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_DEFINERS = {"newcommand", "renewcommand", "providecommand", "def", "DeclareMathOperator"}

Letters = list[tuple[str, int]]  # characters, each with its place in what was typed


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command stands for: ``body`` with ``#1`` … ``#count``, the first of which may have a ``default``."""

    body: str
    count: int = 0
    default: str | None = None


def macros(given: Mapping[str, str] | str | None) -> dict[str, Macro]:
    r"""Return the macros by name, from a table of bodies or from a preamble.

    Raises `UsageError` for a name that is not a command, and for anything in a preamble but definitions.

    >>> macros({r"\vect": r"\boldsymbol{#1}"})
    {'vect': Macro(body='\\boldsymbol{#1}', count=1, default=None)}
    """
    if given is None:
        return {}
    if isinstance(given, str):
        found: dict[str, Macro] = {}
        source = plain(given)
        rest = _Expansion(source, found).run()
        left = next((place for letter, place in rest if not letter.isspace()), None)
        if left is not None:
            raise source.refusal(left, r"expected definitions such as \newcommand{\vect}[1]{\boldsymbol{#1}}")
        return found
    table = {}
    for name, body in given.items():
        match = _NAME.fullmatch(name)
        if match is None:
            raise UsageError(rf"expected the name of a macro, such as \vect, got '{clipped(name)}'")
        numbers = [int(digit) for digit in re.findall(r"#([1-9])", body)]
        table[match[1]] = Macro(body, max(numbers, default=0))
    return table


def expand(typed: str, known: Mapping[str, Macro]) -> Source:
    r"""Return the formula with its macros expanded; comments go.

    >>> expand(r"\vect y", {"vect": Macro(r"\boldsymbol{#1}", 1)}).text
    '\\boldsymbol{y}'
    """
    letters = _Expansion(plain(typed), dict(known)).run()
    text = "".join(letter for letter, _ in letters)
    return Source(typed, text, (*(place for _, place in letters), len(typed)))


class _Expansion:
    """One pass from left to right, in which what a macro stands for is read again."""

    def __init__(self, source: Source, known: dict[str, Macro]) -> None:
        self.source, self.known = source, known
        self.left: Letters = [(letter, place) for place, letter in enumerate(source.typed)]
        self.left.reverse()  # the next character is the last
        self.done: Letters = []
        self.count = 0

    def run(self) -> Letters:
        while self.left:
            letter, place = self.left[-1]
            if letter == "%":
                while self.left and self.left.pop()[0] != "\n":
                    pass
            elif letter != "\\":
                self.done.append(self.left.pop())
            else:
                command = self.command()
                name = "".join(letter for letter, _ in command[1:])
                if name in _DEFINERS:
                    self.define(name, place)
                elif name in self.known:
                    self.unfold(name, place)
                else:
                    self.done.extend(command)
        return self.done

    def command(self) -> Letters:
        """Take a backslash with its name."""
        taken = [self.left.pop()]
        while self.left and self.left[-1][0].isascii() and self.left[-1][0].isalpha():
            taken.append(self.left.pop())
        if len(taken) == 1 and self.left:
            taken.append(self.left.pop())
        return taken

    def unfold(self, name: str, place: int) -> None:
        self.count += 1
        if self.count > _DEEPEST:
            raise self.source.refusal(place, rf"'\{name}' stands for itself, without end")
        macro = self.known[name]
        values: list[Letters] = []
        if macro.default is not None:
            given = self.bracketed()
            values.append([(letter, place) for letter in macro.default] if given is None else given)
        while len(values) < macro.count:
            values.append(self.argument(name, place))
        unfolded: Letters = []
        for part in re.split(r"(#[1-9])", macro.body):
            if re.fullmatch(r"#[1-9]", part) and int(part[1]) <= len(values):
                _append(unfolded, values[int(part[1]) - 1])
            else:
                _append(unfolded, [(letter, place) for letter in part])
        if self.left and self.left[-1][0].isalpha() and _ends_in_name(unfolded):
            unfolded.append((" ", place))
        self.left.extend(reversed(unfolded))

    def space(self) -> None:
        while self.left and self.left[-1][0].isspace():
            self.left.pop()

    def argument(self, name: str, place: int) -> Letters:
        """Take one argument: what is in braces, without them, or a single command or character."""
        self.space()
        if not self.left:
            raise self.source.refusal(
                len(self.source.typed), rf"expected an argument of '\{name}', got the end"
            )
        letter, here = self.left[-1]
        if letter == "{":
            return self.enclosed("{", "}")
        if letter == "}":
            raise self.source.refusal(here, rf"expected an argument of '\{name}', got '}}'")
        return self.command() if letter == "\\" else [self.left.pop()]

    def bracketed(self) -> Letters | None:
        self.space()
        return self.enclosed("[", "]") if self.left and self.left[-1][0] == "[" else None

    def enclosed(self, opening: str, closing: str) -> Letters:
        """Take what stands between two signs of a pair, without them."""
        _, start = self.left.pop()
        depth, taken = 1, []
        while self.left:
            if self.left[-1][0] == "\\":
                taken += self.command()
                continue
            letter, place = self.left.pop()
            depth += (letter == opening) - (letter == closing)
            if depth == 0:
                return taken
            taken.append((letter, place))
        raise self.source.refusal(start, f"expected '{closing}' for this '{opening}', got the end")

    def define(self, how: str, place: int) -> None:
        """Take a definition, and remember it."""
        self.space()
        starred = bool(self.left) and self.left[-1][0] == "*"
        if starred:
            self.left.pop()
        name = "".join(letter for letter, _ in self.argument(how, place)).strip()
        if not _NAME.fullmatch(name):
            raise self.source.refusal(
                place, rf"expected the name of a macro after '\{how}', got '{clipped(name)}'"
            )
        count, default = 0, None
        if how == "def":
            self.space()
            while len(self.left) > 1 and self.left[-1][0] == "#":
                self.left.pop()
                self.left.pop()
                count += 1
        elif how != "DeclareMathOperator":
            number = "".join(letter for letter, _ in self.bracketed() or [])
            if number and not re.fullmatch("[1-9]", number):
                raise self.source.refusal(
                    place, f"expected a number of arguments from 1 to 9, got '{clipped(number)}'"
                )
            count = int(number or 0)
            value = self.bracketed() if count else None
            default = None if value is None else "".join(letter for letter, _ in value)
        body = "".join(letter for letter, _ in self.argument(how, place))
        if how == "DeclareMathOperator":
            body = rf"\operatorname{'*' if starred else ''}{{{body}}}"
        self.known[name[1:]] = Macro(body, count, default)


def _ends_in_name(letters: Letters) -> bool:
    return bool(re.search(r"\\[A-Za-z]+$", "".join(letter for letter, _ in letters)))


def _append(letters: Letters, more: Letters) -> None:
    """Add characters, with a space where a command's name would run into a letter."""
    if more and more[0][0].isalpha() and _ends_in_name(letters):
        letters.append((" ", more[0][1]))
    letters.extend(more)
