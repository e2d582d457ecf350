"""One diagram grows from the latent-variable EBM to the variational autoencoder, piece by piece."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import FAMILY, GREEN_GUESS, PITCH, Architecture
from ebviz.stage import *

SCALE = 0.9
SLIDE = 0.8  # how far a piece slides as it comes or goes
RISE = 36  # slide points from the body's lower edge to the formula's baseline


class AutoencoderFamily(LectureScene):
    """One diagram, from LV-EBM to VAE: the models differ in where the code comes from, and in what limits it."""

    studies = ("inference", "ellipse")
    gif = (0, 34)
    family: Mapping[str, Architecture] = FAMILY
    opening: tuple[str, ...] = ("y", "z", "dec", "y~", "C", "R")  # the first model's blocks, as they come
    middle = 0.7  # the column in the middle of the frame

    def construct(self) -> None:
        first, *others = self.family.values()
        self.open(first)
        self.search()
        for model in others:
            self.turn_into(model)
        lit = [self.model[role] for role in ("z", "code", "v", "sampler", "R", "V")]
        swell = (ApplyMethod(node.scale, 1.2, rate_func=there_and_back) for node in lit)
        self.claim(
            "the models differ in where the code comes from, and in what limits it", *swell, run_time=1.2
        )

    def thumbnail(self) -> None:
        """Draw what all of them share: an encoder, a code, a decoder, and the cost that compares."""
        blocks = [
            block("$y$", "y", (0, 2)),
            block("Enc", "lavender", (0, 1), shapes.bullet((72, 60), "up")),
            block("$h$", "h", (0.5, 0)),
            block("Dec", "aqua", (1, 1), shapes.bullet((72, 60), "down")),
            block("$tilde(y)$", "tilde(y)", (1, 2)),
        ]
        wires = [link(start, end) for start, end in pairwise(blocks)]
        self.add(*poster(VGroup(*wires, *blocks), "AE DAE", "CAE VAE", share=0.5))

    def open(self, first: Architecture) -> None:
        """Draw the first model, block by block, its formula with it."""
        self.model, self.heading, self.formula = self.drawn(first), title(first.title), self.written(first)
        self.also: list[Mobject] = []
        drawn = [self.model[role] for role in self.opening]
        drawn += [node for role, node in self.model.nodes.items() if role not in self.opening]
        self.add(self.heading, drawn[0])
        self.say(first.said, LaggedStart(*map(FadeIn, drawn[1:]), lag_ratio=0.5), run_time=1.6)
        self.play(*map(Create, self.model.arrows.values()), FadeIn(self.formula), run_time=1)

    def search(self) -> None:
        """Let z go downhill on the energy of one y, which is what this model minimises."""
        run, sample = self.study("inference"), int(self.study("ellipse")["i_right"])
        E, room = run["fine_E"][sample], self.body.columns(3, 4, 3)[1].rows(4, 6, 2)[1]
        spans = (float(run["fine_z"][0]), float(run["fine_z"][-1]))
        plane = Plane(
            spans, (0, float(E.max())), within=room, stretch=True, labels=("z", "E(y, z)"), above=True,
            x_ticks=ticks.latent(*spans, most=4), y_ticks={0: "0"}, label_size=30,
        )  # fmt: skip
        walk = plane.history(run["gd_E"][sample], "z", x=run["gd_z"][sample], width=4, size=13)
        self.also = [plane, plane.curve(run["fine_z"], E, width=3), walk]
        self.play(*map(FadeIn, self.also), run_time=0.8)
        self.replay(2, only=[walk], pace=run["gd_E"][sample])
        found = plane.point(
            (run["gd_z"][sample][-1], run["gd_E"][sample][-1]), "check(z)", UP, shape="cross", width=4
        )
        self.also.append(found)
        self.play(FadeIn(found, scale=2), run_time=0.4)
        self.wait(0.4)

    def turn_into(self, model: Architecture) -> None:
        """Remove what the next model lacks, move what both have, bring what is new: each with its terms."""
        goal, heading, formula = self.drawn(model), title(model.title), self.written(model)
        step, terms = Morph(self.model, goal), Morph(self.formula, formula)
        gone = VGroup(*(part for name, part in terms.gone.items() if name != "lhs"))
        away = [FadeOut(part, shift=-self.inwards(part)) for part in step.gone.values()]
        away += [FadeOut(part) for part in (self.heading, gone, *self.also)]
        self.hush(*away, run_time=0.7)
        turned = {how: one.pop("lhs", VGroup()) for how, one in ((FadeOut, terms.gone), (FadeIn, terms.come))}
        ends = [how(part) for how, part in turned.items()]
        self.play(FadeIn(heading), *step.moves.values(), *terms.moves.values(), *ends, run_time=0.9)
        coming = [
            FadeIn(part, shift=self.inwards(part)) if isinstance(part, Node) else Create(part)
            for part in step.come.values()
        ]
        self.say(model.said, *coming, *map(FadeIn, terms.come.values()), run_time=1)
        self.model, self.heading, self.formula, self.also = goal, heading, formula, []
        self.wait(1)

    def drawn(self, model: Architecture) -> Diagram:
        """Return a model's diagram, with its columns where those of all models are."""
        made, room = diagram(model, scale=SCALE), self.body
        _, top, _, bottom = model.extent
        up = room.centre[1] + pt(RISE + PITCH[1] * SCALE * (bottom + top) / 2)
        return made.shift(place(-pt(PITCH[0] * SCALE) * self.middle, up))

    def inwards(self, part: VMobject) -> np.ndarray:
        """Return how a block slides as it comes: from the diagram's nearest edge; arrows stay in place."""
        if not isinstance(part, Node):
            return ORIGIN
        away = part.centre - self.body.centre
        if abs(away[0]) > 1.0 and away[1] > -0.8:
            return SLIDE * (LEFT if away[0] > 0 else RIGHT)
        return SLIDE * (UP if away[1] < -0.8 else DOWN)

    def written(self, model: Architecture) -> Formula:
        """Return a model's energy and what its terms stand for, on one line above the words."""
        terms = " ".join(f"{{{{{term} : {role or 'lhs'}}}}}" for role, term in model.energy)
        source = f"{terms} quad quad {{{{{model.where} : where}}}}"
        line = Formula(source, size=38, colours=GREEN_GUESS)
        line.scale(min(1, self.body.inset(24, 0).width / line.width)).center()
        return on_line(line, self.body.bottom + pt(RISE))
