"""Target propagation and two autoencoders as energies over the plane, one of which copies everything.

    target prop   E(y, z) = C(y, ỹ) + R(z) + D(z, z̃)     F(y) = E(y, ž)
    AE            F(y) = C(y, ỹ) = ‖y − ỹ‖²,  ỹ = Dec(Enc(y)),  with a code of one dimension
    copy          the same with a code of many dimensions: low energy even where there is no data

An encoder of yours, y (B, 2) → h (B, d), and a decoder, h (B, d) → ỹ (B, 2), may stand in the place of the lecture's.
With a code of one dimension they are those of target prop and of the AE, with a larger one of the AE that copies.

Source: NYU Deep Learning 2021, week 7, "from target propagation to autoencoders".
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
    seed: int = Field(0, description="seed of the weights and the shuffling", ge=0, le=2**63 - 1)
    hidden: int = Field(64, description="units of each of the two hidden layers", ge=1, le=10_000)
    code: int = Field(32, description="dimensions d of the over-complete code", ge=2, le=10_000)
    steps: int = Field(2000, description="training steps T", ge=1, le=1_000_000)
    target_steps: int = Field(1200, description="training steps of target propagation", ge=1, le=1_000_000)
    batch: int = Field(128, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(
        5e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    regulariser: float = Field(0.001, description="r of R(z) = r z² in target propagation", ge=0, le=1000)
    nearness: float = Field(0.1, description="d of D(z, z̃) = d (z − z̃)²", ge=0, le=1000)
    infer_steps: int = Field(10, description="steps of the descent from z̃ to ž", ge=1, le=10_000)
    infer_lr: float = Field(0.05, description="learning rate of that descent", gt=0, le=10)
    looks: int = Field(
        40, description="about how many moments S of a training on the ellipse to keep", ge=2, le=10_000
    )
    codes: int = Field(201, description="codes C along the curve that the decoder draws", ge=2, le=100_000)


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train each on each toy, T = ellipse, moons; M = target, ae, copy::

    {T}_{M}_F (S, H, W), {T}_{M}_steps (S,) int64        F over the plane of study toys, untrained and trained
                                                         (S = 2); throughout, for ae and copy on the ellipse
    {T}_{M}_loss (steps,), {T}_{M}_held_out (S,)         mean energy of fresh samples
    {T}_{M}_y_tilde (N, 2)                               what becomes of the samples, when trained
    {T}_{M}_plane (H, W, 2)                              and of every point of the plane
    {T}_{M}_low ()                                       share of the plane with low energy
    {T}_{target,ae}_code (N,)                            codes
    {T}_{target,ae}_curve (S, C, 2)                      and Dec(h) over their span
    {T}_target_guess (N,)                                z̃, beside the code ž
    copy_code_size () int64                              d of the code of many dimensions

    The weights of a model of yours are stored too: {T}_{M}_encoder.…, {T}_{M}_decoder.….

    With weights of yours, that model is not trained: S = 1, and no loss.
    """
    import torch

    from ebviz.studies import _parts
    from ebviz.studies._arrays import prefixed
    from ebviz.studies._toys import Toy
    from ebviz.studies.autoencoders import _autoencoder as steps
    from ebviz.training import Pace, geometric_steps

    generator = torch.Generator().manual_seed(config.seed)
    yours = steps.slots(config)
    arrays: dict[str, Tensor] = {}
    for toy in (Toy.of(toys, "ellipse"), Toy.of(toys, "moons")):
        for name, model in steps.models(config, yours, generator).items():
            length = config.target_steps if name == "target" else config.steps
            if name in yours:
                length = _parts.steps(config, length, model)
            pace = Pace(length, config.batch, config.lr)
            filmed = toy.name == "ellipse" and name != "target"
            looks = geometric_steps(pace.steps, config.looks) if filmed else [0, pace.steps]
            history = steps.fit(name, model, toy, pace, generator, look_at=looks, codes=config.codes)
            found = {**history.seen, "loss": history.loss, "steps": history.steps}
            found |= steps.answers(model, toy, history.seen["F"][-1])
            arrays |= prefixed(f"{toy.name}_{name}", found | _parts.state(model))
            if name == "copy":
                arrays["copy_code_size"] = torch.tensor(steps.code(model, toy.y[:1]).shape[-1])
    return arrays
