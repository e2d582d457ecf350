"""Sequence models as plain data: the autoencoder's corruption becomes a delay, and a predictor comes in between.

Roles are those of `diagrams.architectures`, so that a film moves what two models share. Source: lectures, section 7;
lecture_details, 6.
"""

from __future__ import annotations

from dataclasses import replace

from ebviz.diagrams.architectures import DAE, Architecture, Block, Wire

_ANSWER = {role: block for role, block in DAE.blocks.items() if role not in ("sampler", "y^", "enc")}
_ASKED = tuple(wire for wire in DAE.wires if wire.start in _ANSWER and wire.end in _ANSWER)

COPY = Architecture(
    title="Autoencoder",
    said="$tilde(y)$ may copy $y$",
    blocks={**_ANSWER, "enc": DAE.blocks["enc"]},
    wires=(*_ASKED, Wire("y", "enc", "across"), Wire("enc", "code")),
    energy=DAE.energy,
    where="h = Enc(y)",
    new=(),
)

BLANKS = replace(
    DAE,
    said="the encoder sees $y$ with symbols blanked out",
    blocks={**DAE.blocks, "sampler": replace(DAE.blocks["sampler"], text="Blanks")},
    where="h = Enc(hat(y))",
)

LANGUAGE_MODEL = Architecture(
    title="Language model",
    said="a delay hides the answer: predict it",
    blocks={
        **_ANSWER,
        "delay": Block("delay", (1, 2), "zeta^(-1)", "left"),
        "enc": Block("encoder", (0, 2), "Encoder", "up"),
        "pred": Block("predictor", (0, 1), "Predictor", "up"),
    },
    wires=(*_ASKED, Wire("y", "delay"), Wire("delay", "enc"), Wire("enc", "pred"), Wire("pred", "code")),
    energy=DAE.energy,
    where="h = Pred(Enc(zeta^(-1) y))",
    new=("delay", "pred"),
)

TRANSFORMER = Architecture(
    title="Conditional language model",
    said="the predictor also looks at a source $x$",
    blocks={
        **LANGUAGE_MODEL.blocks,
        "source": Block("encoder", (-1, 1), "Encoder", "right"),
        "x": Block("observed", (-2, 1), "x"),
    },
    wires=(*LANGUAGE_MODEL.wires, Wire("x", "source"), Wire("source", "pred")),
    energy=(("", "F(x, y) ="), *DAE.energy[1:]),
    where="h = Pred(Enc(zeta^(-1) y), Enc(x))",
    new=("source", "x"),
)

SEQUENCES = {"copy": COPY, "blanks": BLANKS, "language_model": LANGUAGE_MODEL, "transformer": TRANSFORMER}
WRONG = ("dec", "delay", "enc", "pred")  # what others call the decoder
