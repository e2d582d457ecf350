"""The free energy F over the plane: five points and their curves, heat map, surface, cross-section.

Lecture: section 2, (f) to (i). F_∞(y) = min_z E(y, z) is the squared distance to the manifold. Only plots with F on
the vertical axis use height for energy. The heat map's arrows are −∇F: they point to the manifold.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.plot import *
from scenes.inference._latents import Latents, hot_end

FIVE = {"aqua": "o", "yellow": "s", "red": "^", "green": "D", "orange": "v"}  # distinguishable by shape, too
WAYS: dict[str, Any] = {
    "scale": 13.0,  # as long as |∇F| / 13, in units of y
    "units": "width",
    "width": 0.002,
    "headwidth": 5,
    "headlength": 6,
    "headaxislength": 5,
    "minshaft": 1.2,
    "minlength": 0.5,
}


@figure(studies=("inference", "free_energy"), size=(12, 6.75))
def five_points(fig: Figure, theme: Theme, inference: Run, free_energy: Run) -> None:
    """A mesh of y', five of its points, and their five energies, with a cross at the lowest, which is at ž."""
    limits = extent(free_energy["mesh_y"], (3.25, 2.2))
    gap = ticks.spacing(2 * limits[0][1], 7)
    left = plane(fig, theme, (0.052, 0.125, 0.405, 0.765), *limits, step=(gap, gap))
    left.set_anchor("NW")
    mesh: Style = {"marker": "o", "ms": 3.2, "linestyle": "none", "color": theme("y'")}
    left.plot(*free_energy["mesh_y"].reshape(-1, 2).T, **mesh, alpha=0.6)
    if "fine_y" in inference:
        left.plot(*inference["fine_y"].T, color=theme("tilde(y)"), linewidth=2)
    top, cellar = 1.05 * float(free_energy["five_fine_E"].max()), 0.05
    latents, estep = Latents.of(inference), ticks.spacing(top, 5)
    rect, zticks = (0.53, 0.125, 0.45, 0.765), latents.ticks(laps=True, most=4)
    right = energy_axes(fig, theme, rect, latents.laps, top, zticks=zticks, estep=estep, cellar=cellar)
    for row, (hue, shape) in enumerate(FIVE.items()):
        style: Style = {"color": theme(hue), "marker": shape, "linestyle": "none"}
        left.plot(*free_energy["five_y"][row], ms=15, fillstyle="none", mew=2.6, zorder=5, **style)
        curve = latents.over_laps(inference["fine_z"], free_energy["five_fine_E"][row])
        right.plot(*curve, color=theme(hue), linewidth=2)
        every = slice(row, None, 6)  # of the 72 latents, shifted from curve to curve
        right.plot(free_energy["curve_z"][every], free_energy["five_E"][row][every], ms=7, **style)
        z = float(free_energy["five_z_check"][row])
        least = z, float(np.interp(z, *curve))
        for hue_, width in ((theme.paper, 7), (theme(hue), 3)):
            right.plot(*least, marker="x", ms=13, mew=width, color=hue_, linestyle="none", zorder=5)
    entries = [(mesh, "$y'$"), ({"linewidth": 2, "color": theme("tilde(y)")}, "$tilde(y)$")]
    entries = entries if "fine_y" in inference else entries[:1]
    legend(left, entries, (1, 1), offset=(0, 14), anchor="bottom right", across=True, size=24)
    found: Style = {"marker": "x", "ms": 10, "mew": 3, "linestyle": "none", "color": theme.ink}
    legend(right, [(found, "$check(z)$")], (1, 1), offset=(0, 14), anchor="bottom right", size=24)
    label(fig, "$ check(z) = argmin_z E(y', z) $", (0.26, 0.15), size=26)


