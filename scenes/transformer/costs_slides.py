"""What sentences cost: each of their words, and a whole one while three models are trained.

Lecture: section 7. A cost is an energy, C = −log p(y[j]) in nats: blue where the word is certain, red where something
is decided. All sentences are equally likely, so that counting gives what it costs at least.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ebviz.plot import *
from scenes.transformer._tokens import *
from scenes.transformer._words import least, spoken

LAST = -1
COIN = float(np.log(2))  # cost of one of two equal choices: less than this is never hot


class Model(NamedTuple):
    """One of the three: its name, what ỹ[j] is made from, its run, and its line."""

    name: str
    sees: str
    run: Run
    hue: str
    dash: str


def _models(sequence_autoencoder: Run, language_model: Run, translation: Run) -> tuple[Model, ...]:
    return (
        Model("autoencoder", "$tilde(y)[j]$ from $y[0 … j]$", sequence_autoencoder, "aqua", ":"),
        Model("language model", "$tilde(y)[j]$ from $y[0 … j - 1]$", language_model, "violet", "-"),
        Model("conditional LM", "$tilde(y)[j]$ from $y[0 … j - 1]$ and $x$", translation, "orange", "--"),
    )


@figure(studies=("language", "sequence_autoencoder", "language_model", "translation"), size=(12, 6.75))
def cost_per_symbol(
    fig: Figure, theme: Theme, language: Run, sequence_autoencoder: Run, language_model: Run, translation: Run
) -> None:
    """What each word costs: nothing to an autoencoder, which copies it; to a language model, what is still open."""
    models = _models(sequence_autoencoder, language_model, translation)
    said = [spoken(language, model.run["shown"])[:MOST] for model in models]
    costs = [model.run["shown_cost"][LAST, : len(words)] for model, words in zip(models, said, strict=True)]
    cap = max(COIN, *(float(cost.max()) for cost in costs))
    for row, (model, words, cost) in enumerate(zip(models, said, costs, strict=True)):
        bottom = 0.595 - 0.235 * row
        axes = fig.add_axes((0.285, bottom, 0.56, 0.145))
        axes.set(xlim=(0, len(words)), ylim=(0, 1))
        axes.set_axis_off()
        _blocks(axes, cost, cap, theme.energy_map)
        if not row or words != said[row - 1]:
            _above(axes, words)
        label(fig, model.name, (0.035, bottom + 0.08), anchor="baseline left", size=25)
        label(fig, model.sees, (0.035, bottom + 0.02), anchor="baseline left", size=18)
        whole = float(model.run["shown_cost"][LAST].sum())
        label(fig, f"${whole:.3f}$", (0.965, bottom + 0.05), anchor="baseline right", size=27)
    _counted(fig, language, language_model, len(said[1]), 0.36)
    _aside(fig, language, said)
    headline(fig, "$C$ of each word, in nats: cold is certain, hot is a surprise", left=0.035)
    label(fig, "sum", (0.965, 0.762), anchor="baseline right", size=20, colour="note")


def _blocks(axes: Axes, cost: np.ndarray, cap: float, colours: str) -> None:
    """Draw a block for each cost (T,), in its colour, with its number."""
    hues, light = hexes(cost, 0.0, cap, colours), bright(cost, 0.0, cap, colours)
    cell = _cell(axes, len(cost))
    for j, (value, colour) in enumerate(zip(cost, hues, strict=True)):
        axes.add_patch(Rectangle((j + 0.03, 0), 0.94, 1, facecolor=colour, edgecolor="none"))
        ink = BLACK if light[j] else WHITE
        label(axes, f"${value:.2f}$", (j + 0.5, 0.5), size=min(24, 0.38 * cell), colour=ink)


def _above(axes: Axes, words: list[str]) -> None:
    texts, size = fitted(words, 0.9 * _cell(axes, len(words)), 22)
    for j, text in enumerate(texts):
        place, options = (j + 0.5, 1), {"anchor": "baseline centre", "colour": hue(words[j], "y")}
        label(axes, text, place, offset=(0, 12), size=size, **options)


def _cell(axes: Axes, count: int) -> float:
    """How wide one of so many columns is, in points."""
    return 72 * inches(axes)[0] / count


def _counted(fig: Figure, language: Run, language_model: Run, count: int, up: float) -> None:
    """Write under the blocks of the language model what its words cost at least, on average."""
    counted = language["counted"][language_model.config["shown"]]
    for j, value in enumerate(counted[:count]):
        place = (0.285 + 0.56 * (j + 0.5) / count, up - 0.045)
        label(fig, f"${value:.2f}$", place, anchor="baseline centre", size=18, colour="note")
    label(fig, "by counting", (0.265, up - 0.045), anchor="baseline right", size=18, colour="note")
    whole = f"${float(counted.sum()):.3f}$"
    label(fig, whole, (0.965, up - 0.045), anchor="baseline right", size=18, colour="note")


def _aside(fig: Figure, language: Run, said: list[list[str]]) -> None:
    """Say what was counted, and whether a sentence is cut."""
    longest = int(np.max([len(words) for words in said]))
    cut = f"; the first {MOST} symbols" if longest >= MOST and language["y"].shape[1] > MOST else ""
    says = f"counting: all {len(language['y'])} sentences are equally likely{cut}"
    label(fig, says, (0.035, 0.04), anchor="baseline left", size=18, colour="note")


@figure(studies=("language", "sequence_autoencoder", "language_model", "translation"), size=(12, 6.75))
def sequence_floors(
    fig: Figure, theme: Theme, language: Run, sequence_autoencoder: Run, language_model: Run, translation: Run
) -> None:
    """The cost of a sentence while three models learn: it falls to what counting says, and no further."""
    models = _models(sequence_autoencoder, language_model, translation)
    floors = (0.0, float(language["floor"]), float(language["given"]))
    headline(fig, "a copy costs nothing; a prediction costs whatever is still open", left=0.035)
    axes = fig.add_axes((0.075, 0.145, 0.55, 0.62))
    last = max(int(model.run["steps"][LAST]) for model in models)
    top = 1.06 * max(float(model.run["cost"].max()) for model in models)
    axes.set(xlim=(0, 1.04 * last), ylim=(-0.035 * top, top))
    axes.set_xscale("symlog", linthresh=1.0)
    ticks(axes, "x", [0, *(10.0 ** np.arange(0, np.log10(last)))])
    axes.minorticks_off()
    ticks(axes, "y", ticks.steps(0, top, ticks.spacing(top, 5)))
    name_axes(axes, "step", "mean $C$ of a sentence, in nats", size=22, long=True)
    ends = _apart([float(model.run["cost"][LAST]) for model in models], 0.2 * top, 0.92 * top)
    for model, floor, up in zip(models, floors, ends, strict=True):
        style: Style = {"color": theme(model.hue), "linestyle": model.dash, "linewidth": 3.2}
        axes.axhline(floor, color=theme.ink, linewidth=1.3, linestyle=(0, (1, 3)), zorder=1)
        axes.plot(model.run["steps"], model.run["cost"], **style, zorder=3)
        end = float(model.run["cost"][LAST])
        place = axes.transData.transform((1.0, up))[1] / fig.bbox.height
        legend(fig, [(style, model.name)], (0.65, place + 0.035), size=24)
        says = f"${rounded(end, 3)}$, at least {least(floor, len(language['y']), 3)}"
        label(fig, says, (0.65, place - 0.06), anchor="baseline left", size=21)


def _apart(heights: list[float], gap: float, top: float) -> list[float]:
    """Return heights moved so that they are ``gap`` apart at least, and none is above ``top``."""
    found = dict[int, float]()
    for i in np.argsort(heights, kind="stable").tolist():
        found[i] = max(heights[i], max(found.values(), default=-np.inf) + gap)
    ceiling = np.inf
    for i in sorted(found, key=lambda i: -found[i]):
        found[i] = min(found[i], top if ceiling == np.inf else ceiling)
        ceiling = found[i] - gap
    return [found[i] for i in range(len(heights))]
