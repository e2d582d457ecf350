"""The transformer's blocks against PyTorch's own, against limits, and for what they must not know."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from ebviz.energy.attention import attend, past
from ebviz.energy.soft import softargmin
from ebviz.models.inside import exchanged, inside
from ebviz.models.sequence import SequenceModel, Shape, decoded, delay, symbol_cost, within
from ebviz.models.transformer import Attention, Decoder, Encoder, Predictor, SourceEncoder


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def sets() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return (
        torch.randn(2, 3, 5, 8, dtype=torch.float64),
        torch.randn(2, 3, 7, 8, dtype=torch.float64),
        torch.randn(2, 3, 7, 4, dtype=torch.float64),
    )


def test_attention_is_that_of_pytorch(sets):
    q, keys, values = sets
    h, a = attend(q, keys, values, 8**-0.5)
    torch.testing.assert_close(h, scaled_dot_product_attention(q, keys, values))
    torch.testing.assert_close(a.sum(-1), torch.ones(2, 3, 5, dtype=torch.float64))
    h, _ = attend(keys, keys, values, 8**-0.5, past(7))
    torch.testing.assert_close(h, scaled_dot_product_attention(keys, keys, values, is_causal=True))


def test_attention_is_the_gibbs_distribution_of_minus_the_scores(sets):
    q, keys, values = sets
    _, a = attend(q, keys, values, 0.7)
    torch.testing.assert_close(a, softargmin(-(q @ keys.mT), 0.7))


def test_hot_attention_is_the_mean_and_cold_attention_takes_one(sets):
    q, keys, values = sets
    h, a = attend(q, keys, values, 0.0)
    torch.testing.assert_close(a, torch.full_like(a, 1 / 7))
    torch.testing.assert_close(h, values.mean(-2, keepdim=True).expand_as(h))
    for beta in (math.inf, 1e6):
        h, a = attend(q, keys, values, beta)
        best = (q @ keys.mT).argmax(-1)
        torch.testing.assert_close(a, torch.nn.functional.one_hot(best, 7).to(a))
        torch.testing.assert_close(h, values.take_along_dim(best[..., None], -2))


def test_the_lecture_s_four_keys():
    keys = 10 * torch.eye(3)[[0, 1, 2, 2]]
    values = torch.tensor([[1.0, 0.0], [10.0, 0.0], [100.0, 5.0], [1000.0, 6.0]])
    one, both, between = 10 * torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    h, a = attend(torch.stack([one, both, between]), keys, values, 3**-0.5)
    torch.testing.assert_close(a, torch.tensor([[0, 1, 0, 0], [0, 0, 0.5, 0.5], [0.5, 0.5, 0, 0]]))
    torch.testing.assert_close(h, torch.tensor([[10, 0], [550, 5.5], [5.5, 0]]))


def test_without_places_the_order_does_not_matter():
    attention, x = Attention(8, 2, generator=generator()), torch.randn(3, 6, 8)
    h, a = attention(x)
    order = torch.randperm(6, generator=generator())
    shuffled, b = attention(x[:, order])
    torch.testing.assert_close(shuffled, h[:, order])
    torch.testing.assert_close(b, a[:, :, order][..., order])
    source = torch.randn(3, 4, 8)
    torch.testing.assert_close(attention(x, source[:, [2, 0, 3, 1]])[0], attention(x, source)[0])


@pytest.mark.parametrize("translating", [False, True])
def test_a_guess_does_not_depend_on_its_own_word_nor_on_later_ones(translating):
    shape = Shape(9, 6, d=16, heads=2, hidden=8, source_words=5 * translating, source_longest=3 * translating)
    net = SequenceModel(shape, generator=generator()).double()
    x = torch.tensor([[1, 4, 0]]) if translating else None

    def scores(vectors: torch.Tensor) -> torch.Tensor:
        """The scores (T, V) for vectors (T, d) of the undelayed sentence: through ζ⁻¹ as the words go."""
        moved = torch.cat([torch.zeros(1, 16).double(), vectors[:-1]])[None]
        seen = past(6)
        h, _ = net.encoder(moved + net.y.places, seen)
        source = net.source(net.x(x))[0] if translating else None
        return net.decoder(net.predictor(h, source, seen)[0])[0]

    slope = torch.autograd.functional.jacobian(scores, torch.randn(6, 16).double())  # (T, V, T, d)
    for j in range(6):
        assert (slope[j, :, j:] == 0).all(), j
        assert j == 0 or (slope[j, :, :j].abs().sum((0, 2)) > 0).all(), j
    y = torch.tensor([[3, 1, 7, 2, 5, 0]])
    for k in range(6):
        other = y.clone()
        other[0, k] = 8
        same = (net(other, x)[0] == net(y, x)[0]).all(-1)[0]
        assert same[: k + 1].all()
        assert k == 5 or not same[k + 1 :].any()


def test_without_a_delay_and_with_one():
    y = torch.tensor([[3, 1, 7, 0]])
    assert delay(y).tolist() == [[0, 3, 1, 7]]
    assert within(torch.tensor([[3, 0, 0, 0], [0, 0, 0, 0], [1, 2, 3, 4]])).sum(-1).tolist() == [2, 1, 4]
    copying = SequenceModel(Shape(9, 4, d=16), delayed=False, generator=generator())
    assert copying.predictor is None
    changed = (copying(torch.tensor([[3, 1, 7, 2]]))[0] != copying(y)[0]).any(-1)[0]
    assert changed.tolist() == [False, False, False, True]  # causal, and it sees its own word


def test_costs_are_those_of_cross_entropy():
    y, scores = torch.tensor([[3, 1, 0, 0], [2, 2, 2, 0]]), torch.randn(2, 4, 5)
    cost = symbol_cost(scores, y)
    full = torch.nn.functional.cross_entropy(scores.mT, y, reduction="none")
    torch.testing.assert_close(cost[:, :3], full[:, :3])
    assert cost[:, 3].tolist() == [0, full[1, 3]]


def test_what_is_said_freely_is_what_is_likeliest_after_what_was_said():
    shape = Shape(9, 5, d=16, heads=2, hidden=8, source_words=4, source_longest=2)
    net, x = SequenceModel(shape, generator=generator(3)), torch.tensor([[0, 1], [3, 2], [1, 1]])
    said = decoded(net, x, 5)
    likeliest = net(said, x)[0].argmax(-1)
    inside = within(said)
    assert torch.equal(said[inside], likeliest[inside])
    assert (said[~inside] == 0).all()


def test_shapes_of_the_blocks():
    y, x = torch.randn(2, 6, 8), torch.randn(2, 3, 8)
    h, a = Encoder(8, 4, generator=generator())(y, past(6))
    assert (h.shape, a.shape) == ((2, 6, 8), (2, 4, 6, 6))
    assert (a.triu(1) == 0).all()
    s, b = SourceEncoder(8, 2, 16, generator=generator())(x)
    assert (s.shape, b.shape) == ((2, 3, 8), (2, 2, 3, 3))
    p, c = Predictor(8, 2, generator=generator())(h, s)
    assert (p.shape, c.shape) == ((2, 6, 8), (2, 2, 6, 3))
    assert Decoder(8, 16, 11, generator=generator())(p).shape == (2, 6, 11)
    torch.testing.assert_close(p.mean(-1), torch.zeros(2, 6), atol=1e-5, rtol=0)  # post-norm
    torch.testing.assert_close(p.var(-1, unbiased=False), torch.ones(2, 6), atol=1e-3, rtol=0)


def test_symbols_meet_in_attention_only():
    shape = Shape(9, 6, d=16, heads=2, hidden=24, source_words=5, source_longest=4)
    net, y, x = (
        SequenceModel(shape, generator=generator(2)),
        torch.tensor([[3, 1, 4, 0, 0, 0]]),
        [[0, 1, 3, 2]],
    )
    p = torch.eye(9)[[1, 7, 2, 3, 4, 5]]
    ys, xs, at = exchanged(y, torch.tensor(x), p, 5, ends=False)
    assert ys.tolist() == [[3, 1, 4, 0, 0, 0], [3, 7, 4, 0, 0, 0], [3, 1, 4, 0, 0, 0]]
    assert (xs[2] - xs[0]).tolist() == [0, 1, 0, 0]
    assert at.tolist() == [2, 1]
    (plain, source), (word, same), (others, symbol) = (
        inside(net, y, x) for y, x in zip(ys.split(1), xs.split(1), strict=True)
    )
    one, later, changed = torch.arange(6) == 2, torch.arange(6) >= 2, torch.arange(4) == 1
    assert torch.equal(same, source)
    for level, moved in enumerate((word != plain).any(-1)):
        assert torch.equal(moved, one if level == 0 else later)
    for level, moved in enumerate((symbol != source).any(-1)):
        assert torch.equal(moved, changed if level == 0 else torch.ones(4, dtype=torch.bool))
    for level, moved in enumerate((others != plain).any(-1)):
        assert moved.all() if level > 2 else not moved.any()
    h, _ = net.encoder(net.y(delay(y)), past(6))
    torch.testing.assert_close(plain[2], h[0])
    scores = net(y, torch.tensor(x))[0]
    torch.testing.assert_close(net.decoder.words(plain[-1]), scores[0])
