"""A figure's texts in fonts that have every letter.

matplotlib draws a box for a letter that a text's fonts lack, and another font for one that is not there, and warns.
Here every text is looked at once it is known, tick labels as well: what it lacks is lent, what nobody has is refused.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.cbook import is_math_text
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, font_family_aliases, fontManager, weight_dict
from matplotlib.table import Table
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from ebviz.errors import BuildError, clipped
from ebviz.style import lending
from ebviz.style.faces import Face, faces_in
from ebviz.style.letters import missing, named

_BOX = re.compile(r"Glyph (\d+) .*missing from font")
_SIGN = re.compile(r"does not have a glyph for .*\[U\+([0-9a-f]+)\]")
_FORMULA = re.compile(r"(?<!\\)\$.*?(?<!\\)\$", re.DOTALL)
_no_signs: set[str] = set()  # matplotlib says only once that its formulas lack a letter


def complete(fig: Figure, letters: Letters) -> bool:
    """Give each text of a figure that was drawn fonts that have its letters; return whether any had to be given.

    ``letters`` is what matplotlib said of them meanwhile (`heard`).

    Raises
    ------
    BuildError
        No font here has a letter, or there is no font that is asked for.
    """
    texts = [text for text in _texts(fig) if text.get_text() and text.get_visible()]
    given = False
    for text in texts:
        words = text.get_text()
        if families := _families(text.get_fontproperties(), words, bool(is_math_text(words))):
            text.set_fontfamily(families)
            given = True
    refuse([letter for letter in letters.boxes if not any(letter in text.get_text() for text in texts)])
    _refuse_in_formulas([text.get_text() for text in texts if is_math_text(text.get_text())], letters.signs)
    return given


def _texts(fig: Figure) -> Iterator[Text]:
    for artist in fig.findobj(lambda part: isinstance(part, Text | Table)):
        if isinstance(artist, Text):
            yield artist
        elif isinstance(artist, Table):  # which does not count its cells' texts among its parts
            yield from (cell.get_text() for cell in artist.get_celld().values())


def refuse(letters: list[str]) -> None:
    """Raise :class:`BuildError` that names letters, if there are any."""
    if letters:
        raise BuildError(f"no font of the figure draws {named(letters)}")


def _refuse_in_formulas(texts: list[str], signs: list[str]) -> None:
    """Refuse letters that formulas lack: ``signs`` are those that matplotlib has told of, which it does only once."""
    inside = "".join(formula for text in texts for formula in _FORMULA.findall(text))
    beside = "".join(_FORMULA.sub("", text) for text in texts)
    lacking = [letter for letter in signs if letter in inside or letter not in beside]
    lacking += [letter for letter in inside if letter in _no_signs]
    if lacking:
        _no_signs.update(lacking)
        line = "write it outside of the dollar signs, or in a label"
        raise BuildError(f"matplotlib's formulas have no {named(lacking)}; {line}")


@contextmanager
def texts_as_paths() -> Iterator[None]:
    """Within the block, paths made of a text (`TextPath`) are made in fonts that have its letters."""
    plain = TextToPath.get_text_path

    def get_text_path(
        self: TextToPath, prop: FontProperties, s: str, ismath: Any = False, **rest: Any
    ) -> Any:
        font = prop.copy()
        if families := _families(font, s, bool(ismath)):
            font.set_family(families)
        return plain(self, font, s, ismath, **rest)

    TextToPath.get_text_path = get_text_path  # type: ignore[method-assign]
    try:
        yield
    finally:
        TextToPath.get_text_path = plain  # type: ignore[method-assign]


def _families(font: FontProperties, text: str, formula: bool) -> list[str]:
    """Return the families that a text needs for its letters, [] if its own have them all."""
    weight, italic = _weight(font), font.get_style() != "normal"
    faces = _asked(font, weight, italic)
    _known(faces)
    if not formula:
        lacking = lending.lacking(text, faces)
    elif lacking := missing(words := _FORMULA.sub("", text), faces[0].letters):
        lacking = [words]  # beside a formula matplotlib draws with one font only: it must have all of them
    if not lacking:
        return []
    if font.get_file() is not None:
        raise BuildError(f"font file '{Path(str(font.get_file())).name}' does not have {named(lacking)}")
    lent = lending.lent(lacking, faces, weight, italic)
    if formula and len(lent) > 1:
        raise BuildError(
            f"no font has all letters of '{clipped(text)}', as matplotlib needs beside a formula"
        )
    _known(lent)
    return [face.family for face in (lent if formula else [*faces, *lent])]


def _asked(font: FontProperties, weight: int, italic: bool) -> list[Face]:
    if (file := font.get_file()) is not None:
        return list(faces_in(Path(str(file)))[:1]) or lending.asked([str(file)])
    families: list[str] = []
    styles: Any = mpl.rcParams
    for family in font.get_family():
        alias = {"sans": "sans-serif"}.get(family, family)
        choice = styles[f"font.{alias}"] if family in font_family_aliases else [family]
        families.append(next(filter(lending.there_is, choice), family))
    return lending.asked(families, weight, italic)


def _weight(font: FontProperties) -> int:
    weight = font.get_weight()
    return weight_dict[weight] if isinstance(weight, str) else int(weight)


def _known(faces: list[Face]) -> None:
    """Let matplotlib know font files, ahead of others of the same name."""
    ours = [str(face.path) for face in faces]
    listed = {font.fname for font in fontManager.ttflist}
    for path in ours:
        if path not in listed:
            fontManager.addfont(path)
            fontManager.ttflist.sort(key=lambda font: font.fname not in ours)


class Letters(logging.Handler):
    """Letters that matplotlib has drawn boxes for in texts, or other signs for in formulas."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.boxes: list[str] = []
        self.signs: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take in what is logged of formulas."""
        if found := _SIGN.search(record.getMessage()):
            self.signs.append(chr(int(found[1], 16)))


@contextmanager
def heard() -> Iterator[Letters]:
    """Within the block, collect what matplotlib says of letters instead of showing it."""
    letters = Letters()
    log = logging.getLogger("matplotlib.mathtext")
    level = log.level
    log.addHandler(letters)
    log.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield letters
    finally:
        log.removeHandler(letters)
        log.setLevel(level)
    for warning in caught:
        if found := _BOX.search(str(warning.message)):
            letters.boxes.append(chr(int(found[1])))
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
