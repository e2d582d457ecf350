"""Variational autoencoders of digits: samples, paths between two digits, the plane of codes, and unused dimensions.

Lecture: section 5, variational autoencoders in PyTorch. The classes separate in the code without any labels.
"""

from __future__ import annotations

import numpy as np
from matplotlib import colormaps

from ebviz.plot import *
from scenes.autoencoders._words import a, class_names

LAST = -1
EPOCHS = (0, 5, 10)
TAB10 = ListedColormap(colormaps["tab10"](np.arange(10)))


@figure(studies=("digits_vae",), size=(12, 6.75))
def prior_samples(fig: Figure, theme: Theme, digits_vae: Run) -> None:
    """Pictures decoded from samples of the prior, with the two-dimensional code and with the large one."""
    code = digits_vae["many_mu"].shape[-1]
    for left, name, d in ((0.05, "two", 2), (0.53, "many", code)):
        pictures = digits_vae[f"{name}_samples"]
        columns = max(1, round(1.05 * len(pictures) ** 0.5))
        rows = len(pictures) // columns
        shown = pictures[: rows * columns].reshape(rows, columns, *pictures.shape[1:])
        sheet(fig, theme, (left, 0.09, 0.42, 0.68), shown)
        label(fig, f"$d = {d}$", (left + 0.21, 0.8), anchor="baseline centre", size=28)
    says = "never seen: each from a draw of its own"
    label(fig, says, (0.5, 0.03), anchor="baseline centre", size=20)
    label(fig, "$tilde(y) = Dec(z)$, $quad z ~ cal(N)(0, I)$", (0.5, 0.9), anchor="baseline centre", size=32)


@figure(studies=("digits", "digits_vae"), size=(12, 6.75))
def latent_interpolation(fig: Figure, theme: Theme, digits: Run, digits_vae: Run) -> None:
    """From one digit to another in the code and in pixels: the path through the code passes through digits."""
    run = digits_vae
    first, last = (a(class_names(digits)[digit]) for digit in run.config["pair"])
    count = len(run["pixels"])
    rows = (
        ("pixels", run["pixels"], run["many_pixels_F"], "red", "--", "s"),
        ("code", run["many_line"], run["many_line_F"], "aqua", "-", "o"),
    )
    left, wide = 0.15, 0.82
    for row, (name, pictures, *_) in enumerate(rows):
        sheet(fig, theme, (left, 0.755 - 0.12 * row, wide, 0.11), pictures[None])
        label(fig, name, (left - 0.015, 0.81 - 0.12 * row), anchor="right", size=21)
    plot = fig.add_axes((left, 0.07, wide, 0.47))
    entries = []
    for name, _, F, hue, dash, mark in rows:
        line: Style = {"color": theme(hue), "linestyle": dash, "linewidth": 2.8, "marker": mark, "ms": 8}
        plot.plot(np.arange(count), F, **line)
        entries.append((line, f"along the {name}"))
    plot.set(xlim=(-0.5, count - 0.5), ylim=(0, 1.3 * max(float(F.max()) for _, _, F, *_ in rows)))
    ticks(plot, "x", [])
    plot.locator_params(axis="y", nbins=6)
    plot.yaxis.set_major_formatter(lambda value, _: number(value))
    label(fig, "$tilde(F)$", (left - 0.06, 0.3), anchor="right", size=28)
    legend(plot, entries, (0.015, 0.95), across=True, size=22)
    title = f"from {first} to {last}, $d = {run['many_mu'].shape[-1]}$"
    label(fig, title, (0.5, 0.92), anchor="baseline centre", size=30)


@figure(studies=("digits", "digits_vae"), size=(12, 6.75))
def embedding(fig: Figure, theme: Theme, digits: Run, digits_vae: Run) -> None:
    """The two-dimensional code at epochs 0, 5 and 10: the classes separate without any labels."""
    _embedded(fig, theme, digits, digits_vae, "two_mu", ("$mu_1$", "$mu_2$"))
    label(fig, "the code of $d = 2$", (0.5, 0.92), anchor="baseline centre", size=30)


