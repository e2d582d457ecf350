"""Study `attention`: a file of yours is read whatever its layout, and refused in one line if it is no attention."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from ebviz.errors import UsageError
from ebviz.reading.attention import read_attention
from ebviz.study import Run
from scenes.transformer._words import words_of
from tests.conftest import run_study


def rows(*shape: int, seed: int = 0) -> np.ndarray:
    """Return positive numbers whose last axis sums to 1."""
    a = np.random.default_rng(seed).random(shape, np.float32) + 0.01
    return a / a.sum(-1, keepdims=True)


def test_by_default_it_is_the_language_model_s(runs: Mapping[str, Run]) -> None:
    run, model = runs["attention"], runs["language_model"]
    assert np.array_equal(run["attention"][0], model["encoder_a"][-1])
    assert np.array_equal(run["attention"][1], model["predictor_a"][-1])
    every = run["attention_all"]
    np.testing.assert_allclose(every.sum(-1), 1, atol=1e-5)
    masked = np.tril(every) / np.tril(every).sum(-1, keepdims=True)
    np.testing.assert_allclose(masked, run["attention"], atol=1e-5)  # the mask strikes out, and no more
    assert np.triu(every, 1).max() > 0.01
    assert words_of(run["words"]) == ["", "vier", "hundert", "sieben", "und", "zwanzig"]
    assert "source_words" not in run


@pytest.mark.parametrize("kind", ["npz", "npy", "safetensors"])
def test_a_file_of_yours_with_its_tokens(kind: str, runs: Mapping[str, Run], tmp_path: Path) -> None:
    a, path = rows(3, 2, 4, 4), tmp_path / f"a.{kind}"
    if kind == "npz":
        np.savez(path, attention=a, logits=np.zeros((4, 9)))
    elif kind == "npy":
        np.save(path, a)
    else:
        save_file({"attention": a}, path)
    (tmp_path / "tokens.txt").write_text("the\n cat\nsat\n.\n\n", encoding="utf-8")
    run = run_study("attention", tmp_path, runs, data=path, tokens=tmp_path / "tokens.txt")
    assert np.array_equal(run["attention"], a)
    assert words_of(run["words"]) == ["the", " cat", "sat", "."]
    listed = run_study("attention", tmp_path, runs, data=path, words=("the", "cat", "sat", "."))
    assert words_of(listed["words"]) == ["the", "cat", "sat", "."]


def test_attention_across_has_tokens_of_two_kinds(runs: Mapping[str, Run], tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", rows(2, 2, 3, 5))
    (tmp_path / "x.txt").write_text("a b c d e", encoding="utf-8")
    given: dict[str, Any] = {"data": tmp_path / "a.npy", "words": ("u", "v", "w")}
    run = run_study("attention", tmp_path, runs, **given, source_tokens=tmp_path / "x.txt")
    assert words_of(run["source_words"]) == ["a", "b", "c", "d", "e"]
    with pytest.warns(UserWarning, match="numbered from 0 to 4"):
        run = run_study("attention", tmp_path, runs, **given)
    assert words_of(run["source_words"]) == ["0", "1", "2", "3", "4"]


def test_a_batch_of_one_sentence_and_one_layer_are_taken(tmp_path: Path) -> None:
    a = rows(2, 3, 4, 4)
    np.save(tmp_path / "batch.npy", a[:, None])
    np.save(tmp_path / "layer.npy", a[0])
    np.save(tmp_path / "half.npy", a.astype(np.float16))
    assert np.array_equal(read_attention(tmp_path / "batch.npy"), a)
    assert np.array_equal(read_attention(tmp_path / "layer.npy"), a[:1])
    assert read_attention(tmp_path / "half.npy") == pytest.approx(a, abs=1e-3)
    np.save(tmp_path / "head.npy", a[0, 0])
    assert np.array_equal(read_attention(tmp_path / "head.npy"), a[:1, :1])


@pytest.mark.parametrize("name", ["arr_{}", "blocks.{}.attention"])
def test_arrays_numbered_in_their_names_are_layers(name: str, tmp_path: Path) -> None:
    """As `np.savez(path, *attentions)` writes them, of which the eleventh is named before the third."""
    a = rows(11, 2, 4, 4)
    np.savez(tmp_path / "a.npz", **{name.format(i): layer[None] for i, layer in enumerate(a)})
    assert np.array_equal(read_attention(tmp_path / "a.npz"), a)
    np.savez(
        tmp_path / "mean.npz", **{name.format(i): layer[:1] for i, layer in enumerate(a)}
    )  # of all heads
    assert np.array_equal(read_attention(tmp_path / "mean.npz"), a[:, :1])
    save_file({name.format(i): layer for i, layer in enumerate(a)}, tmp_path / "a.safetensors")
    assert np.array_equal(read_attention(tmp_path / "a.safetensors"), a)


def test_an_npz_may_have_its_tokens_beside_it(runs: Mapping[str, Run], tmp_path: Path) -> None:
    given: dict[str, Any] = {"data": tmp_path / "a.npz"}
    tokens = {"tokens": np.array(["The", " cat", "\n"]), "source_tokens": np.array(["die", "Katze"])}
    np.savez(tmp_path / "a.npz", attention=rows(2, 2, 3, 2), **tokens)
    run = run_study("attention", tmp_path, runs, **given)
    assert words_of(run["words"]) == ["The", " cat", "\n"]
    assert words_of(run["source_words"]) == ["die", "Katze"]
    told = run_study("attention", tmp_path, runs, **given, words=("A", "B", "C"))
    assert words_of(told["words"]) == ["A", "B", "C"]
    np.savez(tmp_path / "a.npz", attention=rows(2, 2, 3, 3), tokens=np.array(["one"]))
    with pytest.raises(
        UsageError, match=r"tokens in '.*': expected 3 tokens, one for each row, got 1: 'one'"
    ):
        run_study("attention", tmp_path, runs, **given)
    np.savez(tmp_path / "a.npz", attention=rows(2, 2, 3, 3), tokens=np.arange(3))
    with pytest.raises(UsageError, match=r"expected 'tokens' to be texts \(T,\), got int64 \(3,\)"):
        run_study("attention", tmp_path, runs, **given)


def test_blocks_with_other_numbers_of_heads_show_as_many_as_both_have(
    runs: Mapping[str, Run], tmp_path: Path
) -> None:
    model = dict(runs["language_model"])
    model["encoder_a"] = model["encoder_a"][:, :1]
    with pytest.warns(UserWarning, match="1 heads each, of 1 of the encoder and 2 of the predictor"):
        run = run_study("attention", tmp_path, {"language": runs["language"], "language_model": model})
    assert np.array_equal(run["attention"][1], runs["attention"]["attention"][1, :1])


@pytest.mark.parametrize(
    ("a", "line"),
    [
        (
            rows(2, 3, 4, 4) * np.where(np.arange(4) == 2, 0.5, 1)[:, None],
            "got 0.5 in layer .*, head .*, row 3",
        ),
        (np.swapaxes(rows(2, 3, 4, 4), -1, -2), "its columns do: exchange the last two axes"),
        (np.log(rows(2, 3, 4, 4)), "expected weights from 0 to 1, got 96 of 96 that are not"),
        (
            rows(2, 4, 3, 5, 5),
            r"expected attention \(layers, heads, T, S\) of one sentence, got float32 \(2, 4.*a\[:, 0\]",
        ),
        (
            rows(1, 2, 4, 4) * (1 + 0.4 * np.eye(4, dtype="f4")),
            r"expected rows that sum to 1.*model\.eval\(\)",
        ),
        (
            np.where(np.eye(4), np.nan, rows(1, 2, 4, 4)),
            "got 8 of 32 that are not; leave out what is padding",
        ),
        (rows(4), r"got float32 \(4,\)"),
    ],
)
def test_what_is_no_attention_is_refused_in_one_line(a: np.ndarray, line: str, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", a)
    with pytest.raises(UsageError, match=line) as error:
        read_attention(tmp_path / "a.npy")
    assert "\n" not in str(error.value)


def test_tokens_are_as_many_as_rows_and_belong_to_a_file(runs: Mapping[str, Run], tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", rows(2, 3, 4, 4))
    with pytest.raises(
        UsageError, match=r"attention\.words: expected 4 tokens, one for each row, got 2: 'a b'"
    ):
        run_study("attention", tmp_path, runs, data=tmp_path / "a.npy", words=("a", "b"))
    with pytest.raises(UsageError, match=r"attention\.words: expected attention\.data too"):
        run_study("attention", tmp_path, runs, words=("a", "b"))
    np.savez(tmp_path / "two.npz", one=rows(1, 1, 2, 2), other=rows(1, 1, 2, 2))
    with pytest.raises(UsageError, match=r"expected one array .*, or one named attention"):
        read_attention(tmp_path / "two.npz")
