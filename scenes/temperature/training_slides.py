"""Training the latent-variable model: which points are pulled, cold and warm; losses; what a free-form curve learns.

Lecture: section 4, figures 3.1 to 3.3. At zero temperature each sample pulls only the nearest point of the manifold;
warm, it pulls each point by its Gibbs weight. A force is −∇E at the point it pulls: 2 (y − ỹ).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ebviz.plot import *
from scenes.temperature._looks import FORCE, LOSSES, Look

FIRST, LAST = 0, -1
TOP = 2.0  # of the colours of F
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


@figure(studies=("training", "ellipse"), size=(12, 6.75))
def force_cold(fig: Figure, theme: Theme, training: Run, ellipse: Run) -> None:
    """Figure 3.1, cold: each sample pulls only the nearest point of the manifold, until no force is left."""
    image = _pair(fig, theme, training, ellipse, "cold")
    F = (training["cold_force"] ** 2).sum(-1).mean(-1) / 4  # F_∞ is the squared distance, the force twice it
    for column, state, at in ((0, "untrained", FIRST), (1, "trained", LAST)):
        _caption(fig, column, state, f"$1/N sum_n F_oo (y^((n))) = {F[at]:.2g}$")
    colour_bar(fig, theme, (0.925, 0.255, 0.018, 0.42), image, [0, 1, 2], "$F_oo$")
    entries = [
        *_keys(theme),
        ({**FOUND, "color": theme.ink}, "$check(y)$"),
        (_pointer(theme), "one force for each $y$, drawn at a half"),
    ]
    legend(fig, entries, (0.055, 0.045), anchor="bottom left", across=True, size=21)


@figure(studies=("training", "ellipse"), size=(12, 6.75))
def force_warm(fig: Figure, theme: Theme, training: Run, ellipse: Run) -> None:
    """Figure 3.2, warm: each sample pulls every point of the manifold, in proportion to its Gibbs weight."""
    image = _pair(fig, theme, training, ellipse, "warm")
    F = training["warm_loss"]
    beta = f"$beta = {training.config['beta']:g}$"
    _caption(fig, 0, "untrained", f"$1/N sum_n F_beta (y^((n))) = {F[FIRST]:.2f}$")
    _caption(fig, 1, "trained", f"$1/N sum_n F_beta (y^((n))) = {F[LAST]:.2f}$")
    colour_bar(fig, theme, (0.925, 0.255, 0.018, 0.42), image, [0, 1, 2], "$F_beta$")
    label(fig, beta, (0.97, 0.93), anchor="top right", size=24)
    entries = [
        *_keys(theme),
        (_pointer(theme), "a force on each $tilde(y)$ from each $y$, by its weight, at a half"),
    ]
    legend(fig, entries, (0.055, 0.045), anchor="bottom left", across=True, size=21)


@figure(studies=("training", "ellipse"), size=(12, 6.75))
def training_panel(fig: Figure, theme: Theme, training: Run, ellipse: Run) -> None:
    """Figure 3.3: untrained and trained, at zero temperature and warmer; one point is pulled, or a wide region."""
    beta = f"$F_beta$, $beta = {training.config['beta']:g}$"
    rows = (
        ("cold", 0.54, "zero temperature", "$F_oo$", "each $y$ pulls", "one point", "$F_oo$"),
        ("warm", 0.135, "warmer", beta, "each $y$ pulls", "a wide region", "$F_beta$"),
    )
    for name, bottom, regime, letter, *says, bar in rows:
        for column, at in enumerate((FIRST, LAST)):
            rect = (0.27 + 0.31 * column, bottom, 0.28, 0.375)
            axes, image = _pulled(fig, theme, rect, training, ellipse, name, at, size=20.0)
            axes.tick_params(labelsize=15, labelbottom=name == "warm")
            shared = {"$y_1$": name == "cold", "$y_2$": column == 1 or name == "warm"}
            _bare(axes, *(side for side in shared if shared[side]), ticks=column == 0)
        lines = ((regime, 23, 0.315), (letter, 23, 0.235), (says[0], 19, 0.13), (says[1], 19, 0.08))
        for text, size, up in lines:
            label(fig, text, (0.03, bottom + up), anchor="baseline left", size=size)
        colour_bar(fig, theme, (0.9, bottom + 0.01, 0.016, 0.27), image, [0, 1, 2], bar, size=22)
    for column, state in enumerate(("untrained", "trained")):
        label(fig, state, (0.41 + 0.31 * column, 0.955), anchor="centre", size=26)


@figure(studies=("training",), size=(12, 6.75))
def loss_functionals(fig: Figure, theme: Theme, training: Run) -> None:
    """The three losses against F(ŷ) − F(y̌); the energy loss does not see ŷ."""
    margin, F = float(training.config["margin"]), float(training["cold_loss"][FIRST])
    axes = fig.add_axes((0.07, 0.145, 0.46, 0.745))
    reach = np.linspace(-2.0, 3.0, 501)
    top = margin + 2.0
    axes.set(xlim=(reach[0], reach[-1]), ylim=(-0.04 * top, 1.06 * top))
    axes.axhline(0, color=theme.ink, linewidth=2, zorder=1)
    axes.axvline(0, color=theme.ink, linewidth=2, zorder=1)
    ticks(axes, "x", range(-2, 4))
    ticks(axes, "y", range(int(top) + 1))
    name_axes(axes, "$F(hat(y)) - F(check(y))$", "$ell$", long=True)
    energy, hinge, log = (_line(theme, LOSSES[name], 3.0) for name in ("cold", "hinge", "log"))
    axes.plot(reach, np.full_like(reach, F), **energy)
    axes.plot(reach, np.maximum(margin - reach, 0), **hinge)
    axes.plot(reach, np.log1p(np.exp(-reach)), **log)
    axes.plot([margin, margin], [0, top], color=theme("note"), linewidth=1.6, linestyle=":", zorder=1.5)
    label(axes, f"$m = {margin:g}$", (margin, top), anchor="bottom left", offset=(8, -14), size=24)
    rows = (
        (energy, '$ell_"energy" = F(check(y))$', f"sees no $hat(y)$ (here ${F:.2f}$, untrained)"),
        (hinge, '$ell_"hinge" = (m - [F(hat(y)) - F(check(y))])^+$', "stops pushing once the margin is met"),
        (log, '$ell_"log" = log(1 + e^(F(check(y)) - F(hat(y))))$', "never stops pushing"),
    )
    for row, (style, text, remark) in enumerate(rows):
        y = 0.83 - 0.24 * row
        legend(fig, [(style, text)], (0.575, y), size=22)
        label(fig, remark, (0.625, y - 0.085), anchor="baseline left", size=19, colour="note")


@figure(studies=("training", "ellipse"), size=(12, 6.75))
def training_curves(fig: Figure, theme: Theme, training: Run, ellipse: Run) -> None:
    """Loss and weights against the step: cold, warm, hinge and log."""
    steps = len(training["cold_loss"])
    left, right = fig.add_axes((0.085, 0.145, 0.39, 0.67)), fig.add_axes((0.56, 0.145, 0.36, 0.67))
    left.set(xlim=(0, steps), yscale="log", ylim=(1.5e-3, 1.6))
    left.minorticks_off()
    left.set_yticks([0.01, 0.1, 1], ["$0.01$", "$0.1$", "$1$"])
    right.set(xlim=(0, steps), ylim=(0, 2.25))
    ticks(right, "y", [0, 0.5, 1, 1.5, 2])
    for axes, name in ((left, "$cal(L)$"), (right, "$abs(w_1), abs(w_2)$")):
        ticks(axes, "x", np.arange(0, steps + 1, 12))
        name_axes(axes, "step", name, size=24, long=True)
    for name, look in LOSSES.items():
        line = _line(theme, look, 2.8)
        left.plot(np.arange(steps), training[f"{name}_loss"], **line)
        for w in np.abs(training[f"{name}_w"]).T:
            right.plot(np.arange(steps + 1), w, **line)
    for i in (1, 2):
        rho = float(ellipse.config[f"rho{i}"])
        right.axhline(rho, color=theme.ink, linewidth=1.4, linestyle=":", zorder=1.5)
        label(right, f"$rho_{i}$", (steps, rho), anchor="left", offset=(8, 0), size=24)
        start = float(abs(training["cold_w"][FIRST, i - 1]))
        label(right, f"$abs(w_{i})$", (0, start), anchor="top left", offset=(14, -16), size=24, halo=3)
    entries = [(_line(theme, look, 2.8), look.name) for look in LOSSES.values()]
    legend(fig, entries, (0.5, 0.925), anchor="bottom left", offset=(-300, 0), across=True, size=22)


@figure(studies=("training", "ellipse"), size=(12, 6.75))
def free_form(fig: Figure, theme: Theme, training: Run, ellipse: Run) -> None:
    """A free-form curve: at zero temperature it over-fits, spikes and all; warm, the pull is even."""
    beta = f"warm, $beta = {training.config['beta']:g}$: an even pull"
    data: Style = {"marker": "o", "ms": 9, "linestyle": "none", "color": theme("y")}
    learnt: Style = {"color": theme("tilde(y)"), "linewidth": 2.6}
    truth: Style = {"color": theme("y"), "linewidth": 1.6, "linestyle": ":"}
    ring = np.vstack([ellipse["true_ellipse"], ellipse["true_ellipse"][:1]])
    for column, (name, title) in enumerate((("cold", "zero temperature: over-fit"), ("warm", beta))):
        left = 0.055 + 0.475 * column
        axes = plane(fig, theme, (left, 0.315, 0.445, 0.56), *extent(ellipse["y"], (2.75, 1.9)))
        if column:
            _bare(axes, "$y_2$", ticks=False)
        axes.plot(*ring.T, **truth, zorder=2)
        axes.plot(*training[f"free_{name}_curve"][LAST].T, **learnt, zorder=3)
        axes.plot(*ellipse["y"].T, **data, zorder=4)
        label(axes, title, (0.5, 1), coords="axes", anchor="baseline centre", offset=(0, 18), size=26)
        train, held = (training[f"free_{name}_{part}"][LAST] for part in ("train", "held_out"))
        says = f"mean $F_oo$: ${train:.4f}$; of held-out $y$: ${held:.4f}$"
        label(fig, says, (left + 0.2225, 0.15), anchor="baseline centre", size=22)
    entries = [(data, "$y$"), (learnt, "$tilde(y)$, any form"), (truth, _floor(training))]
    legend(fig, entries, (0.055, 0.05), anchor="bottom left", across=True, size=21)


def _floor(training: Run) -> str:
    return f"the true ellipse: ${float(training['floor']):.4f}$ on held-out $y$"


def _line(theme: Theme, look: Look, width: float) -> Style:
    """A loss's line."""
    return {"color": theme(look.hue), "linestyle": look.on_paper, "linewidth": width}


