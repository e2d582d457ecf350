"""Target propagation and two autoencoders as energies over the plane, one of which copies everything.

    target prop   E(y, z) = C(y, ỹ) + R(z) + D(z, z̃)     F(y) = E(y, ž)
    AE            F(y) = C(y, ỹ) = ‖y − ỹ‖²,  ỹ = Dec(Enc(y)),  of a code of one dimension
    copy          the same with a code of many dimensions: low energy where there is no data

Source: NYU Deep Learning 2021, week 7, "from target propagation to autoencoders".
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
    seed: int = Field(0, description="seed of the weights and the shuffling", ge=0, le=2**63 - 1)
    hidden: int = Field(64, description="units of each of the two hidden layers", ge=1, le=10_000)
    code: int = Field(32, description="dimensions d of the over-complete code", ge=2, le=10_000)
    steps: int = Field(2000, description="training steps T", ge=1, le=1_000_000)
    target_steps: int = Field(1200, description="those of target propagation", ge=1, le=1_000_000)
    batch: int = Field(128, description="samples in each step", ge=1, le=1_000_000)
    lr: float = Field(
        5e-3, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=10
    )
    regulariser: float = Field(0.001, description="r of R(z) = r z² in target propagation", ge=0, le=1000)
    nearness: float = Field(0.1, description="d of D(z, z̃) = d (z − z̃)²", ge=0, le=1000)
    infer_steps: int = Field(10, description="steps of the descent from z̃ to ž", ge=1, le=10_000)
    infer_lr: float = Field(0.05, description="their rate", gt=0, le=10)
    looks: int = Field(
        40, description="about how many moments S of a training on the ellipse are kept", ge=2, le=10_000
    )
    codes: int = Field(201, description="codes h along the curve that the decoder draws", ge=2, le=100_000)


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train each on each toy, T = ellipse, moons; M = target, ae, copy::

    {T}_{M}_F (S, H, W), {T}_{M}_steps (S,) int64        F over the plane of study toys: untrained, trained
                                                         (S = 2), of ae and copy on the ellipse as it goes
    {T}_{M}_loss (steps,), {T}_{M}_held_out (S,)         mean energy of fresh samples
    {T}_{M}_y_tilde (N, 2)                               what becomes of the samples, trained
    {T}_{M}_plane (H, W, 2)                              and of every point of the plane
    {T}_{M}_low ()                                       share of the plane with low energy
    {T}_{M}_code (N,), {T}_{M}_curve (S, C, 2)           codes, and Dec(h) over their span (target and ae only)
    {T}_target_guess (N,)                                z̃, beside the code ž
    """
    import torch

    from ebviz.models import AutoEncoder, TargetProp
    from ebviz.studies.inference.free_energy import plane
    from ebviz.training import geometric_steps, train

    generator = torch.Generator().manual_seed(config.seed)
    layers = [2, config.hidden, config.hidden]
    arrays: dict[str, Tensor] = {}
    for toy in ("ellipse", "moons"):
        y, fresh = torch.tensor(toys[toy]), torch.tensor(toys[f"{toy}_held_out"])
        grid = plane(torch.tensor(toys[f"{toy}_y1"]), torch.tensor(toys[f"{toy}_y2"]))  # (H, W, 2)
        target = TargetProp(
            [*layers, 1],
            regulariser=config.regulariser,
            nearness=config.nearness,
            steps=config.infer_steps,
            lr=config.infer_lr,
            generator=generator,
        )
        models: dict[str, tuple[AutoEncoder | TargetProp, int]] = {
            "target": (target, config.target_steps),
            "ae": (AutoEncoder([*layers, 1], generator=generator), config.steps),
            "copy": (AutoEncoder([*layers, config.code], generator=generator), config.steps),
        }
        for name, (model, steps) in models.items():

            def code(y: Tensor, model: AutoEncoder | TargetProp = model) -> Tensor:
                return model.infer(y) if isinstance(model, TargetProp) else model.encoder(y)

            def energy(y: Tensor, model: AutoEncoder | TargetProp = model) -> Tensor:
                if isinstance(model, TargetProp):
                    return model.loss(y)
                return (y - model(y)[0]).square().sum(-1)

            def look(
                name: str = name,
                model: AutoEncoder | TargetProp = model,
                y: Tensor = y,
                fresh: Tensor = fresh,
                grid: Tensor = grid,
            ) -> dict[str, Tensor]:
                seen = {"F": energy(grid, model), "held_out": energy(fresh, model).mean()}
                if name == "copy":
                    return seen
                h = code(y, model)
                span = h.min() + torch.linspace(0, 1, config.codes)[:, None] * (h.max() - h.min())
                return seen | {"curve": model.decoder(span)}

            filmed = toy == "ellipse" and name != "target"
            history = train(
                lambda y, model=model: energy(y, model).mean(),
                [y],
                model.parameters(),
                generator=generator,
                steps=steps,
                batch=config.batch,
                lr=config.lr,
                schedule="cosine",
                probe=look,
                look_at=geometric_steps(steps, config.looks) if filmed else [0, steps],
                text=f"{toy}, {name}",
            )
            arrays |= {f"{toy}_{name}_{key}": value for key, value in history.seen.items()}
            arrays |= {f"{toy}_{name}_loss": history.loss, f"{toy}_{name}_steps": history.steps}
            h = code(y, model)
            with torch.no_grad():
                arrays[f"{toy}_{name}_y_tilde"] = model.decoder(h)
                arrays[f"{toy}_{name}_plane"] = model.decoder(code(grid, model))
                arrays[f"{toy}_{name}_low"] = low_share(
                    history.seen["F"][-1], energy(y, model), toys.config["low"]
                )
                if name != "copy":
                    arrays[f"{toy}_{name}_code"] = h[:, 0].detach()
                if name == "target":
                    arrays[f"{toy}_target_guess"] = model.encoder(y)[:, 0]
    return arrays


def low_share(F: Tensor, data_F: Tensor, low: float) -> Tensor:
    """Return the share of a plane F (H, W) with energy below that of 95 % of the samples (N,), and ``low`` more.

    The data fills next to nothing of the plane; only so much should have so little energy.
    """
    return (data_F.quantile(0.95) + low > F).to(F.dtype).mean()
