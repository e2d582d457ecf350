"""The free energy F over the plane: mesh, heat map, section, and the surface that spins.

F_∞(y) = min_z E(y, z) is the squared distance to the manifold: zero on it, a paraboloid far from it, a ridge inside.
With a finite ``beta`` it is F_β, the softmin. The decoder is that of study ``inference``.

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
        description="latents K of F_β at finite β; when cold, the lecture's 48 would show as facets "
        "(at β = inf, ž is exact to the last digit instead)",
        ge=3,
        le=100_000,
    )
    extent_y1: float | None = Field(
        None,
        description="mesh and heat map span −extent_y1 … extent_y1; by default 3, or as samples and manifold need",
        ge=1e-3,
        le=1e6,
    )
    extent_y2: float | None = Field(
        None, description="the same along y₂; by default 2, or as needed", ge=1e-3, le=1e6
    )
    mesh_step: float | None = Field(
        None, description="spacing of the mesh; by default extent_y1 / 12", ge=1e-3, le=1e6
    )
    heat_step: float | None = Field(
        None, description="spacing of the heat map; by default extent_y1 / 120", ge=1e-3, le=1e6
    )
    surface_y1: float | None = Field(
        None,
        description="the surface spans −surface_y1 … surface_y1; by default 2.5, or as needed",
        ge=1e-3,
        le=1e6,
    )
    surface_y2: float | None = Field(
        None, description="the same along y₂; by default 1.5, or as needed", ge=1e-3, le=1e6
    )
    surface_points: int = Field(
        241, description="points W of the surface along y₁; H follows from them", ge=3, le=4000
    )


def compute(config: Config, *, inference: Run, ellipse: Run) -> dict[str, Tensor]:
    """Evaluate F, ∇_y F and ž over the plane, H rows of y₂ by W columns of y₁::

    mesh_y1 (25,), mesh_y2 (17,), mesh_y (17, 25, 2), mesh_F (17, 25), mesh_grad (17, 25, 2)   +∇_y F
    mesh_z_check (17, 25), mesh_y_check (17, 25, 2)               the projections on the manifold (β = inf)
    five_y (5, 2), five_i (5, 2) int64                             five points of the mesh (y₂ = −0.5): row, column
    five_z_check (5,), five_F (5,), curve_z (72,), five_E (5, 72)   and their energy curves
    five_fine_E (5, 481)                                          the same over the fine_z of study inference
    row_fine_E (25, 481)                                          and those of all points of their row
    five_i_around (5, 2) int64, around_fine_E (5, 481)             five points all around the middle, and theirs
    surface_y1 (W,), surface_y2 (H,), surface_F (H, W), surface_grad (H, W, 2)
    heat_y1 (V,), heat_y2 (U,), heat_F (U, V)                     fine grid over the mesh's extent
    section_y2 (17,), section_F (17,), section_fine_y2 (Q,), section_fine_F (Q,)     at y₁ = 0
    data_F (N,)                                                   F of the samples Y
    """
    from ebviz.studies._arrays import single
    from ebviz.studies.inference import _free_energy as steps

    free = steps.FreeEnergy.of(inference, config.beta, config.n_z)
    view = steps.View.of(config, ellipse, inference)
    mesh = steps.mesh(free, view.extent, view.mesh_step)
    return single(
        {
            **mesh,
            **steps.five_points(free, mesh, inference),
            **steps.five_around(free, mesh, inference),
            **steps.surface(free, view.surface, config.surface_points),
            **steps.heat_map(free, view.extent, view.heat_step),
            **steps.section(free, view.extent[1], view.mesh_step),
            **steps.samples(free, ellipse),
        }
    )
