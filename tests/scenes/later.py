"""A second configuration of lectures 3 and 4, small and unlike the first, and what pictures write with it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ebviz.build.catalog import SceneEntry
from ebviz.stage.formula import Formula, Words
from ebviz.study import Run
from tests.conftest import CATALOG, run_study
from tests.scenes.blind import play_blind
from tests.scenes.figures import drawn

LABELS = importlib.import_module("ebviz.plot.label")  # the package has the function under that name
LECTURES = ("autoencoders", "gan")
SCENES = sorted(name for name, entry in CATALOG.scenes.items() if entry.lecture in LECTURES and entry.studies)
FIGURES = sorted(
    name for name, entry in CATALOG.figures.items() if entry.lecture in LECTURES and entry.studies
)
PLAYED: dict[str, Any] = {"batch": 32, "margin": 7.0, "penalty": 0.0}
SECOND: dict[str, dict[str, Any]] = {  # in an order in which each finds what it reads
    "toys": {"seed": 5, "n": 120, "points": 33, "modes": 5, "gaussians_n": 200, "low": 0.07, "spiral_n": 60},
    "digits": {"seed": 4, "n": 260, "held_out": 90},
    "autoencoder": {
        "seed": 3, "steps": 90, "target_steps": 30, "infer_steps": 3, "looks": 5, "hidden": 16, "codes": 41,
        "code": 7,
    },
    "target_prop": {"seed": 3, "steps": 60, "infer_steps": 5, "looks": 6, "hidden": 16, "points": 41},
    "denoising": {
        "seed": 3, "steps": 120, "corrupted": 90, "journeys": 3, "arrows": 9, "hidden": 16, "code": 9,
        "sigma": 0.3, "sigma_spiral": 0.2, "grains": 7, "moments": 9,
    },
    "contractive": {"seed": 3, "steps": 60, "marks": 10, "hidden": 16, "lambdas": (0.02, 0.7)},
    "toy_vae": {
        "seed": 3, "steps": 60, "sweep_steps": 20, "sweep": (0.2, 2.0), "looks": 5, "hidden": 16,
        "samples": 60, "beta": 0.09, "code": 3,
    },
    "packing": {
        "seed": 3, "few": 4, "many": 11, "steps": 60, "fine_draws": 9000, "looks": 6, "reach": 2.25, "born": 0.2,
        "betas": 5, "sweep_steps": 3, "answers": 7, "least_beta": 0.1, "most_beta": 50.0,
    },
    "bubbles": {
        "seed": 3, "bubbles": 12, "steps": 40, "fine_draws": 8, "looks": 5, "hidden": 16, "reach": 1.75,
        "answers": 9,
    },
    "digits_vae": {
        "seed": 3, "epochs": 12, "hidden": 30, "embedded": 80, "perplexity": 6.0, "side": 5, "walk": 4,
        "code": 6, "pair": (4, 9), "samples": 12, "line": 7,
    },
    "digits_autoencoder": {
        "seed": 3, "epochs": 7, "denoising_code": 60, "dropout": 0.4, "pair": (1, 7), "kernels": 6, "line": 9,
    },
    "gan": {"seed": 3, "hidden": 16, "samples": 90, "mesh": 7, "looks": 5, "recipe": {**PLAYED, "rounds": 40}},
    "gan_failures": {
        "seed": 3, "hidden": 16, "samples": 90, "mesh": 7, "looks": 5,
        "unstable": {**PLAYED, "rounds": 30, "momentum": 0.9, "penalty": 0.01, "floor": 1.0},
        "vanishing": {"rounds": 12, "batch": 32, "form": "probability", "cost_steps": 9, "floor": 1.0},
        "collapse": {**PLAYED, "rounds": 20, "generator_steps": 3, "cost_lr": 1e-3, "floor": 1.0},
    },
    "discriminator": {
        "seed": 3, "steps": 40, "gaps": (0.5, 1.0, 2.5), "points": 33, "looks": 5, "hidden": 16, "margin": 3.0,
        "penalty": 0.0, "cloud": 40, "gap": 1.0,
    },
    "energy_based_gan": {
        "seed": 3, "alone": 20, "rounds": 20, "batch": 32, "samples": 60, "looks": 5, "hidden": 16, "margin": 0.7,
        "codes": 21,
    },
    "gan_digits": {
        "seed": 3, "rounds": 30, "batch": 32, "samples": 40, "kept": 20, "looks": 5, "hidden": 16,
        "margin": 7.0, "line": 5, "stops": 3,
    },
    "ellipse": {},
    "inference": {"steps": 5, "lbfgs_steps": 3},
    "training": {"steps": 30, "free_steps": 4, "free_looks": 3, "held_out": 50, "heat_step": 0.5},
    "variational": {"steps": 40, "beta": 5.0, "n_z": 60},
}  # fmt: skip


def second_runs(folder: Path) -> Mapping[str, Run]:
    """Compute all studies of both lectures with the second configuration."""
    runs: dict[str, Run] = {}
    for study, changes in SECOND.items():
        runs[study] = run_study(study, folder, runs, **changes)
    return runs


@contextmanager
def writing() -> Iterator[list[str]]:
    """Note every formula and every text that is set within the block, on the stage or in a figure."""
    written: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for kind in (Formula, Words):
            first = kind.__init__

            def noted(self: Any, source: str, *args: Any, _first: Any = first, **kwargs: Any) -> None:
                written.append(str(source))
                _first(self, source, *args, **kwargs)

            patch.setattr(kind, "__init__", noted)
        set_words = LABELS.words  # type: ignore[attr-defined]

        def seen(text: str, *args: Any, **kwargs: Any) -> Any:
            written.append(text)
            return set_words(text, *args, **kwargs)

        patch.setattr(LABELS, "words", seen)
        yield written


def scene_s_words(entry: SceneEntry, runs: Mapping[str, Run]) -> list[str]:
    """Play a scene without drawing it; return all that it writes. Its thumbnail and its GIF have to be within it."""
    with writing() as written:
        scene = play_blind(entry, runs, fps=2)
    assert scene._clock >= max(entry.thumbnail, entry.gif[1] if entry.gif else 0.0), f"{scene._clock} s"
    return written


def figure_s_words(name: str, runs: Mapping[str, Run]) -> list[str]:
    """Draw a figure; return all that it writes."""
    with writing() as written:
        drawn(name, runs, "print")
    return written
