"""Models of several parts, any of which may be the user's: the keys that name them, and what they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, model_validator

from ebviz.study import CheckpointPath, Entry, StudyConfig

if TYPE_CHECKING:
    from torch import nn

    from ebviz.models.contract import Role, Yours


PREFIX = "what is taken off the names in that file; by default what fits most of them"


class Parts(StudyConfig):
    """Base of configurations with keys PART and PART_arguments for each part, and perhaps ``weights`` of them all."""

    PARTS: ClassVar[tuple[str, ...]] = ()

    @property
    def wanted(self) -> tuple[str, ...]:
        """The parts whose weights a file of weights holds."""
        return self.PARTS

    @property
    def trains(self) -> bool:
        """Is the model trained, as it comes without weights?"""
        return getattr(self, "weights", None) is None

    @model_validator(mode="after")
    def _complete(self) -> Parts:
        for part in self.PARTS:
            if getattr(self, f"{part}_arguments") and getattr(self, part) is None:
                raise ValueError(f"expected {part} along with {part}_arguments, got only the arguments")
        if self.trains and getattr(self, "weights_prefix", None) is not None:
            raise ValueError("expected weights along with weights_prefix, got only the prefix")
        absent = [part for part in self.wanted if getattr(self, part) is None]
        if not self.trains and absent:
            whole = " and ".join(self.wanted)
            raise ValueError(f"expected {whole} of yours along with their weights, got no {absent[0]}")
        return self


class AutoEncoderParts(Parts):
    """An encoder and a decoder."""

    PARTS: ClassVar[tuple[str, ...]] = ("encoder", "decoder")

    encoder: Entry | None = Field(None, description="an encoder of yours instead, y (B, D) → h (B, d)")
    encoder_arguments: dict[str, Any] = Field({}, description="keyword arguments of your encoder")
    decoder: Entry | None = Field(None, description="a decoder of yours instead, h (B, d) → ỹ (B, D)")
    decoder_arguments: dict[str, Any] = Field({}, description="keyword arguments of your decoder")
    weights: CheckpointPath | None = Field(
        None, description="weights of both, encoder.… and decoder.…; without, both are trained"
    )
    weights_prefix: str | None = Field(None, description=PREFIX)


class VAEParts(AutoEncoderParts):
    """An encoder that gives bubbles, and a decoder."""

    encoder: Entry | None = Field(None, description="an encoder of yours instead, y (B, D) → μ, log v (B, d)")
    decoder: Entry | None = Field(None, description="a decoder of yours instead, z (B, d) → ỹ (B, D)")


def part(config: Parts, study: str, name: str, role: Role, seed: int) -> Yours | None:
    """Return the part that a configuration names, with weights that it draws itself; None if it names none."""
    from ebviz.models import yours

    entry = getattr(config, name)
    if entry is None:
        return None
    arguments = getattr(config, f"{name}_arguments")
    return yours.given(entry, role, f"{study}.{name}", arguments=arguments, seed=seed)


def fill(config: Parts, parts: Mapping[str, Yours | None]) -> None:
    """Put the weights that a configuration names into its parts, those of each under its name and a dot."""
    from torch import nn

    if config.trains:
        return
    from ebviz.reading.weights import load_into

    whole = {name: one.made for name, one in parts.items() if one is not None}
    load_into(
        nn.ModuleDict({name: made for name, made in whole.items() if isinstance(made, nn.Module)}),
        config.weights,  # type: ignore[attr-defined]
        prefix=config.weights_prefix,  # type: ignore[attr-defined]
    )


def halves(
    config: AutoEncoderParts, study: str, encoder: Role, dimensions: int, code: int, seed: int
) -> tuple[Yours | None, Yours | None, int]:
    """Return the user's encoder and decoder, each None if it is not named, and the dimensions d between them.

    Parameters
    ----------
    encoder : its role. dimensions : D. code : d if there is no encoder of the user's, which decides otherwise.
    """
    from ebviz.models import contract

    first = part(config, study, "encoder", encoder, seed)
    d = first.size if first is not None else code
    second = part(config, study, "decoder", contract.decoder(d, dimensions), seed + 1)
    fill(config, {"encoder": first, "decoder": second})
    return first, second, d


def steps(config: Parts, steps: int, model: nn.Module) -> int:
    """Return for how many steps a model is trained: none if it comes with weights, or has nothing to train."""
    return steps if config.trains and any(one.requires_grad for one in model.parameters()) else 0


def state(model: nn.Module) -> dict[str, Any]:
    """Return the weights of those parts of a model that are the user's, as arrays of a run: ``PART.…``."""
    from ebviz.models import yours
    from ebviz.models.contract import Yours

    found: dict[str, Any] = {}
    for name, one in model.named_children():
        inner = next((module for module in one.modules() if isinstance(module, Yours)), None)
        if inner is not None:
            found |= yours.state(name, inner)
    return found
