"""What films and figures of this lecture read alike."""

from __future__ import annotations

import re

import numpy as np

MOST = 12  # vertices whose names and weights can be read


def named(table: np.ndarray) -> list[str]:
    r"""Return the names of vertices (t, C), as Typst has to be given them.

    >>> named(np.array([[97, 0], [97, 95]]))
    ['a', 'a\\_']
    """
    names = ("".join(chr(letter) for letter in row if letter) for row in table)
    return [re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", name) for name in names]
