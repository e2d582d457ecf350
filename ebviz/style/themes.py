"""The looks of films and slide figures: dark (the lecture's black slides), light, print, and colourblind.

A figure is handed its theme. A film wears one (`wearing`): within it, the palette's names have the theme's shades.

Set3's pastels are made for black. On white each has one darker shade of the same hue, `Theme.shades`, with a
contrast of at least 4.5 : 1 against the paper (WCAG's threshold for text). The shades for print can also be told
apart without colour: neighbours differ in lightness. No figure relies on that alone: marks differ in shape, lines
in dash, and both have labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ebviz.errors import UsageError, nearest
from ebviz.style import maps
from ebviz.style.palette import LECTURE, hue_of, shaded, unknown

DATA = ("*.mplstyle",)  # counted with the code
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Theme:
    """One look.

    Parameters
    ----------
    name : "dark", "light", "print" or "colourblind"; also that of its ``.mplstyle`` file.
    shades : palette name → hex colour on this paper; all others keep the palette's.
    energy_map : the colour map (`maps`) of energies, from cold to hot, and of nothing else.
    other_map : that of what is no energy: weights, the ink of pictures.
    x_map : that of the observed x, from x = 0 to 1.
    marks_keep_shades : whether marks on an energy map have this paper's shades; where they do not, cold is dark
        whatever the paper, and they have the lecture's own hues.
    """

    name: str
    shades: Mapping[str, str]
    energy_map: str = "coolwarm"
    other_map: str = "viridis"
    x_map: str = "rainbow"
    marks_keep_shades: bool = False

    def __call__(self, name: str) -> str:
        """Return the hex colour, on this paper, of a palette name, a symbol, or the hex of a palette colour.

        Raises `UsageError` for anything else.

        >>> theme("dark")("tilde(y)"), theme("light")("tilde(y)"), theme("light")("#BC80BD")
        ('#BC80BD', '#8A3F8F', '#8A3F8F')
        """
        hue = _hue(name)
        return self.shades.get(hue) or LECTURE.get(hue, hue)

    @property
    def paper(self) -> str:
        """The background."""
        return self("black")

    @property
    def ink(self) -> str:
        """The colour of whatever has none of its own: letters, the lines through zero."""
        return self("white")

    def on_map(self, name: str) -> str:
        """Return the hex colour of a mark on an energy map, where the paper is hidden.

        >>> theme("light")("y"), theme("light").on_map("y")
        ('#1F6AA5', '#80B1D3')
        """
        return self(name) if self.marks_keep_shades else LECTURE.get(_hue(name), _hue(name))

    @property
    def map_rim(self) -> str:
        """The rim around marks on an energy map, which sets them off from it."""
        return self.paper if self.marks_keep_shades else LECTURE["black"]

    @property
    def style_files(self) -> tuple[Path, Path]:
        """The matplotlib style sheets: the one shared by all themes, and this theme's colours."""
        return FOLDER / "house.mplstyle", FOLDER / f"{self.name}.mplstyle"

    def condition(self, x: np.ndarray) -> np.ndarray:
        """Return the colours (N, 4) of values (N,) of the observed x in [0, 1]."""
        return np.asarray(maps.colour_map(self.x_map)(np.asarray(x, float)))

    @contextmanager
    def context(self) -> Iterator[None]:
        """Draw in this look: a matplotlib style context on the library's defaults, ignoring the user's files."""
        import matplotlib.style

        from ebviz.style.fonts import register

        register()
        maps.register()
        with matplotlib.style.context([str(path) for path in self.style_files], after_reset=True):
            yield


_LIGHT = {
    "pink": "#B03A80",
    "blue": "#1F6AA5",
    "orange": "#A85A00",
    "green": "#4B7A0F",
    "violet": "#8A3F8F",
    "red": "#C23B2B",
    "aqua": "#14766A",
    "lavender": "#5E569E",
    "yellow": "#7D6B00",
    "grey": "#4A4A4A",
    "mint": "#3A7A3C",
    "gold": "#866400",
    "white": "#1A1A1A",
    "black": "#FFFFFF",
    "observed": "#E3E3E3",
    "arrow": "#333333",
    "frame": "#555555",
    "grid": "#BDBDBD",
    "note": "#666666",
}

_PRINT = {
    **_LIGHT,
    "pink": "#A8447F",
    "blue": "#12406B",
    "orange": "#AD5F0A",
    "green": "#3F6610",
    "violet": "#96559A",
    "red": "#B0311F",
    "aqua": "#0F5F56",
    "lavender": "#5A5494",
    "yellow": "#76660A",
    "white": "#000000",
    "arrow": "#000000",
    "frame": "#333333",
    "note": "#4A4A4A",
}

# Okabe and Ito's hues, their blue lightened on black; tints of green and blue serve where a hue is needed twice.
_COLOURBLIND = {
    "pink": "#FAC9DA",
    "blue": "#82CAFF",
    "orange": "#E69F00",
    "green": "#009E73",
    "violet": "#BF73A1",
    "red": "#D45E00",
    "aqua": "#A1C698",
    "lavender": "#8D94E1",
    "yellow": "#E0F252",
}

THEMES = {
    theme.name: theme
    for theme in (
        Theme("dark", {}),
        Theme("light", _LIGHT, x_map=maps.RAINBOW_ON_WHITE),
        Theme(
            "print",
            _PRINT,
            energy_map=maps.COLD_TO_HOT_IN_PRINT,
            x_map=maps.RAINBOW_ON_WHITE,
            marks_keep_shades=True,
        ),
        Theme(
            "colourblind",
            _COLOURBLIND,
            energy_map="cividis",
            other_map="magma",
            x_map="viridis",
            marks_keep_shades=True,
        ),
    )
}
_worn: ContextVar[Theme] = ContextVar("theme", default=THEMES["dark"])


def theme(name: str) -> Theme:
    """Return a theme by name; raise `UsageError`, suggesting the nearest name, if there is none.

    >>> theme("print").paper
    '#FFFFFF'
    """
    if name not in THEMES:
        raise UsageError(
            f"unknown theme '{name}': expected one of {', '.join(THEMES)}{nearest(name, THEMES)}"
        )
    return THEMES[name]


def worn() -> Theme:
    """Return the theme that is worn: dark, outside of every `wearing`."""
    return _worn.get()


@contextmanager
def wearing(look: str | Theme) -> Iterator[Theme]:
    """Within the block, the palette's names and the colour maps' roles are those of a theme, which is returned.

    >>> from ebviz.style.palette import COLOURS
    >>> with wearing("print"):
    ...     COLOURS["white"]
    '#000000'
    """
    look = theme(look) if isinstance(look, str) else look
    token = _worn.set(look)
    try:
        with shaded(look.shades):
            yield look
    finally:
        _worn.reset(token)


def _hue(name: str) -> str:
    """Return the palette name behind a palette name, a symbol or a palette colour's hex; another hex as it is."""
    if name in LECTURE:
        return name
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", name):
        return next((key for key, hue in LECTURE.items() if hue == name.upper()), name.upper())
    try:
        return hue_of(name)
    except KeyError:
        raise unknown(name) from None
