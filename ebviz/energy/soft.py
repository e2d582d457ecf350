"""Maximum and minimum softened by a coldness β: the actual softmax and softmin, and their gradients.

The names are the lecture's: the *actual* softmax of a vector is a number between its mean and its maximum. What
libraries call softmax is its gradient, a probability vector: the soft **arg**max. β = (k_B T)⁻¹ is the
inverse temperature::

    cold, β = ∞:  the maximum          warm: a marginalisation          hot, β = 0:  the mean

β is always a number or a tensor in [0, ∞]. A tensor β broadcasts against the *result*, that is, against ``E``
without its dimension ``dim``: energies (N, K) with β of shape (B, 1) give softmins (B, N).

To mask an entry, set it to −∞ for a maximum and to +∞ for a minimum: its weight is then 0.

Source: NYU Deep Learning, week 15, "training", and the energy-based models deck.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ebviz.errors import UsageError, one_line


def softmax(E: Tensor, beta: float | Tensor = 1.0, dim: int = -1) -> Tensor:
    """Return the actual softmax of ``E`` along ``dim``::

        softmax_β(E) = (1/β) log (1/K) Σₖ exp(β Eₖ),    softmax_0 = mean,    softmax_∞ = max

    Parameters
    ----------
    E : shape (…, K), or K at ``dim``.
    beta : inverse temperature in [0, ∞], a number or a tensor that broadcasts against the result.

    Returns
    -------
    Shape (…). Its gradient is :func:`softargmax` at every β, both ends included; β may require a gradient, too.

    Raises
    ------
    UsageError : β is negative or NaN, or K = 0.

    >>> softmax(torch.tensor([1.0, 3.0]), float("inf")), softmax(torch.tensor([1.0, 3.0]), 0)
    (tensor(3.), tensor(2.))
    """
    E, beta, _ = _prepare(E, beta, dim)  # (…, K), (…)
    return _Softmax.apply(E, beta)


def softmin(E: Tensor, beta: float | Tensor = 1.0, dim: int = -1) -> Tensor:
    """Return the actual softmin of ``E`` along ``dim``; over the latents' energies it is the free energy::

        softmin_β(E) = −softmax_β(−E) = −(1/β) log (1/K) Σₖ exp(−β Eₖ)

    Arguments, result and errors as for :func:`softmax`; its gradient is :func:`softargmin`.

    >>> softmin(torch.tensor([1.0, 3.0]), float("inf"))
    tensor(1.)
    """
    return -softmax(-E, beta, dim)


def softargmax(E: Tensor, beta: float | Tensor = 1.0, dim: int = -1) -> Tensor:
    """Return a probability for each entry of ``E``, the higher the likelier::

        softargmax_β(E)ₖ = exp(β Eₖ) / Σⱼ exp(β Eⱼ)

    At β = 0 it is uniform over the entries (above −∞), at β = ∞ over those that tie for the maximum.

    Arguments and errors as for :func:`softmax`.

    Returns
    -------
    The shape of ``E`` (broadcast with β), summing to 1 along ``dim``.

    >>> softargmax(torch.tensor([1.0, 3.0, 3.0]), float("inf"))
    tensor([0.0000, 0.5000, 0.5000])
    """
    E, beta, dim = _prepare(E, beta, dim)  # (…, K), (…)
    return _softargmax(E, beta).movedim(-1, dim)


def softargmin(E: Tensor, beta: float | Tensor = 1.0, dim: int = -1) -> Tensor:
    """Return a probability for each entry of ``E``, the lower the likelier: ``softargmax(-E)``.

    For the energies of the latents it is their Gibbs distribution.

    >>> softargmin(torch.tensor([1.0, 3.0]), float("inf"))
    tensor([1., 0.])
    """
    return softargmax(-E, beta, dim)


def coldness(beta: float | Tensor) -> Tensor:
    """Return β as a tensor, float64 if it was a number; raise :class:`UsageError` unless all of it is in [0, ∞]."""
    try:
        tensor = beta if isinstance(beta, Tensor) else torch.tensor(float(beta), dtype=torch.float64)
    except (TypeError, ValueError):
        raise UsageError(f"beta: expected a number in [0, inf], got {one_line(repr(beta), 60)}") from None
    wrong = ~(tensor >= 0)  # NaN is not ≥ 0
    if wrong.any():
        raise UsageError(f"beta: expected a number in [0, inf], got {tensor[wrong].flatten()[0].item():g}")
    return tensor


def _prepare(E: Tensor, beta: float | Tensor, dim: int) -> tuple[Tensor, Tensor, int]:
    """Return ``E`` with dimension ``dim`` moved last, β, both broadcast, and ``dim`` counted from the end."""
    beta = coldness(beta)
    if E.dim() == 0 or E.shape[dim] == 0:
        raise UsageError(
            f"a soft maximum: expected at least one entry, got shape {tuple(E.shape)} along dim {dim}"
        )
    if not E.is_floating_point():
        E = E.to(torch.get_default_dtype())
    dim = dim if dim < 0 else dim - E.dim()
    E = E.movedim(dim, -1)
    try:
        batch = torch.broadcast_shapes(E.shape[:-1], beta.shape)
    except RuntimeError:
        raise UsageError(
            f"beta of shape {tuple(beta.shape)} does not broadcast against the result's {tuple(E.shape[:-1])}"
        ) from None
    return E.expand(*batch, E.shape[-1]), beta.to(E).expand(batch), dim


class _Softmax(torch.autograd.Function):
    """The softmax over the last dimension, its gradient written out instead of traced.

    Traced, it would be 0/0 at one end and ∞ − ∞ at the other. The rules the lecture stresses hold at every β::

        ∂ softmax_β / ∂E = softargmax_β
        ∂ softmax_β / ∂β = (⟨E⟩_β − softmax_β) / β,    ½ Var(E) as β → 0
    """

    generate_vmap_rule = True

    @staticmethod
    def forward(E: Tensor, beta: Tensor) -> Tensor:
        top, low, mean = E.amax(-1), E.amin(-1), E.mean(-1)
        # Where β is closer to an end than rounding can tell, the end itself is the better number.
        warm = (beta > torch.finfo(E.dtype).eps / (top - low)) & (beta < torch.inf)
        b = torch.where(warm, beta, 1)
        below = torch.expm1(b[..., None] * (E - top[..., None])).mean(-1)  # ⟨exp(β(E − max))⟩ − 1 in (−1, 0]
        soft = top + torch.log1p(below.clamp(min=1 / E.shape[-1] - 1)) / b
        return torch.where(warm, soft, torch.where(beta < torch.inf, mean, top))

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], output: Tensor) -> None:
        ctx.save_for_backward(*inputs, output)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor | None]:
        E, beta, value = ctx.saved_tensors
        p = _softargmax(E, beta)  # (…, K)
        if not ctx.needs_input_grad[1]:
            return grad[..., None] * p, None
        mean = (p * E).sum(-1)
        half_variance = (p * (E - mean[..., None]) ** 2).sum(-1) / 2
        near_hot = beta * (E.amax(-1) - E.amin(-1)) < torch.finfo(E.dtype).eps ** 0.5
        slope = torch.where(near_hot, half_variance, (mean - value) / torch.where(beta > 0, beta, 1))
        return grad[..., None] * p, grad * torch.where(beta < torch.inf, slope, 0)


def _softargmax(E: Tensor, beta: Tensor) -> Tensor:
    cold = (beta == torch.inf)[..., None]
    top = E.detach().amax(-1, keepdim=True)
    ties = E.eq(top).to(E.dtype)
    logits = torch.where(cold, 1, beta[..., None]) * (E - top)  # ≤ 0: cannot overflow
    warm = torch.softmax(logits.masked_fill(E.isneginf(), -torch.inf), dim=-1)
    return torch.where(cold, ties / ties.sum(-1, keepdim=True), warm)
