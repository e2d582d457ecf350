"""The pictures of study `digits`, as the networks of other studies read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ebviz.data.images import scaled
from ebviz.errors import UsageError

if TYPE_CHECKING:
    from ebviz.study import Run


@dataclass(frozen=True, slots=True)
class Digits:
    """Pictures of S × S = D pixels, each a vector, with ink from 0 to 1.

    y (N, D), labels (N,) : to train with.
    fresh (M, D), fresh_labels (M,) : held out.
    chosen (10, D) : one held-out picture of each digit; held (10,) : whether there is one, or it is of another digit.
    """

    y: Tensor
    labels: Tensor
    fresh: Tensor
    fresh_labels: Tensor
    chosen: Tensor
    held: Tensor
    side: int

    @classmethod
    def of(cls, digits: Run) -> Digits:
        """Read a run of study `digits`."""
        y, fresh = (torch.tensor(digits[name]).flatten(1) for name in ("images", "test_images"))
        return cls(
            y,
            torch.tensor(digits["labels"]),
            fresh,
            torch.tensor(digits["test_labels"]),
            fresh[digits["chosen"].clip(0)],
            torch.tensor(digits["chosen"] >= 0),
            digits["images"].shape[-1],
        )

    def pair(self, pair: tuple[int, int]) -> Tensor:
        """Return a held-out picture of each of two digits, (2, D); raise :class:`UsageError` if there is none."""
        for digit in pair:
            if not self.held[digit]:
                there = ", ".join(str(int(one)) for one in self.held.nonzero())
                raise UsageError(
                    f"pair: expected digits of which pictures are held out, {there}, got {digit}"
                )
        return self.chosen[list(pair)]

    def pictures(self, flat: Tensor) -> Tensor:
        """Return vectors as pictures: (…, D) → (…, S, S)."""
        return flat.reshape(*flat.shape[:-1], self.side, self.side)

    def batches(self, lecture: int) -> tuple[int, int]:
        """Return the size of a batch and the batches in an epoch, from the batch that the lecture has at side 28."""
        batch = min(scaled(lecture, self.side, 2), len(self.y))
        return batch, len(self.y) // batch
