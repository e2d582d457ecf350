"""Training by turns: a step that lowers the cost's loss, then one that lowers the generator's."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from ebviz.errors import BuildError
from ebviz.study.progress import report
from ebviz.training.loop import History, Probe, shuffled


@dataclass(frozen=True, slots=True)
class Player:
    """One side: its loss, a scalar of a batch of data; its parameters; its rate; how many steps its turn has."""

    name: str
    loss: Callable[[Tensor], Tensor]
    parameters: Sequence[nn.Parameter]
    lr: float
    steps: int = 1


def alternate(
    players: Sequence[Player],
    data: Tensor,
    *,
    generator: Generator,
    rounds: int,
    batch: int,
    betas: tuple[float, float] = (0.5, 0.99),
    floor: float = 1.0,
    probe: Probe | None = None,
    look_at: Iterable[int] = (),
    text: str = "training",
) -> History:
    """Let each player lower its own loss by Adam, in turn, ``rounds`` times; nobody else's parameters get gradients.

    Parameters
    ----------
    players : in the order of their turns. data : (N, …), shuffled anew in each epoch.
    rounds, batch : how many rounds T; samples in each step.
    betas : Adam's. floor : the share of their rates that is left at the end (cosine; 1: constant).
    probe, look_at : as of :func:`ebviz.training.loop.train`, with rounds for steps.

    Returns
    -------
    The :class:`History`, its loss (T, P): each player's in the last step of its turn, before the step.

    Raises
    ------
    BuildError : a loss is no longer a finite number.
    """
    optimisers = [torch.optim.Adam(player.parameters, lr=player.lr, betas=betas) for player in players]
    looks, looked, seen = set(look_at), [], []
    losses = torch.zeros(rounds, len(players))
    batches = shuffled([data], batch, generator)
    for turn in range(rounds + 1):
        if probe is not None and turn in looks:
            with torch.no_grad():
                seen.append({name: value.detach().clone() for name, value in probe().items()})
            looked.append(turn)
        if turn == rounds:
            break
        rate = floor + (1 - floor) * (1 + math.cos(math.pi * turn / rounds)) / 2
        for number, (player, optimiser) in enumerate(zip(players, optimisers, strict=True)):
            optimiser.param_groups[0]["lr"] = player.lr * rate
            for _ in range(player.steps):
                value = player.loss(*next(batches))
                if not torch.isfinite(value):
                    raise BuildError(
                        f"{text}: the {player.name}'s loss is {value.item()} in round {turn} of {rounds}; "
                        "a lower lr may help"
                    )
                gradients = torch.autograd.grad(value, player.parameters)
                for parameter, gradient in zip(player.parameters, gradients, strict=True):
                    parameter.grad = gradient
                optimiser.step()
                losses[turn, number] = value.detach()
        report(turn + 1, rounds, text)
    names = seen[0] if seen else {}
    return History(
        losses, torch.tensor(looked, dtype=torch.int64), {n: torch.stack([s[n] for s in seen]) for n in names}
    )
