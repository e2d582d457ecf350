"""The GAN as contrastive energy learning, on an ellipse and on eight Gaussians: two nets, step by step.

    ŷ = G(z), z ~ N(0, I)    ℒ_C = C(y) + [m − C(ŷ)]⁺    ℒ_G = C(G(z))    C ≥ 0

C is lowered at the data and raised at what G makes, until that costs m; G follows the slope of C. A penalty on slopes
of C steeper than one, between y and ŷ, keeps the cost a distance that grows and not a wall.

Source: NYU Deep Learning 2021, week 9, "GAN".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


class Recipe(StudyConfig):
    """How one pair of nets is trained: the defaults are what works, the failures are named changes of it."""

    form: Literal["cost", "probability"] = Field(
        "cost", description="a cost with a margin, or a 0/1 classifier and the logarithm of its probability"
    )
    rounds: int = Field(1500, description="rounds T, a turn of each net", ge=2, le=1_000_000)
    batch: int = Field(256, description="samples in each step", ge=1, le=1_000_000)
    margin: float = Field(5.0, description="m, what ŷ must cost", gt=0, le=1000)
    penalty: float = Field(1.0, description="weight of slopes of C above one", ge=0, le=1e6)
    cost_lr: float = Field(3e-3, description="Adam's learning rate of C", gt=0, le=10)
    generator_lr: float = Field(1e-3, description="Adam's learning rate of G", ge=0, le=10)
    momentum: float = Field(0.5, description="Adam's β₁ of both", ge=0, lt=1)
    cost_steps: int = Field(1, description="steps of C in each round", ge=1, le=1000)
    generator_steps: int = Field(1, description="steps of G in each round", ge=1, le=1000)
    floor: float = Field(0.02, description="share of the rates that is left at the end (cosine)", ge=0, le=1)


class Sizes(StudyConfig):
    """What all trainings of a study have in common."""

    seed: int = Field(0, description="seed of the weights, the shuffling and z", ge=0, le=2**63 - 1)
    hidden: int = Field(128, description="units of each of two hidden layers, of both nets", ge=1, le=10_000)
    features: int = Field(8, description="numbers whose length is C", ge=1, le=10_000)
    code: int = Field(2, description="dimensions d of z", ge=2, le=1000)
    samples: int = Field(2000, description="samples P that are followed", ge=2, le=1_000_000)
    mesh: int = Field(25, description="lines G of the mesh of z, each way", ge=2, le=1000)
    looks: int = Field(60, description="about how many moments S are kept", ge=2, le=10_000)


class Config(Sizes):
    recipe: Recipe = Field(Recipe(), description="how both nets are trained")


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train on each toy, K = ellipse, gaussians; what :func:`fit` returns, by name {K}_…, and

    mesh_z (G,)      the values of z₁ and of z₂ on the mesh
    """
    import torch

    arrays = {"mesh_z": mesh_lines(config.mesh)}
    for number, toy in enumerate(("ellipse", "gaussians")):
        generator = torch.Generator().manual_seed(config.seed + number)
        found = fit(toys, toy, config, config.recipe, generator, f"GAN, {toy}")
        arrays |= {f"{toy}_{name}": value for name, value in found.items()}
    return arrays


