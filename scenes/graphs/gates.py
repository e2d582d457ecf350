"""Gates: each edge has one of its own, which opens and closes as the model is trained."""

import numpy as np

from ebviz.stage import *
from scenes.graphs._words import *

MOST = 8  # neighbours whose gates are shown as bars
SHARE = 0.42  # of the room that a graph takes to either side


class Gates(LectureScene):
    """At first all neighbours count alike; training opens some gates and closes others."""

    studies = ("graph_classes",)
    cannot_show = {"graph_classes.layer": "it shows gates, which a layer of your own may lack"}
    gif = (1, 32)

    def thumbnail(self) -> None:
        """Draw the vertex that is followed, its neighbours and their gates."""
        self.read()
        near = [self.vertex, *self.into]
        places = self.run["shown_places"][near] * 9
        graph = Network(places, self.gates[-1][np.ix_(near, near)], colours="y", radius=44, width=60)
        for vertex in graph.vertices:
            vertex.set_fill(colour("y"), 1)
        self.add(*poster(graph, "open", "or shut"))

    def construct(self) -> None:
        self.read()
        self.lay_out()
        self.ask()
        self.train()

    def read(self) -> None:
        """Read the gates of the layer, and the vertex, where they differ the most from a mean."""
        self.run = self.study("graph_classes")
        self.layer, self.vertex = strongest(self.run)
        self.gates = self.run["gates"][:, self.layer]  # (S, n, n)
        self.into = np.flatnonzero(self.run["shown_a"][self.vertex])[:MOST]
        self.alike = float(means(self.run["shown_a"])[self.vertex].max())

    def lay_out(self) -> None:
        """Lay out the graph on the left, and the gates of one vertex as bars on the right."""
        left, right = self.body.columns(3, 2)
        places = fitted(self.run["shown_places"], left.centre, SHARE * np.array([left.width, left.height]))
        hues = ["aqua"] * len(places)
        hues[self.vertex] = "red"
        names = [str(k + 1) for k in range(len(places))]
        shares = self.gates * self.run["shown_a"].sum(1)[:, None]  # of what a mean takes
        self.network = Network(places, shares / shares.max(), names, colours=hues, radius=17, width=12)
        self.rooms = right.rows(2, 5, 2)
        pairs = [
            row.columns(1, 2, gap=10) for row in self.rooms[1].rows(*[1] * max(4, len(self.into)), gap=8)
        ]
        high = 1.1 * max(self.alike, float(self.gates[:, self.vertex].max()))
        history, looks = self.gates[:, self.vertex], [*zip(self.into, pairs, strict=False)]
        words = [Words(f"from {names[j]}", size=26).move_to(one.centre) for j, (one, _) in looks]
        bars = [Bar(one, history[:, j], high, colour="a", size=26) for j, (_, one) in looks]
        self.bars = VGroup(*words, *bars)
        room = pairs[0][1]
        at = room.left + self.alike / high * room.width
        low = pairs[len(looks) - 1][1].bottom
        self.mark = Trace(np.array([place(at, room.top), place(at, low)]), "white", width=2, dash=(6, 5))
        self.steps = on_line(
            Counter("step", self.run["steps"], step, size=28), BODY.top + pt(10), left=right.left
        )

    def formula(self, text: str, room: int) -> Formula:
        """Return a formula in one of the rooms on the right."""
        return self.rooms[room].fit(Formula(text, size=38, colours=PLAIN | dict.fromkeys("ABCE")))

    def ask(self) -> None:
        """Show the graph, a vertex, and how much it hears from each neighbour before any training."""
        kind, d = self.run.config["shown"], int(self.run["shown_a"][self.vertex].sum())
        self.add(title("Gates"), self.network)
        stand(0.0, self.network, *self.bars, self.steps)
        says = f"a {kind}, its edges as wide as what comes in along them: must neighbours count alike?"
        self.say(says, run_time=0)
        self.wait(2)
        few = f" (${len(self.into)}$ of ${d}$ are shown)" if len(self.into) < d else ""
        says = f"vertex {self.vertex + 1} and its neighbours{few}, before any training; dashed: a plain mean"
        self.say(says, *map(FadeIn, (self.bars, self.mark, self.steps)))
        self.wait(2)
        edge = self.formula("e_j = C e_j^x + D x_j + E x", 0)
        self.say("each edge looks at itself and at both of its ends …", FadeIn(edge))
        self.wait(2)
        gate = self.formula("eta(e_j) = sigma(e_j) / (sum_k sigma(e_k))", 0)
        says = "… and from that opens a gate; all that come into a vertex sum to one"
        self.say(says, FadeOut(edge), FadeIn(gate))
        self.wait(2)
        whole = self.formula("h = x + (A x + sum_j eta(e_j) dot.o B x_j)^+", 2)
        self.say("what comes in is added to what the vertex is: a residual", FadeIn(whole))
        self.stop("formula", hold=2)

    def train(self) -> None:
        """Train: gates open and close."""
        self.say("as it learns to tell eight kinds of graphs apart, some open and others close")
        self.replay(7)
        self.stop("trained", hold=1)
        last = self.gates[-1, self.vertex, np.flatnonzero(self.run["shown_a"][self.vertex])]
        ends = f"between ${last.min():.2f}$ and ${last.max():.2f}$"
        where = f"in layer ${self.layer + 1}$ of ${self.run['gates'].shape[1]}$"
        self.say(
            f"vertex {self.vertex + 1} takes {ends}, {where}; a mean would take ${self.alike:.2f}$ from each"
        )
        self.wait(2)
        self.claim("a gate on every edge: it is attention again, but only where there are edges")
        self.stop("the end", hold=2)
