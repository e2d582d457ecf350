"""An under-complete and a denoising autoencoder of digits: kernels, energies, and in-painting against OpenCV.

    h = tanh(W_h y + b_h),  ỹ = tanh(W_y h + b_y),  pixels y in [−1, 1],  C = mean_i (y_i − ỹ_i)²

The lecture's recipe for 28 × 28: 784 → 30 → 784, and 784 → 500 → 784 fed ŷ = y ⊙ m with each m_i 0 or 2; Adam 1e-3,
batch 256. For pictures of side S widths are multiplied by S/28 and the batch by (S/28)².

Source: NYU Deep Learning 2021, week 9, "autoencoders in PyTorch".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("digits",)


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the weights, the shuffling and the masks", ge=0, le=2**63 - 1)
    code: int = Field(30, description="units of the AE's code at side 28", ge=1, le=100_000)
    denoising_code: int = Field(500, description="units of the DAE's code at side 28", ge=1, le=100_000)
    dropout: float = Field(0.5, description="share of the pixels that the DAE does not get", gt=0, lt=1)
    epochs: int = Field(200, description="times that all pictures are seen", ge=1, le=100_000)
    batch: int = Field(256, description="pictures in each step at side 28", ge=1, le=1_000_000)
    lr: float = Field(
        3e-3, description="Adam's learning rate; the lecture's is 1e-3, for as many more steps", gt=0, le=10
    )
    kernels: int = Field(20, description="encoder kernels that are kept", ge=1, le=10_000)
    radius: float = Field(3.0, description="radius of OpenCV's in-painting at side 28", ge=0.1, le=100)
    line: int = Field(16, description="pictures along a line between two digits", ge=2, le=10_000)
    pair: tuple[int, int] = Field(
        (2, 4), description="those two digits; with these the hump between them is clear"
    )


def compute(config: Config, *, digits: Run) -> dict[str, Tensor]:
    """Train both, R = ae, dae; pictures are in the ink of study digits, 0 to 1::

    {R}_loss (T,), {R}_epochs (S,) int64, {R}_held_out (S,)     mean squared error of held-out pictures
    {R}_kernels (20, P, P)                       rows of W_h
    {R}_y_tilde (S, 10, P, P)                    the chosen digits, one of each, as training goes
    {R}_energy (M,)                              C of each held-out picture
    line (16, P, P), {R}_line (16,)              along the line between two digits: pictures and energies
    average (P, P), {R}_average (P, P)           halfway, and what becomes of it
    mask (M, P, P)                               1 where a held-out picture's pixel is lost
    corrupted (M, P, P), dae_filled, telea, navier_stokes (M, P, P)     lost pixels at 0, and filled by each
    dae_y_tilde_all (M, P, P)                    the DAE's answer with all its pixels
    psnr_{name} (M,)                             in decibels: of corrupted, dae, telea, navier_stokes
    """
    import torch

    from ebviz.models import AutoEncoder
    from ebviz.studies.autoencoders.digits import scaled
    from ebviz.training import train

    generator = torch.Generator().manual_seed(config.seed)
    images, test = torch.tensor(digits["images"]), torch.tensor(digits["test_images"])
    side = images.shape[-1]
    y, fresh = images.flatten(1) * 2 - 1, test.flatten(1) * 2 - 1  # (N, D), from −1 to 1
    chosen = fresh[digits["chosen"].clip(0)]
    batch = min(scaled(config.batch, side, 2), len(y))
    per_epoch = len(y) // batch
    looks = [epoch * per_epoch for epoch in sorted({0, 1, 5, 10, config.epochs}) if epoch <= config.epochs]
    share = torch.linspace(0, 1, config.line)[:, None]
    first, last = (chosen[digit] for digit in checked_pair(config.pair))
    line = (1 - share) * first + share * last  # (16, D)

    def corrupt(y: Tensor) -> Tensor:
        """Return ŷ = y ⊙ m, each m_i 0 or 1/(1 − p), so that the mean stays."""
        kept = torch.rand(y.shape, generator=generator) >= config.dropout
        return y * kept / (1 - config.dropout)

    def picture(flat: Tensor) -> Tensor:
        return ((flat + 1) / 2).reshape(*flat.shape[:-1], side, side)

    arrays: dict[str, Tensor] = {"line": picture(line), "average": picture((first + last) / 2)}
    models = {}
    for name, width in (("ae", config.code), ("dae", config.denoising_code)):
        code = scaled(width, side)
        model = AutoEncoder([side**2, code], f=torch.tanh, g=torch.tanh, generator=generator)

        def loss(y: Tensor, model: AutoEncoder = model, name: str = name) -> Tensor:
            y_tilde, _ = model(corrupt(y) if name == "dae" else y)
            return (y - y_tilde).square().mean()

        def energy(y: Tensor, model: AutoEncoder = model) -> Tensor:
            return (y - model(y)[0]).square().mean(-1)

        def look(model: AutoEncoder = model, energy=energy) -> dict[str, Tensor]:
            return {"held_out": energy(fresh).mean(), "y_tilde": picture(model(chosen)[0])}

        history = train(
            loss,
            [y],
            model.parameters(),
            generator=generator,
            steps=config.epochs * per_epoch,
            batch=batch,
            lr=config.lr,
            probe=look,
            look_at=looks,
            text=f"digits, {name}",
        )
        models[name] = model
        arrays |= {f"{name}_{key}": value for key, value in history.seen.items()}
        with torch.no_grad():
            arrays |= {
                f"{name}_loss": history.loss,
                f"{name}_epochs": history.steps // per_epoch,
                f"{name}_kernels": next(model.encoder.parameters())[: config.kernels].reshape(-1, side, side),
                f"{name}_energy": energy(fresh),
                f"{name}_line": energy(line),
                f"{name}_average": picture(model((first + last) / 2)[0]),
            }

    lost = torch.rand(fresh.shape, generator=generator) < config.dropout
    with torch.no_grad():
        answer = models["dae"](fresh * ~lost / (1 - config.dropout))[0]
    mask = lost.reshape(test.shape)
    known = test.masked_fill(mask, 0.0)
    filled = {
        "corrupted": known,
        "dae": torch.where(mask, picture(answer), test),
        **opencv_inpainting(known, mask, config.radius * side / 28),
    }
    for name, pictures in filled.items():
        arrays["dae_filled" if name == "dae" else name] = pictures
        arrays[f"psnr_{name}"] = psnr(pictures, test)
    return arrays | {"mask": mask.float(), "dae_y_tilde_all": picture(answer)}


def checked_pair(pair: tuple[int, int]) -> tuple[int, int]:
    """Return the pair of digits; raise :class:`UsageError` unless both are 0 to 9."""
    from ebviz.errors import UsageError

    if not all(0 <= digit <= 9 for digit in pair):
        raise UsageError(f"pair = {list(pair)}: accepted are two digits, 0 to 9")
    return pair


def psnr(picture: Tensor, truth: Tensor) -> Tensor:
    """Return each picture's peak signal-to-noise ratio in decibels, 10 log₁₀ 1/mean (p − t)²: (M, P, P) → (M,)."""
    return -10 * (picture - truth).square().mean((-2, -1)).clamp_min(1e-10).log10()


def opencv_inpainting(known: Tensor, mask: Tensor, radius: float) -> dict[str, Tensor]:
    """Return pictures (M, P, P) whose lost pixels Telea's method and the Navier-Stokes one filled from what is near.

    Source: OpenCV, ``cv2.inpaint``; A. Telea 2004; M. Bertalmio et al. 2001.
    """
    import cv2
    import torch

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
