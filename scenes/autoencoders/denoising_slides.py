"""The denoising autoencoder: corrupted points go home, and how far a point is moved gives its energy.

Lecture: section 5, figures DAE-1 and DAE-2. The best possible denoiser of Gaussian noise is the mean of y given ŷ,
which is one step down the warm free energy of the samples; the trained network is shown beside it.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from ebviz.style.ticks import step_between
from scenes.autoencoders._words import distance_cap, energy_cap, even_ticks

SPIRAL = 4.6  # size of the spiral's samples
LEFT, RIGHT = (0.055, 0.3, 0.405, 0.54), (0.49, 0.3, 0.405, 0.54)
BAR = (0.925, 0.3, 0.018, 0.42)
SHARE, SCALE = "drawn at a third", 3.0
DISTANCE = "$norm(tilde(y) - hat(y))$"


@figure(studies=("toys", "denoising"), size=(12, 6.75))
def denoising_corruption(fig: Figure, theme: Theme, toys: Run, denoising: Run) -> None:
    """A spiral, its corrupted cloud ŷ, and where the trained network sends that: back onto the spiral."""
    y, hat, tilde = toys["spiral"], denoising["spiral_walk"][0], denoising["spiral_walk"][1]
    sigma, off = float(denoising["spiral_sigma"]), denoising["spiral_off"]
    home: Style = {"marker": "o", "ms": 6.5, "linestyle": "none", "color": theme("y")}
    cloud: Style = {"marker": "o", "ms": 3.4, "linestyle": "none", "color": theme("hat(y)")}
    sent: Style = {"marker": "s", "ms": 3.8, "linestyle": "none", "color": theme("tilde(y)")}
    ways: Style = {"linewidth": 0.7, "color": theme("hat(y)")}
    titles = (
        f"corrupted: $hat(y) = y + sigma epsilon$, $sigma = {sigma:g}$",
        "denoised: $tilde(y) = Dec(Enc(hat(y)))$",
    )
    for column, (rect, title) in enumerate(
        zip(((0.06, 0.315, 0.415, 0.5533), (0.545, 0.315, 0.415, 0.5533)), titles, strict=True)
    ):
        sides = [toys[f"spiral_y{k}"][[0, -1]].tolist() for k in (1, 2)]
        step = 2 * step_between(*sides[0])
        axes = plane(fig, theme, rect, tuple(sides[0]), tuple(sides[1]), step=(step, step))
        bare(axes, left=bool(column))
        axes.plot(*y.T, **home, zorder=3)
        if column:
            lines = LineCollection(list(np.stack([hat, tilde], 1)), linewidths=0.7, colors=theme("hat(y)"))
            axes.add_collection(lines, autolim=False)
            axes.plot(*tilde.T, **sent, zorder=3.5)
        else:
            axes.plot(*hat.T, **cloud, zorder=2)
        label(axes, title, (0.5, 1), coords="axes", anchor="baseline centre", offset=(0, 20), size=24)
        says = f"${rounded(off[column], 3)}$ from the nearest $y$, on average"
        middle = rect[0] + rect[2] / 2
        label(fig, says, (middle, 0.14), anchor="baseline centre", size=21)
    entries = [
        ({**home, "ms": 8}, f"$y$, {len(y)} of them"),
        ({**cloud, "ms": 6}, f"$hat(y)$, {len(hat)}"),
        (ways, "the way of each"),
        ({**sent, "ms": 7}, "$tilde(y)$"),
    ]
    legend(fig, entries, (0.06, 0.035), anchor="bottom left", across=True, size=22)


@figure(studies=("toys", "denoising"), size=(12, 6.75))
def denoising_field(fig: Figure, theme: Theme, toys: Run, denoising: Run) -> None:
    """How far the network moves each point of the plane, and where; halfway between two arms, nowhere."""
    far = np.sqrt(denoising["spiral_F"])
    sides = toys["spiral_y1"], toys["spiral_y2"]
    axes, image = heat(fig, theme, (0.07, 0.13, 0.57, 0.76), sides, far, distance_cap(toys, "spiral"))
    _travel(axes, toys, denoising, "spiral", far, "sent", distance_cap(toys, "spiral"))
    axes.plot(*toys["spiral"].T, **data(theme, 7.0, 0.4), zorder=4)
    colour_bar(
        fig,
        theme,
        (0.675, 0.13, 0.022, 0.44),
        image,
        _three(distance_cap(toys, "spiral")),
        "$sqrt(F)$",
        size=24,
    )
    label(fig, "$F(hat(y)) = norm(hat(y) - tilde(y))^2$", (0.675, 0.92), anchor="baseline left", size=24)
    entries = [(data(theme, 8.0, 0.4), "$y$"), (pointer(theme), f"$hat(y) -> tilde(y)$, {SHARE}")]
    legend(fig, entries, (0.675, 0.86), size=22)
    arms = ("cold between", "two arms:", "pulled both ways,", "it stays")
    for row, text in enumerate(arms if toys.config["spiral_data"] is None else ()):
        label(fig, text, (0.78, 0.43 - 0.062 * row), anchor="baseline left", size=21)


@figure(studies=("toys", "denoising"), size=(12, 6.75))
def denoising_nearest(fig: Figure, theme: Theme, toys: Run, denoising: Run) -> None:
    """With noise, a point between two arms stays put; as σ → 0 it goes all the way to the nearest sample."""
    sides = toys["spiral_y1"], toys["spiral_y2"]
    at, y = denoising["spiral_at"], toys["spiral"]
    nearest = y[((at[:, None] - y) ** 2).sum(-1).argmin(1)]  # (A, 2)
    both = (
        (f"trained, $sigma = {float(denoising['spiral_sigma']):g}$", "spiral_F", denoising["spiral_sent"]),
        ("$sigma -> 0$: the nearest $y$", "spiral_nearest_F", nearest),
    )
    for column, (rect, (title, name, end)) in enumerate(zip((LEFT, RIGHT), both, strict=True)):
        far = np.sqrt(denoising[name])
        axes, image = heat(fig, theme, rect, sides, far, distance_cap(toys, "spiral"))
        travel(axes, at, end, _shade(toys, "spiral", far, at), scale=SCALE, top=distance_cap(toys, "spiral"))
        _finish(axes, theme, toys, "spiral", title, column)
    colour_bar(fig, theme, BAR, image, _three(distance_cap(toys, "spiral")), DISTANCE, size=19)
    where = "two arms" if toys.config["spiral_data"] is None else "clumps"
    says = f"Between {where}: with noise both pull and a point stays; without, one of them wins."
    label(fig, says, (0.055, 0.13), anchor="baseline left", size=20)
    _keys(fig, theme)


@figure(studies=("toys", "denoising"), size=(12, 6.75))
def denoising_oracle(fig: Figure, theme: Theme, toys: Run, denoising: Run) -> None:
    """The trained network beside the best denoiser, one step down the warm free energy of the samples."""
    sides = toys["spiral_y1"], toys["spiral_y2"]
    both = (
        ("trained network", "F", "sent"),
        ("oracle $tilde(y) = r(hat(y))$, mean of $y$ given $hat(y)$", "oracle_F", "oracle_sent"),
    )
    for column, (rect, (title, name, end)) in enumerate(zip((LEFT, RIGHT), both, strict=True)):
        far = np.sqrt(denoising[f"spiral_{name}"])
        axes, image = heat(fig, theme, rect, sides, far, distance_cap(toys, "spiral"))
        _travel(axes, toys, denoising, "spiral", far, end, distance_cap(toys, "spiral"))
        _finish(axes, theme, toys, "spiral", title, column)
    colour_bar(fig, theme, BAR, image, _three(distance_cap(toys, "spiral")), DISTANCE, size=19)
    sigma, gap = float(denoising["spiral_sigma"]), float(denoising["spiral_gap"])
    parts = (
        (0.055, "left", "$r(hat(y)) = hat(y) - 1/2 nabla F_beta (hat(y))$"),
        (0.535, "centre", "$E_n (hat(y)) = norm(hat(y) - y^((n)))^2$"),
        (0.975, "right", f"$beta = 1\\/(2 sigma^2) = {1 / (2 * sigma**2):.1f}$"),
    )
    for at, side, text in parts:
        label(fig, text, (at, 0.13), anchor=f"baseline {side}", size=24)
    _keys(fig, theme)
    says = f"mean $norm(tilde(y) - r)$ over the cloud: ${rounded(gap, 2)} sigma$"
    label(fig, says, (0.975, 0.045), anchor="baseline right", size=20)


@figure(studies=("toys", "denoising"), size=(12, 6.75))
def denoising_arrows(fig: Figure, theme: Theme, toys: Run, denoising: Run) -> None:
    """The ellipse and the moons: everywhere arrows lead back to the data, in proportion to √F."""
    top = energy_cap(toys, "ellipse", "moons")
    for rect, toy in zip(
        ((0.055, 0.225, 0.4, 0.5333), (0.505, 0.225, 0.4, 0.5333)), ("ellipse", "moons"), strict=True
    ):
        F, sides = denoising[f"{toy}_F"], (toys[f"{toy}_y1"], toys[f"{toy}_y2"])
        axes, image = heat(fig, theme, rect, sides, F, top)
        _travel(axes, toys, denoising, toy, F, "sent", top)
        _finish(axes, theme, toys, toy, "", 0)
        ticks(axes, "x", even_ticks(sides[0][0] + 0.3, sides[0][-1] - 0.3))
    colour_bar(fig, theme, (0.93, 0.225, 0.018, 0.42), image, _three(top), "$F$")
    title = f"$ F(hat(y)) = norm(hat(y) - tilde(y))^2 $, trained with $sigma = {float(denoising['moons_sigma']):g}$"
    label(fig, title, (0.475, 0.87), anchor="baseline centre", size=28)
    _keys(fig, theme)


def _three(top: float) -> list[float]:
    """Where a colour bar has its numbers."""
    return [0, top / 2, top]


def _travel(axes: Axes, toys: Run, denoising: Run, toy: str, shade: np.ndarray, end: str, top: float) -> None:
    """A toy's stored arrows on its map."""
    at = denoising[f"{toy}_at"]
    travel(axes, at, denoising[f"{toy}_{end}"], _shade(toys, toy, shade, at), scale=SCALE, top=top)


def _shade(toys: Run, toy: str, values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """A map's values (H, W) at the grid points nearest to places (A, 2)."""
    columns, rows = (
        np.abs(toys[f"{toy}_{side}"][:, None] - at[:, axis]).argmin(0)
        for axis, side in enumerate(("y1", "y2"))
    )
    return np.asarray(values[rows, columns])


def _finish(axes: Axes, theme: Theme, toys: Run, toy: str, title: str, column: int) -> None:
    """The samples on a map, its title, and only the axis names that its neighbours do not show."""
    axes.plot(*toys[toy].T, **data(theme, SPIRAL if toy == "spiral" else 3.4, 0.4), zorder=4)
    bare(axes, left=bool(column))
    if title:
        label(axes, title, (0.5, 1), coords="axes", anchor="baseline centre", offset=(0, 20), size=24)


def _keys(fig: Figure, theme: Theme) -> None:
    entries = [(data(theme, 8.0, 0.4), "$y$"), (pointer(theme), f"$hat(y) -> tilde(y)$, {SHARE}")]
    legend(fig, entries, (0.055, 0.045), anchor="bottom left", across=True, size=22)
