"""Three losses for one model that could reach any y: one only pulls down, and F goes flat; two also push up."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import hot_end
from scenes.temperature._looks import LOSSES

NAMES = ("energy", "hinge", "log")
FORMULAS = (
    'ell_"energy" = F(check(y))',
    'ell_"hinge" = (m - [F(hat(y)) - F(check(y))])^+',
    'ell_"log" = log(1 + e^(F(check(y)) - F(hat(y))))',
)
DRAWN = 60  # of the ŷ
FLAT = (
    0.5  # share of the other losses' mean F over the plane below which that of the energy loss has gone flat
)


class LossFunctionals(LectureScene):
    """One model, three losses: pulled down at the data alone, F goes flat; pushed up at ŷ too, it keeps a shape."""

    studies = ("losses", "ellipse")
    gif = (25.5, 34.9)

    def construct(self) -> None:
        self.run = self.study("losses")
        self.lay_out()
        self.add(title("Three loss functionals"), *self.planes, *self.heats, self.bar)
        for act in (self.ask, self.pull, self.push, self.soften, self.conclude):
            act()

    def thumbnail(self) -> None:
        """Draw the three losses as thick curves."""
        margin, gap = float(self.study("losses")["margin"]), np.linspace(-1.2, 2, 65)
        losses = (1 - gap, np.maximum(1 - gap, 0), np.log1p(np.exp(-gap * margin)) / margin)
        looks = [LOSSES[name] for name in ("cold", "hinge", "log")]
        lines = [Trace(np.array([[-1.3, 0, 0], [2.1, 0, 0]]), "frame", width=4)]
        for loss, look, width in zip(
            losses, looks, (28, 16, 16), strict=True
        ):  # as far as they agree, one on the other
            shown = gap <= 1.7 if look is looks[0] else gap < 3
            lines.append(Trace(np.stack([gap, loss, 0 * gap], -1)[shown], look.hue, width=width))
        self.add(*poster(VGroup(*lines), *((look.name, look.hue) for look in looks)))

    def lay_out(self) -> None:
        """Lay out a plane for each loss, its formula above, and the mean F at the data and at ŷ below."""
        run, y = self.run, self.study("ellipse")["y"]
        sides, columns = [run[name] for name in ("y1", "y2")], self.body.columns(1, 1, 1, gap=16)
        gap = ticks.spacing(float(np.ptp(sides[0])), 6)
        spans = [(float(side[0]), float(side[-1]), gap) for side in sides]
        top, y_hat = hot_end(y, run["energy_F"][0]), run["y_hat"]
        well_within = (np.abs(y_hat) < 0.96 * np.array([side[-1] for side in sides])).all(axis=1)
        bar = ColourBar(0, top, [0, top / 2, top], "F", horizontal=True, length=190, thickness=13)
        self.bar = self.banner.put(bar, "right")
        rooms = [column.rows(5, 22, 12, gap=6) for column in columns]
        self.planes, self.heats, self.models, self.marks, self.bars = [], [], [], [], []
        for name, (_, middle, foot) in zip(NAMES, rooms, strict=True):
            plane = Plane(*spans, within=middle, grid=False, axes=False, numbers=False, labels=("", ""))
            self.planes.append(plane)
            self.heats.append(plane.heat(run[f"{name}_F"], high=top))
            image = run[f"{name}_image"]
            self.models.append(plane.dots(image.reshape(len(image), -1, 2), "y_tilde", size=3))
            data = plane.dots(y, "y", size=9, on_map=True)
            hats = plane.dots(y_hat[well_within][:DRAWN], "y_hat", size=7, shape="triangle", on_map=True)
            self.marks.append((data, hats))
            self.bars.append(self.levels(name, plane, foot, top))
        self.formulas = in_columns([Formula(text, size=32) for text in FORMULAS], [room[0] for room in rooms])
        for formula, plane in zip(self.formulas, self.planes, strict=True):
            formula.set_x(float(plane.frame.get_x()))

    def levels(self, name: str, plane: Plane, foot: Region, most: float) -> VGroup:
        """Return two bars below a plane: the mean of F at the data, and at ŷ."""
        left, right = (float(plane.frame.get_corner(side)[0]) for side in (DL, DR))
        rows = Region(left, foot.bottom, right, foot.top).rows(1, 1, gap=6)
        parts = VGroup()
        for row, (key, symbol) in zip(rows, (("F_check", "check(y)"), ("F_hat", "hat(y)")), strict=True):
            label, room = row.columns(1, 4, gap=8)
            mean, hue = self.run[f"{name}_{key}"].mean(axis=1), "y" if key == "F_check" else "y_hat"
            bar = Bar(room, mean, most, rounded, colour=hue)
            parts.add(label.put(Formula(f"chevron.l F({symbol}) chevron.r", size=28), "bottom left"), bar)
        return parts

    def ask(self) -> None:
        """Show one untrained model three times, and the data."""
        data = [marks[0] for marks in self.marks]
        says = "one model, three times, untrained: at the data $check(y)$ its $F$ is high"
        self.say(says, *map(FadeIn, data))
        self.wait(2)
        says = "the small dots $tilde(y)$ are all it can produce; $z$ has two dimensions, so they may reach any $y$"
        self.say(says, *map(FadeIn, self.models))
        self.bring_to_front(*data)
        self.stop("untrained", hold=2.5)

    def train(self, k: int, says: str, *also: Mobject) -> None:
        """Write a loss down, and train with it."""
        self.say(says, *map(FadeIn, (self.formulas[k], self.bars[k], *also)), run_time=1)
        self.replay(4, only=[self.heats[k], self.models[k], self.bars[k]])

    def pull(self) -> None:
        """Train with the energy loss, and ask what has become of F elsewhere."""
        self.train(0, "the energy loss pulls $F$ down at the data, and asks for nothing else")
        low, *others = (float(self.run[f"{name}_F"][-1].mean()) for name in NAMES)
        flat = low < FLAT * min(others)
        falls = "$F$ is low as well: it has gone flat" if flat else "nobody has asked what $F$ should be"
        self.say(f"elsewhere, at any $hat(y)$, {falls}", FadeIn(self.marks[0][1]))
        self.stop("energy", hold=2)

    def push(self) -> None:
        """Train with the hinge loss."""
        margin = brief(float(self.run["margin"]))
        says = f"the hinge loss also pushes $F$ up at $hat(y)$, until it is $m = {margin}$ above the data's"
        self.train(1, says, self.marks[1][1])
        self.stop("hinge", hold=1)

    def soften(self) -> None:
        """Train with the log loss."""
        self.train(
            2, "the log loss has no margin: it never stops, it only pushes more gently", self.marks[2][1]
        )
        self.stop("log", hold=1)

    def conclude(self) -> None:
        """Say what follows, while all three are trained once more."""
        self.claim("a loss that only pulls down lets $F$ go flat: something must push up")
        self.replay(2, stop=0)
        self.replay(5)
        self.wait(2)
