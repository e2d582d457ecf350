"""A colour taken from a colour bar: a small square, at the level of its energy."""

import numpy as np

from ebviz.stage import COLOURS, ColourBar, Square, hexes, pt


def chip(bar: ColourBar, F: float, high: float) -> Square:
    """Return a square in the colour of F on a bar from 0 to ``high``, where F stands on it."""
    ends = [number.get_y() for number in (bar.numbers[0], bar.numbers[-1])]
    made = Square(pt(18)).set_stroke(COLOURS["white"], 1)
    made.set_fill(hexes(np.array([F]), 0, high)[0], 1)
    return made.move_to((bar.bar.get_x(), np.interp(F, (0, high), ends), 0))
