"""Reads the table of arrays in the docstring of a study's `compute`.

Train each on each toy, T = ellipse, moons::

    {T}_F (H, W), {T}_steps (S,) int64      names and shapes; then, after two spaces, words
    {left,right}_loss (T+1,)                either of these
    net.…                                   any name that begins so, of any shape
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

ENTRY = re.compile(r"(?P<name>[\w{},.]+)(?P<rest>\.…| \((?P<shape>[^()]*)\)(?P<dtype> int64)?)")
SIZE = re.compile(r"(?P<symbol>[A-Za-z]+'?)(?: ?(?P<sign>[+−]) ?(?P<more>\d+))?|(?P<number>\d+)")
HEADER = re.compile(r"\b([A-Z]) (?:=|is one of) (\w+(?:, (?!and\b)\w+)*)")


class Entry(NamedTuple):
    """One array of the table: its name, the sizes as they are written, and its type. No sizes: all that begin so."""

    name: str
    shape: tuple[str, ...] | None
    dtype: str


def table(docstring: str) -> list[Entry]:
    """Return the entries of a docstring's table, alternatives written out; raise ValueError where it is unclear."""
    head, _, block = docstring.partition("::\n\n")
    known = {letter: values.split(", ") for letter, values in HEADER.findall(" ".join(head.split()))}
    return [
        Entry(name, shape, dtype)
        for line in _lines(block)
        for raw, shape, dtype in _entries(line)
        for name in _alternatives(raw, known)
    ]


def values(docstring: str) -> set[str]:
    """Return what the letters in names stand for, such as "ellipse" and "moons" for T."""
    head, _, block = docstring.partition("::\n\n")
    listed = [part for _, text in HEADER.findall(" ".join(head.split())) for part in text.split(", ")]
    inline = [part for text in re.findall(r"\{([^{}]+,[^{}]+)\}", block) for part in text.split(",")]
    return {*listed, *inline}


def size(text: str, sizes: dict[str, int]) -> int | None:
    """Return what a size such as ``"S"``, ``"T+1"`` or ``"17"`` comes to; None if its letter is not known yet."""
    found = SIZE.fullmatch(text)
    if found is None:
        raise ValueError(f"'{text}' is no size")
    if found["number"]:
        return int(found["number"])
    if found["symbol"] not in sizes:
        return None
    return sizes[found["symbol"]] + _shift(found)


def solved(text: str, length: int) -> tuple[str, int] | None:
    """Return the letter in a size, and its value if that size is ``length``; None for a plain number."""
    found = SIZE.fullmatch(text)
    if found is None:
        raise ValueError(f"'{text}' is no size")
    return None if found["number"] else (found["symbol"], length - _shift(found))


def _shift(found: re.Match[str]) -> int:
    return int((found["sign"] or "+").replace("−", "-") + (found["more"] or "0"))


def _lines(block: str) -> Iterator[str]:
    """Yield what stands before the words, of each line of the block."""
    rows = block.split("\n")
    for row in rows[: rows.index("") if "" in rows else len(rows)]:
        text = row.removeprefix("    ") if block.startswith("    ") else row
        if not text.startswith(" "):  # else the words go on
            yield re.split(r" {2,}", text.strip())[0]


def _entries(text: str) -> Iterator[tuple[str, tuple[str, ...] | None, str]]:
    if ENTRY.sub("", text).strip(" ,=+"):
        raise ValueError(f"not understood: '{text}'")
    for found in ENTRY.finditer(text):
        if found["shape"] is None:
            yield found["name"] + ".", None, ""
        else:
            sizes = tuple(part for part in found["shape"].replace(" ", "").split(",") if part)
            yield found["name"], sizes, (found["dtype"] or "float32").strip()


def _alternatives(raw: str, known: dict[str, list[str]]) -> Iterator[str]:
    """Yield the names that ``{T}_{ae,copy}_F`` stands for."""
    pieces = re.split(r"\{([^{}]+)\}", raw)
    choices = [known[text] if text in known else text.split(",") for text in pieces[1::2]]
    for chosen in itertools.product(*choices):
        yield "".join(a + b for a, b in zip(pieces[::2], [*chosen, ""], strict=True))
