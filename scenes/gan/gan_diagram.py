"""The GAN as a block diagram: what C sees, what each net lowers, and how taking turns works out."""

import numpy as np

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import GAN
from ebviz.stage import *
from scenes.gan._costs import bar, key, landscape, mean_costs, slopes, steadied
from scenes.gan._words import cap_of, losses_of

PUSH = 0.7  # length of the arrow that says which way C is pushed, in heights of its block
SPREAD = 0.12  # of z around its block, in units of the frame
SENT = 120  # at most this many z are seen on their way
TURNS = 4  # times that the switch goes from ŷ to y and back while both learn


class GanDiagram(LectureScene):
    """A switch shows C either y or ŷ = G(z): C is pushed down at y and up at ŷ, and the slope of C moves G alone."""

    studies = ("gan", "toys")
    cannot_show = {"gan.weights": "it replays the training, and given weights are not trained"}
    gif = (6.0, 31.5)

    def thumbnail(self) -> None:
        """Draw the model in five filled blocks: C sees y or ŷ, is pushed down at one and up at the other."""
        blocks = {
            "z": block("$z$", "z", (0, 0)),
            "G": block("$G$", "aqua", (1, 0), shapes.bullet((72, 60), "right")),
            "y^": block("$hat(y)$", "y_hat", (2, 0)),
            "C": block("$C$", "C", (1, 1), shapes.square()),
            "y": block("$y$", "y", (2, 2)),
        }
        blocks["hinge"] = block("", "gold", (2, 1), shapes.ellipse(24))
        pairs = (("z", "G"), ("G", "y^"), ("y^", "hinge"), ("y", "hinge"), ("C", "hinge"))
        wires = [link(blocks[start], blocks[end]) for start, end in pairs]
        self.add(*poster(VGroup(*wires, *blocks.values()), ("$hat(y)$ up", "y_hat"), ("$y$ down", "y")))

    def construct(self) -> None:
        self.run, self.toys = steadied(self.study("gan"), "ellipse"), self.study("toys")
        self.asked = losses_of(self.run.config["recipe"])
        self.add(title("GAN: a generator and a learned cost", sign="hot"))
        self.model = self.body.put(diagram(GAN, scale=1.65), "right")
        self.lever = Lever(self.model, ("y", "y^"), to="C")
        self.build()
        self.losses = self.step_of_the_cost()
        self.step_of_the_generator()
        self.shrink()
        self.take_turns()

    def build(self) -> None:
        """Draw y, then z → Generator → ŷ, then the switch and the cost."""
        model = self.model
        self.add(model["y"])
        self.say("data $y$: how could more of it be made?")
        self.wait(0.8)
        noise, made = model.chain("sampler", "z"), model.chain("z", "dec", "y^")
        self.say("a generator $G$ turns noise $z$ into $hat(y)$", FadeIn(noise))
        for part in (made[1:3], made[3:]):
            self.play(FadeIn(part), run_time=0.5)
        self.pass_on(model.way("sampler", "z", "dec"), "z", "dec")
        self.pass_on(model.way("dec", "y^"), "y_hat", "y^")
        self.wait(0.5)
        switch = VGroup(*model.chain("y^", "switch")[1:], model.arrows["y", "switch"], self.lever, model["C"])
        self.say("a cost $C$ sees one of them at a time", FadeIn(switch))
        model.add(self.lever)
        self.wait(0.6)

    def pass_on(self, way: np.ndarray, hue: str, end: str) -> None:
        """Send a mark along a way, and let the block at its end react."""
        self.play(Travel(way, hue))
        self.play(self.model[end].animate.scale(1.12), rate_func=there_and_back, run_time=0.4)

    def step_of_the_cost(self) -> VGroup:
        """First step: C is pushed down at y, and up at ŷ as far as the recipe asks. Return both losses."""
        corner, asked = self.body.rows(2.3, 1)[1], self.asked
        losses = stacked(
            Formula(f"{{{{cal(L)_C = {asked.down} : down}}}} {{{{{asked.up} : up}}}}", size=46),
            Formula(f"cal(L)_G = {asked.made}, quad hat(y) = G(z)", size=46),
            pitch=54, left=corner.left, top=corner.top - pt(36),
        )  # fmt: skip
        if asked.aside:
            losses.add(beside(losses[0], Words(asked.aside, size=28), gap=20)[1])
        self.say("first step: $C$ is pushed down at $y$", Write(losses[0].part("down")))
        self.pass_on(self.lever.way(), "y", "C")
        down = self.push(DOWN, "y", 0.3)
        self.play(FadeIn(down))
        self.say(f"and up at $hat(y)$, {asked.until}", Write(losses[0].part("up")), *map(FadeIn, losses[2:]))
        self.play(self.lever.throw())
        self.pass_on(self.lever.way(), "y_hat", "C")
        up = self.push(UP, "y_hat", 0.7)
        self.play(FadeIn(up))
        self.stop("the cost's step", hold=0.6)
        self.play(FadeOut(down, up), run_time=0.4)
        return losses

    def push(self, way: np.ndarray, hue: str, away: float) -> VGroup:
        """An arrow beside C, so far away, that says which way it is pushed."""
        block = self.model["C"].outline
        middle, half = block.get_left() + away * LEFT, PUSH * block.height / 2 * way
        return Wire(np.stack([middle - half, middle + half]), colour=hue, scale=3.0)

    def step_of_the_generator(self) -> None:
        """Second step: the slope of C runs back through ŷ into G, and changes nothing else."""
        resting = [self.model["y"], self.model.arrows["y", "switch"]]
        for part in resting:
            part.save_state()
        fading = (Transform(part, dim(part)) for part in resting)
        self.say(
            "second step: the slope of $C$ runs back, and moves $G$ alone", Write(self.losses[1]), *fading
        )
        back = np.concatenate([self.lever.way()[::-1], self.model.way("dec")])
        self.pass_on(back, "gold", "dec")
        self.play(*(Restore(part) for part in resting), run_time=0.4)

    def shrink(self) -> None:
        """Make room: the diagram shrinks, and the plane of y and ŷ takes the frame, with C over it."""
        side, hero = self.body.columns(3, 5)
        small, below, foot = side.rows(7, 8, 1.6)
        land = landscape(self.run, self.toys, "ellipse", hero)
        factor = min(small.width / self.model.width, small.height / self.model.height)
        shrinking = self.model.animate.scale(factor, scale_stroke=True).move_to(small.centre)
        slope = "all that $G$ ever learns from is the slope of $C$"
        self.legend = self.banner.put(key(arrow=f"$-nabla {self.asked.made}$"), "right")
        gone = FadeOut(self.losses, rate_func=squish_rate_func(smooth, 0.0, 0.4))
        late = squish_rate_func(smooth, 0.65, 1.0)
        self.costs, means = mean_costs(self.run, "ellipse", self.asked.most, below)
        bottom = foot.put(bar(cap_of(self.run.config["recipe"]), length=110), "left")
        parts = (*land[:3], *self.legend[:2], means, bottom)
        self.claim(slope, gone, shrinking, *(FadeIn(part, rate_func=late) for part in parts), run_time=1.5)
        self.arrows = slopes(land, self.run, "ellipse")
        z = self.run["ellipse_z"][:SENT, :2]
        start, gate = self.model["z"].centre[:2] + SPREAD * z, self.model["y^"].centre[:2]
        sent = land.plane.dots(self.run["ellipse_y_hat"][0][: len(z)], shape="triangle", size=8)
        self.play(Fly(sent, start, land.hot.places[: len(z)], through=gate, hues=(rgba("z"), rgba("y_hat"))))
        self.play(FadeIn(land.hot), FadeOut(sent), run_time=0.4)

    def take_turns(self) -> None:
        """Replay the training, C seeing ŷ and y in turn: ŷ moves, and with it the mean costs of y and ŷ."""
        self.add(self.arrows)
        self.play(Grow(self.arrows), FadeIn(self.legend[2]), run_time=0.6)
        self.replay(8.5, self.lever.alternate(TURNS, run_time=8.5))
        self.play(Grow(self.arrows, back=True), run_time=0.6)
        cold, hot = (rounded(cost[-1], 2) for cost in self.costs)
        over = 100 * float((self.run["ellipse_C_hat"][-1] > self.run["ellipse_C_y"][-1].max()).mean())
        still = f"; {over:.0f} % of $hat(y)$ still cost more than any $y$" if over >= 1 else ""
        self.say(f"in the end $y$ costs {cold} on average, $hat(y)$ {hot}" + still)
        self.stop("the end", hold=2.5)
