"""Training the conditional model: x goes through the predictor, z runs round, and the horn opens."""

import numpy as np

from ebviz.stage import *
from ebviz.stage import gl

SMALL = 0.1  # share of the samples' extent below which the untrained manifold is tiny
FROM, TO, END = -72 * DEGREES, -58 * DEGREES, -30 * DEGREES  # angles from which the space is seen


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
        self.heads = VGroup()
        self.add(title("The horn opens", sign="horn"))
        self.open_space()
        top, plot, self.foot_ = self.side.rows(10, 14, 3, gap=14)
        self.model, self.plot = self.diagram(top), self.radii(plot) if self.ours else self.fall(plot)
        for act in (self.ask, self.explain, self.train, self.slide, self.conclude):
            act()

    def open_space(self) -> None:
        """Open the space of x and y: samples, the manifold (a sheet coloured by x), and one ring of it."""
        self.reach = 1.02 * max(float(np.abs(self.y).max()), float(np.abs(self.manifold[-1]).max()))
        along = (float(self.x[0]), float(self.x[-1]), ticks.spacing(float(np.ptp(self.x)), 4))
        side = (-self.reach, self.reach, ticks.spacing(2 * self.reach, 5))
        names = [Formula(name, size=36) for name in ("x", "y_1", "y_2")]
        axes = Axes3D(along, side, side, lengths=(7, 4.6, 4.6), names=names)
        turns = self.run.config["z_closed"]
        self.cloud = Points(axes.point(self.samples["x"], *self.y.T), rgba("y"), radius=0.075, haze=0.3)
        x = np.broadcast_to(self.x[:, None], (len(self.x), self.manifold.shape[2] + turns))
        hues = rgb(x.ravel(), *along[:2], "x")

        def put(y: np.ndarray) -> np.ndarray:
            y = np.concatenate([y, y[:, :1]], axis=1) if turns else y
            return axes.point(x, y[..., 0], y[..., 1])

        first, rings = put(self.manifold[0]), put(self.manifold[-1])
        self.sheet = gl.Surface(first, x, cmap="x", vmin=along[0], vmax=along[1], shading=0).set_opacity(0)
        self.net = Points(first.reshape(-1, 3), hues, radius=0.02).set_opacity(0)
        follow(self.sheet, self.manifold, put=lambda now: self.sheet.set_grid(put(now), x))
        follow(self.net, self.manifold, put=lambda now: self.net.set_cloud(put(now).reshape(-1, 3)))
        self.ring = Curve(rings[0], rgba("white"), width=8, lift=2e-2).set_opacity(0)
        follow(self.ring, rings, put=self.ring.set_points_in_space)
        self.runner = Points(rings[-1, :1], rgba("z"), radius=0.17, rim=0, lift=0.1).set_opacity(0)
        follow(self.runner, rings[-1], put=lambda now: self.runner.set_cloud(now[None]))  # at the last x
        parts = (axes, self.sheet, self.net, self.cloud, self.ring, self.runner)
        self.window = space(self.hero, *parts, view=View(phi=70 * DEGREES, theta=FROM), turning=(TO, END))

    def diagram(self, region: Region) -> Diagram:
        """Draw the model: x through the predictor f, z into the decoder g."""
        made = Diagram(gap=30, scale=0.8)
        made.variable("x", observed=True)
        if self.named:
            made.predictor("f", label="$f$", direction="right")
        made.decoder("g", label="$g$")
        made.variable("y~", label="tilde(y)")
        made.connect("x", *["f"] * self.named, "g", "y~")
        made.variable("z", "above")
        made["z"].shift((made["g"].centre[0] - made["z"].centre[0]) * RIGHT)
        made.connect("z", "g")
        return region.fit(made)

    def radii(self, region: Region) -> VGroup:
        """Plot the radii |f(x)| as they are learnt, over x, and the true ones."""
        at = [np.cos(self.run["z"]).argmax(), np.sin(self.run["z"]).argmax()]
        f = np.abs(self.manifold[:, :, at, [0, 1]])  # (S, 51, 2)
        rho = self.run.get("rho", f[-1, :, :0])
        top, name = 1.05 * float(np.concatenate([f[-1], rho], axis=1).max()), "abs(f_1 (x)), abs(f_2 (x))"
        across, up = (float(self.x[0]), float(self.x[-1]), 0.5), (0, top, ticks.spacing(top, 4))
        plane = Plane(
            across, up, within=region, stretch=True, above=True, room=40, labels=("x", name), label_size=32
        )  # fmt: skip
        ends = np.stack([np.broadcast_to(self.x[:, None], f[-1].shape), f[-1]], axis=-1)
        self.heads = VGroup(plane.cloud(ends, "white", size=13))
        true = [plane.curve(self.x, one, "white", width=1.6, dash=(5, 4)) for one in rho.T]
        gap = f[-1, -1] - f[-1, -1, ::-1]
        off = np.sign(gap) * np.clip(top / 8 - np.abs(gap), 0, None) / 2  # apart even where the curves meet
        for k, height in enumerate(f[-1, -1] + off, 1):
            end = plane.at((self.x[-1], height))
            self.heads.add(Formula(f"f_{k}", size=32).next_to(end, RIGHT, buff=pt(12)))
        return VGroup(plane, *true, *(plane.curve(self.x, one.T, "f", width=4) for one in f.T))

    def fall(self, region: Region) -> VGroup:
        """Plot the mean F of held-out samples as it falls."""
        F, steps = self.run["horn_held_out"], 1.0 + self.run["horn_steps"]
        ends = (10 ** np.floor(np.log10(F.min())), 10 ** np.ceil(np.log10(F.max())))
        names = ('"step"', "chevron.l F_oo chevron.r")
        plane = Plane((1, steps[-1]), ends, log="xy", within=region, stretch=True, above=True, labels=names)
        return VGroup(plane, plane.history(F, "F", x=steps))

    def ask(self) -> None:
        """Show the samples, and ask for a model of all of them."""
        self.add(self.window, self.model)
        many = "many" if self.samples.config["data"] else "a whole ellipse of"
        self.say(f"dots: for each $x$ {many} valid $y$; can one model produce them all?", run_time=0)
        self.play(Turn(self.window, theta=TO, run_time=3))

    def explain(self) -> None:
        """Show the model, and how little it can produce before it is trained."""
        tiny = float(np.abs(self.manifold[0]).max()) < SMALL * self.reach
        before = (
            ": untrained, a thin rod, coloured by $x$" if tiny else "; coloured by $x$: all it can produce"
        )
        first = "the predictor $f$ looks at $x$, the latent $z$ goes round"
        says = first if self.named else "the decoder gets both $x$ and $z$"
        shades = {self.sheet: 0.3, self.net: 0.7}
        fade = [part.animate.set_opacity(shade) for part, shade in shades.items()]
        self.say(f"{says}{before}", FadeIn(self.plot), *fade, run_time=1)
        self.stop("untrained", hold=1.5)

    def train(self) -> None:
        """Train; the view stands still."""
        self.steps = self.foot_.put(Counter("step", self.run["horn_steps"], step), "left")
        z = np.append(self.run["z"], TAU) if self.run.config["z_closed"] else self.run["z"]
        self.where = self.foot_.put(Counter(Formula("z =", size=34), z, "{:.1f}"), "right")
        told = "; dashed: the true radii, which it is not told" if self.ours and "rho" in self.run else ""
        says = f"training pulls the nearest point of the manifold to each $y${told}"
        self.say(says, FadeIn(self.steps))
        self.replay(8, only=[self.sheet, self.net, self.plot, self.steps])
        last, best = float(self.run["horn_held_out"][-1]), self.run.get("floor")
        against = "" if best is None else f"; the true horn scores ${rounded(float(best), 3)}$"
        self.say(f"mean $F_oo$ of held-out $y$: ${rounded(last, 3)}${against}")
        self.stop("trained", hold=2)

    def slide(self) -> None:
        """Slide x: the predictor gives two radii, and z runs round one ring."""
        ours = "$f$ gives two radii, those of an ellipse"
        what = ours if self.ours else "one curve of answers for each"
        self.say(f"one $x$ after the other: {what}", self.ring.animate.set_opacity(1), FadeIn(self.heads))
        self.replay(3.5, only=[self.ring, *([self.heads] if self.ours else [])], pace="even")
        round_ = "round the ellipse" if self.ours else "along the curve"
        self.say(f"for one $x$, $z$ runs {round_}", FadeIn(self.where), self.runner.animate.set_opacity(1))
        self.replay(3.5, only=[self.runner, self.where], pace="even")

    def conclude(self) -> None:
        """Say which part does what, while the horn turns."""
        ours = "$f(x)$ says how large the ellipse of answers is, $z$ says where on it"
        self.claim(ours if self.ours else "$x$ says which curve of answers it is, $z$ says where on it")
        self.play(Turn(self.window, theta=END, run_time=8))
        self.wait(1)
