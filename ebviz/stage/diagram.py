"""Block diagrams of models in the lecture's shape grammar; nodes keep their names when a diagram is morphed.

    model = Diagram()
    model.variable("z")
    model.decoder("dec")
    model.variable("y~", label="tilde(y)")
    model.energy("E", "below")
    model.variable("y", "below", observed=True)
    model.connect("z", "dec", "y~", "E"); model.connect("y", "E")

A block stands beside the last one, to its right unless a side is named; or on a grid, at a column and a row.

Circle: variable (dark inside when observed). Square: scalar energy or cost. Bullet: module, rounded where
its output leaves. Dome: module with upward flow. A short line over a circle is its domain, an ellipse the
domain's image.
Source: lecture_details, "Block-diagram grammar"; sizes are slide points and come from `diagrams.shapes`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from manim import VGroup, VMobject
from manim.constants import LineJointType

from ebviz.diagrams import shapes
from ebviz.diagrams.chain import GAP, Place, next_to
from ebviz.errors import UsageError, nearest
from ebviz.stage.formula import Formula, Words
from ebviz.stage.marks import flat
from ebviz.stage.nodes import Mark, Node, Wire
from ebviz.stage.units import line, place, pt
from ebviz.style.looks import tinted
from ebviz.style.palette import COLOURS
from ebviz.style.palette import colour as resolve

PITCH = (150.0, 100.0)  # spacing of the grid's columns and rows in slide points
LETTER = 40.0  # font sizes in Manim's points
NAME = 27.0


class Diagram(VGroup):
    """Named nodes and the arrows between them; ``scale`` enlarges shapes, letters and lines.

    Parameters
    ----------
    gap : slide points between the outlines of blocks that stand beside one another.
    pitch : slide points from column to column and from row to row, for blocks set on the grid.
    """

    def __init__(self, *, gap: float = GAP, pitch: tuple[float, float] = PITCH, scale: float = 1.0) -> None:
        super().__init__()
        self.gap, self.pitch, self.factor = gap, pitch, scale
        self.nodes: dict[str, Node] = {}
        self.arrows: dict[tuple[str, str], Wire] = {}
        self.extras: dict[str, Mark] = {}

    def __getitem__(self, name: str) -> Node:  # type: ignore[override]
        if name not in self.nodes:
            raise UsageError(f"there is no node '{name}'{nearest(name, self.nodes)}")
        return self.nodes[name]

    # Shapes

    def variable(
        self, name: str, at: Place = "right", label: str | None = None, *, observed: bool = False
    ) -> Node:
        """A circle in the symbol's colour; filled when the variable is observed."""
        fill = COLOURS["observed"] if observed else None
        return self._node(name, at, shapes.ellipse(shapes.VARIABLE), _letter(label or name), fill=fill)

    def energy(self, name: str, at: Place = "right", label: str | None = None) -> Node:
        """A square: an energy, cost or regulariser, a scalar; its letter has the square's colour."""
        node = self._node(name, at, shapes.square(), _letter(label or name), colour="E", tint=True)
        node.label.set_fill(node.hue)
        return node

    def decoder(
        self,
        name: str,
        at: Place = "right",
        label: str = "Decoder",
        *,
        direction: shapes.Direction = "right",
    ) -> Node:
        """An aqua bullet whose rounded end, the output, points in ``direction``."""
        return self._module(name, at, label, "decoder", direction)

    def encoder(
        self,
        name: str,
        at: Place = "right",
        label: str = "Encoder",
        *,
        direction: shapes.Direction = "left",
    ) -> Node:
        """A lavender bullet that points back, to the left, by default."""
        return self._module(name, at, label, "encoder", direction)

    def predictor(
        self,
        name: str,
        at: Place = "right",
        label: str = "Predictor",
        *,
        direction: shapes.Direction = "up",
    ) -> Node:
        """A yellow dome: the input enters the flat bottom, the output leaves the round top."""
        return self._module(name, at, label, "predictor", direction)

    def sampler(
        self,
        name: str,
        at: Place = "right",
        label: str = "Sampler",
        *,
        direction: shapes.Direction = "right",
    ) -> Node:
        """An orange stochastic module: noise or a sampler."""
        return self._module(name, at, label, "sampler", direction)

    def delay(
        self,
        name: str,
        at: Place = "right",
        label: str = "zeta^(-1)",
        *,
        direction: shapes.Direction = "left",
    ) -> Node:
        """A unit delay: a small white bullet."""
        return self._node(
            name, at, shapes.delay(direction), Formula(label, size=LETTER * 0.9), colour="white"
        )

    def selector(self, name: str, at: Place = "right") -> Node:
        """A switch: two small open circles facing each other, one above the other."""
        return self._node(name, at, shapes.switch(), VGroup(), colour="arrow")

    def twins(
        self,
        names: tuple[str, str],
        at: tuple[float, float],
        labels: tuple[str, str] | None = None,
        *,
        squares: bool = False,
    ) -> tuple[Node, Node]:
        """Two touching shapes, such as (mu | v) or (U | V), with their common middle at ``at``."""
        step = shapes.VARIABLE / self.pitch[0] / 2
        texts = labels or names
        make = self.energy if squares else self.variable
        left, right = (
            make(name, (at[0] + side * step, at[1]), text)
            for name, text, side in zip(names, texts, (-1, 1), strict=True)
        )
        return left, right

    # Connections, and marks above nodes

    def connect(
        self,
        start: str,
        *ends: str,
        bend: str = "",
        colour: str = "arrow",
        dashed: bool = False,
        head: bool = True,
    ) -> Wire:
        """An arrow from a node to another, and from that one to the next of ``ends``; return the last arrow.

        With ``bend`` "across" or "up" an arrow sets off in that direction and turns once.
        """
        if not ends:
            raise UsageError(f"an arrow from '{start}': expected the name of a node where it ends, got none")
        pairs = pairwise((start, *ends))
        return [self._arrow(*pair, bend, colour=colour, dashed=dashed, head=head) for pair in pairs][-1]

    def chain(self, *names: str) -> VGroup:
        """The nodes with these names and the arrows from each to the next, in order: a part of the diagram."""
        parts: list[VMobject] = [self[name] for name in names[:1]]
        for start, end in pairwise(names):
            if (start, self[end].name) not in self.arrows:
                raise UsageError(f"there is no arrow from '{start}' to '{end}'")
            parts += [self.arrows[start, end], self[end]]
        return VGroup(*parts)

    def way(self, *names: str) -> np.ndarray:
        """The middles (N, 3) of the nodes with these names: a way for what travels through the model."""
        return np.array([self[name].centre for name in names])

    def _arrow(self, start: str, end: str, bend: str, **look: Any) -> Wire:
        a, b = self[start], self[end]
        corner = {
            "": None,
            "across": np.array([b.centre[0], a.centre[1], 0.0]),
            "up": np.array([a.centre[0], b.centre[1], 0.0]),
        }[bend]
        first, last = (b.centre, a.centre) if corner is None else (corner, corner)
        places = [a.edge(first - a.centre), b.edge(last - b.centre)]
        if corner is not None:
            places.insert(1, corner)
        arrow = Wire(np.array(places), scale=self.factor, **look)
        self.arrows[start, end] = arrow
        self.add(arrow)
        return arrow

    def domain(self, name: str, *, colour: str | None = None) -> Mark:
        """A short line above a latent's circle: the interval it ranges over, from left to right."""
        length = pt(shapes.DOMAIN) * self.factor
        return self._above(name, Mark(shapes.line((-length / 2, 0.0), (length / 2, 0.0)), loop=False), colour)

    def manifold(self, name: str, *, colour: str | None = None) -> Mark:
        """A small ellipse above a circle: the domain's image, from its left end clockwise."""
        width, height = (pt(length) * self.factor for length in shapes.MANIFOLD)
        loop = shapes.ellipse(width, height) * (-1, 1)  # the decoder's w1 is negative
        return self._above(name, Mark(loop, loop=True), colour)

    def _above(self, name: str, mark: Mark, colour: str | None) -> Mark:
        node = self[name]
        hue = node.hue if colour is None else resolve(colour)
        mark.set_stroke(hue, line(1.5) * self.factor)
        mark.set_fill(opacity=0)
        mark.move_to(node.outline.get_top() + np.array([0.0, pt(19.0) * self.factor, 0.0]))
        self.extras[name] = mark
        self.add(mark)
        return mark

    def _module(self, name: str, at: Place, label: str, kind: str, direction: shapes.Direction) -> Node:
        hue = shapes.HUES[kind]
        text: VMobject = Words(label, size=NAME, colour=COLOURS[hue], weight="regular")
        if label.startswith("$") and label.endswith("$"):
            text = _letter(label.strip("$"))
        node = self._node(name, at, shapes.module(direction), text, colour=hue, tint=True)
        nudge = {"right": (-1, 0), "left": (1, 0), "up": (0, -1), "down": (0, 1)}[direction]
        text.shift(np.array([*nudge, 0.0]) * pt(4.0) * self.factor)  # the flat side has more room
        return node

    def _middle(self, at: Place, shape: VMobject) -> np.ndarray:
        """Where a node comes to stand, (3,): beside the last one, or at a place on the grid."""
        if not isinstance(at, str):
            return place(at[0] * self.pitch[0], -at[1] * self.pitch[1]) * pt(1.0) * self.factor
        if not self.nodes:
            return place(0.0)
        last = [*self.nodes.values()][-1]
        return place(*next_to(last.outline.points, shape.points, at, pt(self.gap) * self.factor))

    def _node(
        self,
        name: str,
        at: Place,
        outline: np.ndarray,
        label: VMobject,
        *,
        colour: str | None = None,
        fill: str | None = None,
        tint: bool = False,
    ) -> Node:
        if name in self.nodes:
            raise UsageError(f"there is already a node '{name}'")
        hue = resolve(colour) if colour else _colour_of(label)
        shape = VMobject().set_points(flat(outline) * pt(1.0) * self.factor)
        shape.set_stroke(hue, line(shapes.STROKE) * self.factor)
        shape.set_fill(fill or COLOURS["black"], 1.0)
        if tint:
            shape.set_fill(tinted(hue, COLOURS["black"]), 1.0)
        shape.joint_type = LineJointType.MITER
        label.scale(self.factor)
        middle = self._middle(at, shape)
        node = Node(shape.shift(middle), label.move_to(middle), name, hue)
        self.nodes[name] = node
        self.add(node)
        return node


def _letter(source: str) -> Formula:
    return Formula(source, size=LETTER)


def _colour_of(label: VMobject) -> str:
    """The colour of a label's first glyph: a variable's circle has the colour of its letter."""
    return label.family_members_with_points()[0].get_fill_color().to_hex()
