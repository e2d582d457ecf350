"""The steps of studies `gan` and `gan_failures`: one pair of nets, what each is asked for, and every moment of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Generator, Tensor, nn
from torch.nn.functional import logsigmoid, softplus

from ebviz.data.two_sample import covered, mean_distance, share_of_modes
from ebviz.energy import generator_loss, plane
from ebviz.models import GAN, Classifier, Cost, contract
from ebviz.models.gan import contrast, slope
from ebviz.studies import _parts
from ebviz.studies._toys import Toy
from ebviz.training import History, Player, alternate, quadratic_steps

if TYPE_CHECKING:
    from ebviz.studies.gan._recipe import Recipe, Sizes
    from ebviz.study import Run


@dataclass(frozen=True, slots=True)
class Game:
    """A cost (or, of the form "probability", a classifier) and a generator, and the recipe by which they are trained.

    z (P, d), lattice (G, G, d) : the z that are followed, and a mesh of z.
    """

    recipe: Recipe
    model: GAN
    z: Tensor
    lattice: Tensor
    generator: Generator

    @classmethod
    def start(cls, config: Sizes, recipe: Recipe, study: str, generator: Generator) -> Game:
        """Return the nets: the lecture's, or those that the configuration of a study names."""
        widths, seed = [config.hidden, config.hidden], generator.initial_seed()
        net: nn.Module
        if recipe.form == "cost":
            net = Cost([2, *widths, config.features], generator=generator)
            name, role = "cost", contract.cost(2)
        else:
            net = Classifier([2, *widths], generator=generator)
            name, role = "classifier", contract.logit(2)
        model = GAN(net, [config.code, *widths, 2], generator=generator)
        roles = {name: role, "generator": contract.generator(config.code, 2)}
        own = _parts.own(config, study, roles, seed)
        model.cost, model.generator = own.get(name, model.cost), own.get("generator", model.generator)
        z = torch.randn(config.samples, config.code, generator=generator)
        return cls(recipe, model, z, mesh_of_z(config.mesh, config.code), generator)

    def made(self, n: int) -> Tensor:
        """Return n fresh ŷ, (n, 2)."""
        return self.model(torch.randn(n, self.z.shape[1], generator=self.generator))

    def energy(self, y: Tensor) -> Tensor:
        """Return C of points (…, 2) → (…); of the form "probability", 1 − D."""
        return self.model.cost(y) if self.recipe.form == "cost" else torch.sigmoid(-self.model.cost(y))

    def asked(self, y_hat: Tensor) -> Tensor:
        """Return ℓ_G of each ŷ (…, 2) → (…)."""
        given = self.model.cost(y_hat)
        return generator_loss(given) if self.recipe.form == "cost" else logsigmoid(-given)

    def cost_loss(self, y: Tensor) -> Tensor:
        """Return ℒ_C of a batch of data y (N, 2); of the form "probability", −log D(y) − log[1 − D(ŷ)]."""
        net, y_hat, recipe = self.model.cost, self.made(len(y)), self.recipe
        if recipe.form == "probability":
            return (softplus(-net(y)) + softplus(net(y_hat.detach()))).mean()
        return contrast(net, y, y_hat, margin=recipe.margin, penalty=recipe.penalty, generator=self.generator)

    def generator_loss(self, y: Tensor) -> Tensor:
        """Return ℒ_G of as many ŷ as there are data in the batch."""
        return self.asked(self.made(len(y))).mean()

    def players(self) -> list[Player]:
        """Return both sides, the cost first."""
        recipe, cost, made = (
            self.recipe,
            [*self.model.cost.parameters()],
            [*self.model.generator.parameters()],
        )
        return [
            Player("cost", self.cost_loss, cost, recipe.cost_lr, recipe.cost_steps),
            Player("generator", self.generator_loss, made, recipe.generator_lr, recipe.generator_steps),
        ]


def mesh_lines(count: int, reach: float = 2.5) -> Tensor:
    """Return the values (G,) of one dimension of z on the mesh, from −reach to reach standard deviations."""
    return torch.linspace(-reach, reach, count)


def mesh_of_z(count: int, d: int) -> Tensor:
    """Return a mesh of z (G, G, d), rows z₂, columns z₁, the remaining dimensions zero."""
    mesh = torch.zeros(count, count, d)
    mesh[..., :2] = plane(mesh_lines(count), mesh_lines(count))
    return mesh


def look(game: Game, toy: Toy, own: Tensor) -> dict[str, Tensor]:
    """Return one moment; ``own`` is the mean distance of two held-out samples, ()."""
    y_hat = game.model(game.z)
    pull, spread = -slope(game.asked, y_hat), mean_distance(y_hat, y_hat)
    return {
        "C": game.energy(toy.grid),
        "y_hat": y_hat,
        "mesh": game.model(game.lattice),
        "C_y": game.energy(toy.held_out),
        "C_hat": game.energy(y_hat),
        "pull": pull,
        "mean_pull": pull.norm(dim=-1).mean(),
        "spread": spread,
        "distance": 2 * mean_distance(y_hat, toy.held_out) - spread - own,  # the energy distance
    }


def play(game: Game, toy: Toy, rounds: int, looks: int, text: str) -> History:
    """Let both sides take turns, and remember about ``looks`` moments."""
    recipe, own = game.recipe, mean_distance(toy.held_out, toy.held_out)
    return alternate(
        game.players(),
        toy.y,
        model=game.model,
        generator=game.generator,
        rounds=rounds,
        batch=recipe.batch,
        betas=(recipe.momentum, 0.99),
        floor=recipe.floor,
        probe=lambda: look(game, toy, own),
        look_at=quadratic_steps(rounds, looks),
        text=text,
    )


def fit(
    toys: Run, name: str, config: Sizes, recipe: Recipe, generator: Generator, study: str, text: str
) -> dict[str, Tensor]:
    """Train one pair of nets on a toy; return the arrays that study `gan` describes, without their prefix."""
    toy, game = Toy.of(toys, name), Game.start(config, recipe, study, generator)
    history = play(game, toy, _parts.steps(config, recipe.rounds, game.model), config.looks, text)
    found = {"rounds": history.steps, "loss": history.loss, "z": game.z, **history.seen}
    way = history.seen["y_hat"].diff(dim=0).norm(dim=-1).mean(-1)
    found["unrest"] = way / history.steps.diff()
    if name == "gaussians":
        found |= coverage(history.seen["y_hat"], torch.tensor(toys["modes"]), float(toys["modes_noise"]))
    return found | _parts.state(game.model)


def coverage(y_hat: Tensor, modes: Tensor, noise: float) -> dict[str, Tensor]:
    """Return the share of ŷ (S, P, 2) within 3σ of each mode (K, 2), and how many modes are covered, by moment."""
    share = torch.stack([share_of_modes(moment, modes, 3 * noise) for moment in y_hat])  # (S, K)
    return {"share": share, "covered": covered(share).sum(-1).to(y_hat.dtype)}
