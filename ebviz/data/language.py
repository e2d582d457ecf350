"""A small language: all its sentences as rows of word numbers, and what each word costs by counting.

The words are numbered from 1; 0 is the boundary, which ends each sentence and fills the rest of its row.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ebviz.data.numbers import Tongue, words

END = ""  # how the boundary is written


@dataclass(frozen=True, slots=True)
class Language:
    """Sentences, and what they are translated from.

    words : those of y, the boundary first. y (N, T) int64 : sentences, each ended by a 0 at least.
    source_words, x (N, S) int64 : the same of what is translated; none, and (N, 0), if there is nothing.
    """

    words: Sequence[str]
    y: Tensor
    source_words: Sequence[str]
    x: Tensor


def numbers(tongue: Tongue, count: int = 1000) -> Language:
    """Return the numbers from 0 to ``count`` − 1: three digits each, and their words.

    >>> language = numbers("german", 30)
    >>> [language.words[i] for i in language.y[27]], language.x[27].tolist()
    (['sieben', 'und', 'zwanzig', ''], [0, 2, 7])
    """
    known, y = rows([words(number, tongue) for number in range(count)])
    number = torch.arange(count)
    x = torch.stack([number // 100, number // 10 % 10, number % 10], dim=-1)
    return Language(known, y, [str(digit) for digit in range(10)], x)


def rows(sentences: Sequence[Sequence[str]]) -> tuple[list[str], Tensor]:
    """Return the words of sentences, the boundary first, then by the alphabet; and each sentence as their numbers."""
    known = [END, *sorted({word for sentence in sentences for word in sentence})]
    number = {word: i for i, word in enumerate(known)}
    y = torch.zeros(len(sentences), max(map(len, sentences)) + 1, dtype=torch.int64)
    for row, sentence in zip(y, sentences, strict=True):
        row[: len(sentence)] = torch.tensor([number[word] for word in sentence], dtype=torch.int64)
    return known, y


def costs_by_counting(y: Tensor) -> Tensor:
    """Return −log p(y[j] | y[0 … j − 1]) in nats of each symbol of sentences (N, T) that are equally likely: (N, T).

    The sum over a sentence is −log of its share of all: no language model costs less on average.

    >>> costs_by_counting(torch.tensor([[1, 0], [1, 2], [3, 0], [1, 0]])).exp()
    tensor([[1.3333, 1.5000],
            [1.3333, 3.0000],
            [4.0000, 1.0000],
            [1.3333, 1.5000]])
    """
    before = torch.full((len(y),), float(len(y)))
    costs = torch.zeros(y.shape)
    for j in range(y.shape[1]):
        _, kind, count = y[:, : j + 1].unique(dim=0, return_inverse=True, return_counts=True)
        alike = count[kind].float()  # sentences that begin as this one does
        costs[:, j], before = (before / alike).log(), alike
    return costs


def cost_given(y: Tensor, x: Tensor) -> Tensor:
    """Return the mean of −log p(y | x) in nats, by counting: y (N, T), x (N, S) → ().

    >>> cost_given(torch.tensor([[1], [2], [3]]), torch.tensor([[0], [0], [1]])).exp()
    tensor(1.5874)
    """
    return costs_by_counting(torch.cat([x, y], -1)).sum(-1).mean() - costs_by_counting(x).sum(-1).mean()


def blanks(length: int, share: float) -> Iterator[tuple[Tensor, float]]:
    """Yield each of the 2^T ways to leave blanks among T symbols, (T,) bool, and its probability.

    >>> [(blank.tolist(), chance) for blank, chance in blanks(1, 0.25)]
    [([False], 0.75), ([True], 0.25)]
    """
    for way in itertools.product((False, True), repeat=length):
        yield torch.tensor(way), share ** sum(way) * (1 - share) ** (length - sum(way))


def cost_of_blanks(y: Tensor, share: float, counted: Tensor) -> Tensor:
    """Return the least mean cost of sentences some of whose symbols are blank, each with probability ``share``: ().

    Parameters
    ----------
    y (N, T) : sentences, equally likely. counted (N, T) bool : the symbols whose cost counts.

    Every one of the 2^T ways to leave blanks is gone through: a blank costs −log of how often it is filled so among
    all the sentences that are the same elsewhere, and in which it counts.
    """
    n, length = y.shape
    total = torch.zeros(())
    for blank, chance in blanks(length, share):
        _, alike = y.masked_fill(blank, -1).unique(dim=0, return_inverse=True)
        for j in blank.nonzero()[:, 0]:
            kind, symbol = alike[counted[:, j]], y[counted[:, j], j]
            _, filled, same = torch.stack([kind, symbol], -1).unique(
                dim=0, return_inverse=True, return_counts=True
            )
            cost = (kind.bincount()[kind].float() / same[filled].float()).log()
            total += chance * cost.sum() / n
    return total
