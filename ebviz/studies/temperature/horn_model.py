"""The conditional model, trained at zero temperature on the horn; and decoders that know less, or too little.

    E(x, y, z) = ‖y − g(x, z)‖²,    F_∞(x, y) = min_z E(x, y, z)

Three decoders g: the lecture's f(x) ⊙ [cos z, sin z]; a network of f(x) and an angle z; and a network of f(x) and a z
of two dimensions, as many as y has, whose manifold fills the plane: every y is free of cost, and F says nothing.

Source: NYU Deep Learning, week 15, "training", the conditional case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("horn",)


class Config(StudyConfig):
    seed: int = Field(
        9, description="seed of the weights, the shuffling and the held-out samples", ge=0, le=2**63 - 1
    )
    n: int = Field(
        1000,
        description="training samples by the law of the horn's own; its few hundred are only drawn",
        ge=2,
        le=10_000_000,
    )
    steps: int = Field(2000, description="training steps T of the lecture's decoder", ge=1, le=1_000_000)
    general_steps: int = Field(
        700, description="training steps of each of the two networks", ge=1, le=1_000_000
    )
    batch: int = Field(100, description="samples in each step", ge=1, le=10_000_000)
    lr: float = Field(
        0.01, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=1000
    )
    n_z: int = Field(96, description="angles z that are searched", ge=3, le=100_000)
    wide_side: int = Field(
        25, description="values along each of the two dimensions of the wide z", ge=2, le=1000
    )
    wide_extent: float = Field(3.0, description="they span −wide_extent … wide_extent", ge=1e-3, le=1000)
    looks: int = Field(40, description="about how many moments S of each training are kept", ge=2, le=10_000)
    held_out: int = Field(500, description="fresh samples that measure what was learnt", ge=1, le=10_000_000)
    slice_x: float = Field(0.5, description="the condition at which F_∞ is drawn over the plane", ge=0, le=1)
    slice_extent: float = Field(
        8.0, description="that plane spans −slice_extent … slice_extent", ge=1e-3, le=1000
    )
    slice_points: int = Field(65, description="points W of that plane, a side", ge=2, le=4000)


def compute(config: Config, *, horn: Run) -> dict[str, Tensor]:
    """Train the three, and keep what the pictures replay; R is each of horn, general, wide::

    x_grid (51,), z (48,)                                    x = [0 : 1/50 : 1], z = [0 : π/24 : 2π[
    horn_manifold (S, 51, 48, 2), general_manifold (S, 51, 48, 2)      g(x, z)
    f (51, 2), rho (51, 2)                                   |f(x)| of the lecture's decoder, and the true radii
    {R}_loss (T,), {R}_steps (S,) int64, {R}_held_out (S,)   held out: mean F_∞ of fresh samples
    slice_y (W,), {R}_slice_F (S, W, W)                      F_∞(slice_x, y) over the plane
    wide_image (S, G, G, 2)                                  the wide decoder's manifold at slice_x
    mean_F (3,), flat (3,)                                   of the last slice_F: mean, and share below 1 % of ‖ρ‖²
    floor ()                                                 held-out mean F_∞ of the true horn
    horn.…, general.…, wide.…                                the trained weights
    """
    import torch

    from ebviz import data
    from ebviz.energy import ConditionalEnergy, SquaredEnergy, energy_loss, free_energy, latents, search
    from ebviz.models import GeneralDecoder, Given, HornDecoder
    from ebviz.studies.inference.free_energy import plane
    from ebviz.training import geometric_steps, train

    generator = torch.Generator().manual_seed(config.seed)
    law = {key: horn.config[key] for key in ("alpha", "beta", "noise")}

    def draw(n: int) -> Tensor:
        """Return samples [x, y], (n, 3)."""
        x, _, y = data.horn(n, generator=generator, **law)
        return torch.cat([x[:, None], y], dim=-1)

    given, fresh = draw(config.n), draw(config.held_out)
    x_grid, z = torch.linspace(0, 1, 51), latents(48)
    side = torch.linspace(-config.slice_extent, config.slice_extent, config.slice_points)
    slice_x = torch.tensor([config.slice_x])
    across = torch.linspace(-config.wide_extent, config.wide_extent, config.wide_side)
    square = plane(across, across)  # (G, G, 2)
    angles = latents(config.n_z)

    lecture = HornDecoder(generator=generator)
    decoders: dict[str, tuple[torch.nn.Module, Tensor, int]] = {
        "horn": (lecture, angles, config.steps),
        "general": (GeneralDecoder("angle", generator=generator), angles, config.general_steps),
        "wide": (GeneralDecoder(2, generator=generator), square.reshape(-1, 2), config.general_steps),
    }
    arrays: dict[str, Tensor] = {"x_grid": x_grid, "z": z, "slice_y": side}
    steps: dict[str, Tensor] = {}
    for name, (g, grid, count) in decoders.items():
        energy = ConditionalEnergy(g)

        def look(
            name: str = name, g: torch.nn.Module = g, grid: Tensor = grid, energy: ConditionalEnergy = energy
        ) -> dict[str, Tensor]:
            seen = {
                "slice_F": free_energy(SquaredEnergy(Given(g, slice_x)), plane(side, side), grid),
                "held_out": free_energy(energy, fresh, grid).mean(),
            }
            if name == "wide":
                return seen | {"image": g(slice_x, square)}
            return seen | {"manifold": g(x_grid[:, None, None], z)}

        history = train(
            # ž is found first and held: the gradient of a minimum is that of its argument.
            lambda xy, energy=energy, grid=grid: energy_loss(energy(xy, search(energy, xy, grid).z)).mean(),
            [given],
            g.parameters(),
            generator=generator,
            steps=count,
            batch=config.batch,
            lr=config.lr,
            schedule="cosine",
            probe=look,
            look_at=geometric_steps(count, config.looks),
            text=f"horn, {name} decoder",
        )
        arrays |= {f"{name}_{key}": value for key, value in history.seen.items()}
        arrays[f"{name}_loss"], steps[f"{name}_steps"] = history.loss, history.steps
        arrays |= {f"{name}.{key}": value for key, value in g.state_dict().items()}

    with torch.no_grad():
        arrays["f"] = lecture.predictor(x_grid[:, None]).abs()
    arrays["rho"] = data.radii(x_grid, law["alpha"], law["beta"])
    last = torch.stack([arrays[f"{name}_slice_F"][-1] for name in decoders])  # (3, W, W)
    scale = data.radii(torch.tensor(config.slice_x), law["alpha"], law["beta"]).square().sum()
    arrays |= {"mean_F": last.mean((1, 2)), "flat": (last < 0.01 * scale).float().mean((1, 2))}
    arrays["floor"] = truth(fresh, law["alpha"], law["beta"]).mean()
    return arrays | steps


def truth(xy: Tensor, alpha: float, beta: float) -> Tensor:
    """Return F_∞ of samples [x, y] (N, 3) under the horn they were drawn from, without its noise: (N,)."""
    import torch

    from ebviz.data import on_ellipse, radii
    from ebviz.energy import latents

    ellipses = on_ellipse(latents(960), radii(xy[:, 0], alpha, beta)[:, None])  # (N, K, 2)
    return torch.cdist(xy[:, None, 1:], ellipses).amin((1, 2)).square()
