"""The variational autoencoder: the code of a sample is a bubble, with centre μ and radius √v."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor, nn

from ebviz.models.autoencoder import Stack, identity


class VAE(nn.Module):
    """(μ, log v) = Enc(y),  z = μ + √v ⊙ ε,  ε ~ N(0, I),  ỹ = Dec(z).

    Parameters
    ----------
    sizes : D of y, the widths of the encoder's hidden layers, and d of z; the decoder has the same in reverse.
    activation : between the layers. g : the last non-linearity of the output ỹ.
    generator : draws the initial weights.

    Shapes: y (…, D), ε (…, d) → ỹ (…, D), μ (…, d), log v (…, d).

    Source: NYU Deep Learning 2021, weeks 8 and 9, "variational autoencoders".

    >>> vae = VAE([2, 32, 1], generator=torch.Generator().manual_seed(0))
    >>> [part.shape for part in vae(torch.zeros(5, 2), torch.zeros(5, 1))]
    [torch.Size([5, 2]), torch.Size([5, 1]), torch.Size([5, 1])]
    """

    def __init__(
        self,
        sizes: Sequence[int],
        *,
        activation: Callable[[Tensor], Tensor] = torch.tanh,
        g: Callable[[Tensor], Tensor] = identity,
        generator: Generator,
    ) -> None:
        super().__init__()
        *above, self.d = sizes
        self.encoder: nn.Module = Stack([*above, 2 * self.d], activation=activation, generator=generator)
        self.decoder: nn.Module = Stack(sizes[::-1], g, activation=activation, generator=generator)

    def bubble(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Return μ (…, d) and log v (…, d) of samples (…, D)."""
        mu, log_v = self.encoder(y).chunk(2, dim=-1)
        return mu, log_v

    def forward(self, y: Tensor, epsilon: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        mu, log_v = self.bubble(y)
        return self.decoder(draw(mu, log_v, epsilon)), mu, log_v


def draw(mu: Tensor, log_v: Tensor, epsilon: Tensor) -> Tensor:
    """Return z = μ + √v ⊙ ε, a draw from N(μ, v) that gradients pass through; shapes (…, d) broadcast."""
    return mu + (log_v / 2).exp() * epsilon


def mean_term(mu: Tensor) -> Tensor:
    """Return U(μ) = μ², the spring that ties a bubble to the origin, element by element."""
    return mu.square()


def variance_term(log_v: Tensor) -> Tensor:
    """Return V(v) = v − log v − 1, which holds the radius of a bubble near 1, element by element.

    >>> variance_term(torch.tensor([0.01, 1.0]).log())
    tensor([3.6152, 0.0000])
    """
    return log_v.exp() - log_v - 1


def divergence(mu: Tensor, log_v: Tensor) -> Tensor:
    """Return the terms of D_KL[N(μ, v) ‖ N(0, I)] = ½ Σ_i (v_i − log v_i − 1 + μ_i²), one for each dimension.

    Shapes: μ, log v (…, d) → (…, d).
    """
    return (variance_term(log_v) + mean_term(mu)) / 2


def collapsed(mu: Tensor, log_v: Tensor, least: float = 0.1) -> Tensor:
    """Return which dimensions of the code say nothing about y: their mean D_KL is below ``least`` nats.

    In these the bubbles of all samples have become the prior, v = 1 and μ = 0: posterior collapse.

    Shapes: μ, log v (N, d) → (d,), of booleans.

    >>> collapsed(torch.tensor([[1.0, 0.0], [-1.0, 0.0]]), torch.zeros(2, 2))
    tensor([False,  True])
    """
    return divergence(mu, log_v).mean(0) < least


def overlap(mu: Tensor, radius: Tensor) -> Tensor:
    """Return the share of pairs that overlap: centres (N, d) closer than the sum of the radii (N,).

    >>> overlap(torch.tensor([[0.0, 0.0], [1.5, 0.0], [9.0, 0.0]]), torch.ones(3))
    tensor(0.3333)
    """
    i, j = torch.triu_indices(len(mu), len(mu), offset=1)
    return ((mu[i] - mu[j]).norm(dim=-1) < radius[i] + radius[j]).to(mu.dtype).mean()


def mixture_divergence(mu: Tensor, radius: Tensor, draws: int, generator: Generator) -> Tensor:
    """Return D_KL[q ‖ N(0, I)] of the aggregate posterior q(z) = mean_n N(z; μₙ, rₙ² I), by Monte Carlo::

        mean over z ~ q of log q(z) − log N(z; 0, I)

    Parameters
    ----------
    mu, radius : centres (N, d) and radii (N,) of the bubbles.
    draws : draws z from each bubble; the standard error falls with the square root of their number.

    Returns
    -------
    The divergence in nats, ().
    """
    n, d = mu.shape
    z = (mu + radius[:, None] * torch.randn(draws, n, d, generator=generator)).reshape(-1, d)  # (K N, d)
    far = torch.cdist(z, mu) / radius  # (K N, N)
    log_q = (-far.square() / 2 - d * radius.log()).logsumexp(-1) - math.log(n)
    log_p = -z.square().sum(-1) / 2
    return (log_q - log_p).mean()  # the constants (d/2) log 2π cancel
