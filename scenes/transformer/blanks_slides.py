"""Two denoising autoencoders of sentences: one fills a blank from both sides, the other, a language model, from one.

Lecture: section 7. A language model's corruption is a delay, so what follows is hidden from it. What is likely can be
counted: of all sentences that agree with what is seen, how many have which word in that place?
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ebviz.plot import *
from scenes.transformer._tokens import *
from scenes.transformer._words import END, START, named, spoken

LAST = -1
TOP = 9  # words whose probability is shown
BLANK = "?"


class Side(NamedTuple):
    """One of the two: its name, what it sees, its probabilities (V,) of one place, and the same by counting."""

    name: str
    sees: str
    tokens: list[str | None]  # None: hidden
    at: int  # the blank's place among them
    p: np.ndarray
    counted: np.ndarray
    right: int


@figure(studies=("language", "sequence_denoising", "language_model"), size=(12, 6.75))
def dae_beside_lm(
    fig: Figure, theme: Theme, language: Run, sequence_denoising: Run, language_model: Run
) -> None:
    """A blank is filled from both sides; the next word is predicted from one, so more words remain possible."""
    sides = (_filled(language, sequence_denoising), _predicted(language, language_model, sequence_denoising))
    rows = [_rows(language, side) for side in sides]
    most = max(max(row.p, row.counted) for some in rows for row in some)
    headline(fig, "a blank has two sides, the next word only one", left=0.04, up=0.925)
    mark: Style = {**_mark(theme), "marker": "|", "ms": 20, "mew": 2.2, "linestyle": "none"}
    legend(fig, [(mark, "by counting")], (0.955, 0.955), anchor="top right", size=20)
    for column, (side, some) in enumerate(zip(sides, rows, strict=True)):
        left = 0.04 + 0.49 * column
        label(fig, side.name, (left, 0.85), anchor="baseline left", size=22)
        label(fig, side.sees, (left + 0.445, 0.85), anchor="baseline right", size=17)
        _strip(fig, theme, (left, 0.755, 0.445, 0.075), side)
        _bars(fig, theme, (left + 0.12, 0.125, 0.24, 0.59), some, most)
        cost, least = (-float(np.log(p[side.right])) for p in (side.p, side.counted))
        word = short(named(language)[side.right])
        says = f"$C = -log p$({word}) $= {rounded(cost, 2)}$, by counting ${rounded(abs(least), 2)}$"
        headline(fig, says, left=left, right=left + 0.445, up=0.045, size=20)


def _filled(language: Run, denoising: Run) -> Side:
    shown, gap = denoising["shown"], int(denoising.config["gap"])
    tokens = _tokens(language, shown, gap)
    y, elsewhere = language["y"], np.arange(len(shown)) != gap
    alike = (y[:, elsewhere] == shown[elsewhere]).all(axis=1)
    p = denoising["shown_p"][LAST, gap, : len(language["words"])]
    sees = "$tilde(y)[j]$ from all other $y$"
    return Side(
        "denoising autoencoder", sees, list(tokens), gap, p, _shares(y[alike, gap], p), int(shown[gap])
    )


def _predicted(language: Run, model: Run, denoising: Run) -> Side:
    shown = model["shown"]
    gap = min(int(denoising.config["gap"]), len(spoken(language, shown)) - 1)
    tokens: list[str | None] = [START, *_tokens(language, shown, gap)]
    tokens[gap + 2 :] = [None] * len(tokens[gap + 2 :])
    y = language["y"]
    alike = (y[:, :gap] == shown[:gap]).all(axis=1)
    p = model["shown_p"][LAST, gap]
    sees = "$tilde(y)[j]$ from $y[0 … j - 1]$"
    return Side("language model", sees, tokens, gap + 1, p, _shares(y[alike, gap], p), int(shown[gap]))


def _tokens(language: Run, shown: np.ndarray, gap: int) -> list[str]:
    tokens = spoken(language, shown)
    tokens += [END] * (gap + 1 - len(tokens))
    tokens[gap] = BLANK
    return tokens


def _shares(found: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Return how often each word (V,) is among those that were found."""
    return np.bincount(found, minlength=len(p)) / len(found)


