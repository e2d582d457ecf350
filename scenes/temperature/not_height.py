"""An erratum: a point's height on the page is a coordinate; its energy is its colour."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents, hot_end
from scenes.temperature._marked import Marked

TALLEST = 2.5  # F at which the picture ends, in units of that at which the colour is hottest
COLUMNS, ROWS = 32, 24  # about how many points there are along both sides of the plane
TILT, ASIDE = 58 * DEGREES, 60 * DEGREES  # how far the view comes down, and turns


def every(count: int, wanted: int) -> slice:
    """Return which of ``count`` values to take to have about as many as are wanted."""
    return slice(count // wanted // 2, None, max(1, count // wanted))


class EnergyIsNotHeight(LectureScene):
    """A y high on the page may be cold, a ŷ low on it hot: energy is the colour, unless an axis says F."""

    studies = ("thermostat", "ellipse", "inference")
    cannot_show = {"inference.energy": "it shows y on the manifold g(z), and an energy has no decoder g"}
    thumbnail = 23
    gif = (1, 30)

    def construct(self) -> None:
        self.read()
        self.lay_out()
        for act in (self.ask, self.strike, self.colour, self.lift, self.conclude):
            act()

    def read(self) -> None:
        """Read F over the plane, a cold sample at the top of the page, and a hot point near its foot."""
        run, data = self.study("thermostat"), self.study("ellipse")
        self.y1, self.y2, F = run["surface_y1"], run["surface_y2"], run["named_F"][-1]  # β = ∞
        self.ring = run["fine_y"][int(run.config["manifold"] == "trained")]
        self.closed, self.hottest = Latents.of(self.study("inference")).closed, hot_end(data["y"], F)
        self.top = min(float(F.max()), TALLEST * self.hottest)
        cold = data["y"][int(data["i_top"])]
        cold_F = float(np.square(cold - self.ring).sum(axis=1).min())
        fits, j = self.top >= F, len(self.y1) // 10
        i = next(row for row in range(len(F) // 26, len(F)) if fits[row].any())
        if not fits[i, j] or F[i, j] < 2 * cold_F:
            j = int(np.where(fits[i], F[i], -1).argmax())
        hot = np.array([self.y1[j], self.y2[i]]), float(F[i, j])
        self.two = {"check(y)": (cold, cold_F), "hat(y)": hot}
        rows, columns = every(len(self.y2), ROWS), every(len(self.y1), COLUMNS)
        places, F = np.stack(np.meshgrid(self.y1[columns], self.y2[rows]), axis=-1), F[rows, columns]
        self.places, self.F = places[self.top >= F], F[self.top >= F]

    def lay_out(self) -> None:
        """Lay out the plane, and over it the same points in a space that is seen from straight above."""
        gap = ticks.spacing(float(np.ptp(self.y1)), 6)
        sides = [(float(side[0]), float(side[-1]), gap) for side in (self.y1, self.y2)]
        self.plane = Plane(*sides, within=self.hero, grid=False)
        names = [Formula(name, size=42) for name in ("y_1", "y_2", "F_oo")]
        high, tall = float(np.ptp(self.y2) / np.ptp(self.y1)), ticks.spacing(self.top, 4)
        self.axes = Axes3D(sides[0], sides[1], (0, self.top, tall), lengths=(7, 7 * high, 3.5), names=names)
        grey = np.tile(rgba("grey"), (len(self.F), 1))
        self.points = Points(self.at(self.places), grey, radius=0.055, rim=0).set_opacity(0)
        kinds = zip(self.two.items(), ("dot", "triangle"), strict=True)
        self.marked = [Marked(self.axes, name, *where, shape) for (name, where), shape in kinds]
        curve = Curve(self.at(self.ring), rgba("y_tilde"), width=5, closed=self.closed, lift=4e-2)
        view = View(phi=TILT, theta=-PI / 2 + ASIDE)
        self.levels = [self.level(view, *where) for where in self.two.values()]
        parts = [part for one in self.marked for part in one.parts] + self.levels
        room = self.hero.columns(1, 15, gap=0)[1]
        self.window = space(room, self.axes, curve, self.points, *parts, view=view)
        zoom, start = float(view.zoom), self.plane.frame.width / 7
        off = (self.window.get_center() - self.plane.frame.get_center()) / start

        def look(moment: float) -> None:
            share, rise = eased(moment), float(eased(moment - 1))  # first the view comes down, then they rise
            far = 1 / (share / 20 + (1 - share) / 1e4)  # the plane is seen from far away
            view.look(phi=share * TILT, theta=-PI / 2 + share * ASIDE, focal_distance=far)
            dip = 1 - 0.25 * np.sin(PI * share)  # on the way the axes' names stay inside
            view.look(zoom=dip * start * (zoom / start) ** share, centre=(1 - share) * off)
            self.axes.set_opacity(float(eased(8 * share)))
            self.points.set_cloud(self.at(self.places, rise * self.F))
            for one in self.marked:
                one.rise(rise)

        follow(self.window, np.linspace(0, 2, 121), put=look)
        bar = ColourBar(0, self.hottest, [0, self.hottest / 2, self.hottest], "F_oo (y)", length=190)
        values = [Formula(f"F_oo ({name}) = {rounded(F, 2)}", size=38) for name, (_, F) in self.two.items()]
        lines = Words("level lines: to $F_oo$ on the axis", size=24)
        self.keys = self.side.put(VGroup(bar, *values, lines).arrange(DOWN, buff=pt(24)))

    def at(self, y: np.ndarray, F: Any = 0.0) -> np.ndarray:
        """Return places (N, 2) at heights F (N,) in the space, (N, 3)."""
        return self.axes.point(y[:, 0], y[:, 1], F + 0 * y[:, 0])

    def level(self, view: View, y: np.ndarray, F: float) -> Curve:
        """Return the line from a mark y (2,) to its own F on the axis, which stands at the picture's left."""
        corners = np.array([(y1, y2) for y1 in self.y1[[0, -1]] for y2 in self.y2[[0, -1]]])
        left = corners[(corners @ (-np.sin(view.theta), np.cos(view.theta))).argmin()]
        line = self.at(np.linspace(y, left, 60), F)
        return Curve(line, rgba("white"), width=4, lift=0.5).set_portion(0)

    def ask(self) -> None:
        """Show two points, one high and one low on the page."""
        self.add(title("Energy is not height", sign="battery"), self.plane, self.window)
        says = "the line is all that the model can produce; $check(y)$ is a sample, $hat(y)$ is none"
        self.say(says, run_time=0)
        self.wait(2)
        self.say("$check(y)$ is high on the page, $hat(y)$ is low: which has more energy?")
        self.wait(1)
        across = self.y1[0] + 0.06 * np.ptp(self.y1)
        foot, tip = (self.plane.at((across, end)) for end in 0.6 * self.y2[[0, -1]])
        arrow = Wire(np.stack([foot, tip]), colour="E", scale=1.6)
        self.mistake = VGroup(arrow, Words("energy?", size=32, colour="E").next_to(tip, RIGHT, buff=pt(14)))
        self.play(Create(arrow.line), FadeIn(self.mistake[1:], arrow.head), run_time=2)

    def strike(self) -> None:
        """Strike the mistake out."""
        place = Square(0.8).move_to(self.mistake[0])
        self.cross = Cross(place, stroke_color=COLOURS["white"], stroke_width=8)
        self.say("no: height on the page is a coordinate, $y_2$", Create(self.cross))
        self.stop("the mistake", hold=1.5)

    def colour(self) -> None:
        """Give every point the colour of its energy."""
        come = (FadeOut(self.mistake, self.cross), self.points.animate.set_opacity(0.4))
        self.say("each dot is a $y$, and has an energy", *come)
        self.wait(1.5)
        hues = rgb(self.F, 0, self.hottest)
        own = [one.dot.animate.set_colour(rgb(np.array(one.F), 0, self.hottest)) for one in self.marked]
        low, high = (one.F / self.hottest for one in self.marked)
        says = "is low, $hat(y)$ is high" if low < 0.2 and high > 0.8 else "has less than $hat(y)$"
        changes = (self.points.animate.set_colour(hues).set_opacity(1), *own, FadeIn(self.keys[0]))
        self.say(f"its energy is its colour: in energy, $check(y)$ {says}", *changes, run_time=1.5)
        self.play(FadeIn(self.keys[1:3]))
        self.stop("colour", hold=2)

    def lift(self) -> None:
        """Let the view come down to an axis F, then let each point rise to its own."""
        self.say("height may be energy as well, but then it has an axis of its own: $F$")
        self.replay(4, FadeOut(self.plane, rate_func=squish_rate_func(smooth, 0, 0.3)), stop=60, pace="even")
        self.wait(1)
        self.say("now let each $y$ rise to its own $F$")
        self.replay(3, pace="even")
        self.stop("height", hold=0.3)

    def conclude(self) -> None:
        """Say it, and draw a level line from each mark to the axis, where its F is read off."""
        self.claim("energy is colour, and height only where an axis says $F$", FadeIn(self.keys[3]))
        self.play(*(line.animate.set_portion(1) for line in self.levels), run_time=5)
