"""The looks of a page: the house's colours as variables of CSS, its colour maps as tables, its letters, its emoji."""

from __future__ import annotations

import base64
import functools
import io
import logging
from typing import Any

import numpy as np
from fontTools import subset
from fontTools.ttLib import TTFont

from ebviz.style import fonts, maps, palette
from ebviz.style.palette import LECTURE
from ebviz.style.themes import THEMES, Theme

DATA = ("../style/emoji/*.svg",)  # files that count as code
EMOJI = fonts.FOLDER.parent / "emoji"
LOOKS = ("dark", "light", "colourblind")
LETTERS = "".join(map(chr, range(32, 127))) + "·×−–—’‘“”…°±≤≥→∞αβγθλμπσφž′₀₁₂₃äöüß½²√"
WEIGHTS = {"regular": 400, "bold": 700}
logging.getLogger("fontTools.ttLib.tables._h_e_a_d").setLevel(logging.ERROR)  # of when Lato was made


def looks() -> dict[str, Any]:
    """Return the looks by name, as JSON has them."""
    return {name: _look(THEMES[name]) for name in LOOKS}


def _look(theme: Theme) -> dict[str, Any]:
    marks = {name: theme.on_map(name) for name in LECTURE}
    return {
        "colours": {name: theme(name) for name in LECTURE},
        "marks": {**marks, "rim": theme.map_rim},
        "maps": {"energy": table(theme.energy_map), "other": table(theme.other_map)},
    }


def table(name: str) -> str:
    """Return a colour map as 256 colours in one string of hexadecimal digits."""
    return np.rint(maps.table(name) * 255).astype(np.uint8).tobytes().hex()


def emoji(name: str) -> str:
    """Return the address, with all of it inside, of one of the lecture's emoji."""
    svg = (EMOJI / f"{name}.svg").read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"


@functools.cache
def letters(text: str = "") -> str:
    """Return the rules of CSS that bring Lato, as far as a page and ``text`` need it."""
    return "".join(_face(weight, value, text) for weight, value in WEIGHTS.items())


def _face(weight: str, value: int, text: str) -> str:
    font = TTFont(fonts.FILES[weight], recalcTimestamp=False)
    wanted = subset.Options(flavor="woff", hinting=False, notdef_outline=True, layout_features=["kern"])
    cut = subset.Subsetter(wanted)
    cut.populate(text=LETTERS + text)
    cut.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    data = base64.b64encode(out.getvalue()).decode()
    source = f'url(data:font/woff;base64,{data}) format("woff")'
    return f"@font-face{{font-family:Lato;font-weight:{value};src:{source}}}\n"


def hue(symbol: str) -> str:
    """Return the palette name of a symbol's colour, which every look has.

    >>> hue("beta")
    'yellow'
    """
    return palette.hue_of(symbol)
