"""What films and figures of this lecture write alike: the losses of a recipe, and small numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


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
    return Losses("C(y)", up, "C(hat(y))", m, f"until that costs {m:g}", aside if recipe["penalty"] else "")


def power(value: float) -> str:
    """A number to two digits, with a power of ten if it is small.

    >>> power(0.52), power(7.04e-11)
    ('$0.52$', '$7.0 dot 10^(-11)$')
    """
    if value == 0 or value >= 1e-2:
        return f"${value:.2g}$"
    digits, exponent = f"{value:.1e}".split("e")
    return f"${digits} dot 10^({int(exponent)})$"
