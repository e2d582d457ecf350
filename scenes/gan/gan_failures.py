"""Three ways a GAN fails, after the training that works, and the number that gives each away."""

from typing import TYPE_CHECKING, Any

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import data_name
from scenes.gan._costs import key, landscape
from scenes.gan._words import fails, late, power
from scenes.inference._numbers import number_word

if TYPE_CHECKING:
    from ebviz.study import Run

CAP = 1.0  # full red in all four: one unit above what y costs, the most that a probability can be
MEASURED = {  # what gives a failure away: the array, its name, whether on a logarithmic axis
    "gaussians": ("distance", "distance between $hat(y)$ and $y$", False),
    "unstable": ("distance", "distance between $hat(y)$ and $y$", False),
    "vanishing": ("mean_pull", r"mean pull $norm(partial ell_G \/ partial hat(y))$", True),
    "collapse": ("spread", "mean distance of two $hat(y)$", False),
}


class GanFailures(LectureScene):
    """A GAN can circle, starve or collapse, and each time one number gives it away."""

    studies = ("gan", "gan_failures", "toys")
    cannot_show = {"gan.weights": "it replays the training, and given weights are not trained"}
    gif = (2.0, 12.3)

    def thumbnail(self) -> None:
        """Draw what is left of all clumps: one huge ŷ, and C that has turned against it."""
        toys, run = self.study("toys"), self.study("gan_failures")
        land = landscape(run, toys, "gaussians", self.hero, training="collapse", cap=CAP)
        stand(len(run["collapse_rounds"]) - 1, land.map)
        plane, modes = land.plane, toys["modes"]
        y_hat = np.clip(
            run["collapse_y_hat"][-1].mean(axis=0), *np.array([plane.x[:2], plane.y[:2]]).T * 0.85
        )
        cold = plane.cloud(modes, "y", size=40, on_map=True)
        hot = plane.cloud([y_hat], "y_hat", size=64, shape="triangle", on_map=True)
        self.add(*poster(Group(land.map, cold, hot), ("all $hat(y)$", "y_hat"), "alike"))

    def construct(self) -> None:
        self.toys = self.study("toys")
        self.add(title("How a GAN fails"))
        self.legend = self.banner.put(key(), "right")
        self.plot, *self.feet = self.side.rows(11, 1, 1, 2, gap=10)
        self.shown = Group()
        self.add(self.legend)
        for name in MEASURED:
            self.act(name)
        failed = [name for name in [*MEASURED][1:] if self.fails(name)]
        every, does = "circling, starving, collapsing: one number gives each away", "fail"
        some = f"one number tells how it went: here {number_word(len(failed))} of three {does}"
        self.claim(every if len(failed) == len(MEASURED) - 1 else some + "s" * (len(failed) == 1))

    def run_of(self, name: str) -> "Run":
        """Return the run of the study that holds a training."""
        return self.study("gan" if name == "gaussians" else "gan_failures")

    def fails(self, name: str) -> bool:
        """Does it fail in the way that its name says?"""
        return fails(name, self.run_of(name), self.study("gan"), self.toys)

    def act(self, name: str) -> None:
        """Replay one training on the map beside its measure, in place of the one before, and say what it shows."""
        run = self.run_of(name)
        land = landscape(run, self.toys, "gaussians", self.hero, training=name, cap=CAP)
        bar = ColourBar(
            0, CAP, [0, CAP], "C - chevron.l C(y) chevron.r", horizontal=True, length=150, size=26, extend=True
        )  # fmt: skip
        counter = Counter("round", run[f"{name}_rounds"], step)
        on_line(counter, self.feet[1].bottom, left=self.feet[1].left)
        new = Group(*land[:4], self.measure(name), self.feet[2].put(bar, "left"), counter)
        leave = [FadeOut(self.shown)] if len(self.shown) else []
        works = f"{data_name(self.toys, 'gaussians')}: a training that works"
        self.say(works if name == "gaussians" else self.why(name), *leave, FadeIn(new), run_time=0.8)
        self.wait(0.4)
        self.replay(2.5 if name == "gaussians" else 4.0)
        self.say(self.found(name))
        self.stop(name, hold=0.6 if name == "gaussians" else 1.8)
        self.shown = new

    def recipe(self, name: str) -> dict[str, Any]:
        """Return a training's configuration."""
        return dict(self.run_of(name).config["recipe" if name == "gaussians" else name])

    def measure(self, name: str) -> VGroup:
        """Plot the measure against the share of the training that is done, beside that of the one that works."""
        array, says, logarithm = MEASURED[name]
        ways = []
        for run, of in ((self.run_of(name), name), (self.study("gan"), "gaussians")):
            rounds = run[f"{of}_rounds"]
            ways.append(
                (100 * rounds / rounds[-1], np.maximum(run[f"{of}_{array}"], 1e-12 if logarithm else 0))
            )
        both, log = np.concatenate([values for _, values in ways]), "y" if logarithm else ""
        high = float(np.ceil(2 * both.max()) / 2)
        decades = np.floor(np.log10(both.min() or 1)), np.ceil(np.log10(both.max() or 1))
        span = (10.0 ** decades[0], 10.0 ** decades[1]) if log else (0.0, high, high / 2)
        names = ('"% of its rounds"', "")
        plot = Plane(
            (0, 100, 50), span, log=log, within=self.plot.inset(0, 20), stretch=True, labels=names, grid=False
        )
        parts = VGroup(plot, Words(says, size=26).next_to(plot.frame, UP, aligned_edge=LEFT, buff=pt(8)))
        if name != "gaussians":
            parts.add(plot.curve(*ways[1], "grey", width=2.0, dash=(5, 4)))
            key = [("line", "gold", "this training"), ("dashed", "grey", "what works")]
            parts.add(self.feet[0].put(Legend(key, size=24, across=True), "left"))
        return parts.add(plot.history(ways[0][1], "gold", x=ways[0][0], width=3.5))

    def why(self, name: str) -> str:
        """Say in one sentence what is different, and what comes of it."""
        failed, price = self.fails(name), self.recipe(name)["penalty"]
        if name == "unstable":
            free = "no penalty" if not price else "a penalty of $" + f"{price:g}$"
            end = "each net overshoots the other" if failed else "yet the two settle"
            return f"unstable: {free} on the gradient, and much momentum: {end}"
        if name == "vanishing":
            end = "once it is sure, its slope is gone" if failed else "yet it still pulls"
            return f"vanishing gradient: $C = 1 - D$ of a 0/1 classifier, far ahead of $G$: {end}"
        end = "all $hat(y)$ run to where $C$ is low right now" if failed else "yet they stay apart"
        return f"mode collapse: $G$ is faster than $C$: {end}"

    def found(self, name: str) -> str:
        """Return the finding in numbers."""
        run, modes = self.run_of(name), number_word(len(self.toys["modes"]))
        far, pull = run[f"{name}_distance"], run[f"{name}_mean_pull"]
        if name == "gaussians":
            return f"the distance goes from {rounded(far[0], 2)} to {rounded(far[-1], 2)}"
        if name == "unstable":
            least, most = (rounded(end, 2) for end in (late(run).min(), late(run).max()))
            return f"in the second half the distance goes up and down between {least} and {most}"
        if name == "vanishing":
            way = "falls" if pull[-1] < pull[0] else "rises"
            return f"the pull on $hat(y)$ {way} from {power(pull[0])} to {power(pull[-1])}"
        count, apart = int(run["collapse_covered"][-1]), rounded(run["collapse_spread"][-1], 2)
        many = number_word(count) if count else "none"
        return f"two $hat(y)$ end {apart} apart, and cover {many} of {modes} modes"
