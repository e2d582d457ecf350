"""What pictures must know about a model's latents: where they lie, and whether they run around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ebviz.style import ticks
from ebviz.style.colourmap import energy_scale


@dataclass(frozen=True, slots=True)
class Latents:
    """The scalar latents of a model, from ``low`` to ``high``; ``closed`` if both ends mean the same."""

    low: float
    high: float
    closed: bool

    @classmethod
    def of(cls, inference: Any) -> Latents:
        """Return those of the model that a run of study `inference` has."""
        return cls(*(inference.config[key] for key in ("z_low", "z_high", "z_closed")))

    @property
    def laps(self) -> tuple[float, float]:
        """From where to where energies are drawn: over three turns, or from one end to the other."""
        span = self.high - self.low
        return (self.low - span, self.high + span) if self.closed else (self.low, self.high)

    def ticks(self, *, laps: bool = False, **options: Any) -> Mapping[float, str]:
        """Ticks over all values, or over the ``laps``; the options are those of `ticks.latent`."""
        return ticks.latent(*(self.laps if laps else (self.low, self.high)), **options)

    @property
    def ends(self) -> tuple[str, ...]:
        """What their two ends are called in formulas."""
        names = self.ticks(most=2)
        near = [min(names, key=lambda tick: abs(tick - end)) for end in (self.low, self.high)]
        both = zip(near, (self.low, self.high), strict=True)
        return tuple(names[tick] if np.isclose(tick, end) else f"{end:.3g}" for tick, end in both)

    def over_laps(self, z: np.ndarray, E: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return latents (N,) from end to end and their energies (…, N), repeated over the laps."""
        if not self.closed:
            return z, E
        turns = (self.high - self.low) * np.arange(-1, 2)
        return (z + turns[:, None]).ravel(), np.concatenate([E] * 3, axis=-1)

    def centred(self, z: np.ndarray, E: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return latents (N,) from end to end and their energies (…, N), with 0 in the middle if they run around."""
        if not self.closed:
            return z, E
        half = len(z) // 2
        z = np.concatenate([z[half:-1] - (self.high - self.low), z[: half + 1]])
        return z, np.concatenate([E[..., half:-1], E[..., : half + 1]], axis=-1)

    def whole(self, values: np.ndarray, end: Any = None) -> np.ndarray:
        """Return values (K, …) of the latents of a grid, with the first one again (or ``end``) if they run around."""
        return np.concatenate([values, [values[0] if end is None else end]]) if self.closed else values


def hot_end(y: np.ndarray, F: np.ndarray) -> float:
    """Return the F from which maps of the plane are hot, about two thirds of the samples' variance.

    Y (N, 2) are the samples; if F (…) is lower than that nearly everywhere, the map ends earlier.
    """
    variance = float(np.square(y - y.mean(axis=0)).sum(axis=1).mean())
    return min(float(f"{0.65 * variance:.1g}") or 1.0, energy_scale(F - min(F.min(), 0)).cap)
