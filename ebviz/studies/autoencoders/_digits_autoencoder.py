"""The steps of study `digits_autoencoder`: two autoencoders of pixels in [−1, 1], and in-painting with one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Generator, Tensor

from ebviz.data.images import scaled
from ebviz.data.inpainting import opencv_inpainting, psnr
from ebviz.energy import line
from ebviz.models import AutoEncoder
from ebviz.models.contract import Yours
from ebviz.studies._digits import Digits
from ebviz.studies.autoencoders import _models
from ebviz.training import History, Pace, train


@dataclass(frozen=True, slots=True)
class Pixels:
    """The digits as the networks read them, from −1 to 1.

    y (N, D), fresh (M, D) : to train with, and held out. chosen (10, D) : one of each digit.
    line (L, D), average (D,) : from one digit of the pair to the other, and halfway.
    """

    digits: Digits
    y: Tensor
    fresh: Tensor
    chosen: Tensor
    line: Tensor
    average: Tensor

    @classmethod
    def of(cls, digits: Digits, pair: tuple[int, int], count: int) -> Pixels:
        """Scale the digits, and draw a line of ``count`` pictures between the two of the ``pair``."""
        y, fresh, chosen = (flat * 2 - 1 for flat in (digits.y, digits.fresh, digits.chosen))
        first, last = digits.pair(pair) * 2 - 1
        return cls(digits, y, fresh, chosen, line(first, last, count), (first + last) / 2)

    def pictures(self, flat: Tensor) -> Tensor:
        """Return vectors as pictures in the ink of study `digits`: (…, D) → (…, P, P)."""
        return self.digits.pictures((flat + 1) / 2)


def corrupt(y: Tensor, dropout: float, generator: Generator) -> Tensor:
    """Return ŷ = y ⊙ m, each m_i 0 with probability p = ``dropout``, else 1/(1 − p), which preserves the mean."""
    kept = torch.rand(y.shape, generator=generator) >= dropout
    return y * kept / (1 - dropout)


def energy(model: AutoEncoder, y: Tensor) -> Tensor:
    """Return C = mean_i (y_i − ỹ_i)²: (…, D) → (…)."""
    return (y - model(y)[0]).square().mean(-1)


def model(config: Any, side: int, width: int, generator: Generator) -> AutoEncoder:
    """Return the autoencoder that the configuration names, or the lecture's with a code of that width at side 28."""
    sizes, seed = [side**2, scaled(width, side)], config.seed
    return _models.autoencoder(
        config, "digits_autoencoder", sizes, seed, f=torch.tanh, g=torch.tanh, generator=generator
    )


def fit(
    name: str,
    model: AutoEncoder,
    pixels: Pixels,
    pace: Pace,
    look_at: list[int],
    dropout: float,
    generator: Generator,
) -> History:
    """Train the autoencoder "ae", or "dae", which is fed corrupted pixels."""

    def loss(y: Tensor) -> Tensor:
        y_tilde, _ = model(corrupt(y, dropout, generator) if name == "dae" else y)
        return (y - y_tilde).square().mean()

    def look() -> dict[str, Tensor]:
        held_out = energy(model, pixels.fresh).mean()
        return {"held_out": held_out, "y_tilde": pixels.pictures(model(pixels.chosen)[0])}

    return train(
        loss,
        [pixels.y],
        model.parameters(),
        model=model,
        generator=generator,
        steps=pace.steps,
        batch=pace.batch,
        lr=pace.lr,
        probe=look,
        look_at=look_at,
        text=f"digits, {name}",
    )


def kernels(model: AutoEncoder, pixels: Pixels, count: int) -> Tensor:
    """Return what the first ``count`` numbers of the code look at, (K, P, P): the rows of W_h.

    Of an encoder of the user's, the slopes ∂h/∂y at the mean picture, which of a linear layer are those rows too.
    """
    side = pixels.digits.side
    if not isinstance(model.encoder, Yours):
        return next(model.encoder.parameters())[:count].reshape(-1, side, side)
    with torch.enable_grad():
        y = pixels.y.mean(0, keepdim=True).requires_grad_()
        h = model.encoder(y)[0, :count]
        rows = [torch.autograd.grad(one, y, retain_graph=True)[0][0] for one in h]
    return torch.stack(rows).reshape(-1, side, side)


@torch.no_grad()
def answers(model: AutoEncoder, pixels: Pixels, count: int) -> dict[str, Tensor]:
    """Return ``count`` kernels of the encoder, and the energies of held-out pictures and along the line."""
    return {
        "kernels": kernels(model, pixels, count),
        "energy": energy(model, pixels.fresh),
        "line": energy(model, pixels.line),
        "average": pixels.pictures(model(pixels.average)[0]),
    }


@torch.no_grad()
def inpainting(
    dae: AutoEncoder, pixels: Pixels, dropout: float, radius: float, generator: Generator
) -> dict[str, Tensor]:
    """Return held-out pictures that lost pixels, filled in by the DAE and by OpenCV, whose radius is at side 28."""
    side, truth = pixels.digits.side, pixels.digits.pictures(pixels.digits.fresh)
    lost = torch.rand(pixels.fresh.shape, generator=generator) < dropout
    answer = pixels.pictures(dae(pixels.fresh * ~lost / (1 - dropout))[0])
    mask = pixels.digits.pictures(lost)
    known = truth.masked_fill(mask, 0.0)
    filled = {"dae": torch.where(mask, answer, truth)}
    filled |= opencv_inpainting(known, mask, radius * side / 28)
    return {
        "mask": mask.float(),
        "corrupted": known,
        "dae_y_tilde_all": answer,
        "dae_filled": filled["dae"],
        "telea": filled["telea"],
        "navier_stokes": filled["navier_stokes"],
        "psnr_corrupted": psnr(known, truth),
        **{f"psnr_{name}": psnr(pictures, truth) for name, pictures in filled.items()},
    }
