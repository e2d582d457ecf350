"""One table from β, the coldness, to its regime: what it is called, and the emoji that stands for it.

At β = ∞, zero temperature, F is the minimum over the latents. At any finite β it is a soft minimum, warm, as long
as the best model still uses its latent. Below the first transition of the thermostat catastrophe the best ellipse
begins to lose it: hot. As β → 0, F is the mean over the latents, and training is plain MSE.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ebviz.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

CATASTROPHE = 0.399
"""β below which the best ellipse for the lecture's 24 samples loses an axis: study `catastrophe`, `located`."""
SPREAD = 3.116
"""Mean ‖y‖² of these samples."""


@dataclass(frozen=True, slots=True)
class Regime:
    """A regime: ``name`` is "cold", "warm" or "hot", ``emoji`` that of its picture, ``words`` what a heading says.

    ``symbol`` and ``definition`` are its free energy and what that is, in Typst mathematics.
    """

    name: str
    words: str
    symbol: str
    definition: str

    @property
    def emoji(self) -> str:
        """The name of its emoji."""
        return self.name


_SOFT = "-1/beta log 1/N_z scripts(sum)_z e^(-beta E(y, z))"
COLD = Regime("cold", "zero temperature", "F_oo", "min_z E(y, z)")
WARM = Regime("warm", "warm", "F_beta", _SOFT)
HOT = Regime("hot", "hot", "F_beta", _SOFT)
MEAN = Regime("hot", "hot", "F_0", "1/N_z scripts(sum)_z E(y, z)")
REGIMES = (COLD, WARM, HOT)


def hot_below(y: np.ndarray) -> float:
    """Return the β below which samples y (N, 2) count as hot: β E is a pure number, so it falls as they grow.

    >>> import numpy as np
    >>> round(hot_below(10 * np.full((2, 2), (SPREAD / 2) ** 0.5)), 5)
    0.00399
    """
    return float(CATASTROPHE * SPREAD / max(float((y.astype(float) ** 2).sum(axis=-1).mean()), 1e-12))


def regime(beta: float, catastrophe: float = CATASTROPHE) -> Regime:
    """Return the regime of an inverse temperature β ≥ 0.

    ``catastrophe`` is the β below which the model in hand loses its latent, if that is not the lecture's ellipse.
    Raises `UsageError` for a negative β, and for NaN.

    >>> [regime(beta).name for beta in (math.inf, 10.0, 1.0, 0.33, 0.0)]
    ['cold', 'warm', 'warm', 'hot', 'hot']
    """
    if not beta >= 0:
        raise UsageError(f"an inverse temperature: expected 0 to inf, got {beta:g}")
    if math.isinf(beta):
        return COLD
    if beta == 0:
        return MEAN
    return WARM if beta > catastrophe else HOT
