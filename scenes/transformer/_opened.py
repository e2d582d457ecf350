"""Blocks of a diagram, closed as the lecture draws them, and opened so that the parts inside are seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ebviz.diagrams import shapes
from ebviz.diagrams.inside import HUES, Part, inside
from ebviz.diagrams.sequences import TRANSFORMER
from ebviz.stage import *
from ebviz.stage.marks import flat
from ebviz.style.looks import tinted

PART = (124, 28)  # slide points
ROUND = 0.12  # of an opened block's end
NAME, PLAIN = 28, 24  # sizes of a block's name and of a part's
EDGE, ASIDE = 12, 24  # slide points around the parts, and for the name beside them
STACK = {"enc": "encoder", "pred": "predictor", "dec": "decoder"}  # from the bottom up


def shaded(outline: np.ndarray, colour: str) -> VMobject:
    """Return an outline of `diagrams.shapes` in a colour, faintly filled with it."""
    shape = VMobject().set_points(flat(outline) * pt(1)).set_stroke(COLOURS[colour], 2.5)
    return shape.set_fill(tinted(COLOURS[colour], COLOURS["black"]), 1)


def drawn(part: Part, middle: np.ndarray) -> VGroup:
    """Return a part with its name."""
    colour = HUES[part.kind]
    box = RoundedRectangle(pt(4), width=pt(PART[0]), height=pt(PART[1]), stroke_color=COLOURS[colour])
    box.set_stroke(width=2).set_fill(tinted(COLOURS[colour], COLOURS["black"]), 1)
    return VGroup(box, Words(part.text, size=PLAIN, colour=colour)).move_to(middle)


def past(part: VMobject, add: VMobject, side: np.ndarray) -> Wire:
    """Return the way of what comes in past a part, to where it is added."""
    start, goal = part.get_bottom() + pt(6) * DOWN, add.get_edge_center(-side)
    away = goal[0] - pt(7) * side[0]
    return Wire(np.array([start, place(away, start[1]), place(away, goal[1]), goal]))


class Opening(VGroup):
    """A block with its name, closed at first; `open` shows what is inside.

    Parameters
    ----------
    kind : "encoder", "predictor" or "decoder". parts : from the bottom up. places : their middles, (P, 3).
    side : on which side of its parts the opened block has its name, `LEFT` or `RIGHT`.
    """

    def __init__(self, kind: str, parts: Sequence[Part], places: np.ndarray, side: np.ndarray) -> None:
        colour, middle = shapes.HUES[kind], places.mean(axis=0)
        self.label = Words(kind.capitalize(), size=NAME, colour=colour).move_to(middle)
        self.shape = shaded(shapes.module("up"), colour).move_to(middle)
        self.parts = VGroup(*map(drawn, parts, places))
        inner = (Wire(np.stack([a.get_top(), b.get_bottom()])) for a, b in pairwise(self.parts))
        pairs = zip(pairwise(self.parts), parts[1:], strict=True)
        self.inner = VGroup(*inner, *(past(*pair, side) for pair, part in pairs if part.kind == "add"))
        size = (self.parts.width / pt(1) + 2 * EDGE + ASIDE, self.parts.height / pt(1) + 2 * EDGE)
        self.frame = shaded(shapes.bullet(size, "up", ROUND), colour).move_to(middle + pt(ASIDE / 2) * side)
        self.aside = self.label.copy().rotate(PI / 2).move_to(middle)
        self.aside.shift((self.parts.width + pt(EDGE + ASIDE)) / 2 * side)
        super().__init__(self.shape, self.label)

    def open(self) -> list[Animation]:
        """Return how it opens: it grows, its name steps aside, its parts come."""
        grow = [Transform(self.shape, self.frame), Transform(self.label, self.aside)]
        return [*grow, FadeIn(self.parts), FadeIn(self.inner)]


def transformer(stack: np.ndarray, source: np.ndarray) -> list[Opening]:
    """Return encoder, predictor, decoder and the source's encoder, with their parts at places (6, 3) and (4, 3)."""
    parts = {role: [*some.values()] for role, some in inside(TRANSFORMER).items()}
    pairs = zip(STACK.items(), np.reshape(stack, (3, 2, 3)), strict=True)
    blocks = [Opening(kind, parts[role], two, RIGHT) for (role, kind), two in pairs]
    return [*blocks, Opening("encoder", parts["source"], source, LEFT)]


def wires(inputs: VGroup, blocks: Sequence[Opening], *, opened: bool) -> VGroup:
    """Return the arrows into and between the blocks of `transformer`, closed or opened."""
    first, then, last, other = (block.frame if opened else block.shape for block in blocks)
    pairs = ((inputs[0], first), (first, then), (then, last), (inputs[1], other))
    made = VGroup()
    for (a, b), block in zip(pairs, (*blocks[:3], blocks[3]), strict=True):
        across = float(block.parts.get_x())
        start = a.get_top()[1] + pt(6) * (a in inputs)
        made.add(Wire(np.array([place(across, start), place(across, b.get_bottom()[1])])))
    return made
