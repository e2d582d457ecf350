"""The force of training: how hard, and which way, each sample pulls each point of the manifold.

Source: NYU Deep Learning, week 15, "training".
"""

from __future__ import annotations

import math

from torch import Tensor

from ebviz.energy.energy import squared_distance
from ebviz.energy.soft import softargmin


def force(y: Tensor, y_tilde: Tensor, beta: float | Tensor = math.inf) -> Tensor:
    """Return the force of each sample on each point of the manifold, downhill in the free energy::

        −∂F_β(y)/∂ỹ_k = 2 softargmin_β[E(y, ·)]_k (y − ỹ_k),    E(y, k) = ‖y − ỹ_k‖²

    At zero temperature the nearest point gets all of it; when warm, the Gibbs weights share it out.

    Parameters
    ----------
    y : samples, shape (N, D).
    y_tilde : points of the manifold, shape (K, D).
    beta : coldness in [0, ∞].

    Returns
    -------
    Shape (N, K, D). A step of gradient descent on F moves ỹ along it, or, through a decoder ỹ = g(z; w), moves w
    along Σ_k (∂ỹ_k/∂w)ᵀ force_k.

    >>> import torch
    >>> force(torch.tensor([[3.0, 0.0]]), torch.tensor([[2.0, 0.0], [-2.0, 0.0]]))[0].tolist()
    [[2.0, 0.0], [0.0, 0.0]]
    """
    weights = softargmin(squared_distance(y[:, None], y_tilde), beta)  # (N, K)
    return 2 * weights[..., None] * (y[:, None] - y_tilde)  # (N, K, D)
