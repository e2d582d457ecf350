"""The horn: for every x a whole ellipse of valid answers, none of which a network trained with MSE gives."""

import numpy as np

from ebviz.stage import *
from scenes.inference._end_on import end_on, late

SPOKES = 24  # valid y's that are seen to pull
NEAR = 0.04  # how far in x a sample is at most that lights up with one x
SIDES = (-125, -90, -60)  # degrees from which the horn is seen from its side, where it must fit the frame


class HornTurning(LectureScene):
    """For each x a whole ellipse of y's is valid; MSE answers with their mean, which is not one of them."""

    studies = ("horn", "mse")
    gif = (0, 32)

    def thumbnail(self) -> None:
        """Draw the horn end-on: for one x a whole ellipse of answers, and the network's in the middle."""
        horn = self.study("horn")
        hues = hexes(horn["rim_x"], 0, 1, "x")
        flat = np.pad(horn["rim"], ((0, 0), (0, 0), (0, 1)))
        order = np.argsort(-np.abs(flat).max(axis=(1, 2)))  # large rings first
        rings = VGroup(*(Trace(flat[k], hues[k], width=13, closed=True) for k in order))
        answer = Cloud(np.zeros((1, 3)), "white", shape="cross", size=50, width=16)
        self.add(*poster(VGroup(rings.scale(7 / rings.height), answer), "one $x$,", "many $y$"))

    def construct(self) -> None:
        self.horn, self.mse = self.study("horn"), self.study("mse")
        self.at, self.grid = float(self.horn.config["slice_x"]), self.mse["x_grid"]
        self.lay_out()
        self.ask()
        self.one_x()
        self.every_x()

    def lay_out(self) -> None:
        """Lay out the horn, as large as the frame allows from every side."""
        horn, reach = self.horn, float(np.abs(self.horn["y"]).max())
        gap = ticks.spacing(2 * reach, 6)
        size = np.ceil(reach / gap) * gap
        names = [Formula(name, size=36) for name in ("x", "y_1", "y_2")]
        axes = self.axes = Axes3D(
            (0, 1, 0.25), (-size, size, gap), (-size, size, gap), lengths=(11, 5, 5), names=names
        )
        self.cloud = Points(axes.point(horn["x"], *horn["y"].T), rgb(horn["x"], 0, 1, "x"), 0.07, haze=0.4)
        self.rims = [self.ring(x, rim, "grey", 1) for x, rim in zip(horn["rim_x"], horn["rim"], strict=True)]
        self.valid = self.ring(self.at, horn["slice_ellipse"], "y", 6).set_portion(0)
        path = axes.point(self.grid, *self.mse["y_pred"].T)  # (G, 3)
        self.line = Curve(path, rgba("y_tilde"), width=5).set_portion(0)
        self.answer = Points(self.on_line(self.at), rgba("y_tilde"), 0.11, rim=0.2).set_opacity(0)
        for rim in self.rims:
            rim.set_opacity(0)
        near = np.abs(horn["x"] - self.at) < NEAR
        here = axes.point(horn["x"][near], *horn["y"][near].T)
        self.near = Points(here, rgb(horn["x"][near], 0, 1, "x"), 0.075, haze=0.4).set_opacity(0)
        parts = (self.valid, self.line, self.answer, self.cloud, self.near, *self.rims)
        room, rail = self.body.columns(14, 1, gap=0)
        self.key = Legend([("dot", "y_tilde", "MSE's answer"), ("line", "y", "valid $y$'s")])
        self.key.move_to(room.at(1, 1), aligned_edge=UR)
        bar = ColourBar(0, 1, [0, 0.5, 1], "x", cmap="x", extend=False, length=190)
        view = View(phi=75 * DEGREES, theta=SIDES[0] * DEGREES)
        turning = [side * DEGREES for side in SIDES]
        self.window = space(room.inset(0, 10), axes, *parts, view=view, turning=turning)
        span = (-size, size, gap)
        self.plane = Plane(span, span, within=room, axes=False, label_size=36)  # one x, seen along x
        self.add(title("The horn", sign="horn"), self.window, rail.put(bar, "right"))

    def ring(self, x: float, ring: np.ndarray, hue: str, width: float) -> Curve:
        """Return a closed curve through points y (M, 2) at one x."""
        return Curve(self.axes.point(x, *ring.T), rgba(hue), width=width, closed=True)

    def on_line(self, x: float) -> np.ndarray:
        """Return where the network's answer to x lies, (1, 3)."""
        return self.axes.point(x, *(np.interp(x, self.grid, side) for side in self.mse["y_pred"].T))[None]

    def turn(self, theta: float, seconds: float) -> Turn:
        """Return the turn of the view to theta, in degrees."""
        return Turn(self.window, theta=theta * DEGREES, run_time=seconds)

    def ask(self) -> None:
        """Turn the horn, and ask what is to be predicted."""
        says = "each point is an $x$ with a $y$: can a network tell $y$ from $x$?"
        self.say(says, run_time=0)
        self.play(self.turn(SIDES[-1], 5))

    def one_x(self) -> None:
        """Look along x at the ellipse of one x; all of it pulls on the network's answer, which ends in the middle."""
        dim = self.cloud.animate.set_opacity(0.3)
        self.say(f"take one $x$, say $x = {self.at:g}$", dim, self.near.animate.set_opacity(1))
        self.play(Drawn(self.valid, self.valid.set_portion, run_time=1.5))
        view = self.window.view
        self.before = {name: getattr(view, name) for name in ("phi", "focal_distance", "zoom", "centre")}
        self.say("every $y$ on this closed curve is valid; now look along the horn")
        self.play(*end_on(self.window, self.axes, self.plane, 3))
        self.play(FadeIn(self.plane), self.axes.animate.set_opacity(0), run_time=0.5)
        self.stop("one x")
        ring, answer = self.horn["slice_ellipse"], self.on_line(self.at)
        ends = self.axes.point(self.at, *ring[:: max(1, len(ring) // SPOKES)].T)
        lines = [Curve(np.stack([answer[0], end]), rgba("y"), width=2).set_portion(0) for end in ends]
        self.window.add(*lines)
        pulls = [Drawn(line, line.set_portion, run_time=2) for line in lines]
        says = "the mean squared error, MSE, pulls a network's answer towards all of them"
        self.say(says, self.answer.animate.set_opacity(1), FadeIn(self.key))
        self.play(*pulls)
        away = rounded(float(np.interp(self.at, self.grid, self.mse["distance_xy"])), 2)
        says = f"it answers with their mean; the nearest valid $y$ is ${away}$ away"
        near = ring[int(np.linalg.norm(self.axes.point(self.at, *ring.T) - answer[0], axis=1).argmin())]
        nearest = self.axes.point(self.at, *near)
        bold = Curve(np.stack([answer[0], nearest]), rgba("E"), width=7, lift=1).set_portion(0)
        self.window.add(bold)
        self.spokes = [*lines, bold]
        self.say(says, *(line.animate.set_opacity(0.3) for line in lines))
        self.play(Drawn(bold, bold.set_portion, run_time=1))
        self.stop("the mean", hold=1.5)

    def every_x(self) -> None:
        """Slide the ellipse through the horn, from end to end; the answers are a line inside it."""
        x, last = self.horn["rim_x"], len(self.horn["rim_x"]) - 1
        gone = [spoke.animate.set_opacity(0) for spoke in self.spokes]
        swap = FadeOut(self.plane), self.near.animate.set_opacity(0), self.axes.animate.set_opacity(1)
        rings = [rim.animate.set_opacity(0.8) for rim in self.rims]
        self.say("at every $x$ there is such a curve of valid $y$'s", *gone, *swap, *rings)
        zooms = Turn(self.window, run_time=2, ease=lambda share: 1 - late(1 - share), **self.before)
        self.play(self.turn(SIDES[-1], 2), zooms)

        def slide(x: float, ring: np.ndarray) -> None:
            self.valid.set_points_in_space(self.axes.point(x, *ring.T))
            self.answer.set_cloud(self.on_line(float(x)))

        follow(self.valid, x, self.horn["rim"], put=slide)
        follow(self.line, x, put=lambda x: self.line.set_portion(float(x)))
        self.replay(2, only=[self.valid], start=self.at * last, stop=0, pace="even")
        self.replay(1.8, start=0, stop=0.45 * last, pace="even")
        self.claim("MSE learns the mean of all valid $y$'s, which is itself not valid")
        self.replay(2.2, start=0.45 * last, stop=last, pace="even")
        lit = [self.cloud.animate.set_opacity(1), *(rim.animate.set_opacity(0.8) for rim in self.rims)]
        self.play(self.turn(SIDES[0], 4), *lit)
        self.wait(1.5)