def fit(
    toys: Run, toy: str, config: Sizes, recipe: Recipe, generator: Generator, text: str
) -> dict[str, Tensor]:
    """Train one pair of nets and remember every moment of it::

        rounds (S,) int64                the rounds before which it looked
        loss (T, 2)                      ℒ_C and ℒ_G of each round
        C (S, H, W)                      over the toy's plane
        z (P, d), y_hat (S, P, 2)        the followed samples
        mesh (S, G, G, 2)                G over the mesh of z; rows z₂, columns z₁, further dimensions nought
        C_y (S, M), C_hat (S, P)         C of the held-out data and of ŷ
        pull (S, P, 2), mean_pull (S,)   −∂ℓ_G/∂ŷ, the way G is asked to move each ŷ, and its mean length
        spread (S,)                      mean distance of two ŷ
        distance (S,)                    energy distance of ŷ from the held-out data
        share (S, 8), covered (S,)       of the Gaussians: share of ŷ within 3σ of each mode, and how many are covered
        unrest (S − 1,)                  mean way of one ŷ per round since the moment before

    Of the form "probability", C is 1 − D, what the classifier takes for the probability of being made, and
    ℓ_G = log C.
    """
    import torch

    from ebviz.data.two_sample import covered, mean_distance, share_of_modes
    from ebviz.energy import generator_loss
    from ebviz.models import GAN, Classifier, Cost
    from ebviz.models.gan import contrast, slope
    from ebviz.studies.inference.free_energy import plane
    from ebviz.training import Player, alternate

    y, held_out = (torch.tensor(toys[f"{toy}{part}"]) for part in ("", "_held_out"))
    grid = plane(*(torch.tensor(toys[f"{toy}_{axis}"]) for axis in ("y1", "y2")))  # (H, W, 2)
    widths = [config.hidden, config.hidden]
    net: Cost | Classifier
    if recipe.form == "cost":
        net = Cost([2, *widths, config.features], generator=generator)
    else:
        net = Classifier([2, *widths], generator=generator)
    model = GAN(net, [config.code, *widths, 2], generator=generator)
    z = torch.randn(config.samples, config.code, generator=generator)
    lattice = torch.zeros(config.mesh, config.mesh, config.code)
    z2, z1 = torch.meshgrid(mesh_lines(config.mesh), mesh_lines(config.mesh), indexing="ij")
    lattice[..., 0], lattice[..., 1] = z1, z2

    def made(n: int) -> Tensor:
        return model(torch.randn(n, config.code, generator=generator))

    def of_cost(y: Tensor) -> Tensor:
        y_hat = made(len(y))
        if recipe.form == "probability":  # −log D(y) − log[1 − D(ŷ)]
            softplus = torch.nn.functional.softplus
            return (softplus(-net(y)) + softplus(net(y_hat.detach()))).mean()
        return contrast(net, y, y_hat, margin=recipe.margin, penalty=recipe.penalty, generator=generator)

    def asked(y_hat: Tensor) -> Tensor:
        """Return ℓ_G of each ŷ (…, 2) → (…)."""
        return (
            generator_loss(net(y_hat))
            if recipe.form == "cost"
            else torch.nn.functional.logsigmoid(-net(y_hat))
        )

    def of_generator(y: Tensor) -> Tensor:
        return asked(made(len(y))).mean()

    def energy(y: Tensor) -> Tensor:
        return net(y) if recipe.form == "cost" else torch.sigmoid(-net(y))

    own = mean_distance(held_out, held_out)

    def look() -> dict[str, Tensor]:
        y_hat = model(z)
        pull, spread = -slope(asked, y_hat), mean_distance(y_hat, y_hat)
        seen = {
            "C": energy(grid),
            "y_hat": y_hat,
            "mesh": model(lattice),
            "C_y": energy(held_out),
            "C_hat": energy(y_hat),
            "pull": pull,
            "mean_pull": pull.norm(dim=-1).mean(),
            "spread": spread,
            "distance": 2 * mean_distance(y_hat, held_out) - spread - own,  # the energy distance
        }
        if toy == "gaussians":
            reach = 3 * toys.config["gaussians_noise"]
            seen["share"] = share_of_modes(y_hat, torch.tensor(toys["modes"]), reach)
        return seen

    history = alternate(
        [
            Player("cost", of_cost, [*net.parameters()], recipe.cost_lr, recipe.cost_steps),
            Player(
                "generator",
                of_generator,
                [*model.generator.parameters()],
                recipe.generator_lr,
                recipe.generator_steps,
            ),
        ],
        y,
        generator=generator,
        rounds=recipe.rounds,
        batch=recipe.batch,
        betas=(recipe.momentum, 0.99),
        floor=recipe.floor,
        probe=look,
        look_at=moments(recipe.rounds, config.looks),
        text=text,
    )
    found = {"rounds": history.steps, "loss": history.loss, "z": z, **history.seen}
    way = history.seen["y_hat"].diff(dim=0).norm(dim=-1).mean(-1)
    found["unrest"] = way / history.steps.diff()
    if toy == "gaussians":
        found["covered"] = covered(found["share"]).sum(-1).to(y.dtype)
    return found


def mesh_lines(count: int, reach: float = 2.5) -> Tensor:
    """Return the values (G,) of one dimension of z on the mesh, from −reach to reach standard deviations."""
    import torch

    return torch.linspace(-reach, reach, count)


def moments(rounds: int, looks: int) -> list[int]:
    """Return about ``looks`` rounds from 0 to ``rounds``, denser at the start: their distances grow evenly.

    >>> moments(100, 6)
    [0, 4, 16, 36, 64, 100]
    """
    return sorted({round(rounds * (k / (looks - 1)) ** 2) for k in range(looks)})
