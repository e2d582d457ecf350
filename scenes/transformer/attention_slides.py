"""Attention: what each word looks at when a number is translated, and when the next word is predicted.

Lecture: section 7. Every row is a softargmax: its weights are positive and sum to 1.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ebviz.plot import *
from scenes.transformer._tokens import *
from scenes.transformer._words import BOUNDARY, delayed, read_out, spoken

LAST = -1
HEADS = 2  # that a slide shows
STRONG = 0.8  # share of what a word takes: nearly all
THICK = 9.0  # points: a line for all that a word takes


@figure(studies=("language", "translation"), size=(12, 6.75))
def translation_attention(fig: Figure, theme: Theme, language: Run, translation: Run) -> None:
    """Each word of a number looks at a digit, though not in order: German says the units before the tens."""
    words = spoken(language, translation["free"])
    x = read_out(language, translation["shown_x"])
    x += [""] * (len(translation["shown_x"]) - len(x))
    many, whole = len(translation["free_a"]), (len(words), len(x))
    a = translation["free_a"][:, : min(len(words), MOST), :MOST]
    words, x = words[:MOST], x[:MOST]
    ended = bool((translation["free"][:MOST] == BOUNDARY).any())  # its last row is no word then
    headline(fig, _crossing(a.mean(axis=0)[: len(words) - ended], words, x))
    axes = fig.add_axes((0.045, 0.13, 0.34, 0.62))
    _lines(axes, theme, a.mean(axis=0), words, x)
    heads = f"mean of ${many}$ heads" if many > 1 else "one head"
    label(fig, heads, (0.215, 0.825), anchor="baseline centre", size=20, colour="note")
    shown = a[:HEADS]
    for head, weights in enumerate(shown):
        wide = min(0.19, 0.62 * 6.75 / 12 * len(x) / len(words))
        left = 0.55 + (wide + 0.045) * head
        map_, _ = table(fig, theme, (left, 0.13, wide, 0.62), weights)
        if not head:
            beside(map_, words, "y", size=20)
        above(map_, x, "x", size=24)
        label(fig, f"head ${head + 1}$", (left + wide / 2, 0.825), anchor="baseline centre", size=20)
    held_out = f"said freely; of all held-out sentences, ${100 * translation['right'][LAST]:.1f}$ % are right"
    if max(whole) > MOST:
        held_out += f"; the first ${MOST}$ symbols"
    label(fig, held_out, (0.045, 0.045), anchor="baseline left", size=18, colour="note")
    label(fig, "% of each word's attention", (0.955, 0.045), anchor="baseline right", size=18, colour="note")
    if not legible(map_, len(words)):
        swatches(fig, theme, (0.745, 0.095))


def _crossing(a: np.ndarray, words: list[str], x: list[str]) -> str:
    """Say which word, of those that look at one symbol almost only, looks before the one that precedes it, if any."""
    sure = [(row, int(a[row].argmax())) for row in range(len(a)) if a[row].max() >= STRONG]
    for (row, at), (next_row, before) in pairwise(sure):
        if before < at:
            one, other = short(words[row]), short(words[next_row])
            return f"attention crosses: {one} looks at {short(x[at])}, then {other} at {short(x[before])}"
    if len(sure) < 2:
        return f"${len(sure)}$ of ${len(a)}$ words pay almost all attention to one symbol"
    return "attention keeps the order: no lines cross"


def _lines(axes: Axes, theme: Theme, a: np.ndarray, words: list[str], x: list[str]) -> None:
    """Draw a line from each word to each symbol, as wide as what it takes from there."""
    left, right = bundles(axes, theme, a, (0.36, 0.84), THICK)
    for places, tokens, at, anchor, name in (
        (left, words, 0.33, "right", "y"),
        (right, x, 0.87, "left", "x"),
    ):
        texts, size = fitted(tokens, 0.3 * 72 * inches(axes)[0], 22)
        for y, token, text in zip(places, tokens, texts, strict=True):
            if token:
                look = {"anchor": f"baseline {anchor}", "colour": hue(token, name)}
                label(axes, text, (at, y), offset=(0, DOWN * size), size=size, **look)


@figure(studies=("language", "language_model"), size=(12, 6.75))
def language_model_attention(fig: Figure, theme: Theme, language: Run, language_model: Run) -> None:
    """Encoder and predictor of a language model look back only; what comes later is hidden from them."""
    words = spoken(language, language_model["shown"])
    whole, seen, words = len(words), delayed(words)[:MOST], words[:MOST]
    count = len(seen)
    back = np.tri(count, dtype=bool)
    for row, (block, bottom) in enumerate((("encoder", 0.405), ("predictor", 0.045))):
        a = language_model[f"{block}_a"][LAST, :HEADS, :count, :count]
        for head, weights in enumerate(a):
            left = 0.165 + 0.21 * head
            map_, _ = table(fig, theme, (left, bottom, 0.1925, 0.342), weights, seen=back)
            if not head:
                beside(map_, seen, "y", size=18, room=74)
                label(map_, block, (0, 0.5), coords="axes", offset=(-110, 0), turned=90, size=23)
            if not row:
                above(map_, seen, "y", size=18, room=72)
                label(fig, f"head ${head + 1}$", (left + 0.096, 0.94), anchor="baseline centre", size=20)
        beside(map_, words, "tilde(y)", size=18, right=True, room=80)
    if not legible(map_, count):
        swatches(fig, theme, (0.715, 0.335))
    _reading(fig, theme, language_model, whole)


def _reading(fig: Figure, theme: Theme, language_model: Run, whole: int) -> None:
    """Say how the maps of a language model are read, and what is left out of them."""
    left = 0.715
    label(fig, "each place", (left, 0.855), anchor="baseline left", size=30)
    label(fig, "looks back only", (left, 0.79), anchor="baseline left", size=30)
    key(fig, theme, (left, 0.665), ("what comes later", "is hidden"))
    says = [
        "in place $j$: $y[j - 1]$",
        "to be predicted: $tilde(y)[j]$",
        "% of each row's attention",
    ]
    labels(fig, says, (left, 0.55), size=20, pitch=1.5)
    share = language_model.config["d"] // language_model.config["heads"]
    each = [
        "each row:",
        '$a = "softargmax"_beta (K^T q)$',
        f"$beta = 1 \\/ sqrt({share}) = {rounded(share**-0.5, 2)}$",
    ]
    labels(fig, each, (left, 0.285), size=20, pitch=1.5)
    heads, aside = language_model.config["heads"], list[str]()
    if heads > HEADS:
        aside.append(f"${HEADS}$ of ${heads}$ heads")
    if whole > MOST:
        aside.append(f"the first ${MOST}$ of ${whole}$ places")
    labels(fig, aside, (left, 0.115), size=18, pitch=1.5, colour="note")
