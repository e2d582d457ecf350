"""One look per quantity, in films and figures alike: what is not a colour of the palette."""

from __future__ import annotations

SHADING = 0.12  # how much brighter a surface is where it faces the light than where light only grazes it
RING = 0.55  # how strongly a contour ring darkens the colour of its energy
TINT = 0.18  # share of its hue in the fill of a module or an energy, so that a diagram is lit
LIT = 0.42  # the same of a block that is pointed out


def tinted(hue: str, paper: str, share: float = TINT) -> str:
    """Return the hex colour of ``paper`` with a ``share`` of a hue in it, both hex.

    >>> tinted("#FFFFFF", "#000000", 0.5)
    '#808080'
    """
    pairs = zip(_bytes(hue), _bytes(paper), strict=True)
    return "#" + "".join(f"{round(share * strong + (1 - share) * weak):02X}" for strong, weak in pairs)


def _bytes(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))