@figure(studies=("inference", "ellipse", "free_energy"), size=(12, 6.75))
def free_energy_map(fig: Figure, theme: Theme, inference: Run, ellipse: Run, free_energy: Run) -> None:
    """F seen from above, with arrows along its negative gradient: they point to the manifold."""
    y1, y2, F = free_energy["heat_y1"], free_energy["heat_y2"], free_energy["heat_F"]
    y1, y2 = y1.astype(float).round(6), y2.astype(float).round(6)
    half1, half2 = (y1[1] - y1[0]) / 2, (y2[1] - y2[0]) / 2
    gap, cap = ticks.spacing(float(y1[-1] - y1[0]), 6), hot_end(ellipse["y"], F)
    sides = (y1[0], y1[-1]), (y2[0], y2[-1])
    axes = plane(fig, theme, (0.06, 0.13, 0.8, 0.76), *sides, step=(gap, gap))
    box = (y1[0] - half1, y1[-1] + half1, y2[0] - half2, y2[-1] + half2)
    heat = axes.imshow(F, extent=box, origin="lower", cmap=theme.energy_map, vmin=0, vmax=cap, zorder=0.5)
    axes.set(xlim=(y1[0], y1[-1]), ylim=(y2[0], y2[-1]))
    axes.grid(False)
    for line in axes.lines:
        line.set(alpha=0.4, linewidth=1.0, color="black")
    places, downhill = free_energy["mesh_y"].reshape(-1, 2), -free_energy["mesh_grad"].reshape(-1, 2)
    arrows(axes, places, downhill, free_energy["mesh_F"].ravel(), top=cap, **WAYS)
    if "fine_y" in inference:
        axes.plot(*inference["fine_y"].T, **model(theme, 2.5), zorder=3.5)
    axes.plot(*ellipse["y"].T, **data(theme, 9.0, 1.2), zorder=4)
    down = f"$-nabla {_letter(free_energy)}$"
    entries = [(data(theme, 9.0, 1.2), "$y$"), (model(theme, 2.5), "$tilde(y)$"), (pointer(theme), down)]
    entries = entries if "fine_y" in inference else [entries[0], entries[2]]
    legend(axes, entries, (1, 1), offset=(0, 14), anchor="bottom right", across=True, size=24)
    colour_bar(fig, theme, (0.89, 0.13, 0.022, 0.65), heat, [0, cap / 2, cap], f"${_letter(free_energy)}$")


@figure(studies=("inference", "free_energy"), size=(12, 6.75))
def free_energy_surface(fig: Figure, theme: Theme, inference: Run, free_energy: Run) -> None:
    """F as a surface with contour rings: zero along the manifold, a ridge inside."""
    field = Grid(*(free_energy[name].astype(float) for name in ("heat_y1", "heat_y2", "heat_F")))
    ring = inference.get("fine_y")
    cap = _cap(field, ring if inference.config["z_closed"] else None)
    surface(
        fig,
        theme,
        field,
        manifold=ring,
        cap=cap,
        levels=cap / 20 * np.arange(1, 20),
        view=View(-68, 42, (1.0, 1.0, 1.1 * float(np.ptp(field.y1)) / (6 * cap))),  # one shape, whatever F is
        name=f"${_letter(free_energy)}$",
    )
    cold = np.isinf(free_energy.config["beta"])
    operator = "min_z" if cold else "softmin_beta"
    name = f"$ {_letter(free_energy)} (y) = {operator} E(y, z) $"
    title = name if cold else f"{name}, {_coldness(free_energy)}"
    label(fig, title, (0.04, 0.94), anchor="top left", size=30)


@figure(studies=("free_energy",), size=(12, 6.75))
def cross_section(fig: Figure, theme: Theme, free_energy: Run) -> None:
    """F along y₂ at y₁ = 0: two parabolas that meet in a peak."""
    axes = fig.add_axes((0.075, 0.13, 0.9, 0.76))
    y2, F = free_energy["section_y2"], free_energy["section_F"]
    reach, top = float(y2[-1]), 1.08 * float(F.max())
    axes.set(xlim=(-1.05 * reach, 1.05 * reach), ylim=(-0.05 * top, top))
    axes.axhline(0, color=theme.ink, linewidth=2, zorder=1)
    axes.axvline(0, color=theme.ink, linewidth=2, zorder=1)
    ticks(axes, "x", ticks.steps(-reach, reach, ticks.spacing(2 * reach, 10)))
    ticks(axes, "y", ticks.steps(0, top, ticks.spacing(top, 9)))
    line: Style = {"color": theme("E")}
    axes.plot(free_energy["section_fine_y2"], free_energy["section_fine_F"], **line)
    axes.plot(y2, F, marker="o", ms=10, linestyle="none", **line)
    name_axes(axes, "$y_2$", f"${_letter(free_energy)} (y_1 = 0, y_2)$", long=True)
    remark: dict[str, Any] = {"coords": "axes", "anchor": "baseline right", "offset": (0, 14), "size": 26}
    label(axes, _coldness(free_energy), (1, 1), **remark)


def _cap(field: Grid, ring: np.ndarray | None) -> float:
    """F at which the surface ends: high enough for the ridge within a closed manifold (N, 2)."""
    most = energy_scale(field.F - min(field.F.min(), 0)).cap
    inside = 0.0 if ring is None else float(field(ring.mean(axis=0)[None])[0])
    return min(float(f"{8 * inside:.1g}"), most) if np.isfinite(inside) and inside > 1e-3 else most


def _letter(free_energy: Run) -> str:
    """F, with the β it was computed at as subscript."""
    return "F_oo" if np.isinf(free_energy.config["beta"]) else "F_beta"


def _coldness(free_energy: Run) -> str:
    beta = free_energy.config["beta"]
    return "$beta -> oo$" if np.isinf(beta) else f"$beta = {beta:g}$"
