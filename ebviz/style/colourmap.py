"""Values as colours, by the one rule for energies: blue is cold is low, red is hot is high, and zero is cold.

A colour map is named by its role, which the theme that is worn translates: "energy", "weights", "pictures" and "x".
Any of matplotlib's names is accepted too, for what has no role.

`energy_scale` says which energy has which colour, in films and figures alike. The cold end is the least energy that
can be attained: 0 for E and F, which are nowhere negative. A cost that is only learned up to a constant, such as a
GAN's C, has its zero at its mean over the data. The hot end is the cap, and everything above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ebviz.errors import UsageError
from ebviz.style import lab, maps
from ebviz.style.themes import Theme, worn

ROLES: Mapping[str, Callable[[Theme], str]] = {
    "energy": lambda look: look.energy_map,
    "weights": lambda look: look.other_map,
    "pictures": lambda look: look.other_map,
    "x": lambda look: look.x_map,
}


def map_of(role: str) -> str:
    """Return the name of the colour map that has a role in the theme that is worn; any other name as it is.

    >>> map_of("energy"), map_of("tab10")
    ('coolwarm', 'tab10')
    """
    return ROLES[role](worn()) if role in ROLES else role


def rgb(values: np.ndarray, low: float, high: float, name: str = "energy") -> np.ndarray:
    """Return the colours (…, 3) in [0, 1] of values (…): the first for ``low`` and below, the last from ``high``.

    ``name`` is a role or a colour map's name.
    """
    share = np.clip((np.asarray(values, float) - low) / (high - low), 0, 1) * (maps.STEPS - 1)
    below = np.minimum(share.astype(int), maps.STEPS - 2)
    colours, part = maps.table(map_of(name)), (share - below)[..., None]
    return colours[below] * (1 - part) + colours[below + 1] * part


def hexes(values: np.ndarray, low: float, high: float, name: str = "energy") -> list[str]:
    """Return the colours of values (N,) as hex strings; ``name`` is a role or a colour map's name.

    >>> hexes(np.array([0.0, 9.0]), 0.0, 1.0)
    ['#3B4CC0', '#B40426']
    """
    bytes_ = np.rint(rgb(values, low, high, name) * 255).astype(int)
    return [f"#{r:02X}{g:02X}{b:02X}" for r, g, b in bytes_]


def bright(values: np.ndarray, low: float, high: float, name: str = "energy") -> np.ndarray:
    """Return which values (…) have a colour so bright that black stands out on it, and white does not."""
    return np.asarray(lab.of_rgb(rgb(values, low, high, name))[..., 0] > 55.0)


@dataclass(frozen=True, slots=True)
class EnergyScale:
    """Which energy has which colour: ``zero`` is the coldest, ``zero + cap`` and more the hottest."""

    cap: float
    zero: float = 0.0

    def above(self, energy: np.ndarray) -> np.ndarray:
        """Return energies (…) counted from the zero: what a map, a surface or a bar from 0 to ``cap`` shows."""
        return np.asarray(energy) - self.zero

    def rgb(self, energy: np.ndarray) -> np.ndarray:
        """Return the colours (…, 3) of energies (…)."""
        return rgb(self.above(energy), 0.0, self.cap)

    def hexes(self, energy: np.ndarray) -> list[str]:
        """Return the colours of energies (N,) as hex strings."""
        return hexes(self.above(energy), 0.0, self.cap)

    @property
    def ticks(self) -> tuple[float, ...]:
        """The values to label on a bar: 0, the cap, and round ones between."""
        step = _round(self.cap / 2)
        between = [round(step * k, 10) for k in range(1, 9) if step * k < 0.95 * self.cap]
        return (0.0, *between, self.cap)


def energy_scale(
    *energies: np.ndarray, cap: float | None = None, data: np.ndarray | None = None
) -> EnergyScale:
    """Return the scale for energies that are shown together.

    Parameters
    ----------
    energies : everything to be shown, any shapes. May be left out if ``cap`` is given.
    cap : where the hot end begins; by default a round number that no more than a hundredth of the values exceed.
    data : energies of the samples; given for a cost without a zero of its own, whose mean over them is the zero.

    Raises
    ------
    UsageError : neither energies nor a cap; a cap that is not positive; negative energies without ``data``.

    >>> energy_scale(np.array([0.0, 0.3, 1.9]))
    EnergyScale(cap=2.0, zero=0.0)
    >>> energy_scale(np.array([-4.0, 1.0]), cap=3.0, data=np.array([-5.0, -3.0]))
    EnergyScale(cap=3.0, zero=-4.0)
    """
    zero = 0.0 if data is None else float(np.mean(data))
    flat = np.concatenate([np.ravel(np.asarray(part, float)) for part in energies] or [np.zeros(0)])
    least = float(flat.min(initial=np.inf))
    if data is None and least < -1e-6 * max(1.0, float(np.abs(flat).max(initial=0.0))):
        raise UsageError(f"energies: expected none below 0, got {least:g}; a learned cost takes data=C(y)")
    if cap is None:
        if not flat.size:
            raise UsageError("a scale: expected energies or a cap, got neither")
        most = float(np.quantile(flat, 0.99)) - zero
        cap = _round(most) if most > 0 else 1.0
    if not cap > 0:
        raise UsageError(f"a scale's cap: expected a number above 0, got {cap:g}")
    return EnergyScale(float(cap), zero)


def _round(value: float) -> float:
    """Return the least of …, 1, 2, 5, 10, … that is not below a positive value."""
    decade = 10.0 ** np.floor(np.log10(value))
    return float(next(round(step * decade, 12) for step in (1, 2, 5, 10) if step * decade >= value * 0.9999))
