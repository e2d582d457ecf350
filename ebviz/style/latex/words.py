r"""Words within a formula: ``\text{if } z > 0``, with accents, signs and mathematics between dollar signs."""

from __future__ import annotations

from typing import Any

from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexCommentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexSpecialsNode,
)

from ebviz.style.latex.atoms import Atom, Piece, Setting
from ebviz.style.latex.symbols import COLOURED, EMPTY

FONTS = {
    "text": "{}",
    "textrm": "{}",
    "textup": "{}",
    "textnormal": "{}",
    "mbox": "{}",
    "hbox": "{}",
    "textbf": "bold({})",
    "textit": "italic({})",
    "emph": "italic({})",
    "textsf": "sans({})",
    "texttt": "mono({})",
}
_SIGNS = {
    "&": "&",
    "%": "%",
    "#": "#",
    "_": "_",
    "$": "$",
    "{": "{",
    "}": "}",
    " ": " ",
    ",": "\u2009",
    "ldots": "…",
    "dots": "…",
}
_LETTERS = "' ` ^ \" ~ = . u v H c ss ae AE oe OE o O aa AA l L i j"  # accents and letters, as commands
Run = tuple[bool, str]  # whether it is mathematics, and its source


def piece(setting: Setting, atom: Atom, node: Any) -> Piece:
    """Return the words of a command's argument; a word that the lectures colour is one."""
    runs: list[Run] = []
    _walk(setting, node, runs)
    shown = "".join(text if mathematics else _quoted(text) for mathematics, text in _merged(runs))
    if len(runs) == 1 and not runs[0][0] and runs[0][1] in COLOURED:
        shown = runs[0][1]
    return Piece(FONTS[atom.text].format(shown or EMPTY))


def plain(setting: Setting, node: Any) -> str:
    """Return the text of an argument in which nothing is set: a label, a colour's name."""
    runs: list[Run] = []
    _walk(setting, node, runs)
    return "".join(text for _, text in runs)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\u{24}")
    return f'"{escaped}"'


def _merged(runs: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for mathematics, text in runs:
        if merged and not mathematics and not merged[-1][0]:
            merged[-1] = (False, merged[-1][1] + text)
        else:
            merged.append((mathematics, text))
    return merged


def _walk(setting: Setting, node: Any, runs: list[Run]) -> None:
    if node is None or isinstance(node, LatexCommentNode):
        return
    if isinstance(node, LatexCharsNode):
        runs.append((False, " ".join(f"<{node.chars}>".split())[1:-1]))
    elif isinstance(node, LatexGroupNode):
        for inner in node.nodelist:
            _walk(setting, inner, runs)
    elif isinstance(node, LatexSpecialsNode) and node.specials_chars == "~":
        runs.append((False, "\u00a0"))
    elif isinstance(node, LatexMathNode):
        runs.append((True, setting.inner(node)))
    elif isinstance(node, LatexMacroNode) and node.macroname in _SIGNS:
        runs.append((False, _SIGNS[node.macroname] + node.macro_post_space))
    elif isinstance(node, LatexMacroNode) and node.macroname in FONTS and node.nodeargd is not None:
        inner_runs: list[Run] = []
        _walk(setting, node.nodeargd.argnlist[0], inner_runs)
        shown = "".join(text if mathematics else _quoted(text) for mathematics, text in _merged(inner_runs))
        runs.append((True, FONTS[node.macroname].format(shown or EMPTY)))
    elif isinstance(node, LatexMacroNode) and node.macroname in _LETTERS.split():
        runs.append((False, LatexNodes2Text().nodelist_to_text([node])))
    else:
        raise setting.source.refusal(node.pos, "expected words, or mathematics between dollar signs")
