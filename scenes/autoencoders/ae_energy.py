"""An autoencoder's energy: low on the data and on a shortcut; with too large a code, low nearly everywhere."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import energy_cap

FAR = 0.12  # a point of the curve farther than this from every sample has left the data
SMALL = 0.001  # a mean energy below this is written as that


class AeEnergy(LectureScene):
    """A code that is large enough to copy any y makes the energy low far from the data as well."""

    studies = ("autoencoder", "toys")
    cannot_show = {"autoencoder.weights": "it replays the training, and given weights are not trained"}
    gif = (3, 13)

    def thumbnail(self) -> None:
        """Draw both energies, trained."""
        hot = energy_cap(self.study("toys"), "ellipse")
        maps = Group()
        for k, name in enumerate(("ae", "copy")):
            plane = Plane(
                (-1, 1), (-0.75, 0.75), width=5, grid=False, axes=False, numbers=False, labels=("", "")
            )
            plane.shift(3.9 * k * DOWN)
            maps.add(plane.heat(self.study("autoencoder")[f"ellipse_{name}_F"][-1], high=hot))
        self.add(*poster(maps, "learns", "or copies", share=0.5))

    def construct(self) -> None:
        self.run, self.y, self.low = (
            self.study("autoencoder"),
            self.study("toys")["ellipse"],
            dict[str, np.ndarray](),
        )
        own = np.square(self.y - self.run["ellipse_ae_y_tilde"]).sum(axis=-1)
        self.level = float(np.quantile(own, 0.95)) + self.study("toys").config["low"]
        self.planes, self.maps, self.counts = list[Plane](), Group(), VGroup()
        self.add(title("The energy of an autoencoder", sign="battery"))
        head, body = self.body.rows(2, 27, gap=4)
        code = int(self.run["copy_code_size"])
        for name, says, region in zip(
            ("ae", "copy"),
            ("$h$ of one dimension", f"$h$ of {code} dimensions"),
            body.columns(1, 1),
            strict=True,
        ):
            self.model(name, says, region)
        self.keys(head)
        for act in (self.ask, self.train, self.shortcut, self.conclude):
            act()

    def model(self, name: str, says: str, region: Region) -> None:
        """Draw one model: its energy over the plane with its counters below, which follow the training."""
        run, low = self.run, self.low
        head, upper, lower = region.rows(2, 21, 4, gap=2)
        sides = [self.study("toys")[f"ellipse_y{k}"][[0, -1]] for k in (1, 2)]
        gap = ticks.spacing(float(np.ptp(sides[0])), 4)
        plane = Plane(*((*side, gap) for side in sides), within=upper, grid=False, axes=False, label_size=30)
        F, hot = run[f"ellipse_{name}_F"], energy_cap(self.study("toys"), "ellipse")
        level = {"levels": (self.level,), "ring_colour": "white", "ring_strength": 1.0}
        self.maps.add(plane.heat(F, high=hot, **level), plane.cloud(self.y, "y", size=3.5, on_map=True))
        if name == "ae":
            self.curve = plane.trace(run["ellipse_ae_curve"], width=3, on_map=True)
            self.maps.add(self.curve)
        low[name] = (self.level >= F).mean(axis=(1, 2))
        fresh = Counter("mean $F$ of fresh samples", run[f"ellipse_{name}_held_out"], small, size=26)
        share = Counter("share of the plane that is low", 100 * low[name], "${:.0f}$ %", size=26)
        left = float(plane.frame.get_left()[0])
        self.counts.add(counters(fresh, share, left=left, top=lower.top - pt(14), pitch=26))
        self.planes.append(plane)
        heading = Words(says, size=28)
        on_line(heading, head.bottom + pt(8), left=left)
        self.add(plane, heading)

    def keys(self, region: Region) -> None:
        """Say what the colours, the white line and the marks are, and count the steps."""
        hot = energy_cap(self.study("toys"), "ellipse")
        bar = ColourBar(0, hot, [0, hot / 2, hot], "F(y)", horizontal=True, length=150, thickness=13, size=24)
        marks = [("dot", "y", "samples $y$"), ("line", "y_tilde", "what $Dec$ can produce")]
        marks += [("line", "white", f"low: $F <= {rounded(self.level, 2)}$")]
        steps = Counter("step", self.run["ellipse_ae_steps"], step, size=26)
        self.counts.add(steps)
        legend = Legend(marks, across=True, size=24)
        on_line(steps, float(region.bottom) + pt(4), left=region.right - pt(110))
        self.add(region.put(legend, "left"), self.banner.put(bar, "right"))

    def ask(self) -> None:
        """Show both, untrained."""
        self.add(self.maps, self.counts)
        self.say(
            "two autoencoders learn to give back $y$: which $F = norm(y - tilde(y))^2$ knows the data?",
            run_time=0,
        )
        self.stop("untrained", hold=3)

    def train(self) -> None:
        """Train both, on one clock."""
        self.replay(9)
        self.stop("trained", hold=1)

    def shortcut(self) -> None:
        """Show where the small code's curve has left the data."""
        curve = self.run["ellipse_ae_curve"][-1]
        away = np.linalg.norm(curve[:, None] - self.y, axis=-1).min(axis=1)
        far = np.flatnonzero(away > min(FAR, float(np.quantile(away, 0.9))))
        longest = max(np.split(far, np.flatnonzero(np.diff(far) > 1) + 1), key=len)
        part = curve[max(longest[0] - 1, 0) : longest[-1] + 2]
        lit = self.planes[0].trace(part, "yellow", width=7, on_map=True)
        self.say("a small code: low along a line, on the data and where the line takes a shortcut")
        self.play(Create(lit, rate_func=linear), run_time=1.5)
        self.stop("a shortcut", hold=2)
        self.play(FadeOut(lit), run_time=0.5)

    def conclude(self) -> None:
        """Say what the large code is worth."""
        small, large = (100 * float(self.low[name][-1]) for name in ("ae", "copy"))
        hot, fresh = energy_cap(self.study("toys"), "ellipse"), float(self.run["ellipse_copy_held_out"][-1])
        copies = large > small and fresh < hot / 2
        fewer = f"low in {large:.0f} % of the plane with the large code, in {small:.0f} % with the small one"
        self.claim(
            "a code that can copy any $y$ makes $F$ low far from the data as well" if copies else fewer
        )
        self.wait(1)


def small(value: float) -> str:
    """Write a mean energy; a very small one as a bound."""
    return f"{value:.3f}" if value >= SMALL else f"< {SMALL:g}"
