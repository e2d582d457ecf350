"""Blocks of a sequence model that are the user's: what each is called with, what it must return, and must not know.

=============  ==========================================  ==========================================
block          called with                                 must return
=============  ==========================================  ==========================================
encoder        y (B, T, d)                                 h (B, T, d), its attention a (B, H, T, T)
predictor      y (B, T, d), and a source s (B, S, d)       h (B, T, d), a (B, H, T, S), or (B, H, T, T)
               in a conditional model                      without a source
decoder        h (B, T, d)                                 a score for each of V words, (B, T, V)
=============  ==========================================  ==========================================

Where a symbol must not know those that follow, no h[j] may change with y[k > j].
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from ebviz.errors import UsageError
from ebviz.models.calls import called, refuse_infinite, shape_of
from ebviz.models.devices import move

BATCH, LENGTH, SOURCE = 2, 5, 3  # of the probe
CLOSE = 1e-4


class YourBlock(nn.Module):
    """A block of the user's in a sequence model.

    Parameters
    ----------
    made : what the user's class or function has made. title : what it is called in errors.
    d : dimensions of the vectors. source : is it called with a source too? causal : must it not look ahead?
    words : of a decoder, which returns scores of them and no attention; 0 for other blocks.
    device : where it computes; what it is given and what it returns are on the CPU.

    Raises
    ------
    UsageError : it does not keep the contract; says what was expected and what came.
    """

    def __init__(
        self,
        made: Any,
        title: str,
        d: int,
        *,
        source: bool = False,
        causal: bool = False,
        words: int = 0,
        device: str = "cpu",
    ) -> None:
        super().__init__()
        self.made, self.title, self.d, self.source, self.words = made, title, d, source, words
        self.device = torch.device("cpu")
        self.eval()
        with torch.no_grad():
            self._probe(causal)
        if device != "cpu":
            move(self, device)

    def forward(self, y: Tensor, *rest: Tensor | None) -> Any:
        """Return what the block makes of y (B, T, d), and of a source if it takes one; masks are its own affair."""
        given = [y, rest[0]] if self.source and rest and rest[0] is not None else [y]
        names = ("h",) if self.words else ("y", "s")
        found = called(self.made, [part.to(self.device) for part in given], self.title, names)
        if isinstance(found, Tensor):
            return found.cpu()
        return type(found)(part.cpu() for part in found) if _are_tensors(found) else found

    def answers(self) -> list[Tensor]:
        """Return what the block makes of a batch that is always the same."""
        found = self(*self._batch())
        return [found] if self.words else list(found)

    def _batch(self) -> tuple[Tensor, Tensor | None]:
        numbers = torch.Generator().manual_seed(0)
        y = torch.randn(BATCH, LENGTH, self.d, generator=numbers)
        return y, torch.randn(BATCH, SOURCE, self.d, generator=numbers) if self.source else None

    def _probe(self, causal: bool) -> None:
        y, source = self._batch()
        found = self(y, source)
        looked = SOURCE if self.source else LENGTH
        h = found if self.words else self._with_attention(found, looked)
        wanted = (BATCH, LENGTH, self.words or self.d)
        if not isinstance(h, Tensor) or tuple(h.shape) != wanted:
            raise UsageError(f"{self.title}: expected {wanted} for {tuple(y.shape)}, got {shape_of(h)}")
        refuse_infinite(h, self.title)
        for k in range(1, LENGTH) if causal else ():
            other = y.clone()
            other[:, k] += 1
            changed = self(other, source)
            moved = ((changed if self.words else changed[0]) - h)[:, :k].abs().amax((0, 2))
            if (moved > CLOSE * h.abs().max()).any():
                j = int((moved > CLOSE * h.abs().max()).nonzero()[0, 0])
                raise UsageError(
                    f"{self.title}: expected h[j] to depend on y[0 … j] only, but h[{j}] changes with y[{k}]"
                )

    def _with_attention(self, found: Any, looked: int) -> Any:
        """Return h of a block's h and a, whose rows must be shares."""
        if not isinstance(found, tuple | list) or len(found) != 2:
            raise UsageError(f"{self.title}: expected h and its attention a, got {shape_of(found)}")
        h, a = found
        if not isinstance(a, Tensor) or a.dim() != 4 or (a.shape[0], *a.shape[2:]) != (BATCH, LENGTH, looked):
            wanted = f"({BATCH}, heads, {LENGTH}, {looked})"
            raise UsageError(f"{self.title}: expected attention {wanted}, got {shape_of(a)}")
        if bool((a < -CLOSE).any()) or not torch.allclose(a.sum(-1), torch.ones(()), atol=1e-3):
            least, sums = float(a.min()), float(a.sum(-1)[0, 0, 0])
            what = "expected attention whose rows are shares"
            raise UsageError(f"{self.title}: {what}, got a least of {least:.3g} and a sum of {sums:.3g}")
        return h


def _are_tensors(found: Any) -> bool:
    return isinstance(found, tuple | list) and all(isinstance(part, Tensor) for part in found)
