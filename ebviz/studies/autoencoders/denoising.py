"""The denoising autoencoder: corrupted points travel home, and how far a point is moved is its energy.

    ŷ = y + σ ε,    ỹ = Dec(Enc(ŷ)),    loss ‖y − ỹ‖²,    F(ŷ) = ‖ŷ − ỹ‖²

With unlimited capacity it would follow the warm free energy of the samples themselves, E_n(ŷ) = ‖ŷ − y⁽ⁿ⁾‖²:
r(ŷ) = Σ_n y⁽ⁿ⁾ softargmin_β[E]_n = ŷ − ½ ∇F_β(ŷ) with β = 1/(2σ²). That is what is called the oracle here.

An encoder of yours, y (B, 2) → h (B, d), and a decoder, h (B, d) → ỹ (B, 2), may stand in the place of the lecture's.

Source: NYU Deep Learning 2021, week 7, "denoising autoencoders".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.studies._parts import AutoEncoderParts

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


class Config(AutoEncoderParts):
    seed: int = Field(0, description="seed of the weights, the shuffling and the noise", ge=0, le=2**63 - 1)
    hidden: int = Field(64, description="units of each of the two hidden layers", ge=1, le=10_000)
    code: int = Field(32, description="dimensions d of the code, more than y has", ge=1, le=10_000)
    steps: int = Field(4000, description="training steps T", ge=1, le=1_000_000)
    batch: int = Field(150, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(
        5e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    sigma: float = Field(
        0.25, description="standard deviation σ of the corruption of the ellipse and the moons", gt=0, le=10
    )
    sigma_spiral: float = Field(
        0.15, description="standard deviation σ of the corruption of the spiral", gt=0, le=10
    )
    corrupted: int = Field(750, description="number P of corrupted points that travel", ge=2, le=1_000_000)
    journeys: int = Field(
        12, description="number of times J they are sent through the network", ge=1, le=10_000
    )
    arrows: int = Field(21, description="number of arrows along y₁ of the plane", ge=2, le=1000)
    grains: int = Field(
        32, description="number of points along y₁ that are let go in the field", ge=2, le=1000
    )
    moments: int = Field(17, description="moments K at which they are looked at", ge=2, le=10_000)
    stride: float = Field(0.125, description="share of the way ỹ − y they go in between", gt=0, le=1)


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train one on each toy, T = ellipse, moons, spiral::

    {T}_loss (T,), {T}_sigma ()
    {T}_F (H, W), {T}_plane (H, W, 2)             energy, and where every point of the plane is sent
    {T}_oracle_F (H, W)                           the energy of the oracle, ‖ŷ − r(ŷ)‖² = ¼ ‖∇F_β‖²
    {T}_nearest_F (H, W)                          and that of the nearest sample, σ → 0
    {T}_at (A, 2), {T}_sent (A, 2), {T}_oracle_sent (A, 2)    a coarse grid, and where network and oracle send it
    {T}_origin (P,) int64, {T}_walk (J+1, P, 2)   corrupted points sent through repeatedly, and their samples
    {T}_flow (K, Q, 2)                            a grid let go in the field: y ← y + stride (ỹ − y)
    {T}_off (J+1,)                                their mean distance from the nearest sample
    {T}_y_tilde (N, 2)                            clean samples through the network: they should not move
    {T}_low ()                                    share of the plane with low energy
    {T}_gap ()                                    mean ‖ỹ − r‖ over the corrupted points, in units of σ
    code_size () int64                            d of the code

    The weights of a model of yours are stored too: {T}_encoder.…, {T}_decoder.….
    """
    import torch

    from ebviz.studies import _parts
    from ebviz.studies._arrays import prefixed
    from ebviz.studies._toys import Toy
    from ebviz.studies.autoencoders import _denoising as steps
    from ebviz.studies.autoencoders import _models
    from ebviz.training import Pace

    generator = torch.Generator().manual_seed(config.seed)
    sizes = [2, config.hidden, config.hidden, config.code]
    arrays: dict[str, Tensor] = {}
    for name in ("ellipse", "moons", "spiral"):
        sigma = config.sigma_spiral if name == "spiral" else config.sigma
        model = _models.autoencoder(config, "denoising", sizes, config.seed, generator=generator)
        pace = Pace(_parts.steps(config, config.steps, model), config.batch, config.lr)
        denoiser = steps.Denoiser(Toy.of(toys, name), sigma, model, generator)
        found = {
            "sigma": torch.tensor(sigma),
            "loss": steps.fit(denoiser, pace),
            **steps.journeys(denoiser, config.corrupted, config.journeys),
            **steps.energies(denoiser),
            **steps.arrows(denoiser, config.arrows),
            "flow": steps.flow(denoiser, config.grains, config.moments, config.stride),
        }
        arrays |= prefixed(name, found | _parts.state(model))
    return arrays | {"code_size": torch.tensor(model.encoder(denoiser.toy.y[:1]).shape[-1])}
