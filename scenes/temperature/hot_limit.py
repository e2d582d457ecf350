"""The limit β → 0 of the free energy, step by step: when it is too hot, only the mean is left."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    Group,
    Mobject,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    VGroup,
    Write,
    linear,
)

from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.plots import Plane
from ebviz.stage.poster import poster
from ebviz.stage.titles import title
from ebviz.style import ticks
from ebviz.style.numbers import rounded
from ebviz.style.palette import COLOURS

MEAN = "lr(chevron.l exp[-beta E] chevron.r)_z"
EDGE = 6.65 * LEFT


class HotLimit(LectureScene):
    """Why F_β becomes the mean of E as β → 0: the derivation line by line, and F_β(0, 0) on its way there."""

    studies = ("thermostat",)
    cannot_show = {
        "inference.decoder": "it works out the mean energy of the ellipse [w₁ cos z, w₂ sin z]",
        "inference.energy": "it works out the mean energy of the ellipse [w₁ cos z, w₂ sin z]",
    }
    gif = (6.0, 34.0)

    def thumbnail(self) -> None:
        """Draw what is left: the distances from one point to all of the manifold, of which the mean counts."""
        run = self.study("thermostat")
        ring = np.pad(run["y_tilde"][1], ((0, 0), (0, 1)))
        middle = np.zeros(3)
        spokes = VGroup(*(Trace(np.stack([middle, end]), "E", width=10.0) for end in ring[::6]))
        picture = VGroup(
            spokes, Trace(ring, "y_tilde", width=14.0, closed=True), Cloud(middle[None], "y'", size=36.0)
        )
        self.add(*poster(picture, ("$beta -> 0$", "beta"), "is MSE"))

    def construct(self) -> None:
        self.add(title("Too hot: the limit of coldness zero", sign="hot"))
        free = self.row(
            "F_beta (y) = {{ -1/beta : f }} {{ log : l }}"
            " {{ 1/abs(cal(Z)) integral_cal(Z) exp[-beta E(y, z)] dif z : mean }}",
            2.25,
        )
        self.play(Write(free), run_time=2.0)
        self.wait(2.5)
        short = self.row(f"= frac({{{{ -log : l }}}} {{{{ {MEAN} : mean }}}}, {{{{ beta : f }}}})", 1.0)
        self.step(free, short, ("l", "mean", "f"))
        self.wait(2.0)
        dial = self.build_plot()
        self.play(FadeIn(dial))
        self.run_to_zero()
        none = Formula("stretch(arrow.r, size: #150%)^(beta -> 0) quad 0/0", size=38).next_to(
            short, RIGHT, buff=0.3
        )
        self.play(FadeIn(none))
        self.wait(2.5)
        slope = self.row(
            "lim_(beta -> 0) F_beta (y) = lr(frac({{ dif / (dif beta) : a }} ({{ -log : l }} {{ "
            + MEAN
            + " : mean }}), {{ dif / (dif beta) : b }} {{ beta : f }}) |)_(beta = 0)",
            -0.45,
        )
        note = Words("l'Hôpital", size=26, colour=COLOURS["grey"]).next_to(slope, RIGHT, buff=0.25)
        self.step(short, slope, ("l", "mean", "f"))
        self.play(FadeIn(note))
        self.wait(2.0)
        done = self.row(
            "= lr(frac(lr(chevron.l E exp[-beta E] chevron.r)_z, {{ "
            + MEAN
            + " : mean }}) |)_(beta = 0) = {{ lr(chevron.l E chevron.r)_z : E }}",
            -1.9,
        )
        self.step(slope, done, ("mean",))
        self.wait(2.5)
        run = self.study("thermostat")
        mean = float(np.square(run["w"][int(run.config["manifold"] == "trained")]).sum()) / 2
        here = self.row(
            "{{ lr(chevron.l E chevron.r)_z : E }} = lr(chevron.l norm(y - g(z))^2 chevron.r)_z"
            f' = norm(y)^2 + (w_1^2 + w_2^2)/2 = 0 + {rounded(mean, 2)} quad upright("at") quad y = (0, 0)',
            -3.2,
        )
        self.step(done, here, ("E",))
        self.wait(1.5)
        self.play(FadeIn(self.limits[0]))
        self.wait(1.0)
        self.play(FadeIn(self.limits[1]))
        self.wait(2.5)

    @staticmethod
    def row(source: str, height: float) -> Formula:
        """Return one line of the derivation, flush left."""
        formula = Formula(source, size=36)
        return formula.move_to(height * UP).align_to(EDGE, LEFT)

    def step(self, before: Formula, after: Formula, kept: tuple[str, ...]) -> None:
        """Carry over the parts that stay from the line above, and write the new ones around them."""
        moved = {id(glyph) for name in kept for glyph in after.part(name).get_family()}
        new = Group(*(glyph for glyph in after.family_members_with_points() if id(glyph) not in moved))
        self.play(
            *(TransformFromCopy(before.part(name), after.part(name)) for name in kept),
            FadeIn(new),
            run_time=1.8,
        )

    def build_plot(self) -> Plane:
        """Draw the axes of F_β(0, 0) over β, and prepare its two limits."""
        run = self.study("thermostat")
        middle = run["dial_section"].shape[1] // 2
        F, beta = run["dial_section"][:, middle], run["dial_beta"]
        span = max(float(np.ptp(F)), 1e-6)
        powers = range(*np.ceil(np.log10(beta[[-2, 1]]) - (0, -1e-6)).astype(int))
        self.path = np.stack([np.log10(beta[1:-1]), F[1:-1]], axis=-1)  # from cold to hot
        plane = Plane(
            (self.path[-1, 0], self.path[0, 0], 1.0),
            (float(F.min()) - 0.15 * span, float(F.max()) + 0.15 * span, ticks.spacing(span, 8)),
            width=4.0,
            height=3.7,
            labels=("beta", ""),
            x_ticks={float(k): {0: "1", 1: "10"}.get(k, f"10^({k})") for k in powers},
            every=(1, 2),
        )
        plane.axes.set_stroke(opacity=0)  # do not draw an axis at β = 1
        plane.shift(4.6 * RIGHT + 0.2 * UP - plane.frame.get_center())
        self.plane = plane
        plane.add(Formula("F_beta (0, 0)", size=34).next_to(plane.frame, UP, buff=0.15))
        self.limits = VGroup()
        for value, text, side in ((F[-1], "lr(chevron.l E chevron.r)_z", UP), (F[0], "min_z E", DOWN)):
            ends = plane.at([(plane.x[0], value), (plane.x[1], value)])
            name = Formula(f"{text} = {rounded(value, 2)}", size=28)
            name.next_to(ends[0] if side is DOWN else ends[1], side, buff=0.1)
            name.align_to(plane.frame.get_left() + 0.1 * RIGHT, LEFT)
            if side is UP:
                name.align_to(plane.frame.get_right() + 0.1 * LEFT, RIGHT)
            self.limits.add(VGroup(Trace(ends, "E", width=1.6, dash=(5, 4)), name))
        return plane

    def run_to_zero(self) -> None:
        """Let β fall: the point follows F_β(0, 0) from cold to hot."""
        way = self.plane.at(self.path)
        trail = Trace(way[:2], "F", width=3.0)
        here = self.plane.cloud(self.path[:1], "F", size=11.0)
        self.add(trail, here)

        def fall(_: Mobject, alpha: float) -> None:
            reached = alpha * (len(way) - 1)
            whole = int(reached)
            end = [np.interp(reached, np.arange(len(way)), way[:, axis]) for axis in range(3)]
            trail.run(np.vstack([way[: whole + 1], end]))
            here.place(np.array([end]))

        self.play(UpdateFromAlphaFunc(trail, fall), run_time=4.0, rate_func=linear)
