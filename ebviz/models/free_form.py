"""A decoder that is not told what shape the manifold has."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class FreeCurve(nn.Module):
    """A closed curve of any shape, as a Fourier series in the latent::

        g(z) = c + Σ_h (a_h cos hz + b_h sin hz),    h = 1 … H

    The two weights of :class:`EllipseDecoder` become 2 (2H + 1): the more harmonics, the finer the curve can fold.

    Parameters
    ----------
    w : the ellipse it starts as, shape (2,): a_1 = [w₁, 0], b_1 = [0, w₂].
    harmonics : H.

    Shapes: z (…) in radians → ỹ (…, 2).

    >>> FreeCurve([-2.0, 1.5], harmonics=16)(torch.tensor(0.0)).tolist()
    [-2.0, 0.0]
    """

    def __init__(self, w: Tensor | tuple[float, float] | list[float], harmonics: int = 16) -> None:
        super().__init__()
        w = torch.as_tensor(w).detach()
        series = w.new_zeros(2 * harmonics + 1, 2)  # (2H + 1, D): a_1 … a_H, b_1 … b_H, c
        series[0, 0], series[harmonics, 1] = w
        self.series = nn.Parameter(series)

    def forward(self, z: Tensor) -> Tensor:
        order = torch.arange(1, len(self.series) // 2 + 1, dtype=z.dtype)
        angle = z[..., None] * order  # (…, H)
        features = torch.cat([angle.cos(), angle.sin(), torch.ones_like(z)[..., None]], dim=-1)
        return features @ self.series  # (…, D)
