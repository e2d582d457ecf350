"""The transformer as encoder, predictor and decoder: how it comes from the autoencoder, and what is inside.

Lecture: section 7. Diagrams are data in `diagrams.sequences` and `diagrams.inside`, which the films draw too. The
first three slides have every block at the same place: from one to the next, the diagram grows.
"""

from __future__ import annotations

import numpy as np

from ebviz.diagrams.architectures import PITCH, Architecture
from ebviz.diagrams.inside import inside
from ebviz.diagrams.sequences import COPY, LANGUAGE_MODEL, TRANSFORMER, WRONG
from ebviz.plot import *
from scenes.transformer._zoom import *

SCALE = 1.08
RISE = 12  # slide points from the slide's middle up to the diagram's
ROOM = 20  # slide points between the blocks and the box around them
SEEN = ("x", "y")  # while the model is trained
SENTENCES = {"x": "source", "y": "target", "tilde(y)": "predicted"}


@figure(size=(12, 6.75))
def sequence_autoencoder_diagram(fig: Figure, theme: Theme) -> None:
    """The autoencoder of sentences: nothing keeps the prediction ỹ from being a copy of y."""
    _grown(fig, theme, COPY)


@figure(size=(12, 6.75))
def language_model_diagram(fig: Figure, theme: Theme) -> None:
    """The language model: y is delayed by one symbol, so that a predictor has to guess what comes next."""
    _grown(fig, theme, LANGUAGE_MODEL)


@figure(size=(12, 6.75))
def transformer_diagram(fig: Figure, theme: Theme) -> None:
    """The conditional language model, with the box that is wrongly called a decoder: it encodes and predicts too."""
    made = _grown(fig, theme, TRANSFORMER)
    inner = np.array([made.place(TRANSFORMER.blocks[role].at) for role in WRONG])
    half = np.array(shapes.DOME) / 2 + ROOM
    (left, low), (right, high) = inner.min(axis=0) - half, inner.max(axis=0) + half
    corners = np.array([(left, low), (right, low), (right, high), (left, high), (left, low)])
    axes, wide, red = made.axes, made.points, theme("red")
    axes.plot(*corners.T, color=theme("aqua"), linewidth=2.5 * wide, linestyle=(0, (1, 1.6)), zorder=1)
    for ends in ([0, 2], [1, 3]):
        axes.plot(*corners[ends].T, color=red, linewidth=4 * wide, zorder=1.5)
    name = label(axes, "“decoder”", (left + 8, high + 11), size=26, anchor="baseline left", colour="aqua")
    (start, bottom), (end, top) = axes.transData.inverted().transform(name.get_window_extent())
    axes.plot(
        [start - 5, end + 5], [bottom + 0.4 * (top - bottom)] * 2, color=red, linewidth=4 * wide, zorder=7
    )
    label(axes, "WRONG", (end + 22, high + 11), size=26, anchor="baseline left", colour="red")
    right_name = "it encodes, predicts, and only then decodes"
    label(axes, right_name, ((left + right) / 2, low - 30), size=20, anchor="baseline centre")


def _grown(fig: Figure, theme: Theme, model: Architecture) -> Blocks:
    """Draw a model with its columns where those of the last one are, its title, energy and sentences."""
    label(fig, model.title, (0.04, 0.925), anchor="baseline left", size=32)
    if "x" in model.blocks:
        label(fig, model.said, (0.96, 0.925), anchor="baseline right", size=22)
    else:
        labels(fig, model.said.replace(": ", ":\n").split("\n"), (0.04, 0.66), size=25)  # where x will be
    across, down = np.subtract(model.middle, TRANSFORMER.middle) * PITCH * SCALE
    lit = tuple(role for role in model.new if model.blocks[role].kind != "observed")
    made = Blocks(fig, theme, model, at=(across, RISE - down), scale=SCALE, lit=lit)
    _sentences(fig, (0.04, 0.31), [symbol for symbol in SENTENCES if symbol != "x" or "x" in model.blocks])
    label(fig, f"${model.formula} quad quad {model.where}$", (0.5, 0.07), anchor="baseline centre", size=25)
    return made


