"""The GAN as a block diagram: what C sees, what each net lowers, and how taking turns works out."""

from __future__ import annotations

from functools import cache

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Group,
    Mobject,
    MoveAlongPath,
    Restore,
    Rotate,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    Write,
    linear,
    there_and_back,
)

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import GAN
from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.architecture import diagram
from ebviz.stage.dots import Dots
from ebviz.stage.formula import merged
from ebviz.stage.gl.colours import rgba
from ebviz.stage.history import between
from ebviz.stage.keys import Legend
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.nodes import Wire
from ebviz.stage.plots import Plane
from ebviz.stage.titles import dim, title
from ebviz.stage.units import place, pt
from ebviz.style.palette import SYMBOLS

SCALE = 0.9  # of the diagram
MIDDLE = place(-0.9, 1.05)  # of its grid's middle
PIVOT = 30.0  # of the lever: distance left of the switch's middle, in slide points
SHOWN = 400  # at most this many z, ŷ and y are drawn
Z_EDGE = 3.2  # of the plane of z
LAG = 0.4  # share of a flight by which the last point starts later than the first
ROUNDS = (0, 50, 200, 500, 1000, 1500)  # labelled on the axis of rounds, as far as it goes
CURVES = {"C_y": ("y", None), "C_hat": ("y_hat", (6.0, 4.0))}  # colour and dash of each mean


