"""Training by turns: a step that lowers the cost's loss, then one that lowers the generator's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from ebviz.study.progress import report
from ebviz.training.history import History, Probe, Recorder, at_rest, at_work, untrained
from ebviz.training.loop import refuse_infinite, seeded, shuffled
from ebviz.training.schedule import cosine


@dataclass(frozen=True, slots=True)
class Player:
    """One side: its loss, a scalar of a batch of data; its parameters; its learning rate; the steps of its turn.

    Without parameters, or with frozen ones only, it stays as it is.
    """

    name: str
    loss: Callable[[Tensor], Tensor]
    parameters: Sequence[nn.Parameter]
    lr: float
    steps: int = 1

    @property
    def moved(self) -> list[nn.Parameter]:
        """The parameters that are not frozen."""
        return [parameter for parameter in self.parameters if parameter.requires_grad]


def alternate(
    players: Sequence[Player],
    data: Tensor,
    *,
    model: nn.Module | None = None,
    generator: Generator,
    rounds: int,
    batch: int,
    betas: tuple[float, float] = (0.5, 0.99),
    floor: float = 1.0,
    probe: Probe | None = None,
    look_at: Iterable[int] = (),
    text: str = "training",
) -> History:
    """Let the players take turns for ``rounds`` rounds; each lowers its own loss by Adam, and moves nothing else.

    Parameters
    ----------
    players : in the order of their turns. data : (N, …), shuffled anew in each epoch.
    rounds, batch : number of rounds T; samples in each step. With T = 0 nothing is trained, and the probe looks once.
    betas : Adam's. floor : the share of each learning rate that is left at the end (cosine; 1: constant).
    model, probe, look_at : as for :func:`ebviz.training.train`, with rounds for steps.

    Returns
    -------
    The :class:`History`, its loss (T, P): each player's in the last step of its turn, before the step.

    Raises
    ------
    BuildError : a loss is no longer finite.
    """
    if not rounds:
        return untrained(model, probe, len(players))
    optimisers = [
        torch.optim.Adam(player.moved, lr=player.lr, betas=betas) if player.moved else None
        for player in players
    ]
    recorder, losses = Recorder(at_rest(model, probe), look_at), torch.zeros(rounds, len(players))
    batches = shuffled([data], batch, generator)
    with at_work(model), seeded(generator):
        for turn in range(rounds):
            recorder.look(turn)
            rate = cosine(turn, rounds, floor)
            for number, (player, optimiser) in enumerate(zip(players, optimisers, strict=True)):
                if optimiser is not None:
                    optimiser.param_groups[0]["lr"] = player.lr * rate
                words = f"{text}: the {player.name}'s loss", f"in round {turn} of {rounds}"
                losses[turn, number] = _take_turn(player, optimiser, batches, words)
            report(turn + 1, rounds, text)
        recorder.look(rounds)
    return recorder.history(losses)


def _take_turn(
    player: Player,
    optimiser: torch.optim.Optimizer | None,
    batches: Iterator[tuple[Tensor, ...]],
    words: tuple[str, str],
) -> Tensor:
    """Let a player take all steps of its turn; return its loss before the last; nobody else gets gradients."""
    for _ in range(player.steps):
        value = player.loss(*next(batches))
        refuse_infinite(value, *words)
        if optimiser is None:
            continue
        gradients = torch.autograd.grad(value, player.moved, allow_unused=True)
        for parameter, gradient in zip(player.moved, gradients, strict=True):
            parameter.grad = gradient
        optimiser.step()
    return value.detach()
