"""Small fonts, made for a test: what a machine has must not decide what a test finds."""

from __future__ import annotations

import logging
from itertools import cycle
from pathlib import Path

import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from ebviz.style import faces, lending

SHAPES = "ABDEFGHKLMNPRSTUVWXYZ"


def cast(folder: Path, family: str, letters: str, weight: int = 400) -> Path:
    """Write a font that draws each of ``letters`` as some capital of DejaVu Sans."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    source = next(path for path in faces.comes_with_matplotlib() if path.name == "DejaVuSans.ttf")
    font = TTFont(source)
    options = Options(notdef_outline=True, name_IDs=[1, 2, 4, 6], layout_features=[], glyph_names=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=SHAPES)
    subsetter.subset(font)
    glyphs = [font.getBestCmap()[ord(shape)] for shape in SHAPES]
    table = next(table for table in font["cmap"].tables if table.format == 12)
    table.cmap = {ord(letter): glyph for letter, glyph in zip(letters, cycle(glyphs), strict=False)}
    table.platformID, table.platEncID = 3, 10
    font["cmap"].tables = [table]
    style = "Regular" if weight == 400 else "Bold"
    for number, name in (
        (1, family),
        (2, style),
        (4, f"{family} {style}"),
        (6, f"{family.replace(' ', '')}-{style}"),
    ):
        font["name"].setName(name, number, 3, 1, 0x409)
        font["name"].removeNames(nameID=number, platformID=1)
    font["OS/2"].usWeightClass = weight
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{family.replace(' ', '')}-{weight}.ttf"
    font.save(path)
    return path


def machine(monkeypatch: pytest.MonkeyPatch, *files: Path) -> None:
    """Let these be all the fonts of this machine."""
    monkeypatch.setattr(lending, "of_this_machine", lambda: files)
    lending.known.cache_clear()
