"""A page of the training, scrubbed by hand: every stored step, cold and warm."""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.live import Page, page, plain
from ebviz.plot import Run, brief
from scenes.inference._latents import Latents, hot_end

MODELS = {"cold": ("blue", []), "warm": ("orange", [8, 5])}  # hue and dash of each one's curve
FORMULAS = (  # name, Typst, how it is read aloud
    ("y1", "y_1", "y 1"),
    ("y2", "y_2", "y 2"),
    ("w1", "w_1", "the weight w 1"),
    ("w2", "w_2", "the weight w 2"),
    ("F_y", "F(y)", "F of y"),
    ("F_cold", "F_oo", "F at zero temperature"),
    ("y", "y", "y"),
    ("y_tilde", "tilde(y)", "y tilde"),
)


@page(studies=("training", "ellipse", "inference"))
def training(page: Page, training: Run, ellipse: Run, inference: Run) -> None:
    """A training scrubbed by hand, cold and warm: the free energy at every step, the manifold, the pulls, w."""
    page.view(
        "history",
        "Training, step by step",
        "Each sample y pulls the model's outputs towards itself: cold, the nearest one; warm, many of them.",
    )
    for name, source, said in FORMULAS:
        page.formula(name, source, said)
    page.array("y", ellipse["y"][training["kept_i"]] if "kept_i" in training else ellipse["y"])
    half = max(page.array(f"{name}_F", training[f"{name}_F"], bits=16) for name in MODELS)
    for key in (f"{name}_{part}" for name in MODELS for part in ("held_out", "w", "y_tilde", "y_check")):
        if key in training:
            page.array(key, training[key])
    steps = len(training["cold_F"])
    words = {"cold": "cold, β = ∞", "warm": f"warm, β = {brief(training.config['beta'])}"}
    readings: list[dict[str, Any]] = [
        {"name": "held_out", "array": "*_held_out", "label": "mean {F_cold}, held out"}
    ]
    if "cold_w" in training:
        readings += [
            {"name": f"w{n + 1}", "array": "*_w", "part": n, "label": f"{{w{n + 1}}}"} for n in (0, 1)
        ]
    page.value(
        variants_are="trained",
        variants=[{"key": name, "words": words[name]} for name in MODELS],
        moments=list(range(steps)),
        stays=["y"],
        start={"step": 0, "variant": 0},
        panels=list(_panels(training, ellipse, Latents.of(inference).closed)),
        readings=readings,
        bound=half,
        notes=[
            f"All {steps} stored moments of the training. The maps of F are kept in 16 bits, which differ from the "
            f"model's by at most {plain(half)}; all else is as the study has it."
        ],
    )


def _panels(training: Run, ellipse: Run, closed: bool) -> Any:
    """Yield the map, the curves of both trainings, and the way of w if the decoder is the ellipse."""
    steps = len(training["cold_F"]) - 1
    hot = hot_end(ellipse["y"], training["cold_F"][-1])
    yield {
        "caption": "{F_y}, the samples {y} and the model's {y_tilde}",
        "names": ["{y1}", "{y2}"],
        "equal": True,
        "x": training["heat_y1"][[0, -1]].tolist(),
        "y": training["heat_y2"][[0, -1]].tolist(),
        "layers": [
            {"kind": "image", "array": "*_F", "high": hot},
            {"kind": "line", "array": "*_y_tilde", "hue": "violet", "closed": closed},
            {"kind": "links", "from": "y", "to": "*_y_check", "hue": "white"},
            {"kind": "points", "array": "y", "hue": "green", "size": 4},
        ],
    }
    top = 1.1 * max(float(training[f"{name}_held_out"][0]) for name in MODELS)
    curves = [
        {"kind": "curve", "array": f"{name}_held_out", "key": name, "hue": hue, "dash": dash}
        for name, (hue, dash) in MODELS.items()
    ]
    held = "mean {F_cold} of samples held out: cold, and (dashed) warm"
    yield {"caption": held, "names": ["step", "{F_cold}"], "x": [0, steps], "y": [0, top], "layers": curves}
    if "cold_w" in training:
        w = np.concatenate([training[f"{name}_w"] for name in MODELS])
        room = 0.08 * np.maximum(np.ptp(w, axis=0), 1e-6)
        (x, y) = np.stack([w.min(axis=0) - room, w.max(axis=0) + room], axis=1).tolist()
        way = [{"kind": "way", "array": "*_w", "hue": "mint"}]
        yield {"caption": "the way of the weights", "names": ["{w1}", "{w2}"], "x": x, "y": y, "layers": way}
