"""One training loop for every model: seeded, and it keeps the history that the animations replay."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Generator, Tensor, nn

from ebviz.errors import BuildError
from ebviz.study.progress import report

PEAK, END = 1e6, 1e3  # times its first value: the most that a loss may be on the way, and at the end
Loss = Callable[..., Tensor]
Probe = Callable[[], Mapping[str, Tensor]]


@dataclass(frozen=True, slots=True)
class History:
    """What a training left behind.

    loss : (T,), the loss of each step's batch, before the step.
    steps : (S,) int64, the steps *before* which the probe looked (0: untrained; T: trained).
    seen : what it saw, each name stacked to (S, …).
    """

    loss: Tensor
    steps: Tensor
    seen: dict[str, Tensor]


def train(
    loss: Loss,
    data: Sequence[Tensor],
    parameters: Iterable[nn.Parameter] | list[dict[str, Any]],
    *,
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
    parameters : what is trained; or groups of it with rates of their own, as PyTorch's optimisers take them.
    generator : shuffles the samples, anew in each epoch.
    steps, batch : number of steps T and samples in each; N or more takes all of them, in order.
    lr, optimiser, schedule : the step's length and kind; "cosine" lets lr fall to zero at the end.
    probe : returns named tensors to remember, as the model's answers on a grid; called without gradients.
    look_at : the steps at which it looks, of 0 … T.

    Returns
    -------
    The :class:`History`. The same seeds give the same history, to the bit, on one thread.

    Raises
    ------
    BuildError : the loss is no longer a finite number, or blew up: it was 1e6 times its first value or ends above 1e3
        times that (a first value below 1 counts as 1).

    >>> w = nn.Parameter(torch.zeros(1))
    >>> to = lambda y: (w - y).square().mean()
    >>> g = torch.Generator().manual_seed(0)
    >>> train(to, [torch.ones(8)], [w], generator=g, steps=2, batch=8, lr=0.5, optimiser="sgd").loss
    tensor([1., 0.])
    """
    kinds = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}
    opt = kinds[optimiser](list(parameters), lr=lr)
    rates = [group["lr"] for group in opt.param_groups]
    looks = set(look_at)
    losses, looked, seen = torch.zeros(steps), [], []
    batches = shuffled(data, batch, generator)
    for step in range(steps + 1):
        if probe is not None and step in looks:
            with torch.no_grad():
                seen.append({name: value.detach().clone() for name, value in probe().items()})
            looked.append(step)
        if step == steps:
            break
        if schedule == "cosine":
            for group, rate in zip(opt.param_groups, rates, strict=True):
                group["lr"] = rate * (1 + math.cos(math.pi * step / steps)) / 2
        value = loss(*next(batches))
        if not torch.isfinite(value):
            raise BuildError(
                f"{text}: the loss is {value.item()} at step {step} of {steps}; a lower lr may help"
            )
        opt.zero_grad()
        value.backward()
        opt.step()
        losses[step] = value.detach()
        report(step + 1, steps, text)
    refuse_blown_up(losses, text)
    names = seen[0] if seen else {}
    return History(
        losses, torch.tensor(looked, dtype=torch.int64), {n: torch.stack([s[n] for s in seen]) for n in names}
    )


def refuse_blown_up(losses: Tensor, text: str) -> None:
    """Raise :class:`BuildError` if losses (T,) grew out of all bounds, though all are numbers."""
    first, peak, last = (float(value) for value in (losses[0], losses.max(), losses[-1]))
    scale = max(abs(first), 1.0)
    if peak > PEAK * scale or last > END * scale:
        raise BuildError(
            f"{text}: the loss went from {first:g} up to {peak:g} and ended at {last:g}; a lower lr may help"
        )


def shuffled(data: Sequence[Tensor], batch: int, generator: Generator) -> Iterator[tuple[Tensor, ...]]:
    """Yield batches for ever: every sample once per epoch, in a new order each time; a short rest is left out.

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


def geometric_steps(steps: int, frames: int) -> list[int]:
    """Return about ``frames`` steps from 0 to ``steps``, dense at the start, where a training moves most.

    >>> geometric_steps(100, 6)
    [0, 1, 3, 10, 32, 100]
    """
    grid = torch.logspace(0, math.log10(steps), frames - 1, dtype=torch.float64)
    return sorted({0, steps, *grid.round().long().tolist()})
