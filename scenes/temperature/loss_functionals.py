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
DRAWN = 36  # of the ŷ
FLAT = 0.5  # share of the other losses' mean F at ŷ below which that of the energy loss is flat


class LossFunctionals(LectureScene):
    """One model, three losses: pulled down at the data alone, F goes flat; pushed up at ŷ too, it keeps a shape."""

    studies = ("losses", "ellipse")
    gif = (5.9, 33)

    def construct(self) -> None:
        self.run = self.study("losses")
        self.lay_out()
        self.add(title("Three loss functionals"), *self.planes, *self.heats, self.bar, *self.texts)
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
        """Lay out a plane for each loss with its formula above, and below them how far F is higher at ŷ."""
        run, y = self.run, self.study("ellipse")["y"]
        upper, lower = self.body.rows(7, 4, gap=14)
        sides, columns = [run[name] for name in ("y1", "y2")], upper.columns(1, 1, 1, gap=16)
        gap = ticks.spacing(float(np.ptp(sides[0])), 6)
        spans = [(float(side[0]), float(side[-1]), gap) for side in sides]
        top, y_hat = hot_end(y, run["energy_F"][0]), run["y_hat"]
        well_within = (np.abs(y_hat) < 0.96 * np.array([side[-1] for side in sides])).all(axis=1)
        bar = ColourBar(0, top, [0, top / 2, top], "F", horizontal=True, length=190, thickness=13)
        self.bar = self.banner.put(bar, "right")
        rooms = [column.rows(1, 6, gap=6) for column in columns]
        self.planes, self.heats, self.models, self.marks = [], [], [], []
        for name, (_, middle) in zip(NAMES, rooms, strict=True):
            plane = Plane(*spans, within=middle, grid=False, axes=False, numbers=False, labels=("", ""))
            self.planes.append(plane)
            self.heats.append(plane.heat(run[f"{name}_F"], high=top))
            image = run[f"{name}_image"].reshape(len(run["steps"]), -1, 2)
            self.models.append(plane.dots(image, "y_tilde", size=4, on_map=True, rim="y_tilde"))
            data = plane.dots(y, "y", size=10, on_map=True)
            hats = plane.dots(y_hat[well_within][:DRAWN], "y_hat", size=9, shape="triangle", on_map=True)
            self.marks.append((data, hats))
        self.formulas = in_columns([Formula(text, size=38) for text in FORMULAS], [room[0] for room in rooms])
        words = [Words(f"loss: {name}", size=30, colour="grey") for name in NAMES]
        self.texts = in_columns(words, [room[0] for room in rooms])
        for *both, plane in zip(self.formulas, self.texts, self.planes, strict=True):
            for part in both:
                part.set_x(float(plane.frame.get_x()))
        self.chart, self.bars = self.gaps(lower)

    def gaps(self, region: Region) -> tuple[VGroup, list[Bar]]:
        """Return a chart of how far the mean F at ŷ ends above that at the data, and its bars, one for each loss."""
        run, margin = self.run, float(self.run["margin"])
        name, bars = region.columns(1, 3, gap=30)
        ends = {key: [run[f"{loss}_F_{key}"][-1].mean() for loss in NAMES] for key in ("hat", "check")}
        gaps = np.subtract(ends["hat"], ends["check"])
        most = 1.2 * max(margin, float(gaps.max()))
        heading = Formula("chevron.l F(hat(y)) chevron.r - chevron.l F(check(y)) chevron.r", size=36)
        parts, made = VGroup(name.put(heading, "left")), []
        for loss, gap, row in zip(NAMES, gaps, bars.rows(1, 1, 1, gap=8), strict=True):
            word, room = row.columns(1, 8, gap=10)
            made.append(Bar(room, np.linspace(0, gap, 31), most, rounded, colour="y_hat"))
            parts.add(on_line(Words(loss, size=30), made[-1].bar.get_bottom()[1] + pt(4), left=word.left))
        foot, across = bars.bottom, room.left + margin / most * room.width
        parts.add(Trace(np.array([[across, foot, 0], [across, bars.top, 0]]), "white", width=2, dash=(6, 5)))
        parts.add(
            Formula(f"m = {brief(margin)}", size=32).next_to(parts[-1], RIGHT, buff=pt(6), aligned_edge=UP)
        )
        return parts, made

    def ask(self) -> None:
        """Show one untrained model three times, the data, and points anywhere."""
        data, hats = zip(*self.marks, strict=True)
        self.add(*data, *hats)
        says = "one untrained model, three times; dots: data $check(y)$, triangles: $hat(y)$ drawn at random"
        self.say(says, run_time=0)
        self.wait(2.5)
        self.say("once trained, how much higher will $F$ be at $hat(y)$?", FadeIn(self.chart))
        self.wait(2)
        says = "specks: all it can produce, $tilde(y)$; its $z$ has two dimensions, so any $y$"
        self.say(says, *map(FadeIn, self.models))
        self.bring_to_front(*data, *hats)
        self.stop("untrained", hold=2)

    def train(self, k: int, says: str) -> None:
        """Write a loss down, and train with it."""
        gone = FadeOut(self.texts[k], rate_func=squish_rate_func(smooth, 0, 0.5))
        come = FadeIn(self.formulas[k], rate_func=squish_rate_func(smooth, 0.5, 1))
        self.say(says, gone, come, run_time=0.7)
        self.replay(2.9, only=[self.heats[k], self.models[k]])
        self.add(self.bars[k])
        self.replay(0.8, only=[self.bars[k]], pace="even")

    def pull(self) -> None:
        """Train with the energy loss, and say what has become of F elsewhere."""
        self.train(0, "the energy loss pulls $F$ down at the data, and asks for nothing else")
        low, *others = (float(self.run[f"{name}_F_hat"][-1].mean()) for name in NAMES)
        flat = low < FLAT * min(others)
        self.say(
            "$F$ is low at $hat(y)$ as well, nearly flat"
            if flat
            else "nobody has asked what $F$ should be elsewhere"
        )
        self.stop("energy", hold=1.5)

    def push(self) -> None:
        """Train with the hinge loss."""
        margin = brief(float(self.run["margin"]))
        self.train(
            1,
            f"the hinge loss also pushes $F$ up at $hat(y)$, while it is less than $m = {margin}$ above the data's",
        )
        self.stop("hinge")

    def soften(self) -> None:
        """Train with the log loss."""
        self.train(2, "the log loss has no margin: its push fades as the gap grows, but never ends")
        self.stop("log")

    def conclude(self) -> None:
        """Say what follows, while all but F and the data leaves the maps, one after the other."""
        self.claim("a loss that only pulls down lets $F$ go flat: something must push up")
        for model, (_, hats) in zip(self.models, self.marks, strict=True):
            self.play(FadeOut(model, hats), run_time=2)
        self.wait(1)
