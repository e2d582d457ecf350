"""The thermostat catastrophe: trained ever hotter, the ellipse loses one axis, then both, and the latent is dead.

The best |w| of g(z) = [w₁ cos z, w₂ sin z] under 𝓛(w) = mean_n F_β(y⁽ⁿ⁾) is a curve over β with two transitions.
Where a vanished weight w_i starts to grow, the second-order term of F_β in it changes sign:

    from w = 0:           F_β(y) = ‖y‖² + ½ Σ_i w_i² (1 − 2β y_i²) + …,    so β_c = 1 / (2 ⟨y_1²⟩)
    from w = (w₁*, 0):    F_β(y) = … + w₂² ⟨sin² z⟩_p (1 − 2β y_2²),    p(z) ∝ exp(−β (y_1 − w₁* cos z)²)

and with both axes exchanged if the samples reach further along y₂.

Source: NYU Deep Learning, week 15, "training": with β → 0 the model is MSE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("ellipse", "inference")
CANNOT_USE = {
    "inference.decoder": "it follows the two axes w₁ and w₂ of the ellipse",
    "inference.energy": "it follows the two axes w₁ and w₂ of the ellipse",
}
Beta = Annotated[float, Field(ge=1e-12, le=1e12)]


class Config(StudyConfig):
    coldest: float | None = Field(
        None,
        description="β at which the curve starts; by default 100, or what samples of another size need",
        ge=1e-12,
        le=1e12,
    )
    hottest: float | None = Field(
        None, description="β at which it ends; by default 0.1, or as needed", ge=1e-12, le=1e12
    )
    betas: int = Field(
        121, description="number B of values of β, evenly spaced in its logarithm", ge=3, le=10_000
    )
    n_z: int = Field(240, description="latents K of the free energy", ge=3, le=100_000)
    film: tuple[Beta, Beta, Beta] | None = Field(
        None,
        description="β of three trainings: an ellipse, a segment, a point; by default 10, 0.33, 0.1, or as needed",
    )
    steps: int = Field(150, description="steps T of each of the three trainings", ge=1, le=10_000)
    lr: float = Field(0.25, description="their learning rate", gt=0, le=1000)
    fall_steps: int = Field(
        4000,
        description="steps of the training while β falls from the first of these three",
        ge=20,
        le=1_000_000,
    )
    fall_lr: float = Field(0.5, description="its learning rate", gt=0, le=1000)
    fall_looks: int = Field(200, description="about how many moments S of it to keep", ge=5, le=10_000)


def compute(config: Config, *, ellipse: Run, inference: Run) -> dict[str, Tensor]:
    """Minimise over w at every β, locate the transitions, and train at three temperatures::

    beta (B,), w (B, 2), loss (B,)                    the best |w| and its mean F_β, from cold to hot
    located (2,), expected (2,)                       β where w₁, w₂ appear: by bisection; by second-order expansion
    film_beta (3,), film_w (3, T+1, 2), film_loss (3, T), z (48,), film_y_tilde (3, T+1, 48, 2)      three trainings
    fall_beta (S,), fall_w (S, 2), fall_loss (S,), fall_y_tilde (S, 48, 2)      a training while β falls
    fall_tip () int64, fall_pull (S, N)               one of the 48; the weight of each sample there / the greatest
    fall_warm () int64, fall_lost (2,) int64          its last moment before that, that from which w_i is lost
    mse ()                                            mean ‖y‖², the loss once the latent is dead
    """
    import torch

    from ebviz.energy import latents
    from ebviz.studies._arrays import single
    from ebviz.studies._extent import chosen, unit
    from ebviz.studies.temperature import _catastrophe as steps

    double = torch.float64
    size = unit(steps.EXTENT, ellipse["y"])
    coldest, hottest = chosen((config.coldest, config.hottest), steps.ENDS, size**-2)  # β E is a pure number
    film = config.film or tuple(beta * size**-2 for beta in steps.FILM)
    y, z = torch.tensor(ellipse["y"], dtype=double), latents(config.n_z, dtype=double)
    problem = steps.Problem(y, z, steps.VANISHED * size)
    betas, w, loss = steps.follow(problem, coldest, hottest, config.betas)
    untrained = torch.tensor(inference["w"], dtype=double)
    return single(
        {
            "beta": betas,
            "w": w,
            "loss": loss,
            "located": steps.located(problem, betas, w),
            "expected": steps.expected(problem, w[0], coldest),
            **steps.trainings(problem, film, untrained, config.steps, config.lr),
            **steps.fall(
                problem,
                film[0],
                hottest,
                untrained,
                steps=config.fall_steps,
                looks=config.fall_looks,
                lr=config.fall_lr,
            ),
            "mse": problem.y.square().sum(-1).mean(),
        }
    )
