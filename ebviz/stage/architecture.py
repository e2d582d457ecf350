"""An architecture from `diagrams.architectures` as a diagram on the stage."""

from __future__ import annotations

import numpy as np
from manim import LEFT

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import FULL, GREEN_GUESS, PITCH, SHORT, Architecture
from ebviz.stage.diagram import LETTER, Diagram
from ebviz.stage.formula import Words
from ebviz.stage.nodes import Node, Wire
from ebviz.stage.units import line, pt
from ebviz.style.palette import COLOURS, colour

STRONG = 1.7  # factor by which a small diagram's lines are thicker than its scale implies
LARGE = 2.7  # the same of its letters, at most


def _shorten(node: Node, text: str, scale: float) -> None:
    """Give a block of a small diagram a short name, or its letter, as large as the block bears."""
    if isinstance(node.label, Words):
        name = Words(SHORT.get(text, text), size=LETTER * scale, colour=node.hue, weight="bold")
        node.remove(node.label)
        node.label = name.move_to(node.label)
        node.add(name)
    label, rim = node.label, node.outline
    if label.width:
        room = (FULL[0] * rim.width / label.width, FULL[1] * rim.height / label.height)
        label.scale(float(min(LARGE, *room)))


def diagram(model: Architecture, *, scale: float = 1.0, letters: bool = True, solid: bool = False) -> Diagram:
    """Return a model as a diagram; nodes are named by role, and the grid's origin is the middle of the frame.

    Without ``letters`` names are short, for a small diagram. ``solid`` blocks are filled with their whole hue.
    """
    made = Diagram(pitch=PITCH, scale=scale)
    for role, block in model.blocks.items():
        if block.kind in ("variable", "observed"):
            node = made.variable(role, block.at, block.text, observed=block.kind == "observed")
            if block.text in GREEN_GUESS:
                node.hue = colour(GREEN_GUESS[block.text])
                node.outline.set_stroke(node.hue)
                node.label.set_fill(node.hue)
        elif block.kind == "energy":
            made.energy(role, block.at, block.text)
        elif block.kind == "switch":
            made.selector(role, block.at)
        else:
            shape = {
                "decoder": made.decoder,
                "encoder": made.encoder,
                "predictor": made.predictor,
                "sampler": made.sampler,
                "delay": made.delay,
            }[block.kind]
            shape(role, block.at, block.text, direction=block.direction)
    for wire in model.wires:
        if "|" in wire.start:
            first, second = (made[role].centre for role in wire.start.split("|"))
            middle, end = (first + second) / 2, made[wire.end]
            places = np.stack([middle, end.edge(middle - end.centre)])
            arrow = made.arrows[wire.start, wire.end] = Wire(
                places, colour="arrow", scale=scale, dashed=False, head=True
            )
            made.add(arrow)
        else:
            made.connect(wire.start, wire.end, bend=wire.bend)
    if model.guess:
        way = np.pad(model.guess_way, ((0, 0), (0, 1))) * pt(1.0) * scale
        arrow = made.arrows[model.guess] = Wire(way, colour="green", scale=scale, dashed=True, head=True)
        made.add(arrow)
        if letters:
            word = Words("initialise", size=26.0 * scale, colour=colour("green"))
            arrow.add(word.next_to(arrow, LEFT, buff=pt(8.0) * scale))
    for node in made.nodes.values() if solid else ():
        if node.label.width:  # a switch has no inside
            node.outline.set_fill(node.hue, 1.0).set_stroke(COLOURS["black"])
            node.label.set_fill(COLOURS["black"])
    if not letters:
        for role, node in made.nodes.items():
            _shorten(node, model.blocks[role].text, scale)
            node.outline.set_stroke(width=line(shapes.STROKE * STRONG) * scale)
        for arrow in made.arrows.values():
            arrow.line.set_stroke(width=line(shapes.ARROW * STRONG) * scale)
            arrow.head.scale(STRONG)
    return made
