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
    gif = (14, 34)

    def construct(self) -> None:
        self.run = self.study("training")
        self.y, self.k = learnt_from(self.run, self.study("ellipse")), int(self.run["fan_i"])
        self.half = shared_out(self.run["fan_pull"], self.y[self.k] - self.run["cold_y_tilde"][0])
        self.nearest = int(np.linalg.norm(self.half[0], axis=-1).argmax())
        self.beta, self.closed = self.run.config["beta"], Latents.of(self.study("inference")).closed
        self.add(title("The force of training"))
        for act in (self.one_sample, self.both, self.one_by_one, self.train):
            act()

    def one_sample(self) -> None:
        """One sample and the untrained manifold: one arrow at β = ∞, shared out among many as β falls."""
        y_tilde, here = self.run["cold_y_tilde"][0], self.y[self.k]
        plane = self.single = self.plane(self.hero)
        self.chosen = plane.point(here, "y'", size=15)
        arrows = plane.arrows(np.broadcast_to(y_tilde, self.run["fan_pull"].shape), self.half, width=3)
        top, middle, note, rail = self.side.rows(3, 7, 1, 2)
        betas = self.run["fan_beta"]
        dial = Dial(betas, rail, ticks=(np.inf, self.beta, betas[-1]), signs=False)
        cold, warm = top.put(Formula(COLD, size=36), "left"), middle.put(Formula(WARM, size=36), "top left")
        shares = VGroup(*(Formula(text, size=36) for text in (WEIGHTS, SHARED)))
        shares.arrange(DOWN, buff=pt(14), aligned_edge=LEFT).next_to(warm, DOWN, pt(18), aligned_edge=LEFT)
        on_line(dial.value, rail.top, left=rail.left)
        scale = note.put(Words("arrows: half the force, without the 2", size=26, colour="grey"), "left")
        self.model = self.drawn(plane, y_tilde)
        nearest = Formula("g(check(z))", size=34)
        up = self.half[0, self.nearest, 1] >= 0
        nearest.next_to(plane.at(y_tilde[self.nearest]), DOWN if up else UP, buff=pt(9))
        self.add(plane, self.model, self.chosen)
        self.say("one sample, $y'$, pulls on an untrained model: on which of its points?", run_time=0)
        self.wait(1.5)
        self.play(*map(FadeIn, (cold, scale)), Grow(arrows))
        self.say("cold: only the nearest point is pulled, $g(check(z))$ with the best $z$", FadeIn(nearest))
        self.stop("one arrow")
        self.say("now let $beta$ fall", *map(FadeIn, (dial, dial.value)))
        self.warm = dial.moment(self.beta)
        nearest_one = np.linalg.norm(self.half[:, self.nearest], axis=-1)
        shared = float(np.clip((nearest_one < 0.7 * nearest_one[0]).argmax(), 1, self.warm))
        self.replay(1.5, stop=shared, pace=self.half)
        self.say("warmer, its neighbours are pulled too", FadeIn(warm))
        self.replay(3, stop=self.warm, pace=self.half)
        self.say("they share it: the better $z$ explains $y'$, the larger its share $a$", FadeIn(shares))
        self.stop("many arrows", hold=1.7)
        self.aside = [cold, warm, shares, scale, dial, dial.value, nearest, arrows]

    def drawn(self, plane: Plane, places: np.ndarray) -> VGroup:
        """Draw the manifold, or a history of it."""
        return VGroup(plane.trace(places, closed=self.closed), plane.cloud(places, "y_tilde", size=5))

    def both(self) -> None:
        """Both trainings side by side, with all samples: the map of F, the manifold, half of the force."""
        kind, top = regime(self.beta, hot_below(self.y)), hot_end(self.y, self.run["cold_F"][0])
        heads = {
            "cold": ("zero temperature, $beta -> oo$", "$F_oo$; arrows: half the force, one for each sample"),
            "warm": (f"{kind.words}, $beta = {self.beta:g}$", "$F_beta$; for each point all pulls added up"),
        }
        self.maps, self.parts, self.arrows, self.planes = Group(), Group(), list[Arrows](), list[Plane]()
        models, self.marks = list[VGroup](), list[VGroup]()
        for (name, (text, says)), region in zip(heads.items(), self.body.columns(5, 6), strict=True):
            head, body, foot = region.rows(4, 20, 2, gap=0)
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
            samples = plane.cloud(self.y[plane.holds(self.y)], "y", size=7, on_map=True).set_z_index(1)
            note = foot.put(Words(says, size=26, colour="grey"), "bottom").set_x(plane.frame.get_x())
            self.maps.add(heat, note, *([heat.bar] if name == "warm" else []))
            self.parts.add(head.put(words, "bottom"), samples)
            self.marks.append(plane.point(self.y[self.k], "y'", size=13, on_map=True))
        self.hand_over(models)

    def hand_over(self, models: list[VGroup]) -> None:
        """Move the one sample's picture to the left, and let its twin and all the other samples come."""
        self.hush(*map(FadeOut, self.aside))
        old, new = (self.single, self.model, self.chosen), (self.planes[0], models[0], self.marks[0])
        moved = (ReplacementTransform(*pair) for pair in zip(old, new, strict=True))
        self.say("the same model twice: on which of its points does each sample pull?", *moved, run_time=1)
        Group(*models, *self.marks).set_z_index(2)  # in front of the maps that come
        self.play(FadeIn(self.parts), *map(FadeIn, (self.planes[1], models[1], self.marks[1])))

    def one_by_one(self) -> None:
        """Hop, in both planes, from sample to sample, and draw what each of them pulls on at first."""
        order, going = going_round(self.y, self.k, most=8), list[Spokes]()
        for plane, name in zip(self.planes, SIDES, strict=True):
            ends, shares = self.run["cold_y_check"][0][order][:, None], np.ones((len(order), 1))
            if name == "warm":
                ends = np.repeat(self.run["cold_y_tilde"][:1], len(order), axis=0)
                shares = weights(self.run["warm_force"][0][order], self.y[order][:, None] - ends)
            going.append(Spokes(plane.at(self.y[order]), plane.at(ends), shares, "y'", width=6))
        key = self.body.put(Words("lines: wider where it pulls more", size=26, colour="grey"), "bottom")
        self.play(*map(FadeIn, (*going, key)), run_time=0.5)
        for hop, sample in enumerate(order):
            stand(hop, *going)
            for plane, (mark, letter) in zip(self.planes, self.marks, strict=True):
                mark.move_to(plane.at(self.y[sample]))
                letter.next_to(mark, UP if self.y[sample, 1] >= 0 else DOWN, buff=pt(7))
            self.wait(0.5)
        self.play(*map(FadeOut, (*going, key, *self.marks)), run_time=0.5)

    def train(self) -> None:
        """Train both, at a pace at which the models move evenly."""
        counter = Counter("step", np.arange(len(self.run["cold_held_out"])), step, size=28)
        on_line(counter, self.body.top + pt(11), left=self.body.at(0.9, 0)[0])
        self.play(*map(FadeIn, (self.maps, counter)), run_time=0.7)
        self.say("now all samples pull, and the model follows", *map(Grow, self.arrows), run_time=1)
        self.stop("both", hold=0.1)
        pace = [self.run[f"{name}_y_tilde"] for name in SIDES]
        self.replay(1.4, stop=min(2, len(pace[0]) - 1), pace=pace)
        much = "a stretch of it shares" if self.run["warm_pulled"] > 2 else "all of them share"
        self.claim(f"cold, each sample pulls one point of the model; warm, {much} the pull")
        self.replay(8, pace=pace)

    def plane(self, region: Region, **options: Any) -> Plane:
        """Return the plane of y, as wide as the stored maps."""
        y1, y2 = self.run["heat_y1"], self.run["heat_y2"]
        gap = ticks.spacing(float(y1[-1] - y1[0]), 6)
        spans = (y1[0], y1[-1], gap), (y2[0], y2[-1], gap)
        return Plane(*spans, within=region, axes=False, grid=False, **options)
