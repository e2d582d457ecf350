"""Target propagation: the latent is found by minimisation, and the encoder learns to predict it."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Generator, Tensor, nn

from ebviz.models.autoencoder import Stack


class TargetProp(nn.Module):
    """E(y, z) = C(y, ỹ) + R(z) + D(z, z̃),  ỹ = Dec(z),  z̃ = Enc(y).

        C = ‖y − ỹ‖²,    R = r ‖z‖²,    D = d ‖z − z̃‖²

    Inference starts at the encoder's guess z̃ and descends to ž. The decoder then learns from C(y, Dec(ž)), and the
    encoder from D(ž, z̃): its target is the latent that was found.

    Parameters
    ----------
    sizes : D of y, the widths of the encoder's hidden layers, and d of z; the decoder has the same in reverse.
    regulariser, nearness : the weights r and d of the costs R and D.
    steps, lr : number of steps of the descent to ž, and its learning rate.
    generator : draws the initial weights.

    Source: NYU Deep Learning 2021, week 7, "from the latent-variable model to target propagation".

    >>> model = TargetProp([2, 32, 1], generator=torch.Generator().manual_seed(0))
    >>> model.infer(torch.zeros(5, 2)).shape
    torch.Size([5, 1])
    """

    def __init__(
        self,
        sizes: Sequence[int],
        *,
        regulariser: float = 0.0,
        nearness: float = 0.1,
        steps: int = 10,
        lr: float = 0.05,
        generator: Generator,
    ) -> None:
        super().__init__()
        self.encoder: nn.Module = Stack(sizes, generator=generator)
        self.decoder: nn.Module = Stack(sizes[::-1], generator=generator)
        self.regulariser, self.nearness, self.steps, self.lr = regulariser, nearness, steps, lr

    def forward(self, y: Tensor, z: Tensor, z_tilde: Tensor) -> Tensor:
        """Return E(y, z), shapes y (…, D), z and z̃ (…, d) → (…)."""
        C = (y - self.decoder(z)).square().sum(-1)
        R = self.regulariser * z.square().sum(-1)
        D = self.nearness * (z - z_tilde).square().sum(-1)
        return C + R + D

    @torch.enable_grad()
    def infer(self, y: Tensor) -> Tensor:
        """Return ž ≈ argmin_z E(y, z), found from z̃ by gradient descent: y (…, D) → (…, d), detached."""
        z_tilde = self.encoder(y).detach()
        z = z_tilde.clone()
        for _ in range(self.steps):
            z.requires_grad_()
            (slope,) = torch.autograd.grad(self(y, z, z_tilde).sum(), z)
            z = (z - self.lr * slope).detach()
        return z

    def loss(self, y: Tensor) -> Tensor:
        """Return E(y, ž), ž held fixed, so that C moves the decoder and D the encoder: (…, D) → (…)."""
        return self(y, self.infer(y), self.encoder(y))
