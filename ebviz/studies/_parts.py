"""Models of several parts, any of which may be the user's: the keys that name them, and what they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field, model_validator

from ebviz.errors import UsageError
from ebviz.studies._device import OnDevice
from ebviz.study import CheckpointPath, Entry

if TYPE_CHECKING:
    from torch import nn

    from ebviz.models.contract import Role, Yours


class Parts(OnDevice):
    """Base of configurations with keys PART and PART_arguments for each part."""

    @classmethod
    def parts(cls) -> tuple[str, ...]:
        """The names of the parts."""
        return tuple(key.removesuffix("_arguments") for key in cls.model_fields if key.endswith("_arguments"))

    @property
    def named(self) -> tuple[str, ...]:
        """The parts that are the user's."""
        return tuple(part for part in self.parts() if getattr(self, part) is not None)

    @property
    def trains(self) -> bool:
        """Is the model trained, as it comes without weights of the whole?"""
        return True

    @model_validator(mode="after")
    def _named(self) -> Parts:
        for part in self.parts():
            if getattr(self, part) is None and getattr(self, f"{part}_arguments"):
                raise ValueError(f"expected {part} along with {part}_arguments, got only the arguments")
        if self.device != "cpu" and not self.named:
            raise ValueError(f"device is that of a model of yours; expected one of {', '.join(self.parts())}")
        return self


class WeighedParts(Parts):
    """Parts whose weights may lie in one file; with them nothing is trained."""

    weights: CheckpointPath | None = Field(
        None, description="weights of all parts of yours, PART.…; without, they are trained"
    )
    weights_prefix: str | None = Field(
        None, description="what is taken off the names in that file; by default what fits most of them"
    )

    @property
    def wanted(self) -> tuple[str, ...]:
        """The parts whose weights that file holds."""
        return self.parts()

    @property
    def trains(self) -> bool:
        """Is the model trained, as it comes without weights of the whole?"""
        return self.weights is None

    @model_validator(mode="after")
    def _complete(self) -> WeighedParts:
        if self.trains and self.weights_prefix is not None:
            raise ValueError("expected weights along with weights_prefix, got only the prefix")
        absent = [part for part in self.wanted if getattr(self, part) is None]
        if not self.trains and absent:
            whole = " and ".join(self.wanted)
            raise ValueError(f"expected {whole} of yours along with their weights, got no {absent[0]}")
        return self


class AutoEncoderParts(WeighedParts):
    """An encoder and a decoder."""

    encoder: Entry | None = Field(None, description="your own encoder: y (B, D) → h (B, d)")
    encoder_arguments: dict[str, Any] = Field({}, description="keyword arguments of your encoder")
    decoder: Entry | None = Field(None, description="your own decoder: h (B, d) → ỹ (B, D)")
    decoder_arguments: dict[str, Any] = Field({}, description="keyword arguments of your decoder")
    weights: CheckpointPath | None = Field(
        None, description="weights of both, encoder.… and decoder.…; without, both are trained"
    )


class VAEParts(AutoEncoderParts):
    """An encoder that gives bubbles, and a decoder."""

    encoder: Entry | None = Field(None, description="your own encoder: y (B, D) → μ, log v (B, d)")
    decoder: Entry | None = Field(None, description="your own decoder: z (B, d) → ỹ (B, D)")


def part(config: Parts, study: str, name: str, role: Role, seed: int, **options: Any) -> Yours | None:
    """Return the part that a configuration names, with its own weights, drawn or read; None if it names none.

    ``options`` are those of :func:`ebviz.models.yours.given`.
    """
    from ebviz.models import yours

    entry = getattr(config, name)
    if entry is None:
        return None
    arguments, place = getattr(config, f"{name}_arguments"), f"{study}.{name}"
    return yours.given(entry, role, place, arguments=arguments, seed=seed, device=config.device, **options)


def own(config: Parts, study: str, roles: Mapping[str, Role], seed: int) -> dict[str, Yours]:
    """Return those parts that a configuration names, by name, with their weights; each draws with another seed."""
    found = {
        name: part(config, study, name, role, seed + at) for at, (name, role) in enumerate(roles.items())
    }
    return filled(config, study, found)


def filled(config: Parts, study: str, parts: Mapping[str, Yours | None]) -> dict[str, Yours]:
    """Return those parts that there are, with the weights of the whole, if a configuration names such a file."""
    from torch import nn

    found = {name: one for name, one in parts.items() if one is not None}
    if isinstance(config, WeighedParts) and config.weights is not None:
        from ebviz.reading.weights import load_into

        modules = {name: one.made for name, one in found.items() if isinstance(one.made, nn.Module)}
        whole = nn.ModuleDict(modules) if len(config.wanted) > 1 else next(iter(modules.values()), None)
        if whole is None:
            raise UsageError(f"{study}.{config.wanted[0]}: expected a torch module to put weights into")
        load_into(whole, config.weights, prefix=config.weights_prefix)
    return found


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
    filled(config, study, {"encoder": first, "decoder": second})
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
