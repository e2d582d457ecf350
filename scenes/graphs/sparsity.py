"""What it takes to look: attention goes through all pairs of vertices, a graph through its edges only."""

import numpy as np

from ebviz.stage import *

HUES = {"all": "red", "edges": "y"}
FAINT = {"all": 1.2, "edges": 3}  # width of a line in slide points
SIZE = 30


class Sparsity(LectureScene):
    """Attention looks at every pair of vertices, a graph only along its edges: far fewer as it grows."""

    studies = ("graph_costs",)
    gif = (1, 29)

    def construct(self) -> None:
        self.read()
        self.lay_out()
        for act in (self.ask, self.draw, self.go_on, self.conclude):
            act()

    def thumbnail(self) -> None:
        """Draw all pairs of a small grid's vertices, and its edges."""
        self.read()
        places = np.pad(3 * self.run["drawn_places"][0][: int(self.t[0])], ((0, 0), (0, 1)))
        pairs = [self.lines(places, 0, key, 30) for key in HUES]
        self.add(*poster(VGroup(*pairs, Cloud(places, "aqua", size=90)), ("pairs", "red"), ("or edges", "y")))

    def read(self) -> None:
        """Read how many vertices the grids have, and how many looks each takes."""
        self.run = self.study("graph_costs")
        self.t, self.a = self.run["grid_t"], self.run["drawn_a"]
        self.looks = {"all": self.t**2, "edges": self.run["grid_edges"]}

    def lay_out(self) -> None:
        """Lay out the same vertices twice on the left, and the numbers of looks on the right."""
        *rooms, right = self.body.columns(4, 4, 5)
        words = {"all": "attention", "edges": "a grid's edges"}
        self.rooms, self.counts = {}, []
        for key, room in zip(HUES, rooms, strict=True):
            head, self.rooms[key] = room.rows(1, 4)
            count = Counter(f"{words[key]}:", None, '{:.0f} "looks"', size=SIZE, colour=HUES[key])
            self.counts.append(count)
            on_line(count, head.bottom, left=head.left)
        self.vertices = Counter("vertices", None, "{:.0f}", size=SIZE)
        on_line(self.vertices, head.bottom, left=right.left)
        logs = {key: np.log10(looks) for key, looks in self.looks.items()}
        x, top = np.log10(self.t), float(np.ceil(logs["all"][-1]))
        low = float(np.floor(logs["edges"][0]))
        shown = range(len(x) - 1, -1, -max(1, len(x) // 4))[::-1]
        ends = {float(k): f"10^{k}" if k > 1 else str(10**k) for k in range(int(low), int(top) + 1)}
        self.plane = Plane(
            (float(x[0]), float(max(x[-1], x[0] + 0.1))), (low, top), within=right.rows(1, 4)[1], stretch=True,
            room=90, axes=False,
            x_ticks={float(x[k]): f"{self.t[k]:.0f}" for k in shown}, y_ticks=ends,
            labels=('"vertices"', '"looks"'), above=True,
        )  # fmt: skip
        self.curves = [self.plane.history(logs[key], hue, x=x, width=4) for key, hue in HUES.items()]
        self.ends = np.array([self.plane.at((x[-1], logs[key][-1])) for key in HUES])

    def count(self, k: int) -> None:
        """Let the counters say what holds of a grid."""
        for counter, values in zip(self.counts, self.looks.values(), strict=True):
            counter.put(values[k])
        self.vertices.put(self.t[k])

    def lines(self, places: np.ndarray, k: int, key: str, width: float) -> Trace:
        """Return the lines between the pairs of a drawn grid that are looked at, each drawn once."""
        t = len(places)
        a = np.ones((t, t)) if key == "all" else self.a[k, :t, :t]
        ends = places[np.argwhere(np.triu(a, 1))]  # (lines, 2, 3)
        gaps = np.full((len(ends), 1, 3), np.nan)
        thin = min(1, 2 * t**0.5 / len(ends) ** 0.5) if key == "all" else 1
        return Trace(np.concatenate([ends, gaps], 1).reshape(-1, 3), HUES[key], width=thin * width)

    def graph(self, k: int, key: str) -> VGroup:
        """Return the vertices of a drawn grid, and the lines along which they look at one another."""
        room, t = self.rooms[key], int(self.t[k])
        reach = 0.42 * min(room.width, room.height)
        places = room.centre + reach * np.pad(self.run["drawn_places"][k, :t], ((0, 0), (0, 1)))
        lines = self.lines(places, k, key, FAINT[key])
        return VGroup(lines, Cloud(places, "aqua", size=np.clip(60 / t**0.5, 6, 14)))

    def ask(self) -> None:
        """Show a few vertices, and ask how many pairs are looked at."""
        self.graphs = {key: self.graph(0, key) for key in HUES}
        words = (count.word for count in self.counts)
        self.add(title("Sparsity"), *words, *(graph[1] for graph in self.graphs.values()))
        self.say(
            f"${self.t[0]:.0f}$ vertices, each holding a vector: how many looks does it take to mix them?",
            run_time=0,
        )
        self.wait(2)
        stand(0.0, *self.curves)
        self.count(0)
        says = (
            "attention lets every vertex look at every vertex: each line is two looks, and one is at itself …"
        )
        self.say(says, FadeIn(self.graphs["all"][0]), FadeIn(self.counts[0].number))
        self.wait(1)
        says = "… a graph only lets it look along its edges"
        self.say(says, FadeIn(self.graphs["edges"][0]), FadeIn(self.counts[1].number))
        self.wait(1)

    def draw(self) -> None:
        """Let the grid grow as long as it can be drawn."""
        self.remove(*(part for graph in self.graphs.values() for part in graph)).add(*self.graphs.values())
        self.add(*self.counts)
        self.say("and when there are more of them?", *map(FadeIn, (self.plane, *self.curves, self.vertices)))
        for k in range(1, len(self.a)):
            self.remove(*self.graphs.values())
            self.graphs = {key: self.graph(k, key) for key in HUES}
            self.add(*self.graphs.values())
            self.count(k)
            self.replay(1.2, start=k - 1, stop=k, pace="even")
            self.wait(0.8)
        self.stop("drawn")

    def go_on(self) -> None:
        """Go on counting where nothing can be drawn any more."""
        drawn = len(self.a)
        if drawn < len(self.t):
            symbols = [
                self.rooms[key].fit(Formula(text, size=120, colours={"E": None}).set_color(colour(HUES[key])))
                for key, text in {"all": "t^2", "edges": "abs(E)"}.items()
            ]
            says = f"more than ${self.t[drawn - 1]:.0f}$ are too many to draw, but they can be counted"
            self.say(says, *map(FadeOut, self.graphs.values()), *map(FadeIn, symbols))
            for k in range(drawn, len(self.t)):
                self.count(k)
                self.replay(1, start=k - 1, stop=k, pace="even")
                self.wait(0.5)
        gap = Trace(self.ends + pt(12) * RIGHT, "white", width=2)
        share = self.looks["all"][-1] / self.looks["edges"][-1]
        self.times = Formula(f"times {share:.0f}", size=36).next_to(gap, RIGHT, buff=pt(8))
        self.play(FadeIn(gap), FadeIn(self.times))
        self.wait(1)

    def conclude(self) -> None:
        """Say what a graph spares."""
        self.claim("attention pays for all $t^2$ pairs, a graph only for its edges")
        self.stop("the end", hold=2)
