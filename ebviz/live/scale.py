"""What the places of a slider mean, which a notebook sets and reads by name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ebviz.errors import UsageError, clipped, nearest


@dataclass(frozen=True, slots=True)
class Scale:
    """The values that a slider goes through.

    Parameters
    ----------
    slider : its name. values : what its places mean, in order; numbers that rise, or texts.
    low : its first place. between : may it stand between two places: "log", "even", or "" for not at all.

    >>> beta = Scale("beta", [0.0, 0.1, 1.0, 10.0, math.inf], between="log")
    >>> beta.place("beta", 1.0), beta.value(2), round(beta.value(beta.place("beta", 3.2)), 12), beta.value(4)
    (2.0, 1.0, 3.2, inf)
    """

    slider: str
    values: Sequence[Any]
    low: int = 0
    between: str = ""

    def place(self, name: str, value: Any) -> float:
        """Return where a value is; raise `UsageError` for one that is nowhere on it. Its dial is called ``name``."""
        first, last = self.values[0], self.values[-1]
        if isinstance(first, str):
            if value not in self.values:
                known = ", ".join(self.values)
                hint = nearest(str(value), self.values)
                raise UsageError(f"{name}: expected one of {known}, got {clipped(repr(value))}{hint}")
            return self.low + list(self.values).index(value)
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not first <= number <= last:
            raise UsageError(
                f"{name}: expected a number from {first:g} to {last:g}, got {clipped(repr(value))}"
            )
        after = next(n for n, one in enumerate(self.values) if one >= number)
        return float(self.low + self._within(after, number))

    def _within(self, after: int, number: float) -> float:
        """Return the place of a number whose next value has an index."""
        right = self.values[after]
        if right == number:
            return after
        left = self.values[after - 1]
        if self.between == "log" and left > 0 and math.isfinite(right):
            return after - 1 + math.log(number / left) / math.log(right / left)
        if self.between == "even":
            return after - 1 + (number - left) / (right - left)
        return after if right - number < number - left else after - 1

    def value(self, place: float) -> Any:
        """Return what a place means."""
        at = min(max(place - self.low, 0), len(self.values) - 1)
        before = math.floor(at)
        left, share = self.values[before], at - before
        if share == 0 or not self.between:
            return left
        right = self.values[before + 1]
        if self.between == "even":
            return left + share * (right - left)
        if left > 0 and math.isfinite(right):
            return left * (right / left) ** share
        return right if share > 0.5 else left

    def settled(self, name: str, value: Any) -> Any:
        """Return the value that a slider takes if it is to take one: itself, or the nearest that it has."""
        place = self.place(name, value)
        return value if place % 1 and self.between else self.value(place)
