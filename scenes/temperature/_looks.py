"""What a loss and a force look like in this lecture, in films and on slides alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from scenes.inference._numbers import number_word


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
FAINT = 0.15  # share of the greatest weight below which a latent does not contribute
FEW = 0.1  # share of all latents that is a few of them


def most(weights: np.ndarray) -> int:
    """Return how few of the latents' weights (K,) make 90 % of their sum."""
    share = np.sort(weights)[::-1].cumsum() / weights.sum()
    return int((share < 0.9).sum()) + 1


def contributing(weights: np.ndarray, *, closed: bool, word: str = "$z$") -> str:
    """Return in words which latents contribute with their weights (K,): a few, so many groups, or all.

    ``closed`` if the last one neighbours the first, as angles do.
    """
    there = weights > FAINT * weights.max()
    if there.all():
        return f"all {word} contribute"
    if most(weights) <= FEW * len(weights):
        return f"a few {word} contribute"
    before = np.roll(there, 1) if closed else np.append(False, there[:-1])
    groups = int((there & ~before).sum())
    if groups > 1:
        return f"mainly {number_word(groups)} groups of {word} contribute"
    return f"mainly one group of {word} contributes"


def learnt_from(training: Any, ellipse: Any) -> np.ndarray:
    """Return the samples (N, 2) that a run of study `training` has learnt from: all, or all that are not held out."""
    y = np.asarray(ellipse["y"])
    return y[training["kept_i"]] if "kept_i" in training else y


def shared_out(pull: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Return half the force (B, K, 2) of one sample on each point: a_k (y' - ỹ_k), whose a_k add up to 1.

    pull (B, K, 2) : in units of that on the nearest. way (K, 2) : y' - ỹ_k.
    """
    weights = np.linalg.norm(pull, axis=-1) / np.maximum(np.linalg.norm(way, axis=-1), 1e-12)
    return np.asarray(pull / weights.sum(axis=1)[:, None, None])


def weights(force: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Return how much a sample pulls on each point (…, K), in units of the greatest: force and way are (…, K, 2)."""
    a = np.linalg.norm(force, axis=-1) / np.maximum(np.linalg.norm(way, axis=-1), 1e-12)
    return np.asarray(a / a.max(axis=-1, keepdims=True))


def going_round(y: np.ndarray, first: int, most: int = 24) -> np.ndarray:
    """Return which of the samples y (N, 2) to visit to go round them once, from the ``first`` and back to it."""
    out = y - y.mean(axis=0)
    order = np.argsort(np.arctan2(out[:, 1], out[:, 0]))
    order = np.roll(order, -int((order == first).argmax()))[:: -(-len(order) // most)]
    return np.append(order, order[0])
