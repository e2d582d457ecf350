"""A definition that stays live, on one slide: what is typed, what it gives, and the line that the definition is.

Lecture: section 9. The values are read off a definition made of a dial of the library.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.definitions._held import *

BOX = (0.52, 0.16, 0.44, 0.68)  # of the line


@figure(size=(12, 6.75))
def live_definitions(fig: Figure, theme: Theme) -> None:
    """y = 2x is held until x is known: 12 when x is 6, 14 when it is 7; a copy stays, and y[x_] waits."""
    first, second, asked = (f"{value(x)}" for x in (FIRST, SECOND, THIRD))
    rows = (
        ("y = 2 x", shown(), "y", "held: no number yet"),
        (f"x = {FIRST}", f"y = {first}", "y", "set, and $y$ has a value"),
        ("c <- y", f"c = {first}", "orange", "a copy: it stays"),
        (f"x = {SECOND}", f"y = {second}", "y", "the definition follows"),
        (r"y[x\_] := 2 x", f"y[{THIRD}] = {asked}", "y", "waits for its argument"),
    )
    for row, (typed, gives, hue, why) in enumerate(rows):
        y = 0.84 - 0.165 * row
        label(fig, f"$ {typed} $", (0.04, y), anchor="baseline left", size=30)
        label(fig, f"$ {gives} $", (0.25, y), anchor="baseline left", size=30, colour=hue)
        label(fig, why, (0.25, y - 0.055), anchor="baseline left", size=17, colour="note")
    axes = fig.add_axes(BOX)
    axes.set(xlim=(0, HIGH), ylim=(0, value(HIGH)))
    axes.plot([0, HIGH], values([0, HIGH]), color=theme("y"), linewidth=3)
    axes.axhline(value(FIRST), color=theme("orange"), linewidth=2.4, linestyle=(0, (5, 4)))
    label(axes, "$c$", (HIGH, value(FIRST)), anchor="bottom right", offset=(-8, 4), size=24, colour="orange")
    for x, y in pairs((FIRST, SECOND)):
        axes.plot([x, x, 0], [0, y, y], color=theme("note"), linewidth=1.6)
        axes.plot([x], [y], "o", color=theme.ink, markersize=10)
        label(axes, f"${y:g}$", (x, y), anchor="bottom right", offset=(-8, 4), size=22)
    ticks(axes, "x", np.arange(0, HIGH + 1, 2))
    ticks(axes, "y", np.arange(0, value(HIGH) + 1, 4))
    name_axes(axes, "$x$", "$y$", size=26)
