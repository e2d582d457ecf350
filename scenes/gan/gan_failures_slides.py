"""Three ways a GAN fails, beside the training that works: final states, and how they came about.

Lecture: section 6, the pitfalls: unstable equilibrium, vanishing gradient of the probability, mode collapse.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.plot import *
from scenes.gan._clouds import LAST, cold, field, hot
from scenes.gan._words import fails, power

# Run, its curve's colour and dash, its name, what happens, and what if it does not.
WAYS: tuple[tuple[str, str, Any, str, tuple[str, str], tuple[str, str]], ...] = (
    ("gaussians", "aqua", "-", "works", ("penalty on the", "gradient of $C$"), ("no penalty on the", "gradient")),
    ("unstable", "red", (0, (5, 1.6)), "unstable", ("the two run past", "one another"), ("yet the two", "settle")),
    (
        "vanishing", "violet", (0, (1.2, 1.4)), "vanishing", ("$D$ is sure:", "nothing moves"),
        ("$D$ is not sure:", "it still pulls"),
    ),
    (
        "collapse", "orange", (0, (5, 1.4, 1.2, 1.4)), "collapse", ("every $z$ makes", "nearly the same"),
        ("yet they", "stay apart"),
    ),
)  # fmt: skip


@figure(
    studies=("toys", "gan", "gan_failures"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it compares trainings, and given weights are not trained"},
)
def gan_failures(fig: Figure, theme: Theme, toys: Run, gan: Run, gan_failures: Run) -> None:
    """The end of four trainings on the eight Gaussians, the one that works first, with measurements."""
    rows = (
        "distance from $y$",
        "in the second half",
        "modes covered",
        "mean pull",
        "mean $norm(hat(y) - hat(y)')$",
        "$C$ from … to",
    )
    for row, text in enumerate(rows):
        label(fig, text, (0.03, 0.33 - 0.054 * row), anchor="baseline left", size=18)
    for column, (name, _, _, title, as_named, otherwise) in enumerate(WAYS):
        run = gan if name == "gaussians" else gan_failures
        penalty = gan.config["recipe"]["penalty"] and gan.config["recipe"]["form"] == "cost"
        is_so = penalty if name == "gaussians" else fails(name, run, gan, toys)
        says = as_named if is_so else otherwise
        left, wide = 0.205 + 0.1965 * column, 0.187
        C = run[f"{name}_C"][LAST]
        late = run[f"{name}_distance"][run[f"{name}_rounds"] >= run[f"{name}_rounds"][LAST] / 2]
        rect = (left, 0.415, wide, wide * 0.75 * 12 / 6.75)
        top = float(C.max() - run[f"{name}_C_y"][LAST].mean())
        axes, image, _ = field(fig, theme, rect, toys, run, name, LAST, top=top)
        axes.tick_params(labelleft=False, labelbottom=False, length=0)
        bare(axes, names=True)
        middle = left + wide / 2
        label(fig, title, (middle, 0.84), anchor="baseline centre", size=27)
        for row, text in enumerate(says):
            label(fig, text, (middle, 0.765 - 0.05 * row), anchor="baseline centre", size=18)
        measured: tuple[str, ...] = (
            f"${run[f'{name}_distance'][LAST]:#.2g}$",
            f"${late.min():#.2g}$ … ${late.max():#.2g}$",
            f"${run[f'{name}_covered'][LAST]:.0f}$ of ${len(toys['modes'])}$",
            power(float(run[f"{name}_mean_pull"][LAST])),
            f"${run[f'{name}_spread'][LAST]:.2f}$",
            f"${rounded(C.min(), 2)}$ … ${rounded(C.max(), 2)}$",
        )
        for row, text in enumerate(measured):
            label(fig, text, (middle, 0.33 - 0.054 * row), anchor="baseline centre", size=20)
    bar = plain_bar(fig, theme, (0.04, 0.42, 0.018, 0.2), image, [0, image.get_clim()[1]], "$C$")
    bar.ax.set_yticklabels(["mean of y", "highest"], fontsize=16)
    entries = [(cold(theme, 9), "$y$"), (hot(theme, 10), "$hat(y)$")]
    legend(fig, entries, (0.03, 0.83), size=21)
    label(fig, "how a GAN fails", (0.03, 0.915), anchor="baseline left", size=32)
    note = "pull: $norm((partial ell_G) \\/ (partial hat(y)))$; vanishing: $C = 1 - D$, of a 0/1 classifier"
    label(fig, note, (0.975, 0.92), anchor="baseline right", size=18)


@figure(
    studies=("toys", "gan", "gan_failures"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it compares trainings, and given weights are not trained"},
)
def gan_failure_curves(fig: Figure, theme: Theme, toys: Run, gan: Run, gan_failures: Run) -> None:
    """Distance between samples, mean pull and modes covered of four trainings, against the share of each done."""
    panels = (
        ("distance", "distance between samples", 0.655, 0.215),
        ("mean_pull", "mean pull on one $hat(y)$", 0.38, 0.205),
        ("covered", f"modes covered, of {len(toys['modes'])}", 0.125, 0.165),
    )
    for key, title, bottom, high in panels:
        axes = fig.add_axes((0.1, bottom, 0.87, high))
        for name, hue, dash, *_ in WAYS:
            run = gan if name == "gaussians" else gan_failures
            share = run[f"{name}_rounds"] / run[f"{name}_rounds"][LAST]
            line: Style = {"color": theme(hue), "linestyle": dash, "linewidth": 2.6}
            if key == "covered":
                axes.step(share, run[f"{name}_{key}"], where="mid", **line)
            else:
                axes.plot(share, run[f"{name}_{key}"], **line)
        axes.set_xlim(0, 1)
        if key == "covered":
            modes = len(toys["modes"])
            axes.set_ylim(-0.1 * modes, 1.12 * modes)
            ticks(axes, "y", (0, modes / 2, modes))
        else:
            axes.set_yscale("log")
            low, high_ = np.log10(axes.get_ylim())
            first, last = int(np.ceil(low)), int(np.floor(high_))
            decades = range(first, last + 1, max(1, (last - first) // 3))
            axes.set_yticks([10.0**k for k in decades], [f"$10^{{{k}}}$" for k in decades])
            axes.minorticks_off()
        ticks(axes, "x", (0, 0.25, 0.5, 0.75, 1))
        axes.xaxis.set_major_formatter(lambda value, _: number(100 * value))
        axes.tick_params(labelsize=16, labelbottom=key == "covered")
        label(axes, title, (0, 1), coords="axes", anchor="baseline left", offset=(-6, 10), size=20)
    entries = [
        ({"color": theme(hue), "linestyle": dash, "linewidth": 3}, title) for _, hue, dash, title, *_ in WAYS
    ]
    legend(fig, entries, (0.1, 0.975), across=True, size=22)
    counts = ((gan if name == "gaussians" else gan_failures)[f"{name}_rounds"][LAST] for name, *_ in WAYS)
    says = f"progress in % of the rounds: {' / '.join(f'${count}$' for count in counts)} in all"
    label(fig, says, (0.535, 0.03), anchor="baseline centre", size=20)
