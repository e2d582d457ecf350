"""Lost pixels filled in by classical methods, and how good a filled picture is."""

from __future__ import annotations

import torch
from torch import Tensor


def psnr(picture: Tensor, truth: Tensor) -> Tensor:
    """Return the peak signal-to-noise ratio of each picture in decibels, with ink from 0 to 1::

        10 log₁₀ 1 / mean (p − t)²

    Shapes: (M, P, P), (M, P, P) → (M,). No error at all counts as 100 dB.

    >>> psnr(torch.full((1, 4, 4), 0.1), torch.zeros(1, 4, 4)).round()
    tensor([20.])
    """
    return -10 * (picture - truth).square().mean((-2, -1)).clamp_min(1e-10).log10()


def opencv_inpainting(known: Tensor, mask: Tensor, radius: float) -> dict[str, Tensor]:
    """Return the pictures with their lost pixels filled from those nearby, by Telea's and the Navier–Stokes method.

    Parameters
    ----------
    known : pictures (M, P, P), ink from 0 to 1; what is under the mask does not matter.
    mask : booleans (M, P, P), true where a pixel is lost.
    radius : how far away, in pixels, a known pixel may be to count.

    Returns
    -------
    ``telea`` and ``navier_stokes``, (M, P, P) each.

    Source: OpenCV, ``cv2.inpaint``; A. Telea 2004; M. Bertalmio et al. 2001.
    """
    import cv2

    methods = {"telea": cv2.INPAINT_TELEA, "navier_stokes": cv2.INPAINT_NS}
    shown = (known * 255).round().to(torch.uint8).numpy()
    holes = mask.to(torch.uint8).numpy()
    return {
        name: torch.stack(
            [
                torch.from_numpy(cv2.inpaint(one, hole, radius, method)).float() / 255
                for one, hole in zip(shown, holes, strict=True)
            ]
        )
        for name, method in methods.items()
    }
