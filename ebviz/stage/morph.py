"""One diagram turns into another, or one formula: what both have moves over, the rest goes or comes."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any, cast

import numpy as np
from manim import Animation, ReplacementTransform, Scene, VMobject

from ebviz.stage.diagram import Diagram
from ebviz.stage.formula import Formula
from ebviz.stage.nodes import Node

_GROUP = re.compile(r"\{\{\s*(.*?)\s*:\s*([^\s:{}]+)\s*\}\}")


class Carried(Animation):
    """A block is carried to another's place and takes its shape, size and colour; the other takes over at the end.

    It turns as a rigid body the short way, and its letter stays upright; a letter that changes fades into the next.
    ``bulge`` is how far its middle passes to the left of the straight path.
    """

    def __init__(self, node: Node, goal: Node, *, bulge: float = 0.0, **kwargs: Any) -> None:
        self.node, self.goal, self.bulge = node, goal, bulge
        super().__init__(node, **kwargs)

    def begin(self) -> None:
        """Remember where the block was, and find the angle that turns its outline into the other's."""
        self.old: Node = self.node.copy()
        before, after = (_flat(node) for node in (self.old, self.goal))
        self.turn = float(np.angle(np.vdot(before, after))) if len(before) == len(after) else 0.0
        self.shapes = before, after * np.exp(-1j * self.turn)
        self.letters = [(self.node.label, self.old, self.goal, _written(self.old) != _written(self.goal))]
        if self.letters[0][3]:
            coming = self.goal.label.copy()
            self.node.add(coming)
            self.letters.append((coming, self.goal, self.old, True))
        super().begin()

    def _setup_scene(self, scene: Scene | None) -> None:
        """Let it pass in front of what rests."""
        if scene is not None:
            super()._setup_scene(scene)
            scene.add(self.node)

    def interpolate_mobject(self, alpha: float) -> None:
        """Place outline and letters at a share of the path."""
        t, old, goal = self.rate_func(alpha), self.old, self.goal
        way = goal.centre - old.centre
        left = np.array([-way[1], way[0], 0.0]) / max(float(np.linalg.norm(way)), 1e-9)
        centre = old.centre + t * way + self.bulge * np.sin(np.pi * t) * left
        shape = ((1 - t) * self.shapes[0] + t * self.shapes[1]) * np.exp(1j * t * self.turn)
        self.node.outline.set_points(np.stack([shape.real, shape.imag, 0 * shape.real], axis=-1) + centre)
        self.node.outline.interpolate_color(old.outline, goal.outline, t)
        for letter, one, other, fades in self.letters:
            share = t if one is old else 1 - t
            self._set(letter, one, other, share, centre, fades)

    def _set(
        self, letter: VMobject, one: Node, other: Node, share: float, centre: np.ndarray, fades: bool
    ) -> None:
        """Draw a letter of one block at a share of the way to the other, larger or smaller as that is."""
        alike = one.label.width > 0 and not fades
        grown = other.label.width / one.label.width if alike else _size(other) / _size(one)
        factor = 1 + share * (grown - 1)
        middle = (1 - share) * one.label.get_center() + share * other.label.get_center()
        middle = middle - (1 - share) * one.centre - share * other.centre + centre
        glyphs = zip(_glyphs(letter), _glyphs(one.label), strict=True)
        others = _glyphs(one.label if fades else other.label)
        for (glyph, model), aim in zip(glyphs, others, strict=True):
            glyph.set_points((model.points - one.label.get_center()) * factor + middle)
            glyph.interpolate_color(model, aim, share)
            if fades:
                glyph.set_fill(opacity=float(np.clip(1 - 2 * share, 0, 1)) * model.get_fill_opacity())

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Leave the goal on the stage in the block's stead."""
        super().clean_up_from_scene(scene)
        scene.remove(self.node)
        scene.add(self.goal)


class Morph:
    """What turns one diagram into another, or one formula: ``step.moves``, ``step.gone`` and ``step.come``, by name.

    ``moves`` are animations, one for each part that both have; the new part is on the stage when they end. ``gone``
    and ``come`` are the parts that only one of them has. Blocks go by their role, arrows by the pair of roles that
    they connect, the parts of a formula by their labels; one that is written otherwise goes and comes.

        step = Morph(model, other)
        self.play(*map(FadeOut, step.gone.values()), *step.moves.values())
        self.play(*map(FadeIn, step.come.values()))
    """

    def __init__(
        self, old: Diagram | Formula, new: Diagram | Formula, *, bulge: Mapping[str, float] | None = None
    ) -> None:
        before, after = _parts(old), _parts(new)
        both = [name for name in before if name in after]
        if isinstance(old, Formula) and isinstance(new, Formula):
            alike = dict(_groups(old).items() & _groups(new).items())
            both = [name for name in both if name in alike]
        self.gone = {name: part for name, part in before.items() if name not in both}
        self.come = {name: part for name, part in after.items() if name not in both}
        self.moves: dict[Hashable, Animation] = {}
        for name in both:
            part, goal = before[name], after[name]
            if isinstance(part, Node):
                self.moves[name] = Carried(part, cast(Node, goal), bulge=(bulge or {}).get(part.name, 0.0))
            else:
                self.moves[name] = ReplacementTransform(part, goal)


def _parts(whole: Diagram | Formula) -> dict[Hashable, VMobject]:
    """Return a diagram's blocks and arrows, or a formula's labelled groups, by name."""
    if isinstance(whole, Diagram):
        return dict([*whole.arrows.items(), *whole.nodes.items()])
    return {name: whole.part(name) for name in _groups(whole)}


def _groups(formula: Formula) -> dict[str, str]:
    """Return the labelled groups of a formula as they are written, by label.

    >>> _groups(Formula("{{F(y) = : lhs}} {{C(y, tilde(y)) : C}}"))
    {'lhs': 'F(y) =', 'C': 'C(y, tilde(y))'}
    """
    return {label: term for term, label in _GROUP.findall(formula.source)}


def _flat(node: Node) -> np.ndarray:
    """Return a block's outline about its middle as complex numbers."""
    points = node.outline.points - node.centre
    return np.asarray(points[:, 0] + 1j * points[:, 1])


def _size(node: Node) -> float:
    """Return the shorter side of a block, by which a letter grows or shrinks that is not the next one's."""
    return float(min(node.outline.width, node.outline.height))


def _glyphs(label: VMobject) -> list[VMobject]:
    return cast(list[VMobject], label.family_members_with_points())


def _written(node: Node) -> str:
    """Return what is written in a block, as source; nothing in a switch."""
    return getattr(node.label, "source", "")
