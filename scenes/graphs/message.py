"""One layer on a graph: gather, average, transform; first for one vertex, then for all at once."""

import numpy as np

from ebviz.stage import *
from scenes.graphs._plates import Plate
from scenes.graphs._product import Product
from scenes.graphs._words import *

SHARE, BESIDE = 0.74, 44  # of the room that the graph takes; slide points from a vertex to its vector
ROOM = (84, 60)  # slide points from a vertex with its vector to the next, across and up
PARTS = ("X a", "X a d^(-1)", "V X a d^(-1)", "U x + V X a d^(-1)", "h = f(U x + V X a d^(-1))")
WHOLE = ("X A D^(-1)", "H = f(U X + V X A D^(-1))")


class MessagePassing(LectureScene):
    """A vertex gathers what its neighbours hold, takes the mean, and adds a part of itself; then all do at once."""

    studies = ("graph",)
    cannot_show = {"graph.layer": "it shows U x and V X a d⁻¹, which a layer of your own may lack"}
    gif = (1, 25)

    def construct(self) -> None:
        self.read()
        self.lay_out()
        for act in (self.ask, self.gather, self.transform, self.together):
            act()

    def thumbnail(self) -> None:
        """Draw a vertex, those that lead to it, and their vectors."""
        self.read()
        near = [self.vertex, *self.into]
        places = 2.2 * self.run["places"][self.shown][near]
        graph = Network(places, self.given[np.ix_(near, near)], colours="y", radius=44, width=50)
        for vertex in graph.vertices:
            vertex.set_fill(colour("y"), 1)
        self.add(*poster(graph, "pass", "it on"))

    def read(self) -> None:
        """Read which vertices are shown, and what the layer makes of their vectors step by step."""
        self.run = self.study("graph")
        self.shown, self.vertex = around(self.run)
        self.names = [name for k, name in enumerate(named(self.run["words"])) if k in self.shown]
        self.given = self.run["given"][np.ix_(self.shown, self.shown)]
        self.steps = {key: self.run[key][self.shown] for key in ("x", "mean", "sent", "kept", "h")}
        self.steps["sum"] = self.steps["mean"] * self.run["degree"][self.shown, None]
        self.d = int(self.run["degree"].max())
        self.into = np.flatnonzero(self.given[self.vertex])

    def lay_out(self) -> None:
        """Lay out the graph with a vector at each vertex, and room for what is made of them."""
        left, self.side = self.body.columns(3, 2)
        reach = SHARE * np.array([left.width, left.height]) / 2
        self.places = placed(self.run, self.shown, left.centre, reach, pt(1) * np.array(ROOM))
        hues = ["red" if k == self.vertex else "aqua" for k in range(len(self.names))]
        self.network = Network(self.places, self.given, self.names, colours=hues)
        self.reach = max(float(np.abs(values).max()) for values in self.steps.values())
        self.beside = self.places + pt(BESIDE) * RIGHT
        self.plates = [self.plate("x", k) for k in range(len(self.names))]
        rows = self.side.rows(*[1] * len(PARTS), gap=8)
        self.slots = [row.at(0.08, 0.5) for row in rows]
        self.parts = [Formula(part, size=38, colours=PLAIN) for part in PARTS]
        for part, row in zip(self.parts, rows, strict=True):
            part.move_to(row.at(0.22, 0.5), LEFT)

    def plate(self, key: str, vertex: int, at: np.ndarray | None = None) -> Plate:
        """Return the vector of a vertex at one of the steps, beside the vertex or elsewhere."""
        return Plate(self.steps[key][vertex], self.beside[vertex] if at is None else at, self.reach)

    def ask(self) -> None:
        """Show the graph and its vectors."""
        self.add(title("A message passes"), self.network, *self.plates)
        name = self.names[self.vertex]
        self.say(f"each vertex holds a vector $x$: what does “{name}” hear along its edges?", run_time=0)
        self.wait(3)

    def gather(self) -> None:
        """Bring the neighbours' vectors to the vertex, and take their mean."""
        copies = [self.plates[k].copy() for k in self.into]
        total = [self.plate("sum", self.vertex, self.slots[0]) for _ in copies]
        ways = [self.network.arrows[self.vertex, int(k)][0].points[::4] for k in self.into]
        few = f" (${len(self.into)}$ of ${self.d}$ are shown)" if len(self.into) < self.d else ""
        says = f"it gathers what its neighbours hold{few}: their sum"
        self.say(says, *(Travel(way, "a") for way in ways))
        moves = (Transform(*pair) for pair in zip(copies, total, strict=True))
        self.play(*moves, FadeIn(self.parts[0]), run_time=1.5)
        self.wait(1)
        self.mean = self.plate("mean", self.vertex, self.slots[1])
        moved = TransformFromCopy(total[0], self.mean) if total else FadeIn(self.mean)
        self.say(f"divided by their number, $d = {self.d}$: the mean", moved, FadeIn(self.parts[1]))
        self.made = [*copies, self.mean]
        self.wait(1.5)

    def transform(self) -> None:
        """Map the mean, add what is kept of the vertex itself, and rectify."""
        sent = self.plate("sent", self.vertex, self.slots[2])
        self.say("the mean is mapped …", TransformFromCopy(self.mean, sent), FadeIn(self.parts[2]))
        self.wait(1)
        total = self.steps["sent"][self.vertex] + self.steps["kept"][self.vertex]
        both, own = Plate(total, self.slots[3], self.reach), self.plates[self.vertex]
        again = both.copy()
        moves = (TransformFromCopy(sent, both), TransformFromCopy(own, again))
        self.say(
            "… and the vertex's own vector, mapped by a matrix of its own, is added",
            *moves,
            FadeIn(self.parts[3]),
        )
        self.wait(1)
        h = self.plate("h", self.vertex, self.slots[4])
        self.say(
            "what is below $0$, to the left, is cut: $f = ()^+$",
            TransformFromCopy(both, h),
            FadeIn(self.parts[4]),
        )
        self.wait(1)
        self.made += [sent, both, again, h]
        self.stop("one", hold=1)

    def together(self) -> None:
        """Do the same at all vertices at once: a product of matrices."""
        product = Product(self.side, self.steps, self.given, self.reach)
        copies = (TransformFromCopy(*pair) for pair in zip(self.plates, product.x, strict=True))
        says = "and all vertices at once? their vectors are the columns of $X$ …"
        self.say(says, FadeOut(VGroup(*self.parts, *self.made)), *copies, FadeIn(product.left))
        self.wait(1)
        says = "… and whom each of them hears, the graph says in a column as well"
        self.say(says, FadeIn(product.table), FadeIn(product.top))
        self.wait(1)
        formulas = [Formula(part, size=34, colours=PLAIN).move_to(product.foot) for part in WHOLE]
        means = LaggedStart(*map(FadeIn, product.mean), lag_ratio=0.3, run_time=2)
        self.say("one product, and every column is a mean", means, FadeIn(formulas[0]))
        self.wait(1)
        changes = (Transform(*pair) for pair in zip(product.mean, product.h, strict=True))
        says = "one layer: every vertex hears its neighbours, all at once"
        self.claim(says, *changes, FadeOut(formulas[0]), FadeIn(formulas[1]))
        ways = [arrow[0].points[::4] for arrow in self.network.arrows.values()]
        self.play(*(Travel(way, "a") for way in ways))
        self.play(
            *(Transform(plate, self.plate("h", k)) for k, plate in enumerate(self.plates)), run_time=1.5
        )
        self.stop("all", hold=3)
