"""The map of architectures: the latent-variable EBM in the centre, and one change along every edge."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    UL,
    UP,
    Animation,
    Create,
    FadeIn,
    Rectangle,
    Transform,
    TransformFromCopy,
    VGroup,
    there_and_back,
)

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import PITCH
from ebviz.diagrams.map import CARD, CHANGES, SMALL, STOPS, Change, Stop, ends
from ebviz.stage import LectureScene, Words
from ebviz.stage.architecture import diagram
from ebviz.stage.nodes import Wire
from ebviz.stage.poster import block, link, poster
from ebviz.stage.titles import title
from ebviz.stage.units import line, pt
from ebviz.style.palette import COLOURS

MIDDLE = pt(32.0) * DOWN  # of the map


class ArchitectureMap(LectureScene):
    """The map of architectures: from the LV-EBM in the centre, each edge makes one change."""

    studies = ()
    gif = (0.0, 34.0)

    def construct(self) -> None:
        self.add(title("The map of architectures"))
        self.say("every edge is one change", run_time=0)
        self.cards: dict[str, Card] = {}
        self.begin("lv_ebm")
        for change in CHANGES:
            self.lead(change)
        self.wait(3.0)

    def thumbnail(self) -> None:
        """Draw the map as what it is: one model in the middle, and one change along every edge."""
        middle = block("EBM", "z", (0, 0), shapes.ellipse(84.0))
        around = [
            block(name, hue, at, shapes.ellipse(74.0))
            for name, hue, at in (
                ("AE", "green", (1.15, -0.75)),
                ("VAE", "violet", (1.15, 0.75)),
                ("DAE", "red", (-1.15, 0.75)),
                ("CAE", "yellow", (-1.15, -0.75)),
            )
        ]
        edges = [link(middle, other) for other in around]
        self.add(*poster(VGroup(*edges, *around, middle), "every edge", "one change"))

    def begin(self, name: str) -> None:
        """Show the model that everything starts from, and shrink it to its place on the map."""
        card = self.cards[name] = Card(STOPS[name])
        model = STOPS[name].model
        large = diagram(model, scale=1.1).move_to(MIDDLE)
        self.play(FadeIn(large), run_time=0.8)
        self.wait(1.0)
        letters = VGroup(*(node.label for node in large.nodes.values()))
        shrink = [Transform(large[role].outline, node.outline) for role, node in card.nodes.items()]
        shrink += [Transform(arrow, card.arrows[key]) for key, arrow in large.arrows.items()]
        self.play(*shrink, letters.animate.scale(0.3, about_point=MIDDLE).set_opacity(0.0), run_time=1.2)
        self.remove(large).add(card.small)
        self.play(Create(card.frame), FadeIn(card.name), run_time=0.8)
        self.wait(0.5)

    def lead(self, change: Change) -> None:
        """Draw an edge and name its change; a new model brings the blocks it shares along the edge."""
        edge, words = self.edge(change)
        source, known = self.cards[change.start], change.end in self.cards
        goal = self.cards.setdefault(change.end, Card(STOPS[change.end]))
        moves: list[Animation] = [Create(edge), FadeIn(words)]
        if not known:
            shared = [role for role in goal.nodes if role in source.nodes]
            moves += [
                TransformFromCopy(source.nodes[role].outline, goal.nodes[role].outline) for role in shared
            ]
            moves += [FadeIn(goal.frame), FadeIn(goal.name)]
            self.play(*moves, run_time=1.3)
            rest = [node.label if role in shared else node for role, node in goal.nodes.items()]
            self.play(*map(FadeIn, rest), *map(Create, goal.arrows.values()), run_time=0.6)
        else:
            self.play(*moves, run_time=1.0)
        lit = [goal.nodes[role] for role in change.blocks]
        lit += [source.nodes[role] for role in change.blocks if change.mutual]
        bright = [node.outline.copy().scale(1.25).set_fill(node.hue, 0.7) for node in lit]
        flash = [
            Transform(node.outline, b, rate_func=there_and_back) for node, b in zip(lit, bright, strict=True)
        ]
        self.play(*flash, run_time=1.4)
        self.wait(0.3)

    def edge(self, change: Change) -> tuple[VGroup, VGroup]:
        """Return an edge's arrow, or one each way, and the words beside it."""
        way = ends(change, STOPS)
        places = spot(way)
        both = (places, places[::-1]) if change.mutual else (places,)
        arrows = VGroup(*(Wire(p, colour="arrow", scale=1.2, dashed=False, head=True) for p in both))
        words, middle = (
            VGroup(*(Words(text, size=24) for text in change.text)),
            way.mean(axis=0) + change.beside,
        )
        for row, text in enumerate(words):
            text.move_to(spot(middle) + pt(18.0) * ((len(words) - 1) / 2 - row) * UP)
        return arrows, words


class Card:
    """A stop on the map: its frame and name, and a small diagram with short names."""

    def __init__(self, stop: Stop) -> None:
        centre = stop.at == (0, 0)
        self.frame = Rectangle(width=pt(CARD[0]), height=pt(CARD[1]), color=COLOURS["frame"])
        self.frame.set_stroke(width=line(2.4 if centre else 1.0)).move_to(spot(stop.at))
        self.name = Words(stop.name, size=28)
        self.name.next_to(self.frame.get_corner(UL), UP, buff=pt(7.0)).align_to(self.frame, LEFT)
        small = diagram(stop.model, scale=SMALL, letters=False)
        middle = np.array(stop.model.middle) * PITCH * (1, -1) * SMALL
        self.nodes, self.arrows = small.nodes, small.arrows
        self.small = VGroup(small.shift(spot(stop.at) - spot(middle) + MIDDLE))


def spot(at: tuple[float, float] | np.ndarray) -> np.ndarray:
    """Return places (…, 2) on the map as places in the frame, (…, 3)."""
    flat = np.asarray(at, float) * pt(1.0)
    return np.concatenate([flat, np.zeros((*flat.shape[:-1], 1))], axis=-1) + MIDDLE