def _sentences(where: Axes | Figure, xy: tuple[float, float], symbols: list[str]) -> None:
    """Say which sentence each symbol is, row by row."""
    for row, symbol in enumerate(symbols):
        for text, right in ((f"${symbol}$", 0), (f"{SENTENCES[symbol]} sentence", 25)):
            label(where, text, xy, offset=(right, -30 * row), size=20, anchor="baseline left")


@figure(size=(12, 6.75))
def transformer_inside(fig: Figure, theme: Theme) -> None:
    """What is inside encoder, predictor and decoder: attention, 1-convolution, and Add-Norm after each."""
    label(fig, "Inside the transformer", (0.04, 0.925), anchor="baseline left", size=30)
    made = Diagram(fig, theme, pitch=(1, 1))  # places are slide points
    for symbol, x, down in (("x", -330, 224), ("h", -45, -210), ("tilde(y)", 402, -210), ("y", 402, 224)):
        made.variable(symbol, (x, down), observed=symbol in SEEN)
    made.energy("C", (402, 7))
    for symbol in ("tilde(y)", "y"):
        made.connect(symbol, "C")
    parts, zooms = inside(TRANSFORMER), dict[str, Zoom]()
    for role, at in {"source": (-330, -176), "enc": (-45, -116), "pred": (-45, 34), "dec": (8, 210)}.items():
        zooms[role] = Zoom(made.axes, theme, parts[role], at, up=role != "dec")
        zooms[role].draw(shapes.HUES[TRANSFORMER.blocks[role].kind])
    _ways_between(made.axes, theme, zooms)
    _words_beside(made.axes)


def _ways_between(axes: Axes, theme: Theme, zooms: dict[str, Zoom]) -> None:
    """Draw the delay, and the ways between modules and symbols."""
    source, enc, pred, dec = zooms.values()
    at, text = (178, -224), TRANSFORMER.blocks["delay"].text
    rim = shapes.delay("left") + np.array(at)
    outlined(axes, rim, edgecolor=theme("arrow"), facecolor=theme.paper, width=shapes.STROKE)
    label(axes, f"${text}$", at, size=27)
    keys = pred.side("attention")
    for way in (
        [(372, at[1]), (at[0] + 37, at[1])],
        [(at[0] - 38, at[1]), (enc.at[0], at[1]), enc.first],
        [(source.at[0], -194), source.first],
        [source.last, (source.at[0], keys[1]), keys],
        [enc.last, pred.first],
        [pred.last, (pred.at[0], 180)],
        [(-15, dec.at[1]), dec.first],
        [dec.last, (372, dec.at[1])],
    ):
        arrow_along(axes, theme, np.array(way, float), shapes.ARROW)


def _words_beside(axes: Axes) -> None:
    """Name the modules and what cross-attention takes; say what each kind of part does, and what each symbol is."""
    for name, at, hue in (
        ("Encoder of $x$", (-433, 82), "lavender"),
        ("Encoder", (62, -12), "lavender"),
        ("Predictor", (62, 138), "yellow"),
        ("Decoder", (290, 146), "aqua"),
    ):
        label(axes, name, at, colour=hue, size=20, anchor="baseline left")
    label(axes, "keys, values", (-156, 85), size=17, anchor="baseline right")
    label(axes, "queries", (-55, 39), size=17, anchor="baseline right")
    for row, (name, says, hue) in enumerate(
        (
            ("attention", "each looks at others", "yellow"),
            ("Add, Norm", "adds what came in", "blue"),
            ("1-convolution", "each for itself", "red"),
        )
    ):
        for text, x, colour in ((name, 70, hue), (says, 198, None)):
            label(axes, text, (x, 94 - 27 * row), size=17, anchor="baseline left", colour=colour)
    _sentences(axes, (70, -60), [*SENTENCES])
