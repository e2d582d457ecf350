"""What a film says: one sentence at a time at the foot of the frame, and one claim that is the point of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from manim import FadeIn, FadeOut, Scene, VGroup, smooth, squish_rate_func

from ebviz.errors import UsageError, clipped
from ebviz.stage.baseline import on_line
from ebviz.stage.formula import Words
from ebviz.stage.regions import BODY, FRAME, SAFE
from ebviz.stage.units import pt
from ebviz.style.notation import pieces
from ebviz.style.palette import colour as resolve

SAY, CLAIM = 28.0, 34.0  # text sizes
PACE = 3.2  # words read in a second
SETTLE = 0.4  # seconds before reading begins
SWITCH = 0.5  # seconds in which one sentence replaces another
LINE = 1.35  # height of a line, in text sizes


def seconds_to_read(sentence: str) -> float:
    """Return how long a sentence takes to read once; a formula takes a word for every four of its letters.

    >>> seconds_to_read("cold and hot meet") < seconds_to_read("cold and hot meet where $C(y) = C(hat(y))$")
    True
    """
    parts = pieces(sentence)
    words, formulas = " ".join(parts[::2]).split(), parts[1::2]
    return SETTLE + (len(words) + sum(max(1.0, len(formula) / 4) for formula in formulas)) / PACE


@dataclass(slots=True)
class Said:
    """One sentence of a film: what it says, whether it is the claim, and from when to when it stands (seconds)."""

    text: str
    claim: bool
    start: float
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A moment at which a lecturer waits for a click: when (seconds of film), its name, and notes for the speaker."""

    at: float
    name: str = ""
    notes: str = ""


class Speech(Scene):
    """The part of a scene that speaks; `LectureScene` is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._clock = 0.0  # seconds of film so far, exact: frames are counted from it
        self.spoken: list[Said] = []
        self.stops: list[Stop] = []
        self._line: VGroup | None = None
        super().__init__(*args, **kwargs)

    def say(self, sentence: str, *along: Any, run_time: float = SWITCH) -> VGroup:
        """Say one sentence at the foot of the frame, in place of the last, while ``along`` plays, as in `play`.

        The sentence is as for `Words`; one that is too wide is broken into two lines. With ``run_time=0`` it is there
        at once. A claim that gives way has been on screen long enough to be read twice: the film waits if need be.
        """
        return self._speak(sentence, False, along, run_time)

    def claim(self, sentence: str, *along: Any, run_time: float = SWITCH) -> VGroup:
        """Say the sentence that the film is about: like `say`, larger, and it stays until it can be read twice."""
        return self._speak(sentence, True, along, run_time)

    def hush(self, *along: Any, run_time: float = SWITCH) -> None:
        """Take the sentence away."""
        gone = self._leave()
        if run_time > 0 and (gone or along):
            self.play(*(FadeOut(line) for line in gone), *along, run_time=run_time)
        else:
            self.remove(*gone)

    def stop(self, name: str = "", notes: str = "", *, hold: float = 1.0) -> None:
        """Rest for ``hold`` seconds where a lecturer waits for a click; decks and chapters are cut here."""
        self.wait(hold)
        self.stops.append(Stop(self._clock, name, notes))

    def _speak(self, sentence: str, claim: bool, along: tuple[Any, ...], run_time: float) -> VGroup:
        gone = self._leave()
        size, hue = (CLAIM, "white") if claim else (SAY, "grey")
        line = self._line = lines(sentence, size=size, colour=hue)
        if run_time > 0:
            leaving = (FadeOut(old, rate_func=squish_rate_func(smooth, 0.0, 0.5)) for old in gone)
            coming = FadeIn(line, rate_func=squish_rate_func(smooth, 0.5 if gone else 0.0, 1.0))
            self.play(*leaving, coming, *along, run_time=run_time)
        else:
            self.remove(*gone)
            self.add(line)
        self.spoken.append(Said(sentence, claim, self._clock))
        return line

    def _leave(self) -> list[VGroup]:
        """End the current sentence, once a claim could be read twice; return what must go."""
        gone, self._line = self._line, None
        if self.spoken and self.spoken[-1].end is None:
            self.rest()
            self.spoken[-1].end = self._clock
        return [gone] if gone is not None else []

    def rest(self) -> None:
        """Wait until the claim on screen, if there is one, has been there long enough to be read twice."""
        if self.spoken and self.spoken[-1].claim and self.spoken[-1].end is None:
            left = 2 * seconds_to_read(self.spoken[-1].text) - (self._clock - self.spoken[-1].start)
            if left > 0:
                self.wait(left)

    def tear_down(self) -> None:
        """Let the last claim be read before the film ends."""
        super().tear_down()
        self.rest()
        if self.spoken and self.spoken[-1].end is None:
            self.spoken[-1].end = self._clock


def lines(sentence: str, *, size: float, colour: str = "white") -> VGroup:
    """Return a sentence at the foot of the frame, flush left, in one line or in two of about the same width.

    Raises `UsageError` for one that is too long for two lines.
    """
    style: dict[str, Any] = {"size": size, "colour": resolve(colour)}
    rows = [Words(sentence, **style)]
    if rows[0].width > SAFE.width:
        rows = [Words(part, **style) for part in broken(sentence)]
    if max(row.width for row in rows) > SAFE.width:
        raise UsageError(f"'{clipped(sentence)}': expected a sentence of two lines at the most, got more")
    foot = FRAME.bottom + pt(30.0)
    for index, row in enumerate(reversed(rows)):
        on_line(row, foot + index * pt(0.72 * LINE * size), left=BODY.left)
    return VGroup(*rows)


def broken(sentence: str) -> list[str]:
    """Break a sentence in two at the space, outside of formulas, that leaves the halves most alike.

    >>> broken("a sentence with $a + b$ in it")
    ['a sentence with', '$a + b$ in it']
    """
    spaces, place = [], 0
    for index, piece in enumerate(pieces(sentence)):
        if index % 2:  # a formula, between its dollar signs
            place += 2
        else:
            spaces += [place + at for at, letter in enumerate(piece) if letter == " "]
        place += len(piece)
    if not spaces:
        return [sentence]
    middle = min(spaces, key=lambda at: abs(at - len(sentence) / 2))
    return [sentence[:middle], sentence[middle + 1 :]]
