"""F_β on 1024² points × 48 latents, against the plain broadcast in the notebooks."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import torch
from torch import Tensor

from benchmarks.ratio import Ratio
from ebviz.energy import SquaredEnergy, free_energy, latents
from ebviz.models import EllipseDecoder

SIDE, K, BETA = 1024, 48, 1.0


def plain(y: Tensor, y_tilde: Tensor) -> Tensor:
    """Return F_β of y (N, D) as the notebooks do: all N × K × D differences at once."""
    E = ((y[:, None] - y_tilde) ** 2).sum(-1)  # (N, K)
    return -(torch.logsumexp(-BETA * E, -1) - math.log(K)) / BETA


def fastest(work: Callable[[], Tensor], times: int = 3) -> float:
    """Return the shortest wall time of a few calls, in seconds, after a warm-up call."""
    work()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def run() -> list[Ratio]:
    """Measure both with one thread, as a task has, and check that they agree."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        energy = SquaredEnergy(EllipseDecoder([-1.4526, 0.3586])).requires_grad_(False)
        axis, z = torch.linspace(-3, 3, SIDE), latents(K)
        y = torch.cartesian_prod(axis, axis)  # (N, D)
        torch.testing.assert_close(free_energy(energy, y, z, BETA), plain(y, energy.decoder(z)))
        ours = fastest(lambda: free_energy(energy, y, z, BETA))
        peer = fastest(lambda: plain(y, energy.decoder(z)))
    finally:
        torch.set_num_threads(threads)
    millions = SIDE**2 / 1e6
    return [
        Ratio(
            f"F_β, {SIDE}² × {K} / broadcast", millions / ours, millions / peer, "Mpoint/s", peer / ours, 2.5
        )
    ]
