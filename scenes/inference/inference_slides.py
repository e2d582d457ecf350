"""Inference with a latent-variable EBM: samples and manifold, the model, energies over z, paths to the minimum.

Lecture: section 2, (a) to (e). The two samples examined are chosen by the lecture's criteria: the one nearest the
right end of the ellipse (his Y[23]) and the one nearest its top (his Y[10], with two local minima).
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.inference._latents import Latents

SAMPLE: Style = {"marker": "o", "markersize": 10, "linestyle": "none"}


@figure(
    studies=("ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "it shows ỹ = g(z), and an energy has no decoder g"},
)
def samples_and_manifold(fig: Figure, theme: Theme, ellipse: Run, inference: Run) -> None:
    """The 24 samples, and the manifold of the untrained decoder: 48 latents in a row."""
    axes = _plane(fig, theme, ellipse, inference)
    data: Style = {**SAMPLE, "color": theme("y")}
    model: Style = {"marker": "o", "markersize": 5.5, "linewidth": 1.2, "color": theme("tilde(y)")}
    loop = Latents.of(inference).whole(inference["y_tilde"])  # (K + 1, 2) if z is an angle
    axes.plot(*loop.T, **model)
    axes.plot(*ellipse["y"].T, **data)
    axes.plot(*inference["y_tilde"][0], marker="o", markersize=12, color=theme("z"), fillstyle="none", mew=2)
    label_near(
        axes,
        f"$z = {inference['z'][0]:.3g}$",
        tuple(loop[0]),
        avoid=[ellipse["y"][:, None], loop],
        sides=("bottom left", "top left", "left"),
    )
    count, config = len(ellipse["y"]), inference.config
    untrained = "" if config["weights"] or config["checkpoint"] else ", untrained"
    entries = [
        (data, f"$y^((1)), dots.h, y^(({count}))$"),
        (model, f"$tilde(y) = g(z)${untrained}"),
    ]
    legend(axes, entries, (1, 1), offset=(0, 14), anchor="bottom right", across=True, size=24)


@figure(
    studies=("inference",),
    size=(12, 6.75),
    cannot_show={"inference.energy": "it shows ỹ = g(z), and an energy has no decoder g"},
)
def model_diagram(fig: Figure, theme: Theme, inference: Run) -> None:
    """The model: z, the decoder, its ỹ, and the energy that compares it with y."""
    model = Diagram(fig, theme, centre=(1.0, 0.85), pitch=(200, 115), scale=1.3)
    model.variable("z", (0, 0))
    model.decoder("Decoder", (1, 0))
    model.variable("tilde(y)", (2, 0), "tilde(y)")
    model.energy("E", (2, 1))
    model.variable("y", (2, 2), "y", observed=True)
    model.connect("z", "Decoder", "tilde(y)", "E")
    model.connect("y", "E")
    model.domain("z")
    model.manifold("tilde(y)")
    formulas = ["$ E(y, z) = [y_1 - g_1(z)]^2 + [y_2 - g_2(z)]^2 $"]
    if inference.config["decoder"] is None:
        formulas.append("$ g(z) = [w_1 cos z, thick w_2 sin z] $")
    for row, text in enumerate(formulas):
        left = model.place((-0.3, 1.1 + 0.72 * row))
        label(model.axes, text, (left[0], left[1]), anchor="baseline left", size=27)


@figure(studies=("ellipse", "inference"), size=(12, 6.75))
def energy_curves(fig: Figure, theme: Theme, ellipse: Run, inference: Run) -> None:
    """The energies E_i(z) = E(y(i), z) of the first 24 samples, one small plot each."""
    z, E, latents = inference["z"], inference["E"], Latents.of(inference)
    columns, count = 6, min(24, len(E))
    rows, top = -(-count // columns), 1.08 * float(E.max())
    gap_z, gap_E = (latents.high - latents.low) / 50, ticks.spacing(top, 2)
    left, bottom, wide, high, gap = 0.065, 0.105, 0.915, 0.865, 0.014
    width = (wide - gap * (columns - 1)) / columns
    height = (high - gap * 16 / 9 * (rows - 1)) / rows
    looked_at = {int(ellipse["i_right"]), int(ellipse["i_top"])}
    for i in range(count):
        row, column = divmod(i, columns)
        rect = (
            left + column * (width + gap),
            bottom + (rows - 1 - row) * (height + gap * 16 / 9),
            width,
            height,
        )
        axes = fig.add_axes(rect)
        axes.set(xlim=(latents.low, latents.high), ylim=(-0.05 * top, top))
        named = latents.ticks(most=2)
        inner = {at: text for at, text in named.items() if at > latents.low + gap_z or not column}
        ticks(axes, "x", inner)
        ticks(axes, "y", ticks.steps(0, top, gap_E))
        axes.tick_params(labelsize=15, labelbottom=row == rows - 1, labelleft=column == 0)
        curve = np.stack([latents.whole(z, latents.high), latents.whole(E[i])], -1)  # (K + 1, 2)
        axes.plot(*curve.T, color=theme("E"), linewidth=1.4, marker="o", ms=2.4)
        axes.plot(inference["z_check"][i], inference["F"][i], **_picked(theme))
        if i in looked_at:
            axes.spines[:].set(edgecolor=theme("y'"), linewidth=2.4)
        at = _free(curve, latents, 0.65 * top)
        label(
            axes,
            f"$E_{i + 1}$",
            (at, 1),
            coords=axes.get_xaxis_transform(),
            anchor="top",
            offset=(0, -7),
            size=19,
        )
    label(fig, "$z$", (left + wide / 2, 0.027), anchor="centre", size=24)
    label(fig, "$E$", (0.02, bottom + high / 2), anchor="centre", size=24)


@figure(studies=("ellipse", "inference"), size=(12, 6.75))
def energy_right(fig: Figure, theme: Theme, ellipse: Run, inference: Run) -> None:
    """E(y', z) of the sample at the right end, over three turns if z is an angle, and the path from z̃ down to ž."""
    _energy(fig, theme, inference, int(ellipse["i_right"]))


@figure(studies=("ellipse", "inference"), size=(12, 6.75))
def energy_top(fig: Figure, theme: Theme, ellipse: Run, inference: Run) -> None:
    """E(y', z) of the topmost sample, with two local minima in each turn, and the path from z̃ to ž."""
    _energy(fig, theme, inference, int(ellipse["i_top"]))


@figure(
    studies=("ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "it follows g(z), and an energy has no decoder g"},
)
def path_right(fig: Figure, theme: Theme, ellipse: Run, inference: Run) -> None:
    """The same path in the plane of y: from g(z̃) along the manifold to y̌ = g(ž), for the sample at the right end."""
    _path(fig, theme, ellipse, inference, int(ellipse["i_right"]))


@figure(
    studies=("ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "it follows g(z), and an energy has no decoder g"},
)
def path_top(fig: Figure, theme: Theme, ellipse: Run, inference: Run) -> None:
    """The same path in the plane of y, for the topmost sample."""
    _path(fig, theme, ellipse, inference, int(ellipse["i_top"]))


def _energy(fig: Figure, theme: Theme, inference: Run, i: int) -> None:
    """E(y', z) of sample i: its curve, the descent on it, ž and F on the axes."""
    top, latents = 1.06 * float(inference["fine_E"][i].max()), Latents.of(inference)
    rect, estep, zticks = (0.065, 0.125, 0.91, 0.765), ticks.spacing(top, 6), latents.ticks(laps=True)
    axes = energy_axes(fig, theme, rect, latents.laps, top, estep=estep, zticks=zticks)
    z, E = inference["gd_z"][i], inference["gd_E"][i]  # (S + 1,)
    z_check, F = float(inference["z_check"][i]), float(inference["F"][i])
    axes.plot(*latents.over_laps(inference["fine_z"], inference["fine_E"][i]), color=theme("E"))
    axes.plot(
        inference["curve_z"], inference["E_curve"][i], color=theme("E"), marker="o", ms=6, linestyle="none"
    )
    for at, height, hue in ((float(z[0]), float(E[0]), "tilde(z)"), (z_check, F, "check(z)")):
        axes.plot([at, at], [0, height], color=theme(hue), linewidth=1.8, linestyle=":", zorder=1.5)
        cross(axes, theme, (at, 0), hue)
        label(axes, f"${hue}$", (at, 0), anchor="top", offset=(0, -13), size=28)
    arrow(axes, theme, np.stack([z, E], -1), "tilde(z)", lift=9.0, stop=16)
    axes.plot(z_check, F, marker="o", ms=17, fillstyle="none", mew=2.5, color=theme("check(z)"), zorder=5.8)
    high = F + 0.24 * top
    arrow(axes, theme, np.array([[z_check, high], [z_check, F]]), "F", stop=12, dashed=False)
    label(axes, "$F_oo$", (z_check, high), anchor="bottom", offset=(0, 6), size=28, halo=3)
    label(
        axes,
        "$ F_oo (y') = min_z E(y', z) = E(y', check(z)) $",
        (1, 1),
        coords="axes",
        anchor="baseline right",
        offset=(0, 20),
        size=24,
    )


def _path(fig: Figure, theme: Theme, ellipse: Run, inference: Run, i: int) -> None:
    """Sample i, the manifold, and the descent on it."""
    axes = _plane(fig, theme, ellipse, inference)
    y, y_check, way = ellipse["y"][i], inference["y_check"][i], inference["gd_y"][i]
    axes.plot(*ellipse["y"].T, **{**SAMPLE, "color": theme("y"), "alpha": 0.35})
    axes.plot(*inference["fine_y"].T, color=theme("tilde(y)"), linewidth=1.2)
    model: Style = {"color": theme("tilde(y)"), "marker": "o", "ms": 5}
    axes.plot(*inference["y_tilde"].T, **model, linestyle="none")
    root: Style = {"color": theme("F"), "linewidth": 2.4, "linestyle": ":"}
    between = np.stack([y, y_check])
    axes.plot(*between.T, color=theme.paper, linewidth=6, zorder=2)
    axes.plot(*between.T, **root, zorder=2.1)
    lifted = arrow(axes, theme, way, "tilde(z)", lift=9.0)
    for place, hue in ((y, "y'"), (way[0], "tilde(z)"), (y_check, "check(z)")):
        cross(axes, theme, tuple(place), hue)
    marked = np.vstack([ellipse["y"], y_check, way[0]])[:, None]
    for place, text in ((y, "$y'$"), (way[0], "$g(tilde(z))$"), (y_check, "$check(y) = g(check(z))$")):
        label_near(
            axes, text, tuple(place), avoid=[marked, inference["fine_y"], lifted, between], gap=14, size=26
        )
    entries = [
        ({**model, "linewidth": 1.2}, "$tilde(y) = g(z)$"),
        (root, "$sqrt(F_oo (y')) = norm(y' - check(y))$"),
    ]
    legend(axes, entries, (1, 1), offset=(0, 16), anchor="bottom right", across=True, size=24)


def _plane(fig: Figure, theme: Theme, ellipse: Run, inference: Run) -> Axes:
    """The plane of y, with room for the samples and for the manifold."""
    limits = extent(np.vstack([ellipse["y"], inference["fine_y"]]))
    gap = ticks.spacing(2 * limits[0][1])
    return plane(fig, theme, (0.075, 0.13, 0.9, 0.76), *limits, step=(gap, gap))


def _free(curve: np.ndarray, latents: Latents, ceiling: float) -> float:
    """The z at which a small plot has room for its name: the middle, or else the freer side."""
    middle, near = (latents.low + latents.high) / 2, 0.143 * (latents.high - latents.low)

    def height(at: float) -> float:
        return float(curve[np.abs(curve[:, 0] - at) < near, 1].max(initial=np.interp(at, *curve.T)))

    return middle if height(middle) < ceiling else min((latents.low + near, latents.high - near), key=height)


def _picked(theme: Theme) -> Style:
    """How a small plot marks its minimum."""
    return {"marker": "x", "ms": 7, "mew": 2, "color": theme("check(z)"), "zorder": 5, "clip_on": False}
