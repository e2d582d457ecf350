"""A thumbnail that is designed: one picture and a few huge words, readable at a width of 160 pixels.

class Thermostat(LectureScene):
    def thumbnail(self):
        self.add(*poster(self.dial(), "F, from", "cold to hot"))
"""

from __future__ import annotations

import numpy as np
from manim import DOWN, Group, Mobject, VGroup, VMobject

from ebviz.diagrams import shapes
from ebviz.stage.formula import Words
from ebviz.stage.marks import Trace, flat
from ebviz.stage.units import FRAME_HEIGHT, FRAME_WIDTH, place, pt
from ebviz.style.palette import COLOURS
from ebviz.style.palette import colour as resolve

EDGE = 20.0  # slide points around the picture and the words
LARGEST, SMALLEST = 130.0, 60.0  # font sizes in Manim's points
LEADING = 0.36  # gap between lines as a share of the largest letters' height


def poster(picture: Mobject, *lines: str | tuple[str, str], share: float = 0.6) -> Group:
    """Return a picture as large as it fits into the left ``share`` of the frame, and words as large beside it.

    ``lines`` are words with ``$formulas$``, or pairs of words and a colour, one below the other. They are set bold,
    in one size: that at which the longest fits.
    """
    edge = pt(EDGE)
    wide, tall = share * FRAME_WIDTH - 1.5 * edge, FRAME_HEIGHT - 2 * edge
    if not lines:
        wide, share = FRAME_WIDTH - 2 * edge, 1.0
    picture.scale(min(wide / max(picture.width, 1e-6), tall / max(picture.height, 1e-6)))
    picture.move_to(place((share - 1) * FRAME_WIDTH / 2 + (edge / 4 if lines else 0.0)))
    if not lines:
        return Group(picture)
    room = (1 - share) * FRAME_WIDTH - 1.5 * edge
    pairs = [line if isinstance(line, tuple) else (line, "white") for line in lines]
    rows = Group(*(Words(text, size=LARGEST, colour=hue, weight="bold") for text, hue in pairs))
    size = max(min(1.0, room / rows.width), SMALLEST / LARGEST)
    rows.scale(size).arrange(DOWN, buff=LEADING * size * pt(LARGEST))
    rows.scale(min(1.0, tall / rows.height, room / rows.width))
    return Group(picture, rows.move_to(place(FRAME_WIDTH / 2 - edge - room / 2)))


def block(letter: str, colour: str, at: tuple[float, float], outline: np.ndarray | None = None) -> VGroup:
    """Return a filled block of a poster's diagram, its letter (or "") in the paper's colour; by default a circle.

    ``outline`` is one of `diagrams.shapes`; ``at`` is in steps of a block and its gap, to the right and down.
    """
    shape = VMobject().set_points(flat(shapes.ellipse(shapes.VARIABLE) if outline is None else outline))
    shape.scale(pt(1.0), about_point=np.zeros(3)).set_fill(resolve(colour), 1.0).set_stroke(width=0)
    parts = VGroup(shape)
    if letter:
        words = Words(letter, size=50.0, colour="black", weight="bold", colours=_PLAIN)
        parts.add(words.scale(min(1.0, 0.72 * shape.width / words.width)))
    return parts.shift(place(pt(at[0] * STEP), -pt(at[1] * STEP)))


def link(start: Mobject, end: Mobject) -> Trace:
    """Return a thick line between the middles of two blocks, to be put below them."""
    return Trace(np.stack([start.get_center(), end.get_center()]), COLOURS["arrow"], width=7.0)


STEP = 84.0  # slide points from block to block
_PLAIN = dict.fromkeys(("x", "y", "z", "hat(y)", "tilde(y)", "h", "E", "C", "F", "mu", "v", "g", "G"), None)
