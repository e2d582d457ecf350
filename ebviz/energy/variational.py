"""The variational view: the free energy is a minimum over distributions q(z), each of which bounds it from above.

    F_β(y) = min_q { E_q[E(y, z)] + (1/β) KL(q ‖ u) },    u uniform over the latents,    q* = softargmin_β[E(y, ·)]

and what a q loses is its divergence from q*: its bound exceeds F_β by (1/β) KL(q ‖ q*).

Source: NYU Deep Learning, Y. LeCun's notes on the variational free energy, with the 1/|Z| of week 15.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ebviz.energy.soft import coldness
from ebviz.errors import UsageError

SLACK = 1e-4  # by which the sum of a distribution may miss 1


def variational_free_energy(E: Tensor, q: Tensor, beta: float | Tensor = 1.0, dim: int = -1) -> Tensor:
    """Return the bound that a distribution q over the latents gives, never below the free energy::

        E_q[E] + (1/β) KL(q ‖ u)  =  Σₖ qₖ Eₖ + (1/β) Σₖ qₖ log (K qₖ)  ≥  softmin_β(E)

    Parameters
    ----------
    E : energies, shape (…, K), or K at ``dim``; where q is 0 even +∞ does not count.
    q : probabilities of the K latents, shaped as ``E`` or broadcasting with it.
    beta : coldness in (0, ∞], a number or a tensor that broadcasts against the result.

    Returns
    -------
    Shape (…), differentiable in all three. It equals :func:`softmin` if q is :func:`softargmin`.

    Raises
    ------
    UsageError : q has entries below 0 or does not sum to 1 along ``dim``; the shapes do not broadcast; β is outside
        (0, ∞]. (As β → 0 the bound stays finite for the uniform q only.)

    >>> E = torch.tensor([1.0, 3.0])
    >>> variational_free_energy(E, torch.tensor([0.5, 0.5])), variational_free_energy(E, torch.tensor([1.0, 0.0]))
    (tensor(2.), tensor(1.6931))
    """
    beta = coldness(beta)
    if (beta == 0).any():
        raise UsageError("beta: expected a number in (0, inf], got 0")
    try:
        E, q = torch.broadcast_tensors(E, q)  # (…, K)
    except RuntimeError:
        raise UsageError(
            f"q of shape {tuple(q.shape)} does not broadcast with energies of shape {tuple(E.shape)}"
        ) from None
    total = q.detach().sum(dim)
    if not ((total - 1).abs() <= SLACK).all() or (q < 0).any():
        raise UsageError(
            f"q: expected probabilities that sum to 1 along dim {dim}, got a least entry of {q.min().item():g} "
            f"and sums from {total.min().item():g} to {total.max().item():g}"
        )
    expected = (q * E.masked_fill(q == 0, 0)).sum(dim)  # (…)
    uniform = torch.full_like(q, 1 / q.shape[dim])
    return expected + kl(q, uniform, dim) / beta.to(expected)


def kl(q: Tensor, p: Tensor, dim: int = -1) -> Tensor:
    """Return the Kullback–Leibler divergence of q from p, in nats; 0 if they agree, otherwise positive::

        KL(q ‖ p) = Σₖ qₖ log (qₖ / pₖ),    0 log 0 = 0

    Parameters
    ----------
    q, p : probabilities, shape (…, K), or K at ``dim``, broadcasting.

    Returns
    -------
    Shape (…); +∞ where q has weight and p has none.

    >>> kl(torch.tensor([1.0, 0.0]), torch.tensor([0.5, 0.5]))
    tensor(0.6931)
    """
    least = torch.finfo(q.dtype).tiny  # only in the logarithm, where it keeps the gradient finite at q = 0
    return (torch.xlogy(q, q.clamp(min=least)) - torch.xlogy(q, p)).sum(dim)