def _pair(fig: Figure, theme: Theme, training: Run, ellipse: Run, name: str) -> AxesImage:
    """Untrained and trained side by side; return the heat map."""
    for column, at in enumerate((FIRST, LAST)):
        rect = (0.055 + 0.43 * column, 0.215, 0.4, 0.56)
        axes, image = _pulled(fig, theme, rect, training, ellipse, name, at)
        if column:
            _bare(axes, "$y_2$", ticks=False)
    return image


def _pulled(
    fig: Figure, theme: Theme, rect: Rect, training: Run, ellipse: Run, name: str, at: int, **options: Any
) -> tuple[Axes, AxesImage]:
    """The heat map of F at one moment of a training, with manifold, samples and forces."""
    sides = training["heat_y1"], training["heat_y2"]
    axes, image = heat(fig, theme, rect, sides, training[f"{name}_F"][at], TOP, **options)
    ring = training[f"{name}_y_tilde"][at]
    axes.plot(*np.vstack([ring, ring[:1]]).T, **model(theme), zorder=3)
    F = _nearest(sides, training[f"{name}_F"][at])
    if name == "cold":
        found, force = training["cold_y_check"][at], training["cold_force"][at]
        arrows(axes, found, force, F(found), top=TOP, **COLD, zorder=3.2)
        ink = "black" if bright(np.zeros(1), 0.0, TOP, theme.energy_map)[0] else "white"
        axes.plot(*found.T, **FOUND, color=ink, zorder=3.3)
    else:
        force = training["warm_force"][at]  # (N, K, 2)
        start = np.broadcast_to(ring, force.shape)
        long = np.linalg.norm(force, axis=-1) > 0.02  # shorter ones would be mere dots
        arrows(axes, start[long], force[long], F(start[long]), top=TOP, **WARM, zorder=3.2)
    axes.plot(*ellipse["y"].T, **data(theme), zorder=4)
    return axes, image


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
