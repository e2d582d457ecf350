"""What a latent is: the angle that each y was made from is lost, and z stands in for it."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents

LEAST = (2.5, 2.0)  # how far the plane reaches at least


class TheGhost(LectureScene):
    """Each y was made from an angle θ that is lost; a latent z of the model, found by the least energy, stands in."""

    studies = ("ellipse", "inference")
    cannot_show = {
        "ellipse.data": "it shows the θ that each sample was made from, which of yours nobody knows",
        "inference.energy": "it shows ỹ = g(z), and an energy has no decoder g",
    }
    gif = (0, 34)

    def thumbnail(self) -> None:
        """Draw the samples around a ghost."""
        places = np.pad(self.study("ellipse")["y"], ((0, 0), (0, 1)))
        samples = Cloud(2 * places / np.abs(places).max(), "y", size=34)
        self.add(*poster(VGroup(samples, emoji("ghost", size=150)), "what", "made", "$y$?"))

    def construct(self) -> None:
        self.data, self.model = self.study("ellipse"), self.study("inference")
        self.lay_out()
        self.make()
        self.lose()
        self.stand_in()
        self.recover()

    def lay_out(self) -> None:
        """Lay out the plane of y, and below it a drawer in which angles lie."""
        above, self.drawer = self.body.rows(6, 1, gap=8)
        room, side = above.columns(3, 2)
        shown = np.vstack([self.data["y"], self.model["fine_y"]])
        self.plane = Plane(*ticks.spread(shown, LEAST), within=room.inset(0, 8), every=(2, 2), axes=False)
        self.angles = self.strip(0, TAU, "theta")
        rho = [self.data.config[name] for name in ("rho1", "rho2")]
        self.world = [
            Formula(f"y_{k} = {one:g} {turn} {{{{theta : lost}}}} + {{{{epsilon_{k} : noise}}}}", size=40)
            for k, one, turn in zip((1, 2), rho, ("cos", "sin"), strict=True)
        ]
        self.own = [Formula("tilde(y) = g(z)", size=40), Formula("check(z) = argmin_z E(y, z)", size=40)]
        stacked(*self.world, pitch=50, left=side.left, top=side.at(0, 0.8)[1])
        stacked(*self.own, pitch=56, left=side.left, top=side.at(0, 0.35)[1])
        self.add(title("The ghost"), self.plane, self.angles)

    def strip(self, low: float, high: float, name: str) -> Plane:
        """Return the drawer for a quantity between two ends."""
        marks = ticks.latent(low, high)
        return Plane(
            (low, high), (-1, 1), within=self.drawer, stretch=True, labels=("", name), x_ticks=marks, y_ticks={},
            grid=False, axes=False,
        )  # fmt: skip

    @staticmethod
    def lying(values: np.ndarray) -> np.ndarray:
        """Return where values (N,) lie in a drawer, (N, 2)."""
        return np.stack([values, np.zeros(len(values))], axis=-1)

    def make(self) -> None:
        """Make the samples: each angle sends a y to the plane."""
        y, theta = self.data["y"], self.lying(self.data["theta"])
        self.causes = self.angles.dots(theta, "z", size=11)
        says = "where do data come from? each $y$ is made from an angle $theta$, drawn at random"
        self.say(says, FadeIn(self.causes))
        hues = rgba("z"), rgba("y")
        self.y = self.plane.dots(y, "y", size=9)
        self.play(*map(FadeIn, self.world))
        self.play(Fly(self.y, self.angles.at(theta), self.plane.at(y), hues=hues, lag=0.8, run_time=3))
        self.stop("made", hold=0.5)

    def lose(self) -> None:
        """Lose the angles: a ghost is left."""
        gone = [
            FadeOut(part)
            for part in (self.causes, self.angles.labels, self.angles.numbers, self.angles.ticks)
        ]
        letters = [row.part(name) for row in self.world for name in ("lost", "noise")]
        ends = [np.stack([letter.get_corner(DL), letter.get_corner(UR)]) for letter in letters]
        strikes = [Create(Trace(end, "red", width=3).scale(1.5)) for end in ends]
        self.say("but only $y$ is kept: $theta$ and $epsilon$, the ghosts behind it, are lost")
        self.play(*gone, *strikes, run_time=1.5)
        self.stop("lost", hold=1.5)

    def stand_in(self) -> None:
        """Let the model's own latent run through its values, and ỹ with it."""
        latents, places, z = Latents.of(self.model), self.model["fine_y"], self.model["fine_z"]
        self.latents = self.strip(latents.low, latents.high, "z")
        ring = self.plane.history(places[:, 1], "y_tilde", x=places[:, 0], size=14, width=3)
        runs = self.latents.cloud(np.stack([self.lying(one[None]) for one in z]), "z", size=14)
        self.tour = VGroup(runs, self.plane.cloud(places[:, None], "y_tilde", size=14))
        ghost = emoji("ghost", size=60).next_to(self.own[0], RIGHT, buff=pt(16))
        says = "the model has a ghost of its own, $z$, and makes $tilde(y)$ of it"
        self.say(
            says, FadeOut(self.angles.frame), *map(FadeIn, (self.latents, self.own[0], ghost, runs, ring))
        )
        self.replay(4, pace="even")
        self.play(FadeOut(runs), FadeOut(ring[1]), run_time=0.5)

    def recover(self) -> None:
        """Find for each y the latent of the least energy."""
        y, nearest, found = self.data["y"], self.model["y_check"], self.lying(self.model["z_check"])
        first = int(self.data["i_right"])
        order = [first, *(i for i in range(len(y)) if i != first)]  # one of them slowly, then the others
        y, nearest, found = y[order], nearest[order], found[order]
        ways = [self.plane.trace(np.stack(ends), "E", dash=(4, 4)) for ends in zip(y, nearest, strict=True)]
        says = "for each $y$ it takes the $z$ of least energy: that of the shortest line to a $tilde(y)$"
        self.say(says, FadeIn(self.own[1]))
        self.play(Create(ways[0]), run_time=1)
        hues, start, through = (rgba("y"), rgba("z")), self.plane.at(y), self.plane.at(nearest)
        dots, end = (
            [self.latents.dots(one, "z", size=11) for one in (found[:1], found[1:])],
            self.latents.at(found),
        )
        self.play(Fly(dots[0], start[:1], end[:1], through=through[:1], hues=hues, run_time=2.5))
        self.say("so for all the others")
        self.play(LaggedStart(*map(Create, ways[1:]), lag_ratio=0.1), run_time=1.5)
        self.play(Fly(dots[1], start[1:], end[1:], through=through[1:], hues=hues, lag=0.8, run_time=5))
        self.claim("the $theta$ behind each $y$ is lost; the model's own $z$ stands in", FadeIn(self.tour))
        self.replay(6, only=[*self.tour], pace="even", start=0)
        self.play(FadeOut(self.tour), run_time=0.5)
