"""The thermostat catastrophe: training while β falls, the ellipse becomes a segment, then a point; z is dead."""

import numpy as np

from ebviz.stage import *

LEAST = (2.4, 2)  # how far the plane reaches at least
SHAPES = (
    "one axis is gone: what was an ellipse is a segment",
    "both are gone: whatever $z$ is, the answer is one point, and the loss is MSE",
)


class ThermostatCatastrophe(LectureScene):
    """An ellipse is trained while β falls: it loses one axis, then the other, and with them its latent."""

    studies = ("catastrophe", "ellipse")
    gif = (1, 34.6)

    def thumbnail(self) -> None:
        """Draw the three models, one inside the other, on the samples: by default ellipse, segment, point."""
        film = self.study("catastrophe")["film_y_tilde"][:, -1]
        outer, inner, point = np.pad(film, ((0, 0), (0, 0), (0, 1)))
        picture = VGroup(
            Cloud(np.pad(self.study("ellipse")["y"], ((0, 0), (0, 1))), "y", size=24),
            Trace(outer, "y_tilde", width=14, closed=True),
            Trace(inner, "beta", width=14, closed=True),
            Cloud(point[:1], "E", size=46),
        )
        self.add(*poster(picture, "too hot:", ("$z$ dies", "E")))

    def construct(self) -> None:
        self.run, self.y = self.study("catastrophe"), self.study("ellipse")["y"]
        self.warm, self.lost = int(self.run["fall_warm"]), np.sort(self.run["fall_lost"])
        self.add(title("The thermostat catastrophe", sign="thermometer"))
        (stage, rail), (above, below) = (half.rows(5, 1) for half in self.body.columns(1, 1))
        self.model(stage)
        self.weights(above.inset(14, 8))
        loss = Formula("cal(L) = chevron.l F_beta (y) chevron.r_y =", size=34)
        self.loss = Counter(loss, self.run["fall_loss"], rounded)
        below.put(self.loss, "left")
        betas, path = self.run["fall_beta"][self.warm :], self.run["fall_beta"]
        self.dial = Dial(betas, rail, path=path, catastrophe=float(self.run["located"].max()))
        on_line(self.dial.value, self.body.top + pt(11), left=self.right.left)
        self.fit()
        self.fall()
        self.explain()

    def model(self, region: Region) -> None:
        """Draw the model among its samples, and who pulls on one of its points."""
        places, tip = self.run["fall_y_tilde"], int(self.run["fall_tip"])
        spans = ticks.spread(np.vstack([self.y, places[0]]), LEAST)
        plane = Plane(*((*span[:2], 2 * span[2]) for span in spans), within=region, axes=False)
        self.picture = VGroup(plane, plane.cloud(self.y, "y", size=10))
        self.manifold = VGroup(
            plane.trace(places, closed=True, width=3), plane.cloud(places, "y_tilde", size=9)
        )
        ends = (plane.at(places[:, tip]), plane.at(self.y))
        self.pulls = Spokes(*ends, self.run["fall_pull"], "grey", width=3)
        self.tip = plane.cloud(places[:, tip : tip + 1], "white", shape="ring", size=20, width=3)

    def weights(self, region: Region) -> None:
        """Draw the weights over β, hotter to the right: those of the training, and the best ones."""
        run, hot = self.run, -np.log10(self.run["fall_beta"])
        top, ends = 1.35 * float(run["w"].max()), (float(hot[0]), float(hot[-1]))
        decades = range(int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6)) + 1)
        self.plot = plot = Plane(
            ends, (0, top, ticks.spacing(top, 5)), within=region, stretch=True, axes=False,
            grid=False, above=True, labels=('beta quad "hotter" ->', '"half-axes"'),
            x_ticks={float(k): f"{10.0**-k:g}" for k in decades},
        )  # fmt: skip
        w, shown = np.abs(run["fall_w"]), run["beta"] <= run["fall_beta"][0]
        w[: self.warm] = w[self.warm]  # what is shown begins where β begins to fall
        self.ways, self.best, self.names = VGroup(), VGroup(), VGroup()
        for i, dash in enumerate((None, (8, 5))):
            self.ways.add(plot.history(w[:, i], "w", x=hot, width=4, dash=dash))
            self.best.add(
                plot.cloud(np.stack([-np.log10(run["beta"]), run["w"][:, i]], -1)[shown], "white", size=3.5)
            )
            side = DR if w[0, i] < w[0].max() else UR
            self.names.add(
                Formula(f"abs(w_{i + 1})", size=34).next_to(plot.at((ends[0], w[0, i])), side, buff=pt(6))
            )

    def thresholds(self) -> VGroup:
        """Mark where the best weights vanish."""
        run, long = self.run, int(self.run["located"].argmin())  # the axis that is lost last
        top = self.plot.y[1]
        key = Words("dots: the best; lines: trained", size=24, colour="grey")
        walls, marks = VGroup(), VGroup(key.next_to(self.plot.frame, UR, pt(8)).align_to(self.plot, RIGHT))
        for i in (long, 1 - long):
            at = -np.log10(run["located"][i])
            walls.add(self.plot.curve([at, at], np.array([0, top]), "beta", width=2, dash=(3, 4)))
            side, died = RIGHT if i == long else LEFT, Words(f"$w_{i + 1}$ dies at", size=22, colour="grey")
            beta = float(run["expected" if i == long else "located"][i])
            value = Formula(rounded(beta, 3), size=28)
            how: VMobject = Formula(f"= 1/(2 chevron.l y_{i + 1}^2 chevron.r)", size=28)
            if i != long:  # while the other axis lives, no formula says when
                how = Words("found numerically", size=22, colour="grey")
            for part, height in ((died, 0.94), (value, 0.85), (how, 0.67 if i == long else 0.76)):
                marks.add(part.next_to(self.plot.at((at, height * top)), side, buff=pt(5)))
        return VGroup(walls, marks)

    def fit(self) -> None:
        """Train at the first β, at which the model fits the samples."""
        self.add(self.picture, self.manifold)
        says = "samples, and a model to be trained on them: at which temperature?"
        self.say(f"${len(self.y)}$ {says}", run_time=0)
        self.wait(1.2)
        parts = (self.dial, self.dial.value, self.loss, self.pulls, self.tip)
        self.say(
            "warm: samples pull on each point, as on the ringed one; a wide line is a strong pull",
            *map(FadeIn, parts),
        )
        self.add(self.manifold, self.tip)
        self.replay(3.5, stop=self.warm)
        self.stop("warm")

    def fall(self) -> None:
        """Let β fall while the training goes on."""
        says = "now the thermostat is turned up while it trains: samples further away pull too"
        self.say(says, *map(FadeIn, (self.plot, self.names, self.ways)))
        self.mse = Formula("= chevron.l norm(y)^2 chevron.r", size=34)
        for moment, says, seconds, come in zip(
            self.lost, SHAPES, (6.5, 3), ([], [FadeIn(self.mse)]), strict=True
        ):
            self.replay(seconds, stop=int(moment))
            on_line(self.mse, self.loss.baseline, left=self.loss.get_right()[0] + pt(10))
            self.say(says, *come)
            self.stop("an axis is lost")

    def explain(self) -> None:
        """Say when an axis of the best model dies, why the training is late, and let β fall once more."""
        dim = [way[0].animate.set_stroke(opacity=0.5) for way in self.ways]  # so that the dots are seen
        says, new = "dots: the best half-axes at each temperature", (self.best, self.thresholds())
        self.say(says, *map(FadeIn, new), *dim)
        self.wait(1.8)
        self.say("training is late: near its threshold an axis is hardly pulled")
        self.wait(1.8)
        again = Group(self.ways, self.manifold, self.pulls, self.tip, self.loss)
        first = brief(float(self.run["fall_beta"][0]))
        self.say(f"once more from $beta = {first}$", FadeOut(again, self.mse))
        self.replay(1, only=[self.dial, self.dial.value], stop=self.warm)
        for way in self.ways:
            way[0].set_stroke(opacity=1)
        stand(self.warm, *again)
        self.claim("trained too hot, a model loses its latent, one axis at a time", FadeIn(again))
        self.replay(6, start=self.warm)
        self.play(FadeIn(self.mse))
        self.stop("the end")
