"""The map of architectures, walked along: one model turns into the next by the main idea of an edge."""

from typing import Any

from ebviz.diagrams import shapes
from ebviz.diagrams.map import START, Change
from ebviz.stage import *
from scenes.autoencoders._cards import EDGES, SAYS, SEEN, Card, beside_edge, box, filled, lit_in, spot, wire

FAR = 0.4  # scale of the map while it is looked at from afar
SCALE = 0.85  # of the large model
FIRST = (0.285, 0.8)  # where in its room the block at column and row 0 is


class ArchitectureMap(LectureScene):
    """From the LV-EBM to the GAN, each edge has one main idea, and filled is what it adds or changes."""

    studies = ()
    gif = (0, 33.5)

    def construct(self) -> None:
        self.room, self.side = self.body.columns(9, 7)
        self.add(title("The map of architectures"))
        self.begin()
        for change in EDGES:
            if self.here != change.start:
                self.turn(change.start, f"back at the {SEEN[change.start].name}")
            self.edges[change] = wire(change, FAR, self.side.centre)
            self.turn(change.end, SAYS[change.end], Create(self.edges[change]))
            self.wait(1.4)
        self.arrive()

    def thumbnail(self) -> None:
        """Draw the map as what it is: one model in the middle, and one idea along every edge."""
        middle = block("EBM", "z", (0, 0), shapes.ellipse(84))
        others = (
            ("AE", "green", 1, -1),
            ("VAE", "violet", 1, 1),
            ("DAE", "red", -1, 1),
            ("CAE", "yellow", -1, -1),
        )
        around = [block(name, hue, (1.15 * x, 0.75 * y), shapes.ellipse(74)) for name, hue, x, y in others]
        edges = [link(middle, other) for other in around]
        self.add(*poster(VGroup(*edges, *around, middle), "every edge", "one idea"))

    def begin(self) -> None:
        """Show the model that everything starts from, and the map from afar, without a way yet."""
        self.here, self.edges = START, dict[Change, Wire]()
        self.frames = {
            name: box(stop, FAR).move_to(self.side.centre + FAR * spot(stop.at))
            for name, stop in SEEN.items()
        }
        self.model, self.name, self.mark = self.large(START), self.named(START), self.marked(START)
        self.short = {START: self.tag(START)}
        self.add(*self.frames.values(), self.mark, self.short[START], self.name)
        self.say("$C$ compares, $R$ limits $z$: how far does one idea at a time lead?", FadeIn(self.model))
        self.wait(1.4)

    def large(self, name: str, *lit: str) -> Diagram:
        """A stop's model, each block where that of all models is, with the blocks filled that have changed."""
        column, row = FIRST
        made = diagram(SEEN[name].model, scale=SCALE).shift(self.room.at(column, row))
        return filled(made, lit)

    def marked(self, name: str) -> Rectangle:
        """A mark around a stop on the map."""
        return self.frames[name].copy().set_stroke(COLOURS["gold"], line(3))

    def named(self, name: str) -> Words:
        """A stop's name above its model."""
        short, whole = SEEN[name].name, SEEN[name].model.title
        whole = f"{whole} ({short})" if short.replace("-", "").isupper() else whole
        return on_line(Words(whole, size=36), self.room.top - pt(30), left=self.room.left)

    def tag(self, name: str) -> Words:
        """A stop's name in its frame on the map from afar."""
        frame, words = self.frames[name], Words(SEEN[name].name, size=24)
        return words.scale(min(1, (frame.width - pt(8)) / words.width)).move_to(frame)

    def turn(self, name: str, says: str, *along: Any) -> None:
        """Turn the model into another one, along an edge or back: what is filled has changed."""
        new = name not in self.short
        goal, label = self.large(name, *(lit_in(name) if new else ())), self.named(name)
        step = Morph(self.model, goal)
        away = [FadeOut(part) for part in step.gone.values()]
        gone = FadeOut(self.name, rate_func=squish_rate_func(smooth, 0, 0.5))
        come = FadeIn(label, rate_func=squish_rate_func(smooth, 0.5, 1))
        lead = Transform(self.mark, self.marked(name))
        self.say(says, *along, *away, *step.moves.values(), gone, come, lead, run_time=1 if new else 0.8)
        parts = list(step.come.values())
        if new:
            self.short[name] = self.tag(name)
            parts.append(self.short[name])
        if parts:
            self.play(LaggedStart(*map(FadeIn, parts), lag_ratio=0.2), run_time=0.8 if new else 0.4)
        self.here, self.model, self.name = name, goal, label

    def arrive(self) -> None:
        """Come near: the map fills the frame, every stop shows its model, and edge by edge what it changes."""
        self.hush(*map(FadeOut, (self.model, self.name, self.mark)), run_time=0.6)
        cards = {name: Card(name) for name in SEEN}
        ways = {change: wire(change, 1.0, ORIGIN) for change in EDGES}
        beside = {change: beside_edge(change) for change in EDGES}
        moves: list[Any] = []
        for name, card in cards.items():
            moves.append(ReplacementTransform(self.frames[name], card.frame))
            moves.append(ReplacementTransform(self.short[name], card.name))
        moves += [ReplacementTransform(edge, ways[change]) for change, edge in self.edges.items()]
        self.claim("each edge has one main idea; filled is what it adds or changes", *moves, run_time=1.4)
        self.play(*map(FadeIn, (card.small for card in cards.values())), run_time=0.7)
        for change in EDGES:
            lit = (cards[change.end].small[role] for role in lit_in(change.end))
            swelling = (ApplyMethod(node.scale, 1.35, rate_func=there_and_back) for node in lit)
            self.play(
                Indicate(ways[change], 1.15, COLOURS["gold"]), FadeIn(beside[change]), *swelling, run_time=0.8
            )
