"""Runs of the first two lectures' studies at configurations that share nothing with the defaults, each quick.

======  =======================================================================================
warm    another ellipse, longer along y₂; other seeds, counts, temperatures; F_β of β = 3.2
heart   a decoder of the user's whose manifold is a heart; cold
curve   a decoder whose manifold is a parabola's arc: z between two ends; samples from files; a
        predictor and a decoder of the user's on the horn
energy  an energy that is no decoder: there are no points g(z); F_β of β = 0.7
large   the ellipse, forty times as large
======  =======================================================================================
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ebviz.build.catalog.entries import Entry
from ebviz.study import Run
from tests.conftest import CATALOG, STUDIES, run_study

LECTURES = ("scenes.inference", "scenes.temperature")
ORDER = (
    "ellipse",
    "inference",
    "free_energy",
    "training",
    "thermostat",
    "horn",
    "mse",
    "mouth",
    "catastrophe",
    "horn_model",
    "losses",
)
MODELS = '''
import torch
from torch import nn


class Heart(nn.Module):
    """z (B, 1) → ỹ (B, 2), along a heart."""

    def __init__(self, scale=0.1):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(scale))

    def forward(self, z):
        y2 = 13 * z.cos() - 5 * (2 * z).cos() - 2 * (3 * z).cos() - (4 * z).cos()
        return self.scale * torch.cat([16 * z.sin() ** 3, y2], -1)


class Arc(nn.Module):
    """z (B, 1) → ỹ (B, 2), along an arc of a parabola."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.tensor(0.5))

    def forward(self, z):
        return torch.cat([z + 2.5, self.w * z * z], -1)


class Smooth(nn.Module):
    """y (B, 2), z (B, 1) → E (B,), a network's."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1), nn.Softplus())

    def forward(self, y, z):
        return self.net(torch.cat([y, z.cos(), z.sin()], -1))[:, 0]


class Mix(nn.Module):
    """(B, inputs) and more → (B, outputs), a network's."""

    def __init__(self, inputs=1, outputs=2):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(inputs, 8), nn.Tanh(), nn.Linear(8, outputs))

    def forward(self, *given):
        return self.net(torch.cat(given, -1))
