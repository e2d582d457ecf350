"""The thermostat catastrophe: trained ever hotter, the ellipse loses one axis, then both: the latent is killed.

The best |w| of g(z) = [w₁ cos z, w₂ sin z] under 𝓛(w) = mean_n F_β(y⁽ⁿ⁾) is a curve over β with two transitions.
Where a vanished weight w_i starts to grow, the second-order term of F_β in it changes its sign:

    from w = 0:           F_β(y) = ‖y‖² + ½ Σ_i w_i² (1 − 2β y_i²) + …,    so β_c = 1 / (2 ⟨y_1²⟩)
    from w = (w₁*, 0):    F_β(y) = … + w₂² ⟨sin² z⟩_p (1 − 2β y_2²),    p(z) ∝ exp(−β (y_1 − w₁* cos z)²)

Source: NYU Deep Learning, week 15, "training": with β → 0 the model is MSE.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("ellipse", "inference")
VANISHED = 1e-2  # |w_i| below which an axis is gone
Beta = Annotated[float, Field(ge=1e-6, le=1e6)]


class Config(StudyConfig):
    coldest: float = Field(100.0, description="the curve starts at this β", ge=1e-6, le=1e6)
    hottest: float = Field(0.1, description="and ends at this", ge=1e-6, le=1e6)
    betas: int = Field(121, description="values B of β, evenly spaced in its logarithm", ge=3, le=10_000)
    n_z: int = Field(240, description="latents K of the free energy", ge=3, le=100_000)
    film: tuple[Beta, Beta, Beta] = Field(
        (10.0, 0.33, 0.1), description="β of the three trainings: an ellipse, a segment, a point"
    )
    steps: int = Field(150, description="steps T of each of the three trainings", ge=1, le=10_000)
    lr: float = Field(0.25, description="their rate", gt=0, le=1000)


def compute(config: Config, *, ellipse: Run, inference: Run) -> dict[str, Tensor]:
    """Minimise over w at every β, locate the transitions, and train at three temperatures::

    beta (B,), w (B, 2), loss (B,)                    the best |w| and its mean F_β, from cold to hot
    located (2,), expected (2,)                       β where w₁, w₂ appear: bisected; by the second-order expansion
    film_beta (3,), film_w (3, T+1, 2), film_loss (3, T), z (48,), film_y_tilde (3, T+1, 48, 2)      three trainings
    mse ()                                            mean ‖y − ȳ‖² about the origin: the loss of a killed latent
    """
    import torch

    from ebviz.energy import SquaredEnergy, free_energy, latents, softargmin
    from ebviz.models import EllipseDecoder
    from ebviz.training import train

    double = torch.float64
    y = torch.tensor(ellipse["y"], dtype=double)  # (N, 2)
    z = latents(config.n_z, dtype=double)  # (K,)

    def best(beta: float, w: Tensor) -> tuple[Tensor, Tensor]:
        """Return the w nearest downhill, and its loss."""
        g = EllipseDecoder(w)
        energy = SquaredEnergy(g)
        optimiser = torch.optim.LBFGS(
            energy.parameters(),
            max_iter=100,
            tolerance_grad=1e-10,
            tolerance_change=1e-12,
            line_search_fn="strong_wolfe",
        )

        def closure() -> Tensor:
            optimiser.zero_grad()
            loss = free_energy(energy, y, z, beta).mean()
            loss.backward()
            return loss

        optimiser.step(closure)
        return g.w.detach().abs(), closure().detach()

    betas = torch.logspace(math.log10(config.coldest), math.log10(config.hottest), config.betas, dtype=double)
    start = y.abs().amax(dim=0)
    ws, losses = [start], []
    for beta in betas.tolist():
        w, loss = best(beta, ws[-1].clamp(min=VANISHED / 10))  # a vanished axis may grow again
        ws.append(w)
        losses.append(loss)
    w = torch.stack(ws[1:])  # (B, 2)

    def located(i: int) -> float:
        """Return the β at which w_i appears, by bisection on whether the optimum has it."""
        low, high = float(betas[w[:, i] < VANISHED].max()), float(betas[w[:, i] >= VANISHED].min())
        near = w[(w[:, i] >= VANISHED).nonzero()[-1, 0]]
        return bisect(lambda beta: float(best(beta, near)[0][i]) - VANISHED, low, high)

    def bend(beta: float) -> float:
        """Return −½ ∂²𝓛/∂w₂² at the best (w₁, 0): positive where w₂ grows."""
        energy = SquaredEnergy(EllipseDecoder(torch.stack([best(beta, w[0] * flat)[0][0], flat[1]])))
        with torch.no_grad():
            p = softargmin(energy(y[:, None], z), beta)  # (N, K)
            return float(-((p * z.sin() ** 2).sum(-1) * (1 - 2 * beta * y[:, 1] ** 2)).mean())

    flat = torch.tensor([1.0, 0.0], dtype=double)
    first = float(1 / (2 * y[:, 0].square().mean()))
    expected = [first, bisect(bend, 1.05 * first, config.coldest)]

    shown, films = latents(48, dtype=double), []
    for beta in config.film:
        g = EllipseDecoder(torch.tensor(inference["w"], dtype=double))
        energy = SquaredEnergy(g)

        def look(g: EllipseDecoder = g) -> dict[str, Tensor]:
            return {"w": g.w, "y_tilde": g(shown)}

        films.append(
            train(
                lambda y, energy=energy, beta=beta: free_energy(energy, y, z, beta).mean(),
                [y],
                energy.parameters(),
                generator=torch.Generator(),
                steps=config.steps,
                batch=len(y),
                lr=config.lr,
                optimiser="sgd",
                probe=look,
                look_at=range(config.steps + 1),
                text=f"training at β = {beta:g}",
            )
        )
    arrays = {
        "beta": betas,
        "w": w,
        "loss": torch.stack(losses),
        "located": torch.tensor([located(0), located(1)]),
        "expected": torch.tensor(expected),
        "film_beta": torch.tensor(config.film),
        "film_w": torch.stack([film.seen["w"] for film in films]),
        "film_loss": torch.stack([film.loss for film in films]),
        "z": shown,
        "film_y_tilde": torch.stack([film.seen["y_tilde"] for film in films]),
        "mse": y.square().sum(-1).mean(),
    }
    return {name: array.float() for name, array in arrays.items()}


def bisect(rises: Callable[[float], float], low: float, high: float, steps: int = 24) -> float:
    """Return where a function changes from negative, at ``low``, to positive, at ``high``.

    >>> round(bisect(lambda x: x - 0.3, 0.0, 1.0), 6)
    0.3
    """
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (low, middle) if rises(middle) > 0 else (middle, high)
    return (low + high) / 2
