"""The map of architectures: from the latent-variable EBM, every edge makes one change."""

import numpy as np

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import PITCH
from ebviz.diagrams.map import CHANGES, KEY, SHORTENED, SMALL, START, STOPS, UNDER, Change, Stop, ends, key_at
from ebviz.stage import *

LOW = 3  # slide points from the frame's middle down to the map's, which leaves room for the title
LINE = 18  # slide points between the words of an edge
DROP = 5  # from the middle of a line of words down to its baseline


class ArchitectureMap(LectureScene):
    """The map of architectures: from the latent-variable EBM, every edge makes one change."""

    studies = ()
    gif = (0, 39)

    def construct(self) -> None:
        self.add(title("The map of architectures"))
        self.cards: dict[str, Card] = {}
        self.begin()
        for change in CHANGES:
            self.lead(change)
        self.claim("every edge is one change")
        self.wait(1)

    def thumbnail(self) -> None:
        """Draw the map as what it is: one model in the middle, and one change along every edge."""
        middle = block("EBM", "z", (0, 0), shapes.ellipse(84))
        around = [
            block(name, hue, at, shapes.ellipse(74))
            for name, hue, at in (
                ("AE", "green", (1.15, -0.75)),
                ("VAE", "violet", (1.15, 0.75)),
                ("DAE", "red", (-1.15, 0.75)),
                ("CAE", "yellow", (-1.15, -0.75)),
            )
        ]
        edges = [link(middle, other) for other in around]
        self.add(*poster(VGroup(*edges, *around, middle), "every edge", "one change"))

    def begin(self) -> None:
        """Show the model that everything starts from, and shrink it to its place on the map."""
        card = self.cards[START] = Card(STOPS[START])
        large = diagram(STOPS[START].model, scale=1.1).move_to(self.body.centre)
        self.say("what does one change make of it?", FadeIn(large))
        self.wait(1)
        shrink = [Transform(large[role].outline, node.outline) for role, node in card.nodes.items()]
        shrink += [Transform(arrow, card.arrows[key]) for key, arrow in large.arrows.items()]
        shrink += [Transform(large[role].label, node.label) for role, node in card.nodes.items()]
        self.play(*shrink)
        self.remove(large).add(card.small)
        self.play(Create(card.frame), FadeIn(card.name), FadeIn(key()))

    def lead(self, change: Change) -> None:
        """Draw an edge and name its change; a new model brings the blocks it shares along the edge."""
        edge, words = drawn(change)
        source, known = self.cards[change.start], change.end in self.cards
        goal = self.cards.setdefault(change.end, Card(STOPS[change.end]))
        moves = [Create(edge), FadeIn(words)]
        if known:
            self.play(*moves)
        else:
            shared = [role for role in goal.nodes if role in source.nodes]
            moves += [TransformFromCopy(source.nodes[r].outline, goal.nodes[r].outline) for r in shared]
            self.play(*moves, FadeIn(goal.frame), FadeIn(goal.name), run_time=1)
            rest = [node.label if role in shared else node for role, node in goal.nodes.items()]
            self.play(*map(FadeIn, rest), *map(Create, goal.arrows.values()), run_time=0.6)
        lit = [goal.nodes[role] for role in change.blocks]
        lit += [source.nodes[role] for role in change.blocks if change.mutual]
        bright = [node.outline.copy().scale(1.25).set_fill(node.hue, 0.7) for node in lit]
        pairs = zip(lit, bright, strict=True)
        self.play(*(Transform(node.outline, b, rate_func=there_and_back) for node, b in pairs), run_time=0.9)
        self.wait(0.2)


class Card:
    """A stop on the map: its frame and name, and a small diagram with short names."""

    def __init__(self, stop: Stop) -> None:
        wide, high = 2 * stop.half
        self.frame = Rectangle(width=pt(wide), height=pt(high), color=COLOURS["frame"])
        self.frame.set_stroke(width=line(2.4 if stop is STOPS[START] else 1)).move_to(spot(stop.at))
        self.name = written(stop.name, stop.name_at, 24)
        small = diagram(stop.model, scale=SMALL, letters=False)
        middle = np.array(stop.model.middle) * PITCH * (1, -1) * SMALL
        self.nodes, self.arrows = small.nodes, small.arrows
        self.small = VGroup(small.shift(spot(np.array(stop.at) - (0, UNDER) - middle)))


def drawn(change: Change) -> tuple[VGroup, VGroup]:
    """Return an edge's arrow, or one each way, and the words beside it."""
    way = ends(change, STOPS)
    both = (way, way[::-1]) if change.mutual else (way,)
    arrows = VGroup(*(Wire(spot(one), scale=1.2) for one in both))
    words = VGroup(*(Words(text, size=24) for text in change.text))
    x, y = way.mean(axis=0) + change.beside
    for row, text in enumerate(words):
        up = y + LINE * ((len(words) - 1) / 2 - row) - DROP
        on_line(text, pt(up - LOW)).set_x(pt(x))
    return arrows, words


def key() -> VGroup:
    """Return what the short names in the blocks stand for."""
    parts = VGroup()
    for index, (short, whole, hue) in enumerate(KEY):
        x, y = key_at(index)
        parts.add(written(short, (x, y), 24, colour=hue), written(whole, (x + SHORTENED, y), 24))
    return parts


def written(text: str, at: tuple[float, float], size: float, colour: str = "white") -> Words:
    """Return words whose baseline starts at a place on the map."""
    return on_line(Words(text, size=size, colour=colour), pt(at[1] - LOW), left=pt(at[0]))


def spot(at: tuple[float, float] | np.ndarray) -> np.ndarray:
    """Return places (…, 2) on the map as places in the frame, (…, 3)."""
    flat = (np.asarray(at, float) - (0, LOW)) * pt(1)
    return np.concatenate([flat, np.zeros((*flat.shape[:-1], 1))], axis=-1)
