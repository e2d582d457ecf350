"""Three losses for one model that could reach any y: one only pulls F down, two also push it up."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import hot_end
from scenes.temperature._kept import shrunk
from scenes.temperature._looks import LOSSES

NAMES = ("energy", "hinge", "log")
FORMULAS = (
    'ell_"energy" = F(check(y))',
    'ell_"hinge" = (m - [F(hat(y)) - F(check(y))])^+',
    'ell_"log" = log(1 + e^(F(check(y)) - F(hat(y))))',
)
DRAWN = 36  # of the ŷ
FLAT = 0.5  # share of the other losses' median F at ŷ below which that of the energy loss is flat


class LossFunctionals(LectureScene):
    """One model, three losses: pulled down at the data alone, F is low at most ŷ too; pushed up there, it is not."""

    studies = ("losses", "ellipse")
    gif = (1, 34)

    def construct(self) -> None:
        self.run, self.y = self.study("losses"), self.study("ellipse")["y"]
        self.moments = len(self.run["steps"])
        for act in (self.lay_out, self.ask, self.pull, self.push, self.conclude):
            act()

    def thumbnail(self) -> None:
        """Draw the three losses as thick curves."""
        margin, gap = float(self.study("losses")["margin"]), np.linspace(-1.2, 2, 65)
        losses = (1 - gap, np.maximum(1 - gap, 0), np.log1p(np.exp(-gap * margin)) / margin)
        looks = [LOSSES[name] for name in ("cold", "hinge", "log")]
        lines = [Trace(np.array([[-1.3, 0, 0], [2.1, 0, 0]]), "frame", width=4)]
        for loss, look, width, end in zip(losses, looks, (28, 16, 16), (1.7, 3, 3), strict=True):
            lines.append(Trace(np.stack([gap, loss, 0 * gap], -1)[gap <= end], look.hue, width=width))
        self.add(*poster(VGroup(*lines), *((look.name, look.hue) for look in looks)))

    def lay_out(self) -> None:
        """Lay out one map that is trained three times, and beside it what becomes of F with each loss."""
        F = np.concatenate([self.run[f"{name}_F"] for name in (*NAMES, NAMES[0])])  # one after the other
        self.top, y_hat = hot_end(self.y, F[0]), self.run["y_hat"]
        self.plane = self.map(self.hero)
        self.heat = self.plane.heat(F, high=self.top)
        steps = np.abs(np.diff(np.minimum(F, self.top), axis=0)).mean(axis=(1, 2))
        self.pace = np.append(0, steps**1.5).cumsum()  # slow where much changes
        within = y_hat[(np.abs(y_hat) < [0.96 * self.plane.x[1], 0.96 * self.plane.y[1]]).all(axis=1)][:DRAWN]
        self.data = self.plane.dots(self.y, "y", size=13, on_map=True)
        self.hats = self.plane.dots(within, "y_hat", size=12, shape="triangle", on_map=True)
        Group(self.data, self.hats).set_z_index(1)  # in front of the small maps that come
        marks = [0, self.top / 2, self.top]
        bar = ColourBar(0, self.top, marks, "F", horizontal=True, length=190, thickness=13)
        self.bar = self.banner.put(bar, "right")
        self.counter = Counter("step", np.tile(self.run["steps"], 4), step)
        on_line(self.counter, self.body.top + pt(11), left=self.hero.right - pt(95))
        at, left = self.counter.baseline, self.hero.right - pt(200)
        self.losses = [on_line(Words(f"{name} loss", size=26), at, left=left) for name in NAMES]
        names = [f"{name}_F_{where}" for name in NAMES for where in ("hat", "check")]
        self.median = {name: np.median(self.run[name], axis=1) for name in names}
        self.most = max(float(median.max()) for median in self.median.values())
        self.rows = list(map(self.row, NAMES, FORMULAS, self.side.rows(1, 1, 1, gap=12)))

    def map(self, region: Region) -> Plane:
        """Return the plane of y, as wide as the stored maps."""
        gap = ticks.spacing(float(np.ptp(self.run["y1"])), 6)
        spans = [(float(side[0]), float(side[-1]), gap) for side in (self.run["y1"], self.run["y2"])]
        return Plane(*spans, within=region, grid=False, axes=False, numbers=False, labels=("", ""))

    def row(self, name: str, text: str, region: Region) -> tuple[Formula, VGroup, Group]:
        """Return a loss's formula, the bars of F at ŷ and at the data, and a small map of what it ends with."""
        head, body = region.rows(3, 8, gap=4)
        left, right = body.columns(5, 8, gap=16)
        bars, early, late = VGroup(), NAMES.index(name) * self.moments, NAMES[::-1].index(name) * self.moments

        def twice(values: np.ndarray) -> np.ndarray:  # one training after the other, then all at once
            return np.concatenate([values[[0] * early], values, values[[-1] * late], values])

        for where, hue, part in zip(("hat", "check"), ("y_hat", "y"), right.rows(1, 1), strict=True):
            bar = Bar(part, twice(self.median[f"{name}_F_{where}"]), self.most, colour=hue, size=22)
            label = Words(f"median $F({where}(y))$", size=22, colour="grey")
            bars.add(bar, on_line(label, bar.number.baseline, left=part.right - label.width))
        small = self.map(left)
        heat = small.heat(twice(self.run[f"{name}_F"]), high=self.top)
        stand(3 * self.moments - 1, made := Group(small, heat, small.dots(self.y, size=5, on_map=True)))
        return head.put(Formula(text, size=32), "left"), bars, made

    def ask(self) -> None:
        """Show the untrained model, the data, and points anywhere."""
        self.add(title("Three loss functionals"), self.plane, self.heat, self.bar)
        self.say("$F$ of an untrained model", run_time=0)
        self.play(FadeIn(self.data))
        self.say("which loss makes it low at data $check(y)$, high at random $hat(y)$?", FadeIn(self.hats))
        self.stop("untrained", hold=1)

    def train(self, k: int, says: str, seconds: float, *along: Animation) -> None:
        """Write a loss down, go back to the untrained model, and train it with that loss."""
        (formula, bars, _), start, end = self.rows[k], k * self.moments, (k + 1) * self.moments - 1
        if k:
            self.say("the same untrained model, another loss")
            away = FadeOut(self.counter, self.losses[k - 1])
            self.replay(0.8, away, *along, only=[self.heat], stop=start, pace="even")
            stand(start, self.counter)
        self.say(says, FadeIn(formula, bars, self.counter, self.losses[k]))
        self.replay(seconds, only=[self.heat, self.counter, bars], start=start, stop=end, pace=self.pace)

    def keep(self, k: int) -> list[Animation]:
        """Return the motion of a small copy of the map to its place beside the loss."""
        *parts, dots = self.rows[k][2]
        go = shrunk(Group(*parts), parts[0].frame, self.plane.frame)
        return [go, FadeIn(dots, rate_func=squish_rate_func(smooth, 0.7, 1))]

    def pull(self) -> None:
        """Train with the energy loss, and say what has become of F elsewhere."""
        self.train(0, "the energy loss pulls $F$ down at the data, and asks for nothing else", 3.4)
        low, *others = (float(self.median[f"{name}_F_hat"][-1]) for name in NAMES)
        self.flat = low < FLAT * min(others)
        says = "is low at most $hat(y)$ as well"
        self.say(f"$F$ {says if self.flat else 'elsewhere is left to chance'}", *self.keep(0), run_time=1.5)
        self.wait(0.7)
        image = self.run["energy_image"][-1].reshape(-1, 2)
        self.specks = self.plane.dots(image, "y_tilde", size=5, on_map=True, rim="y_tilde")
        wide = "specks: all it can produce, an area, since its $z$ has two dimensions"
        self.say(wide, FadeIn(self.specks))
        self.stop("energy", hold=0.8)

    def push(self) -> None:
        """Train with the hinge loss."""
        much = f"less than $m = {brief(float(self.run['margin']))}$ above the data"
        says = f"the hinge loss also pushes $F$ up at $hat(y)$ that are {much}"
        self.train(1, says, 3.4, FadeOut(self.specks))
        self.say("by its median, $F$ is now higher at $hat(y)$ than at the data", *self.keep(1), run_time=1.5)
        self.stop("hinge", hold=0.5)

    def conclude(self) -> None:
        """Train with the log loss, then with all three side by side, the energy loss large; say what follows."""
        says = "the log loss has no margin: it pushes at every $hat(y)$, most where the gap is small"
        self.train(2, says, 3.4)
        self.play(*self.keep(2), run_time=1.2)
        parts = [self.heat, *(part for _, bars, small in self.rows for part in (bars, small[1]))]
        away, start = FadeOut(self.counter, self.losses[2]), 3 * self.moments
        self.replay(0.8, away, only=parts, stop=start, pace="even")
        stand(start, self.counter)
        wide = "leaves $F$ low at most $hat(y)$" if self.flat else "leaves $F$ to chance elsewhere"
        self.claim(f"push nothing up, and a free $z$ {wide}", FadeIn(self.counter, self.losses[0]))
        self.replay(5, only=[self.counter, *parts])
