"""A conditional model of the user's in study `horn_model`: its predictor, its decoder, its samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Generator, Tensor, nn

from ebviz.energy import Domain
from ebviz.errors import UsageError
from ebviz.models import contract, yours

if TYPE_CHECKING:
    from ebviz.study import Run


class Composed(nn.Module):
    """ỹ = g(f(x), z) of a predictor f and a decoder g: x (…, 1), z (…), broadcasting → ỹ (…, 2).

    Without a predictor f is x; without a decoder g is f ⊙ [cos z, sin z]. At least one is of the user's.
    """

    def __init__(self, predictor: nn.Module | None, decoder: nn.Module | None) -> None:
        super().__init__()
        self.predictor, self.decoder = predictor, decoder

    def forward(self, x: Tensor, z: Tensor) -> Tensor:
        f = x if self.predictor is None else self.predictor(x)
        if self.decoder is None:
            return f * torch.stack([z.cos(), z.sin()], dim=-1)
        return self.decoder(f, z)

    def state(self) -> dict[str, Tensor]:
        """Return the weights of both, after "horn.predictor." and "horn.decoder."."""
        parts = {"predictor": self.predictor, "decoder": self.decoder}
        kept = [yours.state(f"horn.{name}", part) for name, part in parts.items() if part is not None]
        return {key: weight for part in kept for key, weight in part.items()}


def composed(config: Any) -> Composed:
    """Return the conditional model of a configuration of study `horn_model`, which names one of yours."""
    predictor, decoder, size = None, None, 1
    if config.predictor is not None:
        role = contract.encoder(1, 2 if config.decoder is None else 0)
        predictor = _given(config, "predictor", role)
        size = predictor.size
    if config.decoder is not None:
        decoder = _given(config, "decoder", contract.conditional(size, 1, 2), scalars=("z",))
    return Composed(predictor, decoder)


def domain(config: Any) -> Domain:
    """Return where the latents of the conditional model lie: the decoder's own, or angles."""
    if not config.z_low < config.z_high:
        raise UsageError(
            f"horn_model: expected z_low below z_high, got {config.z_low:g} and {config.z_high:g}"
        )
    return Domain() if config.decoder is None else Domain(config.z_low, config.z_high, config.z_closed)


def samples(horn: Run) -> Tensor | None:
    """Return samples [x, y] (N, 3) of the user's, or None if study `horn` has drawn its own."""
    if horn.config["data"] is None:
        return None
    return torch.cat([torch.tensor(horn["x"])[:, None], torch.tensor(horn["y"])], dim=-1)


def split(xy: Tensor, generator: Generator) -> tuple[Tensor, Tensor]:
    """Return samples to train with, and a quarter that is held out."""
    if len(xy) < 2:
        raise UsageError(f"horn.data: expected at least 2 samples to train with, got {len(xy)}")
    order, held_out = torch.randperm(len(xy), generator=generator), max(1, len(xy) // 4)
    return xy[order[held_out:]], xy[order[:held_out]]


def _given(config: Any, name: str, role: contract.Role, **options: Any) -> yours.Yours:
    return yours.given(
        getattr(config, name),
        role,
        f"horn_model.{name}",
        arguments=getattr(config, f"{name}_arguments"),
        weights=getattr(config, f"{name}_weights"),
        seed=config.seed % 2**63,
        **options,
    )
