"""The GAN as a block diagram: what C sees, what each net lowers, and how taking turns works out."""

import numpy as np

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import GAN
from ebviz.stage import *
from scenes.gan._costs import key, landscape, steadied
from scenes.gan._words import losses_of

ROUNDS = (0, 10, 50, 200, 1000, 5000)  # labelled on the axis of rounds, as far as it goes
PUSH = 0.7  # length of the arrow that says which way C is pushed, in heights of its block
SPREAD = 0.12  # of z around its block, in units of the frame


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
        self.add(title("The GAN: a generator and a learned cost", sign="hot"))
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
        small, below = side.rows(7, 8)
        land = landscape(self.run, self.toys, "ellipse", hero)
        hot = land.hot
        factor = min(small.width / self.model.width, small.height / self.model.height)
        shrinking = self.model.animate.scale(factor, scale_stroke=True).move_to(small.centre)
        slope = "all that $G$ ever learns from is the slope of $C$"
        legend = self.banner.put(key(), "right")
        gone = FadeOut(self.losses, rate_func=squish_rate_func(smooth, 0.0, 0.4))
        late = squish_rate_func(smooth, 0.65, 1.0)
        come = [FadeIn(part, rate_func=late) for part in (*land[:3], legend, self.means(below))]
        self.claim(slope, gone, shrinking, *come, run_time=1.5)
        z = self.run["ellipse_z"][: len(hot.places), :2]
        start, gate = self.model["z"].centre[:2] + SPREAD * z, self.model["dec"].centre[:2]
        self.play(Fly(hot, start, hot.places, through=gate, hues=(rgba(SYMBOLS["z"]), hot.paint)))

    def means(self, region: Region) -> VGroup:
        """Plot the mean costs of y and ŷ, their moments at even distances: at the start they are denser in rounds."""
        rounds, last = self.run["ellipse_rounds"], len(self.run["ellipse_rounds"]) - 1
        self.costs = [self.run[f"ellipse_{name}"].mean(axis=1) for name in ("C_y", "C_hat")]
        marks = {float(np.interp(r, rounds, range(last + 1))): f"{r}" for r in ROUNDS if r <= rounds[-1]}
        most, names = self.asked.most, ('"round"', "")
        top = max(most, *(float(cost.max()) for cost in self.costs))
        plot = Plane((0, last), (0, top, most / 5), within=region, stretch=True, x_ticks=marks, labels=names)
        entries = [("line", "y", "mean $C(y)$"), ("dashed", "y_hat", "mean $C(hat(y))$")]
        legend = Legend(entries, across=True).next_to(plot.frame, UP, buff=pt(8))
        cold, hot = plot.history(self.costs[0], "y"), plot.history(self.costs[1], "y_hat", dash=(6, 4))
        return VGroup(plot, legend, cold, hot)

    def take_turns(self) -> None:
        """Replay the training: ŷ moves, and with it the mean costs of y and ŷ."""
        self.replay(8.5)
        says = "in the end $y$ costs {:.1f} on average, and $hat(y)$ costs {:.1f}"
        self.say(says.format(*(cost[-1] for cost in self.costs)))
        self.stop("the end", hold=2.5)
