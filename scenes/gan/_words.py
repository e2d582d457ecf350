"""What films and figures of this lecture write alike: the losses of a recipe, small numbers, how trainings fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ebviz.style.numbers import rounded
from scenes.autoencoders._words import data_name
from scenes.inference._numbers import number_word

if TYPE_CHECKING:
    from ebviz.study import Run


class Losses(NamedTuple):
    """What both nets lower, in Typst: ℒ_C is ``down`` + ``up``, its terms at y and at ŷ; ℒ_G is ``made``.

    ``most`` is what ŷ should cost, ``until`` says how far C is pushed up there, and ``aside``, which may be empty,
    what else there is to know.
    """

    down: str
    up: str
    made: str
    most: float
    until: str
    aside: str


DISTANCE = "distance between $hat(y)$ and $y$"  # of all ŷ and all y: 0 when both are distributed alike
EXCESS = "C - chevron.l C(y) chevron.r"  # the name of all maps of a learned cost: blue is its mean at y
CAP = 0.4  # C above its mean at y from which on it is hot, as a share of what ŷ should cost
HALF = 0.5  # mean distance of two ŷ, in units of that of two y, below which ŷ have collapsed
STEEP = 1.2  # mean slope of a cost up to which its penalty holds it to about 1
MET = 0.2  # share of the first distance between ŷ and y up to which ŷ has come to lie as y does
GONE = 0.1  # share of the first pull below which it has gone


def cap_of(recipe: Mapping[str, Any]) -> float:
    """Return how far C is above its mean at y where it is hottest.

    >>> cap_of({"margin": 5.0, "penalty": 1.0})
    2.0
    """
    return CAP * losses_of(recipe).most


def late(run: Run) -> np.ndarray:
    """The distances between samples in the second half of the unstable training."""
    far, rounds = run["unstable_distance"], run["unstable_rounds"]
    return np.asarray(far[rounds >= rounds[-1] / 2])


def fails(name: str, run: Run, gan: Run, toys: Run) -> bool:
    """Does a training of study `gan_failures` fail in the way that its name says?"""
    if name == "unstable":
        return bool(np.ptp(late(run)) > 2 * gan["gaussians_distance"][-1])
    if name == "vanishing":
        pull = run["vanishing_mean_pull"]
        return bool(pull[-1] < GONE * pull[0])
    y = toys["gaussians_held_out"]
    usual = float(np.linalg.norm(y[:, None] - y, axis=-1).mean())
    return bool(run["collapse_spread"][-1] < HALF * usual)


def losses_of(recipe: Mapping[str, Any]) -> Losses:
    """Return the losses of a recipe: its form, margin and penalty.

    >>> losses_of({"margin": 5.0, "penalty": 0.0}).up
    '+ [5 - C(hat(y))]^+'
    """
    if recipe.get("form", "cost") == "probability":
        aside = "$C = 1 - D$, of a 0/1 classifier"
        return Losses("-log[1 - C(y)]", "- log C(hat(y))", "log C(hat(y))", 1.0, "towards 1", aside)
    m, aside = float(recipe["margin"]), "and a penalty on gradients $norm(nabla C) > 1$"
    up = f"+ [{m:g} - C(hat(y))]^+"
    return Losses(
        "C(y)", up, "C(hat(y))", m, f"while that costs less than {m:g}", aside if recipe["penalty"] else ""
    )


def power(value: float) -> str:
    """A number to two digits, with a power of ten if it is small.

    >>> power(0.52), power(7.04e-11)
    ('$0.52$', '$7.0 dot 10^(-11)$')
    """
    if value == 0 or value >= 1e-2:
        return f"${value:.2g}$"
    digits, exponent = f"{value:.1e}".split("e")
    return f"${digits} dot 10^({int(exponent)})$"


def pulls_said(strengths: Mapping[str, np.ndarray], penalty: float) -> tuple[dict[str, str], str]:
    """Say how hard each form of ℓ_G pulls over the distance, and, if so, that a penalty bounds the cost's pull."""
    sure, repair, cost = (strengths[form] for form in ("probability", "repair", "cost"))
    first, last, low, high = (power(float(x)) for x in (sure[0], sure[-1], repair.min(), repair.max()))
    held = penalty > 0 and cost.max() <= STEEP
    even = bool(cost.max() < 2 * cost.min())
    bound = "only a cost's pull has a set size, near and far"
    says = {
        "probability": f"with $log[1 - D]$ its pull goes from {first} at the nearest to {last} at the farthest",
        "repair": f"$-log D$ does pull, by {low} to {high}: nothing bounds its slope",
        "cost": bound if held and even else "near or far, a cost pulls $hat(y)$" + " about as hard" * even,
    }
    return says, "the slope of a cost: its penalty holds it to about 1" if held else ""


