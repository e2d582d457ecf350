"""Energies E(y, z): how incompatible a sample y and a latent z are.

An energy is any callable that takes y (…, D) and z (…) or (…, Z), broadcasts the dots, and returns one number per
pair. So ``E(y[:, None], z)`` of N samples and K latents is (N, K), and ``E(y, z_check)`` of N pairs is (N,).
Nothing here knows which architecture does the decoding, or whether anything does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import torch
from torch import Tensor, nn

from ebviz.errors import UsageError, one_line

Energy = Callable[[Tensor, Tensor], Tensor]
"""E(y, z): (…, D), (…) or (…, Z) → (…)."""


class SquaredEnergy(nn.Module):
    """The energy of a decoder g, whatever its architecture::

        E(y, z) = ‖y − g(z)‖² = Σ_d (y_d − g_d(z))²

    Parameters
    ----------
    decoder : g, any module that maps latents (…) or (…, Z) to points ỹ (…, D).

    Raises
    ------
    UsageError : the decoder's ỹ does not have the D dimensions of y.

    Source: NYU Deep Learning, week 15, "inference".

    >>> from ebviz.models import EllipseDecoder
    >>> E = SquaredEnergy(EllipseDecoder([2.0, 1.5]))
    >>> E(torch.tensor([3.0, 0.0]), torch.tensor([0.0, torch.pi])).tolist()
    [1.0, 25.0]
    """

    def __init__(self, decoder: nn.Module) -> None:
        super().__init__()
        self.decoder = decoder

    def decode(self, z: Tensor, dimensions: int) -> Tensor:
        """Return ỹ = g(z), shape (…, D), after checking that D = ``dimensions``."""
        try:
            y_tilde = self.decoder(z)
        except RuntimeError as error:
            raise UsageError(
                f"decoder {name(self.decoder)} cannot take z of shape {tuple(z.shape)}: {one_line(error)}"
            ) from error
        if not isinstance(y_tilde, Tensor) or y_tilde.dim() < 1 or y_tilde.shape[-1] != dimensions:
            raise UsageError(
                f"decoder {name(self.decoder)}: expected ỹ of shape (…, {dimensions}), as y has D = "
                f"{dimensions}, got {describe(y_tilde)} for z of shape {tuple(z.shape)}"
            )
        return y_tilde

    def forward(self, y: Tensor, z: Tensor) -> Tensor:
        y_tilde = self.decode(z, y.shape[-1])  # (…, D)
        return squared_distance(y, y_tilde)  # (…)


class ConditionalEnergy(nn.Module):
    """The energy of a decoder with a condition x; a sample comes with its condition, as one vector::

        E([x, y], z) = ‖y − g(x, z)‖²

    So whatever takes an energy E(y, z) (free energies, searches, blocks of samples) takes this one too.

    Parameters
    ----------
    decoder : g, any module that maps x (…, C) and latents (…) or (…, Z), broadcasting, to points ỹ (…, D).
    conditions : C, the number of leading dimensions of the vector that are x.

    >>> from ebviz.models import HornDecoder
    >>> E = ConditionalEnergy(HornDecoder(generator=torch.Generator().manual_seed(0)))
    >>> E(torch.zeros(5, 1, 3), torch.zeros(48)).shape
    torch.Size([5, 48])
    """

    def __init__(self, decoder: nn.Module, conditions: int = 1) -> None:
        super().__init__()
        self.decoder, self.conditions = decoder, conditions

    def forward(self, xy: Tensor, z: Tensor) -> Tensor:
        x, y = xy[..., : self.conditions], xy[..., self.conditions :]
        return squared_distance(y, self.decoder(x, z))  # (…)


def squared_distance(y: Tensor, y_tilde: Tensor) -> Tensor:
    """Return Σ_d (y_d − ỹ_d)², shapes (…, D) and (…, D) broadcast to (…).

    In few dimensions the squares are added one dimension at a time, so that the N × K × D differences never exist
    at once, and no digits cancel, as they would in ‖y‖² − 2 y·ỹ + ‖ỹ‖².

    >>> squared_distance(torch.tensor([3.0, 4.0]), torch.zeros(2))
    tensor(25.)
    """
    if y.shape[-1] > 8:
        return (y - y_tilde).square().sum(-1)
    pairs = zip(y.unbind(-1), y_tilde.unbind(-1), strict=True)
    squares = [(y_d.contiguous() - y_tilde_d.contiguous()).square() for y_d, y_tilde_d in pairs]
    return reduce(torch.add, squares)


def evaluate(energy: Energy, y: Tensor, z: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Return E(y, z) after checking that it has ``shape``, one number per pair.

    Raises
    ------
    UsageError : the result has another shape, or the energy cannot take y and z at all.
    """
    try:
        E = energy(y, z)
    except RuntimeError as error:
        raise UsageError(
            f"energy {name(energy)} cannot take y of shape {tuple(y.shape)} and z of shape {tuple(z.shape)}: "
            + one_line(error)
        ) from error
    if not isinstance(E, Tensor) or E.shape != shape:
        raise UsageError(
            f"energy {name(energy)}: expected one number per pair, shape {tuple(shape)}, for y of shape "
            f"{tuple(y.shape)} and z of shape {tuple(z.shape)}, got {describe(E)}"
        )
    return E


def checked(energy: Energy, values: Tensor) -> Tensor:
    """Return ``values``, energies or a reduction of them, after checking that none is NaN or −∞.

    Raises
    ------
    UsageError : one is. (NaN and −∞ survive a minimum and a softmin, so it is enough to check those.)
    """
    bad = values.isnan() | values.isneginf()
    if bad.any():
        raise UsageError(
            f"energy {name(energy)}: expected numbers in (-inf, inf], got {values[bad][0].item()} "
            f"at {int(bad.sum())} of {bad.numel()} places"
        )
    return values


def describe(value: object) -> str:
    """Return what a value is, in words for a message: its shape, or else its type."""
    return f"shape {tuple(value.shape)}" if isinstance(value, Tensor) else f"a {type(value).__name__}"


def name(function: Callable) -> str:
    """Return the name of an energy or a decoder, for a message."""
    return getattr(function, "__name__", type(function).__name__)


def latents(n: int = 48, *, dtype: torch.dtype = torch.float32) -> Tensor:
    """Return the grid of latents 0, 2π/n, …, 2π excluded, shape (n,); the lecture's [0 : π/24 : 2π[ has n = 48.

    >>> latents(4)
    tensor([0.0000, 1.5708, 3.1416, 4.7124])
    """
    return torch.arange(n, dtype=dtype) * (2 * torch.pi / n)
