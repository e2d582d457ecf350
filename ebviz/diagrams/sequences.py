"""Sequence models as plain data: the autoencoder's corruption becomes a delay, and a predictor comes in between.

Roles are those of `diagrams.architectures`, so that a film moves what two models share. Source: lectures, section 7;
lecture_details, 6.
"""

from __future__ import annotations

from ebviz.diagrams.architectures import Architecture, Block, Wire

_ANSWER = {
    "code": Block("variable", (0, 0), "h"),
    "dec": Block("decoder", (1, 0), "Decoder"),
    "y~": Block("variable", (2, 0), "tilde(y)"),
    "C": Block("energy", (2, 1), "C"),
    "y": Block("observed", (2, 2), "y"),
}
_ASKED = (Wire("code", "dec"), Wire("dec", "y~"), Wire("y~", "C"), Wire("y", "C"))
_ENERGY = (("", "F(y) ="), ("C", "C(y, tilde(y))"))

COPY = Architecture(
    title="Autoencoder",
    said="$tilde(y)$ may copy $y$",
    blocks={**_ANSWER, "enc": Block("encoder", (0, 1), "Encoder", "up")},
    wires=(*_ASKED, Wire("y", "enc", "across"), Wire("enc", "code")),
    energy=_ENERGY,
    where="h = Enc(y)",
    new=(),
)

BLANKS = Architecture(
    title="Denoising autoencoder",
    said="the encoder sees $y$ with blanks",
    blocks={
        **_ANSWER,
        "sampler": Block("sampler", (1, 2), "Blanks", "left"),
        "y^": Block("variable", (0, 2), "hat(y)"),
        "enc": Block("encoder", (0, 1), "Encoder", "up"),
    },
    wires=(*_ASKED, Wire("y", "sampler"), Wire("sampler", "y^"), Wire("y^", "enc"), Wire("enc", "code")),
    energy=_ENERGY,
    where="h = Enc(hat(y))",
    new=("sampler", "y^"),
)

LANGUAGE_MODEL = Architecture(
    title="Language model",
    said="the corruption is a delay: what comes next?",
    blocks={
        **_ANSWER,
        "delay": Block("delay", (1, 2), "zeta^(-1)", "left"),
        "enc": Block("encoder", (0, 2), "Encoder", "up"),
        "pred": Block("predictor", (0, 1), "Predictor", "up"),
    },
    wires=(*_ASKED, Wire("y", "delay"), Wire("delay", "enc"), Wire("enc", "pred"), Wire("pred", "code")),
    energy=_ENERGY,
    where="h = Pred(Enc(zeta^(-1) y))",
    new=("delay", "pred"),
)

TRANSFORMER = Architecture(
    title="Conditional language model",
    said="the predictor looks at a source $x$",
    blocks={
        **LANGUAGE_MODEL.blocks,
        "source": Block("encoder", (-1, 1), "Encoder", "right"),
        "x": Block("observed", (-2, 1), "x"),
    },
    wires=(*LANGUAGE_MODEL.wires, Wire("x", "source"), Wire("source", "pred")),
    energy=_ENERGY,
    where="h = Pred(Enc(zeta^(-1) y), Enc(x))",
    new=("source", "x"),
)

SEQUENCES = {"copy": COPY, "blanks": BLANKS, "language_model": LANGUAGE_MODEL, "transformer": TRANSFORMER}
WRONG = ("dec", "delay", "enc", "pred")  # what others call the decoder
