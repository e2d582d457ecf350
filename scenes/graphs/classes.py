"""Eight kinds of graphs come apart: each vertex begins as the number of its neighbours, and layers do the rest."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.graphs._words import *

MARK, ROOM = 12, 0.06  # slide points of a mark; room around all of them, as a share of what they take
SHAPES: tuple[Any, ...] = ("dot", "ring", "triangle", "cross") * 2


class EightClasses(LectureScene):
    """Cycles, stars, wheels, grids …: graphs that nobody has seen are told apart by what their vertices hear."""

    studies = ("graph_classes",)
    gif = (1, 20)

    def thumbnail(self) -> None:
        """Draw the kinds as they lie apart in the end."""
        self.read()
        places = self.run["features"][-1] / np.abs(self.run["features"][-1]).max()
        marks = VGroup(*(Cloud(np.pad(6 * places[rows], ((0, 0), (0, 1))), hue, size=85)
                         for rows, hue in zip(self.members, self.hues, strict=True)))  # fmt: skip
        self.add(*poster(marks, "eight", "kinds"))

    def construct(self) -> None:
        self.read()
        self.lay_out()
        self.ask()
        self.train()

    def read(self) -> None:
        """Read which graphs are of which kind."""
        self.run = self.study("graph_classes")
        self.kinds, labels = named(self.run["classes"]), self.run["labels"]
        self.hues = kinds_hues(self.run)
        self.members = [np.flatnonzero(labels == kind) for kind in range(len(self.kinds))]

    def lay_out(self) -> None:
        """Lay out the plane of what the graphs have become, and beside it a graph of each kind."""
        left, right = self.body.columns(3, 2)
        features = self.run["features"]
        low, high = features.min((0, 1)), features.max((0, 1))
        low, high = low - ROOM * (high - low), high + ROOM * (high - low)
        (x, y), (right_end, top) = low.tolist(), high.tolist()
        self.plane = Plane((x, right_end), (y, top), within=left, stretch=True, numbers=False, axes=False,
                           labels=("", ""))  # fmt: skip
        looks = zip(self.members, self.hues, SHAPES, strict=True)
        self.clouds = [
            self.plane.cloud(features[:, rows], hue, shape=shape, size=MARK) for rows, hue, shape in looks
        ]
        cells = [cell for row in right.rows(1, 1, 1, 1) for cell in row.columns(1, 1)]
        self.graphs = [self.drawn(cell, kind) for kind, cell in enumerate(cells)]
        accuracy = Counter("right", 100 * self.run["accuracy"], '{:.0f} "%"', size=28)
        counted = Counter("step", self.run["steps"], step, size=28)
        for one, off in ((counted, 560), (accuracy, 700)):
            on_line(one, BODY.top + pt(10), left=FRAME.left + pt(off))
        self.counters = (counted, accuracy)

    def drawn(self, cell: Region, kind: int) -> VGroup:
        """Return a graph of a kind, in the colour of its marks, with its name."""
        a = self.run["a"][self.members[kind][0]]
        real = a.any(0)
        picture, room = cell.rows(4, 1, gap=4)
        places = picture.centre + 0.45 * picture.height * np.pad(
            self.run["first_places"][kind][real], ((0, 0), (0, 1))
        )
        ends = np.argwhere(np.triu(a[real][:, real]))
        lines = VGroup(*(Trace(places[pair], self.hues[kind], width=1.5) for pair in ends))
        dots = Cloud(places, self.hues[kind], size=6)
        name = Words(self.kinds[kind], size=26, colour=self.hues[kind])
        in_columns([name], [room], rise=4)
        mark = Cloud(name.get_left()[None] + pt(14) * LEFT, self.hues[kind], shape=SHAPES[kind], size=MARK)
        return VGroup(lines, dots, name, mark)

    def ask(self) -> None:
        """Show a graph of each kind, and ask whether they can be told apart."""
        self.add(title("Eight kinds of graphs"), *self.graphs)
        says = "all that a vertex knows at first is how many neighbours it has: is that enough?"
        self.say(says, run_time=0)
        self.wait(2)
        count, alone = len(self.run["labels"]), 100 * float(self.run["alone"])
        self.say(f"trained on that alone, a classifier gets ${alone:.0f}$ % right")
        self.wait(2)
        says = f"each mark: one of ${count}$ graphs that are never trained with, seen by layers as they are at first"
        self.say(says, *map(FadeIn, (self.plane, *self.clouds, *self.counters)))
        self.wait(2)

    def train(self) -> None:
        """Train, and let the kinds part."""
        layers, last = self.run.config["layers"], float(self.run["accuracy"][-1])
        self.say(f"in each of ${layers}$ layers, gates decide what is heard from which neighbour")
        self.replay(10)
        self.stop("trained", hold=1)
        right = "all" if last == 1 else f"${100 * last:.0f}$ %"
        self.claim(f"vertices that hear their neighbours learn what is around them: {right} are told apart")
        self.stop("the end", hold=2)
