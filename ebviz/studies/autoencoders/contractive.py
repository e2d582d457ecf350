"""The contractive autoencoder: its code may change along the data, but pays for every change.

    loss = C(y, ỹ) + λ ‖∂h/∂y‖²_F,    h = Enc(y), tanh at its end,    F(y) = C(y, ỹ)

The Jacobian is exact. C asks for sensitivity where the data varies, R for none anywhere, and what remains is along
the data. Both singular values fall as λ grows, as the decoder can make up for a small code; that across falls more.

An encoder of yours, y (B, 2) → h (B, d) with d ≥ 2, and a decoder, h (B, d) → ỹ (B, 2), may stand in the place of the
lecture's.

Source: NYU Deep Learning 2021, week 7; Rifai et al., "Contractive auto-encoders", ICML 2011.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ebviz.studies._parts import AutoEncoderParts

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


Weight = Annotated[float, Field(ge=0, le=1_000_000)]


class Config(AutoEncoderParts):
    seed: int = Field(0, description="seed of the weights and the shuffling", ge=0, le=2**63 - 1)
    hidden: int = Field(64, description="units of the hidden layer", ge=1, le=10_000)
    code: int = Field(2, description="dimensions d of the code, at least as many as y has", ge=2, le=10_000)
    steps: int = Field(2000, description="training steps T", ge=1, le=1_000_000)
    batch: int = Field(128, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(
        5e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    lambdas: tuple[Weight, ...] = Field(
        (0.01, 0.1, 1.0),
        description="λ of each training, rising; the last is the one that is drawn most",
        min_length=2,
        max_length=20,
    )
    marks: int = Field(24, description="samples M whose Jacobian is drawn", ge=2, le=10_000)


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train one for each λ on each toy, T = ellipse, moons; there are L values of λ::

    lambdas (L,)
    {T}_loss (L, T), {T}_F (L, H, W), {T}_y_tilde (L, N, 2), {T}_plane (L, H, W, 2)
    {T}_mark (M,) int64                        samples spread over the data
    {T}_tangent (M, 2)                         unit vector along the data, from the samples nearby
    {T}_singular (L, M, 2), {T}_right (L, M, 2, 2)     J's singular values, falling, and their directions in y (rows)
    {T}_along (L, N), {T}_across (L, N)        ‖J t‖ and ‖J n‖ of each sample, t along the data and n across
    {T}_low (L,)                               share of the plane with low energy

    The weights of a model of yours are stored too: {T}_encoder.…, {T}_decoder.….

    With weights of yours nothing is trained: L = 1, and T = 0.
    """
    import torch

    from ebviz.errors import UsageError
    from ebviz.studies import _parts
    from ebviz.studies._arrays import prefixed
    from ebviz.studies._toys import Toy
    from ebviz.studies.autoencoders import _contractive as steps
    from ebviz.studies.autoencoders import _models
    from ebviz.training import Pace

    generator = torch.Generator().manual_seed(config.seed)
    sizes, lambdas = [2, config.hidden, config.code], config.lambdas if config.trains else config.lambdas[-1:]
    arrays: dict[str, Tensor] = {"lambdas": torch.tensor(lambdas)}
    for toy in (Toy.of(toys, "ellipse"), Toy.of(toys, "moons")):
        tangent, mark = steps.along_the_data(toy.y), steps.spread(toy.y, config.marks)
        found = []
        for price in lambdas:
            model = _models.autoencoder(
                config, "contractive", sizes, config.seed, f=torch.tanh, generator=generator
            )
            if (d := model.encoder(toy.y[:1]).shape[-1]) < 2:
                raise UsageError(f"contractive.encoder: expected a code of 2 dimensions or more, got {d}")
            pace = Pace(_parts.steps(config, config.steps, model), config.batch, config.lr)
            loss = steps.fit(model, toy, price, pace, generator)
            sensitivity = steps.sensitivity(model, toy.y, tangent, mark)
            found.append({"loss": loss, **steps.answers(model, toy), **sensitivity})
        stacked = {key: torch.stack([each[key] for each in found]) for key in found[0]}
        arrays |= prefixed(toy.name, {**stacked, "mark": mark, "tangent": tangent[mark]})
        arrays |= prefixed(toy.name, _parts.state(model))
    return arrays
