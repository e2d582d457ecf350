"""The steps of study `toys`: the plane of each, and samples of the user's in place of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Generator, Tensor

from ebviz.reading.samples import read_samples

LEAST = 20  # samples of the user's
ROOM = 1.35  # how much wider than the samples their plane is
HELD_OUT = 0.2  # share of the samples


def sides(name: str, centre: tuple[float, float], extent: float, points: int) -> dict[str, Tensor]:
    """Return the axes of a plane that spans ``extent`` either way along y₁, and three quarters of that along y₂."""
    (a, b), height = centre, 0.75 * extent
    return {
        f"{name}_y1": torch.linspace(a - extent, a + extent, points),
        f"{name}_y2": torch.linspace(b - height, b + height, 1 + round(0.75 * (points - 1))),
    }


def given(name: str, path: Path, config: Any, generator: Generator) -> dict[str, Tensor]:
    """Return samples of the user's as the arrays of a toy, with the plane that fits them.

    Raises
    ------
    UsageError : they cannot be read, are not of the plane, or are too few.
    """
    y = torch.tensor(read_samples(path, dimensions=2, least=LEAST)).float()
    low, high = y.min(0).values, y.max(0).values
    half = (high - low) / 2
    extent = ROOM * max(float(half[0]), float(half[1]) / 0.75) or 1.0
    middle = (low + high) / 2
    found = {name: y, **sides(name, (float(middle[0]), float(middle[1])), extent, config.points)}
    if name != "spiral":
        order = torch.randperm(len(y), generator=generator)
        fresh = round(HELD_OUT * len(y))
        found |= {name: y[order[fresh:]], f"{name}_held_out": y[order[:fresh]]}
    return found | (clumps(y, config.modes, config.seed) if name == "gaussians" else {})


def clumps(y: Tensor, count: int, seed: int) -> dict[str, Tensor]:
    """Return the centres (K, 2) of clumps of samples (N, 2), found by k-means, and the deviation around them.

    Source: scikit-learn's k-means, the best of ten starts.
    """
    from sklearn.cluster import KMeans

    found = KMeans(min(count, len(y)), n_init=10, random_state=seed % 2**32).fit(y.double().numpy())
    centres = torch.tensor(found.cluster_centers_)  # (K, 2)
    off = (y.double() - centres[torch.tensor(found.labels_).long()]).square().mean().sqrt()
    return {"modes": centres.float(), "modes_noise": off.clamp(min=1e-6).float()}
