"""Training the latent-variable model: which points are pulled, cold and warm; losses; what a free-form curve learns.

Lecture: section 4, figures 3.1 to 3.3. At zero temperature each sample pulls only the nearest point of the manifold;
warm, it pulls each point by its Gibbs weight. A force is −∇E at the point it pulls: 2 (y − ỹ).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ebviz.plot import *
from scenes.inference._latents import Latents, hot_end
from scenes.temperature._looks import FORCE, LOSSES, Look, learnt_from

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
        ({**FOUND, "color": theme.ink}, "$check(y)$"),
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
        (_pointer(theme), "a force on each $tilde(y)$ from each $y$, weighted, drawn at half"),
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
        ("warm", 0.135, "warmer", beta, "each $y$ pulls", "all, by weight", "$F_beta$"),
    )
    for name, bottom, regime, letter, *says, bar in rows:
        for column, at in enumerate((FIRST, LAST)):
            rect = (0.27 + 0.31 * column, bottom, 0.28, 0.375)
            axes, image = _pulled(fig, theme, rect, (training, ellipse, inference), name, at, size=20.0)
            axes.tick_params(labelsize=15, labelbottom=name == "warm")
            shared = {"$y_1$": name == "cold", "$y_2$": column == 1 or name == "warm"}
            _bare(axes, *(side for side in shared if shared[side]), ticks=column == 0)
        lines = ((regime, 23, 0.315), (letter, 23, 0.235), (says[0], 19, 0.13), (says[1], 19, 0.08))
        for text, size, up in lines:
            label(fig, text, (0.03, bottom + up), anchor="baseline left", size=size)
        colour_bar(fig, theme, (0.9, bottom + 0.01, 0.016, 0.27), image, _thirds(image), bar, size=22)
    for column, state in enumerate(("before training", "after training")):
        label(fig, state, (0.41 + 0.31 * column, 0.955), anchor="centre", size=26)


@figure(studies=("training",), size=(12, 6.75))
def loss_functionals(fig: Figure, theme: Theme, training: Run) -> None:
    """The three losses against F(ŷ) − F(y̌); the energy loss does not see ŷ."""
    margin, F = float(training.config["margin"]), float(training["cold_loss"][FIRST])
    axes = fig.add_axes((0.07, 0.145, 0.46, 0.745))
    reach = max(1.0, margin) * np.linspace(-2.0, 3.0, 501)
    top = max(margin + 2.0 * max(1.0, margin), 1.1 * F)
    axes.set(xlim=(reach[0], reach[-1]), ylim=(-0.04 * top, 1.06 * top))
    axes.axhline(0, color=theme.ink, linewidth=2, zorder=1)
    axes.axvline(0, color=theme.ink, linewidth=2, zorder=1)
    ticks(axes, "x", ticks.steps(reach[0], reach[-1], ticks.spacing(float(np.ptp(reach)), 6)))
    ticks(axes, "y", ticks.steps(0, top, ticks.spacing(top, 5)))
    name_axes(axes, "$F(hat(y)) - F(check(y))$", "$ell$", long=True)
    energy, hinge, log = (_line(theme, LOSSES[name], 3.0) for name in ("cold", "hinge", "log"))
    axes.plot(reach, np.full_like(reach, F), **energy)
    axes.plot(reach, np.maximum(margin - reach, 0), **hinge)
    axes.plot(reach, np.log1p(np.exp(-reach)), **log)
    axes.plot([margin, margin], [0, top], color=theme("note"), linewidth=1.6, linestyle=":", zorder=1.5)
    label(axes, f"$m = {margin:g}$", (margin, top), anchor="bottom left", offset=(8, -14), size=24)
    rows = (
        (
            energy,
            '$ell_"energy" = F(check(y))$',
            f"ignores $hat(y)$ (here ${rounded(F, 2)}$, before training)",
        ),
        (hinge, '$ell_"hinge" = (m - [F(hat(y)) - F(check(y))])^+$', "stops pushing once the margin is met"),
        (log, '$ell_"log" = log(1 + e^(F(check(y)) - F(hat(y))))$', "never stops pushing"),
    )
    for row, (style, text, remark) in enumerate(rows):
        y = 0.83 - 0.24 * row
        legend(fig, [(style, text)], (0.575, y), size=22)
        label(fig, remark, (0.625, y - 0.085), anchor="baseline left", size=19, colour="note")


@figure(
    studies=("training", "ellipse"),
    size=(12, 6.75),
    cannot_show={
        "inference.decoder": "it shows the two weights of the ellipse",
        "inference.energy": "it shows the two weights of the ellipse",
    },
)
def training_curves(fig: Figure, theme: Theme, training: Run, ellipse: Run) -> None:
    """Loss and weights against the step: cold, warm, hinge and log."""
    steps = len(training["cold_loss"])
    left, right = fig.add_axes((0.085, 0.145, 0.39, 0.67)), fig.add_axes((0.56, 0.145, 0.36, 0.67))
    losses = np.concatenate([training[f"{name}_loss"] for name in LOSSES])
    low, high = 0.8 * float(losses[losses > 0].min()), 1.25 * float(losses.max())
    left.set(xlim=(0, steps), yscale="log", ylim=(low, high))
    left.minorticks_off()
    ticks(left, "y", ticks.decades(low, high))
    known = ellipse.config["data"] is None
    rho = [float(ellipse.config[f"rho{i}"]) for i in (1, 2)] if known else []
    top = 1.1 * max(*rho, *(float(np.abs(training[f"{name}_w"]).max()) for name in LOSSES))
    right.set(xlim=(0, steps), ylim=(0, top))
    ticks(right, "y", ticks.steps(0, top, ticks.spacing(top, 5)))
    for axes, name in ((left, "$cal(L)$"), (right, "$abs(w_1), abs(w_2)$")):
        ticks(axes, "x", ticks.steps(0, steps, max(1, ticks.spacing(steps, 6))))
        name_axes(axes, "step", name, size=24, long=True)
    for name, look in LOSSES.items():
        line = _line(theme, look, 2.8)
        left.plot(np.arange(steps), training[f"{name}_loss"], **line)
        for w in np.abs(training[f"{name}_w"]).T:
            right.plot(np.arange(steps + 1), w, **line)
    for i in (1, 2):
        if known:
            right.axhline(rho[i - 1], color=theme.ink, linewidth=1.4, linestyle=":", zorder=1.5)
            label(right, f"$rho_{i}$", (steps, rho[i - 1]), anchor="left", offset=(8, 0), size=24)
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


def _line(theme: Theme, look: Look, width: float) -> Style:
    """A loss's line."""
    return {"color": theme(look.hue), "linestyle": look.on_paper, "linewidth": width}


def _pair(fig: Figure, theme: Theme, training: Run, ellipse: Run, name: str, inference: Run) -> AxesImage:
    """Before and after training side by side; return the heat map."""
    for column, at in enumerate((FIRST, LAST)):
        rect = (0.055 + 0.43 * column, 0.215, 0.4, 0.56)
        axes, image = _pulled(fig, theme, rect, (training, ellipse, inference), name, at)
        if column:
            _bare(axes, "$y_2$", ticks=False)
    return image


def _pulled(
    fig: Figure, theme: Theme, rect: Rect, runs: tuple[Run, Run, Run], name: str, at: int, **options: Any
) -> tuple[Axes, AxesImage]:
    """The heat map of F at one moment of a training, with manifold, samples and forces."""
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
        force = training["warm_force"][at]  # (N, K, 2)
        start = np.broadcast_to(ring, force.shape)
        long = np.linalg.norm(force, axis=-1) > 0.02  # shorter ones would be mere dots
        arrows(axes, start[long], force[long], F(start[long]), top=top, **WARM, zorder=3.2)
    axes.plot(*y.T, **data(theme), zorder=4)
    return axes, image


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
