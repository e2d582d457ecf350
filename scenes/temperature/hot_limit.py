"""The limit β → 0 of the free energy: the mean energy, which is a squared error and the spread of the outputs."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents

TOP = 1  # which of the three stored points is looked at
MEAN = "lr(chevron.l {} chevron.r)_z"
MIDDLE = MEAN.format("tilde(y)")
LINES = {  # why, and the derivation
    "$F$ averages $e^(-beta E)$ over $z$, and takes the logarithm": "F_beta (y') = -inline(1/beta) log "
    + MEAN.format("e^(-beta E)"),
    "hot: $beta E$ is small, so that $e^(-beta E)$ is nearly $1 - beta E$": "approx -inline(1/beta) log (1 - beta "
    + MEAN.format("E") + ")",
    "the logarithm of 1 minus a little is minus that little, and $beta$ cancels": "approx -inline(1/beta) (-beta "
    + MEAN.format("E") + ") = " + MEAN.format("E"),
    "a mean squared distance: the error of the mean output, plus the spread of the outputs": "= norm(y' - "
    + f"{MIDDLE})^2 + " + MEAN.format(f"norm(tilde(y) - {MIDDLE})^2"),
}  # fmt: skip


class HotLimit(LectureScene):
    """Cold, the least of the energies of y′ counts, hot their mean: a squared error and the outputs' spread."""

    studies = ("thermostat", "ellipse", "inference")
    cannot_show = {"inference.energy": "it averages distances to g(z), and an energy has no decoder g"}
    gif = (1, 34)

    def thumbnail(self) -> None:
        """Draw what is left: the distances from one point to all of the manifold, of which the mean counts."""
        ring, middle = np.pad(self.study("thermostat")["y_tilde"][1], ((0, 0), (0, 1))), np.zeros(3)
        spokes = VGroup(*(Trace(np.stack([middle, end]), "E", width=10) for end in ring[::6]))
        model, mark = Trace(ring, "y_tilde", width=14, closed=True), Cloud(middle[None], "y'", size=36)
        self.add(*poster(VGroup(spokes, model, mark), ("$beta -> 0$", "beta"), "is a mean"))

    def construct(self) -> None:
        run = self.run = self.study("thermostat")
        self.model = 1 if run.config["manifold"] == "trained" else 0  # that the dial is of
        self.places, self.here = run["y_tilde"][self.model], run["points"][TOP]
        self.E, self.F = run["E"][self.model, TOP], run["dial_free"][:, TOP]
        self.add(title("Too hot", sign="hot"))
        self.lay_out()
        self.ask()
        self.warm()
        self.derive()
        self.shrink()

    def lay_out(self) -> None:
        """Lay out y′ and the model on the left, its energies on the right, the dial below, room for the formulas."""
        run, (left, right) = self.run, self.body.columns(1, 1)
        (above, rail), (over, self.low) = left.rows(5, 1), right.rows(5, 5, gap=12)
        spans = ticks.spread(np.vstack([self.places, self.here]), (2.5, 2.3))
        self.plane = Plane(*spans, within=above, every=(2, 2), axes=False)
        self.chosen = self.plane.point(self.here, "y'", UP + RIGHT, shape="ring", size=24, width=3)
        share = run["dial_gibbs"][:, TOP] / run["dial_gibbs"][:, TOP].max(axis=1, keepdims=True)
        self.plain, self.spokes = (self.rays(self.places, part) for part in (share[-1], share))
        latents, top = Latents.of(self.study("inference")), float(self.E.max())
        self.energies = Plane(
            (latents.low, latents.high), (0, 1.08 * top, ticks.spacing(top, 4)), within=over.inset(12, 0), room=70,
            stretch=True, above=True, labels=("z", "E(y', z)"), x_ticks=latents.ticks(every=2), axes=False,
            label_size=34,
        )  # fmt: skip
        seen: Any = {"values": share, "paint": lambda now: rgb(now, 0, 1, "weights")}
        tips = np.stack(np.broadcast_arrays(run["z"], self.E), axis=-1)
        self.dots = self.plane.cloud(self.places, "y_tilde", size=9)
        self.heard = [self.plane.dots(self.places, size=10, **seen), self.energies.dots(tips, size=9, **seen)]
        (self.stems, self.level), self.value = self.of_energies(self.E, self.F), self.reading(self.F)
        self.dial = Dial(run["dial_beta"], rail, catastrophe=hot_below(self.study("ellipse")["y"]))
        on_line(self.dial.value, self.body.top + pt(11), left=left.at(0.62, 0)[0])

    def rays(self, ends: np.ndarray, weights: np.ndarray) -> Spokes:
        """Return the lines from y′ to the outputs, or to a history of them."""
        return Spokes(self.plane.at(self.here), self.plane.at(ends), weights, "E", width=1.5)

    def of_energies(self, E: np.ndarray, F: np.ndarray) -> tuple[Trace, Trace]:
        """Return the energies as upright lines, and F as a level; each may be a history."""
        stems = self.energies.stems(self.run["z"], E, width=4).set_opacity(0.55)
        return stems, self.energies.curve(self.energies.x[:2], np.stack([F, F], -1), "F", width=4)

    def reading(self, F: np.ndarray) -> Counter:
        """Return F in figures, above the energies."""
        value = Counter(Formula("F_beta (y') =", size=34), F, rounded, size=30)
        corner = self.energies.frame.get_corner(UR)
        on_line(value.word, corner[1] + pt(10), right=corner[0] - pt(60))
        value.stand(0)
        return value

    def ask(self) -> None:
        """Show one y′ and its squared distances to all that the model can produce."""
        self.add(self.plane, self.energies, self.dots, self.chosen)
        kind = "a trained" if self.model else "an untrained"
        self.say(f"one sample, $y'$: how far is it from what {kind} model can produce?", run_time=0)
        self.wait(1)
        self.play(LaggedStart(*map(Create, self.plain), lag_ratio=0.1), Create(self.stems), run_time=2.5)
        says = "distances, one for each $z$; squared, they are the energies: which is $F$?"
        self.say(f"${len(self.E)}$ {says}")
        self.wait(1)

    def warm(self) -> None:
        """Let β fall from ∞ towards 0: F rises from the least energy to the mean; the energies stay what they are."""
        coming = (self.level, self.value, self.dial, self.dial.value, self.spokes, *self.heard)
        faint = self.plain.animate.set_stroke(opacity=0.15)
        self.say("cold: the least of them, that of the bright point alone", faint, *map(FadeIn, coming))
        self.add(self.chosen)
        self.stop("cold", hold=1.5)
        self.say("warmer, the others are heard too, and $F$ rises")
        self.replay(4)
        shown, limit = self.dial.value, Formula("beta -> 0", size=40)
        on_line(limit, shown.baseline, left=shown.get_left()[0])
        self.say("hot: all are heard alike, and $F$ is their mean", ReplacementTransform(shown, limit))
        self.stop("hot", hold=0.8)

    def derive(self) -> None:
        """Work the limit out, line by line."""
        rows = self.low.inset(12, 0).rows(1, 1, 1, 1, gap=0)
        for (says, source), row in zip(LINES.items(), rows, strict=True):
            self.say(says, FadeIn(row.put(Formula(source, size=36), "left")), run_time=0.8)
            self.wait(1.6)

    def shrink(self) -> None:
        """Split the mean energy into its two parts, and let the outputs run together: one of the two is gone."""
        middle, left = self.places.mean(axis=0), np.linspace(1, 0, 49)[:, None, None]
        places = middle + left * (self.places - middle)
        E = ((self.here - places) ** 2).sum(axis=-1)
        F, error = E.mean(axis=1), np.full((49, 1), ((self.here - middle) ** 2).sum())
        out, parts = self.energies.value(1.05, 0), Group()
        bars = ("spread", F[:, None], error, "y_tilde"), ("error", error, 0 * error, "F")
        for text, heights, low, hue in bars:
            column = self.energies.stems([out], heights, hue, width=18)
            column.cap_style = CapStyleType.BUTT
            name, middle_of = Words(text, size=24, colour=hue), (heights[0, 0] + low[0, 0]) / 2
            parts.add(column, name.next_to(self.energies.at((out, middle_of)), RIGHT, buff=pt(14)))
        mean = self.plane.cloud(middle, "F", shape="cross", size=15, width=4)
        letters = Formula(MIDDLE, size=34).next_to(mean, DOWN, buff=pt(12))
        back = BackgroundRectangle(letters, color=COLOURS["black"], fill_opacity=0.9, buff=pt(5))
        named = VGroup(back, letters)
        error_line = self.plane.trace(np.stack([self.here, middle]), "F", width=5)
        self.play(*map(FadeIn, (*parts, error_line, mean, named)), *map(FadeOut, (*self.heard, self.plain)))
        self.wait(0.7)
        self.remove(self.spokes, self.dots, self.stems, self.level, self.value)
        follow(parts[1], left, put=lambda now: parts[1].set_opacity(float(eased(4 * now.item() - 0.5))))
        moving: list[Any] = [self.rays(places, np.ones(E.shape)), *self.of_energies(E, F), *parts[:3]]
        moving += [self.reading(F), self.plane.cloud(places, "y_tilde", size=9)]
        self.add(*moving[:-1], error_line, mean, named, moving[-1], self.chosen)
        self.claim("hot, $F$ is error plus spread: let the outputs agree, and the spread is gone")
        self.wait(1.8)
        self.replay(5.5, only=moving, pace="even")
