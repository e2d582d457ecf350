"""One diagram grows from the autoencoder to the transformer: encoder, predictor, decoder."""

from itertools import pairwise

import numpy as np

from ebviz.diagrams import shapes
from ebviz.diagrams.sequences import SEQUENCES, WRONG
from ebviz.stage import *
from scenes.autoencoders.family import AutoencoderFamily

ROOM = 22  # slide points between the blocks and the box around them


class SequenceFamily(AutoencoderFamily):
    """The corruption becomes a delay, a predictor is inserted, a source is attended to: that is no "decoder"."""

    family = SEQUENCES
    studies = ()  # type: ignore[assignment]
    opening = ("y", "enc", "code", "dec", "y~", "C")
    middle, hold = 0.0, 0.8
    gif = (0, 20.5)

    def thumbnail(self) -> None:
        """Draw encoder, predictor and decoder."""
        blocks = [
            block("Enc", "lavender", (0, 2), shapes.bullet((72, 60), "up")),
            block("Pred", "yellow", (0, 1), shapes.bullet((72, 60), "up")),
            block("Dec", "aqua", (0, 0), shapes.bullet((72, 60), "up")),
        ]
        wires = [link(start, end) for start, end in pairwise(blocks)]
        self.add(*poster(VGroup(*wires, *blocks), "encoder", "predictor", "decoder", share=0.4))

    def construct(self) -> None:
        first, *others = self.family.values()
        self.open(first)
        for model in others:
            self.turn_into(model)
        self.strike()

    def strike(self) -> None:
        """Draw the box that others call the decoder, strike it out, and say what it is."""
        self.play(FadeOut(self.formula))
        inside = np.vstack([self.model[role].outline.points for role in (*WRONG, "code")])
        low, high = inside.min(axis=0) - pt(ROOM), inside.max(axis=0) + pt(ROOM)
        corners = np.array([low, [high[0], low[1], 0], high, [low[0], high[1], 0]])
        box = Trace(corners, "aqua", width=2.5, dash=(7, 5), closed=True)
        name = Words("“decoder”", size=32, colour="aqua").next_to(box, UP, buff=pt(8))
        self.say("all of this is often called the decoder", FadeIn(box), FadeIn(name))
        self.wait(2)
        cross = VGroup(*(Trace(corners[[i, i + 2]], "red", width=5) for i in (0, 1)))
        wrong = Words("WRONG", size=40, colour="red", weight="bold").next_to(box, DOWN, buff=pt(8))
        self.say("but it encodes the past, predicts, and only then decodes", Create(cross), FadeIn(wrong))
        self.stop("wrong", hold=2)
        lit = [self.model[role] for role in ("enc", "pred", "dec")]
        self.play(*map(FadeOut, (cross, box, name, wrong)))
        self.claim("a transformer is encoder–predictor–decoder",
                   *(ApplyMethod(node.scale, 1.15, rate_func=there_and_back) for node in lit))  # fmt: skip
        self.wait(3)
