"""Every study, made small: the same configuration gives the same bytes, another seed gives others."""

from __future__ import annotations

import importlib
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ebviz.study import Run
from tests.conftest import STUDIES, run_study

ROUNDS: dict[str, Any] = {"rounds": 3, "batch": 32}
PLANAR: dict[str, Any] = {"hidden": 16, "samples": 40, "mesh": 5, "looks": 3}
SAID: dict[str, Any] = {"steps": 6, "looks": 3, "d": 8, "hidden": 8}
SMALL: dict[str, dict[str, Any]] = {
    "attention": {},
    "autoencoder": {"steps": 4, "target_steps": 4, "infer_steps": 2, "looks": 3, "hidden": 8, "codes": 9},
    "bubbles": {"bubbles": 8, "steps": 4, "fine_draws": 8, "looks": 3, "hidden": 8},
    "catastrophe": {"betas": 5, "n_z": 48, "steps": 3, "fall_steps": 20},
    "contractive": {"steps": 4, "marks": 4, "hidden": 8, "lambdas": (0.01, 1.0)},
    "denoising": {
        "steps": 4,
        "corrupted": 20,
        "journeys": 2,
        "arrows": 3,
        "grains": 3,
        "moments": 3,
        "hidden": 8,
    },
    "digits": {"n": 200, "held_out": 60},
    "digits_autoencoder": {"epochs": 2, "denoising_code": 40},
    "digits_vae": {"epochs": 10, "hidden": 20, "embedded": 60, "perplexity": 5.0, "side": 4, "batch": 1000},
    "discriminator": {"steps": 4, "gaps": (1.0,), "points": 9, "looks": 3, "hidden": 16},
    "ellipse": {},
    "energy_based_gan": {"alone": 3, "rounds": 3, "batch": 32, "hidden": 8, "samples": 20, "looks": 3},
    "energies": {"columns": 5, "rows": 3},
    "free_energy": {"beta": 1.0, "surface_points": 33, "heat_step": 0.25},
    "gan": {**PLANAR, "recipe": ROUNDS},
    "gan_digits": {"rounds": 3, "batch": 32, "samples": 20, "kept": 4, "looks": 3, "hidden": 16},
    "gan_failures": {**PLANAR, "unstable": ROUNDS, "vanishing": ROUNDS, "collapse": ROUNDS},
    "graph": {},
    "graph_classes": {"n": 24, "held_out": 16, "width": 6, "layers": 2, "epochs": 2, "batch": 8, "looks": 3},
    "graph_costs": {"sizes": (6, 12)},
    "horn": {},
    "horn_model": {"n": 50, "steps": 4, "general_steps": 4, "looks": 3, "slice_points": 9, "held_out": 20},
    "inference": {"steps": 5, "lbfgs_steps": 3},
    "language": {"count": 200},
    "language_model": SAID,
    "losses": {"steps": 3, "n_hat": 20, "hidden": 8, "side": 5, "points": 9, "looks": 3},
    "mouth": {"steps": 40, "n": 2000, "moments": 3},
    "mse": {"steps": 40, "n": 2000},
    "oversmoothing": {"depth": 3},
    "packing": {"few": 3, "many": 6, "steps": 4, "fine_draws": 80, "looks": 3, "betas": 3, "sweep_steps": 2},
    "sequence_autoencoder": SAID,
    "sequence_denoising": SAID,
    "target_prop": {"steps": 4, "infer_steps": 2, "looks": 3, "hidden": 8, "points": 9},
    "thermostat": {"dial": 5, "surface_points": 11},
    "toy_vae": {"steps": 4, "sweep_steps": 4, "sweep": (0.1,), "looks": 3, "hidden": 8, "samples": 20},
    "toys": {"points": 17},
    "trained_energies": {"columns": 5, "rows": 3},
    "training": {"steps": 3, "free_steps": 4, "free_looks": 3, "held_out": 50, "heat_step": 0.5},
    "translation": SAID,
    "variational": {"steps": 10},
}
QUICK = ("ellipse", "free_energy", "horn", "inference", "toys", "variational")  # at their defaults
SEEDLESS = (
    *("attention", "catastrophe", "energies", "free_energy", "graph_costs"),
    *("inference", "language", "thermostat", "trained_energies", "variational"),
)
SEEDED = sorted({*SMALL} - {*SEEDLESS})


def small(study: str, folder: Path, inputs: Mapping[str, Run]) -> bytes:
    run_study(study, folder, inputs, **SMALL[study])
    return (folder / f"{study}.safetensors").read_bytes()


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_the_same_configuration_gives_the_same_bytes_whatever_was_drawn_before(
    runs: Mapping[str, Run], study: str, tmp_path: Path
) -> None:
    first = small(study, tmp_path, runs)
    random.random(), np.random.rand(), torch.rand(3)
    assert small(study, tmp_path, runs) == first


@pytest.mark.parametrize("study", SEEDED)
def test_another_seed_gives_other_arrays(runs: Mapping[str, Run], study: str, tmp_path: Path) -> None:
    for seed in ("3", "4"):
        (tmp_path / seed).mkdir()
    one, other = (
        run_study(study, tmp_path / str(seed), runs, **{**SMALL[study], "seed": seed}) for seed in (3, 4)
    )
    assert set(one) == set(other)
    assert any(one[name].shape != other[name].shape or (one[name] != other[name]).any() for name in one)


def test_what_has_no_seed_draws_nothing() -> None:
    for name, entry in STUDIES.items():
        fields = importlib.import_module(entry.module).Config.model_fields
        assert ("seed" in fields) is (name in SEEDED), name


@pytest.mark.parametrize("study", QUICK)
def test_a_study_computed_here_has_the_bits_that_the_build_stored(
    runs: Mapping[str, Run], study: str, tmp_path: Path
) -> None:
    here, stored = run_study(study, tmp_path, runs), runs[study]
    assert set(here) == set(stored)
    for name, array in stored.items():
        np.testing.assert_array_equal(here[name], array, err_msg=name)
