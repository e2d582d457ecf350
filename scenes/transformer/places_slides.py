"""The vectors of the places: a sentence's words are summed with them, so that attention can tell where a word is.

Lecture: section 7. They are learned, and nothing but training gives them an order.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.transformer._tokens import *

FULL = 0.86  # of a cell: the width of the disc of cosine 1


@figure(studies=("sequence_autoencoder", "sequence_denoising", "language_model"), size=(12, 6.75))
def places_similarity(
    fig: Figure,
    theme: Theme,
    sequence_autoencoder: Run,
    sequence_denoising: Run,
    language_model: Run,
) -> None:
    """Cosines between the vectors of the places that three models have learned: how alike nearby places are."""
    models = (
        ("autoencoder", sequence_autoencoder),
        ("denoising autoencoder", sequence_denoising),
        ("language model", language_model),
    )
    label(fig, "are nearby places alike?", (0.045, 0.91), anchor="baseline left", size=27)
    for column, (name, run) in enumerate(models):
        left, wide = 0.055 + 0.315 * column, 0.285
        cosines = run["places"][:MOST, :MOST]
        axes = fig.add_axes((left, 0.215, wide, wide * 12 / 6.75))
        _discs(axes, theme, cosines, rows=not column)
        label(fig, name, (left + wide / 2, 0.79), anchor="baseline centre", size=22)
        distance = np.abs(np.subtract.outer(*(np.arange(len(cosines)),) * 2))
        means = [cosines[some].mean() for some in (distance == 1, distance > 1) if some.any()]
        found = [f"{name} ${mean:.2f}$" for name, mean in zip(("neighbours", "others"), means, strict=False)]
        label(fig, ", ".join(found), (left + wide / 2, 0.14), anchor="baseline centre", size=18)
    d = language_model.config["d"]
    random = f"0 plus.minus 1 \\/ sqrt({d}) = 0 plus.minus {d**-0.5:.2f}"
    says = f"area: cosine of two places' vectors; below: means; at random, ${random}$"
    label(fig, says, (0.045, 0.04), anchor="baseline left", size=19, colour="note")
    entries: list[tuple[Style, str]] = [
        ({"marker": "o", "ms": 13, "linestyle": "none", "color": theme("aqua")}, "above 0"),
        (
            {
                "marker": "o",
                "ms": 13,
                "linestyle": "none",
                "color": theme("orange"),
                "mfc": "none",
                "mew": 2.2,
            },
            "below 0",
        ),
    ]
    legend(fig, entries, (0.955, 0.945), anchor="top right", across=True, size=20)


def _discs(axes: Axes, theme: Theme, cosines: np.ndarray, *, rows: bool) -> None:
    """Draw a disc for each cosine (T, T), its area the cosine's size: filled above 0, a ring below."""
    count = len(cosines)
    axes.grid(linestyle="-", alpha=0.5)
    axes.set(xlim=(0, count), ylim=(count, 0), aspect="equal")
    axes.set_xticks(range(count + 1), [""] * (count + 1))
    axes.set_yticks(range(count + 1), [""] * (count + 1))
    axes.tick_params(length=0)
    cell = 72 * inches(axes)[0] / count
    for i, j in np.ndindex(cosines.shape):
        value = float(cosines[i, j])
        look = (
            {"facecolor": theme("aqua")} if value > 0 else {"facecolor": "none", "edgecolor": theme("orange")}
        )
        axes.add_patch(
            Circle((j + 0.5, i + 0.5), FULL / 2 * abs(value) ** 0.5, linewidth=2.2 * (value < 0), **look)
        )
    size = min(18.0, 0.8 * cell)
    for at in range(count):
        if size >= LEAST:
            label(axes, f"${at}$", (at + 0.5, 0), anchor="baseline centre", offset=(0, 9), size=size)
            if rows:
                label(axes, f"${at}$", (0, at + 0.5), anchor="right", offset=(-10, 0), size=size)
