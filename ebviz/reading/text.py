"""Sentences in a text file of the user's: one to a line, with what it is translated from before a tab."""

from __future__ import annotations

from pathlib import Path

from ebviz.errors import UsageError, clipped
from ebviz.reading.samples.idx import unpacked
from ebviz.remarks import remark

MOST = 100_000  # lines
Sentence = list[str]


def read_sentences(path: Path, longest: int) -> tuple[list[Sentence], list[Sentence] | None]:
    """Return the sentences of a file, and what each is translated from, or None.

    Their symbols are what spaces separate, or characters if there is no space in the file. Empty lines are passed
    over; a sentence is cut after ``longest`` symbols, which is reported.

    Raises
    ------
    UsageError : it cannot be read as UTF-8, has fewer than two lines or too many, or tabs in some lines only.
    """
    lines = [line.strip("\r\n ") for line in text_lines(path) if line.strip()]
    if not 2 <= len(lines) <= MOST:
        raise UsageError(f"'{path}': expected 2 to {MOST} lines, got {len(lines)}")
    pairs = [line.split("\t") for line in lines]
    if len({len(pair) for pair in pairs}) > 1 or len(pairs[0]) > 2:
        odd = next(i for i, pair in enumerate(pairs) if len(pair) != len(pairs[0]) or len(pair) > 2)
        raise UsageError(
            f"'{path}': expected a sentence in each line, or two with a tab between, got "
            f"'{clipped(lines[odd])}' in line {odd + 1}, not counting empty ones"
        )
    columns = [[pair[side].strip() for pair in pairs] for side in range(len(pairs[0]))]
    spaced = any(" " in sentence for column in columns for sentence in column)
    found = [[sentence.split() if spaced else list(sentence) for sentence in column] for column in columns]
    cut = sum(any(len(sentence) > longest for sentence in line) for line in zip(*found, strict=True))
    if cut:
        remark(f"'{path.name}': {cut} of {len(lines)} sentences cut after {longest} symbols")
    found = [[sentence[:longest] for sentence in column] for column in found]
    return found[-1], found[0] if len(found) == 2 else None


def text_lines(path: Path) -> list[str]:
    """Return the lines of a text file, plain or gzipped.

    Raises
    ------
    UsageError : it cannot be read, or not as UTF-8.
    """
    try:
        return unpacked(path).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UsageError(f"'{path}': expected text in UTF-8: {error.reason} at byte {error.start}") from error
