"""The force of training: at zero temperature each sample pulls one point of the manifold; warm, a stretch of it."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents, hot_end
from scenes.temperature._looks import FORCE, LOSSES, learnt_from

COLD = "-(partial F_oo (y)) / (partial check(y)) = 2 (y - check(y))"
WARM = "-(partial F_beta (y)) / (partial tilde(y)_k) = 2 a_k (y - tilde(y)_k)"
WEIGHTS = "a = softargmin_beta E(y, dot)"


class TheForce(LectureScene):
    """One sample pulls one point of the manifold when it is cold, many when it is warm; then both are trained."""

    studies = ("training", "ellipse", "inference")
    cannot_show = {"inference.energy": "a force pulls on g(z), and an energy has no decoder g"}
    thumbnail = 10
    gif = (9, 28)

    def construct(self) -> None:
        self.run = self.study("training")
        self.y = learnt_from(self.run, self.study("ellipse"))
        self.beta, self.closed = self.run.config["beta"], Latents.of(self.study("inference")).closed
        self.add(title("The force of training"))
        self.one_sample()
        self.both()
        self.train()

    def one_sample(self) -> None:
        """One sample and the untrained manifold: one arrow at β = ∞, which fans out as β falls to the warm one."""
        y_tilde, k = self.run["cold_y_tilde"][0], int(self.run["fan_i"])
        plane = self.plane(self.hero, grid=True)
        here = plane.point(self.y[k], "y'")
        betas, pulls = self.run["fan_beta"], self.run["fan_pull"]
        arrows = plane.arrows(np.broadcast_to(y_tilde, pulls.shape), pulls, width=3)
        top, middle, note, rail = self.side.rows(3, 4, 1, 2)
        dial = Dial(betas, rail, ticks=(np.inf, self.beta, betas[-1]), signs=False)
        cold, warm = (Formula(text, size=36) for text in (COLD, WARM))
        weights = Formula(WEIGHTS, size=36).next_to(
            middle.put(warm, "top left"), DOWN, buff=pt(18), aligned_edge=LEFT
        )
        on_line(dial.value, rail.top, left=rail.left)
        relative = note.put(Words("the nearest point's arrow reaches $y'$", size=26, colour="grey"), "left")
        self.model = VGroup(plane.trace(y_tilde, closed=self.closed), plane.cloud(y_tilde, "y_tilde", size=5))
        self.add(plane, self.model)
        top.put(cold, "left")
        self.say("one sample pulls on the model: on which of its points?", FadeIn(here))
        self.wait(1)
        self.say("at zero temperature only the nearest one is pulled", Grow(arrows), FadeIn(cold))
        self.stop("one arrow")
        more = FadeIn(VGroup(dial.value, warm, weights, relative))
        self.say("warmer, its neighbours are pulled too", FadeIn(dial), more)
        self.replay(5, pace=pulls)
        self.stop("many arrows", hold=2)
        self.single = plane

    def both(self) -> None:
        """Both trainings side by side, with all samples: the map of F, the manifold, half of the force."""
        above, self.below = self.body.rows(3, 1)
        kind = regime(self.beta, hot_below(self.y))
        top = hot_end(self.y, self.run["cold_F"][0])
        heads = {"cold": "zero temperature, $beta -> oo$", "warm": f"{kind.words}, $beta = {self.beta:g}$"}
        self.parts, arrows, planes, models = Group(), list[Arrows](), list[Plane](), list[VGroup]()
        for (name, text), region in zip(heads.items(), above.columns(7, 8), strict=True):
            head, body = region.rows(1, 7, gap=0)
            plane = self.plane(body, grid=False, room=58 if name == "warm" else 0, numbers=False)
            places, force = self.run[f"{name}_y_tilde"], self.run[f"{name}_force"]
            heat = plane.heat(
                self.run[f"{name}_F"],
                high=top,
                bar="right" if name == "warm" else None,
                name="F",
                ticks=[0, top / 2, top],
            )
            tails = places if name == "warm" else self.run["cold_y_check"]
            half = (force.sum(axis=1) if name == "warm" else force)[: len(tails)] * FORCE
            arrows.append(plane.arrows(tails[: len(half)], half))
            models.append(
                VGroup(plane.trace(places, closed=self.closed), plane.cloud(places, "y_tilde", size=5))
            )
            planes.append(plane)
            words = beside(
                Words(text, size=28), emoji(kind.emoji if name == "warm" else name, size=34), centre=True
            )
            bar = [heat.bar] if name == "warm" else []
            self.parts.add(
                heat,
                head.put(words),
                *bar,
                plane.cloud(self.y[plane.holds(self.y)], "y", size=7, on_map=True),
            )
        kept = [mobject for mobject in self.mobjects[1:] if mobject not in (self.single, self.model)]
        moved = [
            ReplacementTransform(old, new) for old, new in ((self.single, planes[0]), (self.model, models[0]))
        ]
        self.say(
            "now all samples pull at once (arrows: half the force)", *moved, *map(FadeOut, kept), run_time=1
        )
        self.add(self.parts[0], models[0])
        self.play(FadeIn(self.parts), FadeIn(planes[1]), FadeIn(models[1]))
        self.add(*models)
        self.play(*(Grow(arrow) for arrow in arrows))
        self.stop("both")

    def train(self) -> None:
        """Train both: the loss on held-out samples is one quantity for both, so that they can be compared."""
        losses = {name: self.run[f"{name}_held_out"] for name in ("cold", "warm")}
        ends = np.log10([min(map(np.min, losses.values())), max(map(np.max, losses.values()))])
        low, high, last = 10 ** np.floor(ends[0]), 10 ** np.ceil(ends[1]), len(losses["cold"]) - 1
        plot = Plane(
            (0, last, max(1, ticks.spacing(last, 5))), (low, high), log="y", within=self.below.columns(1, 1)[0],
            stretch=True,
            labels=('"step"', ""),
        )  # fmt: skip
        key = Legend(
            [("line", LOSSES["cold"].hue, "cold"), ("dashed", LOSSES["warm"].hue, "warm")], across=True
        )
        counter = Counter("step", np.arange(len(losses["cold"])), step)
        words = VGroup(Words("mean $F_oo$ of held-out $y$", size=26), key, counter).arrange(
            DOWN, aligned_edge=LEFT
        )
        curves = [
            plot.history(losses["cold"], **LOSSES["cold"].on_stage(3)),
            plot.history(losses["warm"], **LOSSES["warm"].on_stage(3)),
        ]
        self.below.columns(1, 1)[1].put(words, "left")
        self.play(FadeIn(plot), FadeIn(words))
        self.add(*curves)
        self.replay(3, stop=min(3, last))
        stretch = (
            "a whole stretch of it" if self.run["warm_pulled"] > 2 else "all of them, each by its weight"
        )
        self.claim(f"cold, each sample pulls one point of the model; warm, it pulls {stretch}")
        self.replay(8)
        self.wait(2)

    def plane(self, region: Region, **options: Any) -> Plane:
        """Return the plane of y, as wide as the stored maps."""
        y1, y2 = self.run["heat_y1"], self.run["heat_y2"]
        gap = ticks.spacing(float(y1[-1] - y1[0]), 6)
        return Plane((y1[0], y1[-1], gap), (y2[0], y2[-1], gap), within=region, axes=False, **options)
