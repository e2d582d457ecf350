"""The learned cost as this lecture's films show it: above its mean at y, in the colours of energy, with one cap."""

from typing import TYPE_CHECKING

import numpy as np

from ebviz.stage import *

if TYPE_CHECKING:
    from ebviz.study import Run

CAP = 0.4  # C above its mean at y from which on it is hot, in margins
SHOWN = 500  # at most this many y, and as many ŷ, are drawn


def cap_of(run: "Run") -> float:
    """Return how far C is above its mean at y where it is hottest."""
    return CAP * float(run.config["recipe"]["margin"])


def excess(run: "Run", toy: str, name: str) -> np.ndarray:
    """Return a history (S, …) of C, "C" over the plane, "C_y" or "C_hat", above its mean at y at each moment.

    The level of C is free: once ŷ is spread as y is, any constant between 0 and m is as good as another.
    """
    level = [energy_scale(cap=cap_of(run), data=now).zero for now in run[f"{toy}_C_y"]]
    history = run[f"{toy}_{name}"]
    return np.asarray(history - np.reshape(level, (-1, *[1] * (history.ndim - 1))))


def landscape(run: "Run", toys: "Run", toy: str, region: Region) -> tuple[Plane, Heat, Dots, Dots]:
    """Return the plane of a toy, C over it, and y, round, and ŷ, pointed, each in the colour of its own cost."""
    (y1, y2), cap = (toys[f"{toy}_y{k}"] for k in (1, 2)), cap_of(run)
    plane = Plane((y1[0], y1[-1]), (y2[0], y2[-1]), within=region, numbers=False, label_size=30)
    cold = plane.dots(
        toys[f"{toy}_held_out"][:SHOWN], size=7, on_map=True, rim="y", rim_width=1.4,
        values=excess(run, toy, "C_y")[:, :SHOWN], paint=energy_scale(cap=cap).rgb,
    )  # fmt: skip
    hot = plane.dots(
        run[f"{toy}_y_hat"][:, :SHOWN], size=7, shape="triangle", on_map=True, rim_width=0.6,
        values=excess(run, toy, "C_hat")[:, :SHOWN], paint=energy_scale(cap=cap).rgb,
    )  # fmt: skip
    return plane, plane.heat(excess(run, toy, "C"), high=cap), cold, hot


def key(*, arrow: bool = False) -> Legend:
    """Return what the marks mean, side by side."""
    entries = [("ring", "y", "data $y$"), ("triangle", "y_hat", "$hat(y) = G(z)$")]
    return Legend(entries + [("arrow", "white", "$-nabla C(hat(y))$")] * arrow, across=True)
