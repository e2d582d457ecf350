"""Formulas as outlines: Typst sets them, matplotlib draws them, with symbols in the lecture's colours.

matplotlib's own mathtext is cramped and has no colours within a formula. `formula` compiles Typst mathematics
once and reads the glyphs' paths from the resulting SVG; `Label` draws them anywhere in a figure, just like text.
The same source gives the same paths on every machine, since the project's fonts come first; a letter that they lack
is lent by another.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from ebviz.errors import BuildError, EbvizError
from ebviz.style.compiler import to_svg
from ebviz.style.fonts import FAMILY
from ebviz.style.lending import Loans, lend_again, lending
from ebviz.style.notation import coloured, pieces, preamble
from ebviz.style.outlines import Mark, commands, marks
from ebviz.style.palette import COLOURS

if TYPE_CHECKING:
    from ebviz.style.latex import Macros

_SIZE = 100.0  # size in points at which formulas are compiled
_BASE = "#010203"  # colour of a stroke that marks the baseline and is not part of the formula
_PAGE = f"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: "{FAMILY}", weight: "regular", size: {_SIZE:g}pt, fill: rgb("{COLOURS["white"]}"))
#let base = box(width: 0pt, height: 0pt, line(length: 1pt, stroke: 0.1pt + rgb("{_BASE}")))
{preamble()}
"""
_CODES = {"M": Path.MOVETO, "L": Path.LINETO, "Q": Path.CURVE3, "C": Path.CURVE4, "Z": Path.CLOSEPOLY}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part in one colour: its path, in units of the text size, and its line width (0: filled)."""

    path: Path
    colour: str  # as in the palette, i.e. for black paper
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Outline:
    """A formula at size 1 with its baseline at 0: pieces, and the box (left, bottom, right, top) of their ink."""

    pieces: tuple[Piece, ...]
    box: tuple[float, float, float, float]


def formula(source: str, colours: Mapping[str, str | None] | None = None) -> Outline:
    """Return the outline of Typst mathematics ``source``, such as ``F_oo (y) = min_z E(y, z)``.

    ``colours`` overrides the palette for some symbols, as in `notation.coloured`.
    Raises `BuildError`, in Typst's own words, when the source does not compile.

    >>> [piece.colour for piece in formula("E = z").pieces]
    ['#FB8072', '#FFFFFF', '#FDB462']
    """
    return words(f"$ {source} $", colours)


def words(text: str, colours: Mapping[str, str | None] | None = None) -> Outline:
    """Return the outline of running text in the house font, with mathematics between dollar signs.

    Spaces just inside the dollar signs ask for display style, as in Typst.
    """
    outline, loans = _compile(
        "".join(f"${_spaced(p, colours)}$" if i % 2 else p for i, p in enumerate(pieces(text)))
    )
    lend_again(loans)
    return outline


def tex(latex: str, *, macros: Macros = None, colours: Mapping[str, str | None] | None = None) -> str:
    r"""Return a formula in LaTeX's notation as `words`, `label` and all that takes such text want it.

    Parameters
    ----------
    latex : a formula, such as ``r"F_\infty(y) = \min_z E(y, \check{z})"``, between dollar signs or not; between
        ``\[ \]`` it is set in display style.
    macros : your own, as ``{r"\vect": r"\boldsymbol{#1}"}`` or as the preamble that defines them.
    colours : symbols coloured differently, spelled in LaTeX or Typst: ``{r"\tilde{y}": "red"}``.

    Raises
    ------
    UsageError : for what is not understood, with its place in ``latex``.

    >>> "at " + tex(r"\check{z}")
    'at $caron(z)$'
    """
    from ebviz.style.latex import is_display, spelled, typst

    source = typst(latex, macros, inline=True)
    if colours is not None:
        plain = {name: COLOURS["white"] if hue is None else hue for name, hue in colours.items()}
        source = coloured(source, spelled(plain, macros))
    return f"$ {source} $" if is_display(latex) else f"${source}$"


def _spaced(source: str, colours: Mapping[str, str | None] | None) -> str:
    display = source.startswith(" ")
    body = coloured(source.strip(), colours)
    return f"display({body})" if display else body


@functools.lru_cache(maxsize=512)
def _compile(body: str) -> tuple[Outline, Loans]:
    try:
        with lending() as loans:
            svg = to_svg(_PAGE, body, mark="#base;")
    except EbvizError:
        raise
    except Exception as error:
        raise BuildError(f"Typst cannot set '{body}': {getattr(error, 'message', error)}") from error
    found = [piece for mark in marks(ElementTree.fromstring(svg)) if (piece := _piece(mark))]
    baseline = next(float(np.asarray(piece.path.vertices)[0, 1]) for piece in found if piece.colour == _BASE)
    place = Affine2D().translate(0, -baseline).scale(1 / _SIZE, -1 / _SIZE)
    pieces = tuple(
        Piece(place.transform_path(piece.path), piece.colour, piece.width / _SIZE)
        for piece in found
        if piece.colour != _BASE
    )
    if not pieces:
        raise BuildError(f"Typst sets nothing for '{body}'")
    boxes = np.array([piece.path.get_extents().padded(piece.width / 2).extents for piece in pieces])
    box = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
    return Outline(_merged(pieces), box), loans


def _merged(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Join filled pieces of equal colour, so that a formula has one path per colour."""
    joined: dict[str, list[Path]] = {}
    for piece in pieces:
        if not piece.width:
            joined.setdefault(piece.colour, []).append(piece.path)
    filled = tuple(Piece(Path.make_compound_path(*paths), hue) for hue, paths in joined.items())
    return filled + tuple(piece for piece in pieces if piece.width)


def _piece(mark: Mark) -> Piece | None:
    """Return a glyph or a rule in its place; None for one without ink."""
    path = Affine2D([*mark.place.tolist(), [0.0, 0.0, 1.0]]).transform_path(parse(mark.d))
    if not len(np.asarray(path.vertices)) or not (mark.fill or mark.width):
        return None
    return Piece(path, mark.fill.upper()) if mark.fill else Piece(path, mark.stroke.upper(), mark.width)


def parse(d: str) -> Path:
    """Return the path described by SVG commands, as `outlines.commands` reads them.

    >>> parse("M 1 1h 2v 2Z").vertices.tolist()
    [[1.0, 1.0], [3.0, 1.0], [3.0, 3.0], [1.0, 1.0]]
    """
    found = commands(d)
    codes = [_CODES[letter] for letter, points in found for _ in points]
    return Path(np.concatenate([np.empty((0, 2)), *(points for _, points in found)]), codes)
