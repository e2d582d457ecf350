"""An autoencoder's energy: low on the data and on a shortcut; with too large a code, low nearly everywhere."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import energy_cap

FAR = 0.12  # a point of the curve farther than this from every sample has left the data
STRIDES = 41  # moments of a walk from the data to the low place farthest off, and as many beyond
SMALL = 0.001  # a mean energy below this is written as that


class AeEnergy(LectureScene):
    """A code that copies any y makes the energy low off the data as well."""

    studies = ("autoencoder", "toys")
    cannot_show = {"autoencoder.weights": "it replays the training, and given weights are not trained"}
    gif = (2, 34)

    def thumbnail(self) -> None:
        """Draw both energies, trained."""
        hot = energy_cap(self.study("toys"), "ellipse")
        maps = Group()
        for k, name in enumerate(("ae", "copy")):
            sides = (-1.0, 1.0), (-0.75, 0.75)
            plane = Plane(*sides, width=5, grid=False, axes=False, numbers=False, labels=("", ""))
            plane.shift(3.9 * k * DOWN)
            maps.add(plane.heat(self.study("autoencoder")[f"ellipse_{name}_F"][-1], high=hot))
        self.add(*poster(maps, "learns", "or copies", share=0.5))

    def construct(self) -> None:
        self.run, self.toys, self.low = self.study("autoencoder"), self.study("toys"), dict[str, np.ndarray]()
        self.y, self.hot = self.toys["ellipse"], energy_cap(self.toys, "ellipse")
        self.own = np.square(self.y - self.run["ellipse_ae_y_tilde"]).sum(axis=-1)
        self.level = float(np.quantile(self.own, 0.95)) + self.toys.config["low"]
        self.parts, self.maps, self.counts = dict[str, tuple[Plane, Counter]](), Group(), VGroup()
        self.add(title("The energy of an autoencoder", sign="battery"))
        head, body = self.body.rows(2, 27, gap=4)
        left, right = body.columns(1, 1)
        self.model("ae", "a code $h$ of one dimension", left)
        self.model("copy", f"a code $h$ of {int(self.run['copy_code_size'])} dimensions", right)
        self.keys(head)
        for act in (self.train, self.shortcut, self.walk):
            act()

    def model(self, name: str, says: str, region: Region) -> None:
        """Draw one model: its energy over the plane with its counters below, which follow the training."""
        head, upper, lower = region.rows(2, 21, 4, gap=2)
        sides = [self.toys[f"ellipse_y{k}"][[0, -1]] for k in (1, 2)]
        gap = ticks.spacing(float(np.ptp(sides[0])), 4)
        plane = Plane(*((*side, gap) for side in sides), within=upper, grid=False, axes=False, label_size=30)
        F, held_out = (self.run[f"ellipse_{name}_{what}"] for what in ("F", "held_out"))
        level = {"levels": (self.level,), "ring_colour": "white", "ring_strength": 1.0}
        self.maps.add(plane.heat(F, high=self.hot, **level), plane.cloud(self.y, "y", size=3.5, on_map=True))
        if name == "ae":
            self.maps.add(plane.trace(self.run["ellipse_ae_curve"], width=3, on_map=True))
        self.low[name] = (self.level >= F).mean(axis=(1, 2))
        fresh = Counter("mean $F$ of fresh samples", held_out, small, size=26)
        share = Counter("share of the plane that is low", 100 * self.low[name], "${:.0f}$ %", size=26)
        left = float(plane.frame.get_left()[0])
        self.counts.add(counters(fresh, share, left=left, top=lower.top - pt(17), pitch=26))
        self.parts[name] = plane, fresh
        self.add(plane, on_line(Words(says, size=28), head.bottom + pt(8), left=left))

    def keys(self, region: Region) -> None:
        """Say what the colours, the white line and the marks are, and count the steps."""
        shades = [0, self.hot / 2, self.hot]
        bar = ColourBar(0, self.hot, shades, "F(y)", horizontal=True, length=150, thickness=13, size=24)
        marks = [("dot", "y", "samples $y$"), ("line", "y_tilde", "what the left decoder can produce")]
        share = f"${int(100 * (self.own <= self.level).mean())}$ % of $y$, left"
        marks += [("line", "white", f"low: $F <= {rounded(self.level, 2)}$ ({share})")]
        self.steps = Counter("step", self.run["ellipse_ae_steps"], step, size=26)
        self.counts.add(on_line(self.steps, float(region.bottom) + pt(4), left=region.right - pt(110)))
        pair = Legend([("ring", "y'", "any $y'$"), ("dot", "y_tilde", "$tilde(y)'$")], across=True, size=24)
        self.pair = region.put(pair, "right")
        self.add(region.put(Legend(marks, across=True, size=24), "left"), self.banner.put(bar, "right"))

    def train(self) -> None:
        """Train both, on one clock."""
        self.add(self.maps, self.counts)
        which = "which $F = norm(y - tilde(y))^2$ knows the data?"
        self.say(f"two autoencoders learn to give back $y$: {which}", run_time=0)
        self.stop("untrained", hold=1.8)
        self.replay(8)
        small, large = (self.run[f"ellipse_{name}_held_out"][-1] for name in ("ae", "copy"))
        better = "right" if large < small else "left"
        self.say(f"the {better} one gives back fresh samples better; where else is $F$ low?")
        self.stop("trained", hold=1.7)

    def shortcut(self) -> None:
        """Show where the small code's curve has left the data."""
        curve = self.run["ellipse_ae_curve"][-1]
        away = np.linalg.norm(curve[:, None] - self.y, axis=-1).min(axis=1)
        far = np.flatnonzero(away > min(FAR, float(np.quantile(away, 0.9))))
        longest = max(np.split(far, np.flatnonzero(np.diff(far) > 1) + 1), key=len)
        part = curve[max(longest[0] - 1, 0) : longest[-1] + 2]
        self.lit = self.parts["ae"][0].trace(part, "yellow", width=7, on_map=True)
        self.say("left: low along a line, on the data and where the line takes a shortcut")
        self.play(Create(self.lit, rate_func=linear), run_time=1.5)
        self.stop("a shortcut", hold=1)

    def walk(self) -> None:
        """Walk off the data, to other data and back half of the way; show both answers, and what they cost."""
        cells, half, shown, counts = self.way(), STRIDES - 1, Group(), VGroup()
        for name, (plane, fresh) in self.parts.items():
            answers, F = (self.run[f"ellipse_{name}_{what}"] for what in ("plane", "F"))
            here, there = self.places(cells), answers[*cells]
            link = plane.trace(np.stack([here, there], axis=1), "white", width=3, on_map=True)
            mark = plane.cloud(here[:, None], "y'", shape="ring", size=16, width=4, on_map=True)
            shown.add(link, mark, plane.cloud(there[:, None], "y_tilde", size=13, on_map=True))
            cost = Counter("$F(y') = norm(y' - tilde(y)')^2 =$", F[-1][*cells], "{:.2f}", size=26)
            counts.add(on_line(cost, fresh.baseline, left=float(fresh.get_left()[0])))
        gone = FadeOut(self.lit, self.steps, *(fresh for _, fresh in self.parts.values()))
        moving, says = [*shown, *counts], "take any $y'$ off the data: what does each code answer?"
        stand(half / 3, *moving)
        self.say(says, gone, FadeIn(shown, counts, self.pair))
        self.replay(2.5, only=moving, start=half / 3, stop=half, pace="even")
        jump = max(np.abs(np.diff(self.run["ellipse_ae_plane"], axis=axis)).max() for axis in (0, 1))
        says = "left, the encoder chooses $tilde(y)'$, and not always the nearest"
        self.say(says + ("; in the red wedges it jumps" if jump > np.ptp(self.y) / 4 else ""))
        self.replay(3.5, only=moving, stop=1.9 * half, pace="even")
        small, large = (100 * float(self.low[name][-1]) for name in ("ae", "copy"))
        copies = large > small and float(self.run["ellipse_copy_held_out"][-1]) < self.hot / 2
        fewer = f"low in {large:.0f} % of the plane with the large code, in {small:.0f} % with the small one"
        says = "a code that copies any $y$ makes $F$ low off the data, too: left knows the data better"
        self.claim(says if copies else fewer)
        self.replay(9.5, only=moving, stop=half, pace="even")

    def way(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the cells of a walk, rows and columns: from a sample to the low place farthest off, and beyond."""
        low = np.argwhere(self.run["ellipse_copy_F"][-1] <= self.level).T
        spots = self.places((low[0], low[1]))
        far = spots[np.linalg.norm(spots[:, None] - self.y, axis=-1).min(axis=1).argmax()]
        ways = self.y - far
        start = np.linalg.norm(ways, axis=-1).argmin()
        beyond = (ways @ ways[start] / np.linalg.norm(ways, axis=-1)).argmin()
        share = np.linspace(0, 1, STRIDES)[:, None]
        y1, y2 = np.vstack([far + (1 - share) * ways[start], far + share[1:] * ways[beyond]]).T
        sides = ((self.toys["ellipse_y2"], y2), (self.toys["ellipse_y1"], y1))
        row, column = (np.abs(side[:, None] - along).argmin(axis=0) for side, along in sides)
        return row, column

    def places(self, cells: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        """Return where cells of the maps, rows and columns, lie in the plane, (…, 2)."""
        return np.stack([self.toys["ellipse_y1"][cells[1]], self.toys["ellipse_y2"][cells[0]]], axis=-1)


def small(value: float) -> str:
    """Write a mean energy; a very small one as a bound."""
    return f"{value:.3f}" if value >= SMALL else f"< {SMALL:g}"
