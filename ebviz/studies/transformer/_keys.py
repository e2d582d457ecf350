"""The keys that all sequence models share."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ebviz.studies._parts import Parts
from ebviz.study import Entry


class SequenceConfig(Parts):
    """Base of the configurations of sequence models: blocks, sizes, pace, and the sentence that is shown."""

    encoder: Entry | None = Field(
        None, description="your own encoder: y (B, T, d) → h (B, T, d), attention (B, H, T, T)"
    )
    encoder_arguments: dict[str, Any] = Field({}, description="keyword arguments of your encoder")
    decoder: Entry | None = Field(None, description="your own decoder: h (B, T, d) → scores (B, T, V)")
    decoder_arguments: dict[str, Any] = Field({}, description="keyword arguments of your decoder")
    seed: int = Field(0, description="seed of the weights and the shuffling", ge=0, le=2**63 - 1)
    d: int = Field(64, description="dimensions d of each symbol's vector", ge=1, le=10_000)
    heads: int = Field(2, description="heads H of each attention; they share the d dimensions", ge=1, le=1000)
    hidden: int = Field(
        256, description="units between the two layers of the 1-convolution", ge=1, le=100_000
    )
    steps: int = Field(1500, description="training steps T", ge=1, le=1_000_000)
    batch: int = Field(128, description="sentences in each step", ge=1, le=1_000_000)
    lr: float = Field(
        3e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    looks: int = Field(30, description="about how many moments S of the training to keep", ge=2, le=10_000)
    shown: int = Field(427, description="the sentence that is shown, counted from 0", ge=0, le=1_000_000)


class PredictorConfig(SequenceConfig):
    """The same with a predictor."""

    predictor: Entry | None = Field(
        None,
        description="your own predictor: y (B, T, d), in translation a source (B, S, d) too → h (B, T, d), attention",
    )
    predictor_arguments: dict[str, Any] = Field({}, description="keyword arguments of your predictor")
