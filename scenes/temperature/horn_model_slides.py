"""The conditional model on the horn: its manifold before and after training, its learnt radii, and a flat energy.

Lecture: section 4, the conditional case. E(x, y, z) = ‖y − f(x) ⊙ [cos z, sin z]‖², trained at zero temperature. A
decoder with as many latents as y has dimensions reaches every y: its F is zero everywhere and says nothing.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.inference._latents import hot_end

FIRST, LAST = 0, -1


@figure(
    studies=("horn", "horn_model"),
    size=(12, 6.75),
    cannot_show={"horn_model.weights": "it shows the start of a training, and given weights are not trained"},
)
def horn_untrained(fig: Figure, theme: Theme, horn: Run, horn_model: Run) -> None:
    """The manifold before training: the lecture's is a small bow-tie on the axis of the horn, also shown enlarged."""
    reach, first = _reach(horn), float(np.abs(horn_model["horn_manifold"][FIRST]).max())
    loupe = max(1.0, float(f"{reach / max(first, 1e-6):.2g}"))
    whole = _space(fig, theme, (0.075, 0.15, 0.39, 0.68), 1.125, reach, horn_model)
    _samples(whole, horn)
    _manifold(whole, theme, horn_model, FIRST, 2.2)
    near = _space(fig, theme, (0.565, 0.15, 0.39, 0.68), 1.125, reach / loupe, horn_model)
    _manifold(near, theme, horn_model, FIRST, 3.4)
    label(fig, "before training", (0.27, 0.925), anchor="baseline centre", size=26)
    label(fig, f"the same, $y$ enlarged ${loupe:g}$ times", (0.76, 0.925), anchor="baseline centre", size=26)


@figure(studies=("horn", "horn_model"), size=(12, 6.75))
def horn_trained(fig: Figure, theme: Theme, horn: Run, horn_model: Run) -> None:
    """The manifold of the trained model, coloured by x: the horn."""
    space = _space(fig, theme, (0.09, 0.13, 0.84, 0.83), 1.81, _reach(horn), horn_model)
    _samples(space, horn)
    _manifold(space, theme, horn_model, LAST, 4.2)
    config = horn_model.config
    if config["weights"] is None:
        label(fig, "after training", (0.97, 0.945), anchor="top right", size=28)
    own = "f(x)" if config["predictor"] is not None else "x"
    g = "f(x) dot.o [cos z, sin z]" if config["decoder"] is None else f"g({own}, z)"
    label(fig, f"$tilde(y) = {g}$", (0.97, 0.87), anchor="top right", size=24)


@figure(
    studies=("horn_model",),
    size=(12, 6.75),
    cannot_show={
        "horn_model.decoder": "it shows the radii f(x) of the lecture's decoder",
        "horn.data": "it compares with the true radii of the horn, which are unknown for samples of your own",
    },
)
def horn_radii(fig: Figure, theme: Theme, horn_model: Run) -> None:
    """The predictor's |f(x)| against the true radii of the horn, which it was never told."""
    axes = fig.add_axes((0.075, 0.14, 0.82, 0.75))
    x, f, rho = horn_model["x_grid"], horn_model["f"], horn_model["rho"]
    top = 1.08 * float(max(f.max(), rho.max()))
    axes.set(xlim=(0, 1), ylim=(0, top))
    ticks(axes, "x", np.arange(6) / 5)
    ticks(axes, "y", ticks.steps(0, top, ticks.spacing(top, 4)))
    name_axes(axes, "$x$", "$abs(f(x))$", long=True)
    truth: Style = {"color": theme.ink, "linewidth": 1.8, "linestyle": "--"}
    learnt: Style = {"color": theme("f"), "linewidth": 5.0}
    for i in (0, 1):
        axes.plot(x, f[:, i], **learnt, marker="os"[i], ms=9, markevery=5, zorder=3)
        axes.plot(x, rho[:, i], **truth, zorder=4)
        label(axes, f"$abs(f_{i + 1})$", (1, f[-1, i]), anchor="left", offset=(10, 0), size=24)
    held, floor = float(horn_model["horn_held_out"][LAST]), float(horn_model["floor"])
    entries = [
        (learnt, "$abs(f_1(x)), abs(f_2(x))$, learnt"),
        (truth, "$rho_1 (x), rho_2 (x)$, true"),
    ]
    legend(axes, entries, (0, 1), offset=(24, -28), size=24)
    says = f"mean $F_oo$ of held-out $y$: ${rounded(held, 3)}$; with the true horn: ${rounded(floor, 4)}$"
    label(axes, says, (0, 1), coords="axes", anchor="top left", offset=(24, -110), size=20)


