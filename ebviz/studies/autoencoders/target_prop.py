"""Target propagation as it learns: what the encoder guesses, what the search finds from there, and how they agree.

    E(y, z) = C(y, ỹ) + R(z) + D(z, z̃),    ỹ = Dec(z),  z̃ = Enc(y),    ž ≈ argmin_z E(y, z), found from z̃
    C = ‖y − ỹ‖²,    R = r z²,    D = d (z − z̃)²

The decoder learns from C(y, Dec(ž)), the encoder from D(ž, z̃): its target is the latent that was found.

Source: NYU Deep Learning 2021, week 7, "from the latent-variable model to target propagation".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the weights and the shuffling", ge=0, le=2**63 - 1)
    hidden: int = Field(64, description="units of each of the two hidden layers", ge=1, le=10_000)
    steps: int = Field(800, description="training steps", ge=1, le=1_000_000)
    batch: int = Field(128, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(
        5e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    regulariser: float = Field(0.001, description="r of R(z) = r z²", ge=0, le=1000)
    nearness: float = Field(0.1, description="d of D(z, z̃) = d (z − z̃)²", ge=0, le=1000)
    infer_steps: int = Field(20, description="steps J of the descent from z̃ to ž", ge=1, le=10_000)
    infer_lr: float = Field(0.05, description="learning rate of that descent", gt=0, le=10)
    looks: int = Field(40, description="about how many moments S to keep", ge=2, le=10_000)
    points: int = Field(
        201, description="latents G along the decoder's curve and under the energies", ge=2, le=100_000
    )


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train on the N samples of the ellipse of study toys::

    steps (S,) int64                       the steps before which the moments were taken
    guess (S, N), found (S, N)             z̃ and ž of every sample
    guess_y (S, N, 2), found_y (S, N, 2)   Dec(z̃) and Dec(ž)
    guess_C (S,), found_C (S,)             mean cost C of both
    gap (S,)                               mean distance of ž from z̃
    curve (S, G, 2)                        Dec(z) over the span of ž
    i_shown (S,) int64                     the sample whose E the search lowers most
    way_z (S, J+1), way_y (S, J+1, 2)      its descent from z̃ to ž, and Dec along it
    way_E (S, J+1)                         E on it
    z (S, G)                               latents on both sides of it
    E (S, G), E_C (S, G), E_D (S, G)       E of that sample over them, and the parts C and D
    """
    import torch

    from ebviz.models import TargetProp
    from ebviz.studies._toys import Toy
    from ebviz.studies.autoencoders import _target_prop as steps
    from ebviz.training import geometric_steps, train

    generator, y = torch.Generator().manual_seed(config.seed), Toy.of(toys, "ellipse").y
    model = TargetProp(
        [2, config.hidden, config.hidden, 1],
        regulariser=config.regulariser,
        nearness=config.nearness,
        steps=config.infer_steps,
        lr=config.infer_lr,
        generator=generator,
    )
    history = train(
        lambda batch: model.loss(batch).mean(),
        [y],
        model.parameters(),
        model=model,
        generator=generator,
        steps=config.steps,
        batch=config.batch,
        lr=config.lr,
        schedule="cosine",
        probe=lambda: steps.look(model, y, config.points),
        look_at=geometric_steps(config.steps, config.looks),
        text="target propagation",
    )
    return {**history.seen, "steps": history.steps}
