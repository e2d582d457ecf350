"""The steps of study `catastrophe`: the best w at each β, where each axis appears, and three trainings."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ebviz.energy import SquaredEnergy, free_energy, latents, softargmin
from ebviz.errors import UsageError
from ebviz.models import EllipseDecoder
from ebviz.training import History, train

EXTENT = (3.0, 2.25)  # of a map of the lecture's samples
VANISHED = 1e-2  # |w_i| for them, below which an axis is gone
ENDS, FILM = (100.0, 0.1), (10.0, 0.33, 0.1)  # β for them, from cold to hot
FIRST, LOST = (
    0.05,
    5.0,
)  # share of a training's steps before β falls; |w_i| from which it can be seen, in VANISHED
double = torch.float64


@dataclass(frozen=True, slots=True)
class Problem:
    """Minimise 𝓛(w) = mean_n F_β(y⁽ⁿ⁾) over w: the samples y (N, 2), the latents z (K,), what counts as |w_i| = 0."""

    y: Tensor
    z: Tensor
    zero: float

    def loss(self, energy: SquaredEnergy, beta: float) -> Tensor:
        """Return 𝓛, ()."""
        return free_energy(energy, self.y, self.z, beta).mean()

    def best(self, beta: float, w: Tensor) -> tuple[Tensor, Tensor]:
        """Return |w| (2,) at the minimum downhill from w (2,), by L-BFGS, and its loss ()."""
        g = EllipseDecoder(w)
        energy = SquaredEnergy(g)
        optimiser = torch.optim.LBFGS(
            energy.parameters(),
            max_iter=100,
            tolerance_grad=1e-10,
            tolerance_change=1e-12,
            line_search_fn="strong_wolfe",
        )

        def closure() -> Tensor:
            optimiser.zero_grad()
            loss = self.loss(energy, beta)
            loss.backward()
            return loss

        optimiser.step(closure)
        return g.w.detach().abs(), closure().detach()


def follow(problem: Problem, coldest: float, hottest: float, count: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return ``count`` values of β (B,), and at each the best |w| (B, 2) and its loss (B,), from cold to hot."""
    betas = torch.logspace(math.log10(coldest), math.log10(hottest), count, dtype=double)
    w, ws, losses = problem.y.abs().amax(dim=0), [], []
    for beta in betas.tolist():
        w, loss = problem.best(beta, w.clamp(min=problem.zero / 10))  # a vanished axis may grow again
        ws.append(w)
        losses.append(loss)
    return betas, torch.stack(ws), torch.stack(losses)


def located(problem: Problem, betas: Tensor, w: Tensor) -> Tensor:
    """Return the β at which each w_i appears, by bisection on whether the optimum has it: (2,)."""

    def appears(i: int) -> float:
        gone = w[:, i] < problem.zero
        if gone.all() or not gone.any():
            what = f"|w_{i + 1}| {'is zero' if gone.all() else 'never vanishes'}"
            ends = f"from β = {float(betas[0]):.3g} to {float(betas[-1]):.3g}"
            raise UsageError(
                f"catastrophe.coldest and hottest: expected both transitions between them; {what} {ends}"
            )
        near = w[(~gone).nonzero()[-1, 0]]
        low, high = float(betas[gone].max()), float(betas[~gone].min())
        return bisect(lambda beta: float(problem.best(beta, near)[0][i]) - problem.zero, low, high)

    return torch.tensor([appears(0), appears(1)])


def expected(problem: Problem, w: Tensor, coldest: float) -> Tensor:
    """Return the β at which each w_i should appear by the second-order expansion (2,); w (2,) is the coldest best.

    The axis along which the samples reach further comes first.
    """
    y, z = problem.y, problem.z
    long = int(y.square().mean(0).argmax())
    short, along = 1 - long, torch.eye(2, dtype=double)[long]
    shape = (z.sin() if short else z.cos()) ** 2  # of the short axis, (K,)

    def bend(beta: float) -> float:
        """Return −½ ∂²𝓛/∂w² in the short axis's w, at the best w of the long one alone: positive where it grows."""
        energy = SquaredEnergy(EllipseDecoder(problem.best(beta, w * along)[0] * along))
        with torch.no_grad():
            p = softargmin(energy(y[:, None], z), beta)  # (N, K)
            return float(-((p * shape).sum(-1) * (1 - 2 * beta * y[:, short] ** 2)).mean())

    first = float(1 / (2 * y[:, long].square().mean()))
    found = torch.tensor([first, first])
    found[short] = bisect(bend, 1.05 * first, coldest)
    return found


