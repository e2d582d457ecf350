"""Sequence models against what counting says: floors, costs of single words, and what is said of held-out numbers."""

from __future__ import annotations

import gzip
import itertools
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch

from ebviz.data.language import cost_of_blanks, costs_by_counting
from ebviz.data.numbers import words
from ebviz.energy.attention import past
from ebviz.errors import UsageError
from ebviz.models.sequence import SequenceModel, Shape, delay
from ebviz.remarks import hearing
from ebviz.studies._spelled import read
from ebviz.studies.transformer._sequences import Sentences, attention_by_beta
from ebviz.study import Run
from tests.conftest import run_study

SMALL = {"steps": 6, "looks": 3, "d": 8, "hidden": 8}


def text(language: Run, row: np.ndarray) -> str:
    known = read(language["words"])
    return " ".join(known[i] for i in row).rstrip()


def test_every_number_has_words_of_its_own() -> None:
    for tongue, most in (("german", 5), ("english", 5)):
        said = [" ".join(words(n, tongue)) for n in range(1000)]
        assert len(set(said)) == 1000
        assert max(len(one.split()) for one in said) == most
    assert " ".join(words(301)) == "drei hundert eins"
    assert " ".join(words(999)) == "neun hundert neun und neunzig"
    assert " ".join(words(71)) == "ein und siebzig"
    assert " ".join(words(500, "english")) == "five hundred"
    assert " ".join(words(112, "english")) == "one hundred and twelve"


def test_the_language_is_counted(runs) -> None:
    language = runs["language"]
    assert text(language, language["y"][427]) == "vier hundert sieben und zwanzig"
    assert language["x"][427].tolist() == [4, 2, 7]
    assert float(language["floor"]) == pytest.approx(math.log(1000), abs=1e-5)
    assert float(language["given"]) == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(language["counted"].sum(1), math.log(1000), rtol=1e-5)
    firsts = Counter(words(n)[0] for n in range(1000))
    assert language["counted"][427][0] == pytest.approx(math.log(1000 / firsts["vier"]), rel=1e-5)


def test_costs_are_those_of_an_independent_count() -> None:
    y = torch.tensor([[1, 2, 0], [1, 2, 0], [1, 3, 1], [2, 0, 0]])
    rows = [tuple(row) for row in y.tolist()]
    for i, j in itertools.product(range(4), range(3)):
        alike = [row for row in rows if row[:j] == rows[i][:j]]
        share = sum(row[j] == rows[i][j] for row in alike) / len(alike)
        assert float(costs_by_counting(y)[i, j]) == pytest.approx(-math.log(share), abs=1e-6)


def test_what_blanks_cost_at_least_is_that_of_an_independent_count() -> None:
    y, share = torch.tensor([[1, 2], [1, 3], [2, 2], [2, 2]]), 0.3
    one_blank = [  # the other symbol is seen: 2 thrice, after 1 once and after 2 twice; then 1 and 2, twice each
        (math.log(3) + 0 + 2 * math.log(1.5)) / 4,
        (math.log(2) + math.log(2) + 0 + 0) / 4,
    ]
    both = math.log(2) + (3 * math.log(4 / 3) + math.log(4)) / 4
    expected = share * (1 - share) * sum(one_blank) + share**2 * both
    found = cost_of_blanks(y, share, torch.ones(4, 2, dtype=torch.bool))
    assert float(found) == pytest.approx(expected, rel=1e-5)


def test_without_a_delay_everything_is_copied(runs) -> None:
    assert runs["sequence_autoencoder"]["cost"][-1] < 0.02


def test_a_language_model_costs_what_the_language_costs(runs) -> None:
    language, run = runs["language"], runs["language_model"]
    assert float(language["floor"]) - 1e-3 < run["cost"][-1] < float(language["floor"]) + 0.02
    np.testing.assert_allclose(run["symbol_cost"], language["counted"], atol=0.4)
    assert (
        np.abs(run["symbol_cost"] - language["counted"]).mean() < 0.03
    )  # surprised where something is decided
    shown = run["shown"]
    assert text(language, shown) == "vier hundert sieben und zwanzig"
    np.testing.assert_allclose(
        run["shown_cost"][-1], -np.log(run["shown_p"][-1][np.arange(len(shown)), shown]), atol=1e-5
    )
    for name in ("encoder_a", "predictor_a"):
        assert (np.triu(run[name], 1) == 0).all()
        np.testing.assert_allclose(run[name].sum(-1), 1, atol=1e-5)


def test_blanks_are_filled_in_as_well_as_can_be(runs) -> None:
    run = runs["sequence_denoising"]
    assert float(run["floor"]) - 1e-3 < float(run["cost_of_all"]) < float(run["floor"]) + 0.05
    blank = len(runs["language"]["words"])
    assert (run["seen"] == blank).nonzero()[0].tolist() == [2]
    assert run["shown_cost"][-1, 2] == pytest.approx(math.log(9), abs=0.15)  # any of nine units fits there


