"""The settings of studies `gan` and `gan_failures`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ebviz.studies._parts import Parts
from ebviz.study import Entry, StudyConfig


class Recipe(StudyConfig):
    """How one pair of nets is trained: the defaults work, the failures are named changes of them."""

    form: Literal["cost", "probability"] = Field(
        "cost", description="a cost with a margin, or a 0/1 classifier and the logarithm of its probability"
    )
    rounds: int = Field(1000, description="number of rounds T, a turn of each net", ge=2, le=1_000_000)
    batch: int = Field(256, description="samples in each step", ge=1, le=1_000_000)
    margin: float = Field(5.0, description="margin m, the cost that ŷ should reach", gt=0, le=1000)
    penalty: float = Field(5.0, description="weight of the penalty on slopes of C above one", ge=0, le=1e6)
    cost_lr: float = Field(3e-3, description="Adam's learning rate of C", gt=0, le=10)
    generator_lr: float = Field(7e-4, description="Adam's learning rate of G", ge=0, le=10)
    momentum: float = Field(0.5, description="Adam's β₁ of both", ge=0, lt=1)
    cost_steps: int = Field(3, description="steps of C in each round", ge=1, le=1000)
    generator_steps: int = Field(1, description="steps of G in each round", ge=1, le=1000)
    floor: float = Field(
        0.02, description="share of the learning rates that is left at the end (cosine)", ge=0, le=1
    )


class CostPart(Parts):
    """A cost."""

    cost: Entry | None = Field(None, description="your own cost: y (B, D) → C (B,), not negative")
    cost_arguments: dict[str, Any] = Field({}, description="keyword arguments of your cost")


class ClassifierPart(Parts):
    """A classifier."""

    classifier: Entry | None = Field(None, description="your own classifier: y (B, D) → ℓ (B,), the log-odds")
    classifier_arguments: dict[str, Any] = Field({}, description="keyword arguments of your classifier")


class GeneratorPart(Parts):
    """A generator."""

    generator: Entry | None = Field(None, description="your own generator: z (B, d) → ŷ (B, D)")
    generator_arguments: dict[str, Any] = Field({}, description="keyword arguments of your generator")


class Sizes(GeneratorPart, ClassifierPart, CostPart):
    """What all trainings of a study have in common."""

    seed: int = Field(0, description="seed of the weights, the shuffling and z", ge=0, le=2**63 - 1)
    hidden: int = Field(
        128, description="units of each of the two hidden layers of both nets", ge=1, le=10_000
    )
    features: int = Field(8, description="dimensions of the vector whose length is C", ge=1, le=10_000)
    code: int = Field(2, description="dimensions d of z", ge=2, le=1000)
    samples: int = Field(2000, description="number P of samples that are followed", ge=2, le=1_000_000)
    mesh: int = Field(25, description="lines G of the mesh of z, each way", ge=2, le=1000)
    looks: int = Field(60, description="about how many moments S to keep", ge=2, le=10_000)
