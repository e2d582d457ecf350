"""A toy of study `toys`, as the studies that train on it use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ebviz.energy import plane

if TYPE_CHECKING:
    from ebviz.study import Run


@dataclass(frozen=True, slots=True)
class Toy:
    """One toy.

    y (N, 2), held_out (M, 2) : the samples, and fresh ones from the same distribution (M = 0 for the spiral).
    grid (H, W, 2) : the plane it lies in.
    low : how far above the energy of 95 % of the samples an energy still counts as low.
    """

    name: str
    y: Tensor
    held_out: Tensor
    grid: Tensor
    low: float

    @classmethod
    def of(cls, toys: Run, name: str) -> Toy:
        """Read the toy ``name`` from a run of study `toys`."""
        y = torch.tensor(toys[name])
        fresh = f"{name}_held_out"
        held_out = torch.tensor(toys[fresh]) if fresh in toys else y[:0]
        grid = plane(torch.tensor(toys[f"{name}_y1"]), torch.tensor(toys[f"{name}_y2"]))
        return cls(name, y, held_out, grid, toys.config["low"])