def test_held_out_numbers_are_said_whole_and_right(runs) -> None:
    language, run = runs["language"], runs["translation"]
    held = run["held_out_i"]
    assert len(held) == 200
    assert run["right"][-1] >= 0.98
    assert run["right"][-1] == pytest.approx((run["said"] == language["y"][held]).all(1).mean())
    assert run["cost"][-1] < float(language["given"]) + 0.05
    assert 427 in held
    assert text(language, run["free"]) == "vier hundert sieben und zwanzig"
    a = run[
        "free_a"
    ]  # (H, L, K): hundreds from the first digit, units from the third, tens from the second: it crosses
    assert a[:, 0, 0].min() > 0.8
    assert a[:, 2, 2].max() > 0.8
    assert a[:, 4, 1].max() > 0.8


def test_attention_at_every_beta_is_that_of_the_model_at_its_own(runs) -> None:
    run = runs["translation"]
    own = np.abs(np.log(run["dial_beta"][1:-1]) - np.log(run["beta"])).argmin() + 1
    assert run["dial_beta"][own] == pytest.approx(float(run["beta"]), rel=1e-4)
    np.testing.assert_allclose(run["dial_a"][own], run["free_a"], atol=1e-4)
    np.testing.assert_allclose(run["dial_a"][0], 1 / 3, atol=1e-6)
    assert set(np.unique(run["dial_a"][-1])) == {0.0, 1.0}
    np.testing.assert_allclose(run["dial_h"], run["dial_a"] @ run["values"], atol=1e-5)
    np.testing.assert_allclose(
        run["scores"], run["queries"] @ run["keys"].swapaxes(1, 2), rtol=1e-4, atol=1e-4
    )
    shares = np.exp(run["beta"] * run["scores"])
    np.testing.assert_allclose(run["free_a"], shares / shares.sum(-1, keepdims=True), atol=1e-5)


@torch.no_grad()
def test_what_heads_bring_together_is_what_the_attention_returns() -> None:
    shape = Shape(words=5, longest=4, d=12, heads=3, hidden=8, source_words=6, source_longest=2)
    net = SequenceModel(shape, generator=torch.Generator().manual_seed(0))
    y, x = torch.tensor([[3, 1, 2, 0]]), torch.tensor([[5, 4]])
    found = attention_by_beta(net, y, x)
    h, source = net.encoder(net.y(delay(y)), past(4))[0], net.source(net.x(x))[0]
    torch.testing.assert_close(found["together"], net.predictor.attention(h, source)[0][0])


def test_a_text_of_yours(tmp_path: Path) -> None:
    (tmp_path / "pairs.txt").write_text("a b\tx\nb a\ty z\n\nb b\tx x x\n", encoding="utf-8")
    with hearing() as heard:
        language = run_study("language", tmp_path, {}, text=tmp_path / "pairs.txt", longest=2)
    assert heard == ["'pairs.txt': 1 of 3 sentences cut after 2 symbols"]
    assert (read(language["words"]), read(language["source_words"])) == (["", "x", "y", "z"], ["", "a", "b"])
    assert float(language["floor"]) == pytest.approx(math.log(3), abs=1e-6)
    run = run_study("translation", tmp_path, {"language": language}, **SMALL, shown=2, held_out=0.4)
    assert run["said"].shape == (1, 3)
    (tmp_path / "letters.txt").write_text("abc\nacb\n", encoding="utf-8")
    language = run_study("language", tmp_path, {}, text=tmp_path / "letters.txt")
    assert read(language["words"]) == ["", "a", "b", "c"]
    assert "x" not in language
    run_study("language_model", tmp_path, {"language": language}, **SMALL, shown=1)
    with pytest.raises(UsageError, match="expected what is translated before a tab"):
        run_study("translation", tmp_path, {"language": language}, **SMALL, shown=1)
    with pytest.raises(
        UsageError, match=r"language_model\.shown: expected the number of a sentence, 0 to 1, got 427"
    ):
        run_study("language_model", tmp_path, {"language": language}, **SMALL)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"one line\n", "expected 2 to 100000 lines, got 1"),
        (gzip.compress(b"one line\n", mtime=0), "expected 2 to 100000 lines, got 1"),
        (gzip.compress(b"one line\n", mtime=0)[:-4], "bad.txt': it is a truncated or damaged archive"),
        (b"a\tb\nc\n", "expected a sentence in each line, or two with a tab between, got 'c' in line 2"),
        (b"a\tb\tc\nd\te\tf\n", "got 'a\tb\tc' in line 1"),
        (b"\xff\xfe\x00", "bad.txt': it is text in UTF-16; save it as UTF-8"),
        (b"one\n\x80\n", "expected text in UTF-8: invalid start byte at byte 4"),
    ],
)
def test_a_text_that_cannot_be_read_is_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "bad.txt").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        run_study("language", tmp_path, {}, text=tmp_path / "bad.txt")
    assert said.replace("\t", " ") in str(caught.value).replace("\\t", " ").replace("\t", " ")


def test_the_sentences_watched_of_a_long_text_come_from_all_of_it() -> None:
    few, many = (Sentences(torch.arange(count)[:, None]) for count in (1000, 2500))
    assert torch.equal(few.watched().y, few.y)
    assert len(many.watched()) == 834
    assert many.watched().y[[0, -1], 0].tolist() == [0, 2499]


def test_heads_must_divide_the_dimensions(tmp_path: Path, runs) -> None:
    with pytest.raises(UsageError, match="d = 8: expected a multiple of heads = 3"):
        run_study("language_model", tmp_path, {"language": runs["language"]}, **SMALL, heads=3)
