"""Loss functionals: how training rates a free energy, by its values at the data and elsewhere.

    𝓛(F, Y) = mean_n ℓ(F, y⁽ⁿ⁾)

y̌ is where the energy is pushed down (the check points down), ŷ where it is pushed up (the hat points up).

Source: NYU Deep Learning, weeks 7 and 15, "training".
"""

from __future__ import annotations

import torch
from torch import Tensor


def energy_loss(F_check: Tensor) -> Tensor:
    """Return ℓ_energy = F(y̌), the loss that only pushes down: (…) → (…).

    It does not collapse as long as the model cannot: a latent of few dimensions leaves most of the plane uncovered.

    >>> energy_loss(torch.tensor(0.3))
    tensor(0.3000)
    """
    return F_check


def hinge_loss(F_check: Tensor, F_hat: Tensor, margin: float = 1.0) -> Tensor:
    """Return ℓ_hinge = (m − [F(ŷ) − F(y̌)])⁺, which is satisfied once F(ŷ) is ``margin`` above F(y̌): (…), (…) → (…).

    >>> hinge_loss(torch.tensor([0.0, 0.0]), torch.tensor([0.25, 2.0]))
    tensor([0.7500, 0.0000])
    """
    return (margin - (F_hat - F_check)).clamp(min=0)


def log_loss(F_check: Tensor, F_hat: Tensor) -> Tensor:
    """Return ℓ_log = log(1 + exp[F(y̌) − F(ŷ)]), a hinge whose margin is soft and has no end: (…), (…) → (…).

    >>> log_loss(torch.tensor(0.0), torch.tensor(0.0))
    tensor(0.6931)
    """
    return torch.nn.functional.softplus(F_check - F_hat)


def cost_loss(C_check: Tensor, C_hat: Tensor, margin: float = 1.0) -> Tensor:
    """Return ℓ_C = C(y̌) + [m − C(ŷ)]⁺, down at the data, up at ŷ until it costs ``margin``: (…), (…) → (…).

    Source: NYU Deep Learning 2021, week 9, "GAN"; J. Zhao, M. Mathieu and Y. LeCun, "Energy-based GAN", 2016.

    >>> cost_loss(torch.tensor([0.5, 0.5]), torch.tensor([0.25, 2.0]))
    tensor([1.2500, 0.5000])
    """
    return C_check + (margin - C_hat).clamp(min=0)


def generator_loss(C_hat: Tensor) -> Tensor:
    """Return ℓ_G = C(G(z)), which is all the generator has to lower: (…) → (…).

    >>> generator_loss(torch.tensor(0.25))
    tensor(0.2500)
    """
    return C_hat
