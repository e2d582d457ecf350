"""What a translation looked up where: its symbols, its words, the attention between them, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenes.transformer._words import END, MOST, plain, read_out, spoken

if TYPE_CHECKING:
    from ebviz.study import Run

HEADS = 3  # that can be told apart; if there are more, their mean is shown
OPEN = np.log(2)  # nats; a word that costs more is left open by those before it
SHARP = 0.5  # share of the attention, all heads together, that says where a word was looked up
PLACES = ("hundreds", "tens", "units")
BEFORE = "before each word the predictor looks at the source"


@dataclass(frozen=True, slots=True)
class Translated:
    """The sentence that study `translation` shows: ``source`` (M), its words ``y`` and those ``said`` freely.

    ``right`` says whether they are the same; ``digits``, whether the source is a number; ``cut``, whether more than
    `MOST` symbols of the source or of y are left out, as they are of all three.
    """

    run: Run
    language: Run
    source: list[str]
    y: list[str]
    said: list[str]
    right: bool
    digits: bool
    cut: bool

    @classmethod
    def of(cls, run: Run, language: Run) -> Translated:
        """Read it from runs of studies `translation` and `language`."""
        source = read_out(language, run["shown_x"])
        y, said = (spoken(language, run[name]) for name in ("shown", "free"))
        digits, cut = language.config["text"] is None, max(len(source), len(y)) > MOST
        return cls(run, language, source[:MOST], y[:MOST], said[:MOST], said == y, digits, cut)

    @property
    def name(self) -> str:
        """The number that is translated, without zeros before it; of no use for other sources."""
        return "".join(self.source).lstrip("0") or "0"

    @property
    def opening(self) -> str:
        """What is seen at first: the source with its words."""
        rest = f" (the first {MOST} symbols)" if self.cut else ""
        tongue = str(self.language.config["tongue"]).capitalize()
        return (f"${self.name}$ in {tongue}" if self.digits else "a sentence and its translation") + rest

    @property
    def p(self) -> np.ndarray:
        """The probability of each right word after those before it, (S, N)."""
        count = len(self.y)
        return np.asarray(self.run["shown_p"][:, np.arange(count), self.run["shown"][:count]])

    def attention(self, name: str, count: int) -> np.ndarray:
        """Return an attention (…, H, count, M) of the first words to the symbols; of too many heads the mean."""
        a, last = np.array(self.run[name]), len(self.source) - 1
        if self.source[-1] == END:  # the boundaries behind it are one
            a[..., last] = a[..., last:].sum(axis=-1)
        a = a if a.shape[-3] <= HEADS else a.mean(axis=-3, keepdims=True)
        return np.asarray(a[..., :count, : last + 1])

    @property
    def a(self) -> np.ndarray:
        """Where each word was looked up as it was said freely, all heads together: (N, M)."""
        return np.asarray(self.attention("free_a", len(self.said)).mean(axis=0))

    @property
    def open(self) -> list[int]:
        """Which words the words before them leave open; none, if it is not y that was said."""
        cost = self.language["counted"][self.run.config["shown"]]
        return [j for j, word in enumerate(self.said) if self.right and word != END and cost[j] > OPEN]

    def claim(self) -> str:
        """Say in which order those words were looked up, if that can be told."""
        if not self.right:
            return f"{BEFORE}, and still gets the words wrong"
        a = self.a[self.open]
        if not len(a) or a.max(axis=-1).min() < SHARP:
            return f"{BEFORE}, sometimes at several symbols at once"
        order, says = a.argmax(axis=-1), "the predictor looks up what to say next"
        back = np.flatnonzero(np.diff(order) < 0)
        if not len(back):
            return f"{says}, from left to right"
        names = (
            [f"the {one}" for one in PLACES] if self.digits else [f"“{plain(one)}”" for one in self.source]
        )
        first, then = order[back[0] : back[0] + 2]
        return f"{says}: {names[first]} before {names[then]}"
