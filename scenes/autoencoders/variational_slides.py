"""The free energy from above: a q(z) of any form comes down to F_β, a q of one bump leaves a gap.

Lecture: section 3, LeCun's variational view: F_β(y) ≤ ⟨E(y, z)⟩_q + (1/β) KL(q ‖ u). A VAE's q is one bump too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.plot import *

FAMILIES = {"free": ("$q$ of any form", "-"), "bump": ("$q$ of one bump", (0, (5, 1.6)))}
LEFT, WIDTH = 0.07, 0.36
BOUND = "$ F_beta (y') <= lr(chevron.l E(y', z) chevron.r)_q + 1/beta upright(\"KL\")(q || u) $"
GAP = 'the gap: $upright("KL")(q || softargmin_beta [E]) slash beta$'


@figure(studies=("variational",), size=(12, 6.75))
def variational_bound(fig: Figure, theme: Theme, variational: Run) -> None:
    """Two wells of E, q(z) before and after descent, and the bound: at F_β for a free q, above it for a bump."""
    run, F = variational, float(variational["F"])
    limits = _limits(run)
    levels = np.arange(np.ceil(limits[0]), limits[1])

    above = _over_z(fig, (LEFT, 0.715, WIDTH, 0.195), limits, "$E(y', z)$")
    ticks(above, "y", levels)
    above.plot(*_around(run["z"], run["E"]), color=theme("E"), linewidth=3)
    above.axhline(F, color=theme("F"), linestyle="--", linewidth=2.4)
    label(above, "$F_beta$", (2 * np.pi, F), anchor="left", offset=(8, 0), size=22)
    remark = f"$y' = ({run['y'][0]:g}, {run['y'][1]:g})$, $beta = {run['beta']:.2g}$"
    label(above, remark, (1, 1), coords="axes", anchor="baseline right", offset=(0, 13), size=22)
    for (name, (text, dash)), bottom in zip(FAMILIES.items(), (0.45, 0.185), strict=True):
        axes = _distributions(fig, theme, (LEFT, bottom, WIDTH, 0.165), run, name, dash)
        label(axes, text, (1, 1), coords="axes", anchor="baseline right", offset=(0, 13), size=22)
    ticks(axes, "x", ticks.pi(0, 2 * np.pi))
    axes.tick_params(labelbottom=True)
    label(axes, "$z$", (0.75, 0), coords="axes", anchor="top", offset=(0, -13), size=24)

    rows = zip(_styles(theme), ("before", "after", "$softargmin_beta [E]$"), strict=True)
    legend(fig, [*rows], (LEFT, 0.03), anchor="bottom left", across=True, size=18)

    label(fig, BOUND, (0.535, 0.965), anchor="top left", size=24)
    right = fig.add_axes((0.535, 0.135, 0.39, 0.605))
    steps = np.arange(len(run["free_bound"]))
    right.set(xlim=(0, steps[-1]), ylim=limits)
    ticks(right, "x", np.linspace(0, steps[-1], 4).round())
    ticks(right, "y", levels)
    name_axes(right, "step", "the bound", size=22, long=True)
    right.axhline(F, color=theme("F"), linestyle="--", linewidth=2.4)
    label(right, "$F_beta$", (steps[-1], F), anchor="left", offset=(8, 0), size=22)
    entries = []
    for name, (text, dash) in FAMILIES.items():
        style: Style = {"color": theme("q"), "linewidth": 3.4, "linestyle": dash}
        right.plot(steps, run[f"{name}_bound"], **style)
        entries.append((style, f"{text}: ${run[f'{name}_gap'][-1]:.2f}$"))
    label(right, GAP, (1, 1), coords="axes", anchor="baseline right", offset=(-16, -34), size=20, halo=3)
    legend(right, entries, (1, 1), anchor="top right", offset=(-16, -52), size=20)


def _over_z(fig: Figure, rect: Rect, limits: tuple[float, float], name: str) -> Axes:
    """A small plot over one turn of z."""
    axes = fig.add_axes(rect)
    axes.set(xlim=(0, 2 * np.pi), ylim=limits)
    ticks(axes, "x", ticks.pi(0, 2 * np.pi))
    axes.tick_params(labelbottom=False)
    label(axes, name, (0, 1), coords="axes", anchor="baseline left", offset=(-6, 13), size=22)
    return axes


def _distributions(fig: Figure, theme: Theme, rect: Rect, run: Run, name: str, dash: Any) -> Axes:
    """A family's first q, dotted, and last q, filled, with softargmin_β[E]."""
    q, z = run[f"{name}_q"], run["z"]
    top = 1.1 * max(float(run[f"{family}_q"][[0, -1]].max()) for family in FAMILIES)
    axes = _over_z(fig, rect, (0.0, top), "$q(z)$")
    ticks(axes, "y", [0, round(top / 2, 2)])
    first, last, best = _styles(theme)
    after = _around(z, q[-1])
    axes.fill_between(*after, color=theme("q"), alpha=0.3, linewidth=0)
    axes.plot(*after, **{**last, "linestyle": dash})
    axes.plot(*_around(z, q[0]), **first)
    axes.plot(*_around(z, run["softargmin"]), **best)
    return axes


def _styles(theme: Theme) -> tuple[Style, Style, Style]:
    """Styles for q before and after its descent, and for the best q."""
    return (
        {"color": theme("q"), "linewidth": 1.8, "linestyle": ":"},
        {"color": theme("q"), "linewidth": 3},
        {"color": theme("z"), "linewidth": 2.2, "linestyle": (0, (2.5, 2))},
    )


def _limits(run: Run) -> tuple[float, float]:
    """Limits of the energies in both plots: those of all latents, and both bounds."""
    values = np.concatenate([run["E"], run["free_bound"], run["bump_bound"]])
    reach = 0.12 * float(np.ptp(values))
    return float(values.min()) - reach, float(values.max()) + reach


def _around(z: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The line (2, K + 1) over a whole turn."""
    return np.stack([np.append(z, 2 * np.pi), np.append(values, values[0])])
