"""Words as arrays of a run: their letters as code points, a row for each word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor


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
