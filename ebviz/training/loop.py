"""One training loop for every model: seeded, and it keeps the history that the animations replay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import torch
from torch import Generator, Tensor, nn

from ebviz.errors import BuildError
from ebviz.study.progress import report
from ebviz.training.history import History, Probe, Recorder, at_rest, at_work, untrained
from ebviz.training.schedule import cosine

PEAK, END = 1e6, 1e3  # times its first value: the most a loss may reach on the way, and at the end
OPTIMISERS = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}
Loss = Callable[..., Tensor]


def train(
    loss: Loss,
    data: Sequence[Tensor],
    parameters: Iterable[nn.Parameter] | list[dict[str, Any]],
    *,
    model: nn.Module | None = None,
    generator: Generator,
    steps: int,
    batch: int,
    lr: float,
    optimiser: Literal["adam", "sgd"] = "adam",
    schedule: Literal["constant", "cosine"] = "constant",
    probe: Probe | None = None,
    look_at: Iterable[int] = (),
    text: str = "training",
) -> History:
    """Minimise the mean loss over the samples by stochastic gradient descent::

        θ ← θ − lr ∂/∂θ mean_{n ∈ batch} ℓ(sample n; θ)        (or Adam's version of it)

    Parameters
    ----------
    loss : takes one batch of each tensor of ``data``, returns the scalar to minimise.
    data : tensors of N samples each.
    parameters : what is trained; or groups with learning rates of their own, as PyTorch's optimisers take them.
    model : what has them; its dropout is at work in the steps only, not when the probe looks, nor afterwards.
    generator : shuffles the samples, anew in each epoch.
    steps, batch : number of steps T and samples in each; N or more takes all of them, in order. T = 0: only a look.
    lr, optimiser, schedule : the learning rate and what is done with it; "cosine" lets it fall to zero.
    probe, look_at : returns tensors to remember by name, called without gradients; at which steps, of 0 … T.

    Returns
    -------
    The :class:`History`. On one thread the same seeds give the same history, to the bit, dropout and all.

    Raises
    ------
    BuildError : the loss is no longer finite, or it blew up (:func:`refuse_blown_up`).

    >>> w, g = nn.Parameter(torch.zeros(1)), torch.Generator()
    >>> to = lambda y: (w - y).square().mean()
    >>> train(to, [torch.ones(8)], [w], generator=g, steps=2, batch=8, lr=0.5, optimiser="sgd").loss
    tensor([1., 0.])
    """
    if not steps:
        return untrained(model, probe)
    descent = _Descent(OPTIMISERS[optimiser](list(parameters), lr=lr))
    recorder, losses = Recorder(at_rest(model, probe), look_at), torch.zeros(steps)
    batches = shuffled(data, batch, generator)
    with at_work(model), seeded(generator):
        for step in range(steps):
            recorder.look(step)
            if schedule == "cosine":
                descent.slow_down(cosine(step, steps))
            value = loss(*next(batches))
            losses[step] = descent.step(value, f"{text}: the loss", f"at step {step} of {steps}")
            report(step + 1, steps, text)
        recorder.look(steps)
    refuse_blown_up(losses, text)
    return recorder.history(losses)


@contextmanager
def seeded(generator: Generator) -> Iterator[None]:
    """Let PyTorch's own generator start from the seed of another within the block, and go on as before after it."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(generator.initial_seed())
        yield


class _Descent:
    """An optimiser, and the learning rate that each of its groups started with."""

    def __init__(self, optimiser: torch.optim.Optimizer) -> None:
        self._optimiser = optimiser
        self._rates = [group["lr"] for group in optimiser.param_groups]

    def slow_down(self, share: float) -> None:
        """Let every group go on at a share of its first rate."""
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * share

    def step(self, value: Tensor, what: str, when: str) -> Tensor:
        """Take one step down a scalar loss; return its value before the step."""
        refuse_infinite(value, what, when)
        self._optimiser.zero_grad()
        value.backward()
        self._optimiser.step()
        return value.detach()


def refuse_infinite(value: Tensor, what: str, when: str) -> None:
    """Raise :class:`BuildError` unless a loss () is a finite number."""
    if not torch.isfinite(value):
        raise BuildError(f"{what} is {value.item()} {when}; a lower lr may help")


def refuse_blown_up(losses: Tensor, text: str) -> None:
    """Raise :class:`BuildError` if finite losses (T,) grew out of all bounds.

    One has when it was 1e6 times its first value, or ends above 1e3 times that; a first value below 1 counts as 1.
    """
    first, peak, last = (float(value) for value in (losses[0], losses.max(), losses[-1]))
    scale = max(abs(first), 1.0)
    if peak > PEAK * scale or last > END * scale:
        raise BuildError(
            f"{text}: the loss went from {first:g} up to {peak:g} and ended at {last:g}; a lower lr may help"
        )


def shuffled(data: Sequence[Tensor], batch: int, generator: Generator) -> Iterator[tuple[Tensor, ...]]:
    """Yield batches without end: each epoch has every sample once, in a new order; an incomplete batch is dropped.

    >>> next(shuffled([torch.arange(3)], 3, torch.Generator()))
    (tensor([0, 1, 2]),)
    """
    n = len(data[0])
    while batch >= n:
        yield tuple(data)
    while True:
        order = torch.randperm(n, generator=generator)
        for start in range(0, n - batch + 1, batch):
            rows = order[start : start + batch]
            yield tuple(tensor[rows] for tensor in data)