class GanDiagram(LectureScene):
    """A switch shows C either y or ŷ = G(z): C is pushed down at y and up at ŷ, and the slope of C moves G alone."""

    studies = ("gan", "toys")
    thumbnail = 17.6
    gif = (8.0, 34.0)

    def construct(self) -> None:
        self.run, toys = self.study("gan"), self.study("toys")
        self.y, self.edge = toys["ellipse_held_out"][:SHOWN], (toys["ellipse_y1"][-1], toys["ellipse_y2"][-1])
        self.z, self.y_hat = self.run["ellipse_z"][:SHOWN, :2], self.run["ellipse_y_hat"][:, :SHOWN]
        self.add(title("The GAN: a generator and a learned cost", sign="hot"))
        self.lay_out()
        self.build()
        self.step_of_the_cost()
        self.step_of_the_generator()
        self.replay()

    # -------------------------------------------------------------------------------- layout

    def lay_out(self) -> None:
        """Place the diagram, its lever, the planes of z and of y and ŷ, and both losses."""
        self.model = diagram(GAN, scale=SCALE)
        self.model.shift(MIDDLE - self.model["C"].centre)
        switch, unit = self.model["switch"].centre, pt(1.0) * SCALE
        self.pivot = switch + PIVOT * unit * LEFT
        reach = np.array([PIVOT - 0.6 * shapes.CONTACT, -shapes.CONTACT_GAP, 0.0]) * unit
        self.lever = Trace(np.stack([self.pivot, self.pivot + reach]), "gold", width=4.0)
        self.hinge = Cloud(self.pivot[None], "gold", size=9.0)
        self.on_y_hat, self.swing = False, 2 * float(np.arctan2(shapes.CONTACT_GAP, reach[0] / unit))
        wire = np.stack([self.pivot, self.model["C"].edge(RIGHT)])
        self.out = Wire(wire, colour="arrow", scale=SCALE, dashed=False, head=True)

        self.z_plane = bare_plane((Z_EDGE, Z_EDGE), 1.8, ("z_1", "z_2"), place(-5.6, 1.6))
        self.law = Formula("z tilde.op cal(N)(0, I)", size=34).next_to(self.z_plane, DOWN, buff=0.15)
        self.plane = bare_plane(self.edge, 4.0, ("y_1", "y_2"), place(4.7, 1.0))
        self.legend = Legend([("dot", "y_hat", "made $hat(y) = G(z)$"), ("ring", "y", "data $y$")], size=28)
        self.legend.arrange(RIGHT, buff=0.35).next_to(self.plane.frame, UP, buff=0.17)

        self.cost_loss = Formula(
            "{{cal(L)_C = : lhs}} {{C(y) : down}} {{+ [m - C(hat(y))]^+ : up}}", size=46
        ).move_to(place(-6.7, -1.4), LEFT)
        self.generator_loss = Formula("cal(L)_G = C(G(z))", size=46).move_to(place(-6.7, -2.6), LEFT)

    def paint(self, places: np.ndarray, edge: tuple[float, float], hue: str) -> np.ndarray:
        """Return the colours (N, 4) of points (N, 2); those outside their plane are transparent."""
        return rgba(SYMBOLS[hue]) * (np.abs(places) < edge).all(axis=1, keepdims=True)

    # ------------------------------------------------------------------------------- the model, block by block

    def build(self) -> None:
        """Draw z → Generator → ŷ, with what G makes before it learns; then y, the switch and the cost."""
        model, wires = self.model, self.model.arrows
        latents = Dots(self.z_plane.at(self.z), self.paint(self.z, (Z_EDGE, Z_EDGE), "z"), size=4.5)
        self.hot = Dots(self.plane.at(self.y_hat[0]), self.paint(self.y_hat[0], self.edge, "y_hat"), size=5.0)
        self.play(FadeIn(model["sampler"]), run_time=0.5)
        self.play(Create(wires["sampler", "z"]), FadeIn(model["z"]), run_time=0.7)
        self.play(FadeIn(self.z_plane), FadeIn(self.law), FadeIn(latents), run_time=0.8)
        self.play(Create(wires["z", "dec"]), FadeIn(model["dec"]), run_time=0.7)
        self.play(Create(wires["dec", "y^"]), FadeIn(model["y^"]), run_time=0.7)
        self.play(FadeIn(self.plane), FadeIn(self.legend[0]), run_time=0.6)
        self.fly()
        self.add(self.hot)
        samples = self.plane.cloud(self.y, "y", shape="ring", size=6.0, width=1.2)
        self.play(FadeIn(model["y"]), FadeIn(samples), FadeIn(self.legend[1]), run_time=0.8)
        both = Create(wires["y^", "switch"]), Create(wires["y", "switch"])
        self.play(*both, FadeIn(model["switch"]), run_time=0.7)
        self.play(Create(self.lever), FadeIn(self.hinge), Create(self.out), FadeIn(model["C"]), run_time=0.9)
        sees = Words("$C$ sees $y$ or $hat(y)$", size=30).next_to(model["C"], DOWN, buff=0.45)
        self.play(FadeIn(sees), run_time=0.4)
        for _ in range(2):
            self.flip()
            self.wait(0.2)
        self.play(FadeOut(sees), run_time=0.3)

    def fly(self) -> None:
        """Send every z through the generator, to come out as its ŷ."""
        start, end = self.z_plane.at(self.z), self.plane.at(self.y_hat[0])
        hues = self.paint(self.z, (Z_EDGE, Z_EDGE), "z"), self.paint(self.y_hat[0], self.edge, "y_hat")
        gate, begins = self.model["dec"].centre, np.linspace(0.0, LAG, len(start))
        flying = Dots(start, hues[0], size=4.5)

        def go(_: Mobject, alpha: float) -> None:
            share = np.clip((alpha - begins) / (1 - LAG), 0, 1)[:, None]
            first, last = (smooth_all(np.clip(part, 0, 1)) for part in (2 * share, 2 * share - 1))
            places = start + first * (gate - start) + last * (end - gate)
            flying.set_dots(places, np.where(share < 0.5, hues[0], hues[1]))

        self.add(flying, self.model["dec"])  # they pass below the block
        self.play(UpdateFromAlphaFunc(flying, go), run_time=2.0, rate_func=linear)
        self.remove(flying)

    def flip(self) -> None:
        """Flip the lever to the other contact."""
        turn = -self.swing if self.on_y_hat else self.swing
        self.play(Rotate(self.lever, turn, about_point=self.pivot), run_time=0.4)
        self.on_y_hat = not self.on_y_hat

    def travel(self, places: list[np.ndarray], hue: str, end: str) -> None:
        """Send a dot along the wires, and let the block at the end react."""
        path = VMobject().set_points_as_corners(places)
        dot = Cloud(places[0][None], hue, size=14.0)
        self.play(MoveAlongPath(dot, path), run_time=1.0, rate_func=linear)
        self.remove(dot)
        self.play(self.model[end].animate.scale(1.15), rate_func=there_and_back, run_time=0.4)

    def way_to_the_cost(self) -> list[np.ndarray]:
        """The path from what the lever touches, through the switch, to C."""
        seen = self.model["y^" if self.on_y_hat else "y"].centre
        return [seen, self.lever.points[-1], self.pivot, self.model["C"].edge(RIGHT)]

    # ---------------------------------------------------------------------------------------- two steps

    def step_of_the_cost(self) -> None:
        """First step: C is pushed down at y, and up at ŷ until ŷ costs m."""
        loss, m = self.cost_loss, float(self.run.config["recipe"]["margin"])
        self.play(Write(loss.part("lhs")), Write(loss.part("down")), run_time=0.8)
        down = self.push(DOWN, "y", "C(y)", -0.35)
        self.travel(self.way_to_the_cost(), "y", "C")
        under = self.told("down at $y$", loss.part("down"))
        self.play(FadeIn(down), FadeIn(under), run_time=0.6)
        self.wait(0.8)
        self.flip()
        up = self.push(UP, "y_hat", "C(hat(y))", -0.95)
        self.play(Write(loss.part("up")), run_time=0.9)
        self.travel(self.way_to_the_cost(), "y_hat", "C")
        over = self.told(f"up at $hat(y)$, until it costs $m = {m:g}$", loss.part("up"))
        over.shift((under.get_right()[0] + 0.45 - over.get_left()[0]) * RIGHT)
        self.play(FadeIn(up), FadeIn(over), run_time=0.6)
        self.wait(1.6)
        self.play(FadeOut(down), FadeOut(up), run_time=0.4)

    def push(self, way: np.ndarray, hue: str, name: str, x: float) -> VGroup:
        """An arrow beside C that says which way it is pushed, and where."""
        middle = self.model["C"].outline.get_left() + x * RIGHT
        sign = Wire(
            np.array([middle - 0.33 * way, middle + 0.33 * way]),
            colour=hue,
            scale=2.0,
            dashed=False,
            head=True,
        )
        return VGroup(sign, Formula(name, size=30).next_to(sign, way, buff=0.1))

    def told(self, words: str, part: VMobject) -> Words:
        """Words below a term."""
        return Words(words, size=28).next_to(part, DOWN, buff=0.22).align_to(part, LEFT)

    def step_of_the_generator(self) -> None:
        """Second step: the slope of C runs back through ŷ into G, and changes nothing else."""
        loss = self.generator_loss
        resting = [self.model["y"], self.model.arrows["y", "switch"]]
        for part in resting:
            part.save_state()
        self.play(Write(loss), *(Transform(part, dim(part)) for part in resting), run_time=0.9)
        whole = self.told("the slope of $C$ runs back into $G$ alone, and that's it", loss)
        self.play(FadeIn(whole), run_time=0.6)
        for _ in range(2):
            self.travel([*self.way_to_the_cost()[::-1], self.model["dec"].edge(RIGHT)], "gold", "dec")
        self.wait(1.2)
        self.play(*(Restore(part) for part in resting), run_time=0.4)

    # -------------------------------------------------------------------------------------------- their turns

    def replay(self) -> None:
        """Both nets take turns: ŷ moves, and with it the mean costs of y and ŷ."""
        rounds, last = self.run["ellipse_rounds"], len(self.run["ellipse_rounds"]) - 1
        means = {name: self.run[f"ellipse_{name}"].mean(axis=1) for name in CURVES}
        m = float(self.run.config["recipe"]["margin"])
        ticks = {float(np.interp(r, rounds, range(last + 1))): f"{r}" for r in ROUNDS if r <= rounds[-1]}
        plot = Plane((0, last, last), (0, m, 1), width=4.0, height=1.5, labels=("", ""), x_ticks=ticks)
        plot.shift(place(4.7, -2.55) - plot.frame.get_center())
        key = Legend([("line", "y", "mean $C(y)$"), ("dashed", "y_hat", "mean $C(hat(y))$")], size=28)
        key.arrange(RIGHT, buff=0.35).next_to(plot.frame, UP, buff=0.15)
        named = Words("round", size=26).next_to(plot.numbers[0], LEFT, buff=0.35)
        curves = {
            name: Trace(np.zeros((0, 3)), hue, width=3.0, dash=dash) for name, (hue, dash) in CURVES.items()
        }
        told = Words("energy distance of $hat(y)$ from $y$", size=28).move_to(place(-6.7, -3.65), LEFT)
        far = merged(Formula("0", size=34))
        distance = self.run["ellipse_distance"]

        @cache
        def written(text: str) -> np.ndarray:
            return np.asarray(merged(Formula(text, size=34)).next_to(told, RIGHT, buff=0.2).points)

        def go(_: Mobject, alpha: float) -> None:
            at = alpha * last
            y_hat = between(self.y_hat, at)
            self.hot.set_dots(self.plane.at(y_hat), self.paint(y_hat, self.edge, "y_hat"))
            far.set_points(written(f"{between(distance, at):.2f}"))
            along = np.append(np.arange(np.floor(at)), at)
            for name, curve in curves.items():
                height = np.interp(along, range(last + 1), means[name])
                curve.run(plot.at(plot.clipped(along, height)))

        go(self.hot, 0.0)
        self.play(*(FadeIn(part) for part in (plot, key, named)), run_time=0.7)
        self.add(*curves.values())
        self.play(FadeIn(told), FadeIn(far), run_time=0.4)
        self.wait(0.8)
        moving = Group(self.hot, far, *curves.values())
        self.play(UpdateFromAlphaFunc(moving, go), run_time=6.0, rate_func=linear)
        go(moving, 1.0)
        cold, hot = (f"{means[name][-1]:.1f}" for name in CURVES)
        ends = Words(f"$y$ costs {cold}, $hat(y)$ {hot}", size=28).next_to(far, RIGHT, buff=0.5)
        self.play(FadeIn(ends.align_to(told, UP)), run_time=0.5)
        self.wait(1.8)


def bare_plane(edge: tuple[float, float], width: float, labels: tuple[str, str], middle: np.ndarray) -> Plane:
    """A small plane around its origin whose ticks have no numbers."""
    ranges = [(-float(end), float(end), 1.0) for end in edge]
    ticks = [{float(v): "" for v in np.arange(np.ceil(low), high + 1e-9)} for low, high, _ in ranges]
    plane = Plane(*ranges, width=width, labels=labels, x_ticks=ticks[0], y_ticks=ticks[1], label_size=30)
    return plane.shift(middle - plane.frame.get_center())


def smooth_all(shares: np.ndarray) -> np.ndarray:
    """Ease many shares of a path (N, 1) in and out."""
    return shares * shares * (3 - 2 * shares)
