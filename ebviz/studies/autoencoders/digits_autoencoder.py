"""An under-complete and a denoising autoencoder of digits: kernels, energies, and in-painting compared to OpenCV.

    h = tanh(W_h y + b_h),  ỹ = tanh(W_y h + b_y),  pixels y in [−1, 1],  C = mean_i (y_i − ỹ_i)²

The lecture's recipe for 28 × 28: 784 → 30 → 784, and 784 → 500 → 784 fed ŷ = y ⊙ m with each m_i 0 or 2; Adam 1e-3,
batch 256. For pictures of side S the widths are multiplied by S/28, and the batch by (S/28)².

An encoder of yours, pictures y (B, S²) in [−1, 1] → h (B, d), and a decoder, h (B, d) → ỹ (B, S²), may stand in the
place of the lecture's, as AE and as DAE.

Source: NYU Deep Learning 2021, week 9, "autoencoders in PyTorch".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ebviz.studies._parts import AutoEncoderParts

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("digits",)
Digit = Annotated[int, Field(ge=0, le=9)]


class Config(AutoEncoderParts):
    seed: int = Field(0, description="seed of the weights, the shuffling and the masks", ge=0, le=2**63 - 1)
    code: int = Field(30, description="units of the code of the AE at side 28", ge=1, le=100_000)
    denoising_code: int = Field(500, description="units of the code of the DAE at side 28", ge=1, le=100_000)
    dropout: float = Field(0.5, description="share of the pixels that the DAE does not see", gt=0, lt=1)
    epochs: int = Field(200, description="number of passes over all pictures", ge=1, le=100_000)
    batch: int = Field(256, description="pictures in each step at side 28", ge=1, le=1_000_000)
    lr: float = Field(
        3e-3, description="Adam's learning rate; the lecture's is 1e-3, for as many more steps", gt=0, le=10
    )
    kernels: int = Field(20, description="number of encoder kernels to keep", ge=1, le=10_000)
    radius: float = Field(3.0, description="radius of OpenCV's in-painting at side 28", ge=0.1, le=100)
    line: int = Field(16, description="pictures along the line between two digits", ge=2, le=10_000)
    pair: tuple[Digit, Digit] = Field((2, 4), description="those two digits; between these the hump is clear")


def compute(config: Config, *, digits: Run) -> dict[str, Tensor]:
    """Train both, R = ae, dae; pictures are in the ink of study digits, 0 to 1::

    {R}_loss (T,), {R}_epochs (S,) int64, {R}_held_out (S,)     mean squared error of held-out pictures
    ae_kernels (K, P, P), dae_kernels (L, P, P)  rows of W_h: `kernels`, or all if the code has fewer
    {R}_y_tilde (S, 10, P, P)                    the chosen digits, one of each, as training goes on
    {R}_energy (M,)                              C of each held-out picture
    line (16, P, P), {R}_line (16,)              along the line between two digits: pictures and energies
    average (P, P), {R}_average (P, P)           halfway, and what becomes of it
    mask (M, P, P)                               1 where a held-out picture's pixel is lost
    corrupted (M, P, P)                          lost pixels at 0
    {dae_filled,telea,navier_stokes} (M, P, P)   and filled by each
    dae_y_tilde_all (M, P, P)                    the answer of the DAE, all pixels its own
    psnr_{corrupted,dae,telea,navier_stokes} (M,)      in decibels

    The weights of a model of yours are stored too: {R}_encoder.…, {R}_decoder.….

    With weights of yours nothing is trained, and both are that model: S = 1, and no loss.
    """
    import torch

    from ebviz.studies import _parts
    from ebviz.studies._arrays import prefixed
    from ebviz.studies._digits import Digits
    from ebviz.studies.autoencoders import _digits_autoencoder as steps
    from ebviz.training import Pace

    generator = torch.Generator().manual_seed(config.seed)
    pictures = Digits.of(digits)
    pixels = steps.Pixels.of(pictures, config.pair, config.line)
    batch, per_epoch = pictures.batches(config.batch)
    looks = [epoch * per_epoch for epoch in sorted({0, 1, 5, 10, config.epochs}) if epoch <= config.epochs]
    arrays = {"line": pixels.pictures(pixels.line), "average": pixels.pictures(pixels.average)}
    for name, width in (("ae", config.code), ("dae", config.denoising_code)):
        model = steps.model(config, pictures.side, width, generator)
        pace = Pace(_parts.steps(config, config.epochs * per_epoch, model), batch, config.lr)
        history = steps.fit(name, model, pixels, pace, looks, config.dropout, generator)
        seen = {**history.seen, "loss": history.loss, "epochs": history.steps // per_epoch}
        seen |= steps.answers(model, pixels, config.kernels) | _parts.state(model)
        arrays |= prefixed(name, seen)
    return arrays | steps.inpainting(model, pixels, config.dropout, config.radius, generator)
