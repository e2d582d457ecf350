"""What a training leaves behind: its losses, and what a probe saw of the model on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

Probe = Callable[[], Mapping[str, Tensor]]


@dataclass(frozen=True, slots=True)
class History:
    """The record of one training.

    loss : (T,), the loss of each step's batch, before the step; (T, P) where P players take turns.
    steps : (S,) int64, the steps *before* which the probe looked (0: untrained; T: trained).
    seen : what it saw, each name stacked to (S, …).
    """

    loss: Tensor
    steps: Tensor
    seen: dict[str, Tensor]


def untrained(model: nn.Module | None, probe: Probe | None, players: int = 0) -> History:
    """Leave a model at rest, and return the history of one that is not trained: no loss, and one look.

    >>> untrained(None, lambda: {"w": torch.ones(2)}).seen["w"].shape
    torch.Size([1, 2])
    """
    if model is not None:
        model.eval()
    recorder = Recorder(probe, [0])
    recorder.look(0)
    return recorder.history(torch.zeros(0, players) if players else torch.zeros(0))


@contextmanager
def at_work(model: nn.Module | None) -> Iterator[None]:
    """Within the block a model trains, dropout and all; afterwards, and if nothing of it moves, it is at rest."""
    if model is None:
        yield
        return
    model.train(any(weight.requires_grad for weight in model.parameters()))
    try:
        yield
    finally:
        model.eval()


def at_rest(model: nn.Module | None, probe: Probe | None) -> Probe | None:
    """Return a probe that looks at a model as it is used, not as it is trained: without its dropout."""
    if model is None or probe is None:
        return probe

    def look() -> Mapping[str, Tensor]:
        training = model.training
        model.eval()
        try:
            return probe()
        finally:
            model.train(training)

    return look


class Recorder:
    """Calls a probe at the chosen steps and keeps a copy of what it sees.

    >>> recorder = Recorder(lambda: {"w": torch.ones(2)}, look_at=[0, 3])
    >>> for step in range(4):
    ...     recorder.look(step)
    >>> recorder.history(torch.zeros(3)).seen["w"].shape
    torch.Size([2, 2])
    """

    def __init__(self, probe: Probe | None, look_at: Iterable[int]) -> None:
        self._probe, self._look_at = probe, set(look_at)
        self._steps: list[int] = []
        self._seen: list[dict[str, Tensor]] = []

    def look(self, step: int) -> None:
        """Call the probe, without gradients, if ``step`` is one at which it looks."""
        if self._probe is None or step not in self._look_at:
            return
        with torch.no_grad():
            self._seen.append({name: value.detach().clone() for name, value in self._probe().items()})
        self._steps.append(step)

    def history(self, loss: Tensor) -> History:
        """Return all that was seen, stacked, beside the losses (T,) or (T, P)."""
        names = self._seen[0] if self._seen else {}
        seen = {name: torch.stack([moment[name] for moment in self._seen]) for name in names}
        return History(loss, torch.tensor(self._steps, dtype=torch.int64), seen)
