"""The transformer's blocks: attention, Add-Norm, 1-convolution; and encoder, predictor, decoder made of them.

Inputs and outputs are sequences of vectors (B, T, d), T symbols in each. Norms come after the sum (post-norm).

Source: NYU Deep Learning 2021, week 12, "attention and the transformer"; Vaswani et al., 2017.
"""

from __future__ import annotations

from torch import Generator, Tensor, nn

from ebviz.energy.attention import attend


def linear(inputs: int, outputs: int, generator: Generator, *, bias: bool = True) -> nn.Linear:
    """Return a linear map with weights drawn by a generator, U(−1/√inputs, 1/√inputs)."""
    layer = nn.utils.skip_init(nn.Linear, inputs, outputs, bias=bias)
    for weight in layer.parameters():
        nn.init.uniform_(weight, -(inputs**-0.5), inputs**-0.5, generator=generator)
    return layer


class Attention(nn.Module):
    """h = W_h [h¹; …; hᴴ], each head h = V a, a = softargmax_β(Kᵀ q), β = 1/√(d/H).

    Queries q = W_q x come from one sequence, keys k = W_k s and values v = W_v s from a source: from the same
    sequence in self-attention, from another in cross-attention.

    Shapes: x (B, T, d), source (B, S, d), seen (T, S) → h (B, T, d), a (B, H, T, S).
    """

    def __init__(self, d: int, heads: int, *, generator: Generator) -> None:
        super().__init__()
        self.heads, self.beta = heads, (d // heads) ** -0.5
        self.queries, self.keys, self.values = (
            linear(d, d, generator, bias=False) for _ in ("queries", "keys", "values")
        )
        self.together = linear(d, d, generator)

    def forward(
        self, x: Tensor, source: Tensor | None = None, seen: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        source = x if source is None else source
        q, k, v = (
            self.split(self.queries(x)),
            self.split(self.keys(source)),
            self.split(self.values(source)),
        )
        h, a = attend(q, k, v, self.beta, seen)  # (B, H, T, d/H), (B, H, T, S)
        return self.together(h.transpose(1, 2).flatten(2)), a

    def split(self, x: Tensor) -> Tensor:
        """Return what belongs to each head, (B, T, d) → (B, H, T, d/H)."""
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, H, T, d/H)


class AddNorm(nn.Module):
    """x, h (B, T, d) → the layer norm of x + h."""

    def __init__(self, d: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(d)

    def forward(self, x: Tensor, h: Tensor) -> Tensor:
        return self.norm(x + h)


class OneConvolution(nn.Module):
    """A convolution with kernel of size 1: W₂ (W₁ x)⁺ for each symbol alone, (B, T, d) → (B, T, d)."""

    def __init__(self, d: int, hidden: int, *, generator: Generator) -> None:
        super().__init__()
        self.first, self.second = linear(d, hidden, generator), linear(hidden, d, generator)

    def forward(self, x: Tensor) -> Tensor:
        return self.second(self.first(x).relu())


class Encoder(nn.Module):
    """Self-attention and Add-Norm: y (B, T, d), seen (T, T) → h (B, T, d), a (B, H, T, T)."""

    def __init__(self, d: int, heads: int, *, generator: Generator) -> None:
        super().__init__()
        self.attention, self.add = Attention(d, heads, generator=generator), AddNorm(d)

    def forward(self, y: Tensor, seen: Tensor | None = None) -> tuple[Tensor, Tensor]:
        h, a = self.attention(y, seen=seen)
        return self.add(y, h), a


class SourceEncoder(nn.Module):
    """Self-attention, Add-Norm, 1-convolution, Add-Norm: x (B, S, d) → h (B, S, d), a (B, H, S, S)."""

    def __init__(self, d: int, heads: int, hidden: int, *, generator: Generator) -> None:
        super().__init__()
        self.encoder = Encoder(d, heads, generator=generator)
        self.convolution, self.add = OneConvolution(d, hidden, generator=generator), AddNorm(d)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        h, a = self.encoder(x)
        return self.add(h, self.convolution(h)), a


class Predictor(nn.Module):
    """Attention and Add-Norm: what is known of the past, y (B, T, d), becomes what is expected next, h (B, T, d).

    With a source (B, S, d), cross-attention: queries from y, keys and values from the source; without one,
    self-attention among what may be ``seen`` (T, T). Also returned: a (B, H, T, S).
    """

    def __init__(self, d: int, heads: int, *, generator: Generator) -> None:
        super().__init__()
        self.attention, self.add = Attention(d, heads, generator=generator), AddNorm(d)

    def forward(
        self, y: Tensor, source: Tensor | None = None, seen: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        h, a = self.attention(y, source, seen if source is None else None)
        return self.add(y, h), a


class Decoder(nn.Module):
    """1-convolution and Add-Norm, then a score for every word: h (B, T, d) → (B, T, V)."""

    def __init__(self, d: int, hidden: int, words: int, *, generator: Generator) -> None:
        super().__init__()
        self.convolution, self.add = OneConvolution(d, hidden, generator=generator), AddNorm(d)
        self.words = linear(d, words, generator)

    def forward(self, h: Tensor) -> Tensor:
        return self.words(self.add(h, self.convolution(h)))
