"""One box of blocks: a model is taken apart, and the next is built from what is in the box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np
from manim import (
    DOWN,
    LEFT,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    Restore,
    RoundedRectangle,
    Transform,
    VGroup,
    VMobject,
    Write,
)

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import ARCHITECTURES, GREEN_GUESS, PITCH, Architecture
from ebviz.diagrams.lego import STEPS, Step, box, flow
from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.architecture import diagram
from ebviz.stage.diagram import Diagram
from ebviz.stage.nodes import Node, Wire
from ebviz.stage.poster import block, poster
from ebviz.stage.titles import dim, title
from ebviz.stage.units import line, place, pt
from ebviz.style.palette import COLOURS

SCALE = 0.9  # of all blocks, built in or loose
COLUMN = pt(-295.0)  # x of a diagram's first column
BOX = place(pt(280.0), pt(80.0))  # the middle of the box
SAID = place(pt(106.0), pt(-60.0))  # where the words below it start
BULGE = pt(75.0)  # how far two blocks that swap places bow out to avoid each other


class Lego(LectureScene):
    """The DAE is taken apart, and the VAE and the GAN are built from its blocks, then the AE and the LV-EBM."""

    studies = ()
    gif = (7.0, 34.0)

    def construct(self) -> None:
        first = ARCHITECTURES[STEPS[0].before]
        self.open_the_box(first)
        self.build(self.drawn(first), flow(first))
        self.play(Write(self.formula), run_time=1.0)
        self.wait(1.6)
        for step in STEPS:
            self.take_apart(ARCHITECTURES[step.model], pace=1.0 if step.slowly else 0.6)
            self.rebuild(step, pace=1.0 if step.slowly else 0.4)
        words = Words("five models, the same grammar", size=32)
        words.move_to(SAID, aligned_edge=LEFT)
        self.play(FadeOut(self.said), run_time=0.4)
        self.play(FadeIn(words), run_time=0.6)
        self.wait(2.8)

    def thumbnail(self) -> None:
        """Draw the blocks as they lie in the box."""
        wide = (72.0, 66.0)
        blocks = VGroup(
            block("Enc", "lavender", (0, 0), shapes.bullet(wide, "left")),
            block("Dec", "aqua", (1, 0), shapes.bullet(wide, "right")),
            block("$z$", "z", (0, 1), shapes.ellipse(66.0)),
            block("$C$", "C", (1, 1), shapes.square(66.0)),
        )
        self.add(*poster(blocks, "one box,", "all models"))

    def open_the_box(self, first: Architecture) -> None:
        """Show all blocks, loose, each in its slot; those that the first model lacks are dimmed."""
        loose = self.loose(first)
        self.blocks: dict[str, Node] = loose.nodes
        self.arrows: dict[tuple[str, str], Wire] = {}
        self.built: list[str] = []
        self.said = said("first", first.said, 0)
        rim = RoundedRectangle(
            corner_radius=pt(14.0), width=loose.width + pt(28.0), height=loose.height + pt(28.0)
        )
        self.add(rim.set_stroke(COLOURS["frame"], line(1.0)).move_to(loose), *self.blocks.values())
        begin = title("The same blocks")
        self.add(begin).wait(1.4)
        self.play(FadeOut(begin), run_time=0.4)
        self.models = [first]
        self.announce(first)
        unused = {role: dimmed(node) for role, node in self.blocks.items() if role not in first.blocks}
        self.play(FadeIn(self.heading), FadeIn(self.said), *self.sent(unused), run_time=0.8)

    def take_apart(self, following: Architecture, *, pace: float) -> None:
        """Cut the wires and put all blocks back in the box; those that the next model needs are lit."""
        gone = [*self.arrows.values(), self.heading, self.formula, self.said]
        self.play(*map(FadeOut, gone), run_time=0.5 * pace)
        self.arrows, loose = {}, self.loose(*self.models)
        slots = {
            role: node if role in following.blocks else dimmed(node) for role, node in loose.nodes.items()
        }
        self.play(*self.sent(slots), run_time=1.2 * pace)
        self.built = []
        self.models.append(following)
        self.wait(0.3 * pace)

    def rebuild(self, step: Step, *, pace: float) -> None:
        """Build what stays, let two blocks swap places, build what is new, and show that alone."""
        model = self.models[-1]
        goal, old, order = self.drawn(model), self.drawn(ARCHITECTURES[step.before]), flow(model)
        self.announce(model)
        same, different = said("same", step.same, 0), said("different", step.different, 1)
        self.said = VGroup(same, different)
        self.play(FadeIn(self.heading), FadeIn(same), run_time=0.5 * pace)
        self.build(goal, [[role for role in group if role in step.kept] for group in order], pace=pace)
        if step.swapped:
            self.play(*self.sent({role: old[role] for role in step.swapped}), run_time=0.8)
            self.wait(0.2)
            swap = self.sent({role: goal[role] for role in step.swapped}, BULGE)
            self.play(FadeIn(different), *swap, run_time=1.5)
            self.built += step.swapped
        else:
            self.play(FadeIn(different), run_time=0.5 * pace)
        self.build(goal, order, pace=pace)
        self.play(Write(self.formula), run_time=1.0 * pace)
        if step.slowly:
            self.spotlight(step.changed)
        self.wait(1.4)

    def build(self, goal: Diagram, order: Iterable[Iterable[str]], *, pace: float = 1.0) -> None:
        """Take the blocks out of the box, in the order the signal reaches them, and wire them up."""
        for group in order:
            fresh = [role for role in group if role not in self.built]
            if fresh:
                moves = self.sent({role: goal[role] for role in fresh})
                self.play(*moves, *self.wires(goal), run_time=0.4 * pace)
            self.built += fresh
        if wires := self.wires(goal):
            self.play(*wires, run_time=0.4 * pace)

    def wires(self, goal: Diagram) -> list[Animation]:
        """Draw the wires between blocks that are both in place."""
        new = {
            key: arrow
            for key, arrow in goal.arrows.items()
            if key not in self.arrows and set("|".join(key).split("|")) <= set(self.built)
        }
        self.arrows |= new
        return [Create(arrow) for arrow in new.values()]

    def spotlight(self, roles: Iterable[str]) -> None:
        """Dim everything built but a few blocks for a moment."""
        others: list[VGroup] = [self.blocks[role] for role in self.built if role not in set(roles)]
        others += self.arrows.values()
        for part in others:
            part.save_state()
        self.play(*(Transform(part, dim(part)) for part in others), run_time=0.4)
        self.wait(1.2)
        self.play(*(Restore(part) for part in others), run_time=0.4)

    def sent(self, goals: Mapping[str, Node], bulge: float = 0.0) -> list[Animation]:
        """Carry blocks to their places in the diagram or in the box."""
        self.bring_to_front(*(self.blocks[role] for role in goals))
        return [Carried(self.blocks[role], goal, bulge) for role, goal in goals.items()]

    def loose(self, *models: Architecture) -> Diagram:
        """Return the blocks as they lie in the box, with the letters that the last model gives them."""
        return diagram(box(*models), scale=SCALE).move_to(BOX)

    def drawn(self, model: Architecture) -> Diagram:
        """Return a model's diagram in place, left of the box, the first row always at the same height."""
        return diagram(model, scale=SCALE).shift(place(COLUMN, pt(72.0 + PITCH[1] * SCALE)))

    def announce(self, model: Architecture) -> None:
        """Write a model's title and, at the bottom, its energy and what the terms stand for."""
        self.heading = title(model.title)
        terms = " ".join(f"{{{{{term} : {role or 'lhs'}}}}}" for role, term in model.energy)
        self.formula = Formula(f"{terms} quad quad {model.where}", size=38, colours=GREEN_GUESS).center()
        self.formula.shift((-3.32 - self.formula.part("lhs").get_bottom()[1]) * UP)


