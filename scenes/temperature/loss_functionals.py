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
        for loss, look, width in zip(losses, looks, (28, 16, 16), strict=True):  # one on the other
            shown = gap <= 1.7 if look is looks[0] else gap < 3
            lines.append(Trace(np.stack([gap, loss, 0 * gap], -1)[shown], look.hue, width=width))
        self.add(*poster(VGroup(*lines), *((look.name, look.hue) for look in looks)))

    def lay_out(self) -> None:
        """Lay out a plane for each loss with its formula above, and below it F at every point over its distance."""
        run, y = self.run, self.study("ellipse")["y"]
        columns = self.body.columns(1, 1, 1, gap=20)
        sides = [run[name] for name in ("y1", "y2")]
        gap = ticks.spacing(float(np.ptp(sides[0])), 6)
        spans = [(float(side[0]), float(side[-1]), gap) for side in sides]
        self.top, y_hat = hot_end(y, run["energy_F"][0]), run["y_hat"]
        well_within = (np.abs(y_hat) < 0.96 * np.array([side[-1] for side in sides])).all(axis=1)
        marks = [0, self.top / 2, self.top]
        bar = ColourBar(0, self.top, marks, "F", horizontal=True, length=190, thickness=13)
        self.bar = self.banner.put(bar, "right")
        rooms = [column.rows(2, 10, 9, gap=8) for column in columns]
        self.planes, self.heats, self.models, self.marks = [], [], [], []
        for name, (_, middle, _) in zip(NAMES, rooms, strict=True):
            plane = Plane(*spans, within=middle, grid=False, axes=False, numbers=False, labels=("", ""))
            self.planes.append(plane)
            self.heats.append(plane.heat(run[f"{name}_F"], high=self.top))
            image = run[f"{name}_image"].reshape(len(run["steps"]), -1, 2)
            self.models.append(plane.dots(image, "y_tilde", size=4, on_map=True, rim="y_tilde"))
            data = plane.dots(y, "y", size=10, on_map=True)
            hats = plane.dots(y_hat[well_within][:DRAWN], "y_hat", size=9, shape="triangle", on_map=True)
            self.marks.append((data, hats))
        self.formulas = in_columns([Formula(text, size=34) for text in FORMULAS], [room[0] for room in rooms])
        words = [Words(f"loss: {name}", size=30, colour="grey") for name in NAMES]
        self.texts = in_columns(words, [room[0] for room in rooms])
        for *both, plane in zip(self.formulas, self.texts, self.planes, strict=True):
            for part in both:
                part.set_x(float(plane.frame.get_x()))
        self.away = np.linalg.norm(y_hat[:, None] - y, axis=-1).min(axis=1)
        self.charts = [self.chart(name, room[2]) for name, room in zip(NAMES, rooms, strict=True)]

    def chart(self, name: str, region: Region) -> VGroup:
        """Return a plot of F at every ŷ over its distance to the data, which are at 0, while a loss is trained."""
        far, F = float(self.away.max()), {key: self.run[f"{name}_F_{key}"] for key in ("hat", "check")}
        names = ('"distance to the nearest $check(y)$"', "F")
        across, middle = (-0.05 * far, 1.05 * far, ticks.spacing(far, 5)), self.top / 2
        plane = Plane(
            across, (0, 1.06 * self.top, middle), within=region, stretch=True, above=True, axes=False, labels=names,
            label_size=32, y_ticks=ticks.capped(0, self.top, middle) | {0.0: "0"},
        )  # fmt: skip
        at = {"hat": self.away, "check": 0 * F["check"][0]}
        places = {key: np.stack(np.broadcast_arrays(at[key], np.minimum(F[key], self.top)), -1) for key in F}
        hats = plane.cloud(places["hat"], "y_hat", shape="triangle", size=6)
        parts = VGroup(plane, hats, plane.cloud(places["check"], "y", size=7))
        if name == "hinge":
            level = F["check"].mean(axis=1, keepdims=True) + float(self.run["margin"])
            parts.add(plane.curve(np.array(plane.x[:2]), np.repeat(level, 2, axis=1), "white", dash=(6, 5)))
        return parts

    def ask(self) -> None:
        """Show one untrained model three times, the data, and points anywhere."""
        data, hats = zip(*self.marks, strict=True)
        self.add(*data, *hats)
        says = (
            "one untrained model, three times: $F$ should be low at data $check(y)$, high at random $hat(y)$"
        )
        self.say(says, run_time=0)
        self.wait(2.5)
        self.say("below, $F$ at each of them: how high will it be, once trained?", *map(FadeIn, self.charts))
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
        self.replay(3.3, only=[self.heats[k], self.models[k], self.charts[k]])

    def pull(self) -> None:
        """Train with the energy loss, and say what has become of F elsewhere."""
        self.train(0, "the energy loss pulls $F$ down at the data, and asks for nothing else")
        low, *others = (float(self.run[f"{name}_F_hat"][-1].mean()) for name in NAMES)
        flat = "$F$ is low at most $hat(y)$ as well, near or far: nearly flat"
        self.say(flat if low < FLAT * min(others) else "nobody has asked what $F$ should be elsewhere")
        self.stop("energy", hold=1.5)

    def push(self) -> None:
        """Train with the hinge loss, and say which ŷ end below the margin."""
        margin = brief(float(self.run["margin"]))
        self.train(
            1,
            f"the hinge loss also pushes $F$ up at $hat(y)$, until it is $m = {margin}$ (dashed) above the data's",
        )
        far = self.away > 0.6 * self.away.max()
        gap = self.run["hinge_F_hat"][-1] - self.run["hinge_F_check"][-1].mean()
        says = "beside the data $F$, a squared distance, cannot be that high"
        if (gap[far] > 0.95 * self.run["margin"]).mean() > 0.8:
            says = "far from the data it is that high; beside them $F$, a squared distance, cannot be"
        self.say(says)
        self.stop("hinge", hold=1.5)

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
