"""A conditional model of the user's in study `horn_model`: its predictor, its decoder, its samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Generator, Tensor, nn

from ebviz.energy import CIRCLE, Domain
from ebviz.errors import UsageError
from ebviz.models import contract
from ebviz.studies._parts import filled, part

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


def composed(config: Any) -> Composed:
    """Return the conditional model of a configuration of study `horn_model`, which names one of yours."""
    role = contract.encoder(1, 2 if config.decoder is None else 0)
    predictor = part(config, "horn_model", "predictor", role, config.seed)
    role = contract.conditional(predictor.size if predictor is not None else 1, 1, 2)
    decoder = part(config, "horn_model", "decoder", role, config.seed, scalars=("z",))
    filled(config, "horn_model", {"predictor": predictor, "decoder": decoder})
    return Composed(predictor, decoder)


def domain(config: Any) -> Domain:
    """Return where the latents of the conditional model lie: the decoder's own, or angles."""
    own = config.domain("horn_model")
    return CIRCLE if config.decoder is None else own


def samples(horn: Run) -> Tensor:
    """Return samples [x, y] (N, 3) of the user's, which study `horn` has read."""
    return torch.cat([torch.tensor(horn["x"])[:, None], torch.tensor(horn["y"])], dim=-1)


def split(xy: Tensor, generator: Generator) -> tuple[Tensor, Tensor]:
    """Return samples to train with, and a quarter that is held out."""
    if len(xy) < 2:
        raise UsageError(f"horn.data: expected at least 2 samples to train with, got {len(xy)}")
    order, held_out = torch.randperm(len(xy), generator=generator), max(1, len(xy) // 4)
    return xy[order[held_out:]], xy[order[:held_out]]
