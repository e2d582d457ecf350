"""What a network trained with MSE answers where many answers are correct: none of them.

Two perceptrons, x → y on the horn and y₁ → y₂ on the ellipse. Trained with the mean squared error, each tends to
the conditional mean: E[y | x] = (0, 0), the axis of the horn, and E[y₂ | y₁] = 0, between the two branches.

Source: NYU Deep Learning, week 15, "inference": why a latent is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from ebviz.models import MLP
    from ebviz.study import Run
    from ebviz.training import History

INPUTS = ("horn", "ellipse")
CANNOT_USE = {
    "horn.data": "it draws many more samples of the horn, and measures how far its answers are from it",
    "ellipse.data": "it draws many more samples of the ellipse, and measures how far its answers are from it",
}


class Config(StudyConfig):
    seed: int = Field(
        0,
        description="seed of the training samples, the initial weights and the shuffling",
        ge=0,
        le=2**63 - 1,
    )
    n: int = Field(
        20_000,
        description="training samples, drawn afresh from the distributions of the horn and the ellipse: on their own "
        "few samples the nets would fit noise instead of the mean",
        ge=2,
        le=10_000_000,
    )
    hidden: int = Field(32, description="units of each of the two hidden layers", ge=1, le=10_000)
    steps: int = Field(2000, description="training steps T", ge=1, le=1_000_000)
    batch: int = Field(500, description="samples in each step", ge=1, le=10_000_000)
    lr: float = Field(
        0.01, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=1000
    )
    frames: int = Field(40, description="about how many moments S of the training to keep", ge=3, le=1000)
    grid: int = Field(101, description="points G of the grids of x and of y₁", ge=2, le=100_000)


def compute(config: Config, *, horn: Run, ellipse: Run) -> dict[str, Tensor]:
    """Train both, and measure how far their answers are from every correct one::

    x_grid (G,), y_pred (G, 2), y_pred_history (S, G, 2), loss_xy (T,)          x → y
    y1_grid (G,), y2_pred (G,), y2_pred_history (S, G), loss_y1y2 (T,)          y₁ → y₂
    steps (S,) int64                            the steps before which the histories looked
    distance_xy (G,), distance_y1y2 (G,)        from the answer to the ellipse it should be on
    floor_xy (G,), mean_floor_xy ()             least possible MSE at x: (ρ₁² + ρ₂²)/2 + 2 noise², and its mean
    net_xy.…, net_y1y2.…                        the trained weights
    """
    import torch

    from ebviz import data

    generator = torch.Generator().manual_seed(config.seed)
    shape = {"alpha": horn.config["alpha"], "beta": horn.config["beta"]}
    x, _, y = data.horn(config.n, generator=generator, noise=horn.config["noise"], **shape)
    x_grid = torch.linspace(0, 1, config.grid)
    net_xy, history_xy = fit(config, x[:, None], y, x_grid, generator, "MSE, x → y")

    rho = (ellipse.config["rho1"], ellipse.config["rho2"])
    _, y = data.ellipse(config.n, generator=generator, rho=rho, noise=ellipse.config["noise"])
    y1_grid = torch.linspace(-rho[0], rho[0], config.grid)
    net_y1y2, history_y1y2 = fit(config, y[:, :1], y[:, 1:], y1_grid, generator, "MSE, y₁ → y₂")

    y_pred, y2_pred = history_xy.seen["answer"][-1], history_y1y2.seen["answer"][-1, :, 0]
    rho_x = data.radii(x_grid, **shape)  # (G, 2)
    floor = rho_x.square().sum(-1) / 2 + 2 * horn.config["noise"] ** 2
    return {
        "x_grid": x_grid,
        "y_pred": y_pred,
        "y_pred_history": history_xy.seen["answer"],
        "loss_xy": history_xy.loss,
        "y1_grid": y1_grid,
        "y2_pred": y2_pred,
        "y2_pred_history": history_y1y2.seen["answer"][..., 0],
        "loss_y1y2": history_y1y2.loss,
        "steps": history_xy.steps,
        "distance_xy": distance_to_ellipse(y_pred, rho_x),
        "distance_y1y2": distance_to_ellipse(torch.stack([y1_grid, y2_pred], -1), torch.tensor(rho)),
        "floor_xy": floor,
        "mean_floor_xy": torch.trapezoid(floor, x_grid),
        **{f"net_xy.{name}": weight for name, weight in net_xy.state_dict().items()},
        **{f"net_y1y2.{name}": weight for name, weight in net_y1y2.state_dict().items()},
    }


def fit(
    config: Config, inputs: Tensor, targets: Tensor, grid: Tensor, generator: Generator, text: str
) -> tuple[MLP, History]:
    """Train a perceptron inputs (N, 1) → targets (N, D), watching its answers (G, D) on the grid (G,)."""
    from ebviz.models import MLP
    from ebviz.training import geometric_steps, train

    net = MLP([1, config.hidden, config.hidden, targets.shape[-1]], generator=generator)
    history = train(
        lambda x, y: (y - net(x)).square().sum(-1).mean(),
        [inputs, targets],
        net.parameters(),
        generator=generator,
        steps=config.steps,
        batch=config.batch,
        lr=config.lr,
        schedule="cosine",
        probe=lambda: {"answer": net(grid[:, None])},
        look_at=geometric_steps(config.steps, config.frames),
        text=text,
    )
    return net, history


def distance_to_ellipse(y: Tensor, rho: Tensor) -> Tensor:
    """Return the Euclidean distance from each point y (G, 2) to the ellipse of semi-axes ρ (2,) or (G, 2).

    It is √F_∞ of the model whose decoder is that ellipse: (G,).
    """
    import torch

    from ebviz.energy import SquaredEnergy, latents, refine
    from ebviz.models import EllipseDecoder

    y, z = y.double(), latents(96, dtype=torch.float64)
    energy = SquaredEnergy(EllipseDecoder(rho.double()))
    with torch.no_grad():
        start = z[energy(y, z[:, None]).argmin(0)]  # (G,)
    z_check = refine(energy, y, start, reach=float(z[1]))
    with torch.no_grad():
        return energy(y, z_check).sqrt().float()
