"""From atoms to Typst: rows, scripts, and what a single atom is; commands with arguments are in `commands`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ebviz.errors import nearest
from ebviz.style.latex import commands, tables
from ebviz.style.latex.atoms import Atom, Piece, Reader, join
from ebviz.style.latex.place import Source
from ebviz.style.latex.symbols import (
    EMPTY,
    FUNCTIONS,
    NAMED,
    SPACES,
    UNSTRETCHED,
    character,
    symbol,
    unicode_symbols,
)

LIMITS = {"limits": "limits", "nolimits": "scripts"}
IGNORED = {"nonumber", "notag", "relax", "allowbreak", "nobreak", "strut", "label", "tag", "null"}
_OPERATORS = {*"-+=<>*·⋅×∗⊗⊕∘∪∩∧∨", "<=", ">=", "->"}
_MARKS = {("special", "&"), ("command", "\\"), ("command", "cr"), ("command", "newline")}
_TALL = {"sum", "product", "integral", "integral.double", "integral.triple", "integral.cont"}

Stop = Callable[[Atom], bool]


class Writer:
    """Sets one formula.

    ``source`` is for the places of faults, ``labelled`` says whether there are parts to be picked out.
    """

    def __init__(self, source: Source, *, parts: bool) -> None:
        self.source = source
        self.labelled = parts and r"\class" in source.text

    def refuse(self, atom: Atom, said: str) -> Exception:
        """Return the error at an atom."""
        return self.source.refusal(atom.place, said)

    def reader(self, node: Any) -> Reader:
        """Return the atoms of a node: of what is in it if it is a group or an environment, else of itself."""
        nodes = getattr(node, "nodelist", None)
        end = node.pos + node.len
        return Reader([node], end) if nodes is None else Reader(nodes, end - 1)  # at what closes it

    def reader_of(self, nodes: list[Any]) -> Reader:
        """Return the atoms of the whole formula."""
        return Reader(nodes, len(self.source.text))

    def join(self, pieces: list[Piece]) -> str:
        """Return pieces as one source; a cell or row mark is out of place here."""
        return join(pieces, not self.labelled)

    def inner(self, node: Any) -> str:
        """Return what an argument is in Typst."""
        return self.join(self.inner_pieces(node)) or EMPTY

    def inner_pieces(self, node: Any) -> list[Piece]:
        """Return the pieces of an argument, in which nothing separates cells."""
        return self.pieces(self.reader(node))

    def pieces(self, reader: Reader, stop: Stop | None = None, table: bool = False) -> list[Piece]:
        """Read atoms up to one that stops the reading, and return their pieces; in a ``table``, with its marks."""
        out: list[Piece] = []
        while (atom := reader.peek()) is not None and not (stop and stop(atom)):
            if is_mark(atom):
                if not table:
                    raise self.refuse(atom, f"'{shown(atom)}' separates cells, and this is not in a table")
                reader.take()
                if atom.kind == "command":
                    skip_spacing(reader)
                out.append(Piece("", mark=atom.text))
            elif atom.kind == "command" and atom.text in commands.SWITCHES:
                reader.take()
                out.append(self.switched(atom, reader, stop))
            elif (piece := self.scripted(reader)).text:
                out.append(piece)
        return out

    def switched(self, atom: Atom, reader: Reader, stop: Stop | None) -> Piece:
        r"""Read what a switch such as ``\displaystyle`` reaches: the rest of the cell or group.

        A colour with braces behind it reaches no further than these, which is what whoever types them means.
        """
        following = reader.peek()
        if atom.text == "color" and following is not None and following.kind == "group":
            return self.with_scripts(
                commands.switched(self, atom, self.inner_pieces(reader.take().node)), reader
            )
        rest = self.pieces(reader, lambda next_: is_mark(next_) or bool(stop and stop(next_)))
        return commands.switched(self, atom, rest)

    def scripted(self, reader: Reader) -> Piece:
        """Read one atom with its scripts."""
        atom = reader.peek()
        assert atom is not None
        base = Piece(EMPTY) if atom.kind == "character" and atom.text in "_^'" else self.nucleus(reader)
        return self.with_scripts(base, reader)

    def with_scripts(self, base: Piece, reader: Reader) -> Piece:
        """Read the primes and scripts behind a piece."""
        primes, scripts = 0, dict[str, str]()
        while (atom := reader.peek()) is not None:
            if atom.kind == "command" and atom.text in LIMITS:
                if base.text[:1] in UNSTRETCHED:
                    raise self.refuse(atom, rf"expected an operator before '\{atom.text}', got '{base.text}'")
                reader.take()
                base.text = f"{LIMITS[atom.text]}({base.text})"
            elif atom.kind == "character" and atom.text == "'":
                reader.take()
                primes += 1
            elif atom.kind == "character" and atom.text in "_^":
                reader.take()
                inside = self.script(reader, atom)
                while atom.text == "^" and inside and inside[0].text == "′":
                    primes += 1
                    inside.pop(0)
                if inside and atom.text in scripts:
                    which = "subscript" if atom.text == "_" else "superscript"
                    raise self.refuse(
                        atom, f"expected one {which}, got a second; put what belongs together in braces"
                    )
                if inside:
                    scripts[atom.text] = self.join(inside)
            else:
                break
        return attached(base, primes, scripts)

    def script(self, reader: Reader, sign: Atom) -> list[Piece]:
        """Read the operand of a script."""
        atom = reader.peek()
        if atom is None or is_mark(atom) or (atom.kind == "character" and atom.text in "_^'"):
            got = "the end" if atom is None else f"'{shown(atom)}'"
            place = reader.end if atom is None else atom.place
            raise self.source.refusal(place, f"expected what stands behind '{sign.text}', got {got}")
        if atom.kind == "group":
            return self.inner_pieces(reader.take().node)
        if atom.kind == "character":
            return [Piece(character(reader.take_digit().text))]
        return [self.nucleus(reader)]

    def nucleus(self, reader: Reader) -> Piece:
        """Read one atom."""
        atom = reader.take()
        if atom.kind == "character":
            if atom.text == "#":
                raise self.refuse(atom, "'#' stands for an argument, and only in a macro's body")
            return Piece("‖" if atom.text == "||" else ":=" if atom.text == ":=" else character(atom.text))
        if atom.kind == "group":
            return self.group(atom)
        if atom.kind == "environment":
            return tables.environment(self, atom)
        if atom.kind == "special":
            return Piece("space")
        if atom.kind == "command":
            return self.command(atom, reader)
        raise self.refuse(atom, "expected mathematics, got '$'; a formula has dollar signs around it or none")

    def group(self, atom: Atom) -> Piece:
        """Return what is in braces: an ordinary item, whatever is in it."""
        inside = self.inner_pieces(atom.node)
        if not inside:
            return Piece(EMPTY)
        if len(inside) == 1:
            (piece,) = inside
            plain = piece.text.isalnum() or len(piece.text) > 2
            return piece if plain else Piece(f'class("normal", {self.join(inside)})')
        return Piece(self.join(inside), tall=any(piece.tall for piece in inside), whole=False)

    def command(self, atom: Atom, reader: Reader) -> Piece:
        """Return what a command is, with the arguments that it has."""
        name = atom.text
        if name in IGNORED:
            return Piece("")
        if name in SPACES:
            return Piece(SPACES[name])
        if name in ("dots", "dotso"):
            return Piece("⋯" if is_binary(reader.peek()) else "...")
        if name in commands.HANDLERS:
            return commands.HANDLERS[name](self, atom, reader)
        found = symbol(name)
        if found is None:
            raise self.refuse(atom, rf"there is no command '\{name}'{unknown(name)}")
        return Piece(found, tall=found in _TALL)


def attached(base: Piece, primes: int, scripts: dict[str, str]) -> Piece:
    """Return a piece with primes, a subscript and a superscript, in the order in which `notation` looks for them."""
    sub, sup = scripts.get("_"), scripts.get("^")
    if base.annotated == "_" and sub is not None:
        base.text, sub = f"{base.text[:-1]}, {sub})", None
    elif base.annotated == "^" and sup is not None:
        base.text, sup = f"{base.text[:-1]}, {sup})", None
    if not (primes or sub is not None or sup is not None):
        return base
    if not base.whole:
        parts = {"t": "'" * primes + (sup or ""), "b": sub}
        named = "".join(f", {key}: {value}" for key, value in parts.items() if value)
        return Piece(f"attach({base.text}{named})", tall=True)
    text = base.text + "'" * primes
    if sub is not None:
        text += f"_{sub}" if re.fullmatch(r'\w+(\.\w+)?|"[^"]*"', sub) else f"_({sub})"
    if sup is not None:
        text += f"^{sup}" if re.fullmatch(r'\w+(\.\w+)?|"[^"]*"', sup) else f"^({sup})"
    return Piece(text, tall=base.tall)


def is_mark(atom: Atom) -> bool:
    r"""Whether an atom separates cells or rows: ``&`` or ``\\``."""
    return (atom.kind, atom.text) in _MARKS


def is_binary(atom: Atom | None) -> bool:
    """Whether an atom is an operator, between which dots stand at half height."""
    if atom is None or atom.kind not in ("character", "command"):
        return False
    return (atom.text if atom.kind == "character" else symbol(atom.text)) in _OPERATORS


def shown(atom: Atom) -> str:
    r"""Return an atom as it is typed: ``\\`` for a command's backslash."""
    return (
        "\\" + atom.text if atom.kind == "command" else {"group": "{", "other": "$"}.get(atom.kind, atom.text)
    )


def skip_spacing(reader: Reader) -> None:
    r"""Go past the ``[2pt]`` that may stand right behind ``\\``."""
    first = reader.peek()
    if first is None or first.text != "[" or first.kind != "character" or first.node.chars[:1] != "[":
        return
    ahead, inside = 1, ""
    while (atom := reader.peek(ahead)) is not None and atom.kind == "character" and atom.text != "]":
        inside += atom.text
        ahead += 1
    if atom is not None and re.fullmatch(r"-?[\d.]+(pt|em|ex|mm|cm|in|mu|bp|pc|sp)", inside):
        for _ in range(ahead + 1):
            reader.take()


def unknown(name: str) -> str:
    """Return the known command nearest to a name that is not."""
    known = {
        *FUNCTIONS,
        *commands.HANDLERS,
        *SPACES,
        *NAMED,
        *unicode_symbols(),
        *commands.SWITCHES,
    }
    hint = nearest(name, sorted(word for word in known if word.isalpha()))
    return hint.replace("'", r"'" + "\\", 1)
