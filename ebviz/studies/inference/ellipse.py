"""The 24 samples Y of the ellipse, or samples of yours, two of which the lecture singles out.

Source: NYU Deep Learning, week 15, "inference", the data with x fixed to 0.
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
        None, description="your own samples (N, 2): an npz, npy, csv or safetensors file"
    )
    seed: int = Field(
        34,
        description="seed of the samples; 34 leaves no wide gap and puts a sample near each of the two ends",
        ge=0,
        le=2**63 - 1,
    )
    n: int = Field(24, description="number of samples N", ge=2, le=100_000)
    rho1: float = Field(2.0, description="semi-axis along y₁", ge=1e-6, le=1e6)
    rho2: float = Field(1.5, description="semi-axis along y₂", ge=1e-6, le=1e6)
    noise: float = Field(0.05, description="standard deviation of the noise on each y", ge=0, le=1e6)
    ellipse_points: int = Field(
        96, description="points M on the true ellipse; the first is not repeated", ge=3, le=100_000
    )


def compute(config: Config) -> dict[str, Tensor]:
    """Draw the samples, or read them::

    y (N, 2), theta (N,)                the samples; no model sees theta
    i_right () int64, i_top () int64    those nearest to the right end and to the top: the lecture's Y[23], Y[10]
    true_ellipse (M, 2)                 the ellipse they come from, without noise

    Of samples of yours there are only y, and those farthest to the right and to the top.
    """
    import torch

    if config.data is not None:
        from ebviz.reading.samples import read_samples

        y = torch.from_numpy(read_samples(config.data, dimensions=2, least=2)).float()
        return {"y": y, "i_right": y[:, 0].argmax(), "i_top": y[:, 1].argmax()}

    from ebviz.data import ellipse, on_ellipse
    from ebviz.energy import latents

    rho = (config.rho1, config.rho2)
    generator = torch.Generator().manual_seed(config.seed)
    theta, y = ellipse(config.n, generator=generator, rho=rho, noise=config.noise)

    def nearest(y1: float, y2: float) -> Tensor:
        return (y - torch.tensor([y1, y2])).square().sum(-1).argmin()

    return {
        "y": y,
        "theta": theta,
        "i_right": nearest(config.rho1, 0),
        "i_top": nearest(0, config.rho2),
        "true_ellipse": on_ellipse(latents(config.ellipse_points), torch.tensor(rho)),
    }
