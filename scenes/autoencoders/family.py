"""One diagram grows from the latent-variable EBM to the variational autoencoder, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    Restore,
    Transform,
    VGroup,
    Write,
    smooth,
    squish_rate_func,
)

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import FAMILY, GREEN_GUESS, PITCH, Architecture
from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.architecture import diagram
from ebviz.stage.diagram import Diagram
from ebviz.stage.nodes import Node, Wire
from ebviz.stage.poster import block, link, poster
from ebviz.stage.titles import dim, title
from ebviz.stage.units import FRAME_WIDTH, MARGIN, pt

SCALE = 1.05
SLIDE = 0.8  # how far a piece slides as it comes or goes


class AutoencoderFamily(LectureScene):
    """One diagram grows from the LV-EBM to the VAE: what two models share stays, single pieces come or go."""

    studies = ()
    gif = (6.0, 26.0)
    family: Mapping[str, Architecture] = FAMILY
    opening: tuple[str, ...] = ("z", "dec", "y~", "y", "C", "R")  # the first model's blocks, as they come
    middle = 0.7  # the column in the middle of the frame

    def construct(self) -> None:
        self.grow()
        self.wait(1.5)

    def grow(self) -> None:
        """Draw the first model, and turn it into each of the others."""
        first, *others = self.family.values()
        self.model, whole = first, self.drawn(first)
        self.nodes: dict[str, Node] = {}
        self.arrows: dict[tuple[str, str], Wire] = {}
        self.heading, self.formula = self.named(first), self.written(first)
        self.add(self.heading)
        for role in self.opening:
            self.bring(whole, (role,), run_time=0.5)
        self.play(Write(self.formula), run_time=1.5)
        self.wait(1.8)
        for model in others:
            self.turn_into(model)

    def thumbnail(self) -> None:
        """Draw what all of them share: an encoder, a code, a decoder, and the cost that compares."""
        blocks = [
            block("$y$", "y", (0, 2)),
            block("Enc", "lavender", (0, 1), shapes.bullet((72.0, 60.0), "up")),
            block("$h$", "h", (0.5, 0)),
            block("Dec", "aqua", (1, 1), shapes.bullet((72.0, 60.0), "down")),
            block("$tilde(y)$", "tilde(y)", (1, 2)),
        ]
        wires = [link(start, end) for start, end in pairwise(blocks)]
        self.add(*poster(VGroup(*wires, *blocks), "AE DAE", "CAE VAE", share=0.5))

    def turn_into(self, model: Architecture) -> None:
        """Remove what the next model lacks, move what both have, bring in what is new, and show that alone."""
        goal, heading, formula = self.drawn(model), self.named(model), self.written(model)
        leaving = [role for role in self.nodes if role not in goal.nodes]
        cut = [self.arrows.pop(key) for key in [*self.arrows] if key not in goal.arrows]
        away = [FadeOut(self.nodes[role], shift=-SLIDE * self.inwards(goal, role)) for role in leaving]
        self.play(FadeOut(self.heading), *map(FadeOut, cut), *away, run_time=0.8 if away else 0.4)
        for role in leaving:
            del self.nodes[role]
        moves = [move for role, node in self.nodes.items() for move in moved(node, goal[role])]
        moves += [Transform(arrow, goal.arrows[key]) for key, arrow in self.arrows.items()]
        self.bring_to_front(*self.nodes.values())
        self.play(FadeIn(heading), *moves, run_time=1.2 if away else 0.5)
        rewriting = rewritten(self.formula, formula, self.model, model)
        self.bring(goal, [role for role in goal.nodes if role not in self.nodes], rewriting, run_time=1.0)
        self.remove(*self.formula, *formula).add(formula)
        self.model, self.heading, self.formula = model, heading, formula
        self.spotlight(model)

    def bring(
        self, goal: Diagram, roles: Iterable[str], also: Sequence[Animation] = (), *, run_time: float
    ) -> None:
        """Slide blocks in from outside, then draw the wires between all blocks present, while ``also`` plays."""
        new = {role: goal[role] for role in roles}
        slides = [FadeIn(node, shift=SLIDE * self.inwards(goal, role)) for role, node in new.items()]
        if slides:
            self.play(*slides, run_time=run_time)
        self.nodes |= new
        wires = {
            key: arrow
            for key, arrow in goal.arrows.items()
            if key not in self.arrows and set("|".join(key).split("|")) <= set(self.nodes)
        }
        draws = [Create(arrow) for arrow in wires.values()]
        if draws or also:
            self.play(*draws, *also, run_time=(1.0 if also else 0.6) * run_time)
        self.arrows |= wires

    def spotlight(self, model: Architecture) -> None:
        """Dim for a moment what the previous model already had; then leave time to read."""
        old: list[VGroup] = [node for role, node in self.nodes.items() if role not in model.new]
        old += [
            arrow for key, arrow in self.arrows.items() if not set("|".join(key).split("|")) & set(model.new)
        ]
        for part in old:
            part.save_state()
        self.play(*(Transform(part, dim(part)) for part in old), run_time=0.4)
        self.wait(1.0)
        self.play(*(Restore(part) for part in old), run_time=0.4)
        self.wait(1.4)

    def drawn(self, model: Architecture) -> Diagram:
        """Return a model's diagram, with its columns where those of all models are."""
        made = diagram(model, scale=SCALE)
        _, top, _, bottom = model.extent
        up = 0.22 + pt(PITCH[1] * SCALE) * (bottom + top) / 2
        return made.shift(pt(PITCH[0] * SCALE) * self.middle * LEFT + up * UP)

    def inwards(self, goal: Diagram, role: str) -> np.ndarray:
        """Return the direction from the diagram's nearest edge to where a block is or was."""
        place = self.nodes[role].centre if role in self.nodes else goal[role].centre
        away = place - goal.get_center()
        if away[1] < -0.8:
            return UP
        if abs(away[0]) > 1.0:
            return LEFT if away[0] > 0 else RIGHT
        return DOWN

    def named(self, model: Architecture) -> VGroup:
        """Return a model's title and, on the same line at the right, what is new."""
        name = title(model.title)
        said = Words(model.said, size=30).move_to(name, aligned_edge=DOWN)
        return name.add(said.shift((FRAME_WIDTH / 2 - pt(MARGIN) - said.get_right()[0]) * RIGHT))

    def written(self, model: Architecture) -> Formula:
        """Return a model's energy and what its terms stand for, on one line at the bottom."""
        terms = " ".join(f"{{{{{term} : {role or 'lhs'}}}}}" for role, term in model.energy)
        source = f"{terms} quad quad {{{{{model.where} : where}}}}"
        line = Formula(source, size=38, colours=GREEN_GUESS).center()
        return line.shift((-3.32 - line.part("lhs").get_bottom()[1]) * UP)