def announced(name: str, run: Run, toys: Run, *, failed: bool) -> str:
    """Say in one sentence what is different in a training of study `gan_failures`, and what comes of it."""
    if name == "gaussians":
        return f"{data_name(toys, name)}: a training that works"
    if name == "unstable":
        price = run.config[name]["penalty"]
        free = "no penalty" if not price else "a penalty of $" + f"{price:g}$"
        end = "each net overshoots the other" if failed else "yet the two settle"
        return f"unstable: {free} on the gradient, and much momentum: {end}"
    if name == "vanishing":
        end = "once it is sure, its slope is gone" if failed else "yet it still pulls"
        return f"vanishing gradient: $C = 1 - D$ of a 0/1 classifier, far ahead of $G$: {end}"
    end = "all $hat(y)$ chase where $C$ is low, and $C$ moves on" if failed else "yet they stay apart"
    return f"mode collapse: $G$ is faster than $C$: {end}"


def found(name: str, run: Run, toys: Run) -> str:
    """Say in numbers how a training ended."""
    far, pull, modes = run[f"{name}_distance"], run[f"{name}_mean_pull"], number_word(len(toys["modes"]))
    if name == "gaussians":
        return f"the distance goes from {rounded(far[0], 2)} to {rounded(far[-1], 2)}"
    if name == "unstable":
        least, most = (rounded(end, 2) for end in (late(run).min(), late(run).max()))
        return f"in the second half the distance goes up and down between {least} and {most}"
    if name == "vanishing":
        way = "falls" if pull[-1] < pull[0] else "rises"
        return f"the pull on $hat(y)$ {way} from {power(pull[0])} to {power(pull[-1])}"
    count, apart = int(run["collapse_covered"][-1]), rounded(run["collapse_spread"][-1], 2)
    many = number_word(count) if count else "none"
    return f"two $hat(y)$ end {apart} apart on average, and cover {many} of {modes} modes"


def met(far: np.ndarray) -> bool:
    """Has ŷ come to lie as y does, by the distance between them, (S,)?"""
    return bool(far[-1] <= MET * far[0])


def met_said(far: np.ndarray) -> str:
    """Say where ŷ has come to lie."""
    if met(far):
        return "both lie in one valley now: its level does not matter to $hat(y)$, only slopes do"
    ends = f"from {rounded(far[0], 2)} to {rounded(far[-1], 2)}"
    return f"it is not there yet: the {DISTANCE} goes {ends}"


def verdict(failed: Sequence[bool]) -> str:
    """Say how many trainings failed as their names say.

    >>> verdict([True, True, True]), verdict([True, False, False])
    ('each failure shows in one number', 'one number tells how it went: here one of three fails')
    """
    if all(failed):
        return "each failure shows in one number"
    count = sum(failed)
    does = "fails" if count == 1 else "fail"
    return f"one number tells how it went: here {number_word(count)} of {number_word(len(failed))} {does}"


def apart(heights: list[float], least: float) -> list[float]:
    """Return heights with at least so much between any two: the lower ones stay, the higher ones move up.

    >>> apart([3.0, 1.0, 1.5], 1.0)
    [3.0, 1.0, 2.0]
    """
    order, moved = np.argsort(heights), list(heights)
    for lower, upper in pairwise(order.tolist()):
        moved[upper] = max(moved[upper], moved[lower] + least)
    return moved
