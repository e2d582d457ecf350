"""What a latent is: the angle that each y was made from is lost, and z stands in for it."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents
from scenes.inference._sides import aside

LEAST = (2.5, 2.0)  # how far the plane reaches at least


class TheGhost(LectureScene):
    """Each y was made from an angle θ that is lost; a latent z of the model, found by the least energy, stands in."""

    studies = ("ellipse", "inference")
    cannot_show = {
        "ellipse.data": "it shows the θ that each sample was made from, which of yours nobody knows",
        "inference.energy": "it shows ỹ = g(z), and an energy has no decoder g",
    }
    gif = (0, 29)

    def thumbnail(self) -> None:
        """Draw the samples around a ghost."""
        places = np.pad(self.study("ellipse")["y"], ((0, 0), (0, 1)))
        samples = Cloud(2 * places / np.abs(places).max(), "y", size=34)
        self.add(*poster(VGroup(samples, emoji("ghost", size=150)), "what", "made", "$y$?"))

    def construct(self) -> None:
        self.data, self.model = self.study("ellipse"), self.study("inference")
        for act in (self.lay_out, self.make, self.lose, self.stand_in, self.recover):
            act()

    def lay_out(self) -> None:
        """Lay out the plane of y, and below it two drawers, one for angles and one for latents."""
        above, below = self.body.rows(6, 1, gap=8)
        drawers = below.columns(1, 1, gap=30)
        room, side = above.columns(3, 2)
        shown = np.vstack([self.data["y"], self.model["fine_y"]])
        self.plane = Plane(*ticks.spread(shown, LEAST), within=room.inset(0, 8), every=(2, 2), axes=False)
        latents = Latents.of(self.model)
        self.angles = self.strip(drawers[0], 0, TAU, "theta")
        self.latents = self.strip(drawers[1], latents.low, latents.high, "z")
        self.start = f"z = {latents.ends[0]}"
        rho = [self.data.config[name] for name in ("rho1", "rho2")]
        self.world = [
            Formula(f"y_{k} = {one:g} {turn} {{{{theta : lost}}}} + {{{{epsilon_{k} : noise}}}}", size=40)
            for k, one, turn in zip((1, 2), rho, ("cos", "sin"), strict=True)
        ]
        own = "tilde(y) = g(z)", "E(y, z) = ||y - tilde(y)||^2", "check(z) = argmin_z E(y, z)"
        self.own = [Formula(one, size=40) for one in own]
        stacked(*self.world, pitch=50, left=side.left, top=side.at(0, 0.9)[1])
        stacked(*self.own, pitch=56, left=side.left, top=side.at(0, 0.5)[1])
        self.add(title("The ghost"), self.plane, self.angles)

    def strip(self, region: Region, low: float, high: float, name: str) -> Plane:
        """Return the drawer for a quantity between two ends."""
        marks = ticks.latent(low, high)
        return Plane(
            (low, high), (-1, 1), within=region, stretch=True, labels=("", name), x_ticks=marks, y_ticks={},
            grid=False, axes=False,
        )  # fmt: skip

    def ringed(self, place: np.ndarray, name: str, others: np.ndarray, hue: str = "z") -> VGroup:
        """Return a ring around a place, such as where an angle starts, and its name, far from others (N, 2)."""
        mark, letters = self.plane.cloud(place, hue, shape="ring", size=16, width=3), Formula(name, size=32)
        aside(letters, mark.places[0], self.plane.at(others), self.plane, buff=13)
        return VGroup(mark, letters)

    @staticmethod
    def lying(values: np.ndarray) -> np.ndarray:
        """Return where values (N,) lie in a drawer, (N, 2)."""
        return np.stack([values, np.zeros(len(values))], axis=-1)

    def make(self) -> None:
        """Make the samples: each angle sends a y to the plane."""
        y, theta = self.data["y"], self.lying(self.data["theta"])
        self.causes = self.angles.dots(theta, "z", size=11)
        self.from_here = self.ringed(np.array([self.data.config["rho1"], 0]), "theta = 0", y)
        says = "where do data come from? each $y$ is made from an angle $theta$, drawn at random"
        self.say(says, *map(FadeIn, (self.causes, self.from_here)))
        hues = rgba("z"), rgba("y")
        self.y = self.plane.dots(y, "y", size=9)
        self.play(*map(FadeIn, self.world))
        self.play(Fly(self.y, self.angles.at(theta), self.plane.at(y), hues=hues, lag=0.8, run_time=3))
        self.stop("made", hold=0.5)

    def lose(self) -> None:
        """Lose the angles: an empty drawer is left."""
        letters = [row.part(name) for row in self.world for name in ("lost", "noise")]
        ends = [np.stack([letter.get_corner(DL), letter.get_corner(UR)]) for letter in letters]
        strikes = [Create(Trace(end, "red", width=3).scale(1.5)) for end in ends]
        lost = Words("lost", size=26, colour="grey").move_to(self.angles.frame)
        box = self.angles
        dim = [part.animate.set_stroke(opacity=0.4) for part in (box.frame, box.ticks)]
        dim += [part.animate.set_opacity(0.4) for part in (box.numbers, box.labels)]
        self.say("but only $y$ is kept: $theta$ and $epsilon$, the ghosts behind it, are lost")
        self.play(*map(FadeOut, (self.causes, self.from_here)), *strikes, *dim, FadeIn(lost), run_time=1.5)
        self.stop("lost", hold=1)

    def stand_in(self) -> None:
        """Let the model's own latent run through its values, and ỹ with it."""
        places, z = self.model["fine_y"], self.model["fine_z"]
        ring = self.plane.history(places[:, 1], "y_tilde", x=places[:, 0], width=3, head=False)
        runs = self.latents.cloud(np.stack([self.lying(one[None]) for one in z]), "z", size=14)
        self.tour = VGroup(runs, self.plane.cloud(places[:, None], "y_tilde", size=14))
        ghost = emoji("ghost", size=48).next_to(self.latents.frame.get_corner(UL), UL, buff=pt(3))
        self.from_there = self.ringed(places[0], self.start, np.vstack([self.data["y"], places]))
        learnt = any(self.model.config[key] for key in ("weights", "checkpoint"))
        kind = "a decoder" if learnt else "an untrained decoder"
        says = f"the model has its own ghost $z$: {kind} $g$ makes this curve of it"
        self.say(says, *map(FadeIn, (self.latents, self.own[0], ghost, self.from_there, self.tour, ring)))
        self.replay(4, pace="even", only=[*self.tour, ring])

    def recover(self) -> None:
        """Find for each y the latent of the least energy: for one of them slowly, then for the others."""
        y, nearest, found = self.data["y"], self.model["y_check"], self.lying(self.model["z_check"])
        first, places = int(self.data["i_right"]), self.model["fine_y"]
        lines = np.stack([np.broadcast_to(y[first], places.shape), places], axis=1)
        line = self.plane.trace(lines, "E", dash=(4, 4))
        moving = [*self.tour, line]
        chosen = self.ringed(y[first], "y", np.vstack([y, places]), "y'")
        says = "for one $y$, each $z$ has an energy $E$: the length of the red line, squared"
        self.say(says, *map(FadeIn, (line, self.own[1], chosen)))
        self.replay(3.5, pace="even", only=moving, start=0)
        least = float(np.abs(self.model["fine_z"] - self.model["z_check"][first]).argmin())
        self.say("for this $y$, the $z$ of least energy stands in", FadeIn(self.own[2]))
        self.replay(2, pace="even", only=moving, start=0, stop=least)
        kept = self.latents.dots(found[[first]], "z", size=11)
        name = Formula("check(z)", size=36).next_to(self.latents.at(found[first]), UP, buff=pt(22))
        there = self.plane.cloud(nearest[first], "z_check", shape="cross", size=15, width=4)
        gone = FadeOut(self.from_there), FadeOut(self.tour)
        self.play(*map(FadeIn, (kept, name)), FadeIn(there, scale=2), *gone)
        rest = np.arange(len(y)) != first
        y, nearest, found = y[rest], nearest[rest], found[rest]
        ways = [self.plane.trace(np.stack(ends), "E", dash=(4, 4)) for ends in zip(y, nearest, strict=True)]
        crosses = FadeIn(self.plane.cloud(nearest, "z_check", shape="cross", size=9))
        drawn = LaggedStart(*map(Create, ways), lag_ratio=0.1)
        self.say("and so for every other $y$", drawn, crosses, FadeOut(chosen), FadeOut(name), run_time=1.5)
        self.wait(1)
        frame, ends = self.latents.frame, self.latents.at(found)
        above = ends + 1.2 * frame.height * UP  # each comes along the strip, and down at its own z
        door = np.broadcast_to([frame.get_left()[0] + pt(20), above[0, 1], 0], above.shape)
        order = np.argsort(np.argsort(-found[:, 0]))  # those that go farthest into the drawer go first
        dots, start = self.latents.dots(found, "z", size=11), self.plane.at(nearest)
        fly = Fly(dots, start, above, through=door, order=order, lag=0.7, run_time=3.6)
        self.claim("the $theta$ behind each $y$ is lost; the model's own $z$ stands in", FadeIn(dots))
        self.play(fly)
        self.play(Fly(dots, above, ends, lag=0, run_time=1))
        self.wait(2)
