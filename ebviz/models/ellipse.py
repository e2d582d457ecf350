"""The two-parameter decoder of the unconditional case: a latent angle becomes a point of an ellipse."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class EllipseDecoder(nn.Module):
    """g(z) = [w₁ cos z, w₂ sin z]: the latent z runs around an ellipse.

    Parameters
    ----------
    w : the two weights; their absolute values are the semi-axes. With w₁ < 0 < w₂, z = 0 is the leftmost point
        and z runs clockwise.

    Shapes: z (…) in radians → ỹ (…, 2).

    Source: NYU Deep Learning, week 15, "inference".

    >>> EllipseDecoder([-2.0, 1.5])(torch.tensor(0.0)).tolist()
    [-2.0, 0.0]
    """

    def __init__(self, w: Tensor | tuple[float, float] | list[float] = (2.0, 1.5)) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.as_tensor(w).detach().clone())

    def forward(self, z: Tensor) -> Tensor:
        return self.w * torch.stack([z.cos(), z.sin()], dim=-1)  # (…, D)
