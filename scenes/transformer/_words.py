"""What films and figures of this lecture read alike: the words of a language, and those of one of its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from ebviz.style.numbers import rounded

if TYPE_CHECKING:
    from ebviz.study import Run

START, END = "start", "end"  # what the boundary is called before a sentence and behind it
BOUNDARY = 0  # its number among the words; it has no letters
MOST = 12  # symbols of a sentence that a picture shows


def words_of(table: np.ndarray) -> list[str]:
    """Return the words of a table (V, C) of code points; the boundary is empty.

    >>> words_of(np.array([[0, 0, 0], [101, 108, 102]]))
    ['', 'elf']
    """
    return ["".join(chr(letter) for letter in row if letter) for row in table]


def named(language: Run) -> list[str]:
    """Return the words of study `language` by their numbers; the boundary is `END`."""
    return [word or END for word in words_of(language["words"])]


def hue(word: str, name: str) -> str:
    """Return the palette's name for a word: that of its symbol, or that of notes for the boundary."""
    return "note" if word in (START, END) else name


def sentence(language: Run, row: int) -> list[str]:
    """Return the words of a sentence of study `language`, and `END` behind them."""
    return spoken(language, language["y"][row])


def source(language: Run, row: int) -> list[str]:
    """Return the symbols that a sentence of study `language` is translated from, as they stand there."""
    return read_out(language, language["x"][row])


def spoken(language: Run, symbols: np.ndarray) -> list[str]:
    """Return the words of numbers (T,), and `END` behind them if they reach it."""
    words, said = words_of(language["words"]), list[str]()
    for symbol in symbols.tolist():
        if symbol == BOUNDARY:
            return [*said, END]
        said.append(words[symbol])
    return said


def read_out(language: Run, symbols: np.ndarray) -> list[str]:
    """Return the words of numbers (S,) of a source, and `END` behind them if they reach it before the last."""
    words = words_of(language["source_words"])
    ends = bool(words) and not words[BOUNDARY]  # digits have no boundary
    said = list[str]()
    for symbol in symbols.tolist():
        if ends and symbol == BOUNDARY:
            return [*said, END]
        said.append(words[symbol])
    return said


def looked_at(language: Run, symbols: np.ndarray) -> list[str]:
    """Return the first symbols of a source (S,) that attention looks at: `END` also in each place behind its end."""
    said = read_out(language, symbols)
    return [*said, *[END] * (len(symbols) - len(said))][:MOST]


def least(floor: float, count: int, decimals: int) -> str:
    """Say what one of so many sentences costs at least, and that this is the log of how many, if it is.

    >>> least(float(np.log(150)), 150, 2), least(4.2, 150, 3), least(0.0, 150, 3)
    ('$log 150 = 5.01$', '$4.200$', '$0$')
    """
    if abs(floor - np.log(count)) < 5e-4:
        return f"$log {count} = {rounded(floor, decimals)}$"
    return f"${rounded(floor, decimals)}$" if floor > 5e-4 else "$0$"


def delayed(words: list[str]) -> list[str]:
    """Return words as they leave ζ⁻¹: each a place later, and `START` before them.

    >>> delayed(["drei", "end"])
    ['start', 'drei']
    """
    return [START, *words[:-1]]


def plain(word: str) -> str:
    r"""Return a word as Typst has to be given it: none of its signs means anything there.

    >>> plain("zwölf"), plain("$5"), plain("a_b")
    ('zwölf', '\\$5', 'a\\_b')
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", word)


def listed(words: Iterable[str]) -> str:
    """Return words as running text.

    >>> listed(["sieben", "und", "zwanzig"])
    'sieben und zwanzig'
    """
    return " ".join(map(plain, words))