def said(head: str, text: str, row: int) -> VGroup:
    """Return a line of what is the same or different, with a heading above it."""
    lines = VGroup(Words(head, size=26, colour=COLOURS["note"]), Words(text, size=28))
    for i, words in enumerate(lines):
        words.move_to(SAID + pt(24.0 * i + 60.0 * row) * DOWN, aligned_edge=LEFT)
    return lines


class Carried(Animation):
    """A block moves to another's place, turning as a rigid body; its letter stays upright, and may change.

    ``bulge`` is how far its middle passes to the left of the straight path.
    """

    def __init__(self, node: Node, goal: Node, bulge: float = 0.0, **kwargs: Any) -> None:
        self.node, self.goal, self.bulge = node, goal, bulge
        super().__init__(node, **kwargs)

    def begin(self) -> None:
        """Remember where the block was, and find the angle that turns its outline into the other's."""
        self.old: Node = self.node.copy()
        before, after = (flat(node) for node in (self.old, self.goal))
        self.turn = float(np.angle(np.vdot(before, after)))
        self.shapes = before, after * np.exp(-1j * self.turn)
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """Place outline and letter at a share of the path."""
        t, old, goal = self.rate_func(alpha), self.old, self.goal
        way = goal.centre - old.centre
        left = np.array([-way[1], way[0], 0.0]) / max(float(np.linalg.norm(way)), 1e-9)
        centre = old.centre + t * way + self.bulge * np.sin(np.pi * t) * left
        shape = ((1 - t) * self.shapes[0] + t * self.shapes[1]) * np.exp(1j * t * self.turn)
        points = np.stack([shape.real, shape.imag, 0 * shape.real], axis=-1)
        self.node.outline.set_points(points + centre)
        self.node.outline.interpolate_color(old.outline, goal.outline, t)
        if glyphs(old):
            self.place_letter(t, centre)

    def place_letter(self, t: float, centre: np.ndarray) -> None:
        """Put the letter on the block; a changing letter fades out and in."""
        old, goal = self.old, self.goal
        renamed = written(old) != written(goal)
        shown = goal if renamed and t >= 0.5 else old
        if written(self.node) != written(shown):
            letter = cast(Words, self.node.label.set_opacity(0.0))  # the old glyphs are drawn until the end
            letter.submobjects, letter.source = shown.label.copy().submobjects, written(shown)
        ends = [node.label.get_center() - node.centre for node in (old, goal)]
        step = centre + (1 - t) * ends[0] + t * ends[1] - shown.label.get_center()
        ink = [glyphs(node)[0].get_fill_opacity() for node in (old, goal)]
        opacity = ((1 - t) * ink[0] + t * ink[1]) * (abs(1 - 2 * t) if renamed else 1.0)
        for glyph, model in zip(glyphs(self.node), glyphs(shown), strict=True):
            glyph.set_points(model.points + step).set_fill(opacity=opacity)


def flat(node: Node) -> np.ndarray:
    """Return a block's outline about its middle as complex numbers."""
    points = node.outline.points - node.centre
    return np.asarray(points[:, 0] + 1j * points[:, 1])


def glyphs(node: Node) -> list[VMobject]:
    """Return the glyphs in a block; a switch has none."""
    return cast(list[VMobject], node.label.family_members_with_points())


def written(node: Node) -> str:
    """Return what is written in a block, as source."""
    return cast(Words, node.label).source


def dimmed(node: Node) -> Node:
    """Return a block, dimmed because it lies unused in the box."""
    return cast(Node, dim(node))
