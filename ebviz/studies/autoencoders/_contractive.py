"""The steps of study `contractive`: the training at one λ, and how the code changes along and across the data."""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn

from ebviz.energy import low_share
from ebviz.models import AutoEncoder, jacobian
from ebviz.models.contract import Yours
from ebviz.studies._toys import Toy
from ebviz.training import Pace, train


def loss(model: AutoEncoder, y: Tensor, price: float) -> Tensor:
    """Return the mean of C(y, ỹ) + λ ‖∂h/∂y‖²_F, λ the ``price``."""
    y_tilde, _ = model(y)
    C = (y - y_tilde).square().sum(-1)
    R = price * slopes(model.encoder, y).square().sum((-2, -1))
    return (C + R).mean()


def fit(model: AutoEncoder, toy: Toy, price: float, pace: Pace, generator: Generator) -> Tensor:
    """Train a model on a toy; return its losses (T,)."""
    return train(
        lambda y: loss(model, y, price),
        [toy.y],
        model.parameters(),
        model=model,
        generator=generator,
        steps=pace.steps,
        batch=pace.batch,
        lr=pace.lr,
        schedule="cosine",
        text=f"{toy.name}, contractive, lambda {price:g}",
    ).loss


def slopes(encoder: nn.Module, y: Tensor) -> Tensor:
    """Return ∂h/∂y of each sample, y (N, 2) → (N, d, 2).

    An encoder of the user's is called with all samples at once, and each number of the code is traced back.
    """
    if not isinstance(encoder, Yours):
        return jacobian(encoder, y)
    with torch.enable_grad():
        y = y.detach().requires_grad_()
        h = encoder(y)  # (N, d)
        return torch.stack(
            [torch.autograd.grad(h[:, i].sum(), y, create_graph=True)[0] for i in range(h.shape[1])], dim=1
        )


@torch.no_grad()
def answers(model: AutoEncoder, toy: Toy) -> dict[str, Tensor]:
    """Return what becomes of samples and plane, and the energy of the plane."""
    y_tilde, image = model(toy.y)[0], model(toy.grid)[0]
    F = (toy.grid - image).square().sum(-1)
    low = low_share(F, (toy.y - y_tilde).square().sum(-1), toy.low)
    return {"F": F, "y_tilde": y_tilde, "plane": image, "low": low}


def sensitivity(model: AutoEncoder, y: Tensor, tangent: Tensor, mark: Tensor) -> dict[str, Tensor]:
    """Return how much the code changes along and across the data.

    Parameters
    ----------
    y : samples (N, 2). tangent : the direction of the data at each (N, 2).
    mark : the indices (M,) of those whose Jacobian is decomposed.
    """
    J = slopes(model.encoder, y).detach()  # (N, d, 2)
    _, singular, right = torch.linalg.svd(J[mark], full_matrices=False)
    normal = torch.stack([-tangent[:, 1], tangent[:, 0]], dim=-1)
    return {
        "singular": singular,
        "right": right,
        "along": (J @ tangent[:, :, None]).norm(dim=(-2, -1)),
        "across": (J @ normal[:, :, None]).norm(dim=(-2, -1)),
    }


def along_the_data(y: Tensor, neighbours: int = 24) -> Tensor:
    """Return the direction in which the neighbours of each sample extend, as unit vectors: (N, 2) → (N, 2)."""
    near = torch.cdist(y, y).topk(min(neighbours, len(y)), largest=False).indices  # (N, k)
    around = y[near] - y[near].mean(1, keepdim=True)  # (N, k, 2)
    return torch.linalg.svd(around, full_matrices=False).Vh[:, 0]


def spread(y: Tensor, count: int) -> Tensor:
    """Return the indices of ``count`` samples far from one another, each the farthest from all before it."""
    chosen = [0]
    distance = (y - y[0]).norm(dim=-1)
    while len(chosen) < min(count, len(y)):
        chosen.append(int(distance.argmax()))
        distance = torch.minimum(distance, (y - y[chosen[-1]]).norm(dim=-1))
    return torch.tensor(chosen)
