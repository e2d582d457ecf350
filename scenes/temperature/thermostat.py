"""The thermostat: β slides from ∞ to 0, and with it the surface, the section, the weights and the formula."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents
from scenes.inference._shape import centre

NAMED = {"cold": -1, "warm": 3, "hot": 0}  # which of the named β light each formula; there the film rests
SPIN = 30 * DEGREES  # by which the view turns from cold to hot


class Thermostat(LectureScene):
    """β slides from ∞ to 0 and back: cold, F takes the best z; hot, it averages over all, and the hill melts."""

    studies = ("thermostat", "ellipse", "inference")
    thumbnail = 16
    gif = (4, 31)

    def construct(self) -> None:
        self.run, self.latents = self.study("thermostat"), Latents.of(self.study("inference"))
        self.index = 1 if self.run.config["manifold"] == "trained" else 0  # of the model that is shown
        stage, rail = self.body.rows(6, 1, gap=0)
        self.hero, self.side = stage.columns(5, 3)
        ends = hot_below(self.study("ellipse")["y"])
        self.dial = Dial(self.run["dial_beta"], rail, catastrophe=ends)
        on_line(self.dial.value, self.hero.top + pt(11), left=self.hero.at(0.56, 0)[0])
        self.betas = {name: float(self.run["named_beta"][at]) for name, at in NAMED.items()}
        self.formulas = [self.formula(name, regime(beta, ends)) for name, beta in self.betas.items()]
        sections, weights = self.side.inset(0, 16).rows(5, 6, gap=8)
        self.add(title("The thermostat", sign="thermometer"), self.dial)
        self.add(*self.section(sections), *self.weights(weights), *self.surface(self.hero))
        warm, hot = self.dial.moment(self.betas["warm"]), float(len(self.run["dial_beta"]) - 1)
        self.say("which $z$ explains $y$: the best one, or all of them?", run_time=0)
        self.wait(2)
        self.say("cold: only the best $z$ counts", FadeIn(self.dial.value), FadeIn(VGroup(*self.formulas)))
        self.wait(2)
        self.stop("cold")
        self.say("warmer: $z$ that are nearly as good count too")
        self.replay(6, stop=warm, pace=self.run["dial_section"])
        self.stop("warm", hold=2)
        self.say(f"hot: every $z$ counts equally{self.valley()}")
        self.replay(6, stop=hot, pace=self.run["dial_section"])
        self.stop("hot", hold=2)
        melts = ", and the hill melts" if self.hill() else ""
        self.claim(f"cold, $F$ takes the best $z$; hot, it averages over all of them{melts}")
        self.replay(8, stop=0, pace=self.run["dial_section"])
        self.wait(2)

    def valley(self) -> str:
        """Return where the mean energy, which has one valley if there is a decoder, is least."""
        run, y = self.run, self.study("ellipse")["y"]
        row, column = np.unravel_index(run["dial_F"][-1].argmin(), run["dial_F"][-1].shape)
        place = np.array([run["surface_y1"][column], run["surface_y2"][row]])
        near, wide = (
            np.linalg.norm(y - place, axis=1).min(),
            np.linalg.norm(y - y.mean(axis=0), axis=1).mean(),
        )
        alone = "fine_y" in run and near > 0.4 * wide
        return ", and the only valley is where no data lie" if alone else ""

    def hill(self) -> bool:
        """Return whether there is a hill within a closed manifold when it is cold."""
        if "fine_y" not in self.run or not self.latents.closed:
            return False
        ring, F = self.run["fine_y"][self.index], self.run["dial_F"][0]
        return centre(self.run["surface_y1"], self.run["surface_y2"], F, ring) > 2 * F.min() + 1e-3

    def formula(self, name: str, kind: Regime) -> Formula:
        """Return the formula of a regime, lit while the dial is near it."""
        made = on_line(
            Formula(f"{kind.symbol} (y) = {kind.definition}", size=32),
            self.hero.top + pt(11),
            left=self.hero.at(0.78, 0)[0],
        )
        last = len(self.run["dial_beta"]) - 1
        at = self.dial.moment(self.betas[name])

        def lit(moment: float) -> None:
            made.set_opacity(float(eased(2 - 7 * abs(moment - at) / last)))

        return bind(made, [np.arange(last + 1)], lit)

    def section(self, region: Region) -> list[Mobject]:
        """Draw F_β along y₂, between the two limits that it moves between, which are named at their ends."""
        y2, sections = self.run["section_y2"], self.run["dial_section"]
        gap = ticks.spacing(float(sections.max() - min(sections.min(), 0)), 6)
        low, top = min(0.0, float(sections.min())), float(np.ceil(sections.max() / gap) * gap)
        plane = Plane(
            (y2[0], y2[-1], ticks.spacing(float(np.ptp(y2)), 4)), (low, top, gap), within=region, stretch=True,
            room=46, labels=("y_2", "F_beta (0, y_2)"), above=True, label_size=30,
        )  # fmt: skip
        limits = [plane.curve(y2, sections[end], "grey", dash=(5, 4)) for end in (0, -1)]
        ends = [plane.at((y2[-1], sections[end][-1])) for end in (0, -1)]
        names = [Words(text, size=24, colour="grey") for text in ("min", "mean")]
        for name, end in zip(names, ends, strict=True):
            name.next_to(end, RIGHT, buff=pt(6))
        return [plane, *limits, *names, plane.curve(y2, sections, "F")]

    def weights(self, region: Region) -> list[Mobject]:
        """Draw the manifold, each point coloured by how much its latent weighs for one y′; or the weights over z."""
        run, share = self.run, self.run["dial_gibbs"][:, 0]
        share, y1, y2 = share / share.max(axis=1, keepdims=True), run["surface_y1"], run["surface_y2"]
        if "y_tilde" not in run:
            plane = Plane(
                (run["z"][0], run["z"][-1]), (0, 1, 0.5), within=region, stretch=True, room=46, above=True,
                labels=("z", "e^(-beta (E(y', z) - F_oo))"), label_size=30,
                x_ticks=self.latents.ticks(most=4),
            )  # fmt: skip
            return [plane, plane.curve(run["z"], share, "z", width=3)]
        gap, places = ticks.spacing(float(y1[-1] - y1[0]), 6), run["y_tilde"][self.index]
        plane = Plane(
            (y1[0], y1[-1], gap), (y2[0], y2[-1], gap), within=region, room=66, numbers=False, labels=("", "")
        )
        here = plane.cloud(run["points"][0], "y'", shape="ring", size=17)
        letter = Formula("y'", size=32).next_to(here, UP + RIGHT, buff=0)
        bar = ColourBar(0, 1, [0, 1], cmap="weights", extend=False, length=100, thickness=12, size=24)
        bar.next_to(plane.frame, RIGHT, buff=pt(12))
        name = Formula("e^(-beta (E - F_oo))", size=28).next_to(bar, UP, buff=pt(6)).align_to(bar, LEFT)
        dots = plane.dots(places, size=8, values=share, paint=lambda now: rgb(now, 0, 1, "weights"))
        return [plane, here, letter, bar, name, dots]

    def surface(self, region: Region) -> list[Mobject]:
        """Draw F_β over the plane, with its contour rings."""
        y1, y2, F = self.run["surface_y1"], self.run["surface_y2"], self.run["dial_F"]
        names = [Formula("y_1", size=32), Formula("y_2", size=32), None]
        gap, low = ticks.spacing(float(y1[-1] - y1[0]), 6), min(0.0, float(F.min()))
        melted = float(F[-1].min()) - low  # the only valley that is left when it is hot
        top = low + float(
            f"{min(3.8 * melted, float(F.max()) - low):.2g}"
        )  # so that the mean is a bowl, no cup
        sides = (y1[0], y1[-1], gap), (y2[0], y2[-1], gap), (low, top, (top - low) / 4)
        axes = Axes3D(*sides, lengths=(8, 6, 6), names=names)
        levels = list(low + (top - low) * np.arange(1, 30) / 30)
        sheet = relief(axes, y1, y2, F, low=low, levels=levels, ring_width=1.2)
        view = View(phi=60 * DEGREES, theta=-60 * DEGREES)
        window = space(region, axes, sheet, view=view, turning=(view.theta + SPIN,))
        follow(view, np.linspace(view.theta, view.theta + SPIN, len(F)), put=lambda now: view.look(theta=now))
        bar = ColourBar(
            low, top, [low, (low + top) / 2, top], "F_beta (y)", length=170, thickness=13, size=24
        )
        return [region.put(bar, "right"), window]
