"""Trains `Curve` and `Score` on moons.csv, without ebviz, and writes their weights: a minute on one thread."""

from pathlib import Path

import numpy as np
import torch
from net import Curve, Score
from safetensors.torch import save_file
from torch import Tensor, nn

HERE = Path(__file__).parent


def moons(n: int, generator: torch.Generator) -> Tensor:
    """Two interlocked half circles, (n, 2)."""
    angle = torch.pi * torch.rand(n, generator=generator)
    upper = torch.arange(n) % 2 == 0
    y1 = torch.where(upper, angle.cos(), 1 - angle.cos()) - 0.5
    y2 = torch.where(upper, angle.sin(), 0.5 - angle.sin()) - 0.25
    return 1.3 * torch.stack([y1, y2], -1) + 0.05 * torch.randn(n, 2, generator=generator)


def fit(net: nn.Module, loss, steps: int, lr: float = 1e-2) -> None:
    """Adam with a learning rate that falls to zero."""
    optimiser = torch.optim.Adam(net.parameters(), lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        optimiser.zero_grad()
        loss().backward()
        optimiser.step()
        schedule.step()


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(0)
    y = moons(400, generator)
    np.savetxt(HERE / "moons.csv", y.numpy(), fmt="%.4f", delimiter=",", header="y1,y2", comments="")

    # the distance of each sample from the nearest point of the curve
    curve, z = Curve(), torch.linspace(-1, 1, 160)[:, None]
    fit(curve, lambda: torch.cdist(y, curve(z)).square().amin(1).mean(), 3000)
    save_file(curve.state_dict(), HERE / "curve.safetensors")

    # low at the samples, for some z; high, for every z, at points from anywhere: a hinge
    score, angles = Score(), torch.arange(24) * (2 * torch.pi / 24)

    def lowest(y: Tensor) -> Tensor:
        n, k = len(y), len(angles)
        pairs = score(y.repeat_interleave(k, 0), angles.repeat(n)[:, None])
        return pairs.reshape(n, k).amin(1)

    def hinge() -> Tensor:
        y_hat = (torch.rand(400, 2) - 0.5) * torch.tensor([6.0, 4.0])
        near = y + 0.4 * torch.randn_like(y)
        apart = torch.cdist(torch.cat([y_hat, near]), y).amin(1).square()
        return lowest(y).mean() + (apart.clamp(max=2) - lowest(torch.cat([y_hat, near]))).clamp(min=0).mean()

    fit(score, hinge, 1500, 5e-3)
    save_file(score.state_dict(), HERE / "score.safetensors")


if __name__ == "__main__":
    main()
