"""The toys: an ellipse, two moons, a spiral and eight Gaussians, and the plane that each lies in.

Samples of yours may stand in the place of any: ``--set toys.moons_data=mine.csv``.

Source: NYU Deep Learning 2021, week 7; the spiral is from "denoising autoencoders"; the eight Gaussians are the usual
toy for GANs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import SamplesPath, StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = ()
TOYS = ("ellipse", "moons", "spiral", "gaussians")


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the samples", ge=0, le=2**63 - 1)
    n: int = Field(
        512, description="samples N of the ellipse and of the moons, and as many held out", ge=8, le=1_000_000
    )
    noise: float = Field(0.05, description="standard deviation of the noise on each y", ge=0, le=10)
    spiral_n: int = Field(150, description="points of the spiral", ge=8, le=100_000)
    gaussians_n: int = Field(
        2000, description="samples of the eight Gaussians, and as many held out", ge=8, le=1_000_000
    )
    gaussians_noise: float = Field(0.1, description="standard deviation of each Gaussian", gt=0, le=10)
    modes: int = Field(
        8, description="number K of the Gaussians, or of the clumps in samples of yours", ge=2, le=64
    )
    gaussians_radius: float = Field(2.0, description="radius of the circle of their centres", gt=0, le=100)
    low: float = Field(
        0.05,
        description="how far above the energy of 95 % of the data an energy still counts as low",
        gt=0,
        le=100,
    )
    points: int = Field(193, description="points W of each plane along y₁", ge=5, le=2000)
    extent_ellipse: float = Field(
        3.0,
        description="the plane of the ellipse spans −extent … extent along y₁, ¾ of that along y₂",
        ge=1e-2,
        le=100,
    )
    extent_moons: float = Field(2.4, description="extent of the plane of the moons", ge=1e-2, le=100)
    extent_spiral: float = Field(1.6, description="extent of the plane of the spiral", ge=1e-2, le=100)
    extent_gaussians: float = Field(
        4.0, description="extent of the plane of the eight Gaussians", ge=1e-2, le=100
    )
    ellipse_data: SamplesPath | None = Field(
        None,
        description="samples of yours (N, 2) in place of the ellipse; a fifth is held out, and the plane fits them",
    )
    moons_data: SamplesPath | None = Field(None, description="samples of yours in place of the moons")
    spiral_data: SamplesPath | None = Field(None, description="samples of yours in place of the spiral")
    gaussians_data: SamplesPath | None = Field(
        None, description="samples of yours, in clumps, in place of the Gaussians"
    )


def compute(config: Config) -> dict[str, Tensor]:
    """Draw them; T is one of ellipse, moons, spiral, gaussians::

    {T} (N, 2)                                the samples
    {ellipse,moons,gaussians}_held_out (N, 2)    fresh ones of the same kind
    {T}_y1 (W,), {T}_y2 (H,)                  the plane's axes, H = 1 + ¾ (W − 1)
    modes (K, 2), modes_noise ()              the centres of the Gaussians, and their standard deviation

    Of samples of yours the held-out ones are a fifth, at random, of all but the spiral's; their modes are the centres
    that k-means finds, and the deviation is that from these.
    """
    import torch

    from ebviz import data
    from ebviz.studies.autoencoders import _toys as steps

    generator = torch.Generator().manual_seed(config.seed)
    arrays = {"spiral": data.spiral(config.spiral_n)}
    for name in ("", "_held_out"):
        _, arrays[f"ellipse{name}"] = data.ellipse(config.n, generator=generator, noise=config.noise)
        arrays[f"moons{name}"] = data.moons(config.n, generator=generator, noise=config.noise)
    for name in ("", "_held_out"):
        arrays[f"gaussians{name}"] = data.gaussians(
            config.gaussians_n,
            generator=generator,
            count=config.modes,
            radius=config.gaussians_radius,
            noise=config.gaussians_noise,
        )
    arrays["modes"] = data.modes(config.modes, config.gaussians_radius)
    arrays["modes_noise"] = torch.tensor(config.gaussians_noise)
    extents = {
        "ellipse": config.extent_ellipse,
        "moons": config.extent_moons,
        "spiral": config.extent_spiral,
        "gaussians": config.extent_gaussians,
    }
    for name, extent in extents.items():
        arrays |= steps.sides(name, (0.0, 0.0), extent, config.points)
    for name in TOYS:
        path = getattr(config, f"{name}_data")
        if path is not None:
            arrays |= steps.given(name, path, config, generator)
    return arrays
