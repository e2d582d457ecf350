"""One look per quantity, in films and figures alike: what is not a colour of the palette."""

from __future__ import annotations

SHADING = 0.12  # how much brighter a surface is where it faces the light than where light only grazes it
RING = 0.55  # how strongly a contour ring darkens the colour of its energy
