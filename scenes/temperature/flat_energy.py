"""A latent that can reach every y: whatever the answer, some z explains it, and F says nothing."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import hot_end

LOOKS = {"general": ("$z$ on a circle", "aqua"), "wide": ("$z$ on a ${0} times {0}$ grid", "gold")}
FLAT = 0.8  # share of the plane that costs nothing, from which F is of no use
FINE = 401  # places along the line at which F is drawn


class FlatEnergy(LectureScene):
    """The same data, two latents: an angle reaches a loop, and F is low there; a plane reaches all, and F is flat."""

    studies = ("horn_model", "horn")
    cannot_show = {
        "horn.data": "it compares with the true ellipse of valid answers, which is unknown for samples of your own"
    }
    thumbnail = 14.5
    gif = (3, 34.5)

    def construct(self) -> None:
        self.run, self.x = self.study("horn_model"), float(self.study("horn_model").config["slice_x"])
        self.at, self.y = int(np.abs(self.run["x_grid"] - self.x).argmin()), self.run["slice_y"]
        self.valid = self.study("horn")["slice_ellipse"]
        self.row = int(np.abs(self.y - self.valid[:, 1].mean()).argmin())  # the line along which y' will walk
        self.lay_out()
        for act in (self.ask, self.train, self.walk, self.conclude):
            act()

    def lay_out(self) -> None:
        """Lay out both planes with F, the model's answers and the valid ones; on the right F along one line."""
        run, y = self.run, self.y
        span = (float(y[0]), float(y[-1]), ticks.spacing(float(np.ptp(y)), 4))
        top = hot_end(self.valid, run["general_slice_F"])
        *columns, side = self.body.columns(11, 11, 9, gap=14)
        self.planes, self.parts, self.costs = [], [], []
        count = run.config["wide_side"]  # F is the least over a mesh of z: a little above 0
        for (name, (says, hue)), column in zip(LOOKS.items(), columns, strict=True):
            head, middle, foot = column.rows(2, 22, 2, gap=6)
            plane = Plane(span, span, within=middle, grid=False, axes=False, label_size=30)
            level = plane.trace(np.stack([y[[0, -1]], y[[self.row] * 2]], -1), "white", width=1, on_map=True)
            ring = np.vstack([self.valid, self.valid[:1]])
            wide = name == "wide"  # there the valid ones lie on the net, in which they would drown
            valid = Trace(plane.at(ring), "white", width=2 if wide else 1.2, dash=(6, 5), on_map=True)
            across = float(plane.frame.get_x())
            key = Legend([("line", hue, says.format(count))])
            self.planes.append(VGroup(plane, head.put(key, "bottom").set_x(across)))
            heat = plane.heat(run[f"{name}_slice_F"], high=top)
            lines = (valid, self.answers(plane, name))
            self.parts.append(Group(heat, *lines[:: -1 if wide else 1], level))
            self.costs.append((foot.at(0, 0.2)[1], float(plane.frame.get_left()[0])))
        bar = ColourBar(0, top, [0, top / 2, top], "F_oo (x, y)", horizontal=True, length=190, thickness=13)
        upper, lower = side.rows(2, 5, gap=8)
        key = Legend([("line", "y_tilde", "$tilde(y) = g(x, z)$"), ("dashed", "white", "valid $y$")])
        given, steps = Formula(f"x = {self.x:g}", size=36), Counter("step", run["general_steps"], step)
        keys = Group(Group(given, steps).arrange(RIGHT, buff=pt(30)), key)
        keys.arrange(DOWN, buff=pt(16), aligned_edge=LEFT)
        self.keys = Group(upper.put(keys, "left"), self.banner.put(bar, "right"))
        self.plot, self.curves = self.section(lower)

    def section(self, region: Region) -> tuple[Plane, Group]:
        """Return a plot of F along the line, and in it a curve for each latent with its name."""
        self.along = np.linspace(self.y[0], self.y[-1], FINE)
        line = np.stack([self.along, np.full(FINE, self.y[self.row])], axis=-1)
        loops = self.run["general_manifold"][:, self.at]
        self.F = F = {
            "general": np.array([nearest(line, loop) for loop in loops]),
            "wide": np.array(
                [np.interp(self.along, self.y, one[self.row]) for one in self.run["wide_slice_F"]]
            ),
        }
        most = 1.1 * float(max(one[-1].max() for one in F.values()))
        gap, tall = ticks.spacing(float(np.ptp(self.y)), 4), ticks.spacing(most, 4)
        plane = Plane(
            (float(self.y[0]), float(self.y[-1]), gap), (0, most, tall), within=region, stretch=True, above=True,
            labels=("y_1", "F_oo (x, y)"), label_size=30,
        )  # fmt: skip
        lines = [plane.curve(self.along, F[name][0], hue, width=4) for name, (_, hue) in LOOKS.items()]

        def put(now: np.ndarray) -> None:  # from the loop of that moment, so that a peak stays pointed
            lines[0].run(plane.at(plane.clipped(self.along, nearest(line, now))))

        follow(lines[0], loops, put=put)
        follow(lines[1], F["wide"], put=lambda now: lines[1].run(plane.at(plane.clipped(self.along, now))))
        return plane, Group(*lines)

    def answers(self, plane: Plane, name: str) -> Trace:
        """Return all that a model can answer at this x, as it trains: a loop, or a net."""
        if name == "general":
            return plane.trace(self.run["general_manifold"][:, self.at], width=3, closed=True, on_map=True)
        net = Trace(np.zeros((0, 3)), "y_tilde", width=0.9, on_map=True).set_stroke(width=0, background=True)
        gap = np.full((1, 2), np.nan)

        def draw(image: np.ndarray) -> None:
            lines = (plane.clipped(*line.T) for line in (*image, *image.swapaxes(0, 1)))
            net.run(plane.at(np.concatenate([part for line in lines for part in (line, gap)])))

        return follow(net, self.run["wide_image"], put=draw)

    def ask(self) -> None:
        """Show the valid answers at one x, and ask for an F that is low there and nowhere else."""
        parts = (*self.planes, *self.parts, self.keys, self.plot, self.curves)
        self.add(title("A latent that can do too much", sign="ghost"), *parts)
        says = f"for one input, $x = {self.x:g}$: two untrained models; which will tell a valid $y$ from the rest?"
        self.say(says, run_time=0)
        self.stop("untrained", hold=3)
        self.say("right: $F$ along the thin line")
        self.wait(1)

    def train(self) -> None:
        """Train both."""
        self.say("both learn to bring $F$ down at the data, shown slower where more changes")
        self.replay(8.5)
        self.stop("trained")

    def walk(self) -> None:
        """Let y' walk from a valid answer through the middle of all of them, to a valid one on the other side."""
        way = np.linspace(self.valid[:, 0].max(), self.valid[:, 0].min(), 61)
        self.walkers, level = VGroup(), np.full(len(way), self.y[self.row])
        for k, (name, shape) in enumerate(zip(LOOKS, ("dot", "ring"), strict=True)):
            F = np.interp(way, self.along, self.F[name][-1])
            plane, places = self.planes[k][0], np.stack([way, level], -1)
            on_map = plane.cloud(places[:, None], "y'", shape=shape, size=18, width=4, on_map=True)
            on_plot = self.plot.cloud(np.stack([way, F], -1)[:, None], "y'", shape=shape, size=16, width=4)
            cost = Counter(Formula("F_oo (x, y') =", size=32), F, "{:.1f}", size=30)
            letter = Formula("y'").set_stroke(COLOURS["black"], 6, background=True)
            follow(letter, plane.at(places), put=lambda now, one=letter: one.next_to(now, UP, buff=pt(13)))
            self.walkers.add(on_map, letter, on_plot, on_line(cost, self.costs[k][0], left=self.costs[k][1]))
        self.say("let $y'$ walk from a valid $y$ through the middle: does $F$ notice?", FadeIn(self.walkers))
        self.wait(1.2)
        self.replay(5.5, only=[self.walkers], pace="even")
        self.stop("a walk")

    def conclude(self) -> None:
        """Say what that means for F, while y' walks back."""
        free = float(self.run["flat"][2]) > FLAT
        says = (
            "a latent that reaches every $y$ makes $F$ low everywhere: it no longer tells valid from invalid"
        )
        self.claim(says if free else "the more of the plane a latent reaches, the less $F$ says")
        self.replay(11, only=[self.walkers], stop=0, pace="even")
        self.wait(0.5)


def nearest(places: np.ndarray, loop: np.ndarray) -> np.ndarray:
    """Return the squared distances (P,) of places (P, 2) to the smooth closed line through points (K, 2)."""
    finer = 10 * np.fft.irfft(np.fft.rfft(loop, axis=0), 10 * len(loop), axis=0)
    return np.square(places[:, None] - finer).sum(axis=-1).min(axis=1)
