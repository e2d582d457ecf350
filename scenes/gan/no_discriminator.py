"""No discriminator: a sure classifier gives ŷ no slope, a cost gives it one, near and far."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.gan._costs import ground
from scenes.gan._words import EXCESS, apart, losses_of, pulls_said

PLAIN = {"D": None}  # here D is a probability, not an energy
DRAWN = 18  # at most this many ŷ are drawn, each with its arrows
SCALE = 0.6  # drawn length of a slope of 1, in units of the plane
WRONG = 0.5  # share of y and ŷ, in %, from which on the classifier gets some wrong
SHORT = 0.1  # mean drawn length up to which arrows cannot be seen, in units of the plane
ROOM = 188.0  # slide points right of the curves, for their names
FORMS: dict[str, tuple[str, Any, str, float]] = {  # colour, dash, what ŷ is to lower, seconds drawn
    "probability": ("violet", (2, 3), "log[1 - D(hat(y))]", 1.6),
    "repair": ("gold", (7, 4), "-log D(hat(y))", 1.6),
    "cost": ("C", None, "C(hat(y))", 3.2),
}


class NoDiscriminator(LectureScene):
    """A sure classifier gives ŷ no slope; only a cost's pull has a set size, near and far."""

    studies = ("discriminator", "toys")
    cannot_show = {"discriminator.weights": "it replays the training, and given weights are not trained"}
    gif = (2.0, 13.2)

    def thumbnail(self) -> None:
        """Draw the classifier, flat and red all around ŷ."""
        run, y = self.study("discriminator"), self.study("toys")["ellipse"]
        span = [(run[side][0], run[side][-1]) for side in ("y1", "y2")]
        plane = Plane(*span, width=8, numbers=False, labels=("", ""))
        heat = plane.heat(1 - run["D"][-1], high=1.0)
        cold = plane.cloud(y[:: max(1, len(y) // 40)], "y", size=24, on_map=True)
        middle = [run["y_hat"].mean(axis=0)]
        hot = plane.cloud(middle, "y_hat", size=60, shape="triangle", on_map=True)
        self.add(*poster(Group(heat, cold, hot), ("$hat(y)$ sees", "y_hat"), "no slope"))

    def construct(self) -> None:
        self.run, self.y = self.study("discriminator"), self.study("toys")["ellipse"]
        self.add(title("A cost, no discriminator"))
        halves = self.body.columns(1, 1, gap=40)
        self.panels = [self.panel(name, half) for name, half in zip("DC", halves, strict=True)]
        key = Legend([("dot", "y", "data $y$"), ("triangle", "y_hat", "$hat(y)$")], across=True, on_map=True)
        self.legend = self.banner.put(key, "right")
        self.learn()
        self.sweep()

    def panel(self, name: str, region: Region) -> Group:
        """Lay out what one net learns: its map with y, ŷ and their pulls, what it is, and its numbers below."""
        run, sure, asked = self.run, name == "D", losses_of(self.run.config)
        form, high = ("probability", 1.0) if sure else ("cost", float(run.config["margin"]))
        above, middle, below = region.rows(0.8, 6, 2.1, gap=8)
        plane = ground(run["y1"], run["y2"], middle, label_size=28)
        values = 1 - run["D"] if sure else run["C"] - run["C_y"].mean(axis=1)[:, None, None]
        heat = plane.heat(values, high=high)
        options: Any = {"horizontal": True, "length": 110, "size": 22, "extend": bool(values.max() > high)}
        bar = above.put(ColourBar(0, high, [0, high], **options), "right")
        says = "a 0/1 classifier: $1 - D$" if sure else f"a cost: ${EXCESS}$"
        y_hat = np.broadcast_to(run["y_hat"][:DRAWN], (len(run["steps"]), *run["y_hat"][:DRAWN].shape))
        hot = np.ones(y_hat.shape[1])  # they lie where the map is hot
        arrows = plane.arrows(y_hat, run[f"{form}_pull"][:, :DRAWN], scale=SCALE, width=3.0, on_map=hot)
        loss = "-log D(y) - log[1 - D(hat(y))]" if sure else f"{asked.down} {asked.up}"
        right = Counter("it gets right:", 100 * run["right"], '{:.0f} "%"', size=26)
        what = Formula(f"ell_G = {FORMS[form][2]},", size=30, colours=PLAIN)
        digits = "{:.4f}" if sure else "{:.3f}"
        pull = Counter("mean pull on $hat(y)$:", run[f"{form}_strength"], digits, size=26)
        rows: list[VMobject] = [Formula(f"cal(L)_{name} = {loss}", size=30, colours=PLAIN), what]
        rows += [right] if sure else [Words(asked.aside, size=26)] if asked.aside else []
        for row, down in zip(rows, (20, 88, 54), strict=False):
            on_line(row, below.top - pt(down), left=below.left)
        on_line(pull, below.top - pt(88), left=what.get_right()[0] + pt(14))
        return Group(
            above.put(Words(says, size=28, colours=PLAIN), "left"), plane, heat, bar,
            plane.dots(self.y, "y", size=5, on_map=True, rim_width=0.6), arrows,
            plane.dots(run["y_hat"][:DRAWN], "y_hat", size=10, shape="triangle", on_map=True, rim_width=0.8),
            VGroup(*rows, pull),
        )  # fmt: skip

    def learn(self) -> None:
        """Replay both trainings, each with its pull on ŷ, and set the two pulls at the end beside one another."""
        self.add(*(part for panel in self.panels for part in panel[:-1]), self.legend)
        self.say("$hat(y)$ has yet to find its way to $y$: which of two nets can tell it the way?")
        self.wait(1.8)
        longest = SCALE * self.run["probability_strength"].max()
        short = ", the classifier's too short to see" if longest < SHORT else ""
        says = "both learn; arrows: $-partial ell_G \\/ partial hat(y)$ on one scale"
        self.say(says + short, *(FadeIn(panel[-1]) for panel in self.panels))
        self.replay(8.0)
        flat, steep = (float(self.run[f"{form}_strength"][-1]) for form in ("probability", "cost"))
        self.say(f"where $hat(y)$ is, $log[1 - D]$ pulls it by {flat:.4f}, and the cost by {steep:.3f}")
        self.stop("no slope", hold=2.0)

    def sweep(self) -> None:
        """Plot against the distance what the classifier gets wrong, and how hard each pulls."""
        run, gaps = self.run, self.run["gaps"]
        wide = (0.0, 1.04 * float(gaps.max()), ticks.step_between(0, max(gaps.max(), 1.0)))
        wrong = 100 * (1 - run["right_sweep"])
        strengths = {form: np.maximum(run[f"{form}_sweep"], 1e-9) for form in FORMS}
        most = max(5.0, 5 * float(np.ceil(wrong.max() / 5)))
        logs = np.log10(np.concatenate([*strengths.values()]))
        ends = float(10 ** np.floor(logs.min())), float(10 ** np.ceil(logs.max()))
        _, upper, lower, foot = self.body.rows(0.3, 2, 4.6, 0.5, gap=10)
        options: Any = {"log": "y", "labels": ("", ""), "room": ROOM, "stretch": True, "grid": False}
        pulls = Plane(wide, ends, within=lower.inset(0, 12), **options)
        size: Any = {"width": pulls.frame.width, "height": 0.72 * upper.height}
        middle = pulls.frame.get_center()[0], upper.centre[1]
        errors = Plane(wide, (0, most, most), centre=middle, labels=("", ""), x_ticks={}, grid=False, **size)
        heads = Words("the classifier gets wrong, in %", size=26), Words("mean pull on $hat(y)$", size=26)
        far = foot.put(Words("distance of the middle of $hat(y)$ from the right end of $y$", size=26))
        for head, plane in zip(heads, (errors, pulls), strict=True):
            head.next_to(plane.frame, UP, aligned_edge=LEFT, buff=pt(8))
        some = "some wrong where $y$ and $hat(y)$ overlap" if wrong.max() > WRONG else "nearly all right"
        soon, then, late = (squish_rate_func(smooth, *at) for at in ((0, 0.8), (0.25, 0.75), (0.2, 1)))
        come: list[Any] = [FadeOut(*self.panels, self.legend, rate_func=soon)]
        come += [FadeIn(part, rate_func=late) for part in (errors, pulls, far, *heads)]
        for form, panel, side in zip(("probability", "cost"), self.panels, (UP, DOWN), strict=True):
            pull: Any = panel[-1][-1]
            pull.remove(number := pull.number)
            place = run.config["gap"], np.clip(run[f"{form}_strength"][-1], *ends)
            come.append(number.animate(rate_func=then).next_to(pulls.at(place), side, buff=pt(8)))
            come.append(FadeIn(pulls.cloud(place, FORMS[form][0], size=10), rate_func=late))
        self.say(f"the classifier gets {some}", *come, run_time=2.0)
        self.draw(errors, wrong, "white", None, 1.6)
        self.compare(pulls, strengths)

    def compare(self, pulls: Plane, strengths: dict[str, np.ndarray]) -> None:
        """Draw how hard each pulls, one after the other, its name beside the end of its curve."""
        says, held = pulls_said(strengths, self.run.config["penalty"])
        level = pulls.curve(pulls.x[:2], np.ones(2), "grey", width=2.0, dash=(5, 4))
        name = Formula("norm(nabla C) = 1", size=26)
        name.next_to(pulls.at((0.8 * pulls.x[1], 1)), DOWN, buff=pt(10))
        tops = apart([float(pulls.at((pulls.x[0], strengths[form][-1]))[1]) for form in FORMS], pt(36))
        for (form, (hue, dash, formula, seconds)), top in zip(FORMS.items(), tops, strict=True):
            label = Formula(f"ell_G = {formula}", size=30, colour=hue, colours=dict.fromkeys("DCy", None))
            label.next_to(pulls.frame, RIGHT, buff=pt(12)).set_y(top)
            if form == "cost" and held:
                self.say(held, Create(level), FadeIn(name), run_time=2.0)
            (self.claim if form == "cost" else self.say)(says[form])
            self.draw(pulls, strengths[form], hue, dash, seconds, FadeIn(label))
            self.wait(1.0)

    def draw(self, plane: Plane, values: np.ndarray, hue: str, dash: Any, time: float, *along: Any) -> None:
        """Draw a quantity against the distance."""
        curve = plane.curve(self.run["gaps"], values, hue, width=4.0, dash=dash)
        dots = plane.cloud(np.stack([self.run["gaps"], values], -1), hue, size=10)
        self.play(Create(curve), FadeIn(dots), *along, run_time=time)
