"""Three ways a GAN fails, beside the training that works: final states, and how they came about.

Lecture: section 6, the pitfalls: unstable equilibrium, vanishing gradient of the probability, mode collapse.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.plot import *
from scenes.gan._clouds import LAST, cold, field, hot
from scenes.gan._words import DISTANCE, EXCESS, fails, late, power

CAP = 1.0  # full red in all maps: one above what y costs, as in the film

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
    """The end of four trainings on the eight Gaussians, each with the number that tells how it went."""
    far, two = "distance from $y$", "mean $norm(hat(y) - hat(y)')$"
    for column, (name, _, _, title, as_named, otherwise) in enumerate(WAYS):
        run = gan if name == "gaussians" else gan_failures
        penalty = gan.config["recipe"]["penalty"] and gan.config["recipe"]["form"] == "cost"
        is_so = penalty if name == "gaussians" else fails(name, run, gan, toys)
        left, wide = 0.03 + 0.23 * column, 0.215
        rect = (left, 0.435, wide, wide * 0.75 * 12 / 6.75)
        axes, image, _ = field(fig, theme, rect, toys, run, name, LAST, top=CAP)
        axes.tick_params(labelleft=False, labelbottom=False, length=0)
        bare(axes, names=True)
        middle = left + wide / 2
        label(fig, title, (middle, 0.78), anchor="baseline centre", size=28)
        for row, text in enumerate(as_named if is_so else otherwise):
            label(fig, text, (middle, 0.365 - 0.05 * row), anchor="baseline centre", size=20)
        late_ones = late(gan_failures)
        measured = {
            "gaussians": (far, f"${run[f'{name}_distance'][LAST]:#.2g}$"),
            "unstable": (f"{far}, 2nd half", f"${late_ones.min():#.2g}$ to ${late_ones.max():#.2g}$"),
            "vanishing": ("mean pull", power(float(run[f"{name}_mean_pull"][LAST]))),
            "collapse": (two, f"${run[f'{name}_spread'][LAST]:.2f}$"),
        }[name]
        modes = f"${run[f'{name}_covered'][LAST]:.0f}$ of ${len(toys['modes'])}$ modes"
        for text, up, size in ((measured[0], 0.225, 20), (measured[1], 0.15, 30), (modes, 0.075, 22)):
            label(fig, text, (middle, up), anchor="baseline centre", size=size)
    plain_bar(fig, theme, (0.95, 0.435, 0.012, 0.2), image, [0, CAP], "$C$", size=20)
    label(fig, "how a GAN fails", (0.03, 0.9), anchor="baseline left", size=32)
    entries = [(cold(theme, 9), "$y$"), (hot(theme, 10), "$hat(y)$")]
    legend(fig, entries, (0.34, 0.945), size=22, across=True)
    says = f"map: ${EXCESS}$; vanishing: $C = 1 - D$"
    label(fig, says, (0.975, 0.9), anchor="baseline right", size=20)


@figure(
    studies=("toys", "gan", "gan_failures"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it compares trainings, and given weights are not trained"},
)
def gan_failure_curves(fig: Figure, theme: Theme, toys: Run, gan: Run, gan_failures: Run) -> None:
    """Distance between samples, mean pull and modes covered of four trainings, against the share of each done."""
    panels = (
        ("distance", DISTANCE, 0.655, 0.215),
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
