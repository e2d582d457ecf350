"""What films and figures of these lectures say alike: names of data and classes, and what became of bubbles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ebviz.style import ticks
from scenes.inference._numbers import number_word

if TYPE_CHECKING:
    from ebviz.study import Run

CROWDED = 0.05  # share of overlapping pairs above which bubbles are a heap
ONE = 0.9  # share from which on they are one
POINT = 0.045  # radius √v below which a bubble is a point
AIR = 0.3  # share of the large bubble's area below which the small ones do not fill it
FAR = 2.0  # mean distance of the centres from the origin beyond which they are far apart
MOST = 0.95  # share of the held-out pictures whose energy is below the dashed line
HUES = {
    "pixels": "red",
    "line": "aqua",
}  # of the ways from one picture to another: what is mixed, pixels or codes


def data_name(toys: Run, toy: str) -> str:
    """What a toy is called: by its form, or as samples if they are the user's."""
    if toys.config.get(f"{toy}_data") is not None:
        return "samples of your own"
    names = {"ellipse": "ellipse", "moons": "two moons", "spiral": "spiral"}
    return names.get(toy) or f"{number_word(len(toys['modes']))} Gaussians"


def kind(digits: Run) -> str:
    """What a picture is called: a digit, unless pictures are the user's."""
    return "digit" if digits.config.get("images") is None else "picture"


def class_names(digits: Run) -> list[str]:
    """What the classes are called, one for each label that there may be."""
    named = digits["classes"] if "classes" in digits else np.arange(10)
    return [f"{name}" if name >= 0 else f"{label}" for label, name in enumerate(named.tolist())]


def alike_nearby(places: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of places (N, d) whose nearest neighbour has the same label.

    >>> alike_nearby(np.array([[0.0], [1.0], [3.0]]), np.array([7, 7, 1]))
    0.6666666666666666
    """
    apart = np.square(places[:, None] - places).sum(axis=-1) + np.diag(np.full(len(places), np.inf))
    return float((labels[apart.argmin(axis=1)] == labels).mean())


def nearest(places: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return which of the codes (N, d) is nearest to each of some places (P, d), (P,)."""
    return np.asarray(np.square(places[:, None] - codes).sum(axis=-1).argmin(axis=1))


def pair_of(
    digits_vae: Run, which: int
) -> tuple[np.ndarray, dict[str, np.ndarray], dict[str, np.ndarray], int]:
    """Classes of one pair shown; by way, its pictures (L, P, P), and F̃ of all pairs (K, L); which it is of these."""
    k = int(digits_vae["many_pairs"][which])
    pictures = {way: digits_vae[f"many_pairs_{way}"][which] for way in HUES}
    energies = {way: digits_vae[f"many_between_{way}_F"] for way in pictures}
    return digits_vae["many_between"][k], pictures, energies, k


def usual(digits_vae: Run, what: str) -> tuple[float, tuple[str, str, str]]:
    """The energy that most held-out pictures are below, and the legend's entry of a line there."""
    below = f"{100 * MOST:.0f} % of held-out {what}s are below"
    return float(np.quantile(digits_vae["many_energy"], MOST)), ("dashed", "grey", below)


def settled(history: np.ndarray, share: float) -> int:
    """The moment from which a history stays within a share of its change from where it ends; of a constant one, 1.

    >>> settled(np.array([8.0, 4.0, 1.0, 0.1, 0.0]), 0.2)
    2
    """
    away = np.abs(history - history[-1]) > share * abs(history[0] - history[-1])
    return int(away.nonzero()[0].max(initial=0)) + 1


def a(name: object) -> str:
    """A number with its article.

    >>> a(4), a(8), a(11)
    ('a $4$', 'an $8$', 'an $11$')
    """
    word = f"{name}"
    return f"an ${word}$" if word[:1] == "8" or word in ("11", "18") else f"a ${word}$"


def energy_cap(toys: Run, *names: str) -> float:
    """Where the colours of a squared distance end: at 1 for the lecture's toys, else by the width of their planes."""
    return max(_cap(toys, name, 3.0) ** 2 for name in names)


def distance_cap(toys: Run, name: str) -> float:
    """Where the colours of a distance end: at 1 for the lecture's toys."""
    return _cap(toys, name, 1.6)


def _cap(toys: Run, name: str, usual: float) -> float:
    if toys.config[f"{name}_data"] is None:
        return 1.0
    y1 = toys[f"{name}_y1"]
    return float(f"{float(y1[-1] - y1[0]) / 2 / usual:.1g}")


def even_ticks(low: float, high: float, most: int = 8) -> np.ndarray:
    """Where an axis from ``low`` to ``high`` has ticks, at most ``most`` steps between its ends."""
    return np.array(list(ticks.steps(low, high, ticks.step_between(low, high, most))))


def fate(run: Run, name: str) -> str:
    """What becomes of the bubbles of one training, in the words that follow "they"."""
    mu, radius = np.linalg.norm(run[f"{name}_mu"], axis=-1).mean(axis=-1), run[f"{name}_median_radius"][-1]
    share, flying = float(run[f"{name}_overlap"][-1]), mu[-1] > 1.1 * mu[len(mu) * 3 // 4] and mu[-1] > FAR
    if share >= ONE:
        return "become one"
    if flying:
        return "spread and shrink" if radius < POINT else "spread"
    if radius < POINT:
        return "shrink"
    if share > CROWDED:
        return "still overlap"
    if mu[-1] > FAR:
        return "stay far apart"
    size = float(run["reach"]) * run[f"{name}_radius"][-1]
    whole = (np.linalg.norm(run[f"{name}_mu"][-1], axis=-1) + size).max()
    return "pack" if np.square(size / whole).sum() > AIR else "stay small, apart"
