"""The films of the transformer at a second configuration: what is on screen is what the runs hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim import ManimColor

from ebviz.study import Run
from ebviz.style.colourmap import hexes
from ebviz.style.numbers import brief
from ebviz.style.palette import COLOURS
from scenes.transformer._vectors import undecided
from scenes.transformer._words import END, MOST, START, spoken
from scenes.transformer.inside import FEW as READABLE
from tests.conftest import CATALOG, run_study
from tests.scenes.blind import play_blind
from tests.scenes.test_second import watched

Runs = Mapping[str, Run]
FEW = {"seed": 4, "steps": 30, "looks": 4, "d": 16, "hidden": 16}


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Other numbers in another tongue, hardly trained."""
    folder = tmp_path_factory.mktemp("english")
    runs = {"language": run_study("language", folder, {}, tongue="english", count=150)}
    for study in ("sequence_autoencoder", "language_model", "translation"):
        more = {"heads": 8} if study == "translation" else {"heads": 1}
        runs[study] = run_study(study, folder, runs, **FEW, **more, shown=121)
    return runs


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """A text of the user's, whose symbols are characters."""
    folder = tmp_path_factory.mktemp("letters")
    (folder / "mine.txt").write_text("energy\nentropy\nnet\n", encoding="utf-8")
    runs = {"language": run_study("language", folder, {}, text=folder / "mine.txt")}
    for study in ("sequence_autoencoder", "language_model"):
        runs[study] = run_study(study, folder, runs, **FEW, shown=1)
    return runs


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """A text of the user's with its sources; sentences are longer than what is shown, and have signs of Typst's."""
    folder = tmp_path_factory.mktemp("pairs")
    (folder / "pairs.txt").write_text(
        "abc$ d\txyz\nd\tz\n" + 15 * "a_b " + "\t" + 9 * "#w x ", encoding="utf-8"
    )
    runs = {"language": run_study("language", folder, {}, text=folder / "pairs.txt", longest=30)}
    for study in ("sequence_autoencoder", "language_model", "translation"):
        more = {"held_out": 0.3} if study == "translation" else {}
        runs[study] = run_study(study, folder, runs, **FEW, **more, shown=2)
    return runs


