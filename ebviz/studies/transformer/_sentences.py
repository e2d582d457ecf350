"""Sentences as arrays: which words there are, how they are spelled, and what of them a study reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from ebviz.data.language import Language, numbers, rows
from ebviz.reading.text import read_sentences

if TYPE_CHECKING:
    from ebviz.study import Run


def language_of(config: Any) -> Language:
    """Return the language that a configuration of study `language` names."""
    if config.text is None:
        return numbers(config.tongue, config.count)
    sentences, sources = read_sentences(config.text, config.longest)
    words, y = rows(sentences)
    if sources is None:
        return Language(words, y, [], torch.zeros(len(y), 0, dtype=torch.int64))
    known, x = rows(sources)
    return Language(words, y, known, x)


def spelled(words: Sequence[str]) -> Tensor:
    """Return the code points of words, 0 behind the last letter of each: (V, C) int64.

    >>> spelled(["", "zwölf"]).shape
    torch.Size([2, 5])
    """
    table = torch.zeros(len(words), max(1, *map(len, words)), dtype=torch.int64)
    for row, word in zip(table, words, strict=True):
        row[: len(word)] = torch.tensor([ord(letter) for letter in word], dtype=torch.int64)
    return table


def read(table: np.ndarray) -> list[str]:
    """Return the words of a table (V, C) of code points.

    >>> read(spelled(["", "zwölf"]).numpy())
    ['', 'zwölf']
    """
    return ["".join(chr(letter) for letter in row if letter) for row in table]


def sentences(language: Run) -> tuple[Tensor, Tensor | None]:
    """Return y (N, T) of a run of study `language`, and x (N, S) if there is one."""
    y = torch.tensor(language["y"])
    return y, torch.tensor(language["x"]) if "x" in language else None
