"""Pages of the variational autoencoder: its bubbles while they pack, and a walk through its code."""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.live import Page, page, plain
from ebviz.plot import Run
from scenes.autoencoders._words import class_names, kind

HUES = (
    "blue",
    "orange",
    "green",
    "red",
    "violet",
    "aqua",
    "yellow",
    "pink",
    "lavender",
    "gold",
)  # of classes
RUNS = {  # of study `packing`, all from the same start
    "many": "all three forces",
    "no_mean": "without the springs",
    "no_variance": "without what holds them open",
    "no_cost": "without reconstruction",
    "cost_only": "reconstruction alone",
}
FORMULAS = (  # name, Typst, how it is read aloud
    ("z1", "z_1", "z 1"),
    ("z2", "z_2", "z 2"),
    ("z", "z", "z"),
    ("mu", "mu", "mu"),
    ("y_tilde", "tilde(y)", "y tilde"),
)


@page(studies=("packing",))
def bubbles(page: Page, packing: Run) -> None:
    """The bubbles of a variational autoencoder scrubbed by hand, with all forces, and with one missing at a time."""
    page.view(
        "history",
        "The bubble of bubbles, step by step",
        "Reconstruction pushes bubbles apart, springs draw them to the origin, and each is held open.",
    )
    _formulas(page)
    reach, half = float(packing["reach"]), 0.0
    for run in RUNS:
        half = max(half, page.array(f"{run}_mu", packing[f"{run}_mu"], bits=16))
        page.array(f"{run}_radius", reach * packing[f"{run}_radius"])
        for number in ("overlap", "median_radius"):
            page.array(f"{run}_{number}", packing[f"{run}_{number}"])
    steps = packing["steps"].tolist()
    page.value(
        variants_are="forces",
        variants=[{"key": run, "words": words} for run, words in RUNS.items()],
        moments=steps,
        stays=[],
        start={"step": 0, "variant": 0},
        panels=list(_bubbles(packing, reach, steps[-1])),
        readings=[
            {"name": "overlap", "array": "*_overlap", "label": "share of pairs that overlap"},
            {"name": "median_radius", "array": "*_median_radius", "label": "median √v"},
        ],
        bound=half,
        notes=[
            f"All {len(steps)} stored moments of each run. A circle has the radius {reach:g} √v. "
            f"The middles are kept in 16 bits: off by at most {plain(half)}; all else is as the study has it."
        ],
    )


def _bubbles(packing: Run, reach: float, last: int) -> Any:
    """Yield the plane of the bubbles, and how wide they are in every run."""
    mu, radius = packing["many_mu"], reach * packing["many_radius"][..., None]
    far = float(np.ceil(2 * np.quantile(np.abs(mu) + radius, 0.999)) / 2)
    rings = {"kind": "points", "array": "*_mu", "radii": "*_radius", "shape": "ring", "hue": "orange"}
    dots = {"kind": "points", "array": "*_mu", "hue": "orange", "size": 3}
    plane: dict[str, Any] = {"names": ["{z1}", "{z2}"], "equal": True, "x": [-far, far], "y": [-far, far]}
    yield {"caption": "the bubbles, each around its {mu}", **plane, "layers": [rings, dots]}
    top = 1.05 * max(float(packing[f"{run}_median_radius"].max()) for run in RUNS)
    curves = [{"kind": "curve", "array": f"{run}_median_radius", "key": run, "hue": "orange"} for run in RUNS]
    wide = "their median √v in every run; the one chosen is bold"
    yield {"caption": wide, "names": ["step", "√v"], "x": [0, last], "y": [0, top], "layers": curves}


@page(studies=("digits_vae", "digits"))
def latent_walk(page: Page, digits_vae: Run, digits: Run) -> None:
    """A walk through the code of a variational autoencoder by hand: where z is, and what the decoder makes of it."""
    what = kind(digits)
    page.view(
        "history",
        "A walk through the code",
        f"Every point of the code is a {what}, also between the classes.",
    )
    _formulas(page)
    mu, labels = digits_vae["two_mu"][-1], digits_vae["embed_labels"]
    walk, names = digits_vae["walk"], class_names(digits)
    present = [label for label in range(len(names)) if (labels == label).any()]
    page.array("mu", mu)
    page.array("labels", labels % len(HUES))
    page.array("middles", [np.median(mu[labels == label], axis=0) for label in present])
    page.array("walk_z", digits_vae["walk_z"])
    half = page.array("walk", walk[:, ::-1], bits=16)
    low, high = (np.floor(2 * mu.min(axis=0)) / 2).tolist(), (np.ceil(2 * mu.max(axis=0)) / 2).tolist()
    page.value(
        hues=HUES,
        moments=list(range(len(walk))),
        stays=["mu", "labels", "middles"],
        start={"step": 0},
        panels=[
            {
                "caption": f"codes {{mu}} of {what}s, and {{z}} (white) on its way",
                "names": ["{z1}", "{z2}"],
                "equal": True,
                "x": [low[0], high[0]],
                "y": [low[1], high[1]],
                "layers": [
                    {"kind": "points", "array": "mu", "hues": "labels", "size": 2.5},
                    {
                        "kind": "names",
                        "array": "middles",
                        "names": [names[n] for n in present],
                        "hue": "white",
                    },
                    {"kind": "points", "array": "walk_z", "hue": "white", "size": 8},
                ],
            },
            {
                "caption": "what the decoder makes of {z}: {y_tilde}",
                "names": ["", ""],
                "equal": True,
                "x": [0, walk.shape[2]],
                "y": [0, walk.shape[1]],
                "xticks": [],
                "yticks": [],
                "layers": [{"kind": "image", "array": "walk", "high": 1, "role": "other", "cells": True}],
            },
        ],
        readings=[
            {"name": f"z{n + 1}", "array": "walk_z", "part": n, "label": f"{{z{n + 1}}}"} for n in (0, 1)
        ],
        bound=half,
        notes=[
            f"{len(walk)} points of a closed walk through the mean codes of all classes, decoded by the model. Their "
            f"pixels, from 0 to 1, are kept in 16 bits: off by at most {plain(half)}."
        ],
    )


def _formulas(page: Page) -> None:
    for name, source, said in FORMULAS:
        page.formula(name, source, said)
