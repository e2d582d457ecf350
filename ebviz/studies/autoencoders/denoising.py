"""The denoising autoencoder: corrupted points travel home, and how far a point is moved is its energy.

    ŷ = y + σ ε,    ỹ = Dec(Enc(ŷ)),    loss ‖y − ỹ‖²,    F(ŷ) = ‖ŷ − ỹ‖²

With unlimited capacity it would be the warm free energy of the samples themselves, E_n(ŷ) = ‖ŷ − y⁽ⁿ⁾‖²:
r(ŷ) = Σ_n y⁽ⁿ⁾ softargmin_β[E]_n = ŷ − ½ ∇F_β(ŷ) with β = 1/(2σ²). That is the oracle here.

Source: NYU Deep Learning 2021, week 7, "denoising autoencoders".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


class Config(StudyConfig):
    seed: int = Field(0, description="seed of the weights, the shuffling and the noise", ge=0, le=2**63 - 1)
    hidden: int = Field(64, description="units of each of the two hidden layers", ge=1, le=10_000)
    code: int = Field(32, description="dimensions d of the code, more than y has", ge=1, le=10_000)
    steps: int = Field(4000, description="training steps T", ge=1, le=1_000_000)
    batch: int = Field(150, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(
        5e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    sigma: float = Field(
        0.25, description="standard deviation σ of the corruption of the ellipse and the moons", gt=0, le=10
    )
    sigma_spiral: float = Field(0.15, description="that of the spiral's", gt=0, le=10)
    corrupted: int = Field(750, description="corrupted points P that travel", ge=2, le=1_000_000)
    journeys: int = Field(12, description="times J that they are sent through the network", ge=1, le=10_000)
    arrows: int = Field(21, description="arrows along y₁ of the plane", ge=2, le=1000)


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train one on each toy, T = ellipse, moons, spiral::

    {T}_loss (T,), {T}_sigma ()
    {T}_F (H, W), {T}_plane (H, W, 2)             energy, and where every point of the plane is sent
    {T}_oracle_F (H, W)                           that of the oracle, ‖ŷ − r(ŷ)‖² = ¼ ‖∇F_β‖²
    {T}_nearest_F (H, W)                          and of the nearest sample, σ → 0
    {T}_at (A, 2), {T}_sent (A, 2), {T}_oracle_sent (A, 2)    a coarse grid, where the network and the oracle send it
    {T}_origin (P,) int64, {T}_walk (J+1, P, 2)   corrupted points, of which sample, sent through again and again
    {T}_off (J+1,)                                their mean distance from the nearest sample
    {T}_y_tilde (N, 2)                            clean samples through the network: they should not move
    {T}_low ()                                    share of the plane with low energy
    {T}_gap ()                                    mean ‖ỹ − r‖ over the corrupted points, in units of σ
    """
    import torch

    from ebviz.models import AutoEncoder
    from ebviz.studies.autoencoders.autoencoder import low_share
    from ebviz.studies.inference.free_energy import plane
    from ebviz.training import train

    generator = torch.Generator().manual_seed(config.seed)
    arrays: dict[str, Tensor] = {}
    for toy in ("ellipse", "moons", "spiral"):
        y = torch.tensor(toys[toy])
        y1, y2 = torch.tensor(toys[f"{toy}_y1"]), torch.tensor(toys[f"{toy}_y2"])
        grid = plane(y1, y2)  # (H, W, 2)
        sigma = config.sigma_spiral if toy == "spiral" else config.sigma
        model = AutoEncoder([2, config.hidden, config.hidden, config.code], generator=generator)

        def corrupt(y: Tensor, sigma: float = sigma) -> Tensor:
            return y + sigma * torch.randn(y.shape, generator=generator)

        def loss(y: Tensor, model: AutoEncoder = model, corrupt=corrupt) -> Tensor:
            y_tilde, _ = model(corrupt(y))
            return (y - y_tilde).square().sum(-1).mean()

        history = train(
            loss,
            [y],
            model.parameters(),
            generator=generator,
            steps=config.steps,
            batch=config.batch,
            lr=config.lr,
            schedule="cosine",
            text=f"{toy}, denoising",
        )

        def oracle(y_hat: Tensor, y: Tensor = y, sigma: float = sigma) -> Tensor:
            return posterior_mean(y_hat, y, sigma)

        origin = torch.randint(len(y), (config.corrupted,), generator=generator)
        coarse = plane(
            torch.linspace(float(y1[0]), float(y1[-1]), config.arrows),
            torch.linspace(float(y2[0]), float(y2[-1]), 1 + round(0.75 * (config.arrows - 1))),
        ).reshape(-1, 2)
        with torch.no_grad():
            walk = [corrupt(y[origin])]
            for _ in range(config.journeys):
                walk.append(model(walk[-1])[0])
            moved = torch.stack(walk)
            image = model(grid)[0]
            F = (grid - image).square().sum(-1)
            own = (y - model(y)[0]).square().sum(-1)
            arrays |= {
                f"{toy}_loss": history.loss,
                f"{toy}_sigma": torch.tensor(sigma),
                f"{toy}_F": F,
                f"{toy}_plane": image,
                f"{toy}_oracle_F": (grid - oracle(grid)).square().sum(-1),
                f"{toy}_nearest_F": torch.cdist(grid.reshape(-1, 2), y).amin(-1).square().reshape(F.shape),
                f"{toy}_at": coarse,
                f"{toy}_sent": model(coarse)[0],
                f"{toy}_oracle_sent": oracle(coarse),
                f"{toy}_origin": origin,
                f"{toy}_walk": moved,
                f"{toy}_off": torch.cdist(moved, y).amin(-1).mean(-1),
                f"{toy}_y_tilde": model(y)[0],
                f"{toy}_low": low_share(F, own, toys.config["low"]),
                f"{toy}_gap": (walk[1] - oracle(walk[0])).norm(dim=-1).mean() / sigma,
            }
    return arrays


def posterior_mean(y_hat: Tensor, y: Tensor, sigma: float) -> Tensor:
    """Return the best possible denoiser of Gaussian noise, the mean of y given ŷ::

        r(ŷ) = Σ_n y⁽ⁿ⁾ softargmin_β[‖ŷ − y⁽ⁿ⁾‖²]_n = ŷ − ½ ∇F_β(ŷ),    β = 1/(2σ²)

    Shapes: ŷ (…, 2), y (N, 2) → (…, 2).
    """
    from ebviz.energy import softargmin

    E = (y_hat[..., None, :] - y).square().sum(-1)  # (…, N)
    return softargmin(E, 1 / (2 * sigma**2)) @ y
