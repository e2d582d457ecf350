"""The map of architectures: from the latent-variable EBM, every edge makes one change."""

from typing import Any

from ebviz.diagrams import shapes
from ebviz.diagrams.map import CHANGES, START, STOPS, Change
from ebviz.stage import *
from scenes.autoencoders._cards import Card, beside_edge, box, filled, spot, wires

FAR = 0.36  # scale of the map while it is looked at from afar


class ArchitectureMap(LectureScene):
    """The map of architectures: from the latent-variable EBM, every edge makes one change."""

    studies = ()
    gif = (0, 33)

    def construct(self) -> None:
        self.room, self.side = self.body.columns(5, 3)
        self.add(title("The map of architectures"))
        self.begin()
        for change in CHANGES:
            self.lead(change)
        self.arrive()

    def thumbnail(self) -> None:
        """Draw the map as what it is: one model in the middle, and one change along every edge."""
        middle = block("EBM", "z", (0, 0), shapes.ellipse(84))
        others = (
            ("AE", "green", 1, -1),
            ("VAE", "violet", 1, 1),
            ("DAE", "red", -1, 1),
            ("CAE", "yellow", -1, -1),
        )
        around = [block(name, hue, (1.15 * x, 0.75 * y), shapes.ellipse(74)) for name, hue, x, y in others]
        edges = [link(middle, other) for other in around]
        self.add(*poster(VGroup(*edges, *around, middle), "every edge", "one change"))

    def begin(self) -> None:
        """Show the model that everything starts from, and the map from afar, without a way yet."""
        self.here, self.frames = START, {}
        self.edges: dict[Change, VGroup] = {}
        for name, stop in STOPS.items():
            self.frames[name] = box(stop, FAR).move_to(self.side.centre + FAR * spot(stop.at))
        self.model, self.name = self.large(START), self.named(START)
        self.mark = self.marked(START)
        self.add(*self.frames.values(), self.mark)
        self.say("what becomes of it by one change?", FadeIn(self.model, self.name))
        self.wait(1)

    def large(self, name: str, lit: tuple[str, ...] = ()) -> Diagram:
        """A stop's model as large as there is room, with the blocks filled that have changed."""
        return filled(self.room.inset(12, 34).fit(diagram(STOPS[name].model)), lit)

    def marked(self, name: str) -> Rectangle:
        """A mark around a stop on the map."""
        return self.frames[name].copy().set_stroke(COLOURS["gold"], line(3))

    def named(self, name: str) -> Words:
        """A stop's name above its model."""
        return on_line(Words(STOPS[name].name, size=32), self.room.top - pt(28), left=self.room.left)

    def lead(self, change: Change) -> None:
        """Go along an edge: the model makes its one change, or two that are known are joined."""
        if self.here != change.start and not any(change.end == other.end for other in self.edges):
            self.turn(change.start, (), "")
        self.edges[change] = wires(change, FAR, self.side.centre)
        self.turn(change.end, change.blocks, " ".join(change.text), Create(self.edges[change]))

    def turn(self, name: str, lit: tuple[str, ...], says: str, *along: Any) -> None:
        """Turn the model into another one: quickly, or with a sentence and one thing after another."""
        goal, label = self.large(name, lit), self.named(name)
        step = Morph(self.model, goal)
        along = (*along, *step.moves.values(), *map(FadeOut, step.gone.values()))
        come: list[Any] = [*map(FadeIn, step.come.values())]
        if self.here != name:
            along = (*along, Transform(self.mark, self.marked(name)), FadeOut(self.name), FadeIn(label))
            self.here, self.name = name, label
        self.model = goal
        if not says:
            return self.hush(*along, *come, run_time=0.7)
        self.say(says, *along, run_time=0.8)
        self.play(*come or [Wait()], run_time=0.45)
        self.wait(0.35)

    def arrive(self) -> None:
        """Come near: the map fills the frame, and every stop shows its model."""
        cards = {name: Card(stop) for name, stop in STOPS.items()}
        goals = {change: wires(change, 1.0, ORIGIN) for change in self.edges}
        moves: list[Any] = [
            ReplacementTransform(self.frames[name], card.frame) for name, card in cards.items()
        ]
        moves += [ReplacementTransform(edge, goals[change]) for change, edge in self.edges.items()]
        step = Morph(self.model, cards[self.here].small)
        moves += [*step.moves.values(), FadeOut(self.mark, self.name)]
        self.hush(*moves, run_time=1.6)
        rest: list[Any] = [card.small for name, card in cards.items() if name != self.here]
        rest += [*(card.name for card in cards.values()), *map(beside_edge, CHANGES), *step.come.values()]
        self.play(*map(FadeIn, rest), run_time=1)
        self.claim("each edge is one idea: only the filled blocks change")
        self.wait(1)
