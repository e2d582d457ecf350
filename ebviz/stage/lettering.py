"""Manim's own texts in fonts that have every letter: `Text`, `MarkupText`, and what is made of them, such as `Code`.

Pango would take any font that it finds for one that is missing, and draw a box for a letter that none has, without
a word. Here each stretch of text names its fonts: the house's or the one asked for, then those that lend what it
lacks. Pango sees no others, whatever the machine has.
"""

from __future__ import annotations

import copy
import ctypes
import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from unicodedata import bidirectional
from xml.sax.saxutils import escape

import manimpango
from manim import config
from manim.constants import START_X, START_Y
from manim.mobject.text.text_mobject import TEXT2SVG_ADJUSTMENT_FACTOR, MarkupText, Text
from manimpango import PangoUtils, TextSetting, cmanimpango

from ebviz.style import fonts, lending
from ebviz.style.faces import Face, plain
from ebviz.style.letters import clusters, drawn, has

FROM_THE_RIGHT = ("R", "AL", "RLE", "RLO", "RLI")
UNALIGNED = -1  # width of a page whose lines begin where they are put, and do not end
WIDE = 8
PIXELS = 96 / 72  # per point, in Pango
_TAG = re.compile(r"(<[^>]*>)")
_FAMILY = re.compile(r"""\b(font_family|face|font_desc|font)\s*=\s*(["'])(.*?)\2""")
_settings, _hash = Text._text2settings, Text._text2hash
_drawn, _drawn_markup = Text._text2svg, MarkupText._text2svg
_seen: set[str] = set()  # font files that Pango's present map of fonts knows beside the house's


def install() -> None:
    """Have Manim's texts drawn so. Once per process is enough."""
    listed = {"font_list": staticmethod(_Everything)}
    for name, ours in {
        "_text2settings": _lettered,
        "_text2hash": _named,
        "_text2svg": _whole,
        **listed,
    }.items():
        setattr(Text, name, ours)
    for name, ours in {"_text2svg": _lettered_markup, **listed}.items():
        setattr(MarkupText, name, ours)


class _Everything(list):
    """Stands for the list of fonts where Manim looks before it warns: whether one is there is seen later."""

    def __contains__(self, family: object) -> bool:
        return True


# ------------------------------------------------------------------------------------------------------- texts


def _lettered(text: Text, colour: Any) -> list[TextSetting]:
    """Return the stretches of a text, each with fonts that have its letters, those of a line on one baseline."""
    stretches = [part for setting in _settings(text, colour) for part in _stretches(setting, text.text)]
    highest: dict[int, float] = {}
    for stretch, ascent in stretches:
        highest[stretch.line_num] = max(ascent, highest.get(stretch.line_num, 0.0))
    for stretch, ascent in stretches:
        lower = (highest[stretch.line_num] - ascent) * text._font_size * PIXELS / text.line_spacing
        if lower:
            stretch.line_num = _Level(stretch.line_num, lower)
    return [stretch for stretch, _ in stretches]


