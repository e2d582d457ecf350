"""The limit β → 0 of the free energy: of all the distances from y′ to the model the mean is left, and that is MSE."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents

TOP = 1  # which of the three stored points is looked at
MEAN = "lr(chevron.l {} chevron.r)_z"
LINES = (  # why, the derivation, and what is carried over from line to line
    (
        "$F$ averages $e^(-beta E)$ over $z$, and takes the logarithm",
        "F_beta (y') = {{ -inline(1/beta) log : f }} " + MEAN.format("e^(-beta E)"),
        (),
    ),
    (
        "hot: $beta E$ is small, so that $e^(-beta E)$ is nearly $1 - beta E$",
        "approx {{ -inline(1/beta) log : f }} (1 - {{ beta " + MEAN.format("E") + " : m }})",
        ("f",),
    ),
    (
        "the logarithm of 1 minus a little is minus that little",
        "approx -inline(1/beta) (-{{ beta " + MEAN.format("E") + " : m }})",
        ("m",),
    ),
    (
        "$beta$ cancels: what is left is a mean squared error",
        "= " + MEAN.format("E") + " = {{ " + MEAN.format("norm(y' - tilde(y))^2") + " : m }}",
        (),
    ),
    (
        "too hot, $F$ is plain MSE: only the mean of the outputs matters",
        "= norm(y' - " + MEAN.format("tilde(y)") + ')^2 + "const"',
        (),
    ),
)


class HotLimit(LectureScene):
    """Too hot, F is plain MSE: cold, the least of the energies of y′ counts, then more, and hot their mean."""

    studies = ("thermostat", "ellipse", "inference")
    cannot_show = {"inference.energy": "it averages distances to g(z), and an energy has no decoder g"}
    gif = (1, 32)

    def thumbnail(self) -> None:
        """Draw what is left: the distances from one point to all of the manifold, of which the mean counts."""
        ring, middle = np.pad(self.study("thermostat")["y_tilde"][1], ((0, 0), (0, 1))), np.zeros(3)
        spokes = VGroup(*(Trace(np.stack([middle, end]), "E", width=10) for end in ring[::6]))
        model, mark = Trace(ring, "y_tilde", width=14, closed=True), Cloud(middle[None], "y'", size=36)
        self.add(*poster(VGroup(spokes, model, mark), ("$beta -> 0$", "beta"), "is MSE"))

    def construct(self) -> None:
        run = self.run = self.study("thermostat")
        self.model = 1 if run.config["manifold"] == "trained" else 0  # that the dial is of
        self.E, self.F = run["E"][self.model, TOP], run["dial_free"][:, TOP]
        self.add(title("Too hot", sign="hot"))
        self.lay_out()
        self.ask()
        self.warm()
        self.derive()

    def lay_out(self) -> None:
        """Lay out y′ and the model on the left, its energies on the right, the dial below, room for the formulas."""
        run, (left, right) = self.run, self.body.columns(1, 1)
        (above, rail), (over, self.low) = left.rows(5, 1), right.rows(5, 6, gap=12)
        places, here = run["y_tilde"][self.model], run["points"][TOP]
        spans = ticks.spread(np.vstack([places, here]), (2.5, 2.3))
        self.plane = Plane(*spans, within=above, every=(2, 2), axes=False)
        self.dots, self.chosen = (
            self.plane.cloud(places, "y_tilde", size=9),
            self.plane.point(here, "y'", UP + RIGHT),
        )
        share = run["dial_gibbs"][:, TOP] / run["dial_gibbs"][:, TOP].max(axis=1, keepdims=True)
        hub, ends = self.plane.at(here), self.plane.at(places)
        self.plain, self.spokes = (
            Spokes(hub, ends, np.ones(len(ends)), "E", width=1.5),
            Spokes(hub, ends, share, "E", width=2),
        )
        latents = Latents.of(self.study("inference"))
        gap = ticks.spacing(float(self.E.max()), 4)
        self.energies = Plane(
            (latents.low, latents.high), (0, 1.08 * float(self.E.max()), gap), within=over.inset(12, 0),
            stretch=True, above=True, labels=("z", "E(y', z)"), x_ticks=latents.ticks(every=2), axes=False,
            label_size=34,
        )  # fmt: skip
        self.stems = self.energies.stems(run["z"], self.E, width=4)
        self.level = self.energies.curve(self.energies.x[:2], np.stack([self.F, self.F], -1), "F", width=4)
        self.value = Counter(Formula("F_beta (y') =", size=34), self.F, rounded, size=30)
        corner = self.energies.frame.get_corner(UR)
        on_line(self.value.word, corner[1] + pt(10), right=corner[0] - pt(60))
        self.value.stand(0)
        self.dial = Dial(run["dial_beta"], rail, catastrophe=hot_below(self.study("ellipse")["y"]))
        on_line(self.dial.value, self.body.top + pt(11), left=left.at(0.62, 0)[0])

    def ask(self) -> None:
        """Show one y′ and its squared distances to all that the model can produce."""
        count = len(self.E)
        self.add(self.plane, self.dots, self.chosen)
        self.say(f"how far is $y'$ from the model? there are ${count}$ answers, one for each $z$", run_time=0)
        self.wait(1)
        self.play(LaggedStart(*map(Create, self.plain), lag_ratio=0.1, run_time=2))
        says = "squared, they are the energies: which of them is $F$?"
        self.say(says, FadeIn(self.energies), Create(self.stems), run_time=1)
        self.wait(1.5)

    def warm(self) -> None:
        """Let β fall from ∞ to 0: F rises from the least energy to the mean."""
        coming = (self.level, self.value, self.dial, self.dial.value, self.spokes)
        self.say("cold: the least of them", FadeOut(self.plain), *map(FadeIn, coming))
        self.add(self.chosen)
        self.stop("cold", hold=1)
        self.say("warmer, the others are heard too, and $F$ rises")
        self.replay(5)
        mean = self.energies.stems(self.run["z"], np.full(len(self.E), self.F[-1]), width=4)
        self.say("hot: their mean", Transform(self.stems, mean), run_time=1.5)
        self.stop("hot", hold=1)

    def derive(self) -> None:
        """Work the limit out line by line, each part moving from the line above; at last all outputs are one."""
        rows = self.low.inset(12, 0).rows(*[1] * len(LINES), gap=0)
        above = Formula("")
        for (says, source, kept), row in zip(LINES, rows, strict=True):
            formula = row.put(Formula(source, size=38), "left")
            moved = [glyph for name in kept for glyph in formula.part(name).get_family()]
            new = Group(*(glyph for glyph in formula.family_members_with_points() if glyph not in moved))
            coming = [TransformFromCopy(above.part(name), formula.part(name)) for name in kept]
            if row is rows[-1]:
                self.claim(says, FadeIn(new))
                self.play(*self.gather(), run_time=3)
            else:
                self.say(says, *coming, FadeIn(new), run_time=1)
                self.wait(1.2)
            above = formula
        self.stop("the end")

    def gather(self) -> list[Animation]:
        """Return how the outputs, and the lines to them, run together in their mean."""
        run, count = self.run, len(self.E)
        mean = np.broadcast_to(run["y_tilde"][self.model].mean(axis=0), (count, 2))
        ends = self.plane.at(mean)
        one = Spokes(self.plane.at(run["points"][TOP]), ends, np.ones(count), "E", width=2)
        moving = self.dots.copy()
        self.dots.set_opacity(0.4)
        return [Transform(self.spokes, one), Transform(moving, self.plane.cloud(mean, "y_tilde", size=17))]
