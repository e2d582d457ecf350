"""One table of colours: every symbol has the same colour in formulas, legends, plots and diagrams.

`COLOURS` names the hues, `SYMBOLS` gives each symbol its colour. A symbol may be spelled in ASCII, Unicode or Typst:
`SYMBOLS["y_tilde"] == SYMBOLS["ỹ"] == SYMBOLS["tilde(y)"]`. Values are plain strings, which both Manim and
matplotlib take: the lecture's hues (ColorBrewer's Set3 on black), `LECTURE`, unless a theme is worn
(`themes.wearing`), which has its own shade of each. So look colours up where something is drawn, not on import.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from ebviz.errors import UsageError, nearest

LECTURE: Mapping[str, str] = {
    "pink": "#FCCDE5",
    "blue": "#80B1D3",
    "orange": "#FDB462",
    "green": "#B3DE69",
    "violet": "#BC80BD",
    "red": "#FB8072",
    "aqua": "#8DD3C7",
    "lavender": "#BEBADA",
    "yellow": "#FFFFB3",
    "grey": "#D9D9D9",
    "mint": "#CCEBC5",
    "gold": "#FFED6F",
    "white": "#FFFFFF",
    "black": "#000000",
    "observed": "#282828",  # inside an observed variable's circle
    "arrow": "#F0F0F0",  # connections in a diagram
    "frame": "#BCBCBC",  # frame of a plot
    "grid": "#B2B2B2",  # dashed grid of a plot
    "note": "#9A9A9A",  # small remarks: "from the X lecture", captions
}

_MARKS = {"\u0303": "tilde", "\u0302": "hat", "\u030c": "check", "\u2032": "prime"}
_LETTERS = {"𝒵": "cal(Z)", "ℒ": "cal(L)", "𝓛": "cal(L)", "ℓ": "ell", "∞": "oo", "ϵ": "epsilon", "ϑ": "theta"}


def _letter(letter: str) -> str:
    """Spell one Greek or script letter in ASCII; leave anything else as it is."""
    if letter in _LETTERS or len(letter) != 1:
        return _LETTERS.get(letter, letter)
    name = unicodedata.name(letter, "")
    greek = name.removeprefix("GREEK SMALL LETTER ")
    return greek.lower().replace("lamda", "lambda") if greek != name else letter


def canonical(symbol: str) -> str:
    """Return the spelling of a symbol by which `SYMBOLS` is keyed: the letter, then its accent.

    >>> [canonical(spelling) for spelling in ("ỹ", "tilde(y)", "y_tilde", "ž", "caron(z)", "y′", "y'", "β")]
    ['y_tilde', 'y_tilde', 'y_tilde', 'z_check', 'z_check', "y'", "y'", 'beta']
    """
    text = unicodedata.normalize("NFD", symbol.strip())
    mark = "".join(_MARKS[c] for c in text if c in _MARKS)
    letter = "".join(c for c in text if c not in _MARKS)
    letter = _letter(letter)
    if accent := re.fullmatch(r"(tilde|hat|caron|check)\((.+)\)", letter):
        mark, letter = accent[1].replace("caron", "check"), canonical(accent[2])
    if wrapped := re.fullmatch(r"(?:bold|upright|italic)\((.+)\)", letter):
        letter = canonical(wrapped[1])
    return letter + {"": "", "prime": "'"}.get(mark, f"_{mark}")


_shades: ContextVar[Mapping[str, str]] = ContextVar("shades", default={})  # noqa: B039  never written to


@contextmanager
def shaded(shades: Mapping[str, str]) -> Iterator[None]:
    """Within the block, colours named in ``shades`` (palette name → hex) are these and no longer the lecture's."""
    token = _shades.set(shades)
    try:
        yield
    finally:
        _shades.reset(token)


class _Colours(Mapping[str, str]):
    """The hex colour of each palette name, in the theme that is worn."""

    def __getitem__(self, name: str) -> str:
        return _shades.get().get(name) or LECTURE[name]

    def __iter__(self) -> Iterator[str]:
        return iter(LECTURE)

    def __len__(self) -> int:
        return len(LECTURE)


class _Symbols(Mapping[str, str]):
    """The hex colour of a symbol in any spelling that `canonical` knows, in the theme that is worn."""

    def __getitem__(self, symbol: str) -> str:
        return COLOURS[hue_of(symbol)]

    def __iter__(self) -> Iterator[str]:
        return iter(_HUES)

    def __len__(self) -> int:
        return len(_HUES)


_HUES: Mapping[str, str] = {
    name: hue
    for hue, names in {
        "pink": "x X",
        "blue": "y Y y_check Y_check z_check F F_tilde",
        "green": "y' h H h_tilde mu v",
        "violet": "y_tilde Y_tilde",
        "red": "y_hat Y_hat E C D R U V",
        "orange": "z Z z_tilde cal(Z) theta epsilon a A",
        "yellow": "beta",
        "aqua": "g G f cal(L) ell q",
        "mint": "w",
    }.items()
    for name in names.split()
}
COLOURS: Mapping[str, str] = _Colours()
SYMBOLS: Mapping[str, str] = _Symbols()


def hue_of(symbol: str) -> str:
    """Return the palette name of a symbol's colour; raise `KeyError` if it has none.

    >>> hue_of("ỹ")
    'violet'
    """
    if symbol in _HUES:
        return _HUES[symbol]
    return _HUES[canonical(symbol)]


def colour(name: str) -> str:
    """Return the hex colour of a palette name, a symbol in any spelling, or a hex colour itself.

    A name has the shade of the theme that is worn; a hex colour is the same in every theme.
    Raises `UsageError`, suggesting the nearest name, for anything else.

    >>> colour("violet"), colour("ỹ"), colour("#123456")
    ('#BC80BD', '#BC80BD', '#123456')
    """
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", name):
        return name.upper()
    if name in COLOURS:
        return COLOURS[name]
    try:
        return SYMBOLS[name]
    except KeyError:
        raise unknown(name) from None


def unknown(name: str) -> UsageError:
    """Return the error for a name that is no colour and no symbol."""
    hint = nearest(name, [*COLOURS, *SYMBOLS])
    return UsageError(f"unknown colour or symbol '{name}': expected a name in the palette{hint}")