@figure(studies=("digits", "digits_vae"), size=(12, 6.75))
def embedding_tsne(fig: Figure, theme: Theme, digits: Run, digits_vae: Run) -> None:
    """The large code at epochs 0, 5 and 10, by t-SNE: the classes separate without any labels."""
    code = digits_vae["many_mu"].shape[-1]
    _embedded(fig, theme, digits, digits_vae, "many_tsne", None)
    label(fig, f"the code of $d = {code}$, by t-SNE", (0.5, 0.92), anchor="baseline centre", size=30)


@figure(studies=("digits_vae",), size=(12, 6.75))
def latent_map(fig: Figure, theme: Theme, digits_vae: Run) -> None:
    """What the decoder makes of every point in the plane of codes: each digit has its region."""
    z, pictures = digits_vae["map_z"], digits_vae["map"]
    count = len(z)
    high = 0.79
    axes = sheet(fig, theme, (0.07, 0.105, high * 6.75 / 12, high), pictures[::-1], anchor="SW")
    axes.set_axis_on()
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    every = np.unique(np.linspace(0, count - 1, 5).round().astype(int))
    axes.set_xticks(every + 0.5, [f"${z[i]:.1f}$" for i in every])
    axes.set_yticks(count - every - 0.5, [f"${z[i]:.1f}$" for i in every])
    label(axes, "$z_1$", (1, 0), coords="axes", anchor="left", offset=(12, -14), size=26)
    label(axes, "$z_2$", (0, 1), coords="axes", anchor="bottom", offset=(-24, 8), size=26)
    x = 0.6
    label(fig, "a map of the code", (x, 0.83), anchor="baseline left", size=36)
    label(fig, "$tilde(y) = Dec(z_1, z_2)$", (x, 0.73), anchor="baseline left", size=28)
    lines = (
        "rows and columns stand at",
        f"${count}$ quantiles of $cal(N)(0, 1)$,",
        "as dense as the prior",
    )
    for row, text in enumerate(lines):
        label(fig, text, (x, 0.6 - 0.065 * row), anchor="baseline left", size=22)


@figure(studies=("digits_vae",), size=(12, 6.75))
def collapsed_dimensions(fig: Figure, theme: Theme, digits_vae: Run) -> None:
    """How much each dimension of the large code says about y: some have collapsed to the prior and say nothing."""
    says, collapsed = digits_vae["many_divergence"][LAST], digits_vae["many_collapsed"] > 0
    order = says.argsort()[::-1]
    axes = fig.add_axes((0.09, 0.15, 0.88, 0.65))
    place = np.arange(len(order))
    lost = collapsed[order]
    axes.bar(place[~lost], says[order][~lost], color=theme("h"), edgecolor="none", width=0.75)
    top = 1.1 * float(says.max())
    for x in place[lost]:
        axes.plot(x, 0.03 * top, marker="x", ms=12, mew=3.5, color=theme("E"), linestyle="none", zorder=5)
    axes.set(xlim=(-0.7, len(order) - 0.3), ylim=(0, top))
    axes.grid(axis="x", visible=False)
    axes.set_xticks(place, [f"${i + 1}$" for i in order])
    axes.tick_params(axis="x", length=0, labelsize=16)
    axes.locator_params(axis="y", nbins=5)
    axes.yaxis.set_major_formatter(lambda value, _: number(value))
    name = '$D_"KL" [cal(N)(mu_i, v_i) || cal(N)(0, 1)]$, mean of held-out $y$, in nats'
    name_axes(axes, "dimension $i$", name, size=24, long=True)
    bar: Style = {"color": theme("h"), "marker": "s", "ms": 16, "linestyle": "none"}
    gone: Style = {"color": theme("E"), "marker": "x", "ms": 12, "mew": 3.5, "linestyle": "none"}
    entries = [
        (bar, f"depends on $y$: ${int((~collapsed).sum())}$"),
        (gone, f"collapsed to the prior: ${int(collapsed.sum())}$"),
    ]
    legend(axes, entries, (0.98, 0.92), anchor="top right", size=22)


