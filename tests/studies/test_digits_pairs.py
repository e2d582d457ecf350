"""Pairs of digits: only classes with a held-out picture are ends of a way."""

from __future__ import annotations

from typing import Any, cast

import pytest
import torch

from ebviz.studies._digits import Digits
from ebviz.studies.autoencoders import _digits_pairs


class Copy:
    """A model whose code is the picture."""

    def bubble(self, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return y, torch.ones_like(y)

    def decoder(self, z: torch.Tensor) -> torch.Tensor:
        return z


@pytest.mark.parametrize(("labels", "pairs"), [((3, 3, 3), [[3, 3]]), ((3, 8, 8), [[3, 8]])])
def test_a_class_without_a_held_out_picture_is_no_end_of_a_way(
    labels: tuple[int, ...], pairs: list[list[int]]
) -> None:
    y, numbers = torch.eye(3, 4), torch.tensor(labels)
    digits = Digits(y, numbers, y, numbers, y[[0] * 10], numbers.new_ones(10).bool(), 2)
    found = _digits_pairs.answers(cast(Any, Copy()), digits, lambda at: at.square().sum(-1), 4)
    assert found["between"].tolist() == pairs
    assert (found["clear"][found["between"]] >= 0).all()
