"""The force of training: at zero temperature each sample pulls one point of the manifold; warm, a stretch of it."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents, hot_end
from scenes.temperature._looks import FORCE, learnt_from

COLD = "-(partial F_oo (y')) / (partial check(y)) = 2 (y' - check(y))"
WARM = "-(partial F_beta (y')) / (partial tilde(y)_k) = 2 a_k (y' - tilde(y)_k)"
WEIGHTS = "a = softargmin_beta E(y', dot)"
SHARED = "sum_k a_k = 1"


class TheForce(LectureScene):
    """One sample pulls one point of the manifold when it is cold, many when it is warm; then both are trained."""

    studies = ("training", "ellipse", "inference")
    cannot_show = {"inference.energy": "a force pulls on g(z), and an energy has no decoder g"}
    thumbnail = 10
    gif = (14, 28)

    def construct(self) -> None:
        self.run = self.study("training")
        self.y, self.k = learnt_from(self.run, self.study("ellipse")), int(self.run["fan_i"])
        self.beta, self.closed = self.run.config["beta"], Latents.of(self.study("inference")).closed
        self.add(title("The force of training"))
        self.one_sample()
        self.both()
        self.train()

    def one_sample(self) -> None:
        """One sample and the untrained manifold: one arrow at β = ∞, shared out among many as β falls."""
        y_tilde, here = self.run["cold_y_tilde"][0], self.y[self.k]
        plane = self.plane(self.hero)
        self.chosen = plane.point(here, "y'", size=15)
        arrows = plane.arrows(np.broadcast_to(y_tilde, self.run["fan_pull"].shape), self.half(), width=3)
        top, middle, note, rail = self.side.rows(3, 7, 1, 2)
        dial = Dial(
            self.run["fan_beta"], rail, ticks=(np.inf, self.beta, self.run["fan_beta"][-1]), signs=False
        )
        cold, warm = (Formula(text, size=36) for text in (COLD, WARM))
        middle.put(warm, "top left")
        shares = VGroup(*(Formula(text, size=36) for text in (WEIGHTS, SHARED)))
        shares.arrange(DOWN, buff=pt(14), aligned_edge=LEFT)
        shares.next_to(warm, DOWN, buff=pt(18), aligned_edge=LEFT)
        on_line(dial.value, rail.top, left=rail.left)
        scale = note.put(Words("arrows: half the force", size=26, colour="grey"), "left")
        self.model = VGroup(plane.trace(y_tilde, closed=self.closed), plane.cloud(y_tilde, "y_tilde", size=5))
        nearest = Formula("check(y)", size=34)
        away = DOWN if self.half()[0, self.nearest(), 1] >= 0 else UP
        nearest.next_to(plane.at(y_tilde[self.nearest()]), away, buff=pt(9))
        self.add(plane, self.model, self.chosen)
        top.put(cold, "left")
        self.say("one sample pulls on the model: on which of its points?", run_time=0)
        self.wait(2)
        self.say(
            "at zero temperature only the nearest one is pulled",
            *map(FadeIn, (cold, nearest, scale)),
            Grow(arrows),
        )
        self.stop("one arrow", hold=1.5)
        self.say(
            "warmer, its neighbours are pulled too: they share the pull",
            *map(FadeIn, (dial, dial.value, warm, shares)),
        )
        self.replay(5, stop=dial.moment(self.beta), pace=self.half())
        self.stop("many arrows", hold=2)
        self.single = plane

    def half(self) -> np.ndarray:
        """Return half the force (B, K, 2) of the one sample on each point: a_k (y' - ỹ_k), whose a_k add up to 1."""
        pull, way = self.run["fan_pull"], self.y[self.k] - self.run["cold_y_tilde"][0]
        ways = np.maximum(np.linalg.norm(way, axis=-1), 1e-12)
        weights = np.linalg.norm(pull, axis=-1) / ways  # in units of the nearest's
        return np.asarray(pull / weights.sum(axis=1)[:, None, None])

    def nearest(self) -> int:
        """Return which point of the untrained manifold the one sample is nearest to."""
        return int(np.linalg.norm(self.run["fan_pull"][0], axis=-1).argmax())

    def both(self) -> None:
        """Both trainings side by side, with all samples: the map of F, the manifold, half of the force."""
        kind, top = regime(self.beta, hot_below(self.y)), hot_end(self.y, self.run["cold_F"][0])
        heads = {"cold": "zero temperature, $beta -> oo$", "warm": f"{kind.words}, $beta = {self.beta:g}$"}
        self.parts, self.arrows, planes, models = Group(), list[Arrows](), list[Plane](), list[VGroup]()
        marks = list[VGroup]()
        for (name, text), region in zip(heads.items(), self.body.columns(5, 6), strict=True):
            head, body = region.rows(2, 11, gap=0)
            plane = self.plane(body, room=78 if name == "warm" else 0)
            places, force = self.run[f"{name}_y_tilde"], self.run[f"{name}_force"]
            bar = {"bar": "right", "name": "F", "ticks": [0, top / 2, top]} if name == "warm" else {}
            heat = plane.heat(self.run[f"{name}_F"], high=top, **bar)
            tails = places if name == "warm" else self.run["cold_y_check"]
            half = (force.sum(axis=1) if name == "warm" else force)[: len(tails)] * FORCE
            self.arrows.append(plane.arrows(tails[: len(half)], half))
            models.append(
                VGroup(plane.trace(places, closed=self.closed), plane.cloud(places, "y_tilde", size=5))
            )
            planes.append(plane)
            sign = emoji(kind.emoji if name == "warm" else name, size=34)
            words = beside(Words(text, size=28), sign, centre=True)
            samples = plane.cloud(self.y[plane.holds(self.y)], "y", size=7, on_map=True)
            self.parts.add(heat, head.put(words, "bottom"), *([heat.bar] if name == "warm" else []), samples)
            marks.append(plane.point(self.y[self.k], "y'", size=13, on_map=True))
        self.hand_over(planes, models, marks)

    def hand_over(self, planes: list[Plane], models: list[VGroup], marks: list[VGroup]) -> None:
        """Move the one sample's picture to the left map, and let its twin and all the other samples come."""
        old = (self.single, self.model, self.chosen)
        kept = [mobject for mobject in self.mobjects[1:] if mobject not in old]
        moved = [
            ReplacementTransform(*pair) for pair in zip(old, (planes[0], models[0], marks[0]), strict=True)
        ]
        self.say(
            "the same model twice, and now all samples pull at once",
            *map(FadeOut, kept),
            *moved,
            run_time=1.5,
        )
        self.add(self.parts[0], models[0], marks[0])
        self.play(FadeIn(self.parts), *map(FadeIn, (planes[1], models[1], marks[1])), run_time=1.5)
        self.add(*models, *marks)
        self.counter = Counter("step", np.arange(len(self.run["cold_held_out"])), step, size=28)
        on_line(self.counter, self.body.top + pt(11), left=self.body.at(0.9, 0)[0])
        self.play(*map(Grow, self.arrows), FadeIn(self.counter))
        self.stop("both")

    def train(self) -> None:
        """Train both, at a pace at which the models move evenly, for as long as the claim takes to be read."""
        self.say("trained, the model follows the arrows, step by step")
        moving = [self.run[f"{name}_y_tilde"] for name in ("cold", "warm")]
        last = len(moving[0]) - 1
        self.replay(4, stop=min(4, last), pace=moving)
        much = (
            "a stretch of it shares the pull" if self.run["warm_pulled"] > 2 else "all of them share the pull"
        )
        self.claim(f"cold, each sample pulls one point of the model; warm, {much}")
        self.replay(9, pace=moving)

    def plane(self, region: Region, **options: Any) -> Plane:
        """Return the plane of y, as wide as the stored maps."""
        y1, y2 = self.run["heat_y1"], self.run["heat_y2"]
        gap = ticks.spacing(float(y1[-1] - y1[0]), 6)
        return Plane(
            (y1[0], y1[-1], gap), (y2[0], y2[-1], gap), within=region, axes=False, grid=False, **options
        )