def _embedded(
    fig: Figure,
    theme: Theme,
    digits: Run,
    run: Run,
    name: str,
    names: tuple[str, str] | None,
) -> None:
    """Embedded pictures (S, E, 2) at three epochs, or as they are: dots in the colours of their classes.

    All on one scale. Only what has axes has an origin: t-SNE has none, so that each of its pictures is centred.
    """
    labels, called = run["embed_labels"], class_names(digits)
    epochs = run[f"{name.partition('_')[0]}_epochs"].tolist()
    trained = len(epochs) > 1
    shown = [epoch for epoch in EPOCHS if epoch in epochs] if trained else epochs
    every = run[name][[epochs.index(epoch) for epoch in shown]]
    low, high = every.min(axis=(0, 1)), every.max(axis=(0, 1))
    centre = (low + high) / 2
    half = 1.05 * float((high - low if names else np.ptp(every, axis=1)).max()) / 2
    for column, epoch in enumerate(shown):
        wide, look = 0.28, epochs.index(epoch)
        axes = fig.add_axes((0.05 + 0.3 * (column + (3 - len(shown)) / 2), 0.18, wide, wide * 12 / 6.75))
        axes.set_aspect("equal")
        places = run[name][look]
        middle = centre if names else (places.max(0) + places.min(0)) / 2
        axes.set(xlim=(middle[0] - half, middle[0] + half), ylim=(middle[1] - half, middle[1] + half))
        dots = TAB10(labels)
        axes.scatter(places[:, 0], places[:, 1], s=20, c=dots, linewidths=0, alpha=0.9, zorder=3)
        if look or not trained:
            for digit, at in _seats(places, labels, 0.26 * half).items():
                figure_of: Style = {"marker": f"${called[digit]}$", "linestyle": "none", "zorder": 5}
                axes.plot(*at, ms=21, mew=6, color=theme.paper, **figure_of)
                axes.plot(*at, ms=19, mew=0.8, color=theme.ink, **figure_of)
        if names:
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_formatter(lambda value, _: number(value))
            axes.locator_params(nbins=5)
            axes.tick_params(labelsize=14, pad=5)
            label(axes, names[0], (1, 0), coords="axes", anchor="top right", offset=(0, -28), size=20)
            label(axes, names[1], (0, 1), coords="axes", anchor="bottom", offset=(-6, 8), size=20)
        else:
            axes.set(xticks=[], yticks=[])
        label(
            axes,
            f"epoch ${epoch}$" if trained else "with the given weights",
            (0.5, 1),
            coords="axes",
            anchor="baseline centre",
            offset=(0, 16),
            size=24,
        )
    bar_axes = fig.add_axes((0.945, 0.18, 0.014, 0.4978))
    bar = Colorbar(bar_axes, ScalarMappable(BoundaryNorm(np.arange(11) - 0.5, 10), TAB10))
    bar.set_ticks(range(10), labels=[f"${name}$" for name in called])
    bar_axes.tick_params(which="both", length=0, labelsize=16)
    bar_axes.minorticks_off()


def _seats(places: np.ndarray, labels: np.ndarray, gap: float) -> dict[int, np.ndarray]:
    """Where each class has its number: among most of its own and fewest of others, ``gap`` from the other numbers.

    The clearest class comes first; one that finds no room stands where it is farthest from the others.
    """
    near = np.linalg.norm(places[:, None] - places, axis=-1) < gap
    own = labels[:, None] == labels
    clear = (near & own).sum(1) - (near & ~own).sum(1)
    seats: dict[int, np.ndarray] = {}
    for digit in sorted(np.unique(labels).tolist(), key=lambda digit: -clear[labels == digit].max()):
        mine = places[labels == digit]
        free = np.full(len(mine), np.inf)
        for seat in seats.values():
            free = np.minimum(free, np.linalg.norm(mine - seat, axis=1))
        room = clear[labels == digit].astype(float)
        room[free < gap] = -np.inf
        seats[digit] = mine[room.argmax() if np.isfinite(room).any() else free.argmax()]
    return seats
