"""A page of the GAN's history, scrubbed by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.live import Page, page, plain
from ebviz.plot import Run, energy_scale
from scenes.autoencoders._words import data_name
from scenes.gan._clouds import SHOWN
from scenes.gan._words import EXCESS, cap_of

NAMES = ("gaussians", "ellipse")
COARSE = 3  # every so many-th row and column of the map of C travels
SOME = 300  # of the generated points
FORMULAS = (  # name, Typst, how it is read aloud
    ("y1", "y_1", "y 1"),
    ("y2", "y_2", "y 2"),
    ("C", EXCESS, "C above its mean at y"),
    ("y", "y", "y"),
    ("y_hat", "hat(y)", "y hat"),
)


@page(
    studies=("gan", "toys"),
    cannot_show={"gan.weights": "it shows a training, and given weights are not trained"},
)
def gan(page: Page, gan: Run, toys: Run) -> None:
    """A GAN's training scrubbed by hand: the cost's field, cold y, and the hot ŷ that run down its slope."""
    page.view(
        "history",
        "A GAN without a discriminator, round by round",
        "C is low where the y are; each ŷ moves down its slope, until the ŷ are where the y are.",
    )
    for name, source, said in FORMULAS:
        page.formula(name, source, said)
    cap = cap_of(gan.config["recipe"])
    half = 0.0
    for name in NAMES:
        level = [energy_scale(cap=cap, data=now).zero for now in gan[f"{name}_C_y"]]
        C = gan[f"{name}_C"][:, ::COARSE, ::COARSE] - np.reshape(level, (-1, 1, 1))
        half = max(half, page.array(f"{name}_C", np.clip(C, 0, cap), bits=16))
        page.array(f"{name}_y_hat", gan[f"{name}_y_hat"][:, :SOME], bits=16)
        page.array(f"{name}_y", toys[f"{name}_held_out"][:SHOWN])
        page.array(f"{name}_distance", gan[f"{name}_distance"])
    page.value(
        variants_are="data",
        variants=[{"key": name, "words": data_name(toys, name)} for name in NAMES],
        moments=gan[f"{NAMES[0]}_rounds"].tolist(),
        label="round",
        stays=["*_y"],
        start={"step": 0, "variant": 0},
        panels=list(_panels(gan, toys, cap)),
        readings=[{"name": "distance", "array": "*_distance", "label": "distance of {y_hat} from {y}"}],
        bound=half,
        notes=[
            f"All {len(gan['ellipse_rounds'])} stored moments, of every third row and column of the map, in 16 bits: "
            f"off by at most {plain(half)}. Above {cap:g}, C is drawn as if it were {cap:g}."
        ],
    )


def _panels(gan: Run, toys: Run, cap: float) -> Any:
    """Yield the map of C with y and ŷ, and the distance of the two."""
    ends = [np.concatenate([toys[f"{name}_y{n}"][[0, -1]] for name in NAMES]) for n in (1, 2)]
    yield {
        "caption": "{C}, cold {y} (round) and hot {y_hat} (square)",
        "names": ["{y1}", "{y2}"],
        "equal": True,
        "x": [float(ends[0].min()), float(ends[0].max())],
        "y": [float(ends[1].min()), float(ends[1].max())],
        "layers": [
            {"kind": "image", "array": "*_C", "high": cap},
            {"kind": "points", "array": "*_y", "hue": "blue", "size": 2.5},
            {"kind": "points", "array": "*_y_hat", "hue": "red", "size": 3, "shape": "square"},
        ],
    }
    rounds = gan[f"{NAMES[0]}_rounds"]
    top = 1.1 * max(float(gan[f"{name}_distance"].max()) for name in NAMES)
    hues: dict[str, Any] = {"gaussians": {"hue": "orange"}, "ellipse": {"hue": "violet", "dash": [8, 5]}}
    yield {
        "caption": f"distance of {{y_hat}} from {{y}}: {data_name(toys, 'gaussians')}, and (dashed) the other",
        "names": ["round", "distance"],
        "x": [0, int(rounds[-1])],
        "y": [0, top],
        "layers": [
            {"kind": "curve", "array": f"{name}_distance", "key": name, **hues[name]} for name in NAMES
        ],
    }
