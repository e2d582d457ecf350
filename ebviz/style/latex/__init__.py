r"""LaTeX mathematics as Typst mathematics, written the way `notation.coloured` knows its symbols.

``typst(r"F_\infty(y) = \min_z E(y, \check{z})")`` is ``F_oo ( y ) = min_z E ( y \, caron(z) )``. What it does not
know it refuses, and says where in the LaTeX that is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ebviz.errors import UsageError
from ebviz.style.latex import tables
from ebviz.style.latex.grammar import parse
from ebviz.style.latex.macros import expand, macros
from ebviz.style.latex.place import Source
from ebviz.style.latex.writer import Writer

_AROUND = (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)"))  # what a formula may be typed between
_LINES = re.compile(  # environments that may be around all of a formula
    r"\\begin\{(aligned|align\*?|split|gather\*?|gathered|multline\*?|equation\*?|displaymath|math)\}"
    r"(?:\[[tbc]\])?"
)

Macros = Mapping[str, str] | str | None

__all__ = ["Macros", "is_display", "spelled", "typst"]


def typst(latex: str, own: Macros = None, *, inline: bool = False) -> str:
    r"""Return the Typst mathematics for a formula in LaTeX.

    Parameters
    ----------
    latex : a formula, between dollar signs, ``\[ \]`` or nothing; ``&`` and ``\\`` align its lines.
    own : macros, as ``{r"\vect": r"\boldsymbol{#1}"}`` or as the preamble that defines them.
    inline : for use within words: lines are one item, and what is in ``\class{label}{…}`` is not marked as Manim's
        ``{{ … : label }}``.

    Raises
    ------
    UsageError : for what is not understood, with its place: ``LaTeX, character 5 (…): there is no command …``.

    >>> typst(r"F_\infty(y) = \min_z E(y, \check{z})")
    'F_oo ( y ) = min_z E ( y \\, caron(z) )'
    """
    if not isinstance(latex, str):
        raise UsageError(f"expected a formula in LaTeX as a string, got {type(latex).__name__}")
    source = _bare(expand(latex, macros(own)))
    writer = Writer(source, parts=not inline)
    reader = writer.reader_of(parse(source))
    pieces = writer.pieces(reader, table=True)
    text = tables.block(writer, pieces) if inline else tables.lines(writer, pieces)
    if not text.strip():
        raise source.refusal(len(source.text), "expected a formula, got nothing")
    return text


def spelled(colours: Mapping[str, str | None] | None, own: Macros = None) -> dict[str, str | None] | None:
    r"""Return a table of colours whose symbols may be spelled in LaTeX with Typst's spelling.

    >>> spelled({r"\tilde{y}": "red", "z": None})
    {'tilde(y)': 'red', 'z': None}
    """
    if colours is None:
        return None
    return {typst(name, own) if "\\" in name else name: hue for name, hue in colours.items()}


def is_display(latex: str) -> bool:
    r"""Whether a formula is typed between ``\[ \]`` or double dollar signs."""
    return latex.strip().startswith(("$$", r"\["))


def _bare(source: Source) -> Source:
    """Return a formula without the signs around it, and without an environment of lines around all of it."""
    text, start, end = source.text, 0, len(source.text)
    while True:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end -= len(text[start:end]) - len(text[start:end].rstrip())
        inside = text[start:end]
        for opening, closing in _AROUND:
            long = len(inside) >= len(opening) + len(closing)
            if long and inside.startswith(opening) and inside.endswith(closing):
                start, end = start + len(opening), end - len(closing)
                break
        else:
            match = _LINES.match(inside)
            if match is None or inside.find(rf"\end{{{match[1]}}}") != len(inside) - len(match[1]) - 6:
                return Source(source.typed, inside, source.origin[start : end + 1])
            start, end = start + match.end(), end - len(match[1]) - 6
