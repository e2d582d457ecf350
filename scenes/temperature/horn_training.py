"""Training the conditional model: x goes through the predictor, z runs round, and the horn opens."""

import numpy as np

from ebviz.stage import *
from scenes.temperature._horn_side import fall, model_of, radii

BACK = 0.75  # share of x at which the film ends
SMALL = 0.1  # share of the samples' extent below which the untrained manifold is tiny
FROM, TO = -72 * DEGREES, -58 * DEGREES  # angles from which the space is seen


class HornUnrolling(LectureScene):
    """x → f says how wide the ellipse of answers is, z runs round it; training opens a thin rod into the horn."""

    studies = ("horn_model", "horn")
    cannot_show = {"horn_model.weights": "it replays the training, and given weights are not trained"}
    thumbnail = 21
    gif = (4, 34)

    def construct(self) -> None:
        self.run, self.samples, self.y = self.study("horn_model"), self.study("horn"), self.study("horn")["y"]
        self.manifold, self.x = self.run["horn_manifold"], self.run["x_grid"]  # (S, 51, 48, 2), (51,)
        self.ours = not self.run.config["decoder"]  # the lecture's: f(x) ⊙ [cos z, sin z]
        self.named = self.ours or bool(self.run.config["predictor"])  # there is an f
        self.add(title("The horn opens", sign="horn"))
        self.open_space()
        top, plot, self.foot_ = self.side.rows(10, 14, 3, gap=14)
        self.model, self.heads = model_of(top, named=self.named), VGroup()
        if self.ours:
            self.plot, self.heads = radii(plot, self.run, self.way)
        else:
            self.plot = fall(plot, self.run)
        for act in (self.ask, self.explain, self.train, self.slide, self.conclude):
            act()

    def open_space(self) -> None:
        """Open the space of x and y: samples, the manifold (dots and rings), one more ring, and a z on it."""
        self.reach = 1.02 * max(float(np.abs(self.y).max()), float(np.abs(self.manifold[-1]).max()))
        along = (float(self.x[0]), float(self.x[-1]), ticks.spacing(float(np.ptp(self.x)), 4))
        side = (-self.reach, self.reach, ticks.spacing(2 * self.reach, 5))
        names = [Formula(name, size=36) for name in ("x", "y_1", "y_2")]
        axes = Axes3D(along, side, side, lengths=(7, 4.6, 4.6), names=names)
        turns = self.run.config["z_closed"]
        self.cloud = Points(
            axes.point(self.samples["x"], *self.y.T), rgba("y"), radius=0.075, haze=0.3, lift=0.08
        )
        x = np.broadcast_to(self.x[:, None], (len(self.x), self.manifold.shape[2] + turns))

        def put(y: np.ndarray) -> np.ndarray:
            y = np.concatenate([y, y[:, :1]], axis=1) if turns else y
            return axes.point(x, y[..., 0], y[..., 1])

        first, rings = put(self.manifold[0]), put(self.manifold[-1])
        self.net = Points(first.reshape(-1, 3), rgba("y_tilde"), radius=0.02).set_opacity(0)
        follow(self.net, self.manifold, put=lambda now: self.net.set_cloud(put(now).reshape(-1, 3)))
        self.hoops = [Curve(first[i], rgba("y_tilde"), width=3).set_opacity(0) for i in range(0, len(x), 5)]
        for i, hoop in zip(range(0, len(x), 5), self.hoops, strict=True):
            follow(hoop, self.manifold, put=lambda now, i=i, hoop=hoop: hoop.set_points_in_space(put(now)[i]))
        ends, z = len(x) - 1, np.arange(x.shape[1])
        back = np.arange(ends, round(BACK * ends), -1)
        # x goes to its end, z goes round; x comes back, z goes round once more
        self.way = np.concatenate([np.arange(ends), 0 * z + ends, back, 0 * z + back[-1]])
        self.turn = np.concatenate([np.zeros(ends, int), z, 0 * back + z[-1], z[::-1]])
        self.halts = np.cumsum([ends, len(z) - 1, len(back) + 1, len(z) - 1])
        self.ring = Curve(rings[0], rgba("white"), width=8, lift=0.24).set_opacity(0)
        follow(self.ring, rings[self.way], put=self.ring.set_points_in_space)
        self.runner = Points(rings[0, :1], rgba("z"), radius=0.17, rim=0, lift=0.32).set_opacity(0)
        follow(self.runner, rings[self.way, self.turn], put=lambda now: self.runner.set_cloud(now[None]))
        parts = (self.net, *self.hoops, self.cloud, self.ring, self.runner)
        self.window = space(self.hero, axes, *parts, view=View(phi=70 * DEGREES, theta=FROM), turning=(TO,))

    def ask(self) -> None:
        """Show the samples, and ask for a model of all of them."""
        self.add(self.window, self.model)
        many = "many" if self.samples.config["data"] else "a whole ellipse of"
        self.say(f"dots: for each $x$ {many} valid $y$; can one model produce them all?", run_time=0)
        self.play(Turn(self.window, theta=TO, run_time=3))

    def explain(self) -> None:
        """Show the model, and how little it can produce before it is trained."""
        tiny = float(np.abs(self.manifold[0]).max()) < SMALL * self.reach
        rod = "untrained, $f$ gives each $x$ two tiny radii: a thin rod"
        says = rod if tiny and self.ours else "it goes through all $x$ and all $z$"
        fade = [self.net.animate.set_opacity(0.6), *(hoop.animate.set_opacity(0.8) for hoop in self.hoops)]
        self.say(f"violet: all the model can produce; {says}", FadeIn(self.plot), *fade, run_time=1)
        self.stop("untrained", hold=1.5)

    def train(self) -> None:
        """Train; the view stands still."""
        self.steps = self.foot_.put(Counter("step", self.run["horn_steps"], step), "left")
        z = np.append(self.run["z"], TAU) if self.run.config["z_closed"] else self.run["z"]
        self.where = self.foot_.put(Counter(Formula("z =", size=34), z[self.turn], "{:.1f}"), "right")
        told = "; dashed: the true radii, which it is not told" if self.ours and "rho" in self.run else ""
        says = f"training pulls the nearest point of the manifold to each $y${told}"
        self.say(says, FadeIn(self.steps))
        self.replay(8, only=[self.net, *self.hoops, self.plot, self.steps])
        last, tried = float(self.run["horn_held_out"][-1]), int(self.run.config["n_z"])
        chords = np.diff(self.manifold[-1], axis=1) * self.manifold.shape[2] / tried  # between those z
        coarse = float(np.square(chords).sum(axis=-1).mean()) / 12  # mean squared distance to the nearest z
        why = f", most of it because only ${tried}$ values of $z$ are tried" if 2 * coarse > last else ""
        self.say(f"mean $F_oo$ of held-out $y$: ${rounded(last, 3)}${why}")
        self.stop("trained", hold=2)

    def slide(self) -> None:
        """Slide x: the predictor gives two radii, and z runs round one ring."""
        ours = "$f$ gives two radii, those of an ellipse"
        what = ours if self.ours else "one curve of answers for each"
        self.say(f"one $x$ after the other: {what}", self.ring.animate.set_opacity(1), FadeIn(self.heads))
        self.replay(3.5, only=self.moved(), stop=self.halts[0], pace="even")
        round_ = "round the ellipse" if self.ours else "along the curve"
        self.say(f"for one $x$, $z$ runs {round_}", FadeIn(self.where), self.runner.animate.set_opacity(1))
        self.replay(3.5, only=self.moved(), stop=self.halts[1], pace="even")

    def moved(self) -> list[Mobject]:
        """Return what goes along x and z."""
        return [self.ring, self.runner, self.where, *([self.heads] if self.ours else [])]

    def conclude(self) -> None:
        """Say which part does what, while x comes back and z goes round once more."""
        ours = "$f(x)$ says how large the ellipse of answers is, $z$ says where on it"
        self.claim(ours if self.ours else "$x$ says which curve of answers it is, $z$ says where on it")
        self.replay(3.5, only=self.moved(), stop=self.halts[2], pace="even")
        self.replay(3, only=self.moved(), stop=self.halts[3], pace="even")
        self.wait(1.5)
