"""What a loss and a force look like in this lecture, in films and on slides alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Look:
    """The line of one quantity: its hue, its dashes and gaps in line widths (None: solid), and its name."""

    hue: str
    dash: tuple[float, float] | None
    name: str

    def on_stage(self, width: float) -> dict[str, Any]:
        """Return it as arguments of a `Trace` or a `Plane.curve`, ``width`` slide points wide."""
        dash = None if self.dash is None else (self.dash[0] * width, self.dash[1] * width)
        return {"colour": self.hue, "width": width, "dash": dash}

    @property
    def mark(self) -> str | tuple[float, float]:
        """Its mark in a film's legend."""
        return "line" if self.dash is None else (1.6 * self.dash[0], 1.6 * self.dash[1])

    @property
    def on_paper(self) -> Any:
        """Its dashes as matplotlib's line style."""
        return "-" if self.dash is None else (0, self.dash)


LOSSES = {
    "cold": Look("aqua", None, "energy"),
    "warm": Look("violet", (5.0, 1.6), "energy, warm"),
    "hinge": Look("orange", (1.2, 1.4), "hinge"),
    "log": Look("gold", (9.0, 2.0), "log"),
}
FORCE = 0.5  # share of a force that its arrow shows: at zero temperature it ends on the sample that pulls
