"""Inference everywhere at once: each point of a mesh, and the point of the manifold that ž makes of it.

Lecture: section 2, (f). y̌ = g(ž), ž = argmin_z E(y′, z), is the nearest point of the manifold: a projection.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.inference._latents import Latents


@figure(
    studies=("inference", "free_energy"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "it shows the points g(ž), and an energy has no decoder g"},
)
def projections(fig: Figure, theme: Theme, inference: Run, free_energy: Run) -> None:
    """A mesh of y′, and for each the point y̌ of the manifold with the least energy, joined by a line."""
    places = free_energy["mesh_y"].reshape(-1, 2)
    found = free_energy["mesh_y_check"].reshape(-1, 2)
    limits = extent(places, (3.25, 2.2))
    gap = ticks.spacing(2 * limits[0][1], 7)
    axes = plane(fig, theme, (0.055, 0.15, 0.68, 0.73), *limits, step=(gap, gap))
    axes.set_anchor("W")
    ways = LineCollection(
        [*np.stack([places, found], axis=1)], colors=theme("note"), linewidths=0.9, alpha=0.55
    )
    axes.add_collection(ways)
    mesh: Style = {"marker": "o", "ms": 4.5, "linestyle": "none", "color": theme("y'")}
    model: Style = {"linewidth": 2, "color": theme("tilde(y)")}
    check: Style = {"marker": "D", "ms": 3.5, "linestyle": "none", "color": theme("check(y)")}
    ring = inference["fine_y"] if "fine_y" in inference else Latents.of(inference).whole(inference["y_tilde"])
    axes.plot(*ring.T, **model, zorder=2.5)
    axes.plot(*places.T, **mesh, zorder=3)
    axes.plot(*found.T, **check, zorder=4)
    legend(fig, [(mesh, f"${len(places)}$ points $y'$")], (0.755, 0.8), size=22)
    legend(fig, [(model, "$tilde(y) = g(z)$")], (0.755, 0.71), size=22)
    legend(fig, [(check, "$check(y) = g(check(z))$")], (0.755, 0.62), size=22)
    label(fig, "$ check(z) = argmin_z E(y', z) $", (0.755, 0.47), anchor="left", size=24)
    label(fig, "$E(y', check(z)) = norm(y' - check(y))^2$", (0.755, 0.36), anchor="left", size=20)
