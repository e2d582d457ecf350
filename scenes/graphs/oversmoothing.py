"""Oversmoothing: layer upon layer of averages, and all vertices are alike."""

import numpy as np

from ebviz.stage import *

HUES = {"attention": "red", "masked": "violet", "mean": "y"}
DASHES = {"attention": None, "masked": (10, 5), "mean": (3, 4)}
NAMES = {"attention": ("attention", "among all"), "masked": ("attention", "among neighbours"),
         "mean": ("a mean", "of neighbours")}  # fmt: skip
FEW = 6  # vertices and numbers of a poster
HALVED = {"attention": "of attention among all", "masked": "among neighbours", "mean": "of means"}
TINY, DECADES = 1e-30, 3  # a distance that is as good as none; of distances that are shown


class Oversmoothing(LectureScene):
    """Layers that only average make all vertices alike; the more each looks at, the fewer layers it takes."""

    studies = ("oversmoothing",)
    gif = (1, 20)

    def construct(self) -> None:
        self.run = self.study("oversmoothing")
        self.apart = {name: self.run[f"{name}_apart"] for name in HUES}
        self.depth = len(self.apart["mean"]) - 1
        self.lay_out()
        for act in (self.ask, self.stack, self.conclude):
            act()

    def thumbnail(self) -> None:
        """Draw the vectors before and after, as columns."""
        x = self.study("oversmoothing")["attention_x"][[0, -1], :FEW, :FEW]
        reach, pair = float(np.abs(x).max()), np.swapaxes(x, 1, 2)[:, None]  # (2, 1, n, t)
        self.add(*poster(Pictures(pair, 5, gap=1, vmin=-reach, vmax=reach), "all", "alike"))

    def lay_out(self) -> None:
        """Lay out the vectors of all vertices three times on the left, and how far apart they are on the right."""
        *rooms, right = self.body.columns(5, 5, 5, 7)
        reach = max(float(np.abs(self.run[f"{name}_x"]).max()) for name in HUES)
        self.tables, self.names = [], []
        for (name, hue), room in zip(HUES.items(), rooms, strict=True):
            vectors = np.swapaxes(self.run[f"{name}_x"], 1, 2)[:, None, None]  # (L+1, 1, 1, n, t)
            n, t = vectors.shape[-2:]
            table = Pictures(vectors[0], min(room.width, room.height * t / n), gap=0, vmin=-reach, vmax=reach)
            follow(room.put(table), vectors, put=table.set_ink)
            self.tables.append(table)
            words = [on_line(Words(word, size=24, colour=hue), 0) for word in NAMES[name]]
            self.names.append(VGroup(*words).arrange(DOWN, buff=pt(6)).next_to(table, UP, buff=pt(12)))
        logs = {name: np.log10(np.maximum(apart, TINY)) for name, apart in self.apart.items()}
        high = float(np.ceil(max(log.max() for log in logs.values())))
        marks = {k: f"10^({k:.0f})" if k else "1" for k in high - np.arange(DECADES, -1, -1)}
        self.plane = Plane(
            (0, self.depth, ticks.spacing(self.depth, 6)), (high - DECADES, high), within=right.rows(1, 12)[1],
            stretch=True, axes=False, labels=('"layer"', '"distance from their mean"'), above=True, label_size=30,
            y_ticks=marks,
        )  # fmt: skip
        self.curves = [
            self.plane.history(logs[name], HUES[name], width=4, dash=dash) for name, dash in DASHES.items()
        ]
        self.layer = Counter("layer", np.arange(self.depth + 1), "{:.0f}", size=28)
        on_line(self.layer, right.top, left=right.left)
        self.graph = self.drawn(right)

    def drawn(self, room: Region) -> VGroup:
        """Return the graph whose edges say who is a neighbour of whom."""
        reach = 0.42 * min(room.width, room.height)
        places = room.centre + reach * np.pad(self.run["places"], ((0, 0), (0, 1)))
        ends = places[np.argwhere(np.maximum(self.run["a"], self.run["a"].T))]
        lines = np.concatenate([ends, np.full((len(ends), 1, 3), np.nan)], 1)
        return VGroup(Trace(lines.reshape(-1, 3), "a", width=2), Cloud(places, "aqua", size=12))

    def ask(self) -> None:
        """Show the graph and its vectors, and ask what becomes of them."""
        t = len(self.run["a"])
        self.add(title("Oversmoothing"), self.graph)
        self.say(f"${t}$ vertices, each with a random vector …", run_time=0)
        self.wait(1)
        says = "… as a column: what do layers make of them that only average neighbours and oneself?"
        self.say(says, *map(FadeIn, (*self.tables, *self.names)))
        self.wait(2)

    def stack(self) -> None:
        """Stack layer upon layer."""
        stand(0.0, self.layer, *self.curves)
        says = "how far the vectors are from their mean says how well vertices can be told apart"
        self.say(says, FadeOut(self.graph), *map(FadeIn, (self.plane, *self.curves, self.layer)))
        self.wait(1)
        self.say(f"${self.depth}$ layers: columns become alike, and all that is left are stripes")
        self.replay(10)
        self.stop("stacked", hold=1)

    def conclude(self) -> None:
        """Say which goes how fast, and what averaging does."""
        parts = []
        for name, words in HALVED.items():
            under = self.apart[name] <= self.apart[name][0] / 2
            parts += [f"${int(under.argmax())}$ {words}"] * bool(under.any())
        says = f"layers until it is halved: {', '.join(parts)}"
        self.say(says if parts else f"more than half of it is left after ${self.depth}$ layers")
        self.wait(2)
        alike = max(apart[-1] / apart[0] for apart in self.apart.values()) < 1 / 2
        self.claim(
            "averages, layer upon layer, make " + ("all vertices alike" if alike else "vertices alike")
        )
        self.stop("the end", hold=2)
