"""Sequence models as encoder, predictor and decoder: autoencoder, language model, conditional one.

    AE      y → Enc → h → Dec → ỹ                             ỹ[j] may copy y[j]
    LM      y → ζ⁻¹ → Enc → Pred → h → Dec → ỹ                 ỹ[j] knows y[0 … j − 1] only, and has to predict
    conditional LM, "the transformer"                         as the LM, and Pred looks at Enc(x) too

Source: NYU Deep Learning 2021, week 12, "attention and the transformer".
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from ebviz.energy.attention import past
from ebviz.models.transformer import Decoder, Encoder, Predictor, SourceEncoder

BOUNDARY = 0  # the word at both ends of a sentence: ζ⁻¹ puts it before the first, and it follows the last


def delay(y: Tensor) -> Tensor:
    """Return ζ⁻¹ y, delayed by one unit: y[j − 1] in the place of y[j], (B, T) → (B, T).

    >>> delay(torch.tensor([[7, 8, 9]])).tolist()
    [[0, 7, 8]]
    """
    return torch.cat([torch.full_like(y[:, :1], BOUNDARY), y[:, :-1]], dim=1)


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a sequence model.

    words, longest : words V of the language, symbols T of its longest sentence. d, heads, hidden : of each block.
    source_words, source_longest : those of x, 0 without one.
    """

    words: int
    longest: int
    d: int = 64
    heads: int = 2
    hidden: int = 256
    source_words: int = 0
    source_longest: int = 0


class Embedding(nn.Module):
    """A vector for each word, and one for each place: y (B, T) int64 → (B, T, d)."""

    def __init__(self, words: int, longest: int, d: int, *, generator: Generator) -> None:
        super().__init__()
        self.words = nn.Parameter(torch.randn(words, d, generator=generator) * d**-0.5)
        self.places = nn.Parameter(torch.randn(longest, d, generator=generator) * d**-0.5)

    def forward(self, y: Tensor) -> Tensor:
        return self.words[y] + self.places[: y.shape[1]]


class SequenceModel(nn.Module):
    """Scores of the words of ỹ, (B, T) int64 → (B, T, V), and the attention of each block, (B, H, T, ·).

    Parameters
    ----------
    shape : its sizes; with words of a source it is a conditional language model.
    delayed : is y delayed by one unit? Then there is a predictor. causal : may no symbol see a later one?
    """

    def __init__(
        self, shape: Shape, *, delayed: bool = True, causal: bool = True, generator: Generator
    ) -> None:
        super().__init__()
        d, heads, hidden = shape.d, shape.heads, shape.hidden
        self.delayed, self.causal = delayed, causal
        self.y = Embedding(shape.words, shape.longest, d, generator=generator)
        self.encoder = Encoder(d, heads, generator=generator)
        self.predictor = Predictor(d, heads, generator=generator) if delayed else None
        self.decoder = Decoder(d, hidden, shape.words, generator=generator)
        self.x: Embedding | None = None
        self.source: SourceEncoder | None = None
        if shape.source_words:
            self.x = Embedding(shape.source_words, shape.source_longest, d, generator=generator)
            self.source = SourceEncoder(d, heads, hidden, generator=generator)

    def forward(self, y: Tensor, x: Tensor | None = None) -> tuple[Tensor, dict[str, Tensor]]:
        seen = past(y.shape[1]) if self.causal else None
        h, looks = self.y(delay(y) if self.delayed else y), {}
        h, looks["encoder"] = self.encoder(h, seen)
        if self.predictor is not None:
            source = None
            if self.x is not None and self.source is not None:
                source, looks["source"] = self.source(self.x(x))
            h, looks["predictor"] = self.predictor(h, source, seen)
        return self.decoder(h), looks


def symbol_cost(scores: Tensor, y: Tensor) -> Tensor:
    """Return C of each symbol, −log p(y[j]) in nats, 0 after the end: scores (B, T, V), y (B, T) → (B, T)."""
    cost = -scores.log_softmax(-1).gather(-1, y[..., None])[..., 0]
    return cost * within(y)


def within(y: Tensor) -> Tensor:
    """Return which symbols belong to a sentence, the boundary at its end among them: (B, T) → (B, T) bool.

    >>> within(torch.tensor([[7, 0, 0]])).tolist()
    [[True, True, False]]
    """
    ended = (y == BOUNDARY).cumsum(-1)
    return (ended == 0) | ((ended == 1) & (y == BOUNDARY))


@torch.no_grad()
def decoded(model: SequenceModel, x: Tensor, longest: int) -> Tensor:
    """Return the sentences that a conditional language model says of sources x (B, S), word by word: (B, T).

    Each word is the likeliest after those that it has said itself; after the boundary there are only boundaries.
    """
    y = torch.full((len(x), longest), BOUNDARY)
    going = torch.ones(len(x), dtype=torch.bool)
    for j in range(longest):
        y[:, j] = torch.where(going, model(y, x)[0][:, j].argmax(-1), BOUNDARY)
        going &= y[:, j] != BOUNDARY
    return y
