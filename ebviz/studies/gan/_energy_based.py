"""The steps of study `energy_based_gan`: the cost alone with the data, then both nets, and every moment of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Generator, Tensor

from ebviz.data.two_sample import mean_distance
from ebviz.energy import cost_loss
from ebviz.models import GAN, ReconstructionCost, contract
from ebviz.models.gan import slope
from ebviz.studies import _parts
from ebviz.studies._toys import Toy
from ebviz.studies.gan._gan import Game
from ebviz.studies.gan._recipe import Recipe
from ebviz.training import History, Player, alternate, quadratic_steps

if TYPE_CHECKING:
    from ebviz.study import Run


def start(config: Any, generator: Generator) -> Game:
    """Return the game: the lecture's autoencoder and generator, or those that the configuration names."""
    widths = [config.hidden, config.hidden]
    cost = ReconstructionCost([2, *widths, 1], generator=generator)
    model = GAN(cost, [config.code, *widths, 2], generator=generator)
    roles = {
        "encoder": contract.encoder(2, 1),
        "decoder": contract.decoder(1, 2),
        "generator": contract.generator(config.code, 2),
    }
    own = _parts.own(config, "energy_based_gan", roles, config.seed)
    cost.encoder, cost.decoder = own.get("encoder", cost.encoder), own.get("decoder", cost.decoder)
    model.generator = own.get("generator", model.generator)
    recipe = Recipe(
        margin=config.margin,
        penalty=0,
        batch=config.batch,
        cost_lr=config.cost_lr,
        generator_lr=config.generator_lr,
        cost_steps=config.cost_steps,
    )
    z = torch.randn(config.samples, config.code, generator=generator)
    return Game(recipe, model, z, torch.zeros(0), generator)


def look(game: Game, toy: Toy, codes: int, own: Tensor) -> dict[str, Tensor]:
    """Return one moment; ``own`` is the mean distance of two held-out samples, ()."""
    y_hat, cost, margin = game.model(game.z), game.model.cost, game.recipe.margin
    assert isinstance(cost, ReconstructionCost)
    h = cost.encoder(toy.y)[..., 0]
    C_hat, pull = cost(y_hat), -slope(cost, y_hat)
    with torch.enable_grad():
        given = C_hat.detach().requires_grad_()
        (pushed,) = torch.autograd.grad(cost_loss(torch.zeros_like(given), given, margin).sum(), given)
    spread = mean_distance(y_hat, y_hat)
    return {
        "C": cost(toy.grid),
        "curve": cost.decoder(torch.lerp(h.min(), h.max(), torch.linspace(0, 1, codes))[:, None]),
        "y_hat": y_hat,
        "y_hat_tilde": cost.reconstruct(y_hat),
        "C_y": cost(toy.held_out),
        "C_hat": C_hat,
        "pushed": (C_hat < margin).float().mean(),
        "cost_pull": pushed.abs(),
        "pull": pull,
        "mean_pull": pull.norm(dim=-1).mean(),
        "distance": 2 * mean_distance(y_hat, toy.held_out) - spread - own,
    }


def fit(toys: Run, config: Any, generator: Generator) -> dict[str, Tensor]:
    """Train the cost alone, then both; return the arrays of the study."""
    toy, game = Toy.of(toys, "ellipse"), start(config, generator)
    own = mean_distance(toy.held_out, toy.held_out)
    cost, maker = game.players()
    learner = replace(cost, loss=lambda y: game.model.cost(y).mean(), steps=1)

    def play(players: list[Player], rounds: int, text: str) -> History:
        return alternate(
            players,
            toy.y,
            model=game.model,
            generator=generator,
            rounds=_parts.steps(config, rounds, game.model),
            batch=config.batch,
            floor=game.recipe.floor if len(players) > 1 else 1.0,
            probe=lambda: look(game, toy, config.codes, own),
            look_at=quadratic_steps(rounds, config.looks),
            text=text,
        )

    before = play([learner], config.alone, "energy-based GAN: C alone")
    after = play([cost, maker], config.rounds, "energy-based GAN")
    whole = {name: torch.cat([before.seen[name][:-1], after.seen[name]]) for name in after.seen}
    return {
        "rounds": torch.cat([before.steps[:-1], before.steps[-1] + after.steps]),
        "joins": torch.tensor(len(before.steps) - 1),
        "loss": after.loss,
        **whole,
        **_parts.state(game.model),
    }