class _Level(float):
    """The number of a line, for a stretch that is drawn somewhat lower: Manim puts stretches next to each other by
    their upper edges, which are higher above the baseline in some fonts.
    """

    def __new__(cls, line: int, lower: float) -> _Level:
        made = super().__new__(cls, line + lower)
        made.line = line
        return made

    line: int

    def __eq__(self, other: object) -> bool:
        return self.line == getattr(other, "line", other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__


def _named(text: Text, colour: Any) -> str:
    """Return the name of a text's file, by its fonts as well."""
    families = [setting.font for setting in text._text2settings(colour)]
    return hashlib.sha256(f"{_hash(text, colour)}{families}".encode()).hexdigest()[:16]


def _whole(text: Text, colour: Any) -> str:
    """Draw a text and return the file.

    Manim moves a line that runs from the right to the edge of its page and beyond, where letters are lost.
    """
    if not any(bidirectional(letter) in FROM_THE_RIGHT for letter in text.text):
        return _drawn(text, colour)
    folder = config.get_dir("text_dir")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{text._text2hash(colour)}.svg"
    sizes = text._font_size / TEXT2SVG_ADJUSTMENT_FACTOR, text.line_spacing / TEXT2SVG_ADJUSTMENT_FACTOR
    if not path.exists():
        page = WIDE * config.pixel_width, config.pixel_height
        settings, ligatures = text._text2settings(colour), text.disable_ligatures
        place = str(path.resolve()), START_X, START_Y, *page
        manimpango.text2svg(settings, *sizes, ligatures, *place, text.text, pango_width=UNALIGNED)
    return str(path.resolve())


def _stretches(setting: TextSetting, text: str) -> Iterator[tuple[TextSetting, float]]:
    """Yield the parts of a stretch that are drawn with the same fonts, with their heights above the baseline."""
    weight, italic = PangoUtils.str2weight(setting.weight).value, setting.slant != "NORMAL"
    faces = _asked(setting.font, weight, italic)
    faces = lending.together(text[setting.start : setting.end], faces, weight, italic)
    _show(faces)
    start = setting.start
    for first, part in _runs(text[setting.start : setting.end], faces):
        stretch = copy.copy(setting)
        stretch.font, stretch.start, stretch.end = _list([first, *faces]), start, start + len(part)
        start = stretch.end
        taken = {
            next((f for f in (first, *faces) if letter in f.letters), first)
            for letter in part
            if drawn(letter)
        }
        yield stretch, max(face.ascent for face in taken or {first})


def _asked(families: str, weight: int, italic: bool) -> list[Face]:
    also = [Path(font.path) for font in manimpango.registered_fonts]
    return lending.asked(families.split(","), weight, italic, also)


def _runs(words: str, faces: Sequence[Face]) -> list[tuple[Face, str]]:
    """Split a text where a letter and its marks would otherwise come from two fonts: (first face to try, part)."""
    runs: list[tuple[Face, str]] = []
    for part in clusters(words):
        first = faces[0]
        if len(part) > 1:
            whole = next((face for face in faces if has(face.letters, part)), first)
            if any(next((f for f in faces if letter in f.letters), whole) is not whole for letter in part):
                first = whole
        if runs and runs[-1][0] is first:
            runs[-1] = first, runs[-1][1] + part
        else:
            runs.append((first, part))
    return runs or [(faces[0], words)]


def _list(faces: Sequence[Face]) -> str:
    return ",".join(dict.fromkeys(face.family for face in faces))


# ------------------------------------------------------------------------------------------------------ markup


def _lettered_markup(text: MarkupText, colour: Any) -> str:
    """Draw marked-up text with fonts that have its letters; return the file."""
    weight, italic = PangoUtils.str2weight(text.weight).value, text.slant != "NORMAL"
    pieces = _TAG.split(text.text.replace("<tt>", '<span face="monospace">').replace("</tt>", "</span>"))
    base = _asked(text.font, weight, italic)
    within = list(_within(pieces, base, weight, italic))
    lent: dict[Face, None] = {}
    for piece, faces in zip(pieces, within, strict=True):
        if not piece.startswith("<"):
            more = lending.together(html.unescape(piece), faces, weight, italic)
            lent |= dict.fromkeys(more[len(faces) :])
    _show(sibling for face in (*chain(*within), *lent) for sibling in lending.siblings(face))
    before = text.text, text.font
    text.font = _list([*base, *lent])
    text.text = "".join(_marked(*both, tuple(lent)) for both in zip(pieces, within, strict=True))
    try:
        return _drawn_markup(text, colour)
    finally:
        text.text, text.font = before


def _within(pieces: Sequence[str], base: list[Face], weight: int, italic: bool) -> Iterator[list[Face]]:
    """Yield the faces asked for at each piece of markup: for a tag, those inside it."""
    open_: list[list[Face]] = [base]
    for piece in pieces:
        if piece.startswith("</") and len(open_) > 1:
            open_.pop()
        elif piece.startswith("<") and not piece.startswith("</") and not piece.endswith("/>"):
            wanted = _FAMILY.search(piece)
            open_.append(_asked(_family(wanted)[0], weight, italic) if wanted else open_[-1])
        yield open_[-1]


def _family(wanted: re.Match[str]) -> tuple[str, str]:
    """Split the value of an attribute that names a font: families, and what else a description says ("bold 12")."""
    words = html.unescape(wanted[3]).split(" ")
    if wanted[1] in ("font", "font_desc"):
        known = {plain(name) for name in (*lending.known(), *lending.GENERIC)}
        for count in range(len(words), 0, -1):
            if plain(" ".join(words[:count])).rstrip(",") in known:
                return " ".join(words[:count]).rstrip(","), " ".join(words[count:])
    return " ".join(words), ""


def _marked(piece: str, faces: Sequence[Face], lent: Sequence[Face]) -> str:
    """Return a piece of markup with its fonts named in full."""
    if not piece.startswith("<"):
        all_ = [*faces, *lent]
        runs = _runs(html.unescape(piece), all_)
        spans = (
            f'<span face="{_quoted(_list([first, *all_]))}">{escape(part)}</span>' for first, part in runs
        )
        return piece if len(runs) == 1 else "".join(spans)
    wanted = _FAMILY.search(piece)
    if piece.startswith("</") or wanted is None:
        return piece
    rest = _family(wanted)[1]
    value = _quoted(_list([*faces, *lent]) + (f" {rest}" if rest else ""))
    return f"{piece[: wanted.start(3)]}{value}{piece[wanted.end(3) :]}"


def _quoted(value: str) -> str:
    return escape(value, {'"': "&quot;", "'": "&apos;"})


# ------------------------------------------------------------------------------------------------------- Pango


def _show(faces: Iterable[Face]) -> None:
    """Let Pango see the files of faces; its map of fonts is made anew if others are registered than before."""
    there = {font.path for font in manimpango.registered_fonts}
    for path in {str(face.path) for face in faces if face.path not in fonts.FILES.values()} - there:
        manimpango.register_font(path)
    now = {font.path for font in manimpango.registered_fonts}
    if now != _seen:
        _pango().pango_cairo_font_map_set_default(None)
        _seen.clear()
        _seen.update(now)


@cache
def _pango() -> ctypes.CDLL:
    """Return Pango as ManimPango has loaded it, which itself does not tell it of fonts that were registered."""
    return ctypes.CDLL(cmanimpango.__file__)
