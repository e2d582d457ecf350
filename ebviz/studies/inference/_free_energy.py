"""The steps of study `free_energy`: F, its gradient and ž over meshes, surfaces and sections of the plane."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from ebviz.energy import axis, gradient, plane, slope
from ebviz.studies import _latent
from ebviz.studies._extent import Extent, chosen, shown, unit
from ebviz.studies._latent import LatentModel

if TYPE_CHECKING:
    from ebviz.study import Run

EXTENT, SURFACE, MESH_STEP, HEAT_STEP = (3.0, 2.0), (2.5, 1.5), 0.25, 0.025  # of the lecture's model
ROUND = 0.7  # of the mesh's extents: how far from its middle the five points around it lie
double = torch.float64


@dataclass(frozen=True, slots=True)
class FreeEnergy:
    """F_β of the model that study `inference` uses, at one β; at β = ∞, ž is exact to the last digit."""

    model: LatentModel
    beta: float
    z: Tensor  # (K,), the latents of a finite β

    @classmethod
    def of(cls, inference: Run, beta: float, n_z: int) -> FreeEnergy:
        """Return F_β, with ``n_z`` latents if β is finite."""
        model = _latent.of(inference)
        model.net.requires_grad_(False)
        return cls(model, beta, model.domain.grid(n_z, dtype=double))

    def __call__(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Return F (…) and ∇_y F (…, 2) at points y (…, 2)."""
        energy, g = self.model.energy, self.model.decoder
        if self.beta < math.inf:
            return gradient(energy, y, self.z, self.beta)
        z_check = self.model.cold_latent(y)
        if g is None:
            return slope(energy, y, z_check)  # ž is where E has no slope in z
        y_check = g(z_check)
        return (y - y_check).square().sum(-1), 2 * (y - y_check)


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of the plane: the extents of mesh and heat map, and of the surface, and both spacings."""

    extent: Extent
    surface: Extent
    mesh_step: float
    heat_step: float

    @classmethod
    def of(cls, config: Any, ellipse: Run, inference: Run) -> View:
        """Return the view that a configuration asks for; where it is silent, it fits samples and manifold."""
        size = unit(EXTENT, *shown(ellipse, inference))
        extent = chosen((config.extent_y1, config.extent_y2), EXTENT, size)
        surface = chosen((config.surface_y1, config.surface_y2), SURFACE, size)
        share = extent[0] / EXTENT[0]
        steps = chosen((config.mesh_step, config.heat_step), (MESH_STEP, HEAT_STEP), share)
        return cls(extent, surface, *steps)


def mesh(free: FreeEnergy, extent: Extent, step: float) -> dict[str, Tensor]:
    """Return the coarse grid with F, ∇F and, for each of its points, ž and its projection g(ž)."""
    y1, y2 = (axis(reach, step) for reach in extent)
    y = plane(y1, y2)
    F, grad = free(y)
    z_check = free.model.cold_latent(y)
    return {
        "mesh_y1": y1,
        "mesh_y2": y2,
        "mesh_y": y,
        "mesh_F": F,
        "mesh_grad": grad,
        "mesh_z_check": z_check,
        **free.model.points(mesh_y_check=z_check),
    }


def five_points(free: FreeEnergy, around: dict[str, Tensor], inference: Run) -> dict[str, Tensor]:
    """Return five points of a row of the mesh, from its left edge to the middle, and the energies of all."""
    columns = torch.linspace(0, len(around["mesh_y1"]) // 2, 5).round().long()
    row = (around["mesh_y2"] - around["mesh_y2"][0] / 4).abs().argmin()
    y = around["mesh_y"][row, columns]  # (5, 2)
    curve_z, fine_z = (torch.tensor(inference[name], dtype=double) for name in ("curve_z", "fine_z"))
    return {
        "five_i": torch.stack([row.expand(5), columns], dim=-1),
        "five_y": y,
        "five_z_check": around["mesh_z_check"][row, columns],
        "five_F": around["mesh_F"][row, columns],
        "curve_z": curve_z,
        "five_E": free.model.energy(y[:, None], curve_z),
        "five_fine_E": free.model.energy(y[:, None], fine_z),
        "row_fine_E": free.model.energy(around["mesh_y"][row][:, None], fine_z),
    }


def five_around(free: FreeEnergy, around: dict[str, Tensor], inference: Run) -> dict[str, Tensor]:
    """Return five points of the mesh all around its middle, and their energies over the smooth line of latents."""
    turn = 2 * math.pi * (torch.arange(5, dtype=double) + 0.2) / 5
    y1, y2 = around["mesh_y1"], around["mesh_y2"]
    columns = (y1 - ROUND * y1[-1] * turn.cos()[:, None]).abs().argmin(-1)
    rows = (y2 - ROUND * y2[-1] * turn.sin()[:, None]).abs().argmin(-1)
    fine_z = torch.tensor(inference["fine_z"], dtype=double)
    return {
        "five_i_around": torch.stack([rows, columns], dim=-1),
        "around_fine_E": free.model.energy(around["mesh_y"][rows, columns][:, None], fine_z),
    }


def surface(free: FreeEnergy, extent: Extent, points: int) -> dict[str, Tensor]:
    """Return the surface that spins, with its gradient; it has ``points`` points along y₁."""
    y1 = torch.linspace(-extent[0], extent[0], points, dtype=double)
    height = round((points - 1) * extent[1] / extent[0]) + 1
    y2 = torch.linspace(-extent[1], extent[1], height, dtype=double)
    F, grad = free(plane(y1, y2))
    return {"surface_y1": y1, "surface_y2": y2, "surface_F": F, "surface_grad": grad}


def heat_map(free: FreeEnergy, extent: Extent, step: float) -> dict[str, Tensor]:
    """Return F on a fine grid over the extent of the mesh."""
    y1, y2 = (axis(reach, step) for reach in extent)
    return {"heat_y1": y1, "heat_y2": y2, "heat_F": free(plane(y1, y2))[0]}


def section(free: FreeEnergy, extent_y2: float, step: float) -> dict[str, Tensor]:
    """Return F along the line y₁ = 0, at the rows of the mesh and on a fine axis."""
    y2 = axis(extent_y2, step)
    fine_y2 = torch.linspace(-extent_y2, extent_y2, 401, dtype=double)
    middle = torch.zeros(1, dtype=double)
    return {
        "section_y2": y2,
        "section_F": free(plane(middle, y2))[0][:, 0],
        "section_fine_y2": fine_y2,
        "section_fine_F": free(plane(middle, fine_y2))[0][:, 0],
    }


def samples(free: FreeEnergy, ellipse: Run) -> dict[str, Tensor]:
    """Return F of the samples Y."""
    return {"data_F": free(torch.tensor(ellipse["y"], dtype=double))[0]}
