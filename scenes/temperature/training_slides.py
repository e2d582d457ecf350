"""Training the latent-variable model: which points are pulled, cold and warm; what a free-form curve learns.

Lecture: section 4, figures 3.1 to 3.3. At zero temperature each sample pulls only the nearest point of the manifold;
warm, it pulls each point by its Gibbs weight. A force is −∇E at the point it pulls: 2 (y − ỹ).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ebviz.plot import *
from scenes.inference._latents import Latents, hot_end
from scenes.temperature._looks import FORCE, learnt_from

FIRST, LAST = 0, -1
FOUND: Style = {"marker": "x", "ms": 6.5, "mew": 1.6, "linestyle": "none"}
COLD: dict[str, Any] = {
    "scale": 1 / FORCE,
    "width": 3.2,
    "headwidth": 4.2,
    "headlength": 5,
    "headaxislength": 4.4,
}
WARM: dict[str, Any] = {
    "scale": 1 / FORCE,
    "width": 1.5,
    "headwidth": 4.5,
    "headlength": 5,
    "headaxislength": 4.4,
}
WARM |= {"minlength": 0.0, "minshaft": 1.5}


@figure(
    studies=("training", "ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "a force pulls on g(z), and an energy has no decoder g"},
)
def force_cold(fig: Figure, theme: Theme, training: Run, ellipse: Run, inference: Run) -> None:
    """Figure 3.1, cold: each sample pulls only the nearest point of the manifold, until no force is left."""
    image = _pair(fig, theme, training, ellipse, "cold", inference)
    F = (training["cold_force"] ** 2).sum(-1).mean(-1) / 4  # F_∞ is the squared distance, the force twice it
    for column, state, at in ((0, "before training", FIRST), (1, "after training", LAST)):
        _caption(fig, column, state, f"$1/N sum_n F_oo (y^((n))) = {brief(F[at])}$")
    colour_bar(fig, theme, (0.925, 0.255, 0.018, 0.42), image, _thirds(image), "$F_oo$")
    entries = [
        *_keys(theme),
        ({**FOUND, "color": theme.ink}, "$g(check(z))$"),
        (_pointer(theme), "one force for each $y$, drawn at half"),
    ]
    legend(fig, entries, (0.055, 0.045), anchor="bottom left", across=True, size=21)


@figure(
    studies=("training", "ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "a force pulls on g(z), and an energy has no decoder g"},
)
def force_warm(fig: Figure, theme: Theme, training: Run, ellipse: Run, inference: Run) -> None:
    """Figure 3.2, warm: each sample pulls every point of the manifold, in proportion to its Gibbs weight."""
    image = _pair(fig, theme, training, ellipse, "warm", inference)
    F = training["warm_loss"]
    beta = f"$beta = {training.config['beta']:g}$"
    _caption(fig, 0, "before training", f"$1/N sum_n F_beta (y^((n))) = {rounded(F[FIRST], 2)}$")
    _caption(fig, 1, "after training", f"$1/N sum_n F_beta (y^((n))) = {rounded(F[LAST], 2)}$")
    colour_bar(fig, theme, (0.925, 0.255, 0.018, 0.42), image, _thirds(image), "$F_beta$")
    label(fig, beta, (0.97, 0.93), anchor="top right", size=24)
    entries = [
        *_keys(theme),
        (_pointer(theme), "the force of all $y$ on each $tilde(y)$, drawn at half"),
    ]
    legend(fig, entries, (0.055, 0.045), anchor="bottom left", across=True, size=21)


@figure(
    studies=("training", "ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "a force pulls on g(z), and an energy has no decoder g"},
)
def training_panel(fig: Figure, theme: Theme, training: Run, ellipse: Run, inference: Run) -> None:
    """Figure 3.3: untrained and trained, at zero temperature and warmer; one point is pulled, or a wide region."""
    beta = f"$F_beta$, $beta = {training.config['beta']:g}$"
    rows = (
        ("cold", 0.54, "zero temperature", "$F_oo$", "each $y$ pulls", "one point", "$F_oo$"),
        ("warm", 0.135, "warmer", beta, "each pulls many;", "here one of them, $y'$", "$F_beta$"),
    )
    for name, bottom, regime, letter, *says, bar in rows:
        for column, at in enumerate((FIRST, LAST)):
            rect = (0.27 + 0.31 * column, bottom, 0.28, 0.375)
            axes, image = _pulled(
                fig, theme, rect, (training, ellipse, inference), name, at, size=20.0, single=name == "warm"
            )
            axes.tick_params(labelsize=15, labelbottom=name == "warm")
            shared = {"$y_1$": name == "cold", "$y_2$": column == 1 or name == "warm"}
            _bare(axes, *(side for side in shared if shared[side]), ticks=column == 0)
        lines = ((regime, 23, 0.315), (letter, 23, 0.235), (says[0], 19, 0.13), (says[1], 19, 0.08))
        for text, size, up in lines:
            label(fig, text, (0.03, bottom + up), anchor="baseline left", size=size)
        colour_bar(fig, theme, (0.9, bottom + 0.01, 0.016, 0.27), image, _thirds(image), bar, size=22)
    for column, state in enumerate(("before training", "after training")):
        label(fig, state, (0.41 + 0.31 * column, 0.955), anchor="centre", size=26)


@figure(studies=("training", "ellipse"), size=(12, 6.75))
def free_form(fig: Figure, theme: Theme, training: Run, ellipse: Run) -> None:
    """A free-form curve: at zero temperature it over-fits, spikes and all; warm, the pull is even."""
    beta = f"warm, $beta = {training.config['beta']:g}$: an even pull"
    data: Style = {"marker": "o", "ms": 9, "linestyle": "none", "color": theme("y")}
    learnt: Style = {"color": theme("tilde(y)"), "linewidth": 2.6}
    truth: Style = {"color": theme("y"), "linewidth": 1.6, "linestyle": ":"}
    y, known = learnt_from(training, ellipse), "true_ellipse" in ellipse
    ring = np.vstack([ellipse["true_ellipse"], ellipse["true_ellipse"][:1]]) if known else np.zeros((0, 2))
    shown = [y, *(training[f"free_{name}_curve"][LAST] for name in ("cold", "warm"))]
    limits = extent(np.vstack(shown), (2.75, 1.9))
    gap = ticks.spacing(2 * limits[0][1], 6)
    over = training["free_cold_held_out"][LAST] > 2 * training["free_cold_train"][LAST]
    cold = "zero temperature: over-fit" if over else "zero temperature"
    for column, (name, title) in enumerate((("cold", cold), ("warm", beta))):
        left = 0.055 + 0.475 * column
        axes = plane(fig, theme, (left, 0.315, 0.445, 0.56), *limits, step=(gap, gap))
        if column:
            _bare(axes, "$y_2$", ticks=False)
        axes.plot(*ring.T, **truth, zorder=2)
        axes.plot(*training[f"free_{name}_curve"][LAST].T, **learnt, zorder=3)
        axes.plot(*y.T, **data, zorder=4)
        label(axes, title, (0.5, 1), coords="axes", anchor="baseline centre", offset=(0, 18), size=26)
        train, held = (training[f"free_{name}_{part}"][LAST] for part in ("train", "held_out"))
        says = f"mean $F_oo$: ${rounded(train, 4)}$; of held-out $y$: ${rounded(held, 4)}$"
        label(fig, says, (left + 0.2225, 0.15), anchor="baseline centre", size=22)
    entries = [(data, "$y$"), (learnt, "$tilde(y)$, any form")]
    entries += [(truth, _floor(training))] if known else []
    legend(fig, entries, (0.055, 0.05), anchor="bottom left", across=True, size=21)


def _floor(training: Run) -> str:
    return f"the true ellipse: ${rounded(float(training['floor']), 4)}$ on held-out $y$"


def _pair(fig: Figure, theme: Theme, training: Run, ellipse: Run, name: str, inference: Run) -> AxesImage:
    """Before and after training side by side; return the heat map."""
    for column, at in enumerate((FIRST, LAST)):
        rect = (0.055 + 0.43 * column, 0.215, 0.4, 0.56)
        axes, image = _pulled(fig, theme, rect, (training, ellipse, inference), name, at)
        if column:
            _bare(axes, "$y_2$", ticks=False)
    return image


def _pulled(
    fig: Figure,
    theme: Theme,
    rect: Rect,
    runs: tuple[Run, Run, Run],
    name: str,
    at: int,
    *,
    single: bool = False,
    **options: Any,
) -> tuple[Axes, AxesImage]:
    """The heat map of F at one moment of a training, with manifold, samples and forces: of all samples, or of one."""
    training, ellipse, inference = runs
    sides, y = (training["heat_y1"], training["heat_y2"]), learnt_from(training, ellipse)
    top, gap = hot_end(y, training["cold_F"][FIRST]), ticks.spacing(float(np.ptp(sides[0])), 6)
    axes, image = heat(fig, theme, rect, sides, training[f"{name}_F"][at], top, step=(gap, gap), **options)
    ring = training[f"{name}_y_tilde"][at]
    axes.plot(*Latents.of(inference).whole(ring).T, **model(theme), zorder=3)
    F = _nearest(sides, training[f"{name}_F"][at])
    if name == "cold":
        found, force = training["cold_y_check"][at], training["cold_force"][at]
        arrows(axes, found, force, F(found), top=top, **COLD, zorder=3.2)
        ink = "black" if bright(np.zeros(1), 0.0, top, theme.energy_map)[0] else "white"
        axes.plot(*found.T, **FOUND, color=ink, zorder=3.3)
    else:
        force, k = training["warm_force"][at], int(training["fan_i"])  # (N, K, 2)
        pull = force[k] / _reach(force[k], y[k] - ring) if single else force.sum(axis=0)
        long = np.linalg.norm(pull, axis=-1) > 0.02  # shorter ones would be mere dots
        arrows(axes, ring[long], pull[long], F(ring[long]), top=top, **(COLD if single else WARM), zorder=3.2)
    axes.plot(*y.T, **data(theme), zorder=4)
    if single:
        axes.plot(*y[k], **{**data(theme, 11.0), "color": theme.on_map("y'")}, zorder=5)
    return axes, image


def _reach(force: np.ndarray, way: np.ndarray) -> float:
    """By what to divide forces 2 a_k (y′ − ỹ_k) (K, 2), drawn at half, for the strongest to reach y′."""
    lengths = np.linalg.norm(way, axis=-1)
    k = int((np.linalg.norm(force, axis=-1) / np.maximum(lengths, 1e-9)).argmax())
    return float(np.linalg.norm(force[k]) / (2 * max(lengths[k], 1e-9)))


def _thirds(image: AxesImage) -> list[float]:
    """The ends and the middle of a map's colours."""
    top = float(image.get_clim()[1])
    return [0, top / 2, top]


