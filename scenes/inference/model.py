"""The lecture's model as a block diagram, and what one turn of its latent does to ỹ and to the energy."""

import numpy as np

from ebviz.diagrams import shapes
from ebviz.stage import *
from scenes.inference._latents import Latents
from scenes.inference._sides import aside

LEAST = (2.75, 2.1)  # how far the plane reaches at least


class ModelDiagram(LectureScene):
    """Each z makes one ỹ, and the energy E(y′, z) says how well it explains y′: for two samples y′."""

    studies = ("inference", "ellipse")
    cannot_show = {"inference.energy": "it shows ỹ = g(z), and an energy has no decoder g"}
    gif = (0, 29)

    def thumbnail(self) -> None:
        """Draw the model in five filled blocks."""
        blocks = {
            "z": block("$z$", "z", (0, 0)),
            "g": block("$g$", "aqua", (1, 0), shapes.bullet((72, 60), "right")),
            "y~": block("$tilde(y)$", "tilde(y)", (2, 0)),
            "E": block("$E$", "E", (2, 1), shapes.square()),
            "y": block("$y$", "y", (2, 2)),
        }
        pairs = (("z", "g"), ("g", "y~"), ("y~", "E"), ("y", "E"))
        wires = [link(blocks[start], blocks[end]) for start, end in pairs]
        self.add(*poster(VGroup(*wires, *blocks.values()), ("latent", "z"), "energy"))

    def construct(self) -> None:
        self.run, self.data = self.study("inference"), self.study("ellipse")
        self.first, self.second = (int(self.data[name]) for name in ("i_right", "i_top"))
        self.lay_out()
        self.ask()
        self.build()
        self.vary()

    def lay_out(self) -> None:
        """Lay out the diagram on the left, in its empty corner the energy over z; on the right the plane of y."""
        run, latents = self.run, Latents.of(self.run)
        left, right = self.body.columns(6, 7, gap=30)
        room, self.low = right.rows(8, 1)
        shown = np.vstack([run["fine_y"], self.data["y"]])
        self.plane = Plane(*ticks.spread(shown, LEAST), within=room, above=True, every=(2, 2), axes=False)
        model = self.model = Diagram(gap=44)
        model.variable("z")
        model.decoder("dec", label="Decoder $g$")
        model.variable("y~", label="tilde(y)")
        model.energy("E", "below")
        model.variable("y", "below", "y'", observed=True)
        model.connect("z", "dec", "y~", "E")
        model.connect("y", "E")
        self.segment, self.loop = model.domain("z"), model.manifold("y~")
        left.inset(4, 8).fit(model, "top", grow=True)
        edge, ceiling = model["E"].get_left()[0] - pt(24), model["dec"].get_bottom()[1] - pt(30)
        corner = Region(left.left, left.bottom, edge, ceiling)
        E = run["fine_E"][[self.first, self.second]]
        gap = ticks.spacing(float(E.max()), 4)
        self.energy = Plane(
            (latents.low, latents.high), (0, float(np.ceil(E.max() / gap) * gap), gap), within=corner, stretch=True,
            labels=("z", "E(y', z)"), above=True, x_ticks=latents.ticks(most=4), label_size=32,
        )  # fmt: skip
        self.add(title("A model with a latent", sign="ghost"))

    def ask(self) -> None:
        """Show the samples, and one of them."""
        y = self.data["y"]
        self.here = self.plane.point(y[self.first], "y'")
        self.name(self.here[1], self.first)
        self.add(self.plane, self.plane.cloud(y, "y", size=6).set_opacity(0.6))
        says = "one sample, $y'$: what could have made it?"
        self.say(says, FadeIn(self.here, scale=2), FadeIn(self.model["y"]))
        self.wait(1.5)

    def build(self) -> None:
        """Build the diagram block by block."""
        model, arrows = self.model, self.model.arrows
        made = [model["z"], self.segment, arrows["z", "dec"], model["dec"]]
        made += [arrows["dec", "y~"], model["y~"], self.loop]
        self.say("a latent $z$, and a decoder $g$ to make $tilde(y)$")
        self.play(LaggedStart(*map(FadeIn, made), lag_ratio=0.4), run_time=3)
        compared = [arrows["y~", "E"], arrows["y", "E"], model["E"]]
        self.say("and an energy $E$: the squared distance from $tilde(y)$ to $y'$")
        self.play(LaggedStart(*map(FadeIn, compared), lag_ratio=0.3), run_time=2)
        self.stop("the model", hold=0.5)

    def vary(self) -> None:
        """Let z run through all its values, for one y′ and for another, on the same axes."""
        run, y, places = self.run, self.data["y"], self.run["fine_y"]
        ring = self.plane.history(places[:, 1], "y_tilde", x=places[:, 0], width=2.5, head=False)
        self.add(ring)
        says = "$z$ runs through all its values: $tilde(y)$ with it, and each $z$ has an energy"
        self.say(says, FadeIn(self.energy))
        moving = self.turn(self.first, ring)
        self.stop("one sample", hold=0.5)
        formula = self.low.put(Formula("E(y', z) = ||y' - g(z)||^2", size=32), "left")
        self.say("the energy is the length of the red line, squared", FadeIn(formula))
        self.stop("the energy", hold=1.5)
        moved = self.here.copy()
        moved[0].shift(self.plane.at(y[self.second]) - self.plane.at(y[self.first]))
        self.name(moved[1], self.second)
        line, curve = moving[0], moving[1][0]
        gone = [FadeOut(part) for part in (line, moving[1][1], *moving[2:])]
        says = "another $y'$, the same decoder: what is the energy now?"
        self.say(says, curve.animate.set_stroke(opacity=0.35), *gone)
        self.play(Transform(self.here, moved), run_time=1.2)
        self.remove(moving).add(curve)
        self.stop("another sample", hold=1.2)
        moving = self.turn(self.second)
        self.add(self.energy.curve(self.run["fine_z"], self.run["fine_E"][self.second], width=3))
        self.claim("the lower $E(y', z)$, the better $z$ explains $y'$")
        self.replay(1.2, stop=float(self.run["fine_E"][self.second].argmin()), pace="even", only=[moving])
        best = (run["z_check"][self.second], run["F"][self.second])
        found = self.energy.point(best, "check(z)", UP, shape="cross", width=4)
        curves = [np.stack([run["fine_z"], run["fine_E"][i]], axis=-1) for i in (self.first, self.second)]
        aside(found[1], found[0].get_center(), self.energy.at(np.vstack(curves)), self.energy, buff=14)
        least = beside(formula, Formula("check(z) = argmin_z E(y', z)", size=32), gap=30)[1]
        there = self.plane.cloud(run["y_check"][self.second], "z_check", shape="cross", size=15, width=4)
        ends = self.plane.at(np.stack([y[self.second], run["y_check"][self.second]]))
        between, taken = np.linspace(ends[0], ends[1], 9), self.plane.at(np.vstack([y, places]))
        made = aside(
            Formula("g(check(z))", size=36), ends[1], np.vstack([between, taken]), self.plane, buff=10
        )
        self.play(*(FadeIn(mark, scale=2) for mark in (found, there)), FadeIn(made), FadeIn(least))
        self.wait(1)

    def name(self, letter: Mobject, sample: int) -> None:
        """Set the letter of y′ at a sample, where there is room."""
        taken = self.plane.at(np.vstack([self.data["y"], self.run["fine_y"]]))
        aside(letter, self.plane.at(self.data["y"][sample]), taken, self.plane)

    def turn(self, sample: int, *along: Mobject) -> VGroup:
        """Let z take all its values for one sample y′; return what moves and belongs to this sample alone."""
        run, places = self.run, self.run["fine_y"]
        shares = np.linspace(0, 1, len(places))
        way = np.stack([np.broadcast_to(self.data["y"][sample], places.shape), places], axis=1)  # (S, 2, 2)
        latent, made = (Cloud(np.zeros((1, 3)), hue, size=14) for hue in ("z", "y_tilde"))
        follow(latent, shares, put=lambda share: latent.place(self.segment.walk(float(share))[None]))
        follow(made, shares, put=lambda share: made.place(self.loop.walk(float(share))[None]))
        height = self.energy.history(run["fine_E"][sample], x=run["fine_z"], width=3, size=12)
        answer = self.plane.cloud(places[:, None], "y_tilde", size=13)
        moving = VGroup(self.plane.trace(way, "E", dash=(5, 4)), height, answer, latent, made)
        self.play(FadeIn(moving), run_time=0.4)
        self.replay(5, pace="even", start=0, only=(moving, *along))
        return moving