def descend(
    problem: Problem, betas: Sequence[float], start: Tensor, lr: float, look_at: Iterable[int], text: str
) -> History:
    """Return a training from w = ``start`` (2,), one step at each of ``betas``; it keeps w and the manifold."""
    energy, shown, now = SquaredEnergy(EllipseDecoder(start)), latents(48, dtype=double), iter(betas)
    return train(
        lambda y: problem.loss(energy, next(now)),
        [problem.y],
        energy.parameters(),
        generator=torch.Generator(),
        steps=len(betas),
        batch=len(problem.y),
        lr=lr,
        optimiser="sgd",
        probe=lambda: {"w": energy.decoder.w, "y_tilde": energy.decoder(shown)},
        look_at=look_at,
        text=text,
    )


def trainings(
    problem: Problem, betas: Sequence[float], start: Tensor, steps: int, lr: float
) -> dict[str, Tensor]:
    """Return a training from w = ``start`` (2,) at each β, with every moment of w and of the manifold."""
    films = [
        descend(problem, [beta] * steps, start, lr, range(steps + 1), f"training at β = {beta:g}")
        for beta in betas
    ]
    return {
        "z": latents(48, dtype=double),
        "film_beta": torch.tensor(betas),
        "film_w": torch.stack([film.seen["w"] for film in films]),
        "film_loss": torch.stack([film.loss for film in films]),
        "film_y_tilde": torch.stack([film.seen["y_tilde"] for film in films]),
    }


def fall(
    problem: Problem, warm: float, hottest: float, start: Tensor, *, steps: int, looks: int, lr: float
) -> dict[str, Tensor]:
    """Return a training from w = ``start`` (2,) while β falls, after the first steps at β = ``warm``, to ``hottest``.

    Kept are about ``looks`` moments of β, w, the manifold, the loss and how much each sample pulls on one point, in
    units of the greatest pull; and the moment from which each w_i is lost.
    """
    share = (torch.arange(steps + 1, dtype=double) / steps - FIRST).clamp(min=0) / (1 - FIRST)
    betas = warm * (hottest / warm) ** share
    gap = max(1, round(steps / looks))
    every = sorted({*range(gap), *range(0, steps + 1, gap)})  # the first steps are the longest
    history = descend(problem, betas[:-1].tolist(), start, lr, every, "training while β falls")
    w, y_tilde, seen = history.seen["w"], history.seen["y_tilde"], betas[every]
    last_alive = [int((w[:, i].abs() > LOST * problem.zero).nonzero().max()) for i in (0, 1)]
    tip = (
        y_tilde.shape[1] // 4 if last_alive[1] < last_alive[0] else 0
    )  # the end of the axis that is lost first
    E = (problem.y[:, None, None] - y_tilde).square().sum(-1)  # (N, S, K)
    now = list(enumerate(seen.tolist()))
    pull = torch.stack([softargmin(E[:, at], beta)[:, tip] for at, beta in now])  # (S, N)
    losses = [problem.loss(SquaredEnergy(EllipseDecoder(w[at])), beta).detach() for at, beta in now]
    return {
        "fall_beta": seen,
        "fall_w": w,
        "fall_y_tilde": y_tilde,
        "fall_loss": torch.stack(losses),
        "fall_tip": torch.tensor(tip),
        "fall_pull": pull / pull.amax(1, keepdim=True),
        "fall_warm": torch.tensor(int((seen == warm).nonzero().max())),
        "fall_lost": torch.tensor(last_alive).add(1).clamp(max=len(seen) - 1),
    }


def bisect(rises: Callable[[float], float], low: float, high: float, steps: int = 24) -> float:
    """Return where a function changes sign, from negative at ``low`` to positive at ``high``.

    >>> round(bisect(lambda x: x - 0.3, 0.0, 1.0), 6)
    0.3
    """
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (low, middle) if rises(middle) > 0 else (middle, high)
    return (low + high) / 2
