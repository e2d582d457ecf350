"""The three looks of a slide figure: dark (the lecture's black slides), light, and print.

Set3's pastels are made for black. On white each has one darker shade of the same hue, `Theme.shades`, with a
contrast of at least 4.5 : 1 against the paper (WCAG's threshold for text). The shades for print can also be told
apart without colour: neighbours differ in lightness. No figure relies on that alone: marks differ in shape, lines
in dash, and both have labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ebviz.errors import UsageError, nearest
from ebviz.style.palette import COLOURS, colour

DATA = ("*.mplstyle",)  # counted with the code
DATA = ("*.mplstyle",)  # counted with the code
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Theme:
    """One look.

    Parameters
    ----------
    name : "dark", "light" or "print"; also that of its ``.mplstyle`` file.
    shades : palette name → hex colour on this paper; all others keep the palette's.
    energy_map, heat_map : matplotlib colour maps for energies, in 3-D plots and in views from above.
    x_map : the colour map of the observed x, and the positions on it of x = 0 and 1.
    """

    name: str
    shades: Mapping[str, str]
    energy_map: str = "coolwarm"
    heat_map: str = "viridis"
    x_map: tuple[str, float, float] = ("rainbow", 0.0, 1.0)

    def __call__(self, name: str) -> str:
        """Return the hex colour, on this paper, of a palette name, a symbol, or the hex of a palette colour.

        Raises `UsageError` for anything else.

        >>> theme("dark")("tilde(y)"), theme("light")("tilde(y)"), theme("light")("#BC80BD")
        ('#BC80BD', '#8A3F8F', '#8A3F8F')
        """
        if name in self.shades:
            return self.shades[name]
        given = colour(name)
        return next(
            (self.shades[key] for key, hue in COLOURS.items() if hue == given and key in self.shades), given
        )

    @property
    def paper(self) -> str:
        """The background."""
        return self("black")

    @property
    def ink(self) -> str:
        """The colour of whatever has none of its own: letters, the lines through zero."""
        return self("white")

    @property
    def style_files(self) -> tuple[Path, Path]:
        """The matplotlib style sheets: the one shared by all themes, and this theme's colours."""
        return FOLDER / "house.mplstyle", FOLDER / f"{self.name}.mplstyle"

    def condition(self, x: np.ndarray) -> np.ndarray:
        """Return the colours (N, 4) of values (N,) of the observed x in [0, 1]."""
        import matplotlib as mpl

        name, low, high = self.x_map
        return np.asarray(mpl.colormaps[name](low + (high - low) * np.asarray(x)))

    @contextmanager
    def context(self) -> Iterator[None]:
        """Draw in this look: a matplotlib style context on the library's defaults, ignoring the user's files."""
        import matplotlib.style

        from ebviz.style.fonts import register

        register()
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

_ON_WHITE = ("plasma", 0.0, 0.78)  # the part that is not too pale

THEMES = {
    theme.name: theme
    for theme in (
        Theme("dark", {}),
        Theme("light", _LIGHT, x_map=_ON_WHITE),
        Theme("print", _PRINT, x_map=_ON_WHITE),
    )
}


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