'''
PLANES = {"extent_y1": 2.5, "heat_step": 0.25}
SMALL: dict[str, dict[str, Any]] = {
    "ellipse": {"seed": 5, "n": 17, "rho1": 1.4, "rho2": 1.9, "noise": 0.08, "ellipse_points": 40},
    "inference": {"w1": 1.1, "w2": -0.6, "n_z": 36, "z_init": 2.0, "steps": 60},
    "free_energy": {**PLANES, "beta": 3.2, "n_z": 60, "extent_y2": 2.2, "surface_y2": 2.2}
    | {"surface_points": 41, "mesh_step": 0.5},
    "training": {**PLANES, "extent_y2": 2.6, "seed": 3, "steps": 14, "lr": 0.1, "beta": 4.0, "margin": 0.5}
    | {"n_z": 36, "fine_z": 90, "free_steps": 30, "free_looks": 8, "held_out": 60, "n_hat": 20}
    | {"harmonics": 8},
    "thermostat": {"manifold": "untrained", "n_z": 36, "fine_z": 90, "dial": 17, "surface_points": 31}
    | {"extent_y1": 2.5, "extent_y2": 2.5, "coldest": 20.0, "warmest": 0.05},
    "horn": {"seed": 4, "n": 80, "alpha": 1.2, "beta": 1.8, "slice_x": 0.3, "rims": 7, "ellipse_points": 40},
    "mouth": {"n": 300, "steps": 30, "batch": 100, "frames": 5, "grid": 31, "moments": 7},
    "mse": {"n": 300, "steps": 30, "batch": 100, "frames": 5, "grid": 31},
    "catastrophe": {
        "betas": 13,
        "n_z": 60,
        "film": (8.0, 0.3, 0.08),
        "steps": 20,
        "fall_steps": 300,
        "fall_looks": 40,
    }
    | {"coldest": 50.0, "hottest": 0.05},
    "horn_model": {"n": 200, "steps": 40, "general_steps": 20, "batch": 50, "n_z": 40, "wide_side": 9}
    | {"looks": 5, "held_out": 60, "slice_x": 0.3, "slice_extent": 7.0, "slice_points": 15},
    "losses": {
        "seed": 1,
        "steps": 30,
        "margin": 0.5,
        "n_hat": 40,
        "hidden": 16,
        "side": 9,
        "points": 21,
        "looks": 7,
    },
}
COLD = {"free_energy": {"beta": float("inf")}, "thermostat": {"manifold": "trained"}}
SLOW = {"training": {"lr": 1e-3, "contrastive_lr": 1e-3}}  # these models' gradients are steep
FITTED = {"extent_y1": None, "extent_y2": None, "heat_step": None}
YOURS: dict[str, dict[str, dict[str, Any]]] = {
    "warm": {},
    "heart": {**COLD, **SLOW, "inference": {"decoder": "second_models:Heart"}},
    "curve": {
        **COLD,
        **SLOW,
        "ellipse": {"data": "y.csv"},
        "horn": {"data": "xy.csv"},
        "inference": {"decoder": "second_models:Arc", "z_low": -1.0, "z_high": 1.5, "z_closed": False}
        | {"z_init": 1.0},
        "horn_model": {"predictor": "second_models:Mix", "predictor_arguments": {"outputs": 3}}
        | {"decoder": "second_models:Mix", "decoder_arguments": {"inputs": 4}}
        | {"z_low": -1.0, "z_high": 1.0, "z_closed": False},
    },
    "large": {  # forty times as large as the lecture's: all that is left to the defaults has to follow
        "ellipse": {"rho1": 80.0, "rho2": 60.0, "noise": 4.0},
        "inference": {"w1": -58.0, "w2": 14.0, "lr": 2e-5},
        "free_energy": FITTED | {"beta": 0.01, "mesh_step": None, "surface_y2": None},
        "training": FITTED | {"lr": 1e-4, "free_lr": 3e-5, "contrastive_lr": 1e-4, "beta": 0.02},
        "thermostat": {"extent_y1": None, "extent_y2": None, "coldest": None, "warmest": None},
        "catastrophe": {"film": None, "coldest": None, "hottest": None},
        "losses": {"margin": None},
    },
    "energy": {
        "inference": {"energy": "second_models:Smooth"},
        "free_energy": {"beta": 0.7},
        "training": {"heat_step": 1.0, "steps": 2, "free_steps": 5, "held_out": 9},
        "thermostat": {"dial": 9, "surface_points": 15, "fine_z": 36},
    },
}
OWN = ("w1", "w2")  # what only the ellipse has


def config(kind: str, study: str, folder: Path) -> dict[str, Any]:
    """Return the configuration of a study; files of samples are in ``folder``."""
    values = {**SMALL[study], **YOURS[kind].get(study, {})}
    if study == "inference" and {"decoder", "energy"} & set(values):
        values = {key: value for key, value in values.items() if key not in OWN}
    if "data" in values:
        values = {"data": folder / values["data"]}
    return values


def compute(folder: Path) -> dict[str, dict[str, Run]]:
    """Compute every study of both lectures at each of the configurations that it can be computed at."""
    numbers = np.random.default_rng(2)
    turn, x = 2 * np.pi * numbers.random(40), numbers.random(60)
    np.savetxt(folder / "y.csv", np.stack([2.5 + np.cos(turn), 1 + np.sin(turn)], -1), delimiter=",")
    way = np.stack([x, (1 + x) * np.cos(40 * x), (1 + x) * np.sin(40 * x)], -1)
    np.savetxt(folder / "xy.csv", way, delimiter=",")
    (folder / "second_models.py").write_text(MODELS)
    found: dict[str, dict[str, Run]] = {}
    with importable(folder):
        for kind in YOURS:
            runs: dict[str, Run] = {}
            (folder / kind).mkdir()
            for name in ORDER:
                inputs = STUDIES[name].inputs
                if refused(STUDIES[name], kind):
                    continue
                first, given = kind == "warm", name in YOURS[kind]
                if first or given or any(runs[one] is not found["warm"][one] for one in inputs):
                    runs[name] = run_study(name, folder / kind, runs, **config(kind, name, folder))
                else:
                    runs[name] = found["warm"][name]
            found[kind] = runs
    return found


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Within the block, modules in a folder can be imported."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def refused(entry: Entry, kind: str) -> str | None:
    """Return why an entry, or a study that it needs, cannot do with a configuration, if one says so."""
    for place, why in entry.cannot:
        study, key = place.split(".")
        if YOURS[kind].get(study, {}).get(key) is not None:
            return why
    needed: tuple[str, ...] = getattr(entry, "inputs", None) or getattr(entry, "studies", ())
    return next((why for name in needed if (why := refused(STUDIES[name], kind))), None)


def shown(entries: Mapping[str, Entry]) -> list[tuple[str, str]]:
    """Return (kind, name) of both lectures' films or figures at each configuration that changes and suits them."""
    ours = {name: entry for name, entry in sorted(entries.items()) if entry.module.startswith(LECTURES)}
    return [
        (kind, name)
        for kind in YOURS
        for name, entry in ours.items()
        if not refused(entry, kind) and (kind == "warm" or changed(entry, kind))
    ]


def changed(entry: Entry, kind: str) -> bool:
    """Return whether a configuration changes a study that an entry needs."""
    needed: tuple[str, ...] = getattr(entry, "inputs", None) or getattr(entry, "studies", ())
    return any(name in YOURS[kind] or changed(STUDIES[name], kind) for name in needed)


FILMS, FIGURES = shown(CATALOG.scenes), shown(CATALOG.figures)
