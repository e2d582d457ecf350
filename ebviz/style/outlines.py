"""What Typst draws, read from the SVG that it writes: glyphs and rules, with their paths, places and colours.

Typst writes a small part of SVG: groups with a matrix, glyphs named once and used many times, and lines. What is
beyond that is refused, so that nothing is left out in silence.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np

from ebviz.errors import BuildError

COUNTS = {"M": 1, "L": 1, "H": 1, "V": 1, "Q": 2, "C": 3, "Z": 0}  # command → points that it adds
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?[\d.]+(?:e-?\d+)?")
_COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_HUE = re.compile(r"#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?|none")
_STILL = np.eye(2, 3)

Command = tuple[str, np.ndarray]
"""One of M L Q C Z, and the points (n, 2) that it adds; Z goes back to where its line began, and has that point."""


class BeyondTypstError(BuildError):
    """An SVG holds what Typst does not write for a formula."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One glyph or rule.

    Parameters
    ----------
    d : its path, as `commands` reads it. place : matrix (2, 3) that takes the path's points to the page, y down.
    fill, stroke : colour as Typst writes it, ``#rrggbb`` or ``#rrggbbaa``; empty for none.
    width : of the stroke, on the page. glyph : is it a letter, whose baseline is the path's y = 0?
    groups : ids of the groups it lies in, the outermost first.
    """

    d: str
    place: np.ndarray
    fill: str
    stroke: str
    width: float
    glyph: bool
    groups: tuple[str, ...]


def marks(root: ElementTree.Element) -> Iterator[Mark]:
    """Yield what is drawn, in the order of drawing; raise `BeyondTypstError` for what is not understood."""
    glyphs = {part.get("id", ""): part[0].get("d", "") for part in root.iter(f"{_SVG}symbol")}
    yield from _marks(root, _STILL, (), glyphs)


def _marks(
    parent: ElementTree.Element, place: np.ndarray, groups: tuple[str, ...], glyphs: Mapping[str, str]
) -> Iterator[Mark]:
    for element in parent:
        tag = element.tag.removeprefix(_SVG)
        here = place if (text := element.get("transform")) is None else _within(place, _matrix(text))
        if tag == "defs":
            continue
        if tag == "g":
            name = element.get("id")
            yield from _marks(element, here, groups if name is None else (*groups, name), glyphs)
        elif tag == "use":
            shift = np.array([[1, 0, float(element.get("x", 0))], [0, 1, float(element.get("y", 0))]])
            d = glyphs[element.get(_HREF, "").removeprefix("#")]
            yield Mark(d, _within(here, shift), _hue(element, "fill"), "", 0.0, True, groups)
        elif tag == "path":
            fill, stroke = _hue(element, "fill"), _hue(element, "stroke", "none")
            width = float(element.get("stroke-width", 1)) if stroke else 0.0
            width *= float(np.sqrt(abs(np.linalg.det(here[:, :2]))))
            yield Mark(element.get("d", ""), here, fill, stroke, width, False, groups)
        else:
            raise BeyondTypstError(f"expected an SVG element that Typst writes for formulas, got '{tag}'")


def _hue(element: ElementTree.Element, key: str, usual: str = "") -> str:
    text = element.get(key, usual)
    if not _HUE.fullmatch(text):
        raise BeyondTypstError(f"expected a colour, got {key}='{text}'")
    return "" if text == "none" else text


def _within(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """Return the matrix (2, 3) that applies ``inner`` first."""
    moved: np.ndarray = outer[:, :2] @ inner
    moved[:, 2] += outer[:, 2]
    return moved


def _matrix(text: str) -> np.ndarray:
    """Read an SVG ``matrix(…)``, ``translate(…)`` or ``scale(…)`` as a matrix (2, 3)."""
    numbers = [float(number) for number in _NUMBER.findall(text)]
    match text.partition("(")[0].strip(), numbers:
        case "matrix", [a, b, c, d, e, f]:
            return np.array([[a, c, e], [b, d, f]])
        case "translate", [x, *y]:
            return np.array([[1, 0, x], [0, 1, y[0] if y else 0]])
        case "scale", [x, *y]:
            return np.array([[x, 0, 0], [0, y[0] if y else x, 0]])
    raise BeyondTypstError(f"expected a matrix, a translation or a scale, got '{text}'")


@functools.lru_cache(maxsize=4096)
def commands(d: str) -> tuple[Command, ...]:
    """Return the path described by the SVG commands M L H V Q C Z, in upper or lower case, in absolute places.

    >>> [(letter, points.tolist()) for letter, points in commands("M 1 1h 2v 2Z")]
    [('M', [[1.0, 1.0]]), ('L', [[3.0, 1.0]]), ('L', [[3.0, 3.0]]), ('Z', [[1.0, 1.0]])]
    """
    found: list[Command] = []
    here = start = np.zeros(2)
    for letter, arguments in _COMMAND.findall(d):
        kind, numbers = letter.upper(), [float(number) for number in _NUMBER.findall(arguments)]
        if kind not in COUNTS:
            raise BeyondTypstError(f"expected an SVG path command that Typst writes, got '{letter}'")
        taken = 1 if kind in "HV" else 2 * COUNTS[kind]
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
            if kind == "M" and found and found[-1][0] == "M":
                found.pop()  # a move after which nothing is drawn
            found.append(("L" if kind in "HV" else kind, points))
            here = points[-1]
            if kind == "M":
                start = here
    return tuple(found)
