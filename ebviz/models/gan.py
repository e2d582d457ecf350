"""The GAN of the lecture: a cost that learns where energy is low, and a generator that it teaches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor, nn

from ebviz.energy.loss import cost_loss
from ebviz.models.autoencoder import AutoEncoder, Stack, identity

ROUND = 0.01  # ε, below which the norm is rounded off, so that the cost has a slope everywhere


class Cost(nn.Module):
    """C(y) = √(‖φ(y)‖² + ε²) − ε ≥ 0, the length of a network's output: zero where the output is the origin.

    A length can fall to zero and rise without bound, and unlike a softplus or a rectifier it has no flat side on
    which training would die.

    Parameters
    ----------
    sizes : D of y, the widths of the hidden layers (ReLU), and the dimensions of the output φ(y).
    generator : draws the initial weights.

    Shapes: y (…, D) → C (…).

    Source: NYU Deep Learning 2021, week 9, "GAN"; there any C ≥ 0.

    >>> (Cost([2, 32, 8], generator=torch.Generator().manual_seed(0))(torch.zeros(5, 2)) >= 0).all()
    tensor(True)
    """

    def __init__(self, sizes: Sequence[int], *, generator: Generator) -> None:
        super().__init__()
        self.phi = Stack(sizes, activation=torch.relu, generator=generator)

    def forward(self, y: Tensor) -> Tensor:
        return (self.phi(y).square().sum(-1) + ROUND**2).sqrt() - ROUND


class ReconstructionCost(AutoEncoder):
    """C(y) = ‖y − Dec(Enc(y))‖² ≥ 0, an autoencoder's error as the cost: low where the decoder can reach.

    Unlike any other C it can be trained without ŷ, as the code is too narrow for all of the space.

    Shapes: y (…, D) → C (…); ``reconstruct`` gives Dec(Enc(y)), (…, D).

    Source: J. Zhao, M. Mathieu and Y. LeCun, "Energy-based generative adversarial networks", 2016.

    >>> cost = ReconstructionCost([2, 32, 1], generator=torch.Generator().manual_seed(0))
    >>> y = torch.ones(5, 2)
    >>> torch.equal(cost(y), (y - cost.reconstruct(y)).square().sum(-1))
    True
    """

    def reconstruct(self, y: Tensor) -> Tensor:
        return self.decoder(self.encoder(y))

    def forward(self, y: Tensor) -> Tensor:  # type: ignore[override]
        return (y - self.reconstruct(y)).square().sum(-1)


class GAN(nn.Module):
    """ŷ = G(z), z ~ N(0, I), and a cost C of y or ŷ.

    Parameters
    ----------
    cost : C, any module (…, D) → (…).
    sizes : d of z, the widths of the generator's hidden layers (ReLU), D of ŷ.
    last : the last non-linearity of ŷ. generator : draws the initial weights.

    Shapes: z (…, d) → ŷ (…, D).

    Source: NYU Deep Learning 2021, week 9, "GAN".
    """

    def __init__(
        self,
        cost: nn.Module,
        sizes: Sequence[int],
        last: Callable[[Tensor], Tensor] = identity,
        *,
        generator: Generator,
    ) -> None:
        super().__init__()
        self.cost = cost
        self.generator: nn.Module = Stack(sizes, last, activation=torch.relu, generator=generator)

    def forward(self, z: Tensor) -> Tensor:
        return self.generator(z)


class Classifier(nn.Module):
    """D(y) = σ(ℓ(y)), the probability that y is data: the discriminator that the lecture advises against.

    Shapes: y (…, D) → ℓ (…), the log-odds.
    """

    def __init__(self, sizes: Sequence[int], *, generator: Generator) -> None:
        super().__init__()
        self.logit = Stack([*sizes, 1], activation=torch.relu, generator=generator)

    def forward(self, y: Tensor) -> Tensor:
        return self.logit(y)[..., 0]


def slope(cost: Callable[[Tensor], Tensor], y: Tensor, *, create_graph: bool = False) -> Tensor:
    """Return ∂C/∂y at each sample, (N, D) → (N, D), differentiable again with ``create_graph``.

    >>> slope(lambda y: y.square().sum(-1), torch.ones(1, 2))
    tensor([[2., 2.]])
    """
    with torch.enable_grad():
        y = y.detach().requires_grad_()
        (found,) = torch.autograd.grad(cost(y).sum(), y, create_graph=create_graph)
    return found


def slope_penalty(cost: Callable[[Tensor], Tensor], y: Tensor, y_hat: Tensor, share: Tensor) -> Tensor:
    """Return mean [(‖∂C/∂y‖ − 1)⁺]² at points between samples y and ŷ, the penalty on slopes steeper than one.

    Shapes: y, ŷ (N, D), share (N, 1) in [0, 1], of the way from y to ŷ → (), differentiable in the cost's weights.

    Source: H. Petzka, A. Fischer and D. Lukovnikov, "On the regularization of Wasserstein GANs", 2018.

    >>> y = torch.zeros(4, 2)
    >>> slope_penalty(lambda y: 3 * y[..., 0], y, y + 1, torch.rand(4, 1))
    tensor(4.)
    """
    gradient = slope(cost, y + share * (y_hat - y), create_graph=True)
    return (gradient.norm(dim=-1) - 1).clamp(min=0).square().mean()


def contrast(
    cost: Callable[[Tensor], Tensor],
    y: Tensor,
    y_hat: Tensor,
    *,
    margin: float,
    penalty: float,
    generator: Generator,
) -> Tensor:
    """Return the loss that C is trained with: the mean of ℓ_C(y, ŷ), plus ``penalty`` times :func:`slope_penalty`.

    Shapes: y, ŷ (N, D) → (). No gradient reaches the generator of ŷ. ``generator`` draws the points of the penalty.
    """
    y_hat = y_hat.detach()
    loss = cost_loss(cost(y), cost(y_hat), margin).mean()
    if not penalty:
        return loss
    share = torch.rand(len(y), 1, generator=generator, dtype=y.dtype)
    return loss + penalty * slope_penalty(cost, y, y_hat, share)
