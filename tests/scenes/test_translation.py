"""Film `translation` of other numbers and tongues, of a text, untrained: what it says is what its runs hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ebviz.study import Run
from scenes.transformer._translated import Translated
from scenes.transformer._words import END, MOST
from tests.conftest import run_study
from tests.scenes.test_second import Seen, watched

QUICK = {"batch": 64, "looks": 6}
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # of studies `language` and `translation`
    "english": ({"tongue": "english"}, {"shown": 853, "steps": 150, "heads": 1, "seed": 2, "d": 32}),
    "german": ({"count": 100}, {"shown": 64, "steps": 400, "heads": 3, "d": 48, "held_out": 0.1}),
    "untrained": ({}, {"shown": 21, "steps": 2, "heads": 4}),
    "text": ({"text": "pairs.txt", "longest": 30}, {"shown": 1, "steps": 3, "held_out": 0.3}),
}
PAIRS = """a_b $c\tx *y* [z]
$c d a_b $c d a_b $c d a_b $c d a_b $c d a_b\tx *y* #w <v> x *y* #w <v> x *y* #w <v> x *y* #w <v> x *y* #w <v>
d\t#w
"""


@pytest.fixture(scope="module", params=KINDS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any, Seen]:
    """The name of a configuration, its runs, and what was seen of the film."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    (folder / "pairs.txt").write_text(PAIRS, encoding="utf-8")
    language, translation = KINDS[request.param]
    if "text" in language:
        language = {**language, "text": folder / language["text"]}
    runs: dict[str, Run] = {"language": run_study("language", folder, {}, **language)}
    runs["translation"] = run_study("translation", folder, runs, **QUICK, **translation)
    return request.param, runs, watched("translation", runs)


def words(runs: Mapping[str, Run], name: str) -> list[str]:
    """Return the words of the sentence that is shown, or of what is said, up to its end."""
    letters = ["".join(map(chr, row[row > 0])) for row in runs["language"]["words"]]
    symbols = runs["translation"][name].tolist()
    ended = 0 in symbols
    said = [letters[symbol] for symbol in symbols[: symbols.index(0) if ended else None]]
    return [*said, END] if ended else said


def test_it_says_what_its_runs_hold(told: tuple[str, Any, Seen]) -> None:
    kind, runs, seen = told
    run, everything = runs["translation"], "\n".join(seen.texts)
    assert seen.outside == set()
    held, count = len(run["held_out_i"]), len(runs["language"]["y"])
    of = "sentences" if kind == "text" else "numbers"
    assert f"it learns from {count - held} of {count} {of}; this one is held out" in everything
    assert f"held-out {of} said right" in seen.texts
    assert f'{held * run["right"][-1]:.0f} "of" {held}' in seen.texts
    p = np.array([run["shown_p"][0, j, symbol] for j, symbol in enumerate(run["shown"])])
    p = p[: min(len(words(runs, "shown")), MOST)]
    assert f"probabilities of ${p.min():.2f}$ to ${p.max():.2f}$" in everything
    assert {"427", "427, word by word", "hundert sieben"} & set(seen.texts) == set()


def test_it_names_the_heads_or_shows_the_mean_of_too_many(told: tuple[str, Any, Seen]) -> None:
    kind, _, seen = told
    named = {text for text in seen.texts if text.startswith("head ") or text == "attention"}
    heads = {"english": {"attention"}, "german": {"head 1", "head 2", "head 3"}, "untrained": {"attention"}}
    assert named == heads.get(kind, {"head 1", "head 2"})


def test_it_shows_each_word_that_is_said_among_the_likeliest(told: tuple[str, Any, Seen]) -> None:
    kind, runs, seen = told
    plain = {text.replace("\\", "") for text in seen.texts}
    assert set(words(runs, "shown")[:MOST]) <= plain
    if kind != "text":
        assert set(words(runs, "free")) <= plain
        number = KINDS[kind][1]["shown"]
        assert f"{number}, word by word" in plain
        assert f"${number}$ in {'English' if kind == 'english' else 'German'}: which digit must" in "\n".join(
            plain
        )


def test_the_order_that_it_claims_is_that_of_its_attention(told: tuple[str, Any, Seen]) -> None:
    kind, runs, seen = told
    said, everything = words(runs, "free"), "\n".join(seen.texts)
    right = said == words(runs, "shown")
    assert right == (kind in ("english", "german"))  # the others have hardly been trained
    assert ("looks up what to say next" in everything) == right
    assert ("and still gets the words wrong" in everything) != right
    a = runs["translation"]["free_a"].mean(axis=0)
    if kind == "english":
        assert said[:-1] == ["eight", "hundred", "and", "fifty", "three"]
        assert a[[0, 3, 4]].argmax(axis=-1).tolist() == [0, 1, 2]
        assert "looks up what to say next, from left to right" in everything
    if kind == "german":
        assert said[:-1] == ["vier", "und", "sechzig"]
        assert a[[0, 2]].argmax(axis=-1).tolist() == [2, 1]
        assert "looks up what to say next: the units before the tens" in everything


def test_a_long_sentence_is_cut_and_says_so(told: tuple[str, Any, Seen]) -> None:
    kind, runs, seen = told
    assert (f"(the first {MOST} symbols)" in "\n".join(seen.texts)) == (kind == "text")
    it = Translated.of(runs["translation"], runs["language"])
    assert it.attention("free_a", len(it.said)).sum(axis=-1).max() <= 1 + 1e-5


def test_attention_to_all_that_is_behind_the_end_goes_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "pairs.txt").write_text(PAIRS, encoding="utf-8")
    runs = {"language": run_study("language", tmp_path, {}, text=tmp_path / "pairs.txt")}
    runs["translation"] = run_study("translation", tmp_path, runs, **QUICK, shown=2, steps=2, held_out=0.3)
    it = Translated.of(runs["translation"], runs["language"])
    assert (it.source, it.y, it.cut) == (["d", END], ["#w", END], False)
    assert it.attention("predictor_a", 2).sum(axis=-1) == pytest.approx(1, abs=1e-5)
