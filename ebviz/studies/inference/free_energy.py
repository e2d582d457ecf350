"""The free energy F of the plane: mesh, heat map, section and the surface that spins.

F_∞(y) = min_z E(y, z) is the squared distance to the manifold: zero on it, a paraboloid far from it, a ridge inside.
With a finite ``beta`` it is F_β, the softmin. The decoder is the one of study ``inference``.

Source: NYU Deep Learning, week 15, "inference"; F_β: "training".
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("inference", "ellipse")


class Config(StudyConfig):
    beta: float = Field(
        math.inf, description="coldness β of the free energy; inf: zero temperature", ge=0, allow_inf_nan=True
    )
    n_z: int = Field(
        480,
        description="latents K of F_β at finite β; the 48 of the lecture would show as facets when it is cold "
        "(at β = inf, ž is found to the last digit instead)",
        ge=3,
        le=100_000,
    )
    extent_y1: float = Field(
        3.0, description="mesh and heat map span −extent_y1 … extent_y1", ge=1e-3, le=1000
    )
    extent_y2: float = Field(
        2.0, description="mesh and heat map span −extent_y2 … extent_y2", ge=1e-3, le=1000
    )
    mesh_step: float = Field(0.25, description="spacing of the mesh", ge=1e-3, le=1000)
    heat_step: float = Field(0.025, description="spacing of the heat map", ge=1e-3, le=1000)
    surface_y1: float = Field(2.5, description="the surface spans −surface_y1 … surface_y1", ge=1e-3, le=1000)
    surface_y2: float = Field(1.5, description="the surface spans −surface_y2 … surface_y2", ge=1e-3, le=1000)
    surface_points: int = Field(241, description="points W of the surface along y₁; H follows", ge=3, le=4000)


def compute(config: Config, *, inference: Run, ellipse: Run) -> dict[str, Tensor]:
    """Evaluate F, ∇_y F and ž over the plane, H rows of y₂ by W columns of y₁::

    mesh_y1 (25,), mesh_y2 (17,), mesh_y (17, 25, 2), mesh_F (17, 25), mesh_grad (17, 25, 2) = +∇_y F
    mesh_z_check (17, 25), mesh_y_check (17, 25, 2)               the projections on the manifold (β = inf)
    five_y (5, 2), five_i (5, 2) int64 (row, column)              five points of the mesh at y₂ = −0.5
    five_z_check (5,), five_F (5,), curve_z (72,), five_E (5, 72) and their energy curves
    five_fine_E (5, 481)                                          the same over the fine_z of the inference
    surface_y1 (W,), surface_y2 (H,), surface_F (H, W), surface_grad (H, W, 2)
    heat_y1, heat_y2, heat_F                                      fine grid over the mesh's extent
    section_y2 (17,), section_F (17,), section_fine_y2, section_fine_F            at y₁ = 0
    data_F (N,)                                                   F of the samples Y
    """
    import torch

    from ebviz.energy import SquaredEnergy, gradient, latents
    from ebviz.models import EllipseDecoder
    from ebviz.studies.inference.inference import cold_latent

    double = torch.float64
    energy = SquaredEnergy(EllipseDecoder(torch.tensor(inference["w"], dtype=double))).requires_grad_(False)
    g = energy.decoder

    def free(y: Tensor) -> tuple[Tensor, Tensor]:
        """Return F (…) and ∇_y F (…, 2)."""
        if config.beta < math.inf:
            return gradient(energy, y, latents(config.n_z, dtype=double), config.beta)
        y_check = g(cold_latent(energy, y))
        return (y - y_check).square().sum(-1), 2 * (y - y_check)

    mesh_y1, mesh_y2 = axis(config.extent_y1, config.mesh_step), axis(config.extent_y2, config.mesh_step)
    mesh_y = plane(mesh_y1, mesh_y2)
    mesh_F, mesh_grad = free(mesh_y)
    mesh_z_check = cold_latent(energy, mesh_y)

    # Five points of the mesh, from its left edge to the middle, at y₂ = −0.5.
    columns = torch.linspace(0, len(mesh_y1) // 2, 5).round().long()
    row = (mesh_y2 + 0.5).abs().argmin()
    five_y = mesh_y[row, columns]  # (5, 2)
    curve_z = torch.tensor(inference["curve_z"], dtype=double)

    surface_y1 = torch.linspace(-config.surface_y1, config.surface_y1, config.surface_points, dtype=double)
    height = round((config.surface_points - 1) * config.surface_y2 / config.surface_y1) + 1
    surface_y2 = torch.linspace(-config.surface_y2, config.surface_y2, height, dtype=double)
    surface_F, surface_grad = free(plane(surface_y1, surface_y2))

    heat_y1, heat_y2 = axis(config.extent_y1, config.heat_step), axis(config.extent_y2, config.heat_step)
    fine_y2 = torch.linspace(-config.extent_y2, config.extent_y2, 401, dtype=double)
    middle = torch.zeros(1, dtype=double)

    arrays = {
        "mesh_y1": mesh_y1,
        "mesh_y2": mesh_y2,
        "mesh_y": mesh_y,
        "mesh_F": mesh_F,
        "mesh_grad": mesh_grad,
        "mesh_z_check": mesh_z_check,
        "mesh_y_check": g(mesh_z_check),
        "five_y": five_y,
        "five_z_check": mesh_z_check[row, columns],
        "five_F": mesh_F[row, columns],
        "curve_z": curve_z,
        "five_E": energy(five_y[:, None], curve_z),
        "five_fine_E": energy(five_y[:, None], torch.tensor(inference["fine_z"], dtype=double)),
        "surface_y1": surface_y1,
        "surface_y2": surface_y2,
        "surface_F": surface_F,
        "surface_grad": surface_grad,
        "heat_y1": heat_y1,
        "heat_y2": heat_y2,
        "heat_F": free(plane(heat_y1, heat_y2))[0],
        "section_y2": mesh_y2,
        "section_F": free(plane(middle, mesh_y2))[0][:, 0],
        "section_fine_y2": fine_y2,
        "section_fine_F": free(plane(middle, fine_y2))[0][:, 0],
        "data_F": free(torch.tensor(ellipse["y"], dtype=double))[0],
    }
    five_i = torch.stack([row.expand(5), columns], dim=-1)
    return {name: array.float() for name, array in arrays.items()} | {"five_i": five_i}


def axis(extent: float, step: float) -> Tensor:
    """Return −extent … extent in as many equal steps as come nearest to ``step``, zero among them.

    >>> axis(0.5, 0.25).tolist()
    [-0.5, -0.25, 0.0, 0.25, 0.5]
    """
    import torch

    half = max(1, round(extent / step))
    return torch.arange(-half, half + 1, dtype=torch.float64) * (extent / half)


def plane(y1: Tensor, y2: Tensor) -> Tensor:
    """Return the points (H, W, 2) of the grid with columns y₁ (W,) and rows y₂ (H,)."""
    import torch

    return torch.stack(torch.meshgrid(y1, y2, indexing="xy"), dim=-1)
