"""The cost as a landscape: C over the plane while a GAN learns the ellipse, with y and ŷ on it."""

import numpy as np

from ebviz.stage import *
from ebviz.style.themes import worn
from scenes.gan._costs import early, steadied
from scenes.gan._words import EXCESS, cap_of, losses_of, met, met_said

SHOWN = 140  # about as many y and ŷ are shown
EARLY = 0.05  # share of the rounds replayed slowly
TURNS = (-64, -44, -24)  # degrees of the view before, during and after the replay
SWING = 30  # degrees of the view at the end, there and back
LIFT = 0.25  # share of the axis by which C is lifted as a whole
RADIUS = 0.045  # of a mark, in units of the frame
RIM = 1.35  # radius of the light rim of y, in radii of a mark


class CostSurface(LectureScene):
    """C as a surface while a GAN learns: it is pushed up under ŷ and down under y, and ŷ slides down its slope."""

    studies = ("gan", "toys")
    cannot_show = {"gan.weights": "it replays the training, and given weights are not trained"}
    thumbnail = 15.0
    gif = (2.5, 19.3)

    def construct(self) -> None:
        self.gan, toys = steadied(self.study("gan"), "ellipse"), self.study("toys")
        self.C, held_out = self.gan["ellipse_C"], toys["ellipse_held_out"]
        self.y = held_out[:: max(1, len(held_out) // SHOWN)]
        self.y_hat = self.gan["ellipse_y_hat"][:, : len(self.y)]  # as many as y
        self.zeros = self.gan["ellipse_C_y"].mean(axis=1)  # the coldest colour is the mean over y
        self.y1, self.y2 = toys["ellipse_y1"], toys["ellipse_y2"]
        self.rounds, self.last = self.gan["ellipse_rounds"], len(self.C) - 1
        self.early = early(self.rounds, EARLY)
        self.asked, self.hot_from = losses_of(self.gan.config["recipe"]), cap_of(self.gan.config["recipe"])
        self.level = 0.0  # what is added to all of C
        self.land, self.beside = self.body.columns(7, 3)
        self.add(title("The cost as a landscape", sign="battery"))
        self.write()
        self.build()
        self.train()
        self.judge()

    def write(self) -> None:
        """Write the two losses, the meaning of marks and colours, and the round."""
        losses, key, self.low = self.beside.rows(3, 2, 5)
        asked = self.asked
        aside = [Words(asked.aside, size=24)] if asked.aside else []
        first = Formula(f"cal(L)_C = {asked.down} {asked.up}", size=35)
        rows = VGroup(first, *aside, Formula(f"cal(L)_G = {asked.made}, quad hat(y) = G(z)", size=35))
        losses.fit(rows.arrange(DOWN, buff=pt(14), aligned_edge=LEFT), "top left")
        marks = [("halo", "y", "$y$, fresh samples"), ("triangle", "y_hat", "$hat(y) = G(z)$")]
        self.counter = Counter("round", self.rounds, step)
        names = Legend(marks, size=28, on_map=True)
        under = VGroup(names, self.counter).arrange(DOWN, buff=pt(20), aligned_edge=LEFT)
        ends = [0, self.hot_from / 2, self.hot_from]
        bar = ColourBar(0, self.hot_from, ends, EXCESS, length=130, size=24)
        self.add(*rows, *key.put(under, "top left"), self.low.put(bar, "left"))

    def build(self) -> None:
        """Build the axes, as high as any visible point, the surface and both clouds."""
        seen = self.gan["ellipse_C_hat"][:, : len(self.y)][self.inside(self.y_hat)]
        self.top = float(np.ceil(max(self.gan["ellipse_C_y"].max(), seen.max(initial=0))))
        names = [Formula(name, size=36) for name in ("y_1", "y_2", "C")]
        step = ticks.step_between(self.y1[0], self.y1[-1])
        edges = (self.y1[0], self.y1[-1], step), (self.y2[0], self.y2[-1], step)
        upwards = (0, self.top, ticks.step_between(0, self.top))
        self.axes = Axes3D(*edges, upwards, lengths=(8, 6, 3.5), names=names)
        levels = list(np.arange(1, 4 * self.top) / 4)
        self.surface = relief(
            self.axes, self.y1, self.y2, self.C[0], high=self.hot_from, levels=levels, ring_width=1.2
        )
        nowhere = np.zeros((1, 3))
        self.cold = Points(nowhere, worn().on_map("y"), radius=RADIUS, rim=0.5, lift=0.02)
        self.hot = Points(nowhere, worn().on_map("y_hat"), RADIUS, rim=0.5, lift=0.02, shape="triangle")
        self.rim = Points(nowhere, "#FFFFFF", radius=RIM * RADIUS, rim=0.0, lift=0.015)
        self.view = View(phi=58 * DEGREES, theta=TURNS[0] * DEGREES)
        around = list(np.radians(range(0, 360, 15)))
        parts = self.surface, self.rim, self.hot, self.cold
        self.space = space(self.land, self.axes, *parts, view=self.view, turning=around)
        follow(self.space, np.arange(self.last + 1), put=self.show)
        self.add(self.space)

    def inside(self, places: np.ndarray) -> np.ndarray:
        """Return which of the places (…, 2) are in the part of the plane shown."""
        low, high = ([side[end] for side in (self.y1, self.y2)] for end in (0, -1))
        return np.asarray(((places >= low) & (places <= high)).all(axis=-1))

    def lying(self, moment: float, places: np.ndarray) -> np.ndarray:
        """Return where those of places (N, 2) in the plane lie on the surface at a moment: (≤ N, 3)."""
        C, at = between(self.C, moment), places[self.inside(places)]
        columns, rows = (
            np.interp(at[:, k], line, np.arange(len(line))) for k, line in enumerate((self.y1, self.y2))
        )
        j, i = (np.minimum(x.astype(int), n - 2) for x, n in ((columns, C.shape[1]), (rows, C.shape[0])))
        u, v = columns - j, rows - i
        low, high = ((1 - u) * C[i + k, j] + u * C[i + k, j + 1] for k in (0, 1))
        height = (1 - v) * low + v * high + self.level
        seen = height <= self.top
        return self.axes.point(at[seen, 0], at[seen, 1], height[seen])

    def show(self, moment: float) -> None:
        """Set the surface and both clouds to a moment; the surface is cut off where it leaves the axes."""
        C, zero = between(self.C, moment), float(between(self.zeros, moment))
        self.surface.set_grid(self.axes.heights(self.y1, self.y2, C + self.level), C - zero)
        self.surface.set_cap(self.top - zero - self.level)
        y_hat = between(self.y_hat, moment)
        for cloud, places in ((self.rim, self.y), (self.cold, self.y), (self.hot, y_hat)):
            seen = self.lying(moment, places)
            cloud.set_opacity(float(len(seen) > 0))
            if len(seen):
                cloud.set_cloud(seen)
        passed = np.interp(moment, (0, self.early, self.last), TURNS)
        self.view.look(theta=passed * DEGREES)

    def train(self) -> None:
        """Replay the training: slowly while ŷ sets out, then the rest."""
        self.say("height is $C$; colour says how far $C$ is above its mean at $y$")
        self.stop("height", hold=2)
        self.claim("$C$ is pushed up under $hat(y)$ and down under $y$; $hat(y)$ slides down its slope")
        self.replay(8, stop=self.early, pace="even")
        self.replay(8)
        self.stop("trained")

    def lift(self, share: float) -> None:
        """Add a share of the lift to all of C; the slopes, and where ŷ is, stay."""
        self.level = share * LIFT * self.top
        self.show(self.last)

    def judge(self) -> None:
        """Lift C as a whole, say what both clouds cost at the end, and swing around what was learnt."""
        far = self.gan["ellipse_distance"]
        if met(far):
            self.say("add a constant to $C$: its slopes stay, and each $hat(y)$ keeps its $y_1$ and $y_2$")
            self.play(Drawn(self.space, self.lift, run_time=3, rate_func=there_and_back_with_pause))
        cold, hot = (float(self.gan[f"ellipse_{name}"][-1].mean()) for name in ("C_y", "C_hat"))
        change = f"$hat(y)$ and $y$: ${rounded(far[0], 2)} -> {rounded(far[-1], 3)}$"
        means = f"mean $C(y) = {rounded(cold, 2)}$", f"mean $C(hat(y)) = {rounded(hot, 2)}$"
        rows = [Words(text, size=23) for text in (*means, "distance between", change)]
        result = self.low.put(VGroup(*rows).arrange(DOWN, buff=pt(13), aligned_edge=LEFT), "right")
        self.say(met_said(far), FadeIn(result))
        for there in (-1, 1):
            swung = self.view.theta + there * SWING * DEGREES
            self.play(Turn(self.space, theta=swung, run_time=2.5))
        self.wait(0.6)
