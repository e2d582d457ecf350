"""Font files: what is in them, and where this machine keeps its own."""

from __future__ import annotations

import functools
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
OUTLINES = ("glyf", "CFF ", "CFF2")  # tables of letters' shapes
COLOURED = ("CBDT", "sbix", "COLR", "SVG ")  # tables of pictures, which no outline comes from
NAMES = (16, 1)  # of families, in the table of names: the one that all weights share first
SLANTED, TYPOGRAPHIC = 1 | 1 << 9, 1 << 7  # italic or oblique; its typographic measures are to be used
NORMAL_WIDTH = 5


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font: where it lies, and what it is called.

    Parameters
    ----------
    path, number : the file, and the face's place in it where it holds several.
    families : the names of the family, the first of which all its weights share.
    weight : from 100 to 1000; 400 is regular, 700 bold. width : from 1 to 9; 5 is normal.
    """

    path: Path
    number: int
    families: tuple[str, ...]
    weight: int
    italic: bool
    width: int

    @property
    def family(self) -> str:
        """The name that all weights of the family share."""
        return self.families[0]

    @property
    def letters(self) -> frozenset[str]:
        """All letters that the face has."""
        return letters_in(self.path, self.number)

    @property
    def ascent(self) -> float:
        """How far its letters may rise above the baseline, in units of the size, as Pango sets lines by."""
        return _ascent(self.path, self.number)

    def is_called(self, family: str) -> bool:
        """Is that the name of its family? Capitals and spaces do not matter, as in fontconfig."""
        return any(plain(name) == plain(family) for name in self.families)


def plain(family: str) -> str:
    """Return a family's name as it is compared.

    >>> plain("DejaVu Sans") == plain("dejavu sans")
    True
    """
    return family.casefold().replace(" ", "")


def nearest_face(faces: Iterable[Face], weight: int = 400, italic: bool = False) -> Face:
    """Return the face closest to what is wanted: its width first, then its slant, its weight."""
    return min(
        faces,
        key=lambda face: (
            abs(face.width - NORMAL_WIDTH),
            face.italic != italic,
            abs(face.weight - weight),
            str(face.path),
            face.number,
        ),
    )


@functools.cache
def faces_in(path: Path) -> tuple[Face, ...]:
    """Return the faces of a font file whose letters have outlines; none if it cannot be read."""
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.sfnt import readTTCHeader

    found = []
    with (
        _quiet(),
        suppress(Exception),
    ):  # whatever may be wrong with somebody's file, it is no font to draw with
        with path.open("rb") as file:
            count = readTTCHeader(file).numFonts if file.read(4) == b"ttcf" and not file.seek(0) else 1
        for number in range(count):
            with TTFont(path, fontNumber=number, lazy=True) as font:
                if any(table in font for table in OUTLINES) and not any(table in font for table in COLOURED):
                    found.append(_face(path, number, font))
    return tuple(found)


def _face(path: Path, number: int, font: TTFont) -> Face:
    names = [font["name"].getDebugName(kind) for kind in NAMES]
    families = tuple(dict.fromkeys(name for name in names if name))
    if not families:
        raise ValueError("a font without a name")
    about = font["OS/2"]
    return Face(
        path, number, families, about.usWeightClass, bool(about.fsSelection & SLANTED), about.usWidthClass
    )


@functools.cache
def letters_in(path: Path, number: int = 0) -> frozenset[str]:
    """Return all letters of a face of a font file, without what else it would take a while to read."""
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=number, lazy=True) as font:
        return frozenset(chr(code) for code in font.getBestCmap() or {})


@functools.cache
def _ascent(path: Path, number: int) -> float:
    from fontTools.ttLib import TTFont

    with _quiet(), TTFont(path, fontNumber=number, lazy=True) as font:
        own, other = font["hhea"].ascent, font["OS/2"].sTypoAscender
        typographic = font["OS/2"].fsSelection & TYPOGRAPHIC or not (own or font["hhea"].descent)
        return (other if typographic else own) / font["head"].unitsPerEm


@contextmanager
def _quiet() -> Iterator[None]:
    """Within the block, a font's small faults, such as an odd date, are nobody's business."""
    log = logging.getLogger("fontTools")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


@functools.cache
def comes_with_matplotlib() -> tuple[Path, ...]:
    """Return the font files that every installation of matplotlib has."""
    from matplotlib import get_data_path

    return tuple(sorted(Path(get_data_path(), "fonts", "ttf").glob("*.ttf")))


@functools.cache
def of_this_machine() -> tuple[Path, ...]:
    """Return the font files in the folders where systems and their users keep them."""
    found, seen = set(), set()
    for place in folders():
        for folder, below, names in os.walk(place, followlinks=True):
            if (real := os.path.realpath(folder)) in seen:
                below.clear()
                continue
            seen.add(real)
            found |= {Path(folder, name) for name in names if name.lower().endswith(ENDINGS)}
    return tuple(sorted(found))


def folders() -> list[Path]:
    """Return the folders where this machine keeps fonts, its users' own first."""
    home = Path.home()
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    own = os.environ.get("XDG_DATA_HOME") or str(home / ".local" / "share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    data = [Path(place) for place in (own, *shared.split(":"), f"{sys.prefix}/share") if place]
    return [home / ".fonts", *(place / "fonts" for place in data), *(place / "X11/fonts" for place in data)]
