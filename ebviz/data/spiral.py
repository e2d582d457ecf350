"""The spiral: a manifold whose arms run side by side, so that a denoiser between them cannot decide."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def spiral(n: int = 150, *, dtype: torch.dtype = torch.float32) -> Tensor:
    """Return N points of an Archimedean spiral, equally spaced in angle and so denser inside::

        y = r [cos t, sin t],    r = (1 + t/π)/4,    t = 0 … 3π

    Returns
    -------
    y : (N, 2), radius from ¼ to 1.

    Source: NYU Deep Learning 2021, week 7, "denoising autoencoders".

    >>> spiral(4).norm(dim=-1)
    tensor([0.2500, 0.5000, 0.7500, 1.0000])
    """
    t = torch.linspace(0, 3 * math.pi, n, dtype=dtype)  # (N,)
    return ((1 + t / math.pi) / 4)[:, None] * torch.stack([t.cos(), t.sin()], dim=-1)
