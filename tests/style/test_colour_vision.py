"""Symbols that meet in a picture, as seen by whoever lacks one kind of cones: the matrices of Machado et al. (2009).

colorspacious has the matrices at full severity, and the distance in CAM02-UCS (Luo et al., 2006), in which 1 is about
the least difference that can be noticed side by side.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from ebviz.style.themes import THEMES, Theme

LEAST = 10.0  # ΔE
SEEN = ("all cones", "deuteranopia", "protanopia", "tritanopia")

# What stands side by side, picture by picture: names and symbols of which each pair must be told apart.
MEET = {
    "the plane: samples, y′, manifold, contrastive sample, latent": ("y", "y'", "tilde(y)", "hat(y)", "z"),
    "energy curves: E, z̃, ž": ("E", "z", "check(z)"),
    "horn: x, y, ỹ": ("x", "y", "tilde(y)"),
    "diagrams: x, y, ỹ, z, h, E, decoder, encoder, sampler": (
        "x",
        "y",
        "tilde(y)",
        "z",
        "h",
        "E",
        "aqua",
        "lavender",
    ),
    "formulas: F, β, E, y, z, w": ("F", "beta", "E", "z", "w"),
    "five points": ("aqua", "yellow", "red", "green", "orange"),
    "losses: energy, warm, hinge, log; held out": ("aqua", "violet", "orange", "gold"),
    "how a GAN fails": ("aqua", "red", "violet", "orange", "gold"),
    "no discriminator": ("gold", "red", "lavender", "violet", "orange", "aqua"),
    "bubbles: z, prior, C, springs": ("z", "violet", "C", "green", "yellow"),
    "variational bound: q, β, F, E": ("q", "beta", "F", "E"),
    "weights over β: w, β, ỹ, y": ("w", "beta", "tilde(y)", "y"),
    "contraction: y, change of h, along the data": ("y", "orange", "aqua"),
}
PAIRS = sorted({tuple(sorted(pair)) for names in MEET.values() for pair in combinations(names, 2)})


def rgb(hue: str) -> np.ndarray:
    return np.array([int(hue[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def seen_as(colours: np.ndarray, kind: str) -> np.ndarray:
    """Return how colours (…, 3) look to somebody with all cones, or with one kind missing."""
    if kind == "all cones":
        return colours
    space = {"name": "sRGB1+CVD", "cvd_type": kind.replace("opia", "omaly"), "severity": 100}
    return np.clip(cspace_convert(colours, space, "sRGB1"), 0, 1)


def apart(look: Theme, one: str, other: str) -> dict[str, float]:
    """Return ΔE between two symbols in a theme, for each way of seeing."""
    both = np.stack([rgb(look(one)), rgb(look(other))])
    seen = {kind: seen_as(both, kind) for kind in SEEN}
    return {kind: float(deltaE(*colours, input_space="sRGB1")) for kind, colours in seen.items()}


@pytest.mark.parametrize(("one", "other"), PAIRS, ids="-".join)
def test_in_the_colourblind_theme_everybody_tells_symbols_apart(one, other):
    look = THEMES["colourblind"]
    if look(one) == look(other):
        pytest.skip("one quantity, one colour: they differ in their mark")
    found = apart(look, one, other)
    assert min(found.values()) >= LEAST, found


def test_the_lecture_s_own_palette_would_not_pass():
    """What the theme is for: green y′ and orange z are nearly one colour without the middle cones."""
    assert min(apart(THEMES["dark"], "y'", "z").values()) < 4


def test_the_matrices_are_those_of_machado_and_others():
    """Their table for deuteranomaly of severity 1.0, applied to linear light."""
    matrix = np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    )
    colours = np.random.default_rng(0).uniform(0.2, 0.8, (50, 3))
    linear = ((colours + 0.055) / 1.055) ** 2.4 @ matrix.T
    expected = np.where(linear > 0.0031308, 1.055 * np.abs(linear) ** (1 / 2.4) - 0.055, 12.92 * linear)
    assert np.abs(seen_as(colours, "deuteranopia") - np.clip(expected, 0, 1)).max() < 2e-3


def table() -> str:
    """Return the least ΔE of each theme and way of seeing: python -m tests.style.test_colour_vision."""
    rows = []
    for name, look in THEMES.items():
        pairs = [pair for pair in PAIRS if look(pair[0]) != look(pair[1])]
        found = [(apart(look, *pair), pair) for pair in pairs]
        for kind in SEEN:
            least, pair = min((values[kind], pair) for values, pair in found)
            few = sum(values[kind] < LEAST for values, _ in found)
            rows.append(
                f"{name:<12} {kind:<13} {least:5.1f}  {' / '.join(pair):<22} {few:3d} of {len(pairs)} below {LEAST:g}"
            )
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
