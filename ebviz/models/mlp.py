"""The multilayer perceptron: one vector in, one vector out, no latent."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Generator, Tensor, nn


class MLP(nn.Module):
    """ỹ = L(φ(L(… φ(L(x))))): linear layers with a non-linearity φ between them.

    Parameters
    ----------
    sizes : width of the input, of each hidden layer, and of the output.
    activation : φ, element by element.
    generator : draws the initial weights, U(−1/√fan-in, 1/√fan-in), as PyTorch's ``Linear`` does.

    Shapes: x (…, sizes[0]) → ỹ (…, sizes[-1]).

    >>> MLP([1, 32, 2], generator=torch.Generator().manual_seed(0))(torch.zeros(5, 1)).shape
    torch.Size([5, 2])
    """

    def __init__(
        self,
        sizes: list[int],
        *,
        activation: Callable[[Tensor], Tensor] = torch.tanh,
        generator: Generator,
    ) -> None:
        super().__init__()
        self.activation = activation
        pairs = list(pairwise(sizes))
        self.layers = nn.ModuleList(nn.utils.skip_init(nn.Linear, *pair) for pair in pairs)
        with torch.no_grad():
            for parameter, (fan_in, _) in zip(
                self.parameters(), [p for p in pairs for _ in "wb"], strict=True
            ):
                bound = fan_in**-0.5
                parameter.uniform_(-bound, bound, generator=generator)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))  # (…, hidden)
        return self.layers[-1](x)  # (…, D)
