"""The horn struck out to x = 0: one ellipse is left, on which MSE fails as it did before, from y₁ to y₂."""

import numpy as np

from ebviz.stage import *
from scenes.inference._end_on import end_on
from scenes.inference._rescaled import magnify

TOLD = 0.2  # of the mouth's height: how near to the middle an answer halfway between the two valid ones is


class StruckOut(LectureScene):
    """With x struck out the horn is one ellipse; two y₂ are valid for a y₁, and MSE answers between them."""

    studies = ("mouth",)
    gif = (0, 34.2)

    def thumbnail(self) -> None:
        """Draw the mouth, the two valid y₂ for a y₁, and the answer between them."""
        run = self.study("mouth")
        k = len(run["y1"]) // 3
        ring = np.concatenate(
            [
                np.stack([run["y1"], side], -1)[::way]
                for side, way in zip(run["y2_valid"], (1, -1), strict=True)
            ]
        )
        both = np.array([(run["y1"][k], side, 0) for side in run["y2_valid"][:, k]])
        answer = Cloud(np.array([(run["y1"][k], run["y2_pred"][k], 0)]), "y_tilde", size=40)
        parts = (
            Trace(np.pad(ring, ((0, 0), (0, 1))), "y", width=9, closed=True), Trace(both, "E", width=9),
            Cloud(both, "y", size=40), answer,
        )  # fmt: skip
        self.add(*poster(VGroup(*parts), "two $y_2$:", "MSE gives", "neither"))

    def construct(self) -> None:
        self.run = self.study("mouth")
        self.lay_out()
        self.strike()
        self.flatten()
        self.predict()

    def lay_out(self) -> None:
        """Lay out the horn, as in its own film, and how its samples were made."""
        x, y = self.run["x"], self.run["y"]
        reach = float(np.abs(y).max())
        gap = ticks.spacing(2 * reach, 6)
        size = np.ceil(reach / gap) * gap
        names = [Formula(name, size=36) for name in ("x", "y_1", "y_2")]
        axes = self.axes = Axes3D((0, 1, 0.25), (-size, size, gap), (-size, size, gap), (10, 6, 6), names)
        self.cloud = Points(axes.point(x[0], *y[0].T), rgb(x[0], 0, 1, "x"), 0.07, haze=0.4)
        follow(self.cloud, x, y, put=self.put)
        view = View(phi=72 * DEGREES, theta=-40 * DEGREES)
        self.window = space(self.hero.inset(16), axes, self.cloud, view=view, turning=[-60 * DEGREES])
        ends = ticks.spread(np.vstack([y[-1], (self.run["y1"][-1], self.run["y2_valid"].max())]), (2.5, 2))
        self.plane = Plane(*ends, within=self.hero.inset(0, 8), every=(2, 2), axes=False)
        span, frame = (-size, size, gap), self.plane.frame
        self.wide = Plane(span, span, height=frame.height, centre=frame.get_center(), axes=False)
        self.rows = [
            Formula("y_1 = {{rho_1 (x) : struck}} cos theta + epsilon_1", size=36),
            Formula("y_2 = {{rho_2 (x) : struck}} sin theta + epsilon_2", size=36),
            Formula("x {{tilde.op U(0, 1) : struck}}", size=36, colours={"U": None}),
        ]
        self.above, self.below = self.side.rows(1, 1)
        stacked(*self.rows, pitch=66, left=self.side.left, top=self.above.at(0, 0.75)[1])
        key = Words("radii $rho_1$, $rho_2$; random angle $theta$; noise $epsilon$", size=26, colour="grey")
        key.next_to(self.rows[-1], DOWN, buff=pt(20), aligned_edge=LEFT)
        self.add(title("Striking out $x$", sign="horn"), self.window, *self.rows, key)

    def put(self, x: np.ndarray, y: np.ndarray) -> None:
        """Put the samples where they are at one moment, coloured by their x."""
        self.cloud.set_cloud(self.axes.point(x, *y.T), rgb(x, 0, 1, "x"))

    def strike(self) -> None:
        """Strike out what depends on x, and let the samples slide to x = 0."""
        self.say("what is left of the horn without $x$?", run_time=0)
        self.play(Turn(self.window, theta=-60 * DEGREES, run_time=4))
        rho = self.run["y1"][-1], self.run["y2_valid"].max()
        values = [f"rho_{k} (0) = {one:.3g}" for k, one in enumerate(rho, 1)] + ["x = 0"]
        lines, numbers = [], []
        for row, value in zip(self.rows, values, strict=True):
            old = row.part("struck")
            lines.append(Trace(np.stack([old.get_corner(DL), old.get_corner(UR)]), "x", width=3))
            numbers.append(Formula(value, size=30, colour="x").next_to(old, UP, buff=pt(4)))
        self.say("strike it out: $x = 0$ for every sample")
        for line, number in zip(lines, numbers, strict=True):
            self.play(Create(line), FadeIn(number), run_time=0.7)
        self.replay(4, *end_on(self.window, self.axes, self.wide, 4), only=[self.cloud], pace="even")
        self.play(FadeIn(self.wide), self.axes.animate.set_opacity(0), run_time=0.5)

    def flatten(self) -> None:
        """Magnify the horn's mouth: the axes shrink to it, and their numbers slide out of the frame."""
        y, near, wide = self.run["y"][-1], self.plane, self.wide
        dots = near.dots(y, "y", size=6)
        hues = [rgba(hexes(np.zeros(1), 0, 1, "x")[0]), rgba("y")]

        def paint(share: float) -> None:
            dots.set_dots(near.at(y), np.tile(hues[0] + share * (hues[1] - hues[0]), (len(y), 1)))

        times = (wide.y[1] - wide.y[0]) / (near.y[1] - near.y[0])
        ends = f"$y_2$ will end at ${near.y[1]:.3g}$, no longer at ${wide.y[1]:g}$"
        grow = magnify(wide, near, lambda _: paint(1))
        paint(0)
        self.window.remove(self.cloud)
        self.add(near, dots)
        self.say("one ellipse of $y$'s is left, now in the colour of $y$", Drawn(dots, paint))
        self.stop("one ellipse", hold=0.5)
        self.say(f"magnifying ${times:.2g}$ times: {ends}")
        self.play(grow)

    def predict(self) -> None:
        """Let y₁ run across: two y₂ are valid, and the network answers with one."""
        run, plane = self.run, self.plane
        y1, both, answer = run["y1"], run["y2_valid"].T, run["y2_pred"]
        miss = np.abs(both - answer[:, None]).min(axis=1)
        valid = np.stack([np.broadcast_to(y1[:, None], both.shape), both], axis=-1)  # (G, 2, 2)
        cut = plane.trace(valid, "E", width=3, dash=(5, 4))
        learnt = plane.history(answer, "y_tilde", x=y1, width=4, head=False)
        here = plane.cloud(np.stack([y1, answer], axis=-1)[:, None], "y_tilde", size=15)
        found = plane.cloud(valid, "y", shape="ring", size=19, width=3)
        values = [
            Counter(Formula("y_1 =", size=36), y1),
            Counter(Words("network trained with MSE: $tilde(y)_2 =$"), answer),
            Counter(Words("distance to the nearer valid $y_2$:"), miss),
        ]
        stacked(*values, pitch=44, left=self.side.left, top=self.below.at(0, 0.6)[1])
        moving = (cut, found, here, *values)
        says = "without $x$: can a network, trained with MSE, tell $y_2$ from $y_1$?"
        self.say(says)
        self.play(FadeIn(learnt), *map(FadeIn, moving), run_time=0.7)
        half, quarter = ((len(y1) - 1) / part for part in (2, 4))
        names = [Words("valid $y_2$", size=26, colour="y") for _ in range(2)]
        for name, k, side in zip(names, (half, quarter), (UP, UL), strict=True):
            name.next_to(plane.at(valid[round(k), valid[round(k), :, 1].argmax()]), side, buff=pt(13))
        self.replay(3, pace="even", stop=half)
        self.play(FadeIn(names[0]), run_time=0.5)
        self.wait(1)
        self.play(FadeOut(names[0]), run_time=0.3)
        self.replay(2.7, pace="even", start=half)
        middle = abs(float(answer[len(y1) // 2])) < TOLD * both.max()
        between = "halfway between them" if middle else "with neither of them"
        self.claim(f"for one $y_1$ two $y_2$ are valid, and MSE answers {between}")
        self.replay(6.5, stop=quarter, pace="even", only=moving)
        self.play(FadeIn(names[1]), run_time=0.5)
        self.wait(0.7)
