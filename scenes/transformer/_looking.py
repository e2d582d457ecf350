"""What attention says of its heads, and what of it a picture has room for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scenes.transformer._words import MOST, START, words_of

if TYPE_CHECKING:
    from ebviz.study import Run

HEADS = 32  # layers, and heads of each, that a film shows
LEAST = 0.001  # share of a token's attention that is not left out
HALF = 0.5  # share of its attention beyond which a head is said to look somewhere
BEFORE, ITSELF, AFTER, ONE, CHOICE, SEVERAL = range(6)  # the ways to look
TELLING = (CHOICE, BEFORE, AFTER, ONE, ITSELF, SEVERAL)  # the most telling first


def causal(a: np.ndarray) -> bool:
    """Return whether no token takes anything from a later one, in any layer and head of (L, H, T, S)."""
    return a.shape[2] == a.shape[3] > 1 and not np.triu(a, 1).any()


def tokens(run: Run) -> tuple[list[str], list[str]]:
    """Return the tokens that look and those that are looked at: the same list, if the run has one only."""
    own = run.config["data"] is not None
    rows = [legible(word) if own else word or START for word in words_of(run["words"])]
    if "source_words" not in run:
        return rows, rows
    return rows, [legible(word) for word in words_of(run["source_words"])]


def legible(token: str) -> str:
    r"""Return a token as it can be read: blanks around it are left out, and it has a sign if it is blank.

    >>> legible(" the"), legible(" "), legible("\n")
    ('the', '␣', '\\n')
    """
    return token.strip() or repr(token.strip(" "))[1:-1] or "␣"


def layer(run: Run, number: int) -> str:
    """Return what the layer of a number, counted from 0, is called."""
    return f"layer ${number + 1}$" if run.config["data"] is not None else ("encoder", "predictor")[number]


@dataclass(frozen=True)
class Looking:
    """Attention (L, H, T, S) of a run of study `attention`, cut to what a film shows.

    The ways to look are told over all tokens of the heads that are shown: `way` (L, H) is which, and `share` (L, H)
    how much of its attention, on average, a head pays to where it looks by that; where it looks at several, to each
    token's favourite.
    """

    run: Run

    @cached_property
    def layers(self) -> list[int]:
        """The numbers of the layers that are shown, from the first to the last."""
        count = len(self.run["attention"])
        return np.linspace(0, count - 1, min(count, HEADS)).round().astype(int).tolist()

    @cached_property
    def whole(self) -> np.ndarray:
        """The attention of the heads that are shown, among all tokens."""
        return np.asarray(self.run["attention"][self.layers, :HEADS], float)

    @cached_property
    def columns(self) -> list[str]:
        """The tokens that are looked at; the last one stands for all others if there are too many."""
        names = tokens(self.run)[1]
        rest = self.whole[:, :, :MOST, MOST:].sum(-1).max() > LEAST
        return [*names[: MOST - 1], f"{len(names) - MOST + 1} more"] if rest else names[:MOST]

    @property
    def others(self) -> bool:
        """Does the last column stand for several tokens?"""
        return self.columns != tokens(self.run)[1][:MOST]

    @cached_property
    def rows(self) -> list[str]:
        """The tokens that look."""
        return tokens(self.run)[0][:MOST]

    @cached_property
    def a(self) -> np.ndarray:
        """What is shown, (L, H, rows, columns); with a column for all others, each row still sums to 1."""
        a, count = self.whole[:, :, :MOST], len(self.columns)
        if not self.others:
            return a[..., :count]
        return np.concatenate([a[..., : count - 1], a[..., count - 1 :].sum(-1, keepdims=True)], -1)

    @property
    def own(self) -> bool:
        """Is it a file of the user's?"""
        return self.run.config["data"] is not None

    @property
    def across(self) -> bool:
        """Are others looked at than those that look?"""
        return "source_words" in self.run

    @property
    def symbol(self) -> str:
        """The symbol of what is looked at."""
        return "x" if self.across else "y"

    @cached_property
    def chosen(self) -> np.ndarray:
        """The rows of all tokens that have a choice: under a causal mask the first has none."""
        return self.whole[:, :, int(causal(self.whole)) :]

    @cached_property
    def shares(self) -> np.ndarray:
        """How much each head looks in each way, on average over the tokens: (6, L, H)."""
        a, first = self.whole, int(causal(self.whole))
        found = np.zeros((6, *a.shape[:2]))
        if not self.across:
            for way, (offset, start) in {BEFORE: (-1, 0), ITSELF: (0, first), AFTER: (1, 0)}.items():
                along = np.diagonal(a, offset, 2, 3)[..., start:]
                found[way] = along.mean(-1) if along.size else 0
        found[ONE] = self.chosen.mean(2).max(-1)
        found[CHOICE] = found[SEVERAL] = self.chosen.max(-1).mean(-1)
        return found

    @cached_property
    def way(self) -> np.ndarray:
        """The way in which each head looks, (L, H): the one to which more than half of its attention goes."""
        place = self.shares[:CHOICE]
        beyond = np.where(self.shares[CHOICE] > HALF, CHOICE, SEVERAL)
        return np.where(place.max(0) > HALF, place.argmax(0), beyond)

    @cached_property
    def share(self) -> np.ndarray:
        """How much it looks so, (L, H)."""
        return np.take_along_axis(self.shares, self.way[None], 0)[0]

    def clearest(self, way: int) -> tuple[int, int]:
        """Return layer and head that look clearly in a way: strongly, and mostly at tokens that are shown."""
        clear = 1 - self.share if way == SEVERAL else self.share
        if self.others:
            clear = clear * (1 - self.a[..., -1].mean(-1))
        row, column = np.unravel_index(np.where(self.way == way, clear, -1).argmax(), clear.shape)
        return int(row), int(column)

    @cached_property
    def ways(self) -> list[int]:
        """The ways that there are: the most telling first, then those of most heads."""
        counts = np.bincount(self.way.ravel(), minlength=6)
        first = next(way for way in TELLING if counts[way])
        rest = sorted((way for way in TELLING if counts[way] and way != first), key=lambda way: -counts[way])
        return [first, *rest]

    def example(self, place: tuple[int, int]) -> tuple[int, int]:
        """Return which of the tokens that are shown takes the most, in a head, from which other one."""
        a = np.array(self.a[place])
        if self.others:
            a[:, -1] = -1
        if not self.across:
            np.fill_diagonal(a, -1)
        row, column = np.unravel_index(a.argmax(), a.shape)
        return int(row), int(column)

    @cached_property
    def sharp(self) -> np.ndarray:
        """Which heads pay more than half of their attention to one token, on average over those that look: (L, H)."""
        return np.asarray(self.way != SEVERAL)
