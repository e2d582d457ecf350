"""Environments: matrices, cases, and lines that are aligned."""

from __future__ import annotations

import re

from ebviz.errors import nearest
from ebviz.style.latex import words
from ebviz.style.latex.atoms import Atom, Piece, Setting
from ebviz.style.latex.grammar import ENVIRONMENTS
from ebviz.style.latex.symbols import EMPTY

_MATRICES = {
    "matrix": "#none",
    "smallmatrix": "#none",
    "pmatrix": '"("',
    "bmatrix": '"["',
    "Bmatrix": '"{"',
    "vmatrix": '"|"',
    "Vmatrix": '"‖"',
}
_LINES = {"aligned", "align", "align*", "split", "gather", "gather*", "gathered", "multline", "multline*"}
_CASES = {"cases": "", "dcases": "", "rcases": "reverse: #true, "}
Cells = list[list[list[Piece]]]  # rows of cells of pieces


def cells(pieces: list[Piece]) -> Cells:
    r"""Split the pieces of a table at its marks; an empty last row, behind a final ``\\``, goes.

    >>> pieces = [Piece("a"), Piece("", mark="&"), Piece("b"), Piece("", mark="\\")]
    >>> [[piece.text for cell in row for piece in cell] for row in cells(pieces)]
    [['a', 'b']]
    """
    rows: Cells = [[[]]]
    for piece in pieces:
        if piece.mark == "&":
            rows[-1].append([])
        elif piece.mark:
            rows.append([[]])
        else:
            rows[-1][-1].append(piece)
    if len(rows) > 1 and rows[-1] == [[]]:
        rows.pop()
    return rows


def lines(setting: Setting, pieces: list[Piece]) -> str:
    """Return lines below each other, aligned where they have marks."""
    return " \\ ".join(" & ".join(setting.join(cell) for cell in row) for row in cells(pieces))


def block(setting: Setting, pieces: list[Piece]) -> str:
    """Return lines below each other as one item, centred on the line around it; a single line as it is."""
    table = cells(pieces)
    if len(table) == 1:
        return " ".join(setting.join(cell) for cell in table[0])
    shown = [[f"display({text})" if (text := setting.join(cell)) else "" for cell in row] for row in table]
    rows = ", ".join(" & ".join(row) or EMPTY for row in shown)
    return f"vec(delim: #none, gap: #0.65em, {rows})"


def environment(setting: Setting, atom: Atom) -> Piece:
    """Return an environment within a formula."""
    name = atom.text
    if name not in ENVIRONMENTS:
        raise setting.refuse(atom, f"there is no environment '{name}'{nearest(name, ENVIRONMENTS)}")
    pieces = setting.pieces(setting.reader(atom.node), table=True)
    if name in _MATRICES:
        options = "row-gap: #0.2em, column-gap: #0.35em, " if name == "smallmatrix" else ""
        text = f"mat(delim: {_MATRICES[name]}, {options}{_grid(setting, pieces)})"
        return Piece(f"script({text})" if name == "smallmatrix" else text, tall=True)
    if name in _CASES:
        return Piece(f"cases({_CASES[name]}{_cases(setting, pieces, name)})", tall=True)
    if name == "array":
        return _array(setting, atom, pieces)
    if name in _LINES:
        return Piece(block(setting, pieces), tall=True)
    return Piece(lines(setting, pieces), whole=False, tall=any(piece.tall for piece in pieces))


def _grid(setting: Setting, pieces: list[Piece]) -> str:
    return "; ".join(", ".join(setting.join(cell) or EMPTY for cell in row) for row in cells(pieces))


def _cases(setting: Setting, pieces: list[Piece], name: str) -> str:
    """Rows whose cells all begin at the left: Typst aligns every second column there."""
    rows = []
    for row in cells(pieces):
        shown = [setting.join(cell) for cell in row]
        if name == "dcases":
            shown = [f"display({cell})" if cell else "" for cell in shown]
        rows.append("& " + " quad && ".join(shown))
    return ", ".join(rows)


def _array(setting: Setting, atom: Atom, pieces: list[Piece]) -> Piece:
    """Return an array, with its columns' alignment and its vertical rules."""
    spec = words.plain(setting, atom.node.nodeargd.argnlist[1]).replace(" ", "")
    if not re.fullmatch(r"[lcr|]+", spec):
        raise setting.refuse(atom, f"expected columns of 'l', 'c', 'r' and '|' in an array, got '{spec}'")
    columns = spec.replace("|", "")
    rules = [len(spec[:at].replace("|", "")) for at, sign in enumerate(spec) if sign == "|"]
    rules = [at for at in rules if 0 < at < len(columns)]
    rows = []
    for row in cells(pieces):
        if len(row) > len(columns):
            raise setting.refuse(
                atom, f"expected {len(columns)} cells in each row of the array, got {len(row)}"
            )
        shown = [setting.join(cell) or EMPTY for cell in row]
        rows.append(
            ", ".join(
                {"l": "& {}", "r": "{} &", "c": "{}"}[column].format(cell)
                for column, cell in zip(columns, shown, strict=False)
            )
        )
    augment = f"augment: #(vline: ({', '.join(map(str, rules))},)), " if rules else ""
    return Piece(f"mat(delim: #none, {augment}{'; '.join(rows)})", tall=True)
