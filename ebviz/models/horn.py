"""Decoders with a condition x: a predictor extracts what x tells, the latent z adds the rest."""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn

from ebviz.models.mlp import MLP


class HornDecoder(nn.Module):
    """ỹ = f(x) ⊙ [cos z, sin z]: the predictor f says how wide the ellipse of answers is at x.

        f: x → L⁺ → 8 → L⁺ → 8 → L → 2        (L⁺: linear and ReLU)

    Shapes: x (…, 1), z (…) in radians, broadcasting → ỹ (…, 2).

    Source: NYU Deep Learning, week 15, "training", the conditional case.

    >>> g = HornDecoder(generator=torch.Generator().manual_seed(0))
    >>> g(torch.zeros(51, 1, 1), torch.zeros(48)).shape
    torch.Size([51, 48, 2])
    """

    def __init__(self, hidden: int = 8, *, generator: Generator) -> None:
        super().__init__()
        self.predictor = MLP([1, hidden, hidden, 2], activation=torch.relu, generator=generator)

    def forward(self, x: Tensor, z: Tensor) -> Tensor:
        return self.predictor(x) * torch.stack([z.cos(), z.sin()], dim=-1)  # (…, D)


class GeneralDecoder(nn.Module):
    """ỹ = g(f(x), z), both networks: nothing tells it that the answers at x lie on an ellipse.

    Parameters
    ----------
    features : how g receives the latent: "angle", as (cos z, sin z) of a scalar z (…); or a number Z, as it is, a
        vector z (…, Z).
    hidden : units of each hidden layer of g.
    generator : draws the initial weights.

    Shapes: x (…, 1), z (…) or (…, Z), broadcasting → ỹ (…, 2).

    Source: NYU Deep Learning, week 15, "training", generalisation.

    >>> g = GeneralDecoder(2, generator=torch.Generator().manual_seed(0))
    >>> g(torch.zeros(51, 1, 1), torch.zeros(9, 2)).shape
    torch.Size([51, 9, 2])
    """

    def __init__(self, features: str | int = "angle", hidden: int = 32, *, generator: Generator) -> None:
        super().__init__()
        self.features = features
        self.predictor = MLP([1, 8, 8, 2], activation=torch.relu, generator=generator)
        wide = 2 if features == "angle" else int(features)
        self.net = MLP([2 + wide, hidden, hidden, 2], activation=torch.relu, generator=generator)

    def forward(self, x: Tensor, z: Tensor) -> Tensor:
        if self.features == "angle":
            z = torch.stack([z.cos(), z.sin()], dim=-1)
        f = self.predictor(x)  # (…, 2)
        batch = torch.broadcast_shapes(f.shape[:-1], z.shape[:-1])
        return self.net(torch.cat([f.expand(*batch, -1), z.expand(*batch, -1)], dim=-1))  # (…, D)


class Given(nn.Module):
    """A conditional decoder with its condition held fixed, z ↦ g(x, z), which makes it an unconditional one.

    Shapes: x (1,), held; z (…) or (…, Z) → ỹ (…, 2).

    >>> Given(HornDecoder(generator=torch.Generator().manual_seed(0)), torch.tensor([0.5]))(torch.zeros(48)).shape
    torch.Size([48, 2])
    """

    def __init__(self, decoder: nn.Module, x: Tensor) -> None:
        super().__init__()
        self.decoder, self.x = decoder, x

    def forward(self, z: Tensor) -> Tensor:
        return self.decoder(self.x, z)
