"""A free-form curve over-fits at zero temperature: a spine for every sample. Warm, the pull is even."""

import numpy as np

from ebviz.stage import *
from scenes.temperature._looks import FORCE, learnt_from

LEAST = (2.5, 2.1)  # how far the planes reach at least
OVERFIT = 2  # held-out mean F in units of that of the samples from which a curve has spines
SIDES = ("cold", "warm")


class FreeForm(LectureScene):
    """Cold, a decoder of any form grows a spine to every sample; warm, samples pull on what lies between them too."""

    studies = ("training", "ellipse")
    thumbnail = 14
    gif = (2, 29.2)

    def construct(self) -> None:
        self.run, ellipse = self.study("training"), self.study("ellipse")
        self.y, self.truth = learnt_from(self.run, ellipse), ellipse.get("true_ellipse")
        self.last = len(self.run["free_steps"]) - 1
        self.spiny = int(self.run["free_warm_length"].argmax())  # the moment when its spines are longest
        self.add(title("A decoder of any form"))
        self.lay_out()
        self.ask()
        self.train()
        self.conclude()

    def lay_out(self) -> None:
        """Lay out both trainings side by side, each with its curve, its forces, and the two numbers that matter."""
        run, (above, below) = self.run, self.body.rows(16, 1, gap=10)
        share = self.drawn_share()
        self.planes, self.curves, self.numbers, self.arrows = Group(), VGroup(), VGroup(), list[Arrows]()
        for name, region in zip(SIDES, above.columns(1, 1), strict=True):
            head, middle, foot = region.rows(2, 17, 2, gap=6)
            plane, beta = self.plane(middle), np.inf if name == "cold" else run.config["beta"]
            kind = regime(beta, hot_below(self.y))
            words = kind.words if np.isinf(beta) else f"{kind.words}, $beta = {beta:g}$"
            heading = head.put(beside(Words(words, size=28), emoji(kind.emoji, size=34), centre=True))
            self.planes.add(Group(plane, heading, self.true(plane), plane.cloud(self.y, "y", size=9)))
            self.curves.add(plane.trace(run[f"free_{name}_curve"], width=3))
            tails, force = (run[f"free_{name}_{part}"] for part in ("tail", "force"))
            self.arrows.append(plane.arrows(tails, force, scale=share))
            self.numbers.add(self.means(name, foot))
        said = "half the force" if share == FORCE else f"${brief(share)}$ of the force"
        entries = [("arrow", "arrow", said)]
        if self.truth is not None:
            entries.insert(0, ("dashed", "grey", "the true ellipse"))
            best = Words(f"the true ellipse: held out ${brief(float(run['floor']))}$", size=26)
            self.numbers.add(on_line(best, below.at(0, 0.5)[1], left=self.numbers[1][0].get_left()[0]))
        self.key = below.put(Legend(entries, across=True, size=24), "left")
        self.counter = Counter("step", run["free_steps"], step)
        on_line(self.counter, self.body.top + pt(11), left=self.right.left)

    def drawn_share(self) -> float:
        """Return which share of a force an arrow shows: half, or less if it would leave the plane."""
        longest = max(np.linalg.norm(self.run[f"free_{name}_force"], axis=-1).max() for name in SIDES)
        return float(min(FORCE, 0.4 * np.ptp(self.y, axis=0).max() / longest))

    def plane(self, region: Region) -> Plane:
        """Return the plane of y, as wide as all that is shown of both trainings."""
        across, up = ticks.spread(
            np.vstack([self.y, *self.run["free_cold_curve"], *self.run["free_warm_curve"]]), LEAST
        )
        gap = max(2 * across[2], up[2])
        return Plane(
            (*across[:2], gap), (*up[:2], gap), within=region, axes=False, tick_size=18, label_size=30
        )

    def true(self, plane: Plane) -> VMobject:
        """Draw the ellipse that the samples come from, if they come from one."""
        return (
            VMobject()
            if self.truth is None
            else plane.trace(self.truth, "grey", dash=(5, 5), width=1.5, closed=True)
        )

    def means(self, name: str, region: Region) -> VGroup:
        """Write the mean F∞ of the samples, and of held-out ones."""
        words = {"train": f"mean $F_oo$ of ${len(self.y)}$ samples", "held_out": "held out"}
        made = [
            Counter(says, self.run[f"free_{name}_{which}"], brief, size=26) for which, says in words.items()
        ]
        for one, across in zip(made, (0, 0.66), strict=True):
            at = region.at(across, 0.5)
            one.shift(place(at[0] - one.get_left()[0], at[1] - one.baseline))
        return VGroup(*made)

    def ask(self) -> None:
        """Show the samples and the untrained curves."""
        self.add(self.planes)
        goal = "the ellipse that they come from" if self.truth is not None else "what they come from"
        self.say(
            f"${len(self.y)}$ samples, and a curve that may take any form: does it find {goal}?", run_time=0
        )
        self.play(*map(Create, self.curves))
        self.wait(1.5)
        self.say(
            "cold, each sample pulls the nearest point; warm, it pulls many",
            *map(Grow, self.arrows),
            FadeIn(self.key),
        )
        self.wait(1.7)

    def better(self) -> np.ndarray:
        """Return when warm is better on held-out samples, in the figures that are shown too: (S,)."""
        cold, warm = (self.run[f"free_{name}_held_out"] for name in SIDES)
        return np.array([w < c and brief(w) != brief(c) for c, w in zip(cold, warm, strict=True)])

    def train(self) -> None:
        """Train both: first spines grow; then, if it is warm, what lies between them is pulled along."""
        says = "where a sample pulls, a spine grows; both are scored cold, by $F_oo$"
        self.say(says, FadeIn(self.numbers), FadeIn(self.counter))
        self.replay(6, stop=self.spiny)
        run = self.run
        worse = float(run["free_cold_held_out"][-1] / run["free_cold_train"][-1])
        self.say(
            "cold, every sample has its spine, and what lies between is left behind"
            if worse > OVERFIT
            else "cold, the nearest points have come"
        )
        self.stop("spines", hold=1.5)
        drawn_in = run["free_warm_length"][-1] < 0.98 * run["free_warm_length"].max()
        bays = "warm, samples also pull on what lies between them: the gaps between spines fill up"
        dim = self.curves[0].animate.set_stroke(opacity=0.5)  # it is finished
        self.say(bays if drawn_in else bays.split(":")[0], dim, FadeOut(self.key[-1], *self.arrows))
        ahead = np.flatnonzero(~self.better()).max(initial=0) + 1  # from when on warm is better, held out
        if self.spiny < ahead < self.last:
            self.replay(5, stop=int(ahead), pace=run["free_warm_curve"])
            self.say(f"by step {step(float(run['free_steps'][ahead]))}, warm is better on held-out $y$")
            self.wait(1.5)
        else:
            self.replay(5, stop=(self.spiny + self.last) / 2, pace=run["free_warm_curve"])

    def conclude(self) -> None:
        """Say which of the two has learnt more than its samples."""
        better = "cold, it learns the samples; warm, it comes closer to what they come from"
        self.claim(
            better
            if self.better()[-1]
            else "cold, each sample pulls one point of the curve; warm, all points it is near",
            self.curves[0].animate.set_stroke(opacity=1),
        )
        self.replay(7, pace=self.run["free_warm_curve"])
        self.stop("the end")
