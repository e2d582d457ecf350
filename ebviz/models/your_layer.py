"""A layer of the user's on graphs: what it is called with, what it must return, and what must not matter.

It is called with vectors x (B, t, n) and adjacencies a (B, t, t), row i of which says what comes into vertex i, and
must return h (B, t, m). The order in which the vertices are numbered must not matter. That h of a vertex depends on
others than those that lead to it is allowed, as attention among all does it, and said.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from ebviz.errors import UsageError
from ebviz.models.calls import called, refuse_infinite, shape_of
from ebviz.models.devices import move
from ebviz.remarks import remark

BATCH, VERTICES = 2, 6  # of the probe
CLOSE = 1e-4


class YourLayer(nn.Module):
    """A layer of the user's: x (B, t, n), a (B, t, t) → h (B, t, m).

    Parameters
    ----------
    made : what the user's class or function has made. title : what it is called in errors.
    n : dimensions of x. m : those of h; 0 for any.
    device : where it computes; what it is given and what it returns are on the CPU.

    Raises
    ------
    UsageError : it does not keep the contract; says what was expected and what came.
    """

    def __init__(self, made: Any, title: str, n: int, m: int = 0, *, device: str = "cpu") -> None:
        super().__init__()
        self.made, self.title, self.n = made, title, n
        self.device = torch.device("cpu")
        self.eval()
        with torch.no_grad():
            self._probe(m)
        if device != "cpu":
            move(self, device)

    def forward(self, x: Tensor, a: Tensor) -> Tensor:
        """Return what the layer makes of vectors and adjacencies."""
        found = called(self.made, [x.to(self.device), a.to(self.device)], self.title, ("x", "a"))
        if not isinstance(found, Tensor) or found.shape[:-1] != x.shape[:-1]:
            wanted = f"h ({', '.join(map(str, x.shape[:-1]))}, m)"
            raise UsageError(f"{self.title}: expected {wanted}, got {shape_of(found)}")
        if not found.is_floating_point():
            raise UsageError(f"{self.title}: expected h of floating-point numbers, got {found.dtype}")
        return found.to("cpu", x.dtype)

    def answers(self) -> list[Tensor]:
        """Return what it makes of a batch that is always the same."""
        return [self(*self.probe())]

    def probe(self) -> tuple[Tensor, Tensor]:
        """Return vectors and adjacencies that are always the same, one vertex without an edge that comes in."""
        numbers = torch.Generator().manual_seed(0)
        x = torch.randn(BATCH, VERTICES, self.n, generator=numbers)
        a = (torch.rand(BATCH, VERTICES, VERTICES, generator=numbers) < 0.4).float()
        a.diagonal(dim1=1, dim2=2).zero_()
        a[0, 1] = 0  # a vertex that no edge comes into
        return x, a

    def _probe(self, m: int) -> None:
        x, a = self.probe()
        h = self(x, a)
        if m and h.shape[-1] != m:
            raise UsageError(f"{self.title}: expected h ({BATCH}, {VERTICES}, {m}), got {shape_of(h)}")
        refuse_infinite(h, self.title)
        order = torch.arange(VERTICES).roll(2)
        moved = self(x[:, order], a[:, order][:, :, order])
        if (moved - h[:, order]).abs().max() > CLOSE * h.abs().max():
            raise UsageError(
                f"{self.title}: expected the same h for vertices in another order, but it changes with their order"
            )
        self._look_beyond_edges(x[0], a[0], h[0])

    def _look_beyond_edges(self, x: Tensor, a: Tensor, h: Tensor) -> None:
        """Say it if h of a vertex depends on a vertex that no edge leads from: x (t, n), a (t, t), h (t, m)."""
        changed = x + 10 * torch.eye(VERTICES)[..., None]  # (t, t, n): in the j-th, vertex j is another
        apart = (self(changed, a.expand(VERTICES, -1, -1)) - h).abs().amax(-1)
        depends = (apart > CLOSE * h.abs().max()).T & ~torch.eye(VERTICES, dtype=torch.bool)
        if not (depends & (a == 0)).any():
            return
        turned = "; row i of a says what comes into vertex i" if not (depends & (a.T == 0)).any() else ""
        remark(f"{self.title}: h of a vertex depends on others than those whose edges lead to it{turned}")
