"""Numbers that run: a word and its value on one baseline, each text typeset once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from manim import VGroup, VMobject

from ebviz.stage.baseline import baseline, on_line, stacked
from ebviz.stage.formula import Formula, Words, merged
from ebviz.stage.history import between, bind, stand
from ebviz.stage.units import pt
from ebviz.style.palette import colour as resolve

FORM = "{:.2f}"
NUMBER = 1.15  # a number's size beside its word's: figures of the formula font are smaller


def step(value: float) -> str:
    """Write a step of a training as it is counted: large ones in tens, so that the last digit does not flicker.

    >>> step(7.4), step(1234.0)
    ('7', '1230')
    """
    whole = round(value)
    return f"{whole}" if abs(whole) < 100 else f"{10 * round(value / 10)}"


class Counter(VGroup):
    """A word, and beside it on the same baseline a number that changes: ``Counter("step", run["steps"], step)``.

    Parameters
    ----------
    word : as for `Words`, or a `Formula` such as that of "C(hat(y)) ="; an empty word leaves the number alone.
    values : a history (S,), or (S, N) for a ``form`` of several values, that the number follows in a replay; None, to
        `put` it by hand.
    form : Python's format of the value, ``"{:.0f}"``, or a function that writes it in Typst mathematics; what has
        formulas between dollar signs, ``"${:.0f}$ pictures"``, is running text as for `Words`.
    size : of the word. gap : between word and number, in slide points.
    tab : slide points from the word's left end to the number's, for counters below one another.
    colour, number_colour : of the word and of the number.
    """

    def __init__(
        self,
        word: str | VMobject,
        values: Any = None,
        form: str | Callable[..., str] = FORM,
        *,
        size: float = 28.0,
        gap: float = 10.0,
        tab: float | None = None,
        colour: str | None = None,
        number_colour: str | None = None,
    ) -> None:
        if isinstance(word, str):
            nothing = VMobject().set_points(np.zeros((4, 3)))
            word = Words(word, size=size, colour=resolve(colour or "white")) if word else nothing
        self.word = word
        self._form, self._gap, self._tab = form, gap, tab
        self._paint, self._size = resolve(number_colour or "white"), size * NUMBER
        self._texts: dict[str, tuple[np.ndarray, float]] = {}
        self.number = merged(self._set("0"))
        self._upright = self.word.height
        super().__init__(self.word, self.number)
        if values is None:
            self.put(0.0)
            return
        history = np.asarray(values, float)
        bind(self, [history], lambda moment: self.put(_plain(between(history, moment))))

    def _set(self, text: str) -> Formula | Words:
        if "$" in text:
            return Words(text, size=self._size / NUMBER, colour=self._paint)
        return Formula(text, size=self._size, colour=self._paint)

    def text(self, value: Any) -> str:
        """Return what the counter reads at a value, as Typst mathematics."""
        return self._form.format(value) if isinstance(self._form, str) else self._form(value)

    def put(self, value: Any) -> Self:
        """Show another value."""
        return self.write(self.text(value))

    def write(self, text: str) -> Self:
        """Show this Typst mathematics instead of a value."""
        if text not in self._texts:
            glyphs = merged(self._set(text))
            on_line(glyphs, 0.0, left=0.0)
            self._texts[text] = np.asarray(glyphs.points), glyphs.rises
        growth = self.word.height / self._upright if self._upright else 1.0
        start = self.word.get_left() if self._tab is not None else self.word.get_right()
        reach = pt(self._tab if self._tab is not None else self._gap) * growth
        corner = np.array([start[0] + reach, baseline(self.word), 0.0])
        points, self.number.rises = self._texts[text]
        self.number.set_points(growth * points + corner)
        self.number.source = text
        return self

    def stand(self, moment: float) -> None:
        """Show the value that the history has at a moment."""
        stand(moment, self)

    @property
    def baseline(self) -> float:
        """The height of the line on which word and number stand."""
        return baseline(self.word)


def _plain(value: np.ndarray) -> Any:
    """A number rather than an array of no dimension; the values of several histories stay an array."""
    return value.item() if value.ndim == 0 else value


def counters(*rows: Counter, left: float, top: float, pitch: float = 28.0) -> VGroup:
    """Set counters below one another, words flush left and numbers at one tab, the first on the line at ``top``."""
    tab = max(float(row.word.width) for row in rows) / pt(1.0) + 14.0
    stacked(*(row.word for row in rows), pitch=pitch, left=left, top=top)
    for row in rows:
        row._tab = tab
        row.write(row.number.source)
    return VGroup(*rows)