def _strip(fig: Figure, theme: Theme, rect: Rect, side: Side) -> None:
    """Draw the sentence as it is seen: a box for each word, the blank outlined, what is hidden hatched."""
    first = max(0, min(side.at - MOST // 2, len(side.tokens) - MOST))  # the blank is always in view
    tokens, at = side.tokens[first : first + MOST], side.at - first
    axes = fig.add_axes(rect)
    axes.set(xlim=(0, len(tokens)), ylim=(0, 1))
    axes.set_axis_off()
    cell = 72 * inches(axes)[0] / len(tokens)
    texts, size = fitted([token or "" for token in tokens], 0.8 * cell, 19)
    for j, (token, text) in enumerate(zip(tokens, texts, strict=True)):
        blank = j == at
        edge, thick = theme("tilde(y)" if blank else "frame"), 3.0 if blank else 1.0
        if token is None:
            axes.add_patch(hatched(theme, (j + 0.05, 0.05), 0.9))
        axes.add_patch(
            Rectangle((j + 0.05, 0.05), 0.9, 0.9, facecolor="none", edgecolor=edge, linewidth=thick)
        )
        if text:
            colour = "tilde(y)" if blank else hue(str(token), "y")
            place, offset = (j + 0.5, 0.5), (0, DOWN * size)
            label(axes, text, place, anchor="baseline centre", offset=offset, size=size, colour=colour)


class Row(NamedTuple):
    """A word, or all others, with its probability, the same by counting, and whether it is the right one."""

    word: str
    p: float
    counted: float
    right: bool = False
    rest: bool = False


def _rows(language: Run, side: Side) -> list[Row]:
    """Return the likeliest words, the right one among them, and all others together."""
    words = named(language)
    order = np.argsort(-side.p, kind="stable")[:TOP]
    if side.right not in order:
        order[-1] = side.right
    rows = [Row(words[i], float(side.p[i]), float(side.counted[i]), bool(i == side.right)) for i in order]
    if rest := len(words) - len(order):
        p, counted = (max(0.0, 1 - float(some[order].sum())) for some in (side.p, side.counted))
        rows.append(Row(f"{rest} others", p, counted, rest=True))
    return rows


def _mark(theme: Theme) -> Style:
    return {"color": theme.ink, "linewidth": 2.2}


def _bars(fig: Figure, theme: Theme, rect: Rect, rows: list[Row], most: float) -> None:
    """Draw a bar for each word, with a mark where counting is."""
    axes = fig.add_axes(rect)
    axes.set(xlim=(0, most), ylim=(max(len(rows), TOP), 0))
    axes.set_axis_off()
    texts, size = fitted([row.word for row in rows], 0.12 * 72 * fig.get_figwidth() - 14, 20)
    for at, (text, row) in enumerate(zip(texts, rows, strict=True)):
        name = "note" if row.rest else hue(row.word, "y" if row.right else "tilde(y)")
        axes.barh(at + 0.5, row.p, height=0.68, color=theme(name), alpha=1.0 if row.right else 0.75, zorder=2)
        axes.plot([row.counted] * 2, [at + 0.06, at + 0.94], **_mark(theme), zorder=3, clip_on=False)
        look: dict[str, Any] = {"anchor": "baseline right", "colour": name}
        label(axes, text, (0, at + 0.5), offset=(-10, DOWN * size), size=size, **look)
        says = f"${100 * row.p:.1f}$ %"
        reach = most * (width(says, 18) + 20) / (72 * inches(axes)[0])
        end = row.counted if row.p <= row.counted <= row.p + reach else row.p  # not across the mark
        look = {"anchor": "baseline left", "offset": (10, DOWN * 18)}
        label(axes, says, (end, at + 0.5), size=18, **look)