def _nearest(sides: tuple[np.ndarray, np.ndarray], F: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """The function that gives F (H, W) at the grid points nearest to places (N, 2)."""

    def at(places: np.ndarray) -> np.ndarray:
        columns, rows = (np.abs(side[:, None] - places[:, axis]).argmin(0) for axis, side in enumerate(sides))
        return np.asarray(F[rows, columns])

    return at


def _bare(axes: Axes, *unnamed: str, ticks: bool = True) -> None:
    """Leave out axis names, "$y_1$" or "$y_2$", and tick labels where a neighbour has them."""
    axes.tick_params(labelleft=ticks)
    for name in axes.findobj(lambda part: isinstance(part, Label) and part.source in unnamed):
        name.set_visible(False)


def _caption(fig: Figure, column: int, state: str, mean: str) -> None:
    """A panel's state above it, and its mean F at the right."""
    left = 0.055 + 0.43 * column
    label(fig, state, (left + 0.2, 0.875), anchor="baseline centre", size=26)
    label(fig, mean, (left + 0.4, 0.8), anchor="baseline right", size=20)


def _keys(theme: Theme) -> list[tuple[Style, str]]:
    return [(data(theme), "$y$"), (model(theme), "$tilde(y)$")]


def _pointer(theme: Theme) -> Style:
    return {"marker": r"$\rightarrow$", "ms": 22, "mew": 0.4, "linestyle": "none", "color": theme.ink}
