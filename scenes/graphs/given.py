"""From attention to a graph: the same mixture h = X a, but a is given."""

import numpy as np

from ebviz.stage import *
from scenes.graphs._words import *

SHARE = 0.78  # of the room that the graph takes
ROOM = 52  # slide points from a vertex to the next
NAME, NUMBER = 30, 24  # sizes of a vertex's name, and of a number


class AIsGiven(LectureScene):
    """Every vertex looks at every vertex; then the edges say where to look, and attention becomes a mean."""

    studies = ("graph",)
    gif = (1, 27.5)

    def construct(self) -> None:
        self.read()
        self.lay_out()
        for act in (self.ask, self.attend, self.give, self.conclude):
            act()

    def thumbnail(self) -> None:
        """Draw a graph, and what is given."""
        self.read()
        places = 2 * self.run["places"][self.shown]
        graph = Network(places, self.fading[-1], colours="y", radius=42, width=45)
        for vertex in graph.vertices:
            vertex.set_fill(colour("y"), 1)
        self.add(*poster(graph, "$a$ is", "given"))

    def read(self) -> None:
        """Read which vertices are shown, and their weights, from attention to what is given."""
        self.run = self.study("graph")
        self.total = len(self.run["a"])
        self.shown, self.vertex = around(self.run)
        self.fading = self.run["fading"][:, self.shown][:, :, self.shown]
        self.names = [name for k, name in enumerate(named(self.run["words"])) if k in self.shown]
        self.count, self.half = len(self.names), len(self.fading) // 2

    def lay_out(self) -> None:
        """Lay out the graph on the left, and the same weights as a matrix on the right."""
        left, right = self.body.columns(1, 1)
        reach = SHARE * np.array([left.width, left.height]) / 2
        places = placed(self.run, self.shown, left.centre, reach, pt(ROOM))
        hues = ["red" if k == self.vertex else "aqua" for k in range(self.count)]
        self.network = Network(places, self.fading, self.names, colours=hues)
        _, table, self.low = right.rows(1, self.count, 2, gap=0)
        side = min(table.width / (self.count + 1), table.height / self.count)
        steps = side * np.arange(self.count)
        ups, across = table.top - side / 2 - steps, right.centre[0] - steps[-1] / 2 + steps
        self.at = np.array([[[x, y, 0] for x in across] for y in ups])  # row: from, column: to
        shares = np.swapaxes(self.fading, 1, 2).reshape(len(self.fading), -1)  # the lecture's columns
        self.discs = Discs(self.at.reshape(-1, 3), shares, size=0.92 * side / pt(1))
        names = [Words(name, size=NAME, colour=hue) for name, hue in zip(self.names, hues, strict=True)]
        share = min(1, *(0.9 * side / name.width for name in names))
        self.rows, self.tops = (
            VGroup(*(one.copy().scale(share).move_to(at + off) for one, at in zip(names, line, strict=True)))
            for line, off in ((self.at[:, 0], side * LEFT), (self.at[0], side * UP))
        )
        sums = zip(self.run["fading"].sum(-1).T[self.shown], self.at[-1], strict=True)
        self.sums = VGroup(*(self.reading(values, at + side * DOWN, side) for values, at in sums))
        self.column = Rectangle(height=side * self.count, width=side, color=COLOURS["red"], stroke_width=2)
        self.column.move_to(self.at[:, self.vertex].mean(0))
        self.frame = Square(side * self.count, color=COLOURS["frame"], stroke_width=1).move_to(
            self.at.mean((0, 1))
        )
        self.formula = self.low.put(Formula('a = op("softargmax")_beta (X^top x)', size=38), "bottom")

    def reading(self, values: np.ndarray, at: np.ndarray, side: float) -> Counter:
        """Return the sum of a column, which follows its history."""
        number = Counter("", size=min(NUMBER, 0.6 * side / pt(1)), gap=0)
        return follow(number, values, put=lambda value: number.put(float(value)).move_to(at))

    def ask(self) -> None:
        """Show the vertices, and ask which of them one should look at."""
        self.add(title("a is given"), self.network.vertices)
        few = f" (${self.count}$ are shown)" if self.count < self.total else ""
        at = f"at which of them should “{self.names[self.vertex]}” look?"
        self.say(f"${self.total}$ vertices{few}, each with a vector: {at}", run_time=0)
        self.wait(2.5)

    def attend(self) -> None:
        """Let one vertex look by attention, then all."""
        stand(0.0, self.network, self.discs, self.sums)
        says = "attention compares: the better another vertex fits, the more it counts"
        self.say(says, FadeIn(self.network.into(self.vertex)), FadeIn(self.formula))
        self.wait(2)
        others = [arrow for (i, _), arrow in self.network.arrows.items() if i != self.vertex]
        table = (self.frame, self.discs, self.rows, self.tops, self.column)
        says = "every vertex looks at every vertex, itself included: each column of $A$ is one of them"
        self.say(says, *map(FadeIn, (*others, *table)))
        self.remove(*self.network.arrows.values()).add(self.network)
        self.wait(2)
        self.say("each column sums to one", LaggedStart(*map(FadeIn, self.sums), lag_ratio=0.2))
        self.stop("attention", hold=1)

    def give(self) -> None:
        """Give a: weights off the edges vanish, and those that are left become alike."""
        edges, diagonal = int((self.run["a"] > 0).sum()), np.diagonal(self.run["a"]).any()
        self_ = "" if diagonal else ", not even at oneself"
        given = Formula("a in {0, 1}^t", size=40).move_to(self.formula)
        says = f"now $a$ is given, by a graph of ${edges}$ edges: no edge, no look{self_}"
        self.say(says, FadeOut(self.formula), FadeIn(given))
        self.replay(4, start=0, stop=self.half, pace="even")
        self.wait(1)
        self.formula = Formula("d = norm(a)_1, quad h = X a d^(-1)", size=40, colours=PLAIN).move_to(given)
        says = "nobody compares: what is left counts alike, a share of $1\\/d$, and $h$ is a mean"
        self.say(says, FadeOut(given), FadeIn(self.formula))
        self.replay(3, start=self.half, stop=len(self.fading) - 1, pace="even")
        self.stop("given", hold=1)
        lonely = [name for name, d in zip(self.names, self.run["degree"][self.shown], strict=True) if d == 0]
        who = " and ".join(lonely) if len(lonely) < 3 else f"${len(lonely)}$ of them"
        none = f"no edge comes into {who}: there $0\\/0$ is taken as $0$; the other columns still sum to one"
        self.say(none if lonely else "each column still sums to one")
        self.wait(2)

    def conclude(self) -> None:
        """Say what it is."""
        self.claim("graph convolution is attention whose $a$ is given")
        self.stop("the end", hold=2)
