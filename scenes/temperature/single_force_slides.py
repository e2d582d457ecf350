"""The pull of a single sample, from cold to warm: one point of the manifold, then more and more of it.

Lecture: section 4, figure 3.3. −∂F_β(y′)/∂ỹ_k = 2 a_k (y′ − ỹ_k), a = softargmin_β E(y′, ·).
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.inference._latents import Latents
from scenes.temperature._looks import learnt_from, most

WARMER = 10.0  # by how much the last panel is warmer than the warm training
PULL = {**ARROWS, "width": 2.6, "minlength": 0.0, "minshaft": 1.5, "headwidth": 4.2, "zorder": 4}


@figure(
    studies=("training", "ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "a force pulls on g(z), and an energy has no decoder g"},
)
def force_single(fig: Figure, theme: Theme, training: Run, ellipse: Run, inference: Run) -> None:
    """One y′ and its force on the untrained manifold: cold on one point, warm on a few, warmer on most of them."""
    y, k, ring = learnt_from(training, ellipse), int(training["fan_i"]), training["warm_y_tilde"][0]
    beta, betas = float(training.config["beta"]), training["fan_beta"].astype(float)
    limits = extent(np.vstack([y, ring]), (2.6, 1.9))
    gap = ticks.spacing(2 * limits[0][1], 4)
    for column, wanted in enumerate((np.inf, beta, beta / WARMER)):
        at = 0 if np.isinf(wanted) else int(np.abs(np.log(betas[1:] / wanted)).argmin()) + 1
        left = 0.045 + 0.32 * column
        axes = plane(fig, theme, (left, 0.3, 0.3, 0.46), *limits, step=(gap, gap))
        bare(axes, left=column > 0)
        for line in axes.lines:
            line.set(color=theme("note"), linewidth=1, alpha=0.5)
        pull = training["fan_pull"][at]
        axes.plot(*Latents.of(inference).whole(ring).T, color=theme("tilde(y)"), linewidth=1.5, zorder=2)
        axes.plot(*ring.T, marker="o", ms=5, linestyle="none", color=theme("tilde(y)"), zorder=3)
        axes.quiver(*ring.T, *pull.T, color=theme("arrow"), scale=1, **PULL)
        axes.plot(*y.T, marker="o", ms=6, linestyle="none", color=theme("y"), alpha=0.4, zorder=2)
        axes.plot(*y[k], marker="o", ms=12, color=theme("y'"), zorder=3.5)
        name = "$beta -> oo$" if at == 0 else f"$beta = {brief(betas[at])}$"
        label(fig, name, (left + 0.15, 0.865), anchor="baseline centre", size=28)
        share = _weights(pull, y[k] - ring)
        says = "one point is pulled" if at == 0 else f"90 % of the weight: ${most(share)}$ of ${len(ring)}$"
        label(fig, says, (left + 0.15, 0.79), anchor="baseline centre", size=20)
    force = "-(partial F_beta (y')) / (partial tilde(y)_k) = 2 a_k (y' - tilde(y)_k)"
    label(fig, f"$ {force} quad quad a = softargmin_beta E(y', dot) $", (0.045, 0.15), anchor="left", size=24)
    entries: list[tuple[Style, str]] = [
        ({"marker": "o", "ms": 10, "linestyle": "none", "color": theme("y'")}, "$y'$"),
        (pointer(theme), "the pull on each $tilde(y)$; the strongest reaches $y'$"),
    ]
    legend(fig, entries, (0.045, 0.03), anchor="bottom left", across=True, size=20)


def _weights(pull: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Return the weights a_k (K,), up to a factor, of pulls a_k (y′ − ỹ_k) (K, 2)."""
    return np.linalg.norm(pull, axis=-1) / np.maximum(np.linalg.norm(way, axis=-1), 1e-12)
