"""The energy-based GAN: the cost is an autoencoder's error, first alone with the data, then beside a generator.

    C(y) = ‖y − Dec(Enc(y))‖²    ℒ_C = C(y) + [m − C(ŷ)]⁺    ℒ_G = C(ŷ),  ŷ = G(z),  z ~ N(0, I)

The code has one dimension, so all that the decoder can produce lies on a curve, and C is the squared distance of y
to a point of it. Such a C needs no ŷ to begin with: at first it is trained with the data only. Then both nets take
turns, and where C(ŷ) has reached m, the hinge gives C no gradient any more.

An encoder of yours, y (B, 2) → h (B, 1), a decoder, h (B, 1) → ỹ (B, 2), and a generator, z (B, d) → ŷ (B, 2), may
stand in the place of the lecture's.

Source: J. Zhao, M. Mathieu and Y. LeCun, "Energy-based generative adversarial networks", 2016.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from ebviz.studies.gan._recipe import GeneratorPart
from ebviz.study import Entry

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


class Config(GeneratorPart):
    seed: int = Field(0, description="seed of the weights, the shuffling and z", ge=0, le=2**63 - 1)
    hidden: int = Field(64, description="units of each of the two hidden layers of all nets", ge=1, le=10_000)
    code: int = Field(2, description="dimensions d of z", ge=2, le=1000)
    alone: int = Field(1000, description="rounds in which C learns from the data only", ge=2, le=1_000_000)
    rounds: int = Field(1500, description="rounds T after those, a turn of each net", ge=2, le=1_000_000)
    batch: int = Field(256, description="samples in each step", ge=1, le=1_000_000)
    margin: float = Field(0.3, description="margin m, the cost that ŷ should reach", gt=0, le=1000)
    cost_lr: float = Field(1e-3, description="Adam's learning rate of C", gt=0, le=10)
    generator_lr: float = Field(1e-3, description="Adam's learning rate of G", ge=0, le=10)
    cost_steps: int = Field(1, description="steps of C in each round", ge=1, le=1000)
    samples: int = Field(600, description="number P of ŷ that are followed", ge=2, le=1_000_000)
    codes: int = Field(201, description="codes K along the curve that the decoder draws", ge=2, le=100_000)
    looks: int = Field(60, description="about how many moments S to keep of each part", ge=2, le=10_000)
    encoder: Entry | None = Field(None, description="your own encoder: y (B, 2) → h (B, 1)")
    encoder_arguments: dict[str, Any] = Field({}, description="keyword arguments of your encoder")
    decoder: Entry | None = Field(None, description="your own decoder: h (B, 1) → ỹ (B, 2)")
    decoder_arguments: dict[str, Any] = Field({}, description="keyword arguments of your decoder")


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train on the ellipse, C alone and then both, and remember the moments of both parts, one after the other::

    rounds (S,) int64               the rounds before which the moments were taken
    joins () int64                  the moment at which G joins
    loss (T, 2)                     ℒ_C and ℒ_G of each round with both
    C (S, H, W)                     over the plane of the toy
    curve (S, K, 2)                 Dec(h) over the span of the codes of the data
    y_hat (S, P, 2)                 the ŷ that are followed
    y_hat_tilde (S, P, 2)           what C reconstructs of them, Dec(Enc(ŷ))
    C_y (S, M), C_hat (S, P)        C of the held-out data and of ŷ
    pushed (S,)                     share of the ŷ with C(ŷ) < m, where C has a gradient to be pushed up by
    cost_pull (S, P)                |∂ℓ_C/∂C(ŷ)|, 1 below the margin and 0 from there on
    pull (S, P, 2), mean_pull (S,)  −∂ℓ_G/∂ŷ, the way G is asked to move each ŷ, and its mean length
    distance (S,)                   energy distance of ŷ from the held-out data

    The weights of a model of yours are stored too: cost.encoder.…, generator.….
    """
    import torch

    from ebviz.studies.gan import _energy_based as steps

    return steps.fit(toys, config, torch.Generator().manual_seed(config.seed))
