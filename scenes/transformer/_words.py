"""Words of a language, which its run holds as letters."""

from __future__ import annotations

import numpy as np


def words_of(table: np.ndarray) -> list[str]:
    """Return the words of a table (V, C) of code points; the first, the boundary, is empty.

    >>> words_of(np.array([[0, 0], [97, 98]]))
    ['', 'ab']
    """
    return ["".join(chr(letter) for letter in row if letter) for row in table]
