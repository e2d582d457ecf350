"""The force of training: at zero temperature each sample pulls one point of the manifold; warm, a stretch of it."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents, hot_end
from scenes.temperature._looks import FORCE, going_round, learnt_from, shared_out, weights

COLD = "-(partial F_oo (y')) / (partial g(check(z))) = 2 (y' - g(check(z)))"
WARM = "-(partial F_beta (y')) / (partial tilde(y)_k) = 2 a_k (y' - tilde(y)_k)"
WEIGHTS = "a = softargmin_beta E(y', dot)"
SHARED = "sum_k a_k = 1"
SIDES = ("cold", "warm")


class TheForce(LectureScene):
    """One sample pulls one point of the manifold when it is cold, many when it is warm; then both are trained."""

    studies = ("training", "ellipse", "inference")
    cannot_show = {"inference.energy": "a force pulls on g(z), and an energy has no decoder g"}
    thumbnail = 10
    gif = (12, 34)

    def construct(self) -> None:
        self.run = self.study("training")
        self.y, self.k = learnt_from(self.run, self.study("ellipse")), int(self.run["fan_i"])
        self.half = shared_out(self.run["fan_pull"], self.y[self.k] - self.run["cold_y_tilde"][0])
        self.nearest = int(np.linalg.norm(self.half[0], axis=-1).argmax())
        self.beta, self.closed = self.run.config["beta"], Latents.of(self.study("inference")).closed
        self.add(title("The force of training"))
        self.one_sample()
        self.both()
        self.train()

    def one_sample(self) -> None:
        """One sample and the untrained manifold: one arrow at β = ∞, shared out among many as β falls."""
        y_tilde, here = self.run["cold_y_tilde"][0], self.y[self.k]
        plane = self.single = self.plane(self.hero)
        self.chosen = plane.point(here, "y'", size=15)
        arrows = plane.arrows(np.broadcast_to(y_tilde, self.run["fan_pull"].shape), self.half, width=3)
        top, middle, note, rail = self.side.rows(3, 7, 1, 2)
        betas = self.run["fan_beta"]
        dial = Dial(betas, rail, ticks=(np.inf, self.beta, betas[-1]), signs=False)
        cold, warm = (Formula(text, size=36) for text in (COLD, WARM))
        middle.put(warm, "top left")
        shares = VGroup(*(Formula(text, size=36) for text in (WEIGHTS, SHARED)))
        shares.arrange(DOWN, buff=pt(14), aligned_edge=LEFT).next_to(warm, DOWN, pt(18), aligned_edge=LEFT)
        on_line(dial.value, rail.top, left=rail.left)
        scale = note.put(Words("arrows: half the force", size=26, colour="grey"), "left")
        self.model = self.drawn(plane, y_tilde)
        nearest = Formula("g(check(z))", size=34)
        away = DOWN if self.half[0, self.nearest, 1] >= 0 else UP
        nearest.next_to(plane.at(y_tilde[self.nearest]), away, buff=pt(9))
        self.add(plane, self.model, self.chosen)
        top.put(cold, "left")
        self.say("one sample pulls on the model: on which of its points?", run_time=0)
        self.wait(1.5)
        self.play(*map(FadeIn, (cold, scale)), Grow(arrows))
        self.say("at zero temperature only the nearest one is pulled, $g(check(z))$", FadeIn(nearest))
        self.stop("one arrow")
        self.say("now let $beta$ fall", *map(FadeIn, (dial, dial.value)))
        self.warm = dial.moment(self.beta)
        nearest_one = np.linalg.norm(self.half[:, self.nearest], axis=-1)
        shared = float(np.clip((nearest_one < 0.7 * nearest_one[0]).argmax(), 1, self.warm))
        self.replay(1.5, stop=shared, pace=self.half)
        self.say("warmer, its neighbours are pulled too: they share the pull", *map(FadeIn, (warm, shares)))
        self.replay(3, stop=self.warm, pace=self.half)
        self.stop("many arrows", hold=1)

    def drawn(self, plane: Plane, places: np.ndarray) -> VGroup:
        """Draw the manifold, or a history of it."""
        return VGroup(plane.trace(places, closed=self.closed), plane.cloud(places, "y_tilde", size=5))

    def both(self) -> None:
        """Both trainings side by side, with all samples: the map of F, the manifold, half of the force."""
        kind, top = regime(self.beta, hot_below(self.y)), hot_end(self.y, self.run["cold_F"][0])
        heads = {"cold": "zero temperature, $beta -> oo$", "warm": f"{kind.words}, $beta = {self.beta:g}$"}
        self.maps, self.arrows, self.planes = Group(), list[Arrows](), list[Plane]()
        self.parts = Group(self.maps)
        models, self.marks = list[VGroup](), list[VGroup]()
        for (name, text), region in zip(heads.items(), self.body.columns(5, 6), strict=True):
            head, body = region.rows(2, 11, gap=0)
            plane = self.plane(body, room=78 if name == "warm" else 0)
            places, force = self.run[f"{name}_y_tilde"], self.run[f"{name}_force"]
            bar = {"bar": "right", "name": "F", "ticks": [0, top / 2, top]} if name == "warm" else {}
            heat = plane.heat(self.run[f"{name}_F"], high=top, **bar)
            tails = places if name == "warm" else self.run["cold_y_check"]
            half = (force.sum(axis=1) if name == "warm" else force)[: len(tails)] * FORCE
            self.arrows.append(plane.arrows(tails[: len(half)], half))
            models.append(self.drawn(plane, places))
            self.planes.append(plane)
            sign = emoji(kind.emoji if name == "warm" else name, size=34)
            words = beside(Words(text, size=28), sign, centre=True)
            samples = plane.cloud(self.y[plane.holds(self.y)], "y", size=7, on_map=True)
            self.maps.add(heat, *([heat.bar] if name == "warm" else []))
            self.parts.add(head.put(words, "bottom"), samples)
            self.marks.append(plane.point(self.y[self.k], "y'", size=13, on_map=True))
        self.hand_over(models)

    def hand_over(self, models: list[VGroup]) -> None:
        """Move the one sample's picture to the left map, and let its twin and all the other samples come."""
        old = (self.single, self.model, self.chosen)
        kept = [mobject for mobject in self.mobjects[1:] if mobject not in old]
        new = (self.planes[0], models[0], self.marks[0])
        moved = (ReplacementTransform(*pair) for pair in zip(old, new, strict=True))
        self.say("the same model twice", *map(FadeOut, kept), *moved, run_time=1.5)
        Group(*models, *self.marks).set_z_index(1)  # in front of the maps that come
        self.play(FadeIn(self.parts), *map(FadeIn, (self.planes[1], models[1], self.marks[1])), run_time=1.5)
        self.counter = Counter("step", np.arange(len(self.run["cold_held_out"])), step, size=28)
        on_line(self.counter, self.body.top + pt(11), left=self.body.at(0.9, 0)[0])
        self.say(
            "now all samples pull; arrows: half the force", *map(Grow, self.arrows), FadeIn(self.counter)
        )
        self.stop("both")

    def train(self) -> None:
        """Train both, at a pace at which the models move evenly; then go back to where the arrows are long."""
        self.say("now both are trained: where an arrow pulls, the model follows")
        moving = [self.run[f"{name}_y_tilde"] for name in SIDES]
        self.replay(4.5, pace=moving)
        self.stop("trained", hold=0.5)
        self.say("back to the first step: what does one sample pull on?")
        self.replay(2, stop=0, pace=moving)
        going = self.one_by_one()
        much = "a stretch of it shares" if self.run["warm_pulled"] > 2 else "all of them share"
        says = f"cold, each sample pulls one point of the model; warm, {much} the pull"
        key = self.body.put(Words("lines: wider where it pulls more", size=26, colour="grey"), "bottom")
        self.claim(says, *map(FadeOut, (*self.arrows, *self.marks, *self.maps)), *map(FadeIn, (*going, key)))
        self.replay(10, only=going, pace="even")

    def one_by_one(self) -> list[Mobject]:
        """Draw, in both maps, a sample and what it pulls at first: a history that goes round all samples."""
        order, made = going_round(self.y, self.k), list[Mobject]()
        for plane, name in zip(self.planes, SIDES, strict=True):
            ends, shares = self.run["cold_y_check"][0][order][:, None], np.ones((len(order), 1))
            if name == "warm":
                ends = np.repeat(self.run["cold_y_tilde"][:1], len(order), axis=0)
                shares = weights(self.run["warm_force"][0][order], self.y[order][:, None] - ends)
            made += [Spokes(plane.at(self.y[order]), plane.at(ends), shares, "y'", width=6)]
            made += [plane.cloud(self.y[order][:, None], "y'", size=15, on_map=True)]
        return made

    def plane(self, region: Region, **options: Any) -> Plane:
        """Return the plane of y, as wide as the stored maps."""
        y1, y2 = self.run["heat_y1"], self.run["heat_y2"]
        gap = ticks.spacing(float(y1[-1] - y1[0]), 6)
        spans = (y1[0], y1[-1], gap), (y2[0], y2[-1], gap)
        return Plane(*spans, within=region, axes=False, grid=False, **options)