def moved(node: Node, goal: Node) -> list[Animation]:
    """Move a block to its place in the next model, turning its outline the short way and changing its letter."""
    aim, start = goal.outline.copy(), node.outline.points - node.centre
    turns = [np.roll(aim.points, 4 * k, axis=0) for k in range(len(aim.points) // 4)]
    if len(aim.points) == len(start):
        aim.set_points(min(turns, key=lambda points: np.square(points - goal.centre - start).sum()))
    return [Transform(node.outline, aim), Transform(node.label, goal.label)]


def rewritten(old: Formula, new: Formula, before: Architecture, model: Architecture) -> list[Animation]:
    """Turn one energy into the next: shared terms move, old ones go, then new ones come."""
    had = {role or "lhs" for role, _ in before.energy} | {"where"}
    has = {role or "lhs" for role, _ in model.energy} | {"where"}
    alike = {name for name in had & has if len(old.part(name)) == len(new.part(name))} - {"where"}
    first, last = squish_rate_func(smooth, 0.0, 0.5), squish_rate_func(smooth, 0.5, 1.0)
    return [
        *(ReplacementTransform(old.part(name), new.part(name)) for name in alike),
        *(FadeOut(old.part(name), shift=0.3 * DOWN, rate_func=first) for name in had - alike),
        *(FadeIn(new.part(name), shift=0.3 * DOWN, rate_func=last) for name in has - alike),
    ]
