"""Formulas as SVG that goes into a page: outlines, so that no font is needed, in colours that follow the look."""

from __future__ import annotations

import html
from dataclasses import dataclass

from matplotlib.path import Path

from ebviz.plot.formula import Outline, words
from ebviz.style.palette import LECTURE

UNITS = 1000  # of an SVG to the em
_LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}
_NAMES = {hue: name for name, hue in LECTURE.items()}


@dataclass(frozen=True, slots=True)
class Set:
    """A formula that is set: its SVG, and how it is read aloud."""

    svg: str
    said: str

    def document(self) -> dict[str, str]:
        """Return it as JSON has it."""
        return {"svg": self.svg, "said": self.said}


def typeset(source: str, said: str) -> Set:
    """Set running text with mathematics between dollar signs; its SVG stands on the line of the words around it.

    >>> typeset("$z$", "the latent z").svg.partition(" viewBox")[0]
    '<svg class="formula"'
    """
    outline = words(source)
    left, bottom, right, top = outline.box
    box = " ".join(f"{round(UNITS * part)}" for part in (left, -top, right - left, top - bottom))
    style = f"width:{right - left:.3f}em;height:{top - bottom:.3f}em;vertical-align:{bottom:.3f}em"
    svg = f'<svg class="formula" viewBox="{box}" style="{style}" role="img" aria-label="{html.escape(said)}">'
    return Set(svg + "".join(_paths(outline)) + "</svg>", said)


def _paths(outline: Outline) -> list[str]:
    found = []
    for piece in outline.pieces:
        hue = f"var(--{_NAMES[piece.colour]})" if piece.colour in _NAMES else piece.colour
        if piece.width:
            paint = f'fill="none" stroke="{hue}" stroke-width="{UNITS * piece.width:.0f}"'
        else:
            paint = f'fill="{hue}"'
        found.append(f'<path {paint} d="{as_d(piece.path)}"/>')
    return found


def as_d(path: Path) -> str:
    """Return a path as SVG has it, y down, in thousandths.

    >>> as_d(Path([[0, 0], [1, 0.5]]))
    'M0 0L1000-500'
    """
    out = []
    for points, code in path.iter_segments(curves=True, simplify=False):
        numbers = "" if code == Path.CLOSEPOLY else _numbers([float(n) for n in points])
        out.append(f"{_LETTERS[Path.code_type(code)]}{numbers}")
    return "".join(out)


def _numbers(points: list[float]) -> str:
    """Return coordinates in thousandths, y turned down, with as few signs between them as SVG needs."""
    found = [round(UNITS * (-n if side % 2 else n)) for side, n in enumerate(points)]
    return "".join(f"{n}" if n < 0 or not at else f" {n}" for at, n in enumerate(found))
