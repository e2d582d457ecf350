"""The energies of all latents at every point of the plane: whatever F_β is made from, at any β."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.studies._latent import LatentModel
    from ebviz.study import Run

EXTENT = (3.0, 2.25)  # of the plane around the lecture's samples


class Tabulated(StudyConfig):
    columns: int = Field(121, description="points W along y₁", ge=3, le=1000)
    rows: int = Field(73, description="points H along y₂", ge=3, le=1000)
    n_z: int = Field(48, description="latents K", ge=3, le=1000)
    extent_y1: float | None = Field(
        None,
        description="the points span −extent_y1 … extent_y1; by default 3, or as samples and manifold need",
        ge=1e-3,
        le=1e6,
    )
    extent_y2: float | None = Field(
        None, description="the same along y₂; by default 2.25, or as needed", ge=1e-3, le=1e6
    )


def tabulated(config: Tabulated, model: LatentModel, ellipse: Run) -> dict[str, Tensor]:
    """Return E of a model over the plane, with the points, the latents, and the manifold if there is a decoder."""
    import torch

    from ebviz.energy import plane
    from ebviz.models import EllipseDecoder
    from ebviz.studies._extent import chosen, unit

    model.net.requires_grad_(False)
    z = model.domain.grid(config.n_z, dtype=torch.float64)
    fine_z = model.domain.line(481, dtype=torch.float64)
    points = model.points(y_tilde=z, fine_y=fine_z)
    curves = [points["fine_y"].numpy()] if points else []
    extent = chosen((config.extent_y1, config.extent_y2), EXTENT, unit(EXTENT, ellipse["y"], *curves))
    y1, y2 = (
        torch.linspace(-end, end, count, dtype=torch.float64)
        for end, count in zip(extent, (config.columns, config.rows), strict=True)
    )
    E = model.energy(plane(y1, y2)[:, :, None], z)
    w = {"w": model.net.w} if isinstance(model.net, EllipseDecoder) else {}
    return {"y1": y1, "y2": y2, "z": z, "fine_z": fine_z, "E": E, **points, **w}
