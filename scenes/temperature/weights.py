"""How much each latent counts for y′: when it is cold the best one alone, then a group, when it is hot all alike."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents
from scenes.temperature._looks import contributing, most

LEAST = (2.3, 1.8)  # how far the plane reaches at least
SEEN = 0.4  # least weight with which a spoke is drawn, so that all can be counted
WEIGHT = '"weight" med exp(-beta (E(y\', z) - F_oo))'  # what the colours show: 1 at the best latent


class GibbsWeights(LectureScene):
    """A latent counts by how well it explains y′, and β decides how strictly: one, a group, or all of them."""

    studies = ("thermostat", "ellipse", "inference")
    cannot_show = {"inference.energy": "it colours the points g(z), and an energy has no decoder g"}
    gif = (5, 34.4)

    def thumbnail(self) -> None:
        """Draw the manifold, every latent as large and as bright as it weighs for one y′."""
        run = self.study("thermostat")
        taller = np.array([1, 2, 0])  # so that both sides of the flat manifold are seen
        places, weights = np.pad(run["y_tilde"][0], ((0, 0), (0, 1))) * taller, run["gibbs"][0, 0]
        share = weights / weights.max()
        dots = zip(places, hexes(share, 0, 1, "weights"), share, strict=True)
        manifold = VGroup(*(Cloud(here[None], hue, size=14 + 34 * part) for here, hue, part in dots))
        here = np.append(run["points"][0], 0)[None] * taller
        mark = Cloud(here, "y'", shape="cross", size=52, width=14)
        self.add(*poster(VGroup(manifold, mark), "which", ("$z$", "z"), "count?"))

    def construct(self) -> None:
        self.run, self.latents = self.study("thermostat"), Latents.of(self.study("inference"))
        self.y, self.weight = self.study("ellipse")["y"], self.run["tour_weight"]
        self.rests = [0, *map(float, self.run["tour_stop"])]
        self.add(title("Which latents count?", sign="ghost"))
        self.lay_out()
        self.ask()
        self.tour()

    def lay_out(self) -> None:
        """Lay out the plane, and beside it the energies, the weights and the dial; all follow the tour."""
        run, (left, right) = self.run, self.body.columns(5, 4)
        plot, note = left.rows(18, 1, gap=6)
        above, below, count, rail = right.rows(10, 11, 2, 5, gap=10)
        places = run["y_tilde"][0]  # the untrained manifold
        shown = np.vstack([self.y, places, run["points"]])
        self.plane = Plane(*ticks.spread(shown, LEAST), within=plot, every=(2, 2), axes=False)
        self.samples = self.plane.cloud(self.y, "y", size=6).set_opacity(0.45)
        hub, ends = self.plane.at(run["tour_y"]), self.plane.at(places)
        out, ahead = places - places.mean(axis=0), min(5, len(places) - 1)
        outer = places.mean(axis=0) + 1.1 * out  # where z begins, and which way it runs
        way = np.append(out[0] / np.linalg.norm(out[0]), 0)
        start = Formula(f"z = {brief(float(run['z'][0]))}", size=24).next_to(ends[0], way, buff=pt(8))
        key = note.put(Legend([("dot", "y", "samples")]), "left")
        self.named = Group(
            key, start, self.plane.arrows(outer[1:2], outer[ahead : ahead + 1] - outer[1], "z")
        )
        few = np.array([most(now) for now in self.weight])  # each of them has a spoke
        least = -np.sort(-self.weight, axis=1)[np.arange(len(few)), few - 1]
        counted = self.weight >= 0.999 * least[:, None]
        self.spokes = Spokes(
            hub, ends, np.where(counted, np.maximum(self.weight, SEEN), 0), "grey", width=1.2
        )
        self.manifold = self.coloured(self.plane, places, 12)
        mark = self.plane.cloud(run["tour_y"][:, None], "y'", shape="cross", size=17, width=4)
        letter = Formula("y'").set_stroke(COLOURS["black"], 6, background=True)

        def beside_it(now: np.ndarray) -> None:  # but never above the frame, where the title is
            over = letter.next_to(now, UR, buff=pt(4)).get_top()[1] - self.plane.frame.get_top()[1] + pt(4)
            letter.shift(max(over, 0) * DOWN + np.clip(over, 0, pt(9)) * RIGHT)

        follow(letter, hub, put=beside_it)
        self.chosen = VGroup(mark, letter)
        gap, marks = ticks.spacing(float(run["tour_E"].max()), 4), self.latents.ticks(every=2)
        fit: dict[str, Any] = {"within": above.inset(6, 0), "stretch": True}
        self.energy = self.over_z(run["tour_E"], gap, ("", "E(y', z)"), dict.fromkeys(marks, ""), **fit)
        upper: Any = self.energy[0]
        middle = (upper.frame.get_x(), below.centre[1] + pt(4))  # both have one axis of z
        fit = {"width": upper.frame.width, "height": below.height - pt(62), "centre": middle}
        self.weighing = self.over_z(self.weight, 1, ("z", WEIGHT), marks, **fit)
        carry = f"90 % of the weight on ${{:.0f}}$ of ${len(run['z'])}$ latents"
        self.few = count.put(Counter("", few, carry, gap=0, size=26), "left")
        self.dial = Dial(run["dial_beta"], rail, path=run["tour_beta"], catastrophe=hot_below(self.y))
        on_line(self.dial.value, self.body.top + pt(11), left=right.left)

    def over_z(
        self, values: np.ndarray, gap: float, labels: tuple[str, str], marks: Any, **fit: Any
    ) -> Group:
        """Draw a history (S, K) over the latents: a line, and dots as bright as the latents weigh."""
        top, z = 1.08 * max(float(values.max()), gap), self.run["z"]
        plane = Plane(
            (self.latents.low, self.latents.high), (0, top, gap), above=True, labels=labels, label_size=32,
            x_ticks=marks, axes=False, **fit,
        )  # fmt: skip
        line = plane.curve(z, values, "E" if labels[1] != WEIGHT else "grey", width=2)
        return Group(plane, line, self.coloured(plane, np.stack(np.broadcast_arrays(z, values), axis=-1), 7))

    def coloured(self, plane: Plane, places: np.ndarray, size: float) -> Dots:
        """Draw a dot for every latent, as bright as it weighs."""
        paint: dict[str, Any] = {"values": self.weight, "paint": lambda now: rgb(now, 0, 1, "weights")}
        return plane.dots(places, size=size, rim="grey", rim_width=0.6, **paint)

    def ask(self) -> None:
        """Show y′ and the manifold; every latent has an energy; at zero temperature the least of them decides."""
        count = len(self.run["z"])
        plain = self.plane.cloud(self.run["y_tilde"][0], "y_tilde", size=10)
        self.add(self.plane, self.samples, plain, self.named)
        self.add(self.chosen)
        self.say(
            f"one sample, $y'$, and ${count}$ latents of an untrained model: which explain it?", run_time=0
        )
        self.wait(2)
        says = "each $z$ has an energy: the squared distance from $y'$ to its $tilde(y)$"
        self.say(says, FadeIn(self.energy[:2]))
        self.wait(1)
        coming = Group(self.energy[2], self.weighing, self.few, self.dial, self.dial.value)
        parts = (self.spokes, self.manifold, *coming)
        says = "cold: only the best $z$ counts; the brighter, the heavier"
        self.say(says, FadeOut(plain), *map(FadeIn, parts))
        self.add(self.chosen)
        self.stop("cold", hold=1)

    def tour(self) -> None:
        """Let β fall, take y′ elsewhere, let β fall to 0, take y′ back, and let β rise again."""
        closed = self.latents.closed
        says = [contributing(self.weight[int(at)], closed=closed, word="latents") for at in self.rests]
        self.say("warmer: those that are nearly as good count too")
        self.onward(1, 4)
        self.say(f"at $beta {self.dial.written(self.rests[1])}$, {says[1]}")
        self.stop("a group", hold=1)
        for leg, moving in ((2, "$y'$ moves, and other latents count"), (3, "$y'$ moves on")):
            self.say(moving)
            self.onward(leg, 2)
            self.say(f"here, {says[leg]}")
            self.stop("elsewhere", hold=1)
        self.say("hotter: more and more latents count")
        self.onward(4, 3)
        self.say("hot: all latents count alike, wherever $y'$ is")
        self.onward(5, 1.5)
        self.claim("a latent counts by how well it explains $y'$; $beta$ decides how strictly")
        self.onward(6, 8.5)
        self.wait(0.5)

    def onward(self, leg: int, seconds: float) -> None:
        """Go on to the next rest of the tour, gently."""
        self.replay(seconds, stop=self.rests[leg], dwell=dict.fromkeys(self.rests[leg - 1 : leg + 1], 0))
