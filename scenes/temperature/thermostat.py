"""The thermostat: β slides from ∞ to 0, and with it the surface, and one section of it between its two limits."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents
from scenes.inference._shape import centre, lain_on

FLAT = 2.5  # how high the surface is drawn, in energies of the valley that is left when it is hot
WARM = 3  # which of the named β the film rests at between its ends
VIEW = View(phi=42 * DEGREES, theta=-45 * DEGREES)  # from so far above that no rim hides the cut, cold or hot


class Thermostat(LectureScene):
    """β slides from ∞ to 0 and back: cold, F takes the best z; hot, it averages over all, and the hill melts."""

    studies = ("thermostat", "ellipse", "inference")
    thumbnail = 16
    gif = (3.5, 34.4)

    def construct(self) -> None:
        self.run, self.latents = self.study("thermostat"), Latents.of(self.study("inference"))
        self.index = 1 if self.run.config["manifold"] == "trained" else 0  # of the model that is shown
        stage, rail = self.body.rows(6, 1, gap=0)
        hero, side = stage.columns(4, 3)
        rail, letter = rail.columns(40, 1)
        ends, pace = hot_below(self.study("ellipse")["y"]), self.run["dial_section"]
        self.dial = Dial(self.run["dial_beta"], rail, catastrophe=ends)
        on_line(self.dial.value, hero.top + pt(11), left=hero.at(0.56, 0)[0])
        formula = on_line(
            Formula(f"F_beta (y) = {regime(1).definition}", size=32), hero.top + pt(11), left=side.left
        )
        above, below = side.rows(2, 7)
        limits = [self.limit(kind, end, above) for kind, end in ((regime(np.inf), 0), (regime(0), -1))]
        self.add(title("The thermostat", sign="thermometer"), self.dial, letter.put(Formula("beta", size=40)))
        self.add(*self.section(below.inset(0, 16)), *self.surface(hero))
        warm, hot = self.dial.moment(float(self.run["named_beta"][WARM])), float(len(pace) - 1)
        kind = "a trained" if self.index else "an untrained"
        self.say(f"{kind} model: which $z$ explains $y$, the best one or all of them?", run_time=0)
        self.wait(1.5)
        self.say("cold: only the best $z$ counts", *map(FadeIn, (self.dial.value, formula, *limits)))
        self.stop("cold", hold=2)
        self.say("now let $beta$ fall: what happens to $F$?")
        self.replay(5.5, stop=warm, pace=pace)
        self.say("warm: $z$ that are nearly as good count too, and $F$ rises")
        self.stop("warm", hold=2.4)
        self.say("and hotter still?")
        self.replay(5.5, stop=hot, pace=pace)
        self.say(
            f"hot: every $z$ counts equally{self.valley()}",
            *(part.animate.set_opacity(1) for part in self.mean),
        )
        self.stop("hot", hold=2)
        hill, none = (" and has a hill", ", and has none") if self.hill() else ("", " of them")
        hidden = (label.animate.set_opacity(0) for label in self.mean[1:])
        self.claim(f"cold, $F$ takes the best $z${hill}; hot, it averages over all{none}", *hidden)
        self.wait(1.5)
        self.replay(10.5, stop=0, pace=pace)
        self.wait(0.7)

    def valley(self) -> str:
        """Return where the mean energy is least: if there is a decoder, at the mean of its outputs."""
        return ", and the one valley is at the mean of all $tilde(y)$" if "y_tilde" in self.run else ""

    def hill(self) -> bool:
        """Return whether there is a hill within a closed manifold when it is cold."""
        if "fine_y" not in self.run or not self.latents.closed:
            return False
        ring, F = self.run["fine_y"][self.index], self.run["dial_F"][0]
        return centre(self.run["surface_y1"], self.run["surface_y2"], F, ring) > 2 * F.min() + 1e-3

    def limit(self, kind: Regime, end: int, region: Region) -> Formula:
        """Return what F_β becomes at one end of the dial, lit there alone."""
        last = len(self.run["dial_beta"]) - 1
        made = region.put(Formula(f"-> {kind.definition}", size=34), "bottom left")

        def lit(moment: float) -> None:
            made.set_opacity(float(eased(1 - abs(moment - end % (last + 1)))))

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
        return [plane, *limits, *names, plane.curve(y2, sections, "white", width=3.5)]

    def surface(self, region: Region) -> list[Mobject]:
        """Draw F_β over the plane, with its contour rings."""
        y1, y2, F = self.run["surface_y1"], self.run["surface_y2"], self.run["dial_F"]
        names = [Formula(text, size=32) for text in ("y_1", "y_2", "F_beta")]
        gap, low = ticks.spacing(float(y1[-1] - y1[0]), 6), min(0.0, float(F.min()))
        melted = float(F[-1].min()) - low  # the only valley that is left when it is hot
        most = min(FLAT * melted, float(F.max()) - low)  # so that the mean is a bowl, no cup
        step = ticks.spacing(most, 4)
        top = low + step * float(np.ceil(most / step - 1e-6))
        sides = (y1[0], y1[-1], gap), (y2[0], y2[-1], gap), (low, top, step)
        axes = Axes3D(*sides, lengths=(8, 6, 5), names=names)
        levels = list(low + (top - low) * np.arange(1, 30) / 30)
        sheet = relief(axes, y1, y2, F, low=low, levels=levels, ring_width=1.2)
        line, x, section = self.run["section_y2"], 0 * self.run["section_y2"], self.run["dial_section"]
        cut = Curve(axes.point(x, line, section[0]), rgba("white"), width=5, lift=0.004)
        follow(
            cut, section, put=lambda now: cut.set_points_in_space(axes.point(x, line, np.minimum(now, top)))
        )
        window = space(region, axes, sheet, cut, view=VIEW.copy())
        window.add(*self.outputs(axes, top))
        bar = ColourBar(
            low, top, [low, (low + top) / 2, top], "F_beta (y)", length=170, thickness=13, size=24
        )
        region.inset(16, 0).put(bar, "right")
        ended = region.inset(0, 44).put(Words(f"cut off above {top:g}", size=24, colour="grey"), "top left")
        highest = F.reshape(len(F), -1).max(axis=1)
        follow(ended, highest, put=lambda now: ended.set_opacity(float(eased((now / top - 1) / 0.05))))
        key = Legend([("line", "y_tilde", "what the model can produce")])
        return [bar, ended, window, *[region.inset(0, 14).put(key, "top left")] * bool(self.mean)]

    def outputs(self, axes: Axes3D, top: float) -> list[Curve | Points | SpaceLabel]:
        """Draw what the model can produce on the surface, and what is to come: the mean of it, and its name."""
        self.mean = []
        if "y_tilde" not in self.run:
            return []
        ring = self.run["fine_y"][self.index]
        at = np.vstack([ring, ring.mean(axis=0)])
        F = lain_on(self.run["surface_y1"], self.run["surface_y2"], self.run["dial_F"], at)

        def lifted(F: np.ndarray) -> np.ndarray:
            return axes.point(at[:, 0], at[:, 1], np.minimum(F, top))

        line = Curve(lifted(F[0])[:-1], rgba("y_tilde"), width=4, lift=0.005)
        dot = Points(lifted(F[0])[-1:], rgba("y_tilde"), radius=0.09, lift=0.02)
        follow(line, F, put=lambda now: line.set_points_in_space(lifted(now)[:-1]))
        follow(dot, F, put=lambda now: dot.set_cloud(lifted(now)[-1:]))
        name = Words("mean of all $tilde(y)$", size=26).set_stroke(COLOURS["black"], 3.5, background=True)
        label = SpaceLabel(name, dot.points_in_space[0], shift=(0, -0.45))
        follow(label, F, put=lambda now: label.set_place(lifted(now)[-1]))
        self.mean = [dot.set_opacity(0), label.set_opacity(0)]
        return [line, dot, label]
