"""The tree of a formula as a row of atoms to be read from left to right, and the pieces of Typst they become."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexCommentNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexSpecialsNode,
)

from ebviz.style.latex.place import Source
from ebviz.style.latex.symbols import COLOURED, UNSTRETCHED

_WORD = re.compile(r"\d+(?:\.\d+)?|\|\||:=|\S[\u0300-\u036f]?", re.DOTALL)
_TIGHT_END, _TIGHT_START = (
    re.compile(r'("|‖|\\\|)$'),
    re.compile(r'"|‖|\\\|'),
)  # Typst draws a space beside these
_OPENING, _CLOSING = "([{⟨⌊⌈", ")]}⟩⌋⌉"


@dataclass(frozen=True, slots=True)
class Atom:
    """One item of a formula: its kind, its text or name, its place, and its node.

    Kinds: "character" (a number is one), "command", "group", "environment", "special" and "other".
    """

    kind: str
    text: str
    place: int
    node: Any = None


def atoms(nodes: Iterable[Any]) -> Iterator[Atom]:
    """Yield the atoms of a list of nodes: characters one by one, space left out."""
    for node in nodes:
        if node is None or isinstance(node, LatexCommentNode):
            continue
        if isinstance(node, LatexCharsNode):
            for match in _WORD.finditer(node.chars):
                yield Atom("character", match[0].replace("′", "'"), node.pos + match.start(), node)
        elif isinstance(node, LatexMacroNode):
            yield Atom("command", node.macroname, node.pos, node)
        elif isinstance(node, LatexGroupNode):
            yield Atom("group", "", node.pos, node)
        elif isinstance(node, LatexEnvironmentNode):
            yield Atom("environment", node.environmentname, node.pos, node)
        elif isinstance(node, LatexSpecialsNode):
            yield Atom("special", node.specials_chars, node.pos, node)
        else:
            yield Atom("other", "$", node.pos, node)


class Reader:
    """Atoms, one after the other."""

    def __init__(self, nodes: Iterable[Any], end: int) -> None:
        self._atoms = list(atoms(nodes))
        self._next = 0
        self.end = end  # the place after the last atom

    def peek(self, ahead: int = 0) -> Atom | None:
        """Return an atom that is still to come, or None."""
        at = self._next + ahead
        return self._atoms[at] if at < len(self._atoms) else None

    def take(self) -> Atom:
        """Return the next atom, and go past it."""
        self._next += 1
        return self._atoms[self._next - 1]

    def take_if(self, wanted: Callable[[Atom], bool]) -> Atom | None:
        """Return the next atom if it is wanted; leave it otherwise."""
        atom = self.peek()
        return self.take() if atom is not None and wanted(atom) else None

    def take_digit(self) -> Atom:
        """Return the next atom, of a number only its first digit, as TeX reads a script without braces."""
        atom = self.take()
        if atom.kind == "character" and len(atom.text) > 1 and atom.text[0].isdigit():
            self._next -= 1
            self._atoms[self._next] = Atom(atom.kind, atom.text[1:], atom.place + 1, atom.node)
            return Atom(atom.kind, atom.text[0], atom.place, atom.node)
        return atom


@dataclass(slots=True)
class Piece:
    """A part of a formula in Typst.

    ``tall`` parts would stretch the brackets around them. ``whole`` parts can have scripts as they are. ``sub`` and
    ``sup``: a script becomes the second argument of the call in ``text``, as an underbrace's does. ``mark`` is "&"
    or "\\\\" between the cells and rows of a table.
    """

    text: str
    tall: bool = False
    whole: bool = True
    annotated: str = ""
    mark: str = ""


class Setting(Protocol):
    """What sets a formula, as the commands and tables within it see it; `writer.Writer` does."""

    source: Source
    labelled: bool

    def refuse(self, atom: Atom, said: str) -> Exception:
        """Return the error at an atom."""

    def reader(self, node: Any) -> Reader:
        """Return the atoms in a node."""

    def pieces(
        self, reader: Reader, stop: Callable[[Atom], bool] | None = None, table: bool = False
    ) -> list[Piece]:
        """Read atoms up to one that stops the reading, and return their pieces; in a ``table``, with its marks."""

    def join(self, pieces: list[Piece]) -> str:
        """Return pieces as one source."""

    def inner(self, node: Any) -> str:
        """Return what an argument is in Typst."""

    def inner_pieces(self, node: Any) -> list[Piece]:
        """Return the pieces of an argument."""


Handler = Callable[
    [Setting, Atom, Reader], Piece
]  # sets a command whose atom was read; what follows is to come


def join(pieces: Iterable[Piece], square: bool = True) -> str:
    """Return pieces as one source.

    A pair of brackets that encloses something tall stays as small as LaTeX has it, and so does one without partner.
    Without ``square``, no square brackets are left, which would hide labels from Manim.
    """
    row = list(pieces)
    kept = _pairs(row)
    out = ""
    for i, piece in enumerate(row):
        text = piece.text
        bracket = text[:1]
        if (
            bracket in UNSTRETCHED
            and _is_bracket(piece)
            and (i not in kept or (not square and bracket in "[]"))
        ):
            text = UNSTRETCHED[bracket] + text[1:]
        if out and text and not (_TIGHT_END.search(out) or _TIGHT_START.match(text)):
            out += "" if row[i - 1].text in COLOURED and text.startswith("(") else " "
        out += text
    return out


def _is_bracket(piece: Piece) -> bool:
    return len(piece.text) == 1 or piece.text[1:2] in "_^'"


def _pairs(row: list[Piece]) -> set[int]:
    """Return the indices of brackets that Typst may pair: of one kind, with nothing tall in between."""
    open_: list[int] = []
    kept: set[int] = set()
    for i, piece in enumerate(row):
        if not piece.text or not _is_bracket(piece):
            continue
        if piece.text in _OPENING:
            open_.append(i)
        elif piece.text[0] in _CLOSING and open_:
            start = open_.pop()
            same = _OPENING.index(row[start].text) == _CLOSING.index(piece.text[0])
            if same and not any(inner.tall for inner in row[start + 1 : i]):
                kept |= {start, i}
    return kept
