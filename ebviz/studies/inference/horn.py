"""Samples of the horn, or of yours, and the ellipse of correct answers at a few conditions x.

Source: NYU Deep Learning, week 15, "inference", the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import SamplesPath, StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = ()


class Config(StudyConfig):
    data: SamplesPath | None = Field(
        None,
        description="your own samples (N, 3), x, y₁ and y₂: an npz, npy, csv or safetensors file",
    )
    seed: int = Field(0, description="seed of the samples", ge=0, le=2**63 - 1)
    n: int = Field(300, description="number of samples N", ge=1, le=100_000)
    alpha: float = Field(
        1.5, description="α of the radii ρ(x): the mouth's second semi-axis", ge=1e-6, le=1e6
    )
    beta: float = Field(
        2.0,
        description="β of the radii ρ(x): the mouth's first semi-axis; not a temperature",
        ge=1e-6,
        le=1e6,
    )
    noise: float = Field(0.05, description="standard deviation of the noise on each y", ge=0, le=1e6)
    slice_x: float = Field(0.5, description="the condition x whose ellipse of answers is shown", ge=0, le=1)
    ellipse_points: int = Field(
        96, description="points M on each ellipse; the first is not repeated", ge=3, le=10_000
    )
    rims: int = Field(11, description="number R of ellipses drawn along the horn, x = 0 … 1", ge=2, le=1000)


def compute(config: Config) -> dict[str, Tensor]:
    """Draw the samples, or read them, and the noise-free ellipses::

    x (N,), theta (N,), y (N, 2)                          the samples; no model sees theta
    slice_ellipse (M, 2), mouth_ellipse (M, 2)            at x = slice_x, and at x = 0
    rim_x (R,), rim (R, M, 2)                             along the horn

    Of samples of yours there are only x and y.
    """
    import torch

    if config.data is not None:
        from ebviz.reading.samples import read_samples

        xy = torch.from_numpy(read_samples(config.data, dimensions=3)).float()
        return {"x": xy[:, 0], "y": xy[:, 1:]}

    from ebviz.data import horn, on_ellipse, radii
    from ebviz.energy import latents

    generator = torch.Generator().manual_seed(config.seed)
    x, theta, y = horn(
        config.n, generator=generator, alpha=config.alpha, beta=config.beta, noise=config.noise
    )
    angle = latents(config.ellipse_points)  # (M,)

    def at(x: Tensor) -> Tensor:
        return on_ellipse(angle, radii(x, config.alpha, config.beta)[..., None, :])  # (…, M, 2)

    rim_x = torch.linspace(0, 1, config.rims)
    return {
        "x": x,
        "theta": theta,
        "y": y,
        "slice_ellipse": at(torch.tensor(config.slice_x)),
        "mouth_ellipse": at(torch.tensor(0.0)),
        "rim_x": rim_x,
        "rim": at(rim_x),
    }
