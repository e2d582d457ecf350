"""Pairs of digits for study `digits_vae`: a clear picture of each class, and the ways between all of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import torch

from ebviz.energy import line as straight

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from ebviz.models import VAE
    from ebviz.studies._digits import Digits

NEAR = 10  # nearest codes that tell whether a picture is clear of the other classes

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ways:
    """The straight ways between the clear pictures of two classes each, over the pixels and over the codes."""

    model: VAE
    digits: Digits
    clear: Tensor  # (10,)
    points: int

    def pixels(self, pair: Pair) -> Tensor:
        """Return the pictures along the way over the pixels, (L, D)."""
        first, last = (self.digits.fresh[self.clear[digit]] for digit in pair)
        return straight(first, last, self.points)

    def codes(self, pair: Pair) -> Tensor:
        """Return the codes of both ends, (2, d)."""
        return self.model.bubble(self.digits.fresh[self.clear[list(pair)]])[0]

    def decoded(self, pair: Pair) -> Tensor:
        """Return the pictures along the way over the codes, (L, D)."""
        first, last = self.codes(pair)
        return self.model.decoder(straight(first, last, self.points))


def clearest(model: VAE, digits: Digits, F: Tensor) -> Tensor:
    """Return the index of each digit's clearest held-out picture, −1 without any: energies F (M,) → (10,).

    It is the one of least energy among those with most codes of their own class among the nearest ten.
    """
    mu, labels = model.bubble(digits.fresh)[0], digits.fresh_labels
    apart = torch.cdist(mu, mu).fill_diagonal_(torch.inf)
    near = apart.topk(min(NEAR, len(mu) - 1), largest=False).indices
    alike = (labels[near] == labels[:, None]).float().mean(1)
    found = torch.full((10,), -1)
    for digit in range(10):
        of_it = (labels == digit).nonzero()[:, 0]
        if len(of_it):
            best = of_it[alike[of_it] == alike[of_it].max()]
            found[digit] = best[F[best].argmin()]
    return found


def answers(model: VAE, digits: Digits, energy: Callable[[Tensor], Tensor], line: int) -> dict[str, Tensor]:
    """Return the energies along all ways between clear pictures, and the pictures of two of these pairs.

    The first pair is the one with the most between the tops of both ways; the second, of other classes where there
    are four, the one with the most between both ways at their middles. ``line`` is made odd, so that there is one.
    If pictures of one class only are held out, its clearest is both ends.
    """
    points = line + 1 - line % 2
    ways = Ways(model, digits, clearest(model, digits, energy(digits.fresh)), points)
    there = [digit for digit in range(10) if ways.clear[digit] >= 0]
    pairs = [*combinations(there, 2)] or [(there[0], there[0])]
    F = torch.stack([torch.stack([energy(way(one)) for way in (ways.pixels, ways.decoded)]) for one in pairs])
    tops, middles = F.amax(-1), F[..., points // 2]  # (K, 2)
    first = int((tops[:, 0] - tops[:, 1]).argmax())
    others = [k for k, one in enumerate(pairs) if not {*one} & {*pairs[first]}]
    others = others or [k for k in range(len(pairs)) if k != first] or [first]
    second = max(others, key=lambda k: float(middles[k, 0] - middles[k, 1]))
    shown = [pairs[first], pairs[second]]
    return {
        "clear": ways.clear,
        "between": torch.tensor(pairs),
        "between_pixels_F": F[:, 0],
        "between_line_F": F[:, 1],
        "pairs": torch.tensor([first, second]),
        "pairs_mu": torch.stack([ways.codes(one) for one in shown]),
        "pairs_pixels": torch.stack([digits.pictures(ways.pixels(one)) for one in shown]),
        "pairs_line": torch.stack([digits.pictures(ways.decoded(one)) for one in shown]),
    }
