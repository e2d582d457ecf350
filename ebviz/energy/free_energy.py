"""Free energies: the energy of a sample once its latent is eliminated, by minimisation or by marginalisation.

    F_∞(y) = min_z E(y, z)        F_β(y) = −(1/β) log (1/K) Σ_z exp(−β E(y, z))

y may be millions of points (a grid): they are processed in blocks, so that there are never more than a few
megabytes of energies at once.

Source: NYU Deep Learning, week 15, "inference" and "training".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from ebviz.energy.energy import Energy, SquaredEnergy, checked, describe, evaluate, name, squared_distance
from ebviz.energy.soft import coldness, softmin
from ebviz.errors import UsageError

BLOCK = 2**18  # energies at once: 1 MB of float32, which stays in the cache


def free_energy(energy: Energy, y: Tensor, z: Tensor, beta: float | Tensor = math.inf) -> Tensor:
    """Return the free energy of each sample, the actual softmin of its energies::

        F_β(y) = softmin_β[E(y, z)] = −(1/β) log (1/K) Σ_z exp(−β E(y, z)),    F_∞(y) = min_z E(y, z)

    Parameters
    ----------
    energy : E(y, z), broadcasting.
    y : samples, shape (…, D), for instance a grid (H, W, D).
    z : latents, shape (K,) or (K, Z).
    beta : coldness, one number in [0, ∞]; the default is the zero-temperature limit.

    Returns
    -------
    F, shape (…), in the precision of y. It is differentiable in y, in β and in the energy's parameters, in bounded
    memory if the energy is an ``nn.Module``. (Beyond one block of energies, first derivatives only.)

    Raises
    ------
    UsageError : a β outside [0, ∞]; an energy that is NaN or has the wrong shape; a decoder whose ỹ is unlike y.

    >>> from ebviz.energy import SquaredEnergy, latents
    >>> from ebviz.models import EllipseDecoder
    >>> E = SquaredEnergy(EllipseDecoder([2.0, 1.5]))
    >>> free_energy(E, torch.tensor([3.0, 0.0]), latents(48)).item()
    1.0
    """
    beta, flat = _one(beta).to(y), y.reshape(-1, y.shape[-1])  # (), (N, D)
    E, weights = given_latents(energy, y, z)
    if len(flat) * len(z) <= BLOCK:
        F = _softmin(E(flat), beta)
    elif isinstance(energy, nn.Module) or not torch.is_grad_enabled():
        F = _InBlocks.apply(E, len(z), flat, beta, *weights)
    else:  # a plain function may hold tensors that we do not know of: let autograd see it all
        F = torch.cat([_softmin(E(flat[rows]), beta) for rows in blocks(len(flat), len(z))])
    return checked(energy, F).to(y.dtype).reshape(y.shape[:-1])


def gradient(energy: Energy, y: Tensor, z: Tensor, beta: float | Tensor = math.inf) -> tuple[Tensor, Tensor]:
    """Return the free energy of each sample and its gradient, the Gibbs-weighted mean of the energies' gradients::

        ∇_y F_β(y) = Σ_z softargmin_β[E(y, z)] ∇_y E(y, z)

    Arguments and errors as for :func:`free_energy`. On a ridge of F_∞, where latents tie, it is the mean of theirs.

    Returns
    -------
    F (…) and ∇_y F (…, D), both detached.

    >>> from ebviz.energy import SquaredEnergy, latents
    >>> from ebviz.models import EllipseDecoder
    >>> E = SquaredEnergy(EllipseDecoder([2.0, 1.5]))
    >>> gradient(E, torch.tensor([3.0, 0.0]), latents(48))[1]
    tensor([2., 0.])
    """
    beta = _one(beta)
    flat = y.detach().reshape(-1, y.shape[-1])  # (N, D)
    with torch.no_grad():
        E, _ = given_latents(energy, y, z)
    F, slope = flat.new_empty(len(flat)), torch.empty_like(flat)
    for rows in blocks(len(flat), len(z)):
        with torch.enable_grad():
            part = flat[rows].requires_grad_()
            part_F = _softmin(E(part), beta)
            (slope[rows],) = torch.autograd.grad(part_F.sum(), part)
        F[rows] = part_F.detach()
    return checked(energy, F).reshape(y.shape[:-1]), slope.reshape(y.shape)


def slope(energy: Energy, y: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
    """Return E(y, z) (…) and ∇_y E (…, D) of samples y (…, D), each with its own latent z (…) or (…, Z), detached.

    At z = ž this is F_∞ and its gradient.

    >>> slope(lambda y, z: (y**2).sum(-1) + z, torch.ones(3, 2), torch.zeros(3))[1][0]
    tensor([2., 2.])
    """
    with torch.enable_grad():
        y = y.detach().requires_grad_()
        E = energy(y, z)
        (found,) = torch.autograd.grad(E.sum(), y)
    return checked(energy, E.detach()), found


def given_latents(energy: Energy, y: Tensor, z: Tensor) -> tuple[Callable[[Tensor], Tensor], list[Tensor]]:
    """Return the map from samples (n, D) to their energies with all latents (K, n), and the tensors it depends on.

    The latents are decoded once, for that does not depend on the samples.
    """
    if isinstance(energy, SquaredEnergy) and type(energy).forward is SquaredEnergy.forward:
        y_tilde = energy.decode(z[:, None], y.shape[-1])
        expected = (len(z), 1, y.shape[-1])  # (K, 1, D)
        if y_tilde.shape != expected:
            raise UsageError(
                f"decoder {name(energy.decoder)}: expected one ỹ for each z, shape {expected}, for z of shape "
                f"{tuple(z[:, None].shape)}, got {describe(y_tilde)}"
            )
        return lambda part: squared_distance(part, y_tilde), [y_tilde]
    weights: list[Tensor] = [*energy.parameters()] if isinstance(energy, nn.Module) else []
    return lambda part: evaluate(energy, part, z[:, None], (len(z), len(part))), weights


class _InBlocks(torch.autograd.Function):
    """softmin_β[E(y, z)] block by block, into one result; the backward pass computes each block again.

    (Keeping a graph per block instead, even a checkpointed one, scatters small long-lived allocations among the large
    short-lived ones, and the heap grows by gigabytes that nobody uses.)
    """

    @staticmethod
    def forward(
        ctx: Any, E: Callable[[Tensor], Tensor], k: int, y: Tensor, beta: Tensor, *weights: Tensor
    ) -> Tensor:
        ctx.E, ctx.k = E, k
        ctx.save_for_backward(y, beta, *weights)
        F = y.new_empty(len(y))
        for rows in blocks(len(y), k):
            F[rows] = _softmin(E(y[rows]), beta)
        return F

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        y, *others = ctx.saved_tensors
        wanted = [tensor for tensor in others if tensor.requires_grad]
        slope, sums = torch.empty_like(y), [torch.zeros_like(tensor) for tensor in wanted]
        for rows in blocks(len(y), ctx.k):
            with torch.enable_grad():
                part = y[rows].detach().requires_grad_()
                F = _softmin(ctx.E(part), others[0])
            slope[rows], *parts = torch.autograd.grad(F, [part, *wanted], grad[rows], materialize_grads=True)
            for total, piece in zip(sums, parts, strict=True):
                total += piece
        given = iter(sums)
        return None, None, slope, *(next(given) if tensor.requires_grad else None for tensor in others)


def _softmin(E: Tensor, beta: Tensor) -> Tensor:
    """Return the softmin over the latents, (K, n), β () → (n,); at zero temperature a plain minimum, much faster.

    Both have the same gradient, shared among the latents that tie.
    """
    if not beta.requires_grad and beta.item() == math.inf:
        return E.amin(0)
    return softmin(E, beta, dim=0)


def blocks(n: int, k: int) -> Iterator[slice]:
    """Cut N samples into blocks of at most ``BLOCK`` energies, of at least one sample each; always at least one.

    >>> [block.start for block in blocks(20_000, 48)]
    [0, 5461, 10922, 16383]
    """
    rows = max(1, BLOCK // max(k, 1))
    return (slice(start, min(start + rows, n)) for start in range(0, max(n, 1), rows))


def _one(beta: float | Tensor) -> Tensor:
    beta = coldness(beta)
    if beta.dim() > 0:
        raise UsageError(f"beta: expected one number in [0, inf], got a tensor of shape {tuple(beta.shape)}")
    return beta
