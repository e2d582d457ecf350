"""The data: the horn, and what a network trained with the mean squared error predicts for it.

Lecture: section 1. For each x there is a whole ellipse of correct answers y, and for each y₁ there are two correct
y₂; the network answers with the mean, which is none of them.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *

SAMPLE: Style = {"marker": "o", "ms": 9, "linestyle": "none"}

LEARNT = (0, (2.4, 2.0))  # dashes and gaps of a learnt answer


@figure(studies=("horn",), size=(12, 6.75))
def horn_samples(fig: Figure, theme: Theme, horn: Run) -> None:
    """The horn 📯 in three dimensions, with samples coloured by x."""
    space = _space(fig, theme, (0.09, 0.13, 0.84, 0.83), 1.81, horn)
    if "rim" in horn:
        space.line(_placed(horn["rim_x"], horn["rim"]), theme("note"), width=1.0, alpha=0.8, zorder=2)
    space.points(np.column_stack([horn["x"], horn["y"]]), theme.condition(horn["x"]), size=8.5)


@figure(studies=("horn", "mse"), size=(12, 6.75))
def horn_answers(fig: Figure, theme: Theme, horn: Run, mse: Run) -> None:
    """All correct answers for one x, and the one answer of a network trained with MSE: in their middle."""
    x = float(horn.config["slice_x"])
    at = int(np.abs(mse["x_grid"] - x).argmin())
    ring, answer = _closed(horn["slice_ellipse"]), mse["y_pred"][at]
    space = _space(fig, theme, (0.07, 0.13, 0.5, 0.8), 1.125, horn)
    space.points(np.column_stack([horn["x"], horn["y"]]), theme.condition(horn["x"]), size=5, alpha=0.6)
    space.line(_placed(horn["rim_x"][[0, -1]], horn["rim"][[0, -1]]), theme("note"), width=1, zorder=2)
    learnt = np.column_stack([mse["x_grid"], mse["y_pred"]])
    space.line(learnt, theme("tilde(y)"), width=3.5, linestyle=LEARNT)
    space.line(_placed(np.array([x]), ring[None, :-1]), theme("y"), width=3.5, halo=1.5)
    flat = space.view.flat(np.array([x, *answer]))
    cross(space.axes, theme, tuple(flat), "tilde(y)", clip_on=False)

    reach = 1.16 * float(np.abs(ring).max())
    gap = ticks.spacing(2 * reach, 8)
    axes = plane(fig, theme, (0.64, 0.13, 0.34, 0.62), (-reach, reach), (-reach, reach), step=(gap, gap))
    axes.plot(*ring.T, color=theme("y"), linewidth=3.5)
    way = np.stack([answer, ring[np.linalg.norm(ring - answer, axis=1).argmin()]])
    axes.plot(*way.T, color=theme("E"), linewidth=2.4, linestyle=":", zorder=2)
    cross(axes, theme, tuple(answer), "tilde(y)")
    distance = f"${rounded(mse['distance_xy'][at], 2)}$"
    zero = [np.array([[-reach, 0], [reach, 0]]), np.array([[0, -reach], [0, reach]])]
    label_near(axes, distance, tuple(way.mean(axis=0)), avoid=[ring, way, *zero], size=24)
    entries = [
        ({"color": theme("y"), "linewidth": 3.5}, f"$y$, valid answers at $x = {x:g}$"),
        (
            {"color": theme("tilde(y)"), "linewidth": 3.5, "linestyle": LEARNT},
            "$tilde(y)(x)$, learnt with MSE",
        ),
    ]
    legend(fig, entries, (0.635, 0.965), size=22)


@figure(studies=("ellipse", "mse"), size=(12, 6.75))
def mse_regression(fig: Figure, theme: Theme, ellipse: Run, mse: Run) -> None:
    """A network that learnt y₁ → y₂ with MSE answers between the two correct branches."""
    limits = extent(ellipse["y"])
    gap = ticks.spacing(2 * limits[0][1])
    axes = plane(fig, theme, (0.075, 0.13, 0.9, 0.76), *limits, step=(gap, gap))
    ring, y1, y2 = _closed(ellipse["true_ellipse"]), mse["y1_grid"], mse["y2_pred"]
    data: Style = {**SAMPLE, "color": theme("y")}
    learnt: Style = {"color": theme("tilde(y)"), "linewidth": 4}
    axes.plot(*ring.T, color=theme("y"), linewidth=1.2, alpha=0.7)
    axes.plot(*ellipse["y"].T, **data)
    axes.plot(y1, y2, **learnt, zorder=4)
    answers = np.interp(ellipse["y"][:, 0], y1, y2)
    for (x, y), answer in zip(ellipse["y"], answers, strict=True):
        axes.plot([x, x], [y, answer], color=theme.paper, linewidth=4, zorder=1.9)
        axes.plot([x, x], [y, answer], color=theme("E"), linewidth=1.6, linestyle=":", zorder=2)
    at = int(np.abs(y1).argmin())
    remark = f"${rounded(mse['distance_y1y2'][at], 2)}$ off the ellipse at $y_1 = {round(float(y1[at]), 3) + 0.0:g}$"
    label(fig, remark, (0.97, 0.03), anchor="baseline right", size=20)
    entries = [(data, "$y$"), (learnt, "$tilde(y)_2 (y_1)$, learnt with MSE")]
    legend(axes, entries, (1, 1), offset=(0, 14), anchor="bottom right", across=True, size=24)


def _space(
    fig: Figure, theme: Theme, rect: tuple[float, float, float, float], length: float, horn: Run
) -> Space:
    """The space of the horn; ``length`` is the length of its x-axis in lengths of the other two."""
    reach = 1.05 * float(np.abs(horn["y"]).max())
    low, high = (0.0, 1.0) if "rim" in horn else (float(end) for end in (horn["x"].min(), horn["x"].max()))
    limits = ((low, high), (-reach, reach), (-reach, reach))
    across = (
        [0.0, 0.25, 0.5, 0.75, 1.0]
        if "rim" in horn
        else list(ticks.steps(low, high, ticks.spacing(high - low, 5)))
    )
    along = list(ticks.steps(-reach, reach, ticks.spacing(2 * reach, 4)))
    view = View(-52, 22, (2 * reach * length / (high - low), 1.0, 1.0))
    return Space(fig, theme, rect, view, limits, (across, along, along), ("$x$", "$y_1$", "$y_2$"))


def _placed(x: np.ndarray, rings: np.ndarray) -> np.ndarray:
    """Put rings (R, M, 2) of y at their x (R,), closed: (R, M + 1, 3)."""
    rings = np.concatenate([rings, rings[:, :1]], axis=1)
    return np.concatenate([np.broadcast_to(x[:, None, None], (*rings.shape[:2], 1)), rings], axis=-1)


def _closed(ring: np.ndarray) -> np.ndarray:
    """A ring (M, 2) that ends where it begins."""
    return np.vstack([ring, ring[:1]])
