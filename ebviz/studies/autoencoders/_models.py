"""Autoencoders and VAEs of these studies, each half the lecture's or the user's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor, nn

from ebviz.models import VAE, AutoEncoder, contract
from ebviz.models.autoencoder import identity
from ebviz.models.contract import Yours
from ebviz.studies._parts import AutoEncoderParts, VAEParts, halves, part

Last = Callable[[Tensor], Tensor]


class Bubble(nn.Module):
    """An encoder of the user's, whose μ and log v stand side by side: (…, D) → (…, 2 d)."""

    def __init__(self, yours: Yours) -> None:
        super().__init__()
        self.yours = yours

    def forward(self, y: Tensor) -> Tensor:
        return torch.cat(self.yours(y), dim=-1)


def autoencoder(
    config: AutoEncoderParts,
    study: str,
    sizes: Sequence[int],
    seed: int,
    *,
    f: Last = identity,
    g: Last = identity,
    generator: Generator,
) -> AutoEncoder:
    """Return the autoencoder that a configuration names; without, and for a half that is not named, the lecture's.

    Parameters
    ----------
    sizes, f, g, generator : of the lecture's, as `AutoEncoder` takes them. seed : of the user's weights.

    Raises
    ------
    UsageError : a half cannot be made, does not keep its contract, or its weights do not fit.
    """
    role = contract.encoder(sizes[0])
    encoder, decoder, d = halves(config, study, role, sizes[0], sizes[-1], seed)
    model = AutoEncoder([*sizes[:-1], d], f=f, g=g, generator=generator)
    model.encoder, model.decoder = encoder or model.encoder, decoder or model.decoder
    return model


def vae(
    config: VAEParts,
    study: str,
    sizes: Sequence[int],
    seed: int,
    *,
    activation: Last = torch.tanh,
    g: Last = identity,
    generator: Generator,
) -> VAE:
    """Return the VAE that a configuration names; without, and for a half that is not named, the lecture's.

    Parameters and errors are those of :func:`autoencoder`.
    """
    role = contract.bubbles(sizes[0])
    encoder, decoder, d = halves(config, study, role, sizes[0], sizes[-1], seed)
    model = VAE([*sizes[:-1], d], activation=activation, g=g, generator=generator)
    model.encoder, model.decoder = Bubble(encoder) if encoder else model.encoder, decoder or model.decoder
    return model


def width(config: AutoEncoderParts, study: str, dimensions: int, code: int, seed: int) -> int:
    """Return d of the model that a configuration names, which its encoder decides; ``code`` without one."""
    role = contract.bubbles(dimensions) if isinstance(config, VAEParts) else contract.encoder(dimensions)
    found = part(config, study, "encoder", role, seed)
    return found.size if found is not None else code
