"""Formulas as outlines: Typst sets them, matplotlib draws them, with symbols in the lecture's colours.

matplotlib's own mathtext is cramped and has no colours within a formula. `formula` compiles Typst mathematics
once and reads the glyphs' paths from the resulting SVG; `Label` draws them anywhere in a figure, just like text.
The same source gives the same paths on every machine, since the project's fonts come first; a letter that they lack
is lent by another.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform

from ebviz.errors import BuildError, EbvizError
from ebviz.style.compiler import to_svg
from ebviz.style.fonts import FAMILY
from ebviz.style.lending import Loans, lend_again, lending
from ebviz.style.notation import coloured, pieces, preamble
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
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_CODES = {
    "M": [Path.MOVETO],
    "L": [Path.LINETO],
    "Q": [Path.CURVE3] * 2,
    "C": [Path.CURVE4] * 3,
    "Z": [Path.CLOSEPOLY],
}


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
    root = ElementTree.fromstring(svg)
    glyphs = {part.get("id"): part[0].get("d", "") for part in root.iter(f"{_SVG}symbol")}
    found = list(_pieces(root, Affine2D(), glyphs))
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


def _pieces(
    element: ElementTree.Element, place: Transform, glyphs: Mapping[str | None, str]
) -> Iterator[Piece]:
    """Walk the SVG tree that Typst writes: groups, glyph references, rules."""
    for child in element:
        if child.tag == f"{_SVG}defs":
            continue
        here = _transform(child.get("transform", "")) + place
        if child.tag == f"{_SVG}use":
            shift = Affine2D().translate(float(child.get("x", 0)), float(child.get("y", 0)))
            path = parse(glyphs[child.get(_HREF, "").removeprefix("#")])
            if len(np.asarray(path.vertices)):
                yield Piece((shift + here).transform_path(path), child.get("fill", "").upper())
        elif child.tag == f"{_SVG}path":
            path, width = here.transform_path(parse(child.get("d", ""))), float(child.get("stroke-width", 0))
            if child.get("fill", "none") != "none":
                yield Piece(path, child.get("fill", "").upper())
            elif width:
                yield Piece(path, child.get("stroke", "").upper(), width)
        else:
            yield from _pieces(child, here, glyphs)


def _transform(text: str) -> Affine2D:
    """Read an SVG ``matrix(…)`` or ``translate(…)``; anything else moves nothing."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]
    if text.startswith("matrix"):
        return Affine2D.from_values(*numbers)
    if text.startswith("translate"):
        return Affine2D().translate(numbers[0], numbers[1] if len(numbers) > 1 else 0.0)
    return Affine2D()


def parse(d: str) -> Path:
    """Return the path described by the SVG commands M L H V Q C Z, in upper or lower case.

    >>> parse("M 1 1h 2v 2Z").vertices.tolist()
    [[1.0, 1.0], [3.0, 1.0], [3.0, 3.0], [1.0, 1.0]]
    """
    vertices: list[np.ndarray] = []
    codes: list[int] = []
    here = start = np.zeros(2)
    for letter, arguments in re.findall(r"([A-Za-z])([^A-Za-z]*)", d):
        kind, numbers = letter.upper(), [float(number) for number in re.findall(r"-?[\d.]+", arguments)]
        if kind not in "HV" and kind not in _CODES:
            raise BuildError(f"expected an SVG path command that Typst writes, got '{letter}'")
        pairs = 1 if kind in "HV" else len(_CODES[kind])
        taken = {"H": 1, "V": 1, "Z": 0}.get(kind, 2 * pairs)
        for first in range(0, max(1, len(numbers)), max(1, taken)):  # one command letter may cover several
            given = numbers[first : first + taken]
            origin = here if letter.islower() else np.zeros(2)
            if kind == "Z":
                points = start[None]
            elif kind in "HV":
                points = here[None].copy()
                axis = "HV".index(kind)
                points[0, axis] = given[0] + origin[axis]
            else:
                points = np.reshape(given, (-1, 2)) + origin
            if kind == "M" and codes and codes[-1] == Path.MOVETO:
                vertices.pop()  # a trailing move would count as ink
                codes.pop()
            vertices.extend(points)
            codes.extend(int(code) for code in _CODES["L" if kind in "HV" else kind])
            here = points[-1]
            if kind == "M":
                start = here
    return Path(np.reshape(vertices, (-1, 2)), codes)
