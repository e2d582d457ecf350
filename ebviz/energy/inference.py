"""Inference: find the latent ž that suits a sample best, ž = argmin_z E(y, z).

By exhaustive search over a grid of latents, by descent from an initial z̃ (keeping the path, which is what the
animation shows), and to the last digit by Newton's method.

Source: NYU Deep Learning, week 15, "inference".
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from ebviz.energy.domain import CIRCLE, Domain
from ebviz.energy.energy import Energy, checked, evaluate
from ebviz.energy.free_energy import blocks, given_latents
from ebviz.errors import UsageError


class Minimum(NamedTuple):
    """Where the energy of each sample is least: the index of ž in the grid, ž itself, and F_∞ = E(y, ž)."""

    i: Tensor  # (…) int64
    z: Tensor  # (…) or (…, Z)
    E: Tensor  # (…)


class Path(NamedTuple):
    """How a descent went, from its start to its end: z (N, S + 1) or (N, S + 1, Z), and E (N, S + 1)."""

    z: Tensor
    E: Tensor


def search(energy: Energy, y: Tensor, z: Tensor) -> Minimum:
    """Find ž by exhaustive search::

        ž = argmin_{z ∈ grid} E(y, z),    F_∞(y) = E(y, ž)

    Parameters
    ----------
    energy : E(y, z), broadcasting.
    y : samples, shape (…, D), any number of them: they are processed in blocks.
    z : the grid of latents, shape (K,) or (K, Z). Where latents tie, one of them is returned.

    Raises
    ------
    UsageError : the energy has the wrong shape, or is NaN somewhere.

    >>> from ebviz.energy import SquaredEnergy, latents
    >>> from ebviz.models import EllipseDecoder
    >>> search(SquaredEnergy(EllipseDecoder([2.0, 1.5])), torch.tensor([0.0, 2.0]), latents(4)).i
    tensor(1)
    """
    flat = y.detach().reshape(-1, y.shape[-1])  # (N, D)
    least = flat.new_empty(len(flat))
    i = torch.empty(len(flat), dtype=torch.int64, device=y.device)
    with torch.no_grad():
        E, _ = given_latents(energy, y, z)
        for rows in blocks(len(flat), len(z)):
            least[rows], i[rows] = E(flat[rows]).min(dim=0)  # (K, n) → (n,)
    checked(energy, least)
    i = i.reshape(y.shape[:-1])
    return Minimum(i, z[i], least.reshape(y.shape[:-1]))


def descend(energy: Energy, y: Tensor, z_init: Tensor, *, steps: int = 60, lr: float = 0.05) -> Path:
    """Slide down the energy by gradient descent, each sample on its own::

        z ← z − lr ∂E(y, z)/∂z

    It is not stochastic: nothing is averaged over the samples.

    Parameters
    ----------
    y : samples, shape (N, D).
    z_init : z̃ of each sample, shape (N,) or (N, Z).
    steps, lr : number S of steps, and the learning rate.

    >>> from ebviz.energy import SquaredEnergy
    >>> from ebviz.models import EllipseDecoder
    >>> E = SquaredEnergy(EllipseDecoder([2.0, 1.5]))
    >>> descend(E, torch.tensor([[0.0, 2.0]]), torch.tensor([0.5])).z[0, -1]
    tensor(1.5708)
    """
    z = z_init.detach().clone()
    zs, Es = [], []
    for _ in range(steps + 1):
        E, slope = _slope(energy, y, z)
        zs.append(z)
        Es.append(E)
        z = z - lr * slope
    return Path(torch.stack(zs, dim=1), torch.stack(Es, dim=1))


def lbfgs(energy: Energy, y: Tensor, z_init: Tensor, *, steps: int = 12) -> Path:
    """Find ž by L-BFGS with a strong-Wolfe line search, each sample on its own.

    It needs few steps, and its first leap may land in a valley other than the nearest.

    Parameters and result as for :func:`descend`; a sample that has converged stays where it is.
    """
    paths = [_lbfgs(energy, y_n, z_n, steps) for y_n, z_n in zip(y, z_init, strict=True)]
    return Path(*(torch.stack(part) for part in zip(*paths, strict=True)))


def refine(energy: Energy, y: Tensor, z: Tensor, *, reach: float, steps: int = 20) -> Tensor:
    """Move each scalar latent to the bottom of its valley by Newton's method::

        z ← z − E′(z) / E″(z)

    where that leads downhill, and by ever smaller downhill steps where it does not.

    Parameters
    ----------
    y : samples, shape (…, D).
    z : latents near their minima, shape (…), as :func:`search` finds them.
    reach : no latent moves further than this: the spacing of the grid that was searched.

    Returns
    -------
    ž, shape (…). No energy is higher than before.

    Raises
    ------
    UsageError : the latents are not scalars, one per sample.
    """
    if z.shape != y.shape[:-1]:
        raise UsageError(
            f"refine takes scalar latents: expected z of shape {tuple(y.shape[:-1])}, one per sample, "
            f"got {tuple(z.shape)}"
        )
    start, scale = z.detach(), torch.ones_like(z)
    z = start
    for _ in range(steps):
        E, slope, bend = _slope_and_bend(energy, y, z)
        step = torch.where(bend > 0, slope / bend, slope.sign() * reach) * scale
        if (step.abs() <= torch.finfo(z.dtype).eps).all():
            break  # all are at their minimum, as far as rounding can tell
        trial = torch.maximum(torch.minimum(z - step, start + reach), start - reach)
        with torch.no_grad():
            lower = evaluate(energy, y, trial, z.shape) < E
        z = torch.where(lower, trial, z)
        scale = torch.where(lower, scale, scale / 2)
    return z


def cold_latent(energy: Energy, y: Tensor, n: int = 240, domain: Domain = CIRCLE) -> Tensor:
    """Return ž of each sample to the last digit, within ``domain``: search over n latents, then Newton's method.

    On a ridge of F_∞ two latents tie. The search looks from a hair to the upper right, so that all samples on a ridge
    go to the same side, however they are rounded.

    Shapes: y (…, 2) → ž (…).

    >>> from ebviz.energy import SquaredEnergy
    >>> from ebviz.models import EllipseDecoder
    >>> cold_latent(SquaredEnergy(EllipseDecoder([2.0, 1.5])), torch.tensor([[0.0, 2.0]]))
    tensor([1.5708])
    """
    z = domain.grid(n, dtype=y.dtype)
    start = search(energy, y + 1e-6, z).z
    return domain.home(refine(energy, y, start, reach=float(z[1] - z[0])))


def _lbfgs(energy: Energy, y: Tensor, z_init: Tensor, steps: int) -> Path:
    z = z_init.detach().clone().requires_grad_()
    # One iteration at a time, to see the path; max_eval gives the line search room, which its default does not.
    optimiser = torch.optim.LBFGS([z], max_iter=1, max_eval=26, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        E = checked(energy, evaluate(energy, y, z, ()))
        z.grad = torch.autograd.grad(E, z)[0]
        return E

    zs, Es = [z.detach().clone()], []
    for _ in range(steps):
        Es.append(optimiser.step(closure).detach())  # the energy before the step
        zs.append(z.detach().clone())
    with torch.no_grad():
        Es.append(evaluate(energy, y, z, ()))
    return Path(torch.stack(zs), torch.stack(Es))


def _slope(energy: Energy, y: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
    """Return E and ∂E/∂z of each pair."""
    with torch.enable_grad():
        z = z.detach().requires_grad_()
        E = checked(energy, evaluate(energy, y, z, y.shape[:-1]))
        (slope,) = torch.autograd.grad(E.sum(), z)
    return E.detach(), slope


def _slope_and_bend(energy: Energy, y: Tensor, z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return E, ∂E/∂z and ∂²E/∂z² of each pair; pairs are independent, so the gradient of a sum is theirs."""
    with torch.enable_grad():
        z = z.detach().requires_grad_()
        E = checked(energy, evaluate(energy, y, z, y.shape[:-1]))
        (slope,) = torch.autograd.grad(E.sum(), z, create_graph=True)
        (bend,) = torch.autograd.grad(slope.sum(), z)
    return E.detach(), slope.detach(), bend
