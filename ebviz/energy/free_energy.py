"""Free energies: the energy of a sample with its latent taken out, by minimum or by marginalisation.

    F_∞(y) = min_z E(y, z)        F_β(y) = −(1/β) log (1/K) Σ_z exp(−β E(y, z))

y may be millions of points (a grid): they are taken in blocks, so that never more than a few megabytes of
energies exist at once.

Source: NYU Deep Learning, week 15, "inference" and "training".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from ebviz.energy.energy import Energy, SquaredEnergy, checked, evaluate, squared_distance
from ebviz.energy.soft import coldness, softmin
from ebviz.errors import UsageError

BLOCK = 2**18  # energies at once: 1 MB of float32, which stays in the cache


def free_energy(energy: Energy, y: Tensor, z: Tensor, beta: float | Tensor = math.inf) -> Tensor:
    """Return the free energy of each sample, the actual softmin of its energies::

        F_β(y) = softmin_β[E(y, z)] = −(1/β) log (1/K) Σ_z exp(−β E(y, z)),    F_∞(y) = min_z E(y, z)

    Parameters
    ----------
    energy : E(y, z), broadcasting.
    y : samples, shape (…, D); a grid (H, W, D) will do.
    z : latents, shape (K,) or (K, Z).
    beta : coldness, one number in [0, ∞]; the default is the zero-temperature limit.

    Returns
    -------
    F, shape (…), differentiable with respect to y, β and the energy's parameters, in bounded memory too.

    Raises
    ------
    UsageError : a β outside [0, ∞]; an energy with NaN or of the wrong shape; a decoder whose ỹ is no y.

    >>> from ebviz.energy import SquaredEnergy, latents
    >>> from ebviz.models import EllipseDecoder
    >>> E = SquaredEnergy(EllipseDecoder([2.0, 1.5]))
    >>> free_energy(E, torch.tensor([3.0, 0.0]), latents(48)).item()
    1.0
    """
    beta = _one(beta)
    flat, E = y.reshape(-1, y.shape[-1]), given_latents(energy, y, z)

    def softly(part: Tensor) -> Tensor:
        return softmin(E(part), beta, dim=0)  # (K, n) → (n,)

    parts = [flat[rows] for rows in blocks(len(flat), len(z))]
    if (
        torch.is_grad_enabled() and len(parts) > 1
    ):  # keep no block's energies for the way back: find them again
        F = torch.cat([checkpoint(softly, part, use_reentrant=False) for part in parts])
    else:
        F = torch.cat([softly(part) for part in parts])
    return checked(energy, F).reshape(y.shape[:-1])


def gradient(energy: Energy, y: Tensor, z: Tensor, beta: float | Tensor = math.inf) -> tuple[Tensor, Tensor]:
    """Return the free energy of each sample and its gradient, the Gibbs-weighted mean of the energies' gradients::

        ∇_y F_β(y) = Σ_z softargmin_β[E(y, z)] ∇_y E(y, z)

    Arguments and errors as :func:`free_energy`. On a ridge of F_∞, where several latents tie, it is their mean.

    Returns
    -------
    F : (…), and ∇_y F : (…, D), both without a graph.

    >>> from ebviz.energy import SquaredEnergy, latents
    >>> from ebviz.models import EllipseDecoder
    >>> E = SquaredEnergy(EllipseDecoder([2.0, 1.5]))
    >>> gradient(E, torch.tensor([3.0, 0.0]), latents(48))[1]
    tensor([2., 0.])
    """
    beta = _one(beta)
    flat = y.detach().reshape(-1, y.shape[-1])  # (N, D)
    with torch.no_grad():
        E = given_latents(energy, y, z)
    F, slope = flat.new_empty(len(flat)), torch.empty_like(flat)
    for rows in blocks(len(flat), len(z)):
        with torch.enable_grad():
            part = flat[rows].requires_grad_()
            part_F = softmin(E(part), beta, dim=0)
            (slope[rows],) = torch.autograd.grad(part_F.sum(), part)
        F[rows] = part_F.detach()
    return checked(energy, F).reshape(y.shape[:-1]), slope.reshape(y.shape)


def given_latents(energy: Energy, y: Tensor, z: Tensor) -> Callable[[Tensor], Tensor]:
    """Return the map from samples (n, D) to their energies with every latent, (K, n).

    What does not depend on the samples, the decoding of the latents, is done once.
    """
    if isinstance(energy, SquaredEnergy):
        y_tilde = energy.decode(z[:, None], y.shape[-1])  # (K, 1, D)
        return lambda part: squared_distance(part, y_tilde)
    return lambda part: evaluate(energy, part, z[:, None], (len(z), len(part)))


def blocks(n: int, k: int) -> Iterator[slice]:
    """Cut N samples into blocks of at most ``BLOCK`` energies; at least one sample, and at least one block.

    >>> [block.start for block in blocks(20_000, 48)]
    [0, 5461, 10922, 16383]
    """
    rows = max(1, BLOCK // max(k, 1))
    return (slice(start, min(start + rows, n)) for start in range(0, max(n, 1), rows))


def _one(beta: float | Tensor) -> Tensor:
    beta = coldness(beta)
    if beta.dim() > 0:
        raise UsageError(f"beta of shape {tuple(beta.shape)}: accepted is one number in [0, inf]")
    return beta
