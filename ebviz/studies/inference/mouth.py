"""The horn struck out to x = 0, its mouth, and what a network trained with MSE answers there: y₁ → y₂.

With x fixed, what is left of the horn is one ellipse, and y₁ takes the place of x. For (almost) every y₁ there are
two valid y₂, on either branch; the network tends to their mean.

Source: NYU Deep Learning, week 15, "inference": from the horn to the unconditional model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.studies.inference import mse

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("horn",)
CANNOT_USE = {
    "horn.data": "it strikes x out of the samples, and only of those that were drawn is θ known",
}


class Config(mse.Config):
    moments: int = Field(
        31, description="moments S at which the samples on their way to x = 0 are kept", ge=2, le=1000
    )


def compute(config: Config, *, horn: Run) -> dict[str, Tensor]:
    """Slide the horn's samples to x = 0, with their θ and their noise, and train y₁ → y₂ there::

    x (S, N), y (S, N, 2)                the samples at every moment; in the end x is 0
    y1 (G,), y2_valid (2, G)             y₁ across the mouth, and its valid y₂ without noise, above and below
    y2_pred (G,), loss (T,)              what the network answers, and how it trained
    distance (G,)                        from its answer to the nearest point of the mouth
    net.…                                the trained weights
    """
    import torch

    from ebviz import data

    shape = {"alpha": horn.config["alpha"], "beta": horn.config["beta"]}
    x, theta, y = (torch.tensor(horn[name]) for name in ("x", "theta", "y"))
    noise = y - data.on_ellipse(theta, data.radii(x, **shape))  # (N, 2)
    along = torch.linspace(1, 0, config.moments)[:, None] * x  # (S, N)

    rho = data.radii(torch.tensor(0.0), **shape)  # (2,)
    generator = torch.Generator().manual_seed(config.seed)
    mouth = tuple(rho.tolist())
    _, at_mouth = data.ellipse(config.n, generator=generator, rho=mouth, noise=horn.config["noise"])
    y1 = torch.linspace(-mouth[0], mouth[0], config.grid)
    net, history = mse.fit(config, at_mouth[:, :1], at_mouth[:, 1:], y1, generator, "MSE, y₁ → y₂")
    y2_pred = history.seen["answer"][-1, :, 0]
    half = rho[1] * (1 - (y1 / rho[0]).square()).clamp(min=0).sqrt()  # (G,)
    return {
        "x": along,
        "y": data.on_ellipse(theta, data.radii(along, **shape)) + noise,
        "y1": y1,
        "y2_valid": torch.stack([half, -half]),
        "y2_pred": y2_pred,
        "loss": history.loss,
        "distance": mse.distance_to_ellipse(torch.stack([y1, y2_pred], -1), rho),
        **{f"net.{name}": weight for name, weight in net.state_dict().items()},
    }
