"""The energies of all latents at every point of the plane, before and after training: whatever F_β is made from.

From E(y, z) follow F_β(y), softargmin and ž at any β, for any model: pages compute them from these arrays.

Source: NYU Deep Learning, week 15, "inference" and "training".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("ellipse", "inference", "training")


class Config(StudyConfig):
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


def compute(config: Config, *, ellipse: Run, inference: Run, training: Run) -> dict[str, Tensor]:
    """Tabulate E of M = 2 models, untrained and trained, H rows of y₂ by W columns of y₁::

    y1 (W,), y2 (H,), z (K,), fine_z (481,)     points and latents; fine_z goes from one end of z to the other
    E (M, H, W, K)                              E(y, z)
    w (M, 2)                                    weights of the ellipse, if the decoder is one
    y_tilde (M, K, 2), fine_y (M, 481, 2)       its points at z and at fine_z, if there is a decoder
    """
    import torch

    from ebviz.energy import plane
    from ebviz.studies._arrays import single
    from ebviz.studies._extent import chosen
    from ebviz.studies.temperature import _thermostat as steps

    models = steps.Models.of(inference, training, "trained", config.n_z, config.n_z)
    manifolds = steps.manifolds(models)
    usual = chosen((config.extent_y1, config.extent_y2), steps.EXTENT, steps.size(ellipse, manifolds))
    y1, y2 = (
        torch.linspace(-end, end, count, dtype=torch.float64)
        for end, count in zip(usual, (config.columns, config.rows), strict=True)
    )
    y = plane(y1, y2)[:, :, None]
    table = torch.stack([model.energy(y, models.z) for model in models.models])
    fine_z = models.shown.domain.line(481, dtype=torch.float64)
    return single({"y1": y1, "y2": y2, "fine_z": fine_z, "E": table, **manifolds})
