"""The thumbnail of the lecture's video: a few huge words and one picture, still readable at a width of 160 pixels."""

from __future__ import annotations

from ebviz.plot import *
from scenes.transformer._tokens import *
from scenes.transformer._words import read_out, spoken

FEW = 5  # symbols on either side
THICK = 15.0  # points: a line for all that a word takes
BOLD = 0.96  # share of its room that a text may fill before it is set bold


@figure(studies=("language", "translation"), size=(8, 4.5))
def thumbnail_transformer(fig: Figure, theme: Theme, language: Run, translation: Run) -> None:
    """What each word of a number looks at among the digits, in a model that encodes, predicts, and decodes."""
    words = spoken(language, translation["free"])[:FEW]
    x = read_out(language, translation["shown_x"])[:FEW]
    a = translation["free_a"].mean(axis=0)[: len(words), : len(x)]
    axes = fig.add_axes((0, 0.03, 1, 0.94))
    left, right = bundles(axes, theme, a, (0.325, 0.49), THICK)
    for heights, tokens, at, anchor, room, largest in (
        (left, words, 0.305, "right", 163, 46),
        (right, x, 0.51, "left", 80, 90),
    ):
        texts, size = fitted(tokens, BOLD * room, largest)
        for y, token, text in zip(heights, tokens, texts, strict=True):
            colour, low = hue(token, "y" if anchor == "right" else "x"), (0, DOWN * size)
            label(
                axes, f"*{text}*", (at, y), size=size, offset=low, anchor=f"baseline {anchor}", colour=colour
            )
    for up, text, colour in (
        (0.68, "encoder", "lavender"),
        (0.45, "predictor", "yellow"),
        (0.22, "decoder", "aqua"),
    ):
        label(fig, f"*{text}*", (0.98, up), anchor="baseline right", size=49, colour=colour)
