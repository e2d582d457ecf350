"""Gates: each edge has one of its own, which opens and closes as the model is trained."""

import numpy as np

from ebviz.stage import *
from scenes.graphs._words import means, strongest

MOST = 8  # neighbours whose gates are shown as bars
SHARE = 0.44  # of the room's height that a graph takes to either side


class Gates(LectureScene):
    """At first all neighbours count alike; training opens some gates and closes others."""

    studies = ("graph_classes",)
    cannot_show = {"graph_classes.layer": "it shows gates, which a layer of your own may lack"}
    gif = (1, 22)

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
        places = left.centre[:2] + SHARE * left.height * self.run["shown_places"]
        hues = ["aqua"] * len(places)
        hues[self.vertex] = "red"
        names = [str(k + 1) for k in range(len(places))]
        self.network = Network(places, self.gates, names, colours=hues, radius=15, width=14)
        formula, table, _ = right.rows(2, 5, 1)
        self.formula = Formula("eta(e_j) = sigma(e_j) / (sum_k sigma(e_k))", size=40).move_to(formula.centre)
        pairs = [row.columns(1, 2, gap=10) for row in table.rows(*[1] * max(4, len(self.into)), gap=8)]
        high = 1.1 * max(self.alike, float(self.gates[:, self.vertex].max()))
        history, looks = self.gates[:, self.vertex], [*zip(self.into, pairs, strict=False)]
        words = [Words(f"from {names[j]}", size=26).move_to(one.centre) for j, (one, _) in looks]
        bars = [Bar(one, history[:, j], high, colour="a", size=26) for j, (_, one) in looks]
        self.bars = VGroup(*words, *bars)
        room = pairs[0][1]
        at = room.left + self.alike / high * room.width
        ends = np.array([place(at, table.top), place(at, table.bottom)])
        self.mark = Trace(ends, "white", width=2, dash=(6, 5))
        self.steps = on_line(
            Counter("step", self.run["steps"], step, size=28), BODY.top + pt(10), left=right.left
        )

    def ask(self) -> None:
        """Show the graph, a vertex, and how much it hears from each neighbour before any training."""
        kind = self.run.config["shown"]
        self.add(title("Gates"), self.network)
        stand(0.0, self.network, *self.bars, self.steps)
        self.say(
            f"a {kind}, and what each vertex takes from which: must all neighbours count alike?", run_time=0
        )
        self.wait(3)
        few = (
            f" ({len(self.into)} of them are shown)"
            if len(self.into) < self.run["shown_a"][self.vertex].sum()
            else ""
        )
        says = f"vertex {self.vertex + 1} and its neighbours{few}; dashed: a mean of all"
        self.say(says, *map(FadeIn, (self.bars, self.mark, self.steps)))
        self.wait(2)
        self.say("each edge has a gate; what comes in through all of them sums to one", FadeIn(self.formula))
        self.stop("formula", hold=2)

    def train(self) -> None:
        """Train: gates open and close."""
        self.say("training opens some and closes others, so that it can tell kinds of graphs apart")
        self.replay(8)
        self.stop("trained", hold=1)
        last = self.gates[-1, self.vertex, self.into]
        self.claim("a gate on every edge: neighbours no longer count alike")
        ends = (
            f"from ${last.min():.2f}$ to ${last.max():.2f}$, where a mean takes ${self.alike:.2f}$ from each"
        )
        self.wait(3)
        self.say(f"in layer ${self.layer + 1}$, vertex {self.vertex + 1} takes {ends}")
        self.stop("the end", hold=3)
