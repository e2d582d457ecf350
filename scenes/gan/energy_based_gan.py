"""The energy-based GAN: the cost is how badly an autoencoder reconstructs, and the hinge stops pushing at m."""

import numpy as np

from ebviz.stage import *
from scenes.gan._costs import arrival, bar, ground, steadied, straightest, strays
from scenes.gan._words import DISTANCE

SHOWN = 300  # at most this many y, and as many ŷ, are drawn
TIED = 24  # at most this many ŷ are tied to what the autoencoder makes of them
WIDE = 4  # margins that the plot of the hinge is wide
SHORT = 0.5  # length in the plane from which on what the decoder draws is seen as a line


class EnergyBasedGan(LectureScene):
    """C(y) = ‖y − Dec(Enc(y))‖² is a cost too: ŷ is pulled to what the autoencoder can reconstruct."""

    studies = ("energy_based_gan", "toys")
    gif = (2.0, 32.4)

    def thumbnail(self) -> None:
        """Draw the valley of the trained autoencoder around its curve, and ŷ that end on it."""
        self.read()
        self.lay_out_plane(Region(-7, -4, 2, 4))
        stand(len(self.level) - 1, self.map, self.curve)
        y_hat = self.run["y_hat"][-1][:: max(1, self.run["y_hat"].shape[1] // 25)]
        hot = self.plane.cloud(y_hat, "y_hat", size=34, shape="triangle", on_map=True)
        self.curve.set_stroke(width=9)
        self.add(
            *poster(
                Group(self.map, self.curve, hot),
                ("$C$ is an", "C"),
                ("auto-", "y_tilde"),
                ("encoder", "y_tilde"),
            )
        )

    def construct(self) -> None:
        self.read()
        self.add(title("An autoencoder as the cost"))
        self.lay_out_plane(self.hero)
        self.lay_out_side()
        self.alone()
        self.stop_pushing()
        self.take_turns()

    def read(self) -> None:
        """Read the run: C above its mean at y, as in all films of this lecture."""
        run, self.toys = self.study("energy_based_gan"), self.study("toys")
        self.margin, self.first = float(run.config["margin"]), int(run["joins"])
        self.run = steadied(run, since=self.first)
        self.level = self.run["C_y"].mean(axis=1)
        long = np.linalg.norm(np.diff(self.run["curve"][: self.first], axis=1), axis=-1).sum(axis=1)
        self.begin = int((long > SHORT).argmax())

    def lay_out_plane(self, region: Region) -> None:
        """Lay out the map of C, the curve that the decoder draws, y, ŷ, and one ŷ to be followed."""
        run, plane = self.run, ground(self.toys["ellipse_y1"], self.toys["ellipse_y2"], region)
        self.plane = plane
        self.map = plane.heat(run["C"] - self.level[:, None, None], high=self.margin)
        self.curve = plane.trace(run["curve"], "white", width=4.0)
        self.cold = plane.dots(self.toys["ellipse_held_out"][:SHOWN], "y", size=6, on_map=True, rim_width=0.8)
        y_hat, back = run["y_hat"], run["y_hat_tilde"]
        self.hot = plane.dots(y_hat[:, :SHOWN], "y_hat", size=7, shape="triangle", on_map=True, rim_width=0.8)
        i = straightest(y_hat[self.first :, :SHOWN], np.array([plane.x[:2], plane.y[:2]]))
        self.one = plane.dots(
            y_hat[:, [i]], "y_hat", size=16, shape="triangle", on_map=True, rim="gold", rim_width=2.5
        )
        ties = slice(0, TIED)
        self.ties = plane.arrows(y_hat[:, ties], (back - y_hat)[:, ties], "white", width=1.6).set_growth(0.0)
        self.tie = plane.arrows(y_hat[:, [i]], (back - y_hat)[:, [i]], "gold", width=4.0).set_growth(0.0)

    def lay_out_side(self) -> None:
        """Lay out beside the map: the formulas, the hinge with every ŷ on it, and the counters."""
        m, run = self.margin, self.run
        losses, hinge, numbers, foot = self.side.rows(2.2, 2.5, 1.8, 0.5, gap=16)
        self.formulas = stacked(
            Formula(r'C(y) = norm(y - "Dec"("Enc"(y)))^2', size=36),
            Formula(f"cal(L)_C = C(y) + [{m:g} - C(hat(y))]^+", size=36),
            Formula("cal(L)_G = C(hat(y)), quad hat(y) = G(z)", size=36),
            pitch=36, left=losses.left, top=losses.top - pt(24),
        )  # fmt: skip
        C = np.minimum(run["C_hat"][:, :SHOWN], WIDE * m)
        names = {0.0: "0", m: f"m = {m:g}", WIDE * m: f"gt.eq {WIDE * m:g}"}
        plot = Plane(
            (0, WIDE * m), (-0.1 * m, m), within=hinge.inset(0, 14), stretch=True, labels=("", ""), grid=False,
            x_ticks=names, y_ticks={0.0: "0", m: f"{m:g}"},
        )  # fmt: skip
        head = Formula(f'[{m:g} - C(hat(y))]^+ quad "against" quad C(hat(y))', size=30)
        x = np.array([0.0, m, WIDE * m])
        dots = plot.dots(np.zeros((C.shape[1], 2)), "y_hat", size=7, shape="triangle")
        hues = np.tile(rgba("y_hat") * [1, 1, 1, 0.35], (C.shape[1], 1))
        follow(dots, C, put=lambda c: dots.set_dots(plot.at(np.stack([c, np.maximum(m - c, 0)], -1)), hues))
        head.next_to(plot.frame, UP, aligned_edge=LEFT, buff=pt(8))
        self.bar = foot.put(bar(m), "left")
        self.hinge = Group(plot, head, plot.curve(x, np.maximum(m - x, 0), "C", width=3.0), dots)
        self.numbers = counters(
            Counter("round", run["rounds"], "{:.0f}"),
            Counter("$hat(y)$ that push $C$ up", 100 * run["pushed"], '{:.0f} "%"'),
            Counter(DISTANCE, run["distance"]),
            left=numbers.left, top=numbers.top - pt(30),
        )  # fmt: skip
        marks = [("dot", "y", "data $y$"), ("triangle", "y_hat", "$hat(y) = G(z)$")]
        marks += [("line", "white", "what Dec can produce")]
        self.legend = self.banner.put(Legend(marks, across=True, on_map=True), "right")

    def alone(self) -> None:
        """Let the autoencoder learn from the data alone: the valley settles on them."""
        stand(self.begin, self.map, self.curve, self.numbers)
        self.add(self.plane, self.map, self.cold, self.curve, self.bar, self.legend[0], self.legend[2])
        self.say("all that an autoencoder with a narrow code can produce is a line, a short one at first")
        self.wait(1.8)
        says = "its error is a cost $C$, learned from $y$ alone; blue: no more than $y$ costs on average"
        self.say(says, Write(self.formulas[0]), FadeIn(self.numbers[0]))
        self.replay(5.6, start=self.begin, stop=self.first)

    def stop_pushing(self) -> None:
        """Bring ŷ in: most cost more than m, where the hinge is flat."""
        says = (
            "now a generator: each arrow leads to the reconstruction of $hat(y)$, its length squared is $C$"
        )
        self.say(says, FadeIn(self.hot), FadeIn(self.one), FadeIn(self.legend[1]))
        stand(self.first, self.ties, self.tie)
        self.add(self.ties, self.tie, self.one)
        self.play(Grow(self.tie), Grow(self.ties), run_time=1.5)
        self.wait(1.6)
        stand(self.first, self.hinge, self.numbers)
        flat = 1 - float(self.run["pushed"][self.first])
        who = "each $hat(y)$ costs" if flat == 1 else f"{100 * flat:.0f} % of $hat(y)$ cost"
        says = f"{who} ${self.margin:g}$ or more: the hinge is flat there, and gives $C$ no gradient"
        self.say(says, Write(self.formulas[1]), FadeIn(self.hinge), FadeIn(self.numbers[1:]))
        self.stop("the hinge", hold=2.0)

    def take_turns(self) -> None:
        """Replay both: where ŷ arrive, C rises, at the y beside them too; it is pulled down again, and ŷ spread."""
        dip, calm = arrival(self.run, self.toys["ellipse_held_out"], self.first)
        self.say("now $G$ learns too: it moves $hat(y)$ to where $C$ is lower", Write(self.formulas[2]))
        self.replay(3.8, stop=dip)
        if calm > dip:
            self.say("$C$ rises at $hat(y)$, and at the $y$ beside them; then $y$ pulls it down again")
            self.replay(4.6, stop=calm)
        self.claim("$hat(y)$ is pulled to what the autoencoder can reconstruct")
        self.replay(4.5 if calm > dip else 9.8)
        self.wait(0.5)
        share = 100 * float(self.run["pushed"][-1])
        cheap = f"${share:.0f}$ % of $hat(y)$ cost less than ${self.margin:g}$"
        low = self.run["C"][-1] <= self.level[-1]
        away = "; some places far from $y$ cost no more" * strays(low, self.toys, "ellipse")
        self.say(f"{cheap} and push $C$ up; $y$ costs {rounded(self.level[-1], 2)} on average{away}")
        self.stop("the end", hold=2.8)
