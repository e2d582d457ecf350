"""Pages of the free energy, by hand: from the energies of all latents, or in a notebook by the model itself."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from ebviz.live import Page, page, plain
from ebviz.live.looks import emoji
from ebviz.plot import Run, energy_scale, hot_below
from ebviz.style.regimes import MEAN, REGIMES
from scenes.inference._latents import Latents, hot_end
from scenes.inference.free_energy_slides import free_energy_surface
from scenes.temperature.temperature_slides import warm_surface

TRAINED = 1  # of the two models of study thermostat
DECADES, TO_A_DECADE = 4, 24  # of the dial, between its ends 0 and ∞
TEN = 1 + 3 * TO_A_DECADE  # the dial's position of β = 10
W_STEP, W_REACH = 0.02, 2.5  # of the sliders of w, in units of the lecture's samples
POINTS = ("y′ at the right", "y′ at the top", "y′ in the middle")  # of study thermostat
FORMULAS = (  # name, Typst, how it is read aloud
    ("beta", "beta", "beta, the coldness"),
    ("z", "z", "the latent z"),
    ("y1", "y_1", "y 1"),
    ("y2", "y_2", "y 2"),
    ("w1", "w_1", "the weight w 1"),
    ("w2", "w_2", "the weight w 2"),
    ("F", "F_beta", "F"),
    ("E", "E(y', z)", "E of y prime and z"),
    ("a", "a_z", "the weight of z"),
    ("F_y", "F_beta (y)", "F of y"),
    ("F_cold", "F_oo", "F at zero temperature"),
    ("F_mean", "F_0", "the mean energy"),
    ("F_prime", "F_beta (y')", "F of y prime"),
    ("E_prime", "E(y', z)", "E of y prime and z"),
    ("a_z", "a_z", "the weight of z"),
    ("y_prime", "y'", "y prime"),
    ("y1_prime", "y'_1", "y prime 1"),
    ("y2_prime", "y'_2", "y prime 2"),
    ("y1_zero", "y_1 = 0", "y 1 = 0"),
    ("weights", "a = softargmin_beta E(y', dot)", "the weights, softargmin of E of y prime"),
)
SAID = "F of y is the soft minimum of E of y and z, at the coldness beta"


@page(studies=("energies", "ellipse", "inference", "free_energy"))
def free_energy(page: Page, energies: Run, ellipse: Run, inference: Run, free_energy: Run) -> None:
    """The free energy turned by hand: β, z, y′ and, of the ellipse, w; a surface, a map, a section, the weights."""
    page.view(
        "free_energy",
        "The free energy, by hand",
        "Cold, F takes the best z; warm, all z that are nearly as good count too.",
    )
    half, size = _table(page, energies, ellipse, hot_end(ellipse["y"], energies["E"].min(axis=-1)))
    _latents(page, energies, inference)
    start = {
        "beta": TEN,
        "z": len(energies["z"]) // 3,
        "column": len(energies["y1"]) * 2 // 3,
        "row": len(energies["y2"]) * 3 // 5,
    }
    start |= {"turn": -60, "tilt": 48, "w1": 0, "w2": 0}
    if "w" in energies:
        w = [float(one) for one in energies["w"]]
        step = W_STEP * size
        reach = [(round((-W_REACH * size - one) / step), round((W_REACH * size - one) / step)) for one in w]
        page.value(w=w, w_step=step, w_range=[{"low": low, "high": high} for low, high in reach])
        for n, (low, high) in enumerate(reach):
            values = [w[n] + step * place for place in range(low, high + 1)]
            page.dial(f"w{n + 1}", values, low=low, between="even")
    if "fine_y" in energies:
        page.array("curve", energies["fine_y"])
    for name, slider in (("z", "z"), ("y1", "column"), ("y2", "row")):
        page.dial(name, energies[name], slider=slider)
    page.model("scenes.temperature._answers:anywhere", energies, inference, spares=("E",))
    page.value(start=start, notes=_notes(page, half, "w" in energies))
    page.still_of(free_energy_surface, "the free energy over the plane, as a surface")


@page(studies=("trained_energies", "ellipse", "inference", "training", "thermostat"))
def thermostat(
    page: Page, trained_energies: Run, ellipse: Run, inference: Run, training: Run, thermostat: Run
) -> None:
    """The thermostat by hand: β from ∞ to 0, the surface, its section, and the weights of all z for three y′."""
    page.view(
        "thermostat",
        "The thermostat, by hand",
        "Cold, F takes the best z; hot, it averages over all of them.",
    )
    half, _ = _table(page, trained_energies, ellipse)
    _latents(page, trained_energies, inference)
    middle = trained_energies["E"][:, len(trained_energies["y1"]) // 2]
    page.array("cold", middle.min(axis=-1))
    page.array("mean", middle.mean(axis=-1))
    for n in range(len(POINTS)):
        page.array(f"E{n}", thermostat["E"][TRAINED, n])
    model = "scenes.temperature._answers:trained"
    given = trained_energies, inference, training, thermostat["points"]
    page.model(model, *given, spares=("E", "E0", "E1", "E2"))
    page.value(
        points=[{"E": f"E{n}", "words": words} for n, words in enumerate(POINTS)],
        section_cap=float(middle.mean(axis=-1).max()) * 1.05,
        start={"beta": TEN, "turn": -60, "tilt": 32},
        notes=_notes(page, half, False),
    )
    page.still_of(warm_surface, "the free energy at a finite temperature, as a surface")


def _table(page: Page, energies: Run, ellipse: Run, cap: float | None = None) -> tuple[float, float]:
    """Add the energies of a model and the dial; return half a step of the energies, and the size of the samples."""
    E = energies["E"]
    half = page.array("E", E, bits=16)
    page.array("y1", energies["y1"])
    page.array("y2", energies["y2"])
    size = float(energies["y1"][-1]) / 3
    page.value(cap=cap or energy_scale(E.min(axis=-1)).cap, hot_below=hot_below(ellipse["y"]))
    sweep = [10 ** (n / TO_A_DECADE - DECADES / 2) / size**2 for n in range(DECADES * TO_A_DECADE + 1)]
    page.value(dial={"count": len(sweep) + 2, "warmest": sweep[0], "coldest": sweep[-1]})
    page.dial("beta", [0.0, *sweep, math.inf], between="log")
    return half, size


def _latents(page: Page, energies: Run, inference: Run) -> None:
    """Add the latents, and the formulas of the free energy."""
    page.array("z", energies["z"])
    page.array("fine_z", energies["fine_z"])
    latents = Latents.of(inference)
    page.value(z_ends=[latents.low, latents.high], z_closed=latents.closed, z_ticks=_plain(latents.ticks()))
    names = dict(zip(("cold", "warm", "hot", "mean"), (*REGIMES, MEAN), strict=True))
    for name, regime in names.items():
        page.formula(f"F_{name}_is", f" {regime.symbol} (y) = {regime.definition} ", SAID)
    page.value(
        regimes={
            name: {"formula": f"F_{name}_is", "words": regime.words, "emoji": emoji(regime.emoji)}
            for name, regime in names.items()
        }
    )
    for name, source, said in FORMULAS:
        page.formula(name, source, said)


def _plain(ticks: Mapping[float, str]) -> list[tuple[float, str]]:
    """Return ticks in plain letters, for a canvas: "$pi/2$" is "π/2"."""
    return [(float(at), re.sub(r"[$\\ ]", "", words).replace("pi", "π")) for at, words in ticks.items()]


def _notes(page: Page, half: float, has_w: bool) -> list[str]:
    """Return what the page says of its numbers."""
    table = page.arrays["E"]
    H, W, K = table["shape"]
    high = table["low"] + 65535 * table["step"]
    kept = f"The model's own energies at {W} × {H} points y and {K} latents z, kept in 16 bits from "
    kept += (
        f"{table['low']:.1f} to {high:.1f}: every F here differs from the model's by at most {plain(half)}"
    )
    moved = "; with w changed, the energies are computed anew from the ellipse's formula" if has_w else ""
    page.value(bound=half)
    return [f"{kept}{moved}."]
