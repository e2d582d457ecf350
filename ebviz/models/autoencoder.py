"""The autoencoder: it encodes a sample, and must reconstruct it from the code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor, nn

from ebviz.models.mlp import MLP


def identity(x: Tensor) -> Tensor:
    """Return x."""
    return x


class AutoEncoder(nn.Module):
    """ỹ = Dec(h), h = Enc(y); with one layer each, the lecture's h = f(W_h y + b_h), ỹ = g(W_y h + b_y).

    Under-complete, d < D, it must choose what to keep; over-complete, d ≥ D, it may copy. Fed a corrupted ŷ and asked
    for the clean y, it is a denoising autoencoder; penalised for ‖∂h/∂y‖², a contractive one.

    Parameters
    ----------
    sizes : D of y, the widths of the encoder's hidden layers, and d of h; the decoder has the same in reverse.
    f, g : the last non-linearity of the code h and of the output ỹ. Hidden layers have tanh.
    generator : draws the initial weights.

    Shapes: y (…, D) → ỹ (…, D), h (…, d).

    Source: NYU Deep Learning 2021, weeks 7 and 9, "autoencoders".

    >>> y_tilde, h = AutoEncoder([2, 32, 1], generator=torch.Generator().manual_seed(0))(torch.zeros(5, 2))
    >>> y_tilde.shape, h.shape
    (torch.Size([5, 2]), torch.Size([5, 1]))
    """

    def __init__(
        self,
        sizes: Sequence[int],
        *,
        f: Callable[[Tensor], Tensor] = identity,
        g: Callable[[Tensor], Tensor] = identity,
        generator: Generator,
    ) -> None:
        super().__init__()
        self.encoder: nn.Module = Stack(sizes, f, generator=generator)
        self.decoder: nn.Module = Stack(sizes[::-1], g, generator=generator)

    def forward(self, y: Tensor) -> tuple[Tensor, Tensor]:
        h = self.encoder(y)  # (…, d)
        return self.decoder(h), h


class Stack(nn.Module):
    """A perceptron and a last non-linearity on its output: x (…, sizes[0]) → (…, sizes[-1])."""

    def __init__(
        self,
        sizes: Sequence[int],
        last: Callable[[Tensor], Tensor] = identity,
        *,
        activation: Callable[[Tensor], Tensor] = torch.tanh,
        generator: Generator,
    ) -> None:
        super().__init__()
        self.net, self.last = MLP([*sizes], activation=activation, generator=generator), last

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.net(x))


def jacobian(encoder: Callable[[Tensor], Tensor], y: Tensor) -> Tensor:
    """Return the encoder's exact Jacobian at each sample, J_ij = ∂h_i/∂y_j; the contractive R(h) is λ ‖J‖²_F.

    Shapes: y (N, D) → J (N, d, D), differentiable in the encoder's weights.

    >>> net = nn.Linear(2, 3)
    >>> torch.equal(jacobian(net, torch.zeros(5, 2))[4], net.weight)
    True
    """
    return torch.func.vmap(torch.func.jacrev(encoder))(y)