@figure(
    studies=("horn_model",),
    size=(12, 6.75),
    cannot_show={
        "horn.data": "it compares with the true ellipse of valid answers, which is unknown for samples of your own"
    },
)
def flat_energy(fig: Figure, theme: Theme, horn_model: Run) -> None:
    """F at one x for a latent of one dimension and of two: with two, every y is free and F says nothing."""
    x, at = horn_model["x_grid"], float(horn_model.config["slice_x"])
    i, side = int(np.abs(x - at).argmin()), horn_model["slice_y"]
    learnt = horn_model["general_manifold"][LAST][i]
    angle = np.linspace(0, 2 * np.pi, 241)
    ring = horn_model["rho"][i] * np.stack([np.cos(angle), np.sin(angle)], -1)
    reached, gap = model(theme, 2.6), ticks.spacing(float(np.ptp(side)), 4)
    top = hot_end(ring[:-1], horn_model["general_slice_F"])
    truth: Style = {"linewidth": 2.2, "color": theme.on_map("white"), "linestyle": (0, (2.5, 2))}
    for column, (name, says) in enumerate(
        (("general", "$z$ on a circle"), ("wide", "$z$ of two dimensions"))
    ):
        left = 0.06 + 0.415 * column
        F = horn_model[f"{name}_slice_F"][LAST]
        axes, image = heat(fig, theme, (left, 0.285, 0.4, 0.535), (side, side), F, top, step=(gap, gap))
        if name == "general":
            axes.plot(*np.vstack([learnt, learnt[:1]]).T, **reached, zorder=3)
        else:
            places = horn_model["wide_image"][LAST].reshape(-1, 2)
            axes.plot(*places.T, marker="o", ms=3, linestyle="none", color=theme.on_map("tilde(y)"), zorder=3)
        axes.plot(*ring.T, **truth, zorder=4)
        which = ("horn", "general", "wide").index(name)
        share = float(horn_model["flat"][which])
        label(fig, says, (left + 0.2, 0.9), anchor="baseline centre", size=26)
        number = f"${100 * (1 - share):.1f} %$ of the plane costs energy"
        label(fig, number, (left + 0.2, 0.112), anchor="baseline centre", size=22)
    colour_bar(fig, theme, (0.905, 0.285, 0.018, 0.42), image, [0, top / 2, top], "$F_oo$")
    label(fig, f"$x = {at:g}$", (0.97, 0.945), anchor="top right", size=26)
    entries = [(reached, "$tilde(y)$"), ({**truth, "color": theme.ink}, "the true ellipse")]
    legend(fig, entries, (0.065, 0.035), anchor="bottom left", across=True, size=20)
    label(fig, "costs energy: $F_oo > 0.01 norm(rho)^2$", (0.97, 0.045), anchor="baseline right", size=20)


def _reach(horn: Run) -> float:
    """How far the space reaches along y₁ and y₂."""
    return 1.05 * float(np.abs(horn["y"]).max())


def _space(
    fig: Figure,
    theme: Theme,
    rect: tuple[float, float, float, float],
    length: float,
    reach: float,
    run: Run,
) -> Space:
    """The space of x and y; ``length`` is the length of its x-axis in lengths of the other two."""
    low, high = (float(end) for end in run["x_grid"][[0, -1]])
    limits = ((low, high), (-reach, reach), (-reach, reach))
    across = list(ticks.steps(low, high, ticks.spacing(high - low, 2)))
    along = list(ticks.steps(-reach, reach, ticks.spacing(2 * reach, 5)))
    view = View(-52, 22, (2 * reach * length / (high - low), 1.0, 1.0))
    return Space(fig, theme, rect, view, limits, (across, along, along), ("$x$", "$y_1$", "$y_2$"))


def _samples(space: Space, horn: Run) -> None:
    """The samples of the horn, faint."""
    grey = np.tile(
        [*(int(space.theme("note")[i : i + 2], 16) / 255 for i in (1, 3, 5)), 1.0], (len(horn["x"]), 1)
    )
    space.points(np.column_stack([horn["x"], horn["y"]]), grey, size=5.5, alpha=0.75)


def _manifold(space: Space, theme: Theme, run: Run, at: int, size: float) -> None:
    """The manifold at one moment of training: dots and rings coloured by x."""
    x, y = run["x_grid"], run["horn_manifold"][at]  # (51,), (51, 48, 2)
    places = np.concatenate([np.broadcast_to(x[:, None, None], (*y.shape[:2], 1)), y], -1)
    hues = theme.condition(x)
    space.points(places.reshape(-1, 3), np.repeat(hues, y.shape[1], axis=0), size=size)