@pytest.mark.parametrize("which", ["english", "letters"])
def test_the_delay_of_other_sentences(which: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(which)
    seen = watched("delay", runs)
    texts, everything = seen.texts, "\n".join(seen.texts)
    assert seen.outside == set()
    said = {"english": ["one", "hundred", "and", "twenty"], "letters": list("entropy")}[which]
    assert set(said) <= set(texts)
    assert {START, END} <= set(texts)
    assert "symbols)" not in everything
    assert "vier" not in everything
    assert "costs nothing" not in everything  # it has hardly been trained
    counted, shown = runs["language"]["counted"], runs["language_model"].config["shown"]
    assert f"its chance is 1 in {np.exp(counted[shown].max()):.1f}".removesuffix(".0") in everything
    cost = runs["language_model"]["shown_cost"][-1][counted[shown].argmax()]
    assert f"costs ${cost:.2f}$ nats" in everything


def test_the_floors_of_fewer_numbers(english: Runs) -> None:
    seen = watched("three_floors", english)
    everything = "\n".join(seen.texts)
    assert seen.outside == set()
    assert "150 sentences" in everything
    assert f"log 150 = {np.log(150):.2f}" in everything
    assert "all three arrive" not in everything
    for study in ("sequence_autoencoder", "language_model", "translation"):
        assert f"{english[study]['cost'][-1]:.2f}" in everything


def test_attention_of_another_word(english: Runs) -> None:
    seen = watched("attention", english)
    everything = "\n".join(seen.texts)
    assert seen.outside == set()
    run = english["translation"]
    head, word = undecided(run["free_a"], words := len(spoken(english["language"], run["free"])) - 1)
    said = spoken(english["language"], run["free"])
    assert f"before it says “{said[word]}”" in everything
    assert word < max(words, 1)
    for score in run["scores"][head, word]:
        assert f"{score:.1f}" in everything
    assert brief(float(run["beta"])) in seen.texts


def test_heads_more_than_can_be_shown(english: Runs) -> None:
    seen = watched("heads", english)
    everything, run = "\n".join(seen.texts), english["translation"]
    assert seen.outside == set()
    assert "with $8$ heads at once (the first 4 heads are shown)" in everything
    assert "head 4: $h^4$" in seen.texts
    assert "head 5" not in everything
    assert "[h^1 ; ... ; h^8]" in seen.texts
    assert "several heads look in several places at once" in everything
    words = len(spoken(english["language"], run["free"]))
    a = run["free_a"][:, :words]
    word = np.abs(a - a.mean(axis=0)).sum(axis=(0, 2)).argmax()
    for head in range(4):
        assert f"head {head + 1} takes ${100 * a[head, word].max():.0f}$ %" in everything
        assert seen.scene.flows[head].weights == pytest.approx(a[head, -1])


def test_the_mask_of_another_sentence(english: Runs) -> None:
    seen = watched("causal_mask", english)
    everything, run = "\n".join(seen.texts), english["language_model"]
    assert seen.outside == set()
    words = spoken(english["language"], run["shown"])
    assert {START, *words} <= set(seen.texts)
    assert "vier" not in everything
    assert f"one pass, ${len(words)}$ predictions" in everything
    assert "predictor, head 1 of 1" in seen.texts
    no_disc_lies_ahead(seen.scene, run["predictor_a"][-1, 0])


def no_disc_lies_ahead(scene: Any, a: np.ndarray) -> None:
    """Check that discs are the weights a (L, L), and that what is struck out is what is exactly 0 in them."""
    ahead = ~np.tri(len(a), dtype=bool)
    assert np.array_equal(scene.discs.shares.reshape(a.shape), a)
    assert (a[ahead] == 0).all()
    assert a.sum(axis=-1) == pytest.approx(1, abs=1e-5)
    assert len(scene.discs.points) == 4 * 4 * (a > 0).sum()  # four curves each
    struck = {tuple(np.round(one.get_center()[:2], 6)) for one in scene.struck}
    assert struck == {*map(tuple, np.round(scene.at[ahead][:, :2], 6))}


@pytest.mark.parametrize(
    "name", ["delay", "three_floors", "attention", "heads", "causal_mask", "inside_the_blocks"]
)
def test_films_of_a_long_text_and_its_sources(name: str, pairs: Runs) -> None:
    seen = watched(name, pairs)
    everything = "\n".join(seen.texts)
    assert seen.outside == set()
    if name == "three_floors":
        assert "3 sentences" in everything
        assert f"{pairs['translation']['cost'][-1]:.2f}" in everything
        return
    assert f"first {READABLE if name == 'inside_the_blocks' else MOST}" in everything
    symbols = [text.replace("\\", "") for text in seen.texts]
    said = {
        "delay": {"#w", "x", START},
        "attention": {"a_b"},
        "heads": {"a_b"},
        "causal_mask": {"#w", "x", START},
        "inside_the_blocks": {"#w", "a_b", START},
    }
    assert said[name] <= set(symbols)


def test_vectors_are_lit_where_they_differ(english: Runs) -> None:
    scene: Any = play_blind(CATALOG.scenes["inside_the_blocks"], english, 1)
    run, lit = english["translation"], ManimColor(COLOURS["orange"])
    assert scene.seen[1] != scene.seen[0] == scene.seen[2]
    for passing, name in ((scene.passing, "inside_y"), (scene.sources, "inside_x")):
        differ = np.abs(run[name][:, 2] - run[name][:, 0]).max(-1) > 0
        assert [[one[0].get_stroke_color() == lit for one in row] for row in passing] == differ.tolist()
        numbers = run[name][-1, 2]
        reach = np.quantile(np.abs(run[name][-1]), 0.95)
        for one, vector in zip(passing[-1], numbers, strict=True):
            paints = [square.get_fill_color().to_hex() for square in one[1]]
            assert paints == hexes(vector[: len(paints)], -reach, reach, "pictures")


def test_the_weights_of_a_source_shorter_than_others_sum_to_one(tmp_path: Path) -> None:
    (tmp_path / "pairs.txt").write_text("a b\tx y\nb\ty\nb a\tx\n", encoding="utf-8")
    runs = {"language": run_study("language", tmp_path, {}, text=tmp_path / "pairs.txt")}
    runs["translation"] = run_study("translation", tmp_path, runs, **FEW, heads=1, held_out=0.3, shown=1)
    scene: Any = play_blind(CATALOG.scenes["attention"], runs, 1)
    assert scene.symbols == ["b", END, END]
    assert sum(float(share.number.source) for share in scene.weights) == pytest.approx(1, abs=0.02)
    seen = watched("heads", runs)
    assert {"One head", "head 1: $h^1$", "one head looks in one way at a time"} <= set(seen.texts)
    assert not any("heads" in text or "each head" in text for text in seen.texts)
    assert seen.scene.flows[0].weights.sum() == pytest.approx(1, abs=1e-5)
