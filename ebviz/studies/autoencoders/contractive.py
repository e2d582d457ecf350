"""The contractive autoencoder: its code may change along the data, and pays for every change.

    loss = C(y, ỹ) + λ ‖∂h/∂y‖²_F,    h = Enc(y) of a last tanh,    F(y) = C(y, ỹ)

The Jacobian is exact. C asks for sensitivity where the data varies, R for none anywhere: what is left is along
the data. Both singular values fall as λ grows, for the decoder can make up for a small code; across they fall more.

Source: NYU Deep Learning 2021, week 7; Rifai et al., "Contractive auto-encoders", ICML 2011.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the weights and the shuffling", ge=0, le=2**63 - 1)
    hidden: int = Field(64, description="units of the hidden layer", ge=1, le=10_000)
    code: int = Field(2, description="dimensions d of the code, as many as y has or more", ge=2, le=10_000)
    steps: int = Field(2000, description="training steps T", ge=1, le=1_000_000)
    batch: int = Field(128, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(
        5e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    lambdas: tuple[float, ...] = Field(
        (0.01, 0.1, 1.0),
        description="the λ of each training, rising; the last is the one that is drawn most",
        min_length=2,
        max_length=20,
    )
    marks: int = Field(24, description="samples M whose Jacobian is drawn", ge=2, le=10_000)


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train one for each λ on each toy, T = ellipse, moons; L of them::

    lambdas (L,)
    {T}_loss (L, T), {T}_F (L, H, W), {T}_y_tilde (L, N, 2), {T}_plane (L, H, W, 2)
    {T}_mark (M,) int64                        samples spread over the data
    {T}_tangent (M, 2)                         unit vector along the data, from the samples nearby
    {T}_singular (L, M, 2), {T}_right (L, M, 2, 2)     J's singular values, falling, and the directions in y (rows)
    {T}_along (L, N), {T}_across (L, N)        ‖J t‖ and ‖J n‖ of each sample, t along the data and n across
    {T}_low (L,)                               share of the plane with low energy
    """
    import torch

    from ebviz.models import AutoEncoder, jacobian
    from ebviz.studies.autoencoders.autoencoder import low_share
    from ebviz.studies.inference.free_energy import plane
    from ebviz.training import train

    generator = torch.Generator().manual_seed(config.seed)
    arrays: dict[str, Tensor] = {"lambdas": torch.tensor(config.lambdas)}
    for toy in ("ellipse", "moons"):
        y = torch.tensor(toys[toy])
        grid = plane(torch.tensor(toys[f"{toy}_y1"]), torch.tensor(toys[f"{toy}_y2"]))
        tangent = along_the_data(y)
        mark = spread(y, config.marks)
        found: dict[str, list[Tensor]] = {}
        for price in config.lambdas:
            model = AutoEncoder([2, config.hidden, config.code], f=torch.tanh, generator=generator)

            def loss(y: Tensor, model: AutoEncoder = model, price: float = price) -> Tensor:
                y_tilde, _ = model(y)
                C = (y - y_tilde).square().sum(-1)
                R = price * jacobian(model.encoder, y).square().sum((-2, -1))
                return (C + R).mean()

            history = train(
                loss,
                [y],
                model.parameters(),
                generator=generator,
                steps=config.steps,
                batch=config.batch,
                lr=config.lr,
                schedule="cosine",
                text=f"{toy}, contractive, lambda {price:g}",
            )
            with torch.no_grad():
                J = jacobian(model.encoder, y)  # (N, d, 2)
                _, singular, right = torch.linalg.svd(J[mark], full_matrices=False)
                normal = torch.stack([-tangent[:, 1], tangent[:, 0]], dim=-1)
                y_tilde, image = model(y)[0], model(grid)[0]
                F = (grid - image).square().sum(-1)
                seen = {
                    "loss": history.loss,
                    "F": F,
                    "y_tilde": y_tilde,
                    "plane": image,
                    "singular": singular,
                    "right": right,
                    "along": (J @ tangent[:, :, None]).norm(dim=(-2, -1)),
                    "across": (J @ normal[:, :, None]).norm(dim=(-2, -1)),
                    "low": low_share(F, (y - y_tilde).square().sum(-1), toys.config["low"]),
                }
            for key, value in seen.items():
                found.setdefault(key, []).append(value)
        arrays |= {f"{toy}_{key}": torch.stack(values) for key, values in found.items()}
        arrays |= {f"{toy}_mark": mark, f"{toy}_tangent": tangent[mark]}
    return arrays


def along_the_data(y: Tensor, neighbours: int = 24) -> Tensor:
    """Return the direction in which the samples near each sample lie, unit vectors: (N, 2) → (N, 2)."""
    import torch

    near = torch.cdist(y, y).topk(min(neighbours, len(y)), largest=False).indices  # (N, k)
    around = y[near] - y[near].mean(1, keepdim=True)  # (N, k, 2)
    return torch.linalg.svd(around, full_matrices=False).Vh[:, 0]


def spread(y: Tensor, count: int) -> Tensor:
    """Return the indices of ``count`` samples far from one another, each the farthest from those before it."""
    import torch

    chosen = [0]
    distance = (y - y[0]).norm(dim=-1)
    while len(chosen) < min(count, len(y)):
        chosen.append(int(distance.argmax()))
        distance = torch.minimum(distance, (y - y[chosen[-1]]).norm(dim=-1))
    return torch.tensor(chosen)
